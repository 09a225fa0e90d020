"""A tool behind the authorizer of auth0-ai."""

import asyncio

from auth0_ai.authorizers.async_authorization.async_authorizer_base import (
    AsyncAuthorizerBase,
    get_async_authorization_credentials,
)
from auth0_ai.interrupts.async_authorization_interrupts import (
    AuthorizationPendingInterrupt,
    AuthorizationPollingInterrupt,
)

from environment import AUDIENCE, AUTHORIZATION_DETAILS, BINDING_MESSAGE, REQUESTED_EXPIRY, SCOPES, USER, given
from outcome import claims_of

CONTEXT = {"thread_id": "thread-1", "tool_call_id": "call-1", "tool_name": "shop_online"}


def block():
    """The tool call waits for the answer."""
    return asyncio.run(shop("block")(product="phone", qty=1))


def interrupt():
    """The tool call raises until the answer is there; the application repeats it.

    The SDK forgets a request once it has expired and makes a new one, which ends the run.
    """
    return asyncio.run(repeat(shop("interrupt")))


async def repeat(tool):
    interrupts = []
    request = None
    while True:
        try:
            return {**await tool(product="phone", qty=1), "interrupts": interrupts}
        except (AuthorizationPendingInterrupt, AuthorizationPollingInterrupt) as waiting:
            request = request or waiting.request["id"]
            if waiting.request["id"] != request:
                return {"outcome": "restarted", "interrupts": interrupts}
            interrupts.append(waiting.code)
            await asyncio.sleep(waiting.next_retry_interval())


def shop(on_authorization_request):
    authorizer = AsyncAuthorizerBase(
        given(
            user_id=USER,
            binding_message=BINDING_MESSAGE,
            scopes=list(SCOPES),
            audience=AUDIENCE,
            requested_expiry=REQUESTED_EXPIRY,
            authorization_details=AUTHORIZATION_DETAILS,
            on_authorization_request=on_authorization_request,
        )
    )
    return authorizer.protect(lambda **_: CONTEXT, buy)


async def buy(product, qty):
    credentials = get_async_authorization_credentials()
    return {
        "outcome": "executed",
        "result": f"Ordered {qty} {product}",
        "credentials": credentials,
        "claims": claims_of(credentials["access_token"]),
    }
