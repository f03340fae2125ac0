"""Issuers of tokens, besides this server, that are believed: `CAREERPILOT_ISSUERS`.

[{"alias": "supabase",
  "issuer": "https://PROJECT.supabase.co/auth/v1",
  "audience": "authenticated",
  "jwks": "https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json",
  "algorithms": ["ES256"],
  "subject": "[0-9a-f-]{36}",
  "plan": "free"}]
"""

import re
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from server.settings.plans import Plan
from server.settings.table import Unfit

Shared = Literal["HS256", "HS384", "HS512"]
"""Algorithms by which whoever verifies could sign, too: for a shared secret."""

Signed = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
                 "EdDSA"]  # fmt: skip
"""Algorithms by which only the issuer can sign: for published keys."""

LEAST_SECRET = {"HS256": 32, "HS384": 48, "HS512": 64}
"""The bytes that a secret has at least: as many as the hash (RFC 7518, section 3.2)."""

OURS = "careerpilot"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine, to which keys may be asked without TLS."""

MOST = 20


class Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose tokens are believed, and how far. Just one of `secret` and `jwks` is there.

    `issuer` and `audience` are what a token's `iss` and `aud` have to be, letter by letter. `jwks`
    is where the keys are published. `algorithms` are those that are allowed; by default the
    first of those that fit. `subject` is a pattern of the whole `sub`. Users have ids that begin
    with `iss-ALIAS.`, and are on this plan.
    """

    alias: Annotated[str, Meta(pattern=r"^[a-z0-9]{1,16}\Z")]
    issuer: Annotated[str, Meta(min_length=1, max_length=512)]
    audience: Annotated[str, Meta(min_length=1, max_length=512)]
    secret: str = ""
    jwks: str = ""
    algorithms: Annotated[tuple[Shared | Signed, ...], Meta(max_length=13)] = ()
    subject: Annotated[str, Meta(min_length=1, max_length=500)] = r".+"
    plan: Plan = "free"

    @property
    def allowed(self) -> tuple[str, ...]:
        """The algorithms by which its tokens may be signed."""
        return self.algorithms or (("HS256",) if self.secret else ("RS256", "ES256"))

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Issuer({self.alias!r}, {self.issuer!r})"


def issuers(text: str) -> tuple[Issuer, ...]:
    """A JSON list of them. Raises Unfit, which repeats nothing secret of it."""
    try:
        found = msgspec.json.decode(text, type=tuple[Issuer, ...])
    except (msgspec.DecodeError, RecursionError) as exc:
        raise Unfit(f"It is no list of issuers: {exc}.") from None
    if len(found) > MOST:
        raise Unfit(f"There are more than {MOST}.")
    for one in found:
        _check(one)
    for names in ({one.alias for one in found}, {one.issuer for one in found}):
        if len(names) != len(found):
            raise Unfit("Two have the same alias or issuer.")
    return found


def _check(one: Issuer) -> None:
    """Raise Unfit where what is said of an issuer does not go together."""
    if one.issuer == OURS:
        raise Unfit(f"{OURS} is what this server itself issues.")
    if bool(one.secret) == bool(one.jwks):
        raise Unfit(f"{one.alias} needs a secret or jwks, and not both.")
    if not set(one.allowed) <= set(get_args(Shared if one.secret else Signed)):
        raise Unfit(f"{one.alias} has algorithms that are not for its kind of key.")
    if one.secret and len(one.secret.encode()) < max(LEAST_SECRET[each] for each in one.allowed):
        raise Unfit(f"The secret of {one.alias} is too short for its algorithms.")
    if one.jwks:
        _check_address(one.alias, one.jwks)
    try:
        re.compile(one.subject)
    except (re.error, RecursionError, OverflowError):
        raise Unfit(f"The subject of {one.alias} is no pattern.") from None


def _check_address(alias: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:
        named = False
    if not named or not url.isascii() or not url.isprintable() or " " in url:
        raise Unfit(f"The jwks of {alias} is no address.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise Unfit(f"The jwks of {alias} is no https address.")
