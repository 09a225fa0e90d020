// Runs one named scenario and prints its outcome as a single JSON line on standard output.
//
// An outcome is whatever the SDK made of the server's answer, errors included, and exits with 0.
// Anything else (an unknown scenario, an unreachable server, a bug in a driver) exits with 1 and
// explains itself on standard error.

import { describeError } from "./outcome.mjs";

const TIME_LIMIT_MS = 60_000;

export async function drive(scenarios) {
  // Standard output belongs to the outcome; what an SDK prints goes to standard error.
  console.log = console.info = console.error;

  const limit = setTimeout(() => fail(new Error(`no outcome after ${TIME_LIMIT_MS} ms`)), TIME_LIMIT_MS);
  try {
    print(await run(scenarios, process.argv[2]));
  } catch (error) {
    fail(error);
  } finally {
    clearTimeout(limit);
  }
}

async function run(scenarios, name) {
  if (!Object.hasOwn(scenarios, name ?? "")) {
    throw new Error(`unknown scenario ${name}; known: ${Object.keys(scenarios).join(", ")}`);
  }
  try {
    return await scenarios[name]();
  } catch (error) {
    const outcome = describeError(error);
    if (!outcome) throw error;
    return outcome;
  }
}

function print(outcome) {
  process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
}

function fail(error) {
  console.error(error);
  process.exit(1);
}
