"""CIBA through auth0-python. The application polls by itself."""

import json
import time
from importlib.metadata import version

from auth0.authentication.back_channel_login import BackChannelLogin
from auth0.authentication.get_token import GetToken

from environment import (
    AUDIENCE,
    AUTHORIZATION_DETAILS,
    BINDING_MESSAGE,
    CLIENT_ID,
    CLIENT_KEY,
    CLIENT_SECRET,
    DOMAIN,
    ISSUER,
    REQUESTED_EXPIRY,
    SCOPES,
    USER,
    given,
)
from outcome import granted


def post():
    return ask(client_secret=CLIENT_SECRET)


def private_key_jwt():
    return ask(client_assertion_signing_key=CLIENT_KEY)


def refresh():
    outcome = ask(scope=" ".join([*SCOPES, "offline_access"]), client_secret=CLIENT_SECRET)
    refresh_token = outcome["tokens"].get("refresh_token")
    if refresh_token is None:
        return outcome
    tokens = GetToken(DOMAIN, CLIENT_ID, client_secret=CLIENT_SECRET).refresh_token(refresh_token)
    return {**outcome, "refreshed": granted(tokens)}


def ask(scope=" ".join(SCOPES), **credentials):
    started = BackChannelLogin(DOMAIN, CLIENT_ID, **credentials).back_channel_login(
        binding_message=BINDING_MESSAGE,
        login_hint=json.dumps({"format": "iss_sub", "iss": ISSUER, "sub": USER}),
        scope=scope,
        **given(
            audience=AUDIENCE,
            authorization_details=AUTHORIZATION_DETAILS,
            requested_expiry=REQUESTED_EXPIRY,
        ),
    )
    get_token = GetToken(DOMAIN, CLIENT_ID, **credentials)
    pending = 0
    while True:
        try:
            tokens = get_token.backchannel_login(started["auth_req_id"])
            return granted(tokens, started=started, pending=pending, version=version("auth0-python"))
        except Exception as error:
            if getattr(error, "error_code", None) != "authorization_pending":
                raise
        pending += 1
        time.sleep(started["interval"])
