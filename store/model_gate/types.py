"""What asks for a call of a model, and what it is told."""

from typing import Literal, Protocol

from msgspec import Struct

Verdict = Literal["ok", "open", "resting", "busy", "over_budget"]

Outcome = Literal["ok", "failed", "neutral"]


class Breaker(Protocol):
    """A circuit breaker: when is a model left alone, and for how long (ms)?

    It is where `share` percent of at least `minimum` calls in a window failed. After the cooldown
    so many `probes` at a time find out whether it is back.
    """

    @property
    def share(self) -> int: ...
    @property
    def minimum(self) -> int: ...
    @property
    def window_ms(self) -> int: ...
    @property
    def cooldown_ms(self) -> int: ...
    @property
    def probes(self) -> int: ...


class Admitted(Struct, frozen=True):
    """What became of a call that asked to be let through, with the `key` to use if it was.

    `open`: the model is left alone for now; `resting`: all keys are; `busy`: no more calls in this
    minute; each says in `wait_ms` when to ask again. `over_budget`: the budget of `scope` has no
    room, of which so much is `left` unspent; with a `wait_ms` it may have some then, as it is held
    for calls that are under way. A `probe` is a call that decides whether the model is back.
    """

    verdict: Verdict
    key: str | None = None
    wait_ms: int = 0
    probe: bool = False
    scope: str | None = None
    left: int = 0
