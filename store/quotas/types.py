"""How much there may be, how much there is, and why there may be no more."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from store.keys import Collection

Refusal = Literal["too_many", "quota", "storage"]
"""Why a user gets no more: too many of these things, too many bytes, no room for all together."""


class Limits(Struct, frozen=True):
    """What there may be, in things and in bytes of Redis' memory; 0 is no limit."""

    session_bytes: int = 0
    inbox_bytes: int = 0
    guest_sessions: int = 0
    guest_bytes: int = 0
    user_sessions: int = 0
    user_bytes: int = 0
    guests_bytes: int = 0
    guest_resumes: int = 0
    guest_documents: int = 0
    guest_jobs: int = 0
    guest_applications: int = 0
    user_resumes: int = 0
    user_documents: int = 0
    user_jobs: int = 0
    user_applications: int = 0

    def of_one(self, guest: bool) -> tuple[int, int]:
        """How many sessions one guest, or one other user, may have, and how many bytes."""
        if guest:
            return self.guest_sessions, self.guest_bytes
        return self.user_sessions, self.user_bytes

    def of_collection(self, collection: Collection, guest: bool) -> int:
        """How many things one guest, or one other user, may keep in a collection."""
        return int(getattr(self, f"{'guest' if guest else 'user'}_{collection}"))


class Size(Struct, frozen=True):
    """What a session takes of Redis' memory, in bytes, and in how many ms it ends; -1: never.

    What is `kept` ends with the session, the `log` as well where it rests for long.
    """

    kept: int
    kept_ms: int
    log: int
    log_ms: int

    @classmethod
    def of(cls, words: Sequence[int]) -> "Size":
        """What `measure` in steps/session.lua returns."""
        return cls(*words)


def member(session: str, parent: str = "") -> str:
    """What an account calls a session, or an item of another one (see account.lua)."""
    return f"{parent}/{session}" if parent else session


def session_of(member: str) -> str:
    """The session that it calls so."""
    return member.rpartition("/")[2]


NOTHING = Size(0, -1, 0, -1)
"""What a session takes that is not there."""
