"""A language model by script, so that the example needs no account anywhere.

It understands one kind of sentence and calls one tool; a real model takes its place.
"""

import hashlib
import re

SENTENCE = re.compile(
    r"buy (?P<quantity>\d+) (?:shares of )?(?P<symbol>[A-Z0-9][A-Z0-9./-]*) "
    r"(?:at|for) (?:at most |up to )?(?P<limit>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})[.!]?",
    re.IGNORECASE,
)


def call_for(sentence):
    """The call that a sentence asks for, as `{"id", "name", "arguments"}`, or None."""
    order = SENTENCE.fullmatch(sentence.strip())
    if order is None:
        return None
    return {
        # The same conversation has the same call, also after a restart.
        "id": hashlib.sha256(sentence.encode()).hexdigest()[:16],
        "name": "place_order",
        "arguments": {
            "symbol": order["symbol"].upper(),
            "quantity": int(order["quantity"]),
            "limit": order["limit"],
            "currency": order["currency"].upper(),
        },
    }
