"""Admission control of uploads: how many a user has at once, how much a worker holds, how fast."""

import time
from collections import Counter
from typing import Self

from protocol.catalogue import Text
from protocol.errors import Overloaded, RateLimited
from server.admission.rate_limits import Buckets
from server.admission.tokens import Identity
from server.settings.plans import Plans, default_plans
from server.settings.sections import LimitSettings, UploadSettings

AGAIN_MS = 2_000
"""When to try again where something else has to end first."""

TOO_OFTEN = Text("errors.rate_limited.changes")
TOO_MANY = Text("errors.rate_limited.uploads")
TOO_MUCH = Text("errors.rate_limited.bytes")
NO_ROOM = Text("errors.overloaded.uploads")


class Uploads:
    """What is being uploaded to a worker, from the first byte until it was read."""

    def __init__(
        self, settings: UploadSettings, limits: LimitSettings, plans: Plans | None = None
    ) -> None:
        self._plans = plans or default_plans()
        self._most_bytes = settings.bytes_at_once
        self._changes = Buckets(limits.commands_per_second, limits.commands_burst)
        self._bytes = Buckets(settings.bytes_per_second, settings.bytes_burst)
        self._by_user: Counter[str] = Counter()
        self.held = 0
        """Bytes of all uploads."""

    def admit_change(self, caller: Identity) -> None:
        """Take one change, as uploads are. Raises RateLimited."""
        wait_ms = self._changes.take(caller.user, time.monotonic())
        if wait_ms:
            raise RateLimited(TOO_OFTEN, retry_ms=wait_ms)

    def charge(self, caller: Identity, changes: int) -> None:
        """So many more changes than the one that was admitted."""
        self._changes.charge(caller.user, changes)

    def begin(self, caller: Identity, declared: int) -> "Upload":
        """An upload of so many bytes, as it says itself, which is to `end`.

        Raises RateLimited where the user is to wait, and Overloaded where everybody is.
        """
        user = caller.user
        most = self._plans[caller.plan].uploads
        if most is not None and self._by_user[user] >= most:
            raise RateLimited(TOO_MANY, retry_ms=AGAIN_MS)
        if self.held + declared > self._most_bytes:
            raise Overloaded(NO_ROOM, retry_ms=AGAIN_MS)
        self.admit_change(caller)
        wait_ms = self._bytes.take(user, time.monotonic())
        if wait_ms:
            raise RateLimited(TOO_MUCH, retry_ms=wait_ms)
        self._by_user[user] += 1
        return Upload(self, user)

    def grow(self, user: str, size: int) -> None:
        """So many bytes more are held. Raises Overloaded."""
        if self.held + size > self._most_bytes:
            raise Overloaded(NO_ROOM, retry_ms=AGAIN_MS)
        self.held += size
        self._bytes.charge(user, size)

    def end(self, user: str, size: int) -> None:
        """An upload of so many bytes is over."""
        self.held -= size
        self._by_user[user] -= 1
        if not self._by_user[user]:
            del self._by_user[user]


class Upload:
    """One upload: what it holds is counted until it ends, which it does once.

    Who still needs its bytes when the request is over keeps it (`keep`), and then ends it.
    """

    def __init__(self, uploads: Uploads, user: str) -> None:
        self._uploads, self._user = uploads, user
        self._size = 0
        self._holders = 1

    def grow(self, size: int) -> None:
        """So many bytes more have come. Raises Overloaded."""
        self._uploads.grow(self._user, size)
        self._size += size

    def keep(self) -> Self:
        """One more needs its bytes, and is to `end` it as well."""
        self._holders += 1
        return self

    def end(self) -> None:
        """One fewer needs its bytes."""
        self._holders -= 1
        if not self._holders:
            self._uploads.end(self._user, self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.end()
