"""What all workers share about calls of models: admission control, usage, and answers.

Circuits, rests and holds go by Redis' clock, as they bind all workers, whose own clocks may be
wrong; `now_ms` is the caller's. Times are in ms since 1970; money is in nano-USD.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from store import keys as names
from store.model_gate.types import Admitted, Breaker, Outcome
from store.redis.route import Route
from store.redis.scripts import Call, command, load, pairs, run

ADMIT = load("redis/clock.lua", "model_gate/gate.lua", "model_gate/admit.lua")
SETTLE = load("redis/clock.lua", "model_gate/gate.lua", "model_gate/settle.lua")
NOTE = load("redis/clock.lua", "model_gate/note.lua")

MINUTE_MS = 60_000
DAY_MS = 86_400_000

MONTH_DAYS = 31

LATE_MS = 3 * DAY_MS
"""So long a budget is kept beyond what it is for: clocks differ, and calls end late."""

SETTLED_MS = 3_600_000
"""So long a call that is settled once more is known to be settled."""


class ModelGate:
    """Circuit breakers of models, rests of keys, budgets, the usage log and the cache of answers.

    Keeps nothing itself. `admit` and `settle` are one atomic step and one round trip each; the id
    of a call is one try's. Raises StoreUnavailable, and then every call may be sent again: what was
    done is not done twice. Where Redis loses its newest writes, what they spent and held is lost.
    """

    def __init__(self, route: Route) -> None:
        self.route = route

    async def admit(
        self,
        call: str,
        *,
        now_ms: int,
        ttl_ms: int,
        provider: str,
        model: str,
        keys: Sequence[str],
        breaker: Breaker,
        budgets: Sequence[tuple[str, int]] = (),
        reserve: int = 0,
        token_budgets: Sequence[tuple[str, int]] = (),
        reserve_tokens: int = 0,
        per_minute: int = 0,
    ) -> Admitted:
        """Let a call through, or say why not. Only an `ok` changes anything, and is to be settled.

        The provider's `keys` (at least one, by fingerprint) take turns, but for those that rest,
        for this model or for all.
        `reserve` is held in each of the `budgets` (scope, limit), whose spent and held money
        together stays within the limit; it comes free by itself after `ttl_ms`, as a dead worker's
        does. So are `reserve_tokens` in the `token_budgets`. A scope ends with the day or the month
        that it is for. A probe's claim lapses then, too, or after the cooldown. At most
        `per_minute` calls begin in a minute of the caller's clock, of all providers; 0 is no limit.
        """
        all_budgets = [
            *((scope, limit, reserve, _kept_ms(scope)) for scope, limit in budgets),
            *((scope, limit, reserve_tokens, _kept_ms(scope)) for scope, limit in token_budgets),
        ]
        scopes = (scope for scope, *_ in all_budgets)
        places = names.admission(call, provider, model, now_ms // MINUTE_MS, scopes)
        return _admitted(
            await self._step(
                run(
                    ADMIT,
                    places,
                    call,
                    now_ms,
                    ttl_ms,
                    min(ttl_ms, breaker.cooldown_ms),
                    breaker.probes,
                    per_minute,
                    model,
                    len(keys),
                    *keys,
                    *(word for budget in all_budgets for word in budget),
                )
            )
        )

    async def settle(
        self,
        call: str,
        *,
        now_ms: int,
        provider: str,
        model: str,
        breaker: Breaker,
        outcome: Outcome,
        key: str = "",
        rest_ms: int = 0,
        rest_cause: str = "",
        rest_all: bool = False,
        budgets: Sequence[str] = (),
        cost: int = 0,
        token_budgets: Sequence[str] = (),
        tokens: int = 0,
        record: bytes = b"",
        keep_days: int = 30,
    ) -> None:
        """Write down how a call ended: for the breaker, the key, the budgets and the usage log.

        `neutral` says nothing about the model's health. A `key` with a `rest_ms` is left alone so
        long for this model, or for `rest_all` of the provider's, unless it is to rest longer
        already. `cost` is spent of all `budgets` that were asked, and `tokens` of the
        `token_budgets`, also where what they held had come free. A `record` goes onto the list of
        the caller's day (UTC), which is kept `keep_days` from its last record. What was never
        admitted (an answer from the cache, say) may be settled for its record.
        """
        scopes = [*budgets, *token_budgets]
        spent = [cost] * len(budgets) + [tokens] * len(token_budgets)
        await self._step(
            run(
                SETTLE,
                names.settlement(call, provider, model, _day(now_ms), scopes),
                call,
                outcome,
                key,
                rest_ms,
                rest_cause,
                record,
                keep_days * DAY_MS,
                SETTLED_MS,
                breaker.share,
                breaker.minimum,
                breaker.window_ms,
                breaker.cooldown_ms,
                "" if rest_all else model,
                *(
                    word
                    for scope, amount in zip(scopes, spent, strict=True)
                    for word in (amount, _kept_ms(scope))
                ),
            )
        )

    async def resting(
        self, provider: str, keys: Sequence[str], *, now_ms: int
    ) -> dict[tuple[str, str], tuple[int, str]]:
        """Those of the keys that rest now, each with the model that it rests for ("" for all).

        Until when (ms), and why.
        """
        place = names.rests(provider)
        found = pairs(await self._step(command(place, "HGETALL", place)))
        rests = {_rests(name): _rest(raw) for name, raw in found.items() if name != "turn"}
        return {who: rest for who, rest in rests.items() if who[0] in keys and rest[0] > now_ms}

    async def open_until(self, provider: str, model: str) -> int | None:
        """Until when (ms) a model is left alone; past, it is being probed. None: it is healthy."""
        place = names.circuit(provider, model)
        return _number(await self._step(command(place, "HGET", place, "until")))

    async def spent(self, scope: str) -> int:
        """What was spent of a budget: nano-USD, or tokens."""
        place = names.budget(scope)
        return _number(await self._step(command(place, "HGET", place, "spent"))) or 0

    async def usage(self, day: str, first: int = 0, last: int = -1) -> list[bytes]:
        """The records of a day (`2026-11-21`), oldest first; positions as Redis counts them."""
        place = names.usage(day)
        records: list[bytes] = await self._step(command(place, "LRANGE", place, first, last))
        return records

    async def recall(self, name: str) -> bytes | None:
        """What was remembered under this name, if it still is."""
        place = names.answer(name)
        value: bytes | None = await self._step(command(place, "GET", place))
        return value

    async def remember(self, name: str, value: bytes, *, ttl_ms: int, user: str = "") -> None:
        """Keep a value for `ttl_ms`. Where a `user`'s data went into it, it is forgotten with them.

        It is noted as theirs first: what is kept is always found.
        """
        place = names.answer(name)
        if user:
            await self._step(run(NOTE, [names.answers(user)], ttl_ms, name))
        await self._step(command(place, "SET", place, value, "PX", ttl_ms))

    async def _step(self, call: Call) -> Any:
        return (await self.route.run([call]))[0]


def _admitted(reply: Sequence[Any]) -> Admitted:
    verdict, key, wait_ms, probe, *budget = reply
    scope, left = budget or (None, 0)
    return Admitted(
        verdict.decode(),
        key.decode() or None,
        wait_ms,
        bool(probe),
        scope.decode() if scope is not None else None,
        left,
    )


def _rests(name: str) -> tuple[str, str]:
    key, _, model = name.removeprefix("rest:").partition(":")
    return key, model


def _rest(raw: bytes) -> tuple[int, str]:
    until_ms, _, cause = raw.partition(b" ")
    return int(until_ms), cause.decode()


def _number(raw: bytes | None) -> int | None:
    return None if raw is None else int(raw)


def _kept_ms(scope: str) -> int:
    """How long a budget is kept from its last call: nobody asks for it long after it has ended."""
    is_month = len(scope.rpartition(":")[2]) == len("2026-12")
    return (MONTH_DAYS if is_month else 0) * DAY_MS + LATE_MS


def _day(now_ms: int) -> str:
    return datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
