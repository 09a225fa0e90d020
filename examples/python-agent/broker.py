"""The tool: it places an order for shares with the token that its user's approval gives."""

import base64
import json
import os
import re

from auth0_ai.authorizers.async_authorization.async_authorizer_base import (
    AsyncAuthorizerBase,
    get_async_authorization_credentials,
)

ACCOUNT = "Depot 88-1204"


def order_tool(get_context, **options):
    """The tool, behind the asynchronous authorization of auth0-ai.

    `get_context` tells one call of the tool from another, `options` are those of the authorizer.
    Domain, client id and secret come from AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.
    """
    authorizer = AsyncAuthorizerBase(
        {
            "user_id": logged_in_user,
            "binding_message": lambda symbol, quantity, **_: binding_message(f"Buy {quantity} {symbol}"),
            "authorization_details": lambda **order: [details(**order)],
            "scopes": ["openid", "orders:create"],
            "audience": os.environ["BROKER_API_AUDIENCE"],
            **options,
        }
    )
    return authorizer.protect(get_context, place_order)


async def place_order(symbol, quantity, limit, currency):
    """Runs once it is approved.

    A broker's API would get the token. It has the order in it, and the API sells nothing else.
    """
    token = get_async_authorization_credentials()["access_token"]
    [approved] = claims_of(token)["authorization_details"]
    price = f"{approved['limitPrice']['amount']} {approved['limitPrice']['currency']}"
    return f"Order placed: {approved['side']} {approved['quantity']} {approved['symbol']}, limit {price}"


def details(symbol, quantity, limit, currency):
    """What is asked, as the built-in type `stock_order`."""
    return {
        "type": "stock_order",
        "side": "buy",
        "symbol": symbol,
        "quantity": quantity,
        "orderType": "limit",
        "limitPrice": {"amount": limit, "currency": currency},
        "account": ACCOUNT,
    }


def logged_in_user(**_):
    """In a web application, the user of the session."""
    return os.environ["WAXSEAL_USER"]


def binding_message(text):
    """At most 64 letters, digits, blanks and `+-_.,:#`, whatever a model writes."""
    return re.sub(r"[^A-Za-z0-9 +\-_.,:#]+", "-", text)[:64]


def claims_of(token):
    """The claims of a token that comes from the server itself; an API verifies the signature."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
