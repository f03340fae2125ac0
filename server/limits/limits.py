"""What a command takes of its caller's limits, and of those of the address that it comes from.

All workers count together, in Redis and by its clock: one trip before the command's own. While
Redis is away each worker keeps to limits of the same size by itself.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from protocol.catalogue import Text
from protocol.commands import Cancel, Command, Start
from protocol.errors import QuotaExceeded, RateLimited, RemoteProtocolError, Unavailable
from server.admission.rate_limits import subscriber
from server.admission.tokens import Identity
from server.limits.gcra import LocalLimits
from server.limits.standing import NOTHING, Level, Standing, note
from server.logs import get_logger
from server.settings.plans import PlanLimits, Plans, Rate, default_plans
from server.settings.sections import LimitSettings
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import RUNS, Claim, Claimed, Left, Part
from store.redis.scripts import Call

REQUESTS = "requests"
"""The row of the plans' table of all that is begun in a day."""

ADDRESS = "address"
"""What the limit on an address is called."""

SOON_S = 60
"""A limit of so short a time is waited for by programs (`rate_limited`); of a longer one people
are told (`quota_exceeded`)."""

AT_WORK_MS = 2_000
"""When to try again where other sessions have to end first."""

SAID = {
    "messages": "errors.limits.messages",
    REQUESTS: "errors.limits.requests",
    "items": "errors.limits.items",
    ADDRESS: "errors.limits.address",
}
"""How each limit is said to people; all others are of the starts of a kind."""

UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60))

log = get_logger(__name__)


class Take(NamedTuple):
    """`cost` of a row of the plans' table: `messages`, `starts.analysis`, …"""

    row: str
    cost: int = 1


class Wanted(NamedTuple):
    """What somebody wants to do: what it takes, and of which session it is a run (`""`: of none).

    With `once` it is taken once for that name, however often it is asked for.
    """

    takes: Sequence[Take] = ()
    session: str = ""
    once: str = ""


def wanted(command: Command, session: str) -> Wanted:
    """What a command takes. A cancel takes nothing: it ends what costs."""
    if isinstance(command, Cancel):
        return Wanted()
    takes = [Take("messages"), Take(REQUESTS)]
    if isinstance(command, Start):
        takes.append(Take(f"starts.{command.kind}"))
    return Wanted(takes, session)


class UsageQuota(Protocol):
    """A quota of tokens and money, asked along with the limits."""

    def calls(self, identity: Identity) -> Sequence[Call]:
        """What Redis is asked."""
        ...

    def verdict(self, identity: Identity, replies: Sequence[Any]) -> None:
        """Raise QuotaExceeded where these answers leave nothing."""
        ...


class NoQuota:
    """No limit of tokens and money."""

    def calls(self, identity: Identity) -> Sequence[Call]:
        """Nothing is asked."""
        return ()

    def verdict(self, identity: Identity, replies: Sequence[Any]) -> None:
        """All is well."""


