"""Which model is asked for what: one table, and the order in which its answers are tried.

A request wants a tier (its role says which). The table's first row that fits its task,
subscription and wish decides the tier that it gets and, where the row names some, the providers.
Health is the rest: candidates that are not well are passed over when it is their turn.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

import msgspec

from agents.gateway.provider_keys import ProviderKeys
from agents.models.request import Request, Subscription, Tier

TIERS: tuple[Tier, ...] = get_args(Tier)
ANY = "*"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A row: what it is for ("*" is anything) and what is used.

    `task` is a role, or `role:task`. `via` names the providers that come first, each with a model
    of its own where it is `provider/model`; without it they come in the order of the policy.
    """

    task: str = ANY
    subscription: str = ANY
    wants: str = ANY
    use: Tier | None = None
    """The tier; None is the one that is wanted."""
    via: tuple[str, ...] = ()

    def fits(self, request: Request) -> bool:
        """Whether the row is for this request."""
        return (
            self.task in (ANY, request.role, f"{request.role}:{request.task}")
            and self.subscription in (ANY, request.caller.subscription)
            and self.wants in (ANY, request.tier)
        )


TABLE: tuple[Route, ...] = (
    Route(subscription="guest", wants="best", use="thinking"),
    Route(subscription="free", wants="best", use="thinking"),
    Route(),
)
"""The strongest is for those who pay; else everybody gets what the task wants."""


def up_to(
    strongest: Mapping[Subscription, Tier], own: Sequence[Route] = TABLE
) -> tuple[Route, ...]:
    """A table by which a subscription gets no stronger tier than its own, but for `own` rows, which
    come first: those that `parse` gives.
    """
    rows = (
        Route(subscription=subscription, wants=wants, use=tier)
        for subscription, tier in strongest.items()
        for wants in TIERS[TIERS.index(tier) + 1 :]
    )
    return (*own[: len(own) - len(TABLE)], *rows, Route())


def parse(text: str) -> tuple[Route, ...]:
    """Rows by semicolons that come before the table's: `TASK PLAN WANTS = [TIER] [PROVIDER …]`.

    For example `evaluator:review pro * = best anthropic/claude-opus-5-5 openai`. Raises ValueError.
    """
    rows = (_row(part) for part in text.split(";") if part.strip())
    return (*rows, *TABLE)


def _row(text: str) -> Route:
    left, equals, right = text.partition("=")
    head, tail = left.split(), right.split()
    if not equals or len(head) != 3 or not tail:
        raise ValueError(f"{text.strip()!r} is not TASK PLAN WANTS = [TIER] [PROVIDER …]")
    task, subscription, wants = head
    for word, known in ((subscription, get_args(Subscription)), (wants, TIERS)):
        if word not in (ANY, *known):
            raise ValueError(f"{word!r} is none of {', '.join(known)}, *")
    use = next((tier for tier in TIERS if tier == tail[0]), None)
    via = tuple(tail[1:] if use else tail)
    return Route(task=task, subscription=subscription, wants=wants, use=use, via=via)


class Candidate(msgspec.Struct, frozen=True):
    """A model that may be asked, as one of that tier."""

    keys: ProviderKeys
    model: str
    tier: Tier

    @property
    def name(self) -> str:
        """How it is called in logs and messages."""
        return f"{self.keys.title} {self.model}"


def candidates(
    request: Request,
    providers: Iterable[ProviderKeys],
    table: Sequence[Route],
    order: Sequence[str],
    first: str | None = None,
) -> list[Candidate]:
    """The models to try, in order: those of the tier, provider by provider, then other tiers'.

    The next weaker tier comes first among those. The provider `first` goes before all others.
    """
    row = next((row for row in table if row.fits(request)), Route())
    ranked = _ranked({keys.name: keys for keys in providers}, row.via or order, first)
    tiers = _tiers(row.use or request.tier)
    named = dict(via.split("/", 1) for via in row.via if "/" in via)
    found = (
        Candidate(keys, model, tiers[0])
        for tier in tiers
        for keys in ranked
        if (model := _model(keys, tier, named if tier == tiers[0] else {}))
    )
    return list({(c.keys.name, c.model): c for c in found}.values())


def _ranked(
    providers: Mapping[str, ProviderKeys], order: Sequence[str], first: str | None
) -> list[ProviderKeys]:
    names = [name.partition("/")[0] for name in order]
    known = {name: rank for rank, name in reversed(list(enumerate(names)))}
    return sorted(
        providers.values(), key=lambda a: (a.name != first, known.get(a.name, len(names)))
    )


def _tiers(tier: Tier) -> list[Tier]:
    place = TIERS.index(tier)
    return [*reversed(TIERS[: place + 1]), *TIERS[place + 1 :]]


def _model(keys: ProviderKeys, tier: Tier, named: Mapping[str, str]) -> str | None:
    return named.get(keys.name) or keys.models.get(tier)
