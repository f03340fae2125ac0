"""What an attack has shown, what of that is not as it should be, and the table of all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.attack.attacks import ATTACKS
from bench.table import quantile

TOKEN_MS, LIVE_MS = 100.0, 200.0
"""What 99 of 100 tokens, and of 100 questions whether the server lives, take at most."""

BACK = 1.2
"""After an attack the server holds at most so many times what it held before the first."""

_MB = 1e6
_HEAD = (
    "attack", "CPU s", "of Redis", "MB before", "peak", "after", "Redis MB before", "after",
    "token ms quiet", "p99", "worst", "live ms p99", "worst", "ping ms p99", "holds",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """An attack's figures: CPU in seconds a round, memory in bytes, times of another user in ms.

    `memory_after` has the server's memory after each round; `kept_…` is that of Redis, and
    `quiet_ms` are the times of tokens before the attack.
    """

    attack: str
    cpu_s: float
    redis_cpu_s: float
    memory_before: int
    memory_peak: int
    memory_after: Sequence[int]
    kept_before: int
    kept_after: int
    quiet_ms: Sequence[float]
    tokens_ms: Sequence[float]
    lives_ms: Sequence[float]
    pings_ms: Sequence[float]
    told: Counter[str]

    @property
    def faults(self) -> list[str]:
        """A sentence for each thing that is not as it should be."""
        return [*self.slow(), *self._swollen(), *self._unrefused()]

    def slow(self) -> Iterator[str]:
        """What other users wait for too long, which may be for what else the machine does."""
        for what, times, bound in (
            ("tokens", self.tokens_ms, TOKEN_MS),
            ("/health/live", self.lives_ms, LIVE_MS),
        ):
            p99 = quantile(times, 0.99)
            if p99 >= bound:
                yield f"99 % of {what} take up to {p99:.0f} ms, not under {bound:.0f}"

    def _swollen(self) -> Iterator[str]:
        held, bound = max(self.memory_after) / _MB, BACK * self.memory_before / _MB
        if held > bound:
            yield f"{held:.0f} MB are held afterwards, more than {bound:.0f}"

    def _unrefused(self) -> Iterator[str]:
        refusals = ATTACKS[self.attack].refusals
        codes = {word for told in self.told for word in told.split()}
        if refusals and refusals.isdisjoint(codes):
            yield f"nothing is refused with any of {', '.join(sorted(refusals))}"

    def cells(self) -> tuple[str, ...]:
        """Its row."""
        return (
            ATTACKS[self.attack].tried,
            *(f"{seconds:.1f}" for seconds in (self.cpu_s, self.redis_cpu_s)),
            *_megabytes(self.memory_before, self.memory_peak, max(self.memory_after)),
            *_megabytes(self.kept_before, self.kept_after),
            _times(self.quiet_ms)[0],
            *_times(self.tokens_ms),
            *_times(self.lives_ms),
            _times(self.pings_ms)[0],
            "NO" if self.faults else "yes",
        )

    def gains(self) -> str:
        """What the attacker was told, how often."""
        return ", ".join(f"{count:,} x {told}" for told, count in self.told.most_common())


def render(outcomes: Sequence[Outcome]) -> str:
    """The table as plain text, what attackers were told, and what is not as it should be."""
    lines = [_HEAD, *(outcome.cells() for outcome in outcomes)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = [_line(cells, widths) for cells in lines]
    told = [f"{outcome.attack} got: {outcome.gains()}" for outcome in outcomes]
    faults = [f"{one.attack}: {fault}" for one in outcomes for fault in one.faults]
    return "\n".join([*table, "", *told, *([""] if faults else []), *faults])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])


def _megabytes(*sizes: int) -> Iterable[str]:
    return (f"{size / _MB:.0f}" for size in sizes)


def _times(ms: Sequence[float]) -> tuple[str, str]:
    return f"{quantile(ms, 0.99):.0f}", f"{max(ms):.0f}"
