"""Admission control of new guests and of sign-ins: how many of both an address may make, and a site
of IPv6.

A guest costs nothing to become and gets a share of everything, so this is what keeps one person
from being many. All workers count together, in Redis; while that is away each keeps to limits of
the same size by itself.
"""

import time

from protocol.catalogue import Text
from protocol.errors import RateLimited, Unavailable
from server.admission.rate_limits import Buckets, site, subscriber
from server.settings.sections import LimitSettings
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import RateLimit


class Newcomers:
    """Says whether an address may make one more guest, or sign in or up once more."""

    def __init__(self, shared: RateLimits, limits: LimitSettings) -> None:
        self._shared = shared
        self._each = limits.guests_per_second, limits.guests_burst
        self._site = limits.site_guests_per_second, limits.site_guests_burst
        self._buckets = Buckets(*self._each)
        self._site_buckets = Buckets(*self._site)

    async def admit(self, address: str) -> None:
        """Count one new guest of that address. Raises RateLimited, which says when to try again."""
        await self._admit(address, "errors.rate_limited.guests")

    async def admit_sign_in(self, address: str) -> None:
        """Count one try to sign in or up from that address. Raises RateLimited."""
        await self._admit(address, "errors.rate_limited.sign_ins")

    async def _admit(self, address: str, why: str) -> None:
        who, where = subscriber(address), site(address)
        try:
            wait_ms = await self._take(who, where)
        except Unavailable:
            wait_ms = self._take_here(who, where)
        if wait_ms:
            seconds = -(-wait_ms // 1000)
            text = Text(why, seconds=seconds)
            raise RateLimited(text, retry_ms=wait_ms)

    async def _take(self, who: str, where: str | None) -> int:
        limits = [RateLimit(f"address:{who}", *self._each)]
        if where is not None:
            limits.append(RateLimit("site", *self._site))
        return await self._shared.take(f"guests:{where or who}", limits)

    def _take_here(self, who: str, where: str | None) -> int:
        now = time.monotonic()
        wait_ms = self._buckets.take(who, now)
        if wait_ms or where is None:
            return wait_ms
        return self._site_buckets.take(where, now)
