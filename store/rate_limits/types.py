"""What a rate limit is, what is taken from several, and what is left."""

from collections.abc import Sequence

from msgspec import Struct


class RateLimit(Struct, frozen=True):
    """`per_second` may pass for long, and `burst` at once, of all that bear this `name`."""

    name: str
    per_second: float
    burst: int


class Part(Struct, frozen=True):
    """What is taken of one limit: so many may pass in so many seconds, and `cost` of them do."""

    name: str
    count: int
    seconds: int
    cost: int = 1

    @property
    def interval_us(self) -> int:
        """How long one takes to come free, in µs."""
        return -(-self.seconds * 1_000_000 // self.count)


class Claim(Struct, frozen=True):
    """What is taken together, all or nothing, of one `owner`: a user, or another `group`.

    With `runs` the user may have so many sessions at work, of which `session` is to be one. With
    `once` it is taken once for that name, however often it is asked for.
    """

    owner: str
    parts: Sequence[Part] = ()
    group: str = ""
    """What the owner is, where it is no user: `address`, for example."""
    runs: int = 0
    session: str = ""
    once: str = ""


class Left(Struct, frozen=True):
    """What is left of a limit, and in how many ms there is one more; 0 where all of it is there."""

    left: int
    next_ms: int


class Claimed(Struct, frozen=True):
    """What became of a claim: `refused` is the limit that is exhausted, None where it was taken.

    `wait_ms` is when it may be there; 0 where it never is, as more is asked for than there is of
    it. `left` is in the order of the parts.
    """

    refused: str | None
    wait_ms: int
    left: Sequence[Left] = ()


RUNS = "runs_at_once"
"""What the limit on sessions at work is called."""
