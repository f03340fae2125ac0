"""Access tokens: JWTs (RFC 7519) in the form of RFC 9068, signed with HS256, and their secret."""

import contextlib
import math
import os
import secrets
import tempfile
import time
import uuid
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import jwt
import msgspec

from protocol.catalogue import Text
from protocol.errors import CareerPilotError, NotSignedIn
from server.admission.key_ring import KeyRing
from server.admission.scopes import Scope
from server.settings.parsers import MIN_SECRET
from server.settings.plans import Plan

ISSUER: Literal["careerpilot"] = "careerpilot"
AUDIENCE = ISSUER
ALGORITHM = "HS256"
TYPE = "at+jwt"
"""What says that a token is for access (RFC 9068 §2.1): other kinds sign nobody in."""

MAX_TOKEN = 4096
"""Characters. Ours have a tenth of it; what is longer is not decoded."""

USER_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"
"""Users' ids stand in the names of keys in Redis, and in logs."""


class BadSecret(CareerPilotError):
    """The secret that was kept can't sign anything; the message names its file."""


class Identity(NamedTuple):
    """The caller: a user's id, whether a guest, and since when and until when that is proven.

    `expires_at` is when what proves it runs out, `signed_in_at` when the user first signed in for
    it or for what it renews; both in Unix seconds. `old_form`: the release before made the token,
    which did not note that: it counts from now. `login` is the id of the login that the token is
    of, `key` that of the API key that was shown; empty where it is neither. `scopes` are what the
    caller may do; None is everything but `admin`. `ends_at` is when whoever proved it ends, at the
    latest, and with them the connections that they opened; 0 is `expires_at`.
    """

    user: str
    guest: bool
    expires_at: float
    signed_in_at: float = 0.0
    old_form: bool = False
    login: str = ""
    key: str = ""
    scopes: frozenset[Scope] | None = None
    plan: Plan = "guest"
    ends_at: float = 0.0

    def lasts_until(self) -> float:
        """When a connection ends at the latest that the caller opens, in Unix seconds."""
        return self.ends_at or self.expires_at


class Grant(NamedTuple):
    """A token that was just made, whom it names, and for how many seconds it is valid."""

    token: str
    identity: Identity
    expires_in: int


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    """What precedes our tokens. A key or an address of one (`jwk`, `jku`) has no place there."""

    alg: Literal["HS256"]
    typ: Literal["at+jwt", "JWT"]
    kid: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None


class _Claims(msgspec.Struct):
    """What all our tokens say; those of the release before no more than that, and no issuer."""

    sub: Annotated[str, msgspec.Meta(pattern=USER_ID)]
    aud: Literal["careerpilot"]
    exp: float
    guest: bool
    iss: Literal["careerpilot"] = ISSUER


class _AccessClaims(_Claims, kw_only=True):
    """What a token says; when its user signed in is `auth_time` (RFC 9068 §2.2.1).

    An account's names its login, as `sid`, and the plan that its user had then.
    """

    iss: Literal["careerpilot"]
    auth_time: float
    sid: Annotated[str, msgspec.Meta(max_length=64)] = ""
    plan: Plan | None = None


class _Issued(msgspec.Struct):
    """When a token was issued (RFC 7519 §4.1.6)."""

    iat: float = 0.0


