"""Runs one named scenario and prints its outcome as a single JSON line on standard output.

An outcome is whatever the SDK made of the server's answer, errors included, and exits with 0.
Anything else (an unknown scenario, an unreachable server, a bug in a driver) exits with 1 and
explains itself on standard error.
"""

import contextlib
import importlib
import json
import signal
import sys

from outcome import describe_error

TIME_LIMIT_SECONDS = 60

# Modules are imported on demand: an environment has only the packages it needs.
SCENARIOS = {
    "auth0-python": ("with_auth0_python", "post"),
    "auth0-python-private-key-jwt": ("with_auth0_python", "private_key_jwt"),
    "auth0-python-refresh": ("with_auth0_python", "refresh"),
    "auth0-server": ("with_auth0_server", "basic"),
    "auth0-server-private-key-jwt": ("with_auth0_server", "private_key_jwt"),
}


def main(name):
    if name not in SCENARIOS:
        sys.exit(f"unknown scenario {name}; known: {', '.join(SCENARIOS)}")
    module, function = SCENARIOS[name]
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(TIME_LIMIT_SECONDS)
    # Standard output belongs to the outcome; what an SDK prints goes to standard error.
    with contextlib.redirect_stdout(sys.stderr):
        outcome = run(getattr(importlib.import_module(module), function))
    print(json.dumps(outcome))


def run(scenario):
    try:
        return scenario()
    except Exception as error:
        outcome = describe_error(error)
        if outcome is None:
            raise
        return outcome


def out_of_time(_signal, _frame):
    sys.exit(f"no outcome after {TIME_LIMIT_SECONDS} s")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
