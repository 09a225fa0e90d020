// A language model that calls one tool in its first turn and ends the conversation in its second.
// It is written out because `ai/test`, which has one, needs packages that `ai` does not bring along.

export function modelThatCalls(toolName, input) {
  const turns = [
    {
      content: [{ type: "tool-call", toolCallId: "call-1", toolName, input: JSON.stringify(input) }],
      finishReason: "tool-calls",
    },
    { content: [{ type: "text", text: "Done." }], finishReason: "stop" },
  ];
  const prompts = [];
  return {
    specificationVersion: "v2",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    // What the model was told, turn by turn.
    prompts,
    doGenerate: async ({ prompt }) => {
      const turn = turns[prompts.push(prompt) - 1];
      return { ...turn, usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }, warnings: [] };
    },
  };
}
