// CIBA and what follows it through openid-client, a certified OpenID Connect client.

import * as client from "openid-client";

import { drive } from "./lib/driver.mjs";
import {
  audience,
  authorizationDetails,
  bindingMessage,
  clientId,
  clientSecret,
  issuer,
  requestedExpiry,
  scopes,
  user,
} from "./lib/environment.mjs";
import { privateKey } from "./lib/key.mjs";
import { claimsOf, describeError } from "./lib/outcome.mjs";

await drive({
  discovery,
  post: async () => granted(await ask(await configure(client.ClientSecretPost(clientSecret)))),
  basic: async () => granted(await ask(await configure(client.ClientSecretBasic(clientSecret)))),
  "private-key-jwt": async () =>
    granted(await ask(await configure(client.PrivateKeyJwt(await privateKey())))),
  details,
  refresh,
  introspection,
  revocation,
  userinfo,
  dpop,
});

// What the server says of itself.
async function discovery() {
  const config = await configure();
  return { outcome: "completed", metadata: config.serverMetadata() };
}

async function details() {
  const authorization_details = authorizationDetails ?? [{ type: "purchase", product: "phone", qty: 1 }];
  const tokens = await ask(await configure(), {
    authorization_details: JSON.stringify(authorization_details),
  });
  return { ...granted(tokens), requested: authorization_details };
}

// Refreshes twice, then tries a refresh token that is used up.
async function refresh() {
  const config = await configure();
  const first = await ask(config, { scope: withScope("offline_access") });
  if (!first.refresh_token) return granted(first);
  const second = await client.refreshTokenGrant(config, first.refresh_token);
  const third = await client.refreshTokenGrant(config, second.refresh_token ?? first.refresh_token);
  const rotates = second.refresh_token !== undefined && second.refresh_token !== first.refresh_token;
  return {
    ...granted(first),
    refreshed: granted(third),
    rotates,
    reuse: rotates ? await refused(client.refreshTokenGrant(config, first.refresh_token)) : undefined,
  };
}

async function introspection() {
  const config = await configure();
  const tokens = await ask(config);
  return {
    ...granted(tokens),
    introspected: await client.tokenIntrospection(config, tokens.access_token),
    unknown: await client.tokenIntrospection(config, "no-such-token"),
  };
}

// Revokes a refresh token and tries to use it; a token that does not exist is revoked without complaint.
async function revocation() {
  const config = await configure();
  const tokens = await ask(config, { scope: withScope("offline_access") });
  if (!tokens.refresh_token) return granted(tokens);
  await client.tokenRevocation(config, tokens.refresh_token, { token_type_hint: "refresh_token" });
  await client.tokenRevocation(config, "no-such-token");
  return {
    ...granted(tokens),
    afterwards: await refused(client.refreshTokenGrant(config, tokens.refresh_token)),
  };
}

async function userinfo() {
  const config = await configure();
  const tokens = await ask(config, { scope: "openid profile email", audience: undefined });
  return { ...granted(tokens), userinfo: await client.fetchUserInfo(config, tokens.access_token, user()) };
}

// Binds the tokens to a key and uses them with it, then tries the access token without the key.
async function dpop() {
  const config = await configure();
  const keys = await client.randomDPoPKeyPair("ES256");
  const DPoP = client.getDPoPHandle(config, keys);
  const scope = "openid profile offline_access";
  const tokens = await ask(config, { scope, audience: undefined }, { DPoP });
  if (!tokens.refresh_token) return granted(tokens);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  return {
    ...granted(tokens),
    thumbprint: await DPoP.calculateThumbprint(),
    refreshed: granted(refreshed),
    userinfo: await client.fetchUserInfo(config, refreshed.access_token, user(), { DPoP }),
    withoutKey: await refused(client.fetchUserInfo(config, refreshed.access_token, user())),
  };
}

// ID token signatures are checked against the server's published keys.
function configure(authentication = client.ClientSecretPost(clientSecret)) {
  return client.discovery(new URL(issuer), clientId, undefined, authentication, {
    execute: [client.enableNonRepudiationChecks],
  });
}

async function ask(config, parameters = {}, options = undefined) {
  const request = {
    scope: scopes.join(" "),
    audience,
    login_hint: JSON.stringify({ format: "iss_sub", iss: issuer, sub: user() }),
    binding_message: bindingMessage ?? "Do you want to buy 1 phone",
    requested_expiry: requestedExpiry?.toString(),
    ...parameters,
  };
  const sent = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const started = await client.initiateBackchannelAuthentication(config, sent);
  return client.pollBackchannelAuthenticationGrant(config, started, undefined, options);
}

function withScope(scope) {
  return [...new Set([...scopes, scope])].join(" ");
}

function granted(tokens) {
  return {
    outcome: "granted",
    tokens,
    claims: claimsOf(tokens.access_token),
    idTokenClaims: tokens.claims(),
  };
}

async function refused(call) {
  try {
    return { outcome: "accepted", value: await call };
  } catch (error) {
    const outcome = describeError(error);
    if (!outcome) throw error;
    return outcome;
  }
}
