// An agent that buys in an online shop after its user approves: the quickstart of Auth0 for AI Agents.
//
//   node agent.mjs [--mode block|interrupt|callback] [--expiry SECONDS] "Buy an XYZ phone"
//
// Exit codes: 0 ordered, 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { generateText, stepCountIs } from "ai";

import { MODES, toldModel } from "./auth0-ai.mjs";
import { scriptedModel } from "./model.mjs";
import {
  AccessDeniedInterrupt,
  AuthorizationPendingInterrupt,
  AuthorizationPollingInterrupt,
  AuthorizationRequestExpiredInterrupt,
  setAIContext,
} from "./sdk.mjs";
import { shopOnlineTool } from "./shop-online.mjs";

const { mode, requestedExpiry, sentence } = commandLine();

// Why the tool was not run, if it was not.
let refusal;
const authorization = {
  onAuthorizationRequest: MODES[mode],
  requestedExpiry,
  onUnauthorized: async (error) => {
    refusal = error;
    return toldModel(error);
  },
};
const tools = { shopOnlineTool: shopOnlineTool(authorization) };
const model = scriptedModel("shopOnlineTool");

setAIContext({ threadID: crypto.randomUUID() });
console.log(`You: ${sentence}`);
console.log(`Agent: ${await converse([{ role: "user", content: sentence }])}`);
process.exitCode = exitCode();

// Talks with the model until it calls no tool any more, and returns what it says at the end.
async function converse(messages) {
  const isInterrupted = ({ steps }) => interruptedCall(steps.at(-1)) !== undefined;
  const result = await generateText({ model, messages, tools, stopWhen: [stepCountIs(5), isInterrupted] });
  const call = interruptedCall(result.steps.at(-1));
  if (!call) return result.text;

  // An application keeps the conversation here, answers its user, and goes on once it polled in the
  // background. The SDK keeps the request in a store of its own, in memory unless `Auth0AI` is given another.
  const [assistant] = result.response.messages;
  const output = { type: "text", value: await resume(call) };
  const { toolCallId, toolName } = call;
  const answer = { role: "tool", content: [{ type: "tool-result", toolCallId, toolName, output }] };
  return converse([...messages, assistant, answer]);
}

// The call of a tool that was interrupted in a step, if one was.
function interruptedCall(step) {
  return step.content.find((part) => part.type === "tool-error" && isWaiting(part.error));
}

// Repeats a call, the same id and the same input, until its user has answered.
async function resume({ toolCallId, toolName, input, error }) {
  const { requestedAt, expiresIn } = error.request;
  console.log(`The order waits for your approval, up to ${expiresIn} s.`);
  for (let waiting = error; ;) {
    await sleep(waiting.nextRetryInterval() * 1000);
    // The SDK forgets a request that has expired: another call would ask anew.
    if (Date.now() / 1000 >= requestedAt + expiresIn) {
      refusal = new AuthorizationRequestExpiredInterrupt(
        "The authorization request has expired.",
        error.request,
      );
      return toldModel(refusal);
    }
    try {
      return await tools[toolName].execute(input, { toolCallId, messages: [] });
    } catch (interrupt) {
      if (!isWaiting(interrupt)) throw interrupt;
      waiting = interrupt;
    }
  }
}

function isWaiting(error) {
  return error instanceof AuthorizationPendingInterrupt || error instanceof AuthorizationPollingInterrupt;
}

function exitCode() {
  if (!refusal) return 0;
  if (refusal instanceof AccessDeniedInterrupt) return 3;
  if (refusal instanceof AuthorizationRequestExpiredInterrupt) return 4;
  console.error(`error: ${reason(refusal)}`);
  return 1;
}

// An error with what caused it, in one line.
function reason(error) {
  const errors = [];
  for (let cause = error; cause; cause = cause.cause) errors.push(cause);
  const text = [...new Set(errors.map(({ message }) => message))].join(": ");
  // A Node.js that does not know the server's authority.
  const isUntrusted = errors.some(({ code }) => /CERT|SIGNATURE/.test(code));
  const hint = isUntrusted ? "\nhint: set NODE_EXTRA_CA_CERTS to the server's ca.pem" : "";
  return `${text}${error.error ? ` (${error.error})` : ""}${hint}`;
}

function commandLine() {
  const options = { mode: { type: "string", default: "callback" }, expiry: { type: "string" } };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (!Object.hasOwn(MODES, values.mode)) throw new Error(`unknown mode ${values.mode}`);
    const requestedExpiry = values.expiry && Number(values.expiry);
    return { mode: values.mode, requestedExpiry, sentence: positionals.join(" ") || "Buy an XYZ phone" };
  } catch (error) {
    console.error(`error: ${error.message}`);
    console.error(
      `hint: node agent.mjs [--mode ${Object.keys(MODES).join("|")}] [--expiry SECONDS] "Buy an XYZ phone"`,
    );
    process.exit(2);
  }
}
