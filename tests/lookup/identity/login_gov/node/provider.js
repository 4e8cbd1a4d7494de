// A certified OpenID provider, set up as Login.gov describes itself; whoever asks is signed in as the person of the setup.
// Its setup comes as JSON on standard input; the first line on standard output is its address.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import Provider, { interactionPolicy } from "oidc-provider";

const setup = JSON.parse(await text(process.stdin));
const { clientId, clientKey, signingKey, redirectUri, person, acr } = setup;

const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);

const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "RS256",
      id_token_signed_response_alg: "RS256",
      jwks: { keys: [clientKey] },
    },
  ],
  jwks: { keys: [signingKey] },
  acrValues: [acr, "http://idmanagement.gov/ns/assurance/aal/2"],
  scopes: ["openid", "profile:name", "profile:birthdate", "profile:verified_at"],
  claims: {
    acr: null,
    openid: ["sub", "ial", "aal"],
    "profile:name": ["given_name", "family_name"],
    "profile:birthdate": ["birthdate"],
    "profile:verified_at": ["verified_at"],
  },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  cookies: { keys: ["for tests"] },
});

// In place of pages: signs in at once, and agrees to all that is asked.
async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = {
    login: { accountId: person.sub, acr },
    select_account: {},
    consent: { grantId: await grant.save() },
  };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const callback = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/interaction/")) return callback(request, response);
  interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
console.log(issuer);
