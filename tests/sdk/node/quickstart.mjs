// The Auth0 for AI Agents quickstart: an agent buys a product after its user approves.

import { generateText, stepCountIs } from "ai";

import {
  AuthorizationPendingInterrupt,
  AuthorizationPollingInterrupt,
  setAIContext,
} from "./lib/auth0-ai.mjs";
import { drive } from "./lib/driver.mjs";
import { modelThatCalls } from "./lib/model.mjs";
import { claimsOf, describeError } from "./lib/outcome.mjs";
import { shop } from "./lib/shop.mjs";

const order = { product: "phone", qty: 1 };
const call = { toolCallId: "call-1", messages: [] };

await drive({ block, callback, interrupt, "generate-text": generate });

// The tool call waits for the answer.
async function block() {
  const { shopOnline, record } = shop("block");
  setAIContext({ threadID: "thread-1" });
  return outcome(await shopOnline.execute(order, call), record);
}

// The tool call waits, and the application hears of the request and of the answer.
async function callback() {
  const { shopOnline, record, events } = shopWithCallback();
  setAIContext({ threadID: "thread-1" });
  return { ...outcome(await shopOnline.execute(order, call), record), events };
}

// The tool call throws until the answer is there; the application repeats it. The SDK forgets a request
// once it has expired and makes a new one, which ends the run.
async function interrupt() {
  const { shopOnline, record } = shop();
  setAIContext({ threadID: "thread-1" });
  const interrupts = [];
  for (let request; ;) {
    try {
      return { ...outcome(await shopOnline.execute(order, call), record), interrupts };
    } catch (error) {
      if (!isWaiting(error)) throw error;
      request ??= error.request.id;
      if (error.request.id !== request) return { outcome: "restarted", interrupts };
      interrupts.push(error.code);
      await new Promise((resolve) => setTimeout(resolve, error.nextRetryInterval() * 1000));
    }
  }
}

// A model calls the tool and is told how it went.
async function generate() {
  const { shopOnline, record, events } = shopWithCallback();
  setAIContext({ threadID: "thread-1" });
  const model = modelThatCalls("shopOnline", order);
  const { text, steps } = await generateText({
    model,
    prompt: "Buy a phone.",
    tools: { shopOnline },
    stopWhen: stepCountIs(2),
  });
  const [answer] = model.prompts[1].at(-1).content;
  return { ...outcome(steps[0].toolResults[0]?.output, record), events, toldModel: answer.output, text };
}

function shopWithCallback() {
  const events = [];
  const tool = shop(async (_request, credentials) => {
    events.push("requested");
    await credentials;
    events.push("approved");
  });
  return { ...tool, events };
}

function isWaiting(error) {
  return error instanceof AuthorizationPendingInterrupt || error instanceof AuthorizationPollingInterrupt;
}

function outcome(result, { refusal, credentials }) {
  if (!refusal) {
    return { outcome: "executed", result, credentials, claims: claimsOf(credentials.accessToken) };
  }
  const described = describeError(refusal);
  if (!described) throw refusal;
  const isInterrupt = refusal.name === "AUTH0_AI_INTERRUPT";
  return { ...described, outcome: isInterrupt ? "interrupt" : "error", result };
}
