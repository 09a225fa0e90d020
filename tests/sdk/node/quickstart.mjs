// The shop tool of `examples/online-shop` at its edges: what the SDK makes of answers that its users
// seldom see.

import { setAIContext } from "../../../examples/online-shop/sdk.mjs";
import { shopOnlineTool } from "../../../examples/online-shop/shop-online.mjs";
import { drive } from "./lib/driver.mjs";
import { authorizationDetails, bindingMessage, requestedExpiry } from "./lib/environment.mjs";
import { describeError } from "./lib/outcome.mjs";

await drive({ block });

// The tool call waits for the answer.
async function block() {
  let refusal;
  const options = {
    onAuthorizationRequest: "block",
    onUnauthorized: async (error) => {
      refusal = error;
      return error.message;
    },
    requestedExpiry,
    ...(authorizationDetails && { authorizationDetails }),
    ...(bindingMessage && { bindingMessage }),
  };
  setAIContext({ threadID: "thread-1" });
  const call = { toolCallId: "call-1", messages: [] };
  const result = await shopOnlineTool(options).execute({ product: "phone", qty: 1 }, call);
  if (!refusal) return { outcome: "executed", result };
  const described = describeError(refusal);
  if (!described) throw refusal;
  return { ...described, outcome: refusal.name === "AUTH0_AI_INTERRUPT" ? "interrupt" : "error", result };
}
