// CIBA through `AuthenticationClient` of the `auth0` package. The application polls by itself.

import { AuthenticationClient } from "auth0";

import { drive } from "./lib/driver.mjs";
import {
  audience,
  authorizationDetails,
  bindingMessage,
  clientId,
  clientSecret,
  domain,
  requestedExpiry,
  scopes,
  user,
} from "./lib/environment.mjs";
import { algorithm, pem } from "./lib/key.mjs";
import { claimsOf } from "./lib/outcome.mjs";

const withSecret = () => new AuthenticationClient({ domain, clientId, clientSecret });
const withKey = () =>
  new AuthenticationClient({
    domain,
    clientId,
    clientAssertionSigningKey: pem(),
    clientAssertionSigningAlg: algorithm(),
  });

await drive({
  post: () => ask(withSecret()),
  "private-key-jwt": () => ask(withKey()),
  // The former name of `requested_expiry`, which the SDK sends beside the current one.
  "request-expiry": () => ask(withSecret(), { requested_expiry: undefined, request_expiry: "120" }),
  refresh,
});

async function refresh() {
  const auth = withSecret();
  const outcome = await ask(auth, { scope: [...scopes, "offline_access"].join(" ") });
  if (!outcome.tokens.refresh_token) return outcome;
  const { data } = await auth.oauth.refreshTokenGrant({ refresh_token: outcome.tokens.refresh_token });
  return { ...outcome, refreshed: granted(data) };
}

async function ask(auth, parameters = {}) {
  const request = {
    userId: user(),
    scope: scopes.join(" "),
    audience,
    binding_message: bindingMessage ?? "Do you want to buy 1 phone",
    requested_expiry: requestedExpiry?.toString(),
    authorization_details: authorizationDetails && JSON.stringify(authorizationDetails),
    ...parameters,
  };
  const sent = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const started = await auth.backchannel.authorize(sent);
  for (let pending = 0; ; pending += 1) {
    try {
      const tokens = await auth.backchannel.backchannelGrant({ auth_req_id: started.auth_req_id });
      return { ...granted(tokens), started, pending };
    } catch (error) {
      if (error.error !== "authorization_pending") throw error;
      await new Promise((resolve) => setTimeout(resolve, started.interval * 1000));
    }
  }
}

function granted(tokens) {
  return { outcome: "granted", tokens, claims: claimsOf(tokens.access_token) };
}
