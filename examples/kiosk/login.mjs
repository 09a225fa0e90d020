// A login by CIBA: a phone number and a user code name the person, or a one-time code that their device
// shows; the person approves at their desk.

import { randomInt } from "node:crypto";

import * as client from "openid-client";

// An approval signed by an enrolled device.
const ACR = "urn:waxseal:acr:device-key";

// Somebody who typed their number and PIN.
export function byNumber(phoneNumber, userCode) {
  return {
    login_hint: JSON.stringify({ format: "phone_number", phone_number: phoneNumber }),
    user_code: userCode,
  };
}

// Somebody whose device showed a one-time code: who it is, the kiosk learns with their approval.
export function byOneTimeCode(text) {
  return { login_hint_token: text };
}

export class Login {
  #configuration;
  #settings;

  // `settings`: issuer, clientId, clientSecret, kiosk (its name) and expiry (seconds).
  constructor(settings) {
    this.#settings = settings;
  }

  // Asks `who`, made by one of the above. Returns the code that their device shows, how long they have in
  // seconds, and a function that waits for the answer and resolves to `{ sub, name }`.
  async start(who) {
    const configuration = await this.#configure();
    const code = String(randomInt(1000, 10_000));
    const started = await client.initiateBackchannelAuthentication(configuration, {
      scope: "openid profile",
      ...who,
      binding_message: `${this.#settings.kiosk} code ${code}`,
      acr_values: ACR,
      requested_expiry: String(this.#settings.expiry),
    });
    return {
      code,
      seconds: started.expires_in,
      answer: (signal) => this.#answer(configuration, started, signal),
    };
  }

  async #answer(configuration, started, signal) {
    const tokens = await client.pollBackchannelAuthenticationGrant(configuration, started, undefined, {
      signal,
    });
    // Signature, issuer, audience and times are checked already.
    const claims = tokens.claims();
    if (claims?.acr !== ACR) throw new Error(`the login was approved in another way (acr ${claims?.acr})`);
    return { sub: claims.sub, name: claims.name ?? claims.sub };
  }

  // Finds the server once; after a failure, again.
  #configure() {
    const { issuer, clientId, clientSecret } = this.#settings;
    const authentication = client.ClientSecretPost(clientSecret);
    // ID token signatures are checked by the server's published keys.
    const execute = [client.enableNonRepudiationChecks];
    this.#configuration ??= client
      .discovery(new URL(issuer), clientId, undefined, authentication, { execute })
      .catch((error) => {
        this.#configuration = undefined;
        throw error;
      });
    return this.#configuration;
  }
}
