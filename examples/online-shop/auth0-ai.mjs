// The asynchronous authorization of the quickstart: before a tool runs, its user approves.

import { AccessDeniedInterrupt, Auth0AI } from "./sdk.mjs";

// The three behaviours of a tool whose user has not answered yet.
export const MODES = {
  // The call waits for the answer. For development: a process that waits may end before the user answers.
  block: "block",
  // The call throws until the answer is there, and the application repeats it.
  interrupt: "interrupt",
  // The call waits, and the application hears of the request and of the answer.
  callback: async (_request, credentials) => {
    console.log("An authorization request was sent to your device.");
    await credentials;
    console.log("Thanks for approving the order.");
  },
};

// Wraps tools. `options` are those of `withAsyncAuthorization` and go before what stands here.
export function asyncAuthorization(options) {
  // Domain, client id and secret come from AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.
  return new Auth0AI().withAsyncAuthorization({
    userID: async () => loggedInUser(),
    bindingMessage: async ({ product, qty }) => bindingMessage(`Do you want to buy ${qty} ${product}`),
    authorizationDetails: async ({ product, qty, priceLimit }) => [
      { type: "online_purchase", product, qty, priceLimit, currency: priceLimit && "USD" },
    ],
    scopes: ["openid", "product:buy"],
    audience: process.env.SHOP_API_AUDIENCE,
    onUnauthorized: async (error) => toldModel(error),
    ...options,
  });
}

// What the model hears in place of the tool's result.
export function toldModel(error) {
  return error instanceof AccessDeniedInterrupt ? "The user has denied the request" : error.message;
}

// In a web application, the user of the session.
function loggedInUser() {
  const user = process.env.WAXSEAL_USER;
  if (!user) throw new Error("WAXSEAL_USER is not set: nobody is logged in");
  return user;
}

// A binding message has at most 64 letters, digits, blanks and +-_.,:# and whatever a model writes has
// to be brought into that form. The whole name is in the details.
function bindingMessage(text) {
  return text.replace(/[^A-Za-z0-9 +\-_.,:#]+/g, "-").slice(0, 64);
}