class Limits:
    """Says whether somebody may do what they want to do, by their plan and their address."""

    def __init__(
        self,
        shared: RateLimits,
        settings: LimitSettings,
        quota: UsageQuota | None = None,
    ) -> None:
        self.plans: Plans = settings.plans or default_plans()
        self._shared = shared
        self._local = LocalLimits()
        self._quota = quota or NoQuota()
        self._dry = settings.dry_run
        self._address = Rate(settings.address_requests, SOON_S)

    def of(self, identity: Identity) -> PlanLimits:
        """What the caller's plan lets them do."""
        return self.plans[identity.plan]

    async def take(self, identity: Identity, address: str, what: Wanted) -> Standing:
        """Take it all, or nothing. How the caller stands then, which the answer says.

        An empty address is nobody's in particular, and has no limit. Raises RateLimited and
        QuotaExceeded, which say when to try again and what is left.
        """
        claims = self._claims(identity, address, what)
        calls = self._quota.calls(identity) if what.takes else ()
        if not claims and not calls:
            return NOTHING
        try:
            told, replies = await self._shared.claim(claims, calls)
            if any(one.refused == RUNS for one in told):
                told = await self._after_settling(identity, claims, told)
            local = False
        except Unavailable:
            told, replies, local = self._claim_here(claims), [], True
        pairs = list(zip(claims, told, strict=True))
        levels = [
            Level(*one) for claim, come in pairs for one in zip(claim.parts, come.left, strict=True)
        ]
        taken = [claim for claim, come in pairs if come.refused is None]
        standing = Standing(levels, taken, local)
        note(standing)
        try:
            self._check(identity, pairs)
            if replies:
                self._quota.verdict(identity, replies)
        except RemoteProtocolError as error:
            if not self._dry:
                await self.give_back(standing)
                raise
            log.warning(
                "limit_would_refuse", code=error.code, plan=identity.plan, why=error.message
            )
        return standing

    async def give_back(self, standing: Standing) -> None:
        """What was taken is not used: nothing has begun."""
        claims = [claim for claim in standing.claims if claim.parts]
        if not claims:
            return
        if standing.local:
            self._local.give_back(claims)
            return
        with suppress(Unavailable):  # then it comes free by itself
            await self._shared.give_back(claims)

    async def left(self, identity: Identity, rows: Collection[str]) -> Mapping[str, Left]:
        """What is left of those rows of the caller's plan that are limited; nothing is taken."""
        parts = self._parts(self.of(identity), [Take(row, 0) for row in rows])
        if not parts:
            return {}
        ((told,), _) = await self._shared.claim([Claim(identity.user, parts)])
        return {part.name: left for part, left in zip(parts, told.left, strict=True)}

    def _claims(self, identity: Identity, address: str, what: Wanted) -> list[Claim]:
        plan = self.of(identity)
        parts = self._parts(plan, what.takes)
        runs = plan.runs_at_once or 0 if what.session else 0
        claims = list[Claim]()
        if parts or runs:
            claims.append(Claim(identity.user, parts, "", runs, what.session, what.once))
        if address and what.takes:
            part = Part(ADDRESS, self._address.count, self._address.seconds)
            claims.append(Claim(subscriber(address), [part], ADDRESS))
        return claims

    def _parts(self, plan: PlanLimits, takes: Sequence[Take]) -> list[Part]:
        found = ((take, _rate(plan, take.row)) for take in takes)
        return [Part(take.row, rate.count, rate.seconds, take.cost) for take, rate in found if rate]

    async def _after_settling(
        self, identity: Identity, claims: Sequence[Claim], told: list[Claimed]
    ) -> list[Claimed]:
        """The claims once more where sessions that count as at work were found to have ended."""
        if not await self._shared.settle_runs(identity.user):
            return told
        again = [claim for claim, one in zip(claims, told, strict=True) if one.refused == RUNS]
        (come, _) = await self._shared.claim(again)
        return [come.pop(0) if one.refused == RUNS else one for one in told]

    def _claim_here(self, claims: Sequence[Claim]) -> list[Claimed]:
        now_us = time.monotonic_ns() // 1000
        return [self._local.claim(claim, now_us) for claim in claims]

    def _check(self, identity: Identity, pairs: Sequence[tuple[Claim, Claimed]]) -> None:
        for claim, told in pairs:
            if told.refused == RUNS:
                raise RateLimited(
                    Text("errors.limits.at_work", limit=claim.runs),
                    retry_ms=AT_WORK_MS,
                    details={"limit": RUNS, "quota": claim.runs, "left": 0},
                )
            if told.refused is not None:
                at = next(n for n, part in enumerate(claim.parts) if part.name == told.refused)
                raise _refusal(Level(claim.parts[at], told.left[at]), told.wait_ms)


def _rate(plan: PlanLimits, row: str) -> Rate | None:
    kind = row.removeprefix("starts.")
    if kind != row:
        return plan.starts.get(kind)
    rate: Rate | None = getattr(plan, row)
    return rate


def _refusal(level: Level, wait_ms: int) -> RemoteProtocolError:
    """What somebody is told who has no more of a limit; `wait_ms` of 0: waiting does not help."""
    part = level.part
    window = next(name for name, seconds in UNITS if part.seconds >= seconds)
    values: dict[str, Any] = {"limit": part.count, "window": Text(f"errors.limits.per.{window}")}
    if part.name == "items":
        values["left"] = level.left.left
    else:
        values["wait"] = _wait(wait_ms)
    text = Text(SAID.get(part.name, "errors.limits.starts"), **values)
    raised = RateLimited if part.seconds <= SOON_S else QuotaExceeded
    return raised(text, retry_ms=wait_ms or None, details=level.details)


def _wait(wait_ms: int) -> Text:
    """A time in words, in the largest unit of which there are two, else in seconds."""
    seconds = -(-wait_ms // 1000)
    name, size = next(((n, s) for n, s in UNITS if seconds >= 2 * s), ("second", 1))
    return Text(f"errors.limits.wait.{name}", count=-(-seconds // size))
