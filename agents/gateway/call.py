"""One request with its failover: model after model, until one has given the whole answer."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import msgspec

from agents.errors import ModelError, RunFailure
from agents.gateway.aside import aside
from agents.gateway.attempt import Attempt
from agents.gateway.backoff import Random
from agents.gateway.cache import Cache, Kept
from agents.gateway.continuation import Continuation
from agents.gateway.fair_limiter import FairLimiter
from agents.gateway.fallback import Fallback, Option
from agents.gateway.hedge import hedged
from agents.gateway.latency import FirstTokenLatency
from agents.gateway.policy import Policy
from agents.gateway.routes import Candidate
from agents.gateway.settlements import Settlements
from agents.gateway.shared_state import Admitted
from agents.gateway.usage_log import CallOutcome, UsageRecord, summed
from agents.models.faults import Fault
from agents.models.prices import Prices
from agents.models.prompt import build as prompts
from agents.models.prompt import tokens
from agents.models.provider import Prompt
from agents.models.request import Delta, Finish, Request, TextDelta, ToolCall, Usage, Withdraw

LONGER = 2
"""How often an answer for which no limit was asked is gone on with at its greatest length."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CallContext:
    """What all calls of a gateway work with: its policy, limiters, prices, cache and the like."""

    policy: Policy
    settlements: Settlements
    prices: Prices
    latency: FirstTokenLatency
    cache: Cache
    limiters: dict[str, FairLimiter]
    random: Random

    def window(self, candidate: Candidate) -> int:
        """How many tokens the candidate takes."""
        return self.prices.window(candidate.keys.name, candidate.model)


