// Asks a caller to confirm who they are, while they are on the phone.
//
//   node call-centre.mjs [--expiry SECONDS] [--json] [E-MAIL ADDRESS OR PHONE NUMBER]
//
// Exit codes: 0 confirmed, 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer.

import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";

import { answerTo, ask, callerBy, connect, newCode } from "./identity.mjs";

const USAGE = 'node call-centre.mjs [--expiry SECONDS] [--json] "hanna@example.com"';
// How a check ends, and with which code.
const EXIT = { confirmed: 0, failed: 1, denied: 3, expired: 4 };

const { expiry, json, given } = commandLine();
const say = json ? () => {} : console.log;

const caller = callerBy(given ?? (await question("The caller's e-mail address or phone number: ")));
if (!caller) leave(2, "that is neither an e-mail address nor a phone number with its country code", USAGE);

const result = await check(caller);
if (json) console.log(JSON.stringify(result));
else report(result);
process.exitCode = EXIT[result.outcome];

async function check(caller) {
  // The signal ends the wait; what the server says about the time comes first, if it comes.
  let over;
  try {
    const config = await connect({
      issuer: setting("WAXSEAL_ISSUER"),
      clientId: setting("WAXSEAL_CLIENT_ID"),
      clientSecret: setting("WAXSEAL_CLIENT_SECRET"),
    });
    const code = newCode();
    const askedAt = Date.now() / 1000;
    const started = await ask(config, caller, code, expiry);
    say(`Say: "Please open Waxseal. Approve only if it shows ${code.replace("Call ", "the code ")}."`);
    say(`Waiting for an answer, up to ${started.expires_in} s.`);
    over = AbortSignal.timeout(started.expires_in * 1000);
    return { outcome: "confirmed", code, ...(await answerTo(config, started, caller, askedAt, over)) };
  } catch (error) {
    const said = error.error ?? error.cause?.error;
    if (said === "access_denied") return { outcome: "denied" };
    if (said === "expired_token" || over?.aborted) return { outcome: "expired" };
    return { outcome: "failed", error: reason(error) };
  }
}

function report({ outcome, error, person, at }) {
  if (outcome === "confirmed") {
    console.log(
      `✓ ${person.name} confirmed at ${at.toLocaleTimeString()}, with the key of an enrolled device.`,
    );
    console.log(`  ${[person.sub, person.email, person.phone_number].filter(Boolean).join(", ")}`);
  } else if (outcome === "denied") {
    console.log(
      "✗ Refused on the caller's device. Whoever is on the phone may be somebody else: end the call.",
    );
  } else if (outcome === "expired") {
    console.log("✗ No answer. The caller is not identified.");
  } else {
    console.error(`error: ${error}`);
  }
}

// What the server says about a request it refuses, or what went wrong on the way to it.
function reason(error) {
  const errors = [];
  for (let cause = error; cause; cause = cause.cause) errors.push(cause);
  const described = errors.find(({ error_description }) => error_description);
  if (described) return `${described.error_description} (${described.error})`;
  const text = [...new Set(errors.map(({ message }) => message).filter(Boolean))].join(": ");
  // A Node.js that does not know the server's authority.
  const isUntrusted = errors.some(({ code }) => /CERT|SIGNATURE/.test(code));
  return text + (isUntrusted ? "\nhint: set NODE_EXTRA_CA_CERTS to the server's ca.pem" : "");
}

async function question(text) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(text);
  } finally {
    terminal.close();
  }
}

function commandLine() {
  const options = { expiry: { type: "string", default: "120" }, json: { type: "boolean", default: false } };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { expiry: values.expiry, json: values.json, given: positionals[0] };
  } catch (error) {
    return leave(2, error.message, USAGE);
  }
}

function setting(name) {
  return (
    process.env[name] || leave(2, `${name} is not set`, "read the settings into this shell: . ./demo.env")
  );
}

function leave(code, error, hint) {
  console.error(`error: ${error}\nhint: ${hint}`);
  process.exit(code);
}
