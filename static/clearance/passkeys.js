// Passkeys: a form with data-passkey="make", "use" or "sign-in" gets its button, and sends what the browser answers.
// What the browser needs to know stands in the form's own <script type="application/json">; "sign-in" asks the server.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const credentials = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

  async function make({ publicKey }) {
    const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    const excludeCredentials = credentials(publicKey.excludeCredentials);
    const challenge = bytes(publicKey.challenge);
    const made = await navigator.credentials.create({
      publicKey: { ...publicKey, user, challenge, excludeCredentials },
    });
    return answer(made, { attestationObject: text(made.response.attestationObject) });
  }

  async function use({ publicKey }) {
    const allowCredentials = credentials(publicKey.allowCredentials);
    const challenge = bytes(publicKey.challenge);
    const used = await navigator.credentials.get({ publicKey: { ...publicKey, challenge, allowCredentials } });
    const { authenticatorData, signature, userHandle } = used.response;
    return answer(used, {
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle && text(userHandle),
    });
  }

  function answer(credential, response) {
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function options(form) {
    const held = form.querySelector("script[type='application/json']");
    const all = held ? JSON.parse(held.textContent) : await (await fetch(form.action)).json();
    return all.creation_options || all.request_options;
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-problem]");
      problem.hidden = true;
      try {
        const way = form.dataset.passkey === "make" ? make : use;
        form.elements.credential.value = JSON.stringify(await way(await options(form)));
        form.submit();
      } catch {
        problem.hidden = false;
        problem.focus();
      }
    });
  }
})();
