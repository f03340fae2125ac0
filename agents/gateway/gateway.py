"""Every model behind one door: routing, failover, circuit breakers, budgets, cache."""

import asyncio
import logging
import random
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

import msgspec

from agents.errors import ModelError
from agents.gateway.aside import aside
from agents.gateway.backoff import Random
from agents.gateway.cache import Cache, Kept
from agents.gateway.call import Call, CallContext
from agents.gateway.fair_limiter import FairLimiter
from agents.gateway.latency import FirstTokenLatency
from agents.gateway.policy import Policy
from agents.gateway.provider_keys import ProviderKeys
from agents.gateway.routes import Candidate, candidates
from agents.gateway.settlements import Settlements
from agents.gateway.shared_state import Ledger, SharedState
from agents.gateway.usage_log import UsageRecord
from agents.models import registry
from agents.models.prices import Prices
from agents.models.prompt.history import readable
from agents.models.request import Delta, Finish, Request, TextDelta, Usage
from agents.safety.injection import suspicions, texts_of, unseen
from protocol.catalogue import Text

_log = logging.getLogger(__name__)

LONG = 4_000
"""Characters from which on a look at them is taken off the event loop."""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Gateway:
    """A `Model` that asks the right one and fails over to another. One a process.

    Workers share breakers, resting keys, budgets and cached answers through `shared`. While that
    is away no call is begun: those who ask wait until it is back, or until they are cancelled, as
    their runs could not store what was said either. Calls that are under way go on, and are
    settled when it is back. `ledger` has what users have used.
    """

    def __init__(
        self,
        providers: Sequence[ProviderKeys],
        policy: Policy,
        shared: SharedState,
        prices: Prices,
        *,
        ledger: Ledger | None = None,
        now_ms: Callable[[], int] = _now_ms,
        random: Random = random.random,
    ) -> None:
        self.providers = {keys.name: keys for keys in providers}
        self._policy = policy
        self._shared = shared
        self._now_ms = now_ms
        self.context = CallContext(
            policy=policy,
            settlements=Settlements(shared, policy, now_ms, random, ledger),
            prices=prices,
            latency=FirstTokenLatency(policy.limits),
            cache=Cache(shared, policy.share_personal),
            limiters={
                name: FairLimiter(policy.limits.concurrent, policy.weights)
                for name in self.providers
            },
            random=random,
        )

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes, its usage before the Finish. Raises ModelError.

        Its codes: `no_provider` (nobody could answer; says what was tried), `refused` (with the
        provider's reason), `over_budget`, `too_long`, `unsafe_input`. The
        usage of a cached answer only says whose it is.
        """
        record = UsageRecord.of(uuid.uuid4().hex, self._now_ms(), request)
        found = self._candidates(request)
        request = self._readable(request, found)
        name = None
        if self._policy.cache:
            name = await aside(request, self.context.cache.name, request)
        call = Call(self.context, request, found, record, name, self._missing)
        looking = asyncio.create_task(self._look(request, call))
        try:
            kept = await self._recall(request, name)
            await looking
        finally:
            looking.cancel()
        deltas = self._replay(kept, record) if kept else call.stream()
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta

    async def _recall(self, request: Request, name: str | None) -> Kept | None:
        """The answer that is kept, if there may be one."""
        if name is None or request.fresh:
            return None
        return await self.context.cache.recall(name)

    async def _look(self, request: Request, call: Call) -> None:
        """What can be done while the cache is asked."""
        await self._inspect(request)
        await call.prepare()

    def _candidates(self, request: Request) -> list[Candidate]:
        """The models to try, in order."""
        wish = self._wish(request)
        return candidates(
            request, self.providers.values(), self._policy.routes, self._policy.order, wish
        )

    def room(self, request: Request) -> int:
        """How many tokens that model takes which takes most, of those that it may be given to.

        Raises ModelError (`no_provider`).
        """
        return self._room(self._candidates(request))

    def _room(self, found: Sequence[Candidate]) -> int:
        return max(map(self.context.window, found), default=0)

    def _readable(self, request: Request, found: Sequence[Candidate]) -> Request:
        """The request with as much of the conversation as any of these models can read."""
        lines = readable(request.messages, self._room(found))
        return msgspec.structs.replace(request, messages=lines)

    def _wish(self, request: Request) -> str | None:
        """The provider that the conversation asks for."""
        wish = request.options.get("provider")
        if wish is None or (isinstance(wish, str) and wish in self.providers):
            return wish
        known = ", ".join(self.providers) or Text("lists.none")
        raise ModelError(Text("models.not_set_up", known=known), "no_provider")

    async def _replay(self, kept: Kept, record: UsageRecord) -> AsyncGenerator[Delta, None]:
        record.provider, record.model, record.outcome = kept.provider, kept.model, "cached"
        record.first_ms = record.total_ms = self._now_ms() - record.at
        record.log()
        self.context.settlements.note(record)
        for word in kept.words():
            yield TextDelta(word)
        yield Usage(kept.provider, kept.model, kept=True)
        yield Finish()

    async def _inspect(self, request: Request) -> None:
        """Look for prompt injection; refuse it where the policy says so."""
        texts = texts_of(request)
        # A long text takes some 20 ms, for which the other conversations need not wait.
        long = sum(map(len, texts.values())) > LONG and await aside(request, unseen, texts) > LONG
        found = await asyncio.to_thread(suspicions, texts) if long else suspicions(texts)
        if not found:
            return
        labels = sorted({suspicion.label for suspicion in found})
        rules = sorted({suspicion.rule for suspicion in found})
        caller = request.caller
        _log.warning(
            "injection_suspected",
            extra={"rules": rules, "labels": labels, "session": caller.session, "run": caller.run},
        )
        if self._policy.injection == "refuse":
            text = Text("models.unsafe", labels=", ".join(labels))
            raise ModelError(text, "unsafe_input")

    def _missing(self) -> list[str]:
        """What would set up the providers that are not: the names of their keys."""
        return sorted(
            provider.key_env[0]
            for provider in registry.providers().values()
            if provider.name not in self.providers and provider.key_env and not provider.keyless
        )

    async def rejected(self) -> list[str]:
        """A sentence for each key that its provider does not take, or that has no quota left."""
        now = self._now_ms()
        found = []
        for keys in self.providers.values():
            resting = await self._shared.resting(keys.name, keys.fingerprints, now_ms=now)
            for (key, _), (_, cause) in sorted(resting.items()):
                if cause in _REJECTIONS:
                    found.append(f"{keys.title} {_REJECTIONS[cause]} the key {key}.")
        return list(dict.fromkeys(found))

    async def flush(self) -> None:
        """Wait until all that was asked so far is settled."""
        await self.context.settlements.flush()

    async def close(self) -> None:
        """Settle what there is, for at most 2 s, and close the connections to the providers."""
        await self.context.settlements.close()
        for keys in self.providers.values():
            await keys.provider.close()


_REJECTIONS = {
    "auth": "does not accept",
    "quota": "has no quota left for",
    "forbidden": "keeps a model from",
}
