"""One call of one model, from leave to make it to its settlement."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable

import msgspec

from agents.gateway.latency import FirstTokenLatency
from agents.gateway.settlements import Settlements, Ticket
from agents.gateway.shared_state import Outcome
from agents.gateway.stall_timeout import StallTimeout
from agents.gateway.usage_log import UsageRecord
from agents.models.faults import Cause, Fault, of_cause
from agents.models.prices import Prices
from agents.models.prompt import tokens
from agents.models.provider import Prompt
from agents.models.request import Delta, ReasoningDelta, TextDelta, ToolCall, Usage

_log = logging.getLogger(__name__)


class Attempt:
    """Asks, watches the clock while the answer comes, and counts what it took.

    At the `deadline` (the loop's time) the call has taken the `total` of seconds that it may.
    `close` it, however it ended: what was not settled by then is settled as given up.
    """

    def __init__(
        self,
        ticket: Ticket,
        prompt: Prompt,
        settlements: Settlements,
        prices: Prices,
        latency: FirstTokenLatency,
        deadline: float,
        total: float,
        leave: Callable[[], None],
    ) -> None:
        self.ticket = ticket
        self.prompt = prompt
        self.usage: Usage | None = None
        self.cost = 0
        self._settlements = settlements
        self._prices = prices
        self._latency = latency
        self._leave: Callable[[], None] | None = leave
        self._timeout = StallTimeout(deadline)
        self._total = total
        self._said: list[str] = []
        self._first: Delta | None = None
        self._settled = False
        keys = ticket.candidate.keys
        self._provider = keys.name
        self._deltas: AsyncGenerator[Delta, None] = keys.provider.stream(
            prompt, keys.secret(ticket.key)
        )

    async def begin(self) -> None:
        """Ask, and wait for the first of the answer. Raises Fault (`silent` when it is late)."""
        limit = self._latency.limit(self._provider, self.prompt.model)
        start = asyncio.get_running_loop().time()
        try:
            self._first = await self._content(limit, "silent")
        except Fault as fault:
            if fault.cause == "silent":
                self._pace(start)
            raise
        self._pace(start)

    def _pace(self, start: float) -> None:
        took = asyncio.get_running_loop().time() - start
        self._latency.note(self._provider, self.prompt.model, took)

    async def next(self, stall: float) -> Delta:
        """What comes next, Finish as the last; usage is kept here. Raises Fault."""
        first, self._first = self._first, None
        return await self._content(stall, "stalled") if first is None else first

    async def _content(self, limit: float, late: Cause) -> Delta:
        while isinstance(delta := await self._next(limit, late), Usage):
            self.usage = delta
        if isinstance(delta, TextDelta | ReasoningDelta):
            self._said.append(delta.text)
        elif isinstance(delta, ToolCall):
            self._said.append(delta.arguments)
        return delta

    async def _next(self, limit: float, late: Cause) -> Delta:
        try:
            return await self._timeout.wait(anext(self._deltas), limit)
        except Fault:
            raise
        except TimeoutError:
            raise self._late(late) from None
        except StopAsyncIteration:
            raise of_cause("cut") from None
        except Exception as error:
            # A mistake in an adapter must not end a conversation that another could go on with.
            _log.exception("adapter_failed", extra={"provider": self._provider})
            raise Fault("invalid", f"our adapter failed ({type(error).__name__})") from None

    def _late(self, late: Cause) -> Fault:
        if not self._timeout.overdue:
            return of_cause(late)
        return of_cause("overdue", f"{self._total:g} s")

    def count(self) -> Usage:
        """What the answer took: as the provider counted, and estimated where it did not."""
        counted, model = self.usage, self.prompt.model
        if counted is None or not _is_count(counted):
            guess = tokens.usage(self.prompt, "".join(self._said), self._provider, model)
            self.usage = counted = _completed(counted or guess, guess)
        self.cost = self._prices.cost(counted)
        return counted

    @property
    def tokens(self) -> int:
        """What was read and written, as far as it is counted."""
        usage = self.usage
        return ((usage.input_tokens or 0) + (usage.output_tokens or 0)) if usage else 0

    async def succeed(self, record: UsageRecord) -> None:
        """The answer is whole: settle, with the call's record."""
        self._settled = True
        self._compare(record)
        settling = self._settle("ok", record=record)
        await self._settlements.written(settling)

    def _settle(
        self, outcome: Outcome, *, fault: Fault | None = None, record: UsageRecord | None = None
    ) -> asyncio.Task[None] | None:
        return self._settlements.settle(
            self.ticket, outcome, cost=self.cost, tokens=self.tokens, fault=fault, record=record
        )

    def _compare(self, record: UsageRecord) -> None:
        """Tell where far less was read than sent: a server of one's own cuts without a word."""
        read, least = record.input_tokens, tokens.least(self.prompt)
        if self.ticket.candidate.keys.provider.keyless and read and read < least:
            seen = {"provider": self._provider, "model": self.prompt.model}
            counts = {"input_tokens": read, "expected_at_least": least}
            _log.warning("prompt_seems_cut", extra={"call": record.call, **seen, **counts})

    def pay(self) -> None:
        """The answer is whole so far as it goes, and is gone on with: settle without a record."""
        self._settled = True
        self.count()
        self._settle("ok")

    async def fail(self, fault: Fault) -> None:
        """Settle, and wait for it: the next admission is to know. What came is paid for."""
        self._settled = True
        if self._said or self.usage is not None:
            self.count()
        outcome: Outcome = "failed" if fault.handling.counts else "neutral"
        settling = self._settle(outcome, fault=fault)
        await self.close()
        if settling is not None:
            await asyncio.shield(settling)

    def give_up(self) -> None:
        """Settle what was not settled yet; what came so far is paid for."""
        if not self._settled:
            self._settled = True
            self.count()
            self._settle("neutral")

    async def close(self) -> None:
        """Close the connection to the provider, if it is still open, and give back the place."""
        self.give_up()
        self._timeout.stop()
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()
        await self._deltas.aclose()


def _is_count(usage: Usage) -> bool:
    """Whether it says how much was read and written."""
    known = (usage.input_tokens, usage.output_tokens)
    return all(count is not None and count >= 0 for count in known)


def _completed(usage: Usage, guess: Usage) -> Usage:
    """The usage with what is no count in it taken from the guess."""
    counts = {
        name: count if count is not None and count >= 0 else getattr(guess, name)
        for name, count in msgspec.structs.asdict(usage).items()
        if name.endswith("_tokens")
    }
    return msgspec.structs.replace(usage, **counts, estimated=True)
