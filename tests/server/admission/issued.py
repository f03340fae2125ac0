"""Issuers of tokens: their keys, the sets that they publish, and tokens of every kind."""

import base64
import hmac
import json
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from server.settings.issuers import Issuer

Json = dict[str, Any]

SECRET = "a-secret-that-an-issuer-shares-with-us-and-others-have-not"
URL = "https://issuer.example/keys"
NAME = "https://issuer.example"

SHARED = Issuer("shared", NAME, "authenticated", secret=SECRET)
PUBLISHED = Issuer("pub", NAME, "authenticated", jwks=URL, algorithms=("ES256", "RS256"))


@cache
def ec_key(name: str = "one") -> ec.EllipticCurvePrivateKey:
    """A key for ES256, the same for the same name."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for RS256."""
    return rsa.generate_private_key(65537, bits)


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    """A key for EdDSA."""
    return ed25519.Ed25519PrivateKey.generate()


def jwk(key: Any, kid: str | None, **more: Any) -> Json:
    """The public half as a set has it; without an id where that is None."""
    kinds: list[tuple[type, Any]] = [
        (ec.EllipticCurvePrivateKey, ECAlgorithm),
        (rsa.RSAPrivateKey, RSAAlgorithm),
        (ed25519.Ed25519PrivateKey, OKPAlgorithm),
    ]
    algorithm = next(found for kind, found in kinds if isinstance(key, kind))
    named = {} if kid is None else {"kid": kid}
    return {**json.loads(algorithm.to_jwk(key.public_key())), **named, **more}


def jwks(*keys: Json) -> bytes:
    """A set of keys."""
    return json.dumps({"keys": keys}).encode()


def claims(**changes: Any) -> Json:
    """What a good token says, with these changes; None takes something out."""
    now = time.time()
    good = {
        "iss": NAME,
        "aud": "authenticated",
        "sub": "ada",
        "iat": now - 5,
        "exp": now + 60,
        "role": "authenticated",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(
    key: Any = SECRET, algorithm: str = "HS256", header: Json | None = None, **changes: Any
) -> str:
    """A token as its issuer makes it."""
    return jwt.encode(claims(**changes), key, algorithm, header)


def sealed(header: Json, said: Any, mac_by: bytes | None) -> str:
    """A token with any header, signed by HMAC, or by nothing."""
    parts = [json.dumps(part).encode() for part in (header, said)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = hmac.digest(mac_by, signed, "sha256") if mac_by is not None else b""
    return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


class Publisher:
    """What is fetched of an issuer: what it publishes at the time, and how often it was asked."""

    def __init__(self, *keys: Json) -> None:
        self.body: bytes | Exception = jwks(*keys)
        self.asked: list[str] = []

    def publish(self, keys: Sequence[Json]) -> None:
        """Publish other keys."""
        self.body = jwks(*keys)

    async def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.body, Exception):
            raise self.body
        return self.body
