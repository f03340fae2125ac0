"""How often passwords may be tried: of one account, and from one address.

Whoever asks for an account that there is none of is held to the same limits, and learns nothing.
All workers count together, in Redis; while that is away nobody signs in.
"""

from protocol.catalogue import Text
from protocol.errors import RateLimited
from server.admission.rate_limits import subscriber
from server.settings.accounts import AccountSettings
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import RateLimit

HOUR_S = 3600
ALL_TOGETHER = 10
"""So many times what one address may, all addresses may together."""


class Attempts:
    """Limits of tries of an account's password."""

    def __init__(self, shared: RateLimits, settings: AccountSettings) -> None:
        self._shared = shared
        self._per_second = settings.attempts_per_hour / HOUR_S
        self._burst = settings.attempts_burst

    async def admit(self, account: str, address: str) -> None:
        """Count one try of an account, by a name that no other has. Raises RateLimited."""
        limits = [
            RateLimit(f"from:{subscriber(address)}", self._per_second, self._burst),
            RateLimit("all", self._per_second * ALL_TOGETHER, self._burst * ALL_TOGETHER),
        ]
        wait_ms = await self._shared.take(f"tries:{account}", limits)
        if wait_ms:
            seconds = -(-wait_ms // 1000)
            raise RateLimited(
                Text("errors.rate_limited.sign_ins", seconds=seconds), retry_ms=wait_ms
            )
