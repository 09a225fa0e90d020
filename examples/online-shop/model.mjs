// A language model by script, so that the example needs no account anywhere: it understands one kind of
// sentence, calls one tool, and repeats what the tool says. `openai.chat("gpt-4o-mini")` of
// @ai-sdk/openai takes its place without any other change.

const SENTENCE =
  /^buy (?:(?<qty>\d+)|an?) (?<product>.+?)(?: for at most (?<priceLimit>\d+(?:\.\d+)?))?[.!]?$/i;

// Returns a model for the AI SDK that calls the tool `toolName`.
export function scriptedModel(toolName) {
  return {
    specificationVersion: "v2",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: async ({ prompt }) => ({
      ...turn(prompt.at(-1), toolName),
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      warnings: [],
    }),
  };
}

function turn(message, toolName) {
  if (message.role === "tool") return say(`The shop tool says: ${message.content[0].output.value}`);
  const said = message.content.map((part) => part.text).join("");
  const order = SENTENCE.exec(said.trim())?.groups;
  if (!order) return say('I can buy something. Try: "Buy 2 XYZ phones for at most 800".');
  const input = JSON.stringify({
    product: order.product,
    qty: Number(order.qty ?? 1),
    priceLimit: order.priceLimit && Number(order.priceLimit),
  });
  const call = { type: "tool-call", toolCallId: crypto.randomUUID(), toolName, input };
  return { content: [call], finishReason: "tool-calls" };
}

function say(text) {
  return { content: [{ type: "text", text }], finishReason: "stop" };
}
