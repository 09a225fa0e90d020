"""The outcomes that drivers print."""

import base64
import json


def granted(tokens, **more):
    return {"outcome": "granted", "tokens": tokens, "claims": claims_of(tokens["access_token"]), **more}


def describe_error(error):
    """An answer of the server that the SDK turned into an exception; None for any other exception."""
    code = getattr(error, "error_code", None) or getattr(error, "code", None)
    if not isinstance(code, str):
        return None
    cause = getattr(error, "cause", None)
    return {
        "outcome": "interrupt" if code.startswith("ASYNC_AUTHORIZATION_") else "error",
        "name": type(error).__name__,
        "code": code,
        "cause": getattr(cause, "code", None),
        "status": getattr(error, "status_code", None),
        "message": str(error),
    }


def claims_of(token):
    """The claims of a compact JWT, unverified; None for an opaque token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    payload = parts[1] + "=" * (-len(parts[1]) % 4)
    return json.loads(base64.urlsafe_b64decode(payload))
