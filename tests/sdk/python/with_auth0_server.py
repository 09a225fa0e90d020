"""CIBA through `ServerClient` of auth0-server-python."""

import asyncio
import json

from auth0_server_python.auth_server.server_client import ServerClient

from environment import (
    AUDIENCE,
    AUTHORIZATION_DETAILS,
    BINDING_MESSAGE,
    CLIENT_ID,
    CLIENT_KEY,
    CLIENT_SECRET,
    DOMAIN,
    REQUESTED_EXPIRY,
    SCOPES,
    USER,
    given,
)
from outcome import granted


def basic():
    return ask(client_secret=CLIENT_SECRET)


def private_key_jwt():
    return ask(client_assertion_signing_key=CLIENT_KEY)


def ask(**credentials):
    client = ServerClient(
        domain=DOMAIN,
        client_id=CLIENT_ID,
        secret="encrypts-sessions-which-this-driver-has-none-of",
        # The driver keeps no session; the client only wants the stores to be there.
        state_store=object(),
        transaction_store=object(),
        **credentials,
    )
    details = json.dumps(AUTHORIZATION_DETAILS) if AUTHORIZATION_DETAILS else None
    tokens = asyncio.run(
        client.backchannel_authentication(
            {
                "binding_message": BINDING_MESSAGE,
                "login_hint": {"sub": USER},
                "authorization_params": given(
                    scope=" ".join(SCOPES),
                    audience=AUDIENCE,
                    requested_expiry=REQUESTED_EXPIRY,
                    authorization_details=details,
                ),
            }
        )
    )
    return granted(tokens)
