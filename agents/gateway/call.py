"""One request on its way through the models, until one of them has given the whole answer."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from agents.errors import ModelError, RunFailure
from agents.gateway.attempt import Attempt
from agents.gateway.backoff import Random
from agents.gateway.cache import Cache, Kept
from agents.gateway.continuation import Seam
from agents.gateway.fair_limiter import Turnstile
from agents.gateway.fallback import Chance, Course
from agents.gateway.hedge import winner
from agents.gateway.latency import Patience
from agents.gateway.policy import Policy
from agents.gateway.routes import Candidate
from agents.gateway.settlements import Desk
from agents.gateway.shared import Admitted
from agents.gateway.usage_log import Outcome, Record
from agents.models.faults import Fault
from agents.models.prices import Prices
from agents.models.prompt import build as prompts
from agents.models.provider import Prompt
from agents.models.request import Delta, Finish, Request, TextDelta, ToolCall, Usage, Withdraw

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Means:
    """What all calls of a gateway work with."""

    policy: Policy
    desk: Desk
    prices: Prices
    patience: Patience
    cache: Cache
    turnstiles: dict[str, Turnstile]
    random: Random

    def window(self, candidate: Candidate) -> int:
        """How many tokens the candidate takes."""
        return self.prices.window(candidate.account.name, candidate.model)


class Call:
    """Asks one candidate after the other, and joins what they say into one answer.

    What was half said when a model failed is gone on with where the next one takes the beginning
    of its answer, or else withdrawn as soon as the next one has begun to say it anew.
    """

    def __init__(
        self,
        means: Means,
        request: Request,
        candidates: Sequence[Candidate],
        record: Record,
        name: str | None,
        advice: Callable[[], str],
    ) -> None:
        self._means = means
        self._request = request
        self._record = record
        self._name = name
        self._advice = advice
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._clock = means.desk.clock
        limits = means.policy.limits
        self._course = Course(candidates, means.window, limits, means.random, self._clock.time())
        self._stall = limits.stall
        self._prompts: dict[Chance, Prompt] = {}
        self._open: dict[Attempt, Chance] = {}
        self._said: list[str] = []
        self._seam: Seam | None = None
        self._shown = False
        self._acted = False
        self._over = False

    def prepare(self) -> None:
        """Build now what the first candidate is likely to be sent."""
        with suppress(ModelError):
            for chance in self._course.chances[:1]:
                self._whole(chance)

    async def stream(self) -> AsyncGenerator[Delta, None]:
        """The answer. Raises ModelError."""
        try:
            while not self._over:
                attempt = await self._begun()
                if self._seam is None and self._shown:
                    self._forget()
                    yield Withdraw()
                try:
                    while not isinstance(delta := await attempt.next(self._stall), Finish):
                        if (new := self._noted(delta)) is not None:
                            yield new
                except Fault as fault:
                    await self._failed(attempt, fault)
                else:
                    yield self._succeeded(attempt, delta)
                    yield delta
        except BaseException as error:
            self._end(error)
            raise
        finally:
            for attempt in list(self._open):
                await attempt.close()

    def _forget(self) -> None:
        self._said.clear()
        self._shown = self._acted = False

    def _noted(self, delta: Delta) -> Delta | None:
        """What the caller is given of it, if anything."""
        self._shown = True
        if isinstance(delta, TextDelta):
            if self._seam is not None:
                delta = TextDelta(self._seam.feed(delta.text))
            if not delta.text:
                return None
            self._said.append(delta.text)
        elif isinstance(delta, ToolCall):
            self._acted = True
        return delta

    async def _begun(self) -> Attempt:
        """An attempt of which the first token is there. Raises ModelError when nobody is left."""
        while (found := self._course.next(self._clock.time())) is not None:
            chance, wait = found
            if wait:
                await asyncio.sleep(wait)
            attempt = await self._admitted(chance)
            begun = attempt and await self._first(attempt, chance)
            if begun:
                self._seam = Seam("".join(self._said)) if begun.prompt.prefill else None
                if self._record.first_ms is None:
                    self._record.first_ms = self._elapsed_ms()
                return begun
        raise self._course.error(self._advice())

    async def _first(self, attempt: Attempt, chance: Chance) -> Attempt | None:
        """The attempt once it has begun, or the one that was asked as well and was faster."""
        name, model = chance.candidate.account.name, chance.candidate.model
        late = self._means.patience.late(name, model) if self._means.policy.hedge else None
        if late is None:
            return await self._begins(attempt)
        found = await winner(self._begins(attempt), lambda: self._second(chance), late)
        for other in [other for other in self._open if other is not found]:
            await self._drop(other)
        return found

    async def _second(self, chance: Chance) -> Attempt | None:
        other = self._course.other(chance, self._clock.time())
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
        del self._open[attempt]
        self._record.cost += attempt.cost

    async def _admitted(self, chance: Chance) -> Attempt | None:
        """An attempt that may be made, its place with the provider taken."""
        candidate, caller = chance.candidate, self._request.caller
        turnstile = self._means.turnstiles[candidate.account.name]
        try:
            prompt = self._prompt(chance)
        except ModelError as error:
            self._course.unfit(chance, error)
            return None
        if not await self._entered(turnstile, chance):
            return None
        ticket = None
        try:
            reserve = self._means.prices.ceiling(prompt, candidate.account.name)
            ticket, admitted = await self._means.desk.admit(candidate, caller, reserve)
        finally:
            if ticket is None:
                turnstile.leave()
        if ticket is None:
            self._refused(chance, admitted, reserve)
            return None
        self._course.asked(chance)
        means, deadline = self._means, self._clock.ahead(self._course.deadline)
        attempt = Attempt(
            ticket, prompt, means.desk, means.prices, means.patience, deadline, turnstile.leave
        )
        self._open[attempt] = chance
        self._record.asked(candidate.account.name, candidate.model, ticket.key)
        return attempt

    def _refused(self, chance: Chance, admitted: Admitted, reserve: int) -> None:
        limit = self._means.desk.limit(self._request.caller, admitted.scope or "")
        dear = reserve if limit is not None and reserve > limit else 0
        self._course.refused(chance, admitted, self._clock.time(), dear)

    async def _entered(self, turnstile: Turnstile, chance: Chance) -> bool:
        start = self._clock.time()
        try:
            async with self._clock.limit(self._course.patience):
                await turnstile.enter(self._request.caller.plan)
        except TimeoutError:
            self._course.crowded(chance)
            return False
        finally:
            self._course.waited(self._clock.time() - start)
        return True

    def _prompt(self, chance: Chance) -> Prompt:
        """What the candidate is sent: with the beginning of the answer where it goes on with it."""
        candidate = chance.candidate
        prompt = self._whole(chance)
        text = "".join(self._said).rstrip()
        goes_on = (
            text
            and self._request.output is None
            and not self._acted
            and not chance.plain
            and candidate.account.provider.prefills(candidate.model)
        )
        return msgspec.structs.replace(prompt, prefill=text) if goes_on else prompt

    def _whole(self, chance: Chance) -> Prompt:
        """The prompt for the answer from its beginning, built once."""
        prompt = self._prompts.get(chance)
        if prompt is None:
            candidate = chance.candidate
            window = self._means.window(candidate)
            request = msgspec.structs.replace(self._request, tier=candidate.tier)
            prompt = self._prompts[chance] = prompts.build(request, candidate.model, window)
        return prompt

    async def _failed(self, attempt: Attempt, fault: Fault) -> None:
        chance = self._open[attempt]
        candidate = chance.candidate
        _log.warning(
            "model_try_failed",
            extra={
                "call": self._record.call,
                "provider": candidate.account.name,
                "model": candidate.model,
                "key": attempt.ticket.key,
                "cause": fault.cause,
                "reason": str(fault),
            },
        )
        await attempt.fail(fault)
        del self._open[attempt]
        self._record.cost += attempt.cost
        self._course.failed(chance, fault, self._clock.time())

    def _succeeded(self, attempt: Attempt, finish: Finish) -> Usage:
        """Settle, write it down and keep the answer. What it took."""
        usage = attempt.count()
        self._record.asked(usage.provider, usage.model, attempt.ticket.key)
        self._record.count(usage)
        self._record.cost += attempt.cost
        self._close_record("ok")
        attempt.succeed(self._record)
        if self._name and finish.reason == "stop" and not self._acted:
            kept = Kept("".join(self._said), usage.provider, usage.model)
            remember = self._means.cache.remember(self._name, kept, self._request)
            self._means.desk.later(remember)
        return usage

    def _end(self, error: BaseException) -> None:
        """Write down a call that came to nothing; one that had come to its end is written."""
        if self._over:
            return
        for attempt in self._open:
            attempt.give_up()
            self._record.cost += attempt.cost
        if isinstance(error, asyncio.CancelledError | GeneratorExit):
            self._close_record("cancelled")
        else:
            self._close_record("failed", error.code if isinstance(error, RunFailure) else "fault")
        self._means.desk.note(self._record)

    def _close_record(self, outcome: Outcome, error: str = "") -> None:
        self._over = True
        self._record.outcome = outcome
        self._record.error = error
        self._record.tries = self._course.tries
        self._record.total_ms = self._elapsed_ms()
        self._record.log()

    def _elapsed_ms(self) -> int:
        return round((self._loop.time() - self._started) * 1000)
