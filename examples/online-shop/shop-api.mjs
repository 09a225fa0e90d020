// The shop: an API that sells to whoever has a token for exactly this order, once.
//
//   node shop-api.mjs          POST /orders {"product": "XYZ phone", "qty": 1, "priceLimit": 800}

import { createServer } from "node:http";

import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const MAX_BODY_BYTES = 10_000;

const issuer = `https://${process.env.AUTH0_DOMAIN}/`;
const audience = process.env.SHOP_API_AUDIENCE;
const keys = createRemoteJWKSet(new URL(".well-known/jwks.json", issuer));
// What was approved and bought already. A shop keeps this in its database.
const used = new Set();

const server = createServer(async (request, response) => {
  const [status, answer] = await order(request).catch((error) => [
    error.status ?? 500,
    { error: error.message },
  ]);
  console.log(`${request.method} ${request.url}: ${status} ${JSON.stringify(answer)}`);
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
});

server.listen(Number(process.env.SHOP_API_PORT ?? 3001), "127.0.0.1", () => {
  console.log(`The shop sells at http://127.0.0.1:${server.address().port}/orders`);
});

async function order(request) {
  if (request.method !== "POST" || request.url !== "/orders")
    throw refused(404, "there is only POST /orders");
  const claims = await approval(request.headers.authorization);
  const { product, qty, priceLimit } = await body(request);

  const isThisOrder = (detail) =>
    detail.type === "online_purchase" &&
    detail.product === product &&
    detail.qty === qty &&
    detail.priceLimit === priceLimit &&
    detail.currency === (priceLimit && "USD");
  if (!claims.authorization_details?.some(isThisOrder)) throw refused(403, "this order was not approved");
  if (used.has(claims.transaction_linking_id)) throw refused(409, "this approval was used already");
  used.add(claims.transaction_linking_id);
  return [201, { ordered: product, qty, by: claims.sub }];
}

// The claims of a token of our issuer, for this API, that may buy.
async function approval(authorization) {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  if (!token) throw refused(401, "a token is needed");
  const options = {
    issuer,
    audience,
    typ: "at+jwt",
    requiredClaims: ["exp", "sub", "transaction_linking_id"],
  };
  const { payload } = await jwtVerify(token, keys, options).catch((error) => {
    // Keys that cannot be fetched are not the token's fault.
    throw error instanceof errors.JOSEError ? refused(401, error.message) : error;
  });
  if (!payload.scope?.split(" ").includes("product:buy")) throw refused(403, "the token may not buy");
  return payload;
}

async function body(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) throw refused(413, "the order is too long");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refused(400, "the order is no JSON");
  }
}

function refused(status, message) {
  return Object.assign(new Error(message), { status });
}
