"""Users who are no guests, as an issuer names them that the tests' servers believe."""

import json
import time
from typing import Any

import jwt

from tests.processes import Server
from tests.server.calls import Caller, Json

ISSUER = "https://issuer.example"
SECRET = "a-secret-that-an-issuer-shares-with-the-tests"

BELIEVED = {
    "CAREERPILOT_ISSUERS": json.dumps(
        [{"alias": "test", "issuer": ISSUER, "audience": "authenticated", "secret": SECRET}]
    )
}
"""What a server is set to that believes it."""


def token(subject: str, **changes: Any) -> str:
    """The issuer's token for one of its users."""
    claims = {"iss": ISSUER, "aud": "authenticated", "sub": subject, "exp": time.time() + 600}
    return jwt.encode(claims | changes, SECRET, "HS256")


def user(server: Server, subject: str = "ada") -> Caller:
    """A user with an account elsewhere."""
    return Caller(server, token(subject))


def make_key(caller: Caller, *scopes: str, **more: Any) -> Json:
    """A new API key of this user, as it is shown once."""
    body = {"name": "A program", "scopes": list(scopes) or ["sessions:read"], **more}
    answer = caller.http.post("/v1/keys", json=body)
    assert answer.status_code == 201, answer.text
    document: Json = answer.json()
    return document


def with_key(caller: Caller, *scopes: str, **more: Any) -> Caller:
    """A program with a new key of this user."""
    return Caller(caller.server, make_key(caller, *scopes, **more)["key"])
