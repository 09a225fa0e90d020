// The configuration of a run. The server's certificate authority is in NODE_EXTRA_CA_CERTS.

export const domain = required("AUTH0_DOMAIN");
export const issuer = `https://${domain}/`;
export const clientId = required("AUTH0_CLIENT_ID");
export const clientSecret = process.env.AUTH0_CLIENT_SECRET;

export const audience = process.env.SHOP_API_AUDIENCE;
export const scopes = (process.env.SCOPE ?? "openid product:buy").split(" ");
export const authorizationDetails = json("AUTHORIZATION_DETAILS");
export const bindingMessage = process.env.BINDING_MESSAGE;
export const requestedExpiry = number("REQUESTED_EXPIRY");

// The private key of a client that authenticates with an assertion: a JWK as JSON, or a PKCS #8 PEM.
export const clientKey = process.env.CLIENT_JWK;

// The person who is asked.
export function user() {
  return required("WAXSEAL_USER");
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function json(name) {
  const text = process.env[name];
  return text ? JSON.parse(text) : undefined;
}

function number(name) {
  const text = process.env[name];
  return text ? Number(text) : undefined;
}
