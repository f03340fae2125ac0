"""Tokens of issuers that the operator believes: who they name is a user here, too.

A token is looked at only by what was set for the issuer that it names: the algorithms, the keys,
the audience. What it says of algorithms and keys chooses among these, and can't add to them.
"""

import hashlib
import math
import re
import time
from collections.abc import Sequence
from typing import Annotated, Any

import jwt
import msgspec
from jwt.utils import base64url_decode

from protocol.catalogue import Text
from protocol.errors import NotSignedIn
from server.admission.jwks import Fetch, Fetcher, Keys
from server.admission.tokens import MAX_TOKEN, Identity
from server.settings.issuers import Issuer

EARLY_S = 30.0
"""So far another's clock may be ahead of ours, where a token says from when it is valid."""

MOST_TRIED = 8
"""So many keys are tried for a token that names none."""

USER_ID_LENGTH = 64
HASHED = "h-"
"""What stands before the hash of a subject that can't be part of an id as it is."""

TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})
"""What tokens of others call themselves that are for access; an answer of sign-ins, say, is not."""


class _Header(msgspec.Struct):
    """What is looked at of what precedes a token."""

    alg: Annotated[str, msgspec.Meta(max_length=16)]
    typ: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    kid: Annotated[str, msgspec.Meta(max_length=256)] = ""
    crit: Any = None
    b64: Any = None


class _Named(msgspec.Struct):
    """Who says to have issued a token."""

    iss: str = ""


class _Claims(msgspec.Struct):
    """What has to be in a token, and what of the rest is looked at."""

    iss: str
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
    aud: str | list[str]
    exp: float
    nbf: float = 0.0
    iat: float = 0.0


class Issuers:
    """Those that were set, by the names that they give themselves."""

    def __init__(self, issuers: Sequence[Issuer], fetch: Fetch | None = None) -> None:
        self._issuers = {one.issuer: one for one in issuers}
        self._subjects = {one.issuer: re.compile(one.subject) for one in issuers}
        fetch = fetch or Fetcher()
        self._keys = {one.issuer: Keys(one.jwks, one.allowed, fetch) for one in issuers if one.jwks}
        self._jws = jwt.PyJWS(algorithms=sorted({name for one in issuers for name in one.allowed}))

    def of(self, token: str) -> Issuer | None:
        """The issuer that the token names, if it is one of these. Nothing is proven by that."""
        if not self._issuers or len(token) > MAX_TOKEN:
            return None
        try:
            payload = base64url_decode(token.split(".")[1])
            named = msgspec.json.decode(payload, type=_Named)
        except (IndexError, ValueError, RecursionError):
            return None
        return self._issuers.get(named.iss)

    async def check(self, token: str, issuer: Issuer) -> Identity:
        """Whom a token of that issuer names.

        Raises NotSignedIn, and Unavailable where the issuer's keys can't be had.
        """
        try:
            claims = msgspec.json.decode(await self._verified(token, issuer), type=_Claims)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise NotSignedIn(Text("errors.not_signed_in.not_valid")) from None
        named = claims.aud if isinstance(claims.aud, list) else [claims.aud]
        subject = self._subjects[issuer.issuer].fullmatch(claims.sub)
        if claims.iss != issuer.issuer or issuer.audience not in named or subject is None:
            raise NotSignedIn(Text("errors.not_signed_in.not_valid"))
        now = time.time()
        if not math.isfinite(claims.exp) or now >= claims.exp:
            raise NotSignedIn(Text("errors.not_signed_in.ended"))
        if claims.nbf > now + EARLY_S:
            raise NotSignedIn(Text("errors.not_signed_in.not_valid"))
        user = user_of(issuer.alias, claims.sub)
        return Identity(user, False, claims.exp, claims.iat, plan=issuer.plan)

    async def _verified(self, token: str, issuer: Issuer) -> bytes:
        """The payload, signed by the issuer in a way that is allowed. Raises PyJWTError."""
        header = msgspec.convert(jwt.get_unverified_header(token), _Header)
        typ = header.typ.lower() if header.typ else None
        if header.alg not in issuer.allowed or typ not in TYPES:
            raise jwt.InvalidAlgorithmError
        # What is said to be critical is nothing that we know (RFC 7515, section 4.1.11).
        if header.crit is not None or header.b64 is not None:
            raise jwt.InvalidTokenError
        keys = self._keys.get(issuer.issuer)
        if keys is None:
            payload: bytes = self._jws.decode(token, issuer.secret, [header.alg])
            return payload
        for key in (await keys.find(header.kid, header.alg))[:MOST_TRIED]:
            try:
                payload = self._jws.decode(token, key.key, [header.alg])
            except jwt.InvalidSignatureError:
                continue
            return payload
        raise jwt.InvalidSignatureError


def user_of(alias: str, subject: str) -> str:
    """The id of the user whom an issuer calls so: no other issuer, and no guest or account, has it.

    A subject that can't stand in an id, or is too long, is there by its hash. No other subject of
    that issuer has the same.
    """
    start = f"iss-{alias}."
    fits = re.fullmatch(r"[A-Za-z0-9._-]+", subject) and not subject.startswith(HASHED)
    if fits and len(start) + len(subject) <= USER_ID_LENGTH:
        return start + subject
    digest = hashlib.sha256(subject.encode()).hexdigest()
    return f"{start}{HASHED}{digest[: USER_ID_LENGTH - len(start) - len(HASHED)]}"
