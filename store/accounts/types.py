"""What an account and a login are."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

FIELDS = (
    "id", "email", "name", "language", "country", "timeZone", "settings", "plan", "createdAt",
    "passwordHash", "auditKey",
)  # fmt: skip
"""The fields of an account's hash in Redis, in the order of Account's."""

TEXTS = ("name", "language", "country", "timeZone", "settings")
"""Those that their owner may change, or leave out."""


class Account(msgspec.Struct, frozen=True):
    """An account. `created` is in ms since 1970, `settings` is a JSON object as its owner left it.

    `audit_key` names its owner in the audit log, and goes with the account.
    """

    id: str
    email: str
    name: str
    language: str
    country: str
    time_zone: str
    settings: str
    plan: str
    created: int
    password_hash: str
    audit_key: bytes

    @classmethod
    def of(cls, found: Sequence[bytes | None]) -> "Account | None":
        """The account whose FIELDS these are; None where there is none."""
        if found[0] is None:
            return None
        *words, key = (one or b"" for one in found)
        texts = [word.decode() for word in words]
        id, email, name, language, country, zone, settings, plan, created, password = texts
        return cls(
            id, email, name, language, country, zone, settings, plan, int(created), password, key
        )


class Login(msgspec.Struct, frozen=True):
    """A login: from where it was begun, and when it was last used. Times are in ms since 1970."""

    id: str
    created: int
    last_used: int
    expires: int
    address: str
    agent: str


class Family(msgspec.Struct, frozen=True):
    """What the refresh tokens of a login are told by: the hash of what all have, and a key of which
    each makes the one that follows it."""

    hash: bytes
    chain: bytes


class Rotation(msgspec.Struct, frozen=True):
    """What came of a refresh token, and when (ms since 1970) its login was begun, if it lasts.

    It was the newest (`rotated`), or that a moment ago, and the same one follows it `again`; it is
    `reused`, an old one, and its login has ended; or that had `ended` before.
    """

    status: Literal["rotated", "again", "reused", "ended"]
    created: int


class Change(msgspec.Struct, frozen=True):
    """What all workers are to hear: words, of which the first is what it is about.

    `login LOGIN`, `key KEYID`, `guest GUEST`: it has ended. `user USER`: all of theirs has.
    `plan USER PLAN`: it is theirs now.
    """

    at: int
    words: tuple[str, ...]


Words = Mapping[str, str | None]
"""New values of an account's TEXTS; None for one that is to go."""
