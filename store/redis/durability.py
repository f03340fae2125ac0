"""Whether a Redis keeps what it is given, and has room for more, by what it says of itself."""

import re

from msgspec import Struct

KEEPS_ALL = "noeviction"

WAITAOF = (7, 2)
"""The release from which on a Redis can tell when something is on its disk."""

SCARCE = 0.85
"""From this share of its memory on a Redis has little room left."""


class Durability(Struct, frozen=True):
    """A Redis' eviction policy, whether it has an append-only file, how many keys it has evicted.

    The number is since its start. `used` is how much of the memory that it may use it does, from 0
    to 1 and somewhat above; 0 where it may use any. It `waits` where it can tell when something is
    on its disk (WAITAOF). What the Redis does not tell is taken to be well.
    """

    policy: str
    append_only: bool
    evicted: int
    used: float = 0.0
    waits: bool = True

    @classmethod
    def of(cls, info: bytes) -> "Durability":
        """What an answer of INFO says."""
        told = dict(re.findall(rb"^(\w+):([^\r\n]*)", info, re.MULTILINE))
        most = int(told.get(b"maxmemory", 0))
        return cls(
            policy=told.get(b"maxmemory_policy", KEEPS_ALL.encode()).decode(),
            append_only=told.get(b"aof_enabled") != b"0",
            evicted=int(told.get(b"evicted_keys", 0)),
            used=int(told.get(b"used_memory", 0)) / most if most else 0.0,
            waits=_version(told.get(b"redis_version", b"")) >= WAITAOF,
        )

    def warnings(self) -> list[str]:
        """A sentence for each thing that is not well, and what to do about it."""
        found = self.hazards()
        if self.used >= SCARCE:
            found.append(
                f"Redis uses {SCARCE:.0%} of its memory or more: give it more (maxmemory), or have "
                "sessions deleted, before it takes nothing new."
            )
        return found

    def loss(self) -> str:
        """What a crash may take back though there is an append-only file; '' where nothing."""
        if self.waits or not self.append_only:
            return ""
        return (
            "it can't tell when its disk has something (WAITAOF, from Redis 7.2 on): a crash of "
            "its machine may take back the last second's new accounts, passwords, ends of logins "
            "and deletions"
        )

    def hazards(self) -> list[str]:
        """A sentence for each setting by which something may be lost, and what to set instead."""
        found = []
        if self.policy != KEEPS_ALL:
            which = "keys that expire, such as guests' sessions," if self._spares else "any key"
            found.append(
                f"Redis deletes {which} when its memory is full: set maxmemory-policy to "
                f"{KEEPS_ALL} (it is {self.policy})."
            )
        if not self.append_only:
            found.append(
                "Redis has no append-only file: a restart loses what came after its last "
                "snapshot, or everything. Set appendonly to yes."
            )
        return found

    @property
    def _spares(self) -> bool:
        """Whether keys without a time to live are safe."""
        return self.policy.startswith("volatile-")


def _version(text: bytes) -> tuple[int, ...]:
    """A release's number; the newest where none is told."""
    found = re.match(rb"(\d+)\.(\d+)", text)
    return tuple(map(int, found.groups())) if found else WAITAOF