class Tokens:
    """Makes and checks access tokens with the secrets of a ring.

    A token is valid for `ttl_s` seconds, and a guest's is renewed no longer than until `guest_s`
    seconds after the first one was made. An account's is valid for `account_s` seconds, and its
    login lasts for `login_s`. Tokens of the release before, which have no key id and
    no issuer, are valid until they run out, and so may be renewed.
    """

    def __init__(
        self,
        ring: KeyRing,
        ttl_s: int,
        guest_s: int,
        account_s: int = 900,
        login_s: int = 2_592_000,
    ) -> None:
        self._ring = ring
        self._ttl_s = ttl_s
        self._guest_s = guest_s
        self._account_s = account_s
        self._login_s = login_s
        self._jws = jwt.PyJWS(algorithms=[ALGORITHM])

    def guest(self, known: Identity | None = None) -> Grant:
        """A fresh token for a known guest, else for one who did not exist before."""
        now = int(time.time())
        user = known.user if known else f"g-{uuid.uuid4()}"
        since = int(known.signed_in_at) if known else now
        expires_in = min(self._ttl_s, since + self._guest_s - now)
        token = self._signed({"sub": user, "guest": True}, now, since, now + expires_in)
        ends_at = since + self._guest_s
        identity = Identity(user, True, now + expires_in, since, ends_at=ends_at)
        return Grant(token, identity, expires_in)

    def account(self, user: str, login: str, plan: Plan, since: int) -> Grant:
        """A token of a login that was begun at `since`, for the user whose account it is of."""
        now = int(time.time())
        ends_at = since + self._login_s
        expires_in = min(self._account_s, ends_at - now)
        claims = {"sub": user, "guest": False, "sid": login, "plan": plan}
        token = self._signed(claims, now, since, now + expires_in)
        identity = Identity(
            user, False, now + expires_in, since, login=login, plan=plan, ends_at=ends_at
        )
        return Grant(token, identity, expires_in)

    def _signed(self, whom: dict[str, Any], now: int, since: int, exp: int) -> str:
        claims = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "auth_time": since, "exp": exp} | whom
        headers = {"typ": TYPE, "kid": self._ring.signing_id}
        return jwt.encode(claims, self._ring.signing, ALGORITHM, headers)

    def check(self, token: str, late_s: int = 0) -> Identity:
        """Whom `token` names. Raises NotSignedIn for one that is forged, foreign or run out.

        One that ran out less than `late_s` seconds ago still counts: that is for renewals alone.
        When a token was issued says nothing of its validity (RFC 7519 §4.1.6), and the clock of the
        machine that issued it may be ahead of this one's.
        """
        try:
            claims = self._read(token)
        except (jwt.InvalidTokenError, msgspec.DecodeError, ValueError, RecursionError):
            raise NotSignedIn(Text("errors.not_signed_in.not_valid")) from None
        now = time.time()
        expires_at, signed_in_at = claims.exp, now
        if isinstance(claims, _AccessClaims):
            signed_in_at = claims.auth_time
        ends_at = signed_in_at + self._guest_s if claims.guest else math.inf
        sid = claims.sid if isinstance(claims, _AccessClaims) and not claims.guest else ""
        if sid:
            ends_at = signed_in_at + self._login_s
        if now >= min(expires_at + late_s, ends_at):
            raise NotSignedIn(Text("errors.not_signed_in.ended"))
        if not isinstance(claims, _AccessClaims):
            plan: Plan = "guest" if claims.guest else "free"
            until = min(expires_at, ends_at)
            return Identity(claims.sub, claims.guest, until, signed_in_at, True, plan=plan)
        return Identity(
            claims.sub,
            claims.guest,
            min(expires_at, ends_at),
            signed_in_at,
            login=sid,
            plan="guest" if claims.guest else claims.plan or "free",
            ends_at=0.0 if ends_at == math.inf else ends_at,
        )

    @staticmethod
    def issued_at(token: str) -> float:
        """When a token that was checked was issued, in Unix seconds; 0 where it does not say."""
        claims = jwt.decode(token, options={"verify_signature": False})
        return msgspec.convert(claims, _Issued).iat

    def _read(self, token: str) -> _Claims:
        """The claims of a token that is ours, run out or not."""
        if len(token) > MAX_TOKEN:
            raise jwt.InvalidTokenError
        header = msgspec.convert(jwt.get_unverified_header(token), _Header)
        if header.typ == TYPE:
            secret = self._ring.find(header.kid or "")
            return msgspec.json.decode(self._verified(token, secret), type=_AccessClaims)
        if header.kid is not None:
            raise jwt.InvalidTokenError
        return msgspec.json.decode(self._verified(token, *self._ring), type=_Claims)

    def _verified(self, token: str, *keys: str | None) -> bytes:
        """The payload that one of these keys has signed."""
        for key in filter(None, keys):
            with contextlib.suppress(jwt.InvalidSignatureError):
                payload: bytes = self._jws.decode(token, key, [ALGORITHM])
                return payload
        raise jwt.InvalidSignatureError


def load_secret(configured: str | None, data_dir: Path) -> str:
    """The signing secret: the configured one, else one made once and kept in `data_dir`.

    Raises BadSecret where the one that is kept is too short, or no text.
    """
    if configured:
        return configured
    path = data_dir / "secret"
    if not path.exists():
        _make_secret(path)
    # A file that lost its content in a power cut is empty, or full of zeros.
    kept = path.read_bytes().strip(b"\0").decode(errors="replace")
    if len(kept) < MIN_SECRET:
        raise BadSecret(
            f"{path} must hold at least {MIN_SECRET} characters. Where it is removed the next "
            "start makes a new one, and everybody has to sign in again"
        )
    return kept


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
        # A link appears whole or not at all: of several workers that start at once, one wins.
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
