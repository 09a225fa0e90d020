"""The configuration of a run.

The server's certificate authority is in SSL_CERT_FILE and REQUESTS_CA_BUNDLE.
"""

import json
import os

DOMAIN = os.environ["AUTH0_DOMAIN"]
ISSUER = f"https://{DOMAIN}/"
CLIENT_ID = os.environ["AUTH0_CLIENT_ID"]
CLIENT_SECRET = os.environ.get("AUTH0_CLIENT_SECRET")
# The RSA key of a client that authenticates with an assertion, as a PKCS #8 PEM.
CLIENT_KEY = os.environ.get("CLIENT_JWK")
USER = os.environ["WAXSEAL_USER"]

AUDIENCE = os.environ.get("SHOP_API_AUDIENCE")
SCOPES = os.environ.get("SCOPE", "openid product:buy").split()
BINDING_MESSAGE = os.environ.get("BINDING_MESSAGE", "Do you want to buy 1 phone")
REQUESTED_EXPIRY = int(os.environ["REQUESTED_EXPIRY"]) if os.environ.get("REQUESTED_EXPIRY") else None
AUTHORIZATION_DETAILS = json.loads(os.environ.get("AUTHORIZATION_DETAILS") or "null")


def given(**parameters):
    """Leaves out the parameters that have no value."""
    return {name: value for name, value in parameters.items() if value is not None}
