"""What a rate limit is."""

from msgspec import Struct


class RateLimit(Struct, frozen=True):
    """`per_second` may pass for long, and `burst` at once, of all that bear this `name`."""

    name: str
    per_second: float
    burst: int
