/* Passkeys. A form with data-passkey="create" or "get" holds, as JSON in an element whose id data-options names, what the
   browser needs; its button asks for the passkey, and the form then sends what came of it as "credential". */
"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const listed = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

function asked(options, kind) {
  const wanted = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (kind === "get") return { ...wanted, allowCredentials: listed(wanted.allowCredentials) };
  return {
    ...wanted,
    user: { ...wanted.user, id: toBytes(wanted.user.id) },
    excludeCredentials: listed(wanted.excludeCredentials),
  };
}

function given(credential) {
  const said = credential.response;
  const response = { clientDataJSON: toText(said.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[part]) response[part] = toText(said[part]);
  }
  if (said.getTransports) response.transports = said.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const kind = form.dataset.passkey;
  const trouble = form.querySelector("[data-trouble]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    trouble.hidden = true;
    try {
      const options = JSON.parse(document.getElementById(form.dataset.options).textContent);
      const credential = await navigator.credentials[kind]({ publicKey: asked(options, kind) });
      form.elements.credential.value = JSON.stringify(given(credential));
      form.submit();
    } catch {
      trouble.hidden = false;
      trouble.focus();
    }
  });
}
