// The tool of the quickstart: it buys a product with the token that its user's approval gives.

import { tool } from "ai";
import { z } from "zod";

import { asyncAuthorization } from "./auth0-ai.mjs";
import { getAsyncAuthorizationCredentials } from "./sdk.mjs";

// Returns the tool. `options` are those of `withAsyncAuthorization`.
export function shopOnlineTool(options) {
  const withAsyncAuthorization = asyncAuthorization(options);
  return withAsyncAuthorization(
    tool({
      description: "Tool to buy products online",
      inputSchema: z.object({
        product: z.string(),
        qty: z.number(),
        priceLimit: z.number().optional(),
      }),
      execute: buy,
    }),
  );
}

async function buy({ product, qty, priceLimit }) {
  console.log(`Ordering ${qty} ${product}${priceLimit ? ` with price limit ${priceLimit}` : ""}`);
  const apiUrl = process.env.SHOP_API_URL;
  // Without a shop there is nobody to buy from.
  if (!apiUrl) return `Ordered ${qty} ${product}`;

  const { accessToken } = getAsyncAuthorizationCredentials();
  const response = await fetch(apiUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ product, qty, priceLimit }),
  });
  return response.statusText;
}
