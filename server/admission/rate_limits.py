"""Rate limits: token buckets, pure arithmetic on a clock that is passed in."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

TRANSLATED = IPv6Network("64:ff9b::/96")
"""How a translator writes addresses of IPv4 in IPv6 (RFC 6052, section 2.1)."""


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
    """Whom an address stands for: itself, or the /64 that a subscriber of IPv6 has at least.

    All that is no address is one and the same: whoever can make up a text could make up many.
    """
    parsed = _address(address)
    if isinstance(parsed, IPv6Address):
        return str(_network(parsed, 64))
    return str(parsed or "")


def site(address: str) -> str | None:
    """The /48 of IPv6 that an address is in, None for others: a site may have one (RFC 6177)."""
    parsed = _address(address)
    return str(_network(parsed, 48)) if isinstance(parsed, IPv6Address) else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, that of IPv4 where it is written in IPv6; None for what is none."""
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    if not isinstance(parsed, IPv6Address):
        return parsed
    if parsed in TRANSLATED:
        return IPv4Address(int(parsed) & 0xFFFF_FFFF)
    return parsed.ipv4_mapped or parsed


def _network(address: IPv6Address, bits: int) -> IPv6Address:
    return IPv6Address(int(address) >> (128 - bits) << (128 - bits))
