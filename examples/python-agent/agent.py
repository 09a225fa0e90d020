"""An agent that buys shares after its user approves, with auth0-ai.

    python agent.py [--interrupt FILE] [--expiry SECONDS] "Buy 120 ZEKO at 41.75 USD"

It waits for the answer. With --interrupt it does not: it asks, keeps the request in FILE and ends with 5;
the same command goes on with the same request, until it is answered.

Exit codes: 0 ordered, 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer, 5 not answered yet.
"""

import argparse
import asyncio
import os
import sys

import requests
from auth0 import Auth0Error

from broker import order_tool
from file_store import FileStore
from scripted_model import call_for

# Last, because it can only be imported after the module of the authorizer.
from auth0_ai.interrupts.async_authorization_interrupts import (
    AccessDeniedInterrupt,
    AuthorizationPendingInterrupt,
    AuthorizationPollingInterrupt,
    AuthorizationRequestExpiredInterrupt,
    UserDoesNotHavePushNotificationsInterrupt,
)


async def main(arguments):
    print(f"You: {arguments.sentence}")
    call = call_for(arguments.sentence)
    if call is None:
        print('Agent: I can buy shares. Try: "Buy 120 ZEKO at 41.75 USD".')
        return 0
    print(f"Agent: I ask {os.environ['WAXSEAL_USER']} to approve it.")
    try:
        result = await tool_for(call, arguments)(**call["arguments"])
    except (AuthorizationPendingInterrupt, AuthorizationPollingInterrupt):
        print("Agent: It waits for your approval. Run the same command again to go on.")
        return 5
    except AccessDeniedInterrupt:
        return over(arguments, "You denied it, so I did not buy anything.", 3)
    except AuthorizationRequestExpiredInterrupt:
        return over(arguments, "Nobody answered, so I did not buy anything.", 4)
    except requests.exceptions.SSLError as error:
        print(f"error: {error}\nhint: set REQUESTS_CA_BUNDLE to the server's ca.pem", file=sys.stderr)
        return 1
    except (Auth0Error, UserDoesNotHavePushNotificationsInterrupt, requests.RequestException) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return over(arguments, result, 0)


def tool_for(call, arguments):
    """The tool as one call of the model runs it."""
    context = {"thread_id": "thread-1", "tool_call_id": call["id"], "tool_name": call["name"]}
    behaviour = {"on_authorization_request": "block"}
    if arguments.interrupt:
        behaviour = {"on_authorization_request": "interrupt", "store": FileStore(arguments.interrupt)}
    if arguments.expiry:
        behaviour["requested_expiry"] = arguments.expiry
    return order_tool(lambda **_: context, **behaviour)


def over(arguments, text, code):
    """Nothing is left to go on with: the next command asks anew."""
    if arguments.interrupt and os.path.exists(arguments.interrupt):
        os.remove(arguments.interrupt)
    print(f"Agent: {text}")
    return code


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sentence", nargs="?", default="Buy 120 ZEKO at 41.75 USD")
    parser.add_argument("--interrupt", metavar="FILE", help="do not wait; keep the request in FILE")
    parser.add_argument("--expiry", metavar="SECONDS", type=int, help="how long there is to answer")
    arguments = parser.parse_args()
    for name in ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "BROKER_API_AUDIENCE", "WAXSEAL_USER"):
        if not os.environ.get(name):
            parser.error(f"{name} is not set\nhint: read the settings into this shell: . ./demo.env")
    return arguments


if __name__ == "__main__":
    sys.exit(asyncio.run(main(command_line())))
