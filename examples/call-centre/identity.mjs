// Whether a caller is who they say: they confirm it on the device they enrolled (CIBA), and what comes
// back is checked.

import { randomInt } from "node:crypto";

import * as client from "openid-client";

// An approval signed by an enrolled device.
const ACR = "urn:waxseal:acr:device-key";
// Without letters and digits that sound or look alike.
const ALPHABET = "ACDEFHJKMNPRTUVWXY347";
// By how much the server's clock may be behind ours.
const CLOCK_SKEW_SECONDS = 60;

// Thrown for an answer that does not confirm the caller.
export class NotConfirmed extends Error {}

// Finds the server. ID token signatures are checked by its published keys.
export function connect({ issuer, clientId, clientSecret }) {
  const authentication = client.ClientSecretPost(clientSecret);
  const execute = [client.enableNonRepudiationChecks];
  return client.discovery(new URL(issuer), clientId, undefined, authentication, { execute });
}

// What a caller gave, as a `login_hint` (RFC 9493) and as the claim that has to say the same.
// Returns undefined for what is neither an e-mail address nor a number with its country code.
export function callerBy(text) {
  const email = text.trim();
  if (/^[^\s@]+@[^\s@]+$/.test(email)) return { format: "email", claim: "email", value: email };
  const digits = text.replace(/[\s().-]/g, "");
  if (/^\+\d{6,15}$/.test(digits)) return { format: "phone_number", claim: "phone_number", value: digits };
  return undefined;
}

// A code that staff reads out and the caller compares.
export function newCode() {
  const letters = Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `Call ${letters.join("")}`;
}

// Asks the caller. Resolves once the server has asked, which is before they answer.
export function ask(config, { format, value }, code, seconds) {
  return client.initiateBackchannelAuthentication(config, {
    scope: "openid profile email phone",
    login_hint: JSON.stringify({ format, [format]: value }),
    binding_message: code,
    acr_values: ACR,
    requested_expiry: String(seconds),
  });
}

// Waits for the answer to a request, and resolves to who confirmed, when and how: `{ person, at, acr, amr }`.
export async function answerTo(config, started, { claim, value }, askedAt, signal) {
  const tokens = await client.pollBackchannelAuthenticationGrant(config, started, undefined, { signal });
  // Signature, issuer, audience and times are checked; what follows is what this call asked for.
  const claims = tokens.claims();
  if (!claims) throw new NotConfirmed("the server sent no ID token");
  if (claims.acr !== ACR) throw new NotConfirmed(`it was confirmed in another way (acr ${claims.acr})`);
  if (claims.auth_time < askedAt - CLOCK_SKEW_SECONDS)
    throw new NotConfirmed("it was confirmed before this call");
  const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  if (person[claim]?.toLowerCase() !== value.toLowerCase()) throw new NotConfirmed("somebody else confirmed");
  return { person, at: new Date(claims.auth_time * 1000), acr: claims.acr, amr: claims.amr };
}
