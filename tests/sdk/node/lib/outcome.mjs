// The outcomes that drivers print.

// An answer of the server that the SDK turned into an error.
// Returns undefined for an error that did not come from an answer.
export function describeError(error) {
  const body = error.body ?? {};
  const outcome = {
    outcome: "error",
    name: error.name,
    code: error.code,
    error: error.error ?? error.cause?.error ?? body.error,
    error_description: error.error_description ?? error.cause?.error_description,
    errorCode: body.errorCode,
    status: error.statusCode ?? error.status ?? error.cause?.status,
    message: error.message,
  };
  const fromAnswer =
    outcome.error !== undefined || outcome.status !== undefined || isProtocolCode(outcome.code);
  return fromAnswer ? outcome : undefined;
}

// openid-client and the Auth0 SDKs give a code of their own to an answer they refuse.
function isProtocolCode(code) {
  return typeof code === "string" && /^(OAUTH_|ASYNC_AUTHORIZATION_|[a-z]+(_[a-z]+)*_error$)/.test(code);
}

// The claims of a compact JWT, unverified; undefined for an opaque token.
export function claimsOf(token) {
  const parts = token?.split(".") ?? [];
  return parts.length === 3 ? JSON.parse(Buffer.from(parts[1], "base64url").toString()) : undefined;
}