class Call:
    """Fails over from one candidate to the next, and joins what they say into one answer.

    What was half said when a model failed is gone on with where the next one takes the beginning
    of its answer, or else withdrawn as soon as the next one has begun to say it anew. A text that
    came to its greatest length is gone on with by the same model, where that takes it, a few
    times; else, or if that fails, what there is ends as `length`.
    """

    def __init__(
        self,
        context: CallContext,
        request: Request,
        candidates: Sequence[Candidate],
        record: UsageRecord,
        name: str | None,
        missing: Callable[[], list[str]],
    ) -> None:
        self._context = context
        self._request = request
        self._record = record
        self._name = name
        self._missing = missing
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._clock = context.settlements.clock
        limits = context.policy.limits
        self._fallback = Fallback(
            candidates, context.window, limits, context.random, self._clock.time()
        )
        self._stall = limits.stall
        self._prompts: dict[Option, Prompt] = {}
        self._under_way: dict[Attempt, Option] = {}
        self._said: list[str] = []
        self._parts: list[Usage] = []
        """What each part took of an answer that is longer than a model gives at once."""
        self._part: Attempt | None = None
        self._continuation: Continuation | None = None
        self._shown = False
        self._acted = False
        self._over = False

    async def prepare(self) -> None:
        """Build now what the first candidate is likely to be sent."""
        with suppress(ModelError):
            for option in self._fallback.options[:1]:
                await self._whole(option)

    async def stream(self) -> AsyncGenerator[Delta, None]:
        """The answer. Raises ModelError."""
        try:
            while not self._over:
                attempt, self._part = self._part or await self._begun(), None
                if self._continuation is None and self._shown:
                    self._forget()
                    yield Withdraw()
                try:
                    while not isinstance(delta := await attempt.next(self._stall), Finish):
                        for new in self._noted(delta):
                            yield new
                except Fault as fault:
                    last = await self._failed(attempt, fault)
                else:
                    last = await self._ended(attempt, delta)
                for delta in last:
                    yield delta
        except BaseException as error:
            self._end(error)
            raise
        finally:
            for attempt in list(self._under_way):
                await attempt.close()

    def _forget(self) -> None:
        self._said.clear()
        self._shown = self._acted = False

    def _noted(self, delta: Delta) -> Sequence[Delta]:
        """What the caller is given of it, if anything."""
        self._shown = True
        if isinstance(delta, TextDelta):
            if self._continuation is not None:
                delta = TextDelta(self._continuation.feed(delta.text))
            if not delta.text:
                return ()
            self._said.append(delta.text)
        elif isinstance(delta, ToolCall):
            self._acted = True
        elif isinstance(delta, Withdraw):
            return self._withdrawn()
        return (delta,)

    def _withdrawn(self) -> Sequence[Delta]:
        """The model takes back what it said, but not what it was to go on with."""
        before = self._continuation.said if self._continuation is not None else ""
        self._forget()
        if not before:
            return (Withdraw(),)
        self._continuation = Continuation(before)
        self._said.append(before)
        self._shown = True
        return Withdraw(), TextDelta(before)

    async def _begun(self) -> Attempt:
        """An attempt of which the first token is there. Raises ModelError when nobody is left."""
        while (found := self._fallback.next(self._clock.time())) is not None:
            option, wait = found
            if wait:
                await asyncio.sleep(wait)
            attempt = await self._admitted(option)
            begun = attempt and await self._first(attempt, option)
            if begun:
                self._continuation = (
                    Continuation("".join(self._said)) if begun.prompt.prefill else None
                )
                if self._record.first_ms is None:
                    self._record.first_ms = self._elapsed_ms()
                return begun
        raise self._nobody()

    def _nobody(self) -> ModelError:
        """The error for the user; what would help goes to the log, for who runs the server."""
        error = self._fallback.error()
        caller = self._request.caller
        _log.warning(
            "nobody_answered",
            extra={
                "code": error.code,
                "tried": self._fallback.tried(),
                "to_set": self._fallback.to_set or self._missing(),
                "session": caller.session,
                "run": caller.run,
            },
        )
        return error

    async def _first(self, attempt: Attempt, option: Option) -> Attempt | None:
        """The attempt once it has begun, or the one that was asked as well and was faster."""
        name, model = option.candidate.keys.name, option.candidate.model
        late = self._context.latency.late(name, model) if self._context.policy.hedge else None
        if late is None:
            return await self._begins(attempt)
        found = await hedged(self._begins(attempt), lambda: self._second(option), late)
        for other in [other for other in self._under_way if other is not found]:
            await self._drop(other)
        return found

    async def _second(self, option: Option) -> Attempt | None:
        other = self._fallback.other(option, self._clock.time())
        attempt = await self._admitted(other) if other else None
        return await self._begins(attempt) if attempt else None

    async def _begins(self, attempt: Attempt) -> Attempt | None:
        try:
            await attempt.begin()
        except Fault as fault:
            await self._failed(attempt, fault)
            return None
        return attempt

    async def _drop(self, attempt: Attempt) -> None:
        """End an attempt that is not needed any more; what it took is paid for."""
        await attempt.close()
        self._leave(attempt)

    def _leave(self, attempt: Attempt) -> None:
        """It has ended, and was not the whole answer."""
        del self._under_way[attempt]
        self._took(attempt)

    def _took(self, attempt: Attempt) -> None:
        self._record.cost += attempt.cost
        if attempt.usage is not None:
            self._record.add(attempt.usage)

    async def _admitted(self, option: Option) -> Attempt | None:
        """An attempt that may be made, its place with the provider taken."""
        candidate, caller = option.candidate, self._request.caller
        limiter = self._context.limiters[candidate.keys.name]
        try:
            prompt = await self._prompt(option)
        except ModelError as error:
            self._fallback.unfit(option, error)
            return None
        if not await self._entered(limiter, option):
            return None
        ticket = None
        try:
            reserve = self._context.prices.ceiling(prompt, candidate.keys.name)
            most = tokens.of(prompt) + prompt.max_output_tokens
            ticket, admitted = await self._context.settlements.admit(
                candidate, caller, reserve, most
            )
        finally:
            if ticket is None:
                limiter.leave(later=caller.later)
        if ticket is None:
            self._refused(option, admitted, reserve, most)
            return None
        self._fallback.asked(option)
        context, deadline = self._context, self._clock.ahead(self._fallback.deadline)
        attempt = Attempt(
            ticket,
            prompt,
            context.settlements,
            context.prices,
            context.latency,
            deadline,
            context.policy.limits.total,
            partial(limiter.leave, later=caller.later),
        )
        self._under_way[attempt] = option
        self._record.asked(candidate.keys.name, candidate.model, ticket.key)
        return attempt

    def _refused(self, option: Option, admitted: Admitted, reserve: int, most: int) -> None:
        """`most` are the tokens that were to be reserved, as `reserve` is the money."""
        scope = admitted.scope or ""
        limit = self._context.settlements.limit(self._request.caller, scope)
        needed = most if scope.startswith("tokens") else reserve
        dear = needed if limit is not None and needed > limit else 0
        if dear:
            _log.warning(
                "budget_too_small",
                extra={
                    "call": self._record.call,
                    "budget": scope.partition(":")[0],
                    "limit": limit,
                    "reserve": needed,
                },
            )
        self._fallback.refused(option, admitted, self._clock.time(), dear)

    async def _entered(self, limiter: FairLimiter, option: Option) -> bool:
        start, caller = self._clock.time(), self._request.caller
        # What is for later is passed over for as long as others come.
        limits = self._context.policy.limits
        patience = limits.total if caller.later else self._fallback.patience
        try:
            async with self._clock.limit(patience):
                await limiter.enter(caller.subscription, later=caller.later)
        except TimeoutError:
            self._fallback.crowded(option)
            return False
        finally:
            self._fallback.waited(self._clock.time() - start)
        return True

    async def _prompt(self, option: Option) -> Prompt:
        """What the candidate is sent: with the beginning of the answer where it goes on with it."""
        prompt = await self._whole(option)
        text = "".join(self._said).rstrip()
        if not text or not self._takes_beginning(option):
            return prompt
        if self._parts:
            return msgspec.structs.replace(prompt, prefill=text)
        # What was said is read now, and is a part of the longest answer.
        left = max(1, prompt.max_output_tokens - tokens.estimate(text))
        return msgspec.structs.replace(prompt, prefill=text, max_output_tokens=left)

    def _takes_beginning(self, option: Option) -> bool:
        """Whether the answer is one with which the candidate can go on."""
        candidate = option.candidate
        return (
            self._request.output is None
            and not self._acted
            and not option.plain
            and candidate.keys.provider.prefills(candidate.model)
        )

    async def _whole(self, option: Option) -> Prompt:
        """The prompt for the answer from its beginning, built once."""
        prompt = self._prompts.get(option)
        if prompt is None:
            candidate = option.candidate
            window = self._context.window(candidate)
            request = msgspec.structs.replace(self._request, tier=candidate.tier)
            sees = candidate.keys.provider.sees(candidate.model)
            prompt = await aside(request, prompts.build, request, candidate.model, window, sees)
            self._prompts[option] = prompt
        return prompt

    async def _failed(self, attempt: Attempt, fault: Fault) -> Sequence[Delta]:
        """Settle, and decide what follows: the end, where what there is stays.

        Raises ModelError where nobody else is to be asked.
        """
        option = self._under_way[attempt]
        await self._lost(attempt, fault)
        if self._parts:
            self._parts += [attempt.usage] if attempt.usage is not None else []
            return self._cut_off()
        self._fallback.failed(option, fault, self._clock.time())
        return ()

    async def _lost(self, attempt: Attempt, fault: Fault) -> None:
        """Settle a try that failed, and log it."""
        candidate = self._under_way[attempt].candidate
        _log.warning(
            "model_try_failed",
            extra={
                "call": self._record.call,
                "provider": candidate.keys.name,
                "model": candidate.model,
                "key": attempt.ticket.key,
                "cause": fault.cause,
                "reason": str(fault),
            },
        )
        await attempt.fail(fault)
        self._leave(attempt)

    async def _ended(self, attempt: Attempt, finish: Finish) -> Sequence[Delta]:
        """Settle; the end of the answer, unless it goes on."""
        option = self._under_way[attempt]
        if finish.reason != "length" or not self._may_be_longer(option):
            return await self._succeeded(attempt, finish), finish
        attempt.pay()
        await attempt.close()
        self._leave(attempt)
        self._parts.append(attempt.count())
        self._part = await self._next_part(option)
        return () if self._part is not None else self._cut_off()

    def _may_be_longer(self, option: Option) -> bool:
        """Whether the answer is to be gone on with at its greatest length.

        Not where the request names one, nor where the model's window is full.
        """
        text, tries = "".join(self._said), self._context.policy.limits.tries
        enough = len(self._parts) >= LONGER or self._fallback.tries >= tries
        if self._request.max_output is not None or enough:
            return False
        if not text.strip() or not self._takes_beginning(option):
            return False
        prompt = self._prompts[option]
        needed = tokens.of(prompt) + tokens.estimate(text) + prompt.max_output_tokens
        return needed <= self._context.window(option.candidate)

    async def _next_part(self, option: Option) -> Attempt | None:
        """What goes on with the answer, begun; None where it can't be had."""
        attempt = await self._admitted(option)
        if attempt is None:
            return None
        self._continuation = Continuation("".join(self._said))
        try:
            await attempt.begin()
        except Fault as fault:
            await self._lost(attempt, fault)
            return None
        return attempt

    def _cut_off(self) -> Sequence[Delta]:
        """The end of an answer whose next part did not come: what there is, is half of it."""
        usage = summed(self._parts)
        self._record.count(usage)
        self._close_record("ok")
        self._context.settlements.note(self._record)
        return self._priced(usage), Finish("length")

    async def _succeeded(self, attempt: Attempt, finish: Finish) -> Usage:
        """Settle, write it down and keep the answer. What it took."""
        usage = summed([*self._parts, attempt.count()])
        self._record.asked(usage.provider, usage.model, attempt.ticket.key)
        self._record.count(usage)
        self._record.cost += attempt.cost
        self._close_record("ok")
        await attempt.succeed(self._record)
        if self._name and finish.reason == "stop" and not self._acted:
            kept = Kept("".join(self._said), usage.provider, usage.model)
            remember = self._context.cache.remember(self._name, kept, self._request)
            self._context.settlements.later(remember)
        return self._priced(usage)

    def _priced(self, usage: Usage) -> Usage:
        """What the answer took, with what it cost."""
        return msgspec.structs.replace(usage, cost=self._record.cost)

    def _end(self, error: BaseException) -> None:
        """Write down a call that came to nothing; one that had come to its end is written."""
        if self._over:
            return
        for attempt in self._under_way:
            attempt.give_up()
            self._took(attempt)
        if isinstance(error, asyncio.CancelledError | GeneratorExit):
            self._close_record("cancelled")
        else:
            self._close_record("failed", error.code if isinstance(error, RunFailure) else "fault")
        self._context.settlements.note(self._record)

    def _close_record(self, outcome: CallOutcome, error: str = "") -> None:
        self._over = True
        self._record.outcome = outcome
        self._record.error = error
        self._record.tries = self._fallback.tries
        self._record.total_ms = self._elapsed_ms()
        self._record.log()

    def _elapsed_ms(self) -> int:
        return round((self._loop.time() - self._started) * 1000)
