"""Rate limits: token buckets, pure arithmetic on a clock that is passed in."""

from ipaddress import IPv6Address, ip_address


class TokenBucket:
    """Lets `rate` a second pass, and `burst` at once."""

    __slots__ = ("_at", "_level", "burst", "rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self._level = burst
        self._at = now

    def take(self, now: float) -> int:
        """0 when one may pass at `now` (seconds), else in how many milliseconds one may."""
        self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0
        return max(1, round((1 - self._level) / self.rate * 1000))

    def charge(self, cost: float) -> None:
        """Take more for what has passed already: so much less passes from now on."""
        self._level -= cost

    def full(self, now: float) -> bool:
        """Whether the bucket has filled up again, so that nothing is lost by forgetting it."""
        return self._level + (now - self._at) * self.rate >= self.burst


class Buckets:
    """A bucket for each key that was lately seen."""

    FORGET_AT = 10_000

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[str, TokenBucket] = {}

    def __len__(self) -> int:
        """How many callers are remembered."""
        return len(self._buckets)

    def take(self, key: str, now: float) -> int:
        """As TokenBucket.take, for `key`."""
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self.FORGET_AT:
                self._forget(now)
            bucket = self._buckets[key] = TokenBucket(self._rate, self._burst, now)
        return bucket.take(now)

    def charge(self, key: str, cost: float) -> None:
        """As TokenBucket.charge, for a `key` that was lately seen."""
        bucket = self._buckets.get(key)
        if bucket is not None:
            bucket.charge(cost)

    def _forget(self, now: float) -> None:
        full = [key for key, bucket in self._buckets.items() if bucket.full(now)]
        for key in full or list(self._buckets)[: self.FORGET_AT // 2]:
            del self._buckets[key]


def subscriber(address: str) -> str:
    """Whom an address stands for: itself, or the /64 that one subscriber has of IPv6 (RFC 6177)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
