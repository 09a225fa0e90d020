// The shop tool of the Auth0 for AI Agents quickstart, behind `withAsyncAuthorization`.

import { tool } from "ai";
import { z } from "zod";

import { AccessDeniedInterrupt, Auth0AI, getAsyncAuthorizationCredentials } from "./auth0-ai.mjs";
import {
  audience,
  authorizationDetails,
  bindingMessage,
  requestedExpiry,
  scopes,
  user,
} from "./environment.mjs";

// Returns the tool, and a record of what happens to its calls.
export function shop(onAuthorizationRequest) {
  const record = { credentials: undefined, refusal: undefined };

  const withAsyncAuthorization = new Auth0AI().withAsyncAuthorization({
    userID: async () => user(),
    bindingMessage: async ({ product, qty }) => bindingMessage ?? `Do you want to buy ${qty} ${product}`,
    scopes,
    audience,
    requestedExpiry,
    authorizationDetails,
    onAuthorizationRequest,
    onUnauthorized: async (error) => {
      record.refusal = error;
      return error instanceof AccessDeniedInterrupt ? "The user has denied the request" : error.message;
    },
  });

  const shopOnline = withAsyncAuthorization(
    tool({
      description: "Tool to buy products online",
      inputSchema: z.object({
        product: z.string(),
        qty: z.number(),
        priceLimit: z.number().optional(),
      }),
      execute: async ({ product, qty, priceLimit }) => {
        record.credentials = getAsyncAuthorizationCredentials();
        const apiUrl = process.env.SHOP_API_URL;
        if (!apiUrl) return `Ordered ${qty} ${product}`;

        const response = await fetch(apiUrl, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            Authorization: `Bearer ${record.credentials.accessToken}`,
          },
          body: JSON.stringify({ product, qty, priceLimit }),
        });
        return response.statusText;
      },
    }),
  );

  return { shopOnline, record };
}
