"""Admission control of reads: how often a user may ask, and how much may be read for it."""

import time

from protocol.catalogue import Text
from protocol.errors import RateLimited
from server.admission.rate_limits import Buckets
from server.admission.tokens import Identity
from server.settings.sections import LimitSettings

ANSWER_BYTES = 64 * 1024
"""An answer costs one read more for each so many of its bytes."""

SCANNED_SESSIONS = 20
"""A listing costs one read more for each so many sessions that it looks at."""


class Reads:
    """What each user has read. What an answer costs is known, and charged, when it is there."""

    def __init__(self, limits: LimitSettings) -> None:
        self._buckets = Buckets(limits.reads_per_second, limits.reads_burst)

    def admit(self, identity: Identity) -> None:
        """Take one read. Raises RateLimited for who has read too much."""
        wait_ms = self._buckets.take(identity.user, time.monotonic())
        if wait_ms:
            raise RateLimited(Text("errors.rate_limited.reads"), retry_ms=wait_ms)

    def charge(self, identity: Identity, *, size: int = 0, scanned: int = 0) -> None:
        """Say what an admitted read came to: the bytes of its answer, the sessions looked at."""
        self._buckets.charge(identity.user, size // ANSWER_BYTES + scanned // SCANNED_SESSIONS)
