// The private key of a client, in the forms that SDKs take.

import { createPrivateKey, webcrypto } from "node:crypto";

import { clientKey } from "./environment.mjs";

const ALGORITHMS = {
  rsa: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ec: { name: "ECDSA", namedCurve: "P-256" },
};

export function pem() {
  return key().export({ type: "pkcs8", format: "pem" });
}

// RS256 or ES256, by the kind of key.
export function algorithm() {
  return key().asymmetricKeyType === "rsa" ? "RS256" : "ES256";
}

// A Web Crypto key together with the key id of a JWK.
export async function privateKey() {
  const der = key().export({ type: "pkcs8", format: "der" });
  const imported = ALGORITHMS[key().asymmetricKeyType];
  return {
    key: await webcrypto.subtle.importKey("pkcs8", der, imported, false, ["sign"]),
    kid: isJwk() ? JSON.parse(clientKey).kid : undefined,
  };
}

function key() {
  if (!clientKey) throw new Error("CLIENT_JWK is not set");
  return createPrivateKey(isJwk() ? { key: JSON.parse(clientKey), format: "jwk" } : clientKey);
}

function isJwk() {
  return clientKey.trimStart().startsWith("{");
}
