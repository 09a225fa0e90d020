// CIBA through `AuthClient` of @auth0/auth0-auth-js, which the Auth0 server SDKs are built on.

import { AuthClient } from "@auth0/auth0-auth-js";

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

const withSecret = () => new AuthClient({ domain, clientId, clientSecret });
const withKey = () =>
  new AuthClient({
    domain,
    clientId,
    clientAssertionSigningKey: pem(),
    clientAssertionSigningAlg: algorithm(),
  });

await drive({
  blocking: async () => granted(await withSecret().backchannelAuthentication(request())),
  "private-key-jwt": async () => granted(await withKey().backchannelAuthentication(request())),
  "default-scope": async () => granted(await withSecret().backchannelAuthentication(withoutScope())),
  steps,
  refresh,
});

// The application starts the request and polls by itself.
async function steps() {
  const auth = withSecret();
  const { authReqId, expiresIn, interval } = await auth.initiateBackchannelAuthentication(request());
  for (let pending = 0; ; pending += 1) {
    try {
      const tokens = await auth.backchannelAuthenticationGrant({ authReqId });
      return { ...granted(tokens), pending, expiresIn, interval };
    } catch (error) {
      if (error.cause?.error !== "authorization_pending") throw error;
      await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    }
  }
}

async function refresh() {
  const auth = withSecret();
  const tokens = await auth.backchannelAuthentication(
    request({ scope: [...scopes, "offline_access"].join(" ") }),
  );
  if (!tokens.refreshToken) return granted(tokens);
  const refreshed = await auth.getTokenByRefreshToken({ refreshToken: tokens.refreshToken });
  return { ...granted(tokens), refreshed: granted(refreshed) };
}

// The SDK then asks for "openid profile email offline_access".
function withoutScope() {
  const { authorizationParams, ...options } = request();
  return { ...options, authorizationParams: { audience: authorizationParams.audience } };
}

function request({ scope = scopes.join(" ") } = {}) {
  return {
    bindingMessage: bindingMessage ?? "Do you want to buy 1 phone",
    loginHint: { sub: user() },
    requestedExpiry,
    authorizationDetails,
    authorizationParams: { audience, scope },
  };
}

function granted(tokens) {
  return { outcome: "granted", tokens, claims: claimsOf(tokens.accessToken) };
}
