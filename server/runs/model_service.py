"""The models that a process asks: the gateway over the providers set up, or the offline model."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from msgspec.structs import replace

from agents.errors import ModelError
from agents.kind.kind import Kind
from agents.models.compute import Compute, Direct
from agents.models.offline import OfflineModel
from agents.models.prices import WINDOW, Prices
from agents.models.registry import providers
from agents.models.request import Caller, Delta, Model, Request, Tier
from agents.models.vendors.compatible.adapter import Compatible
from agents.safety.injection import suspicions
from protocol.catalogue import Text
from server.logs import get_logger
from server.runs.answering import OFFLINE, RULES, Answerer, answerers
from server.settings.budgets import Budgets
from server.settings.plans import Plans, default_plans
from server.settings.providers import ProviderSettings
from server.settings.sections import ModelSettings
from server.settings.table import rows
from store.model_gate.model_gate import ModelGate

if TYPE_CHECKING:
    from agents.gateway.gateway import Gateway
    from agents.gateway.policy import Policy
    from agents.gateway.provider_keys import ProviderKeys
    from agents.gateway.shared_state import Ledger

log = get_logger(__name__)

NO_OTHER = Text("models.only_offline")

_GUEST = Caller()


class ModelService:
    """The models that runs ask. `warm` once the loop runs, `close` at the end.

    `compute` is where the offline model's rules are worked out. `ledger` has what users have used,
    and `quotas` what they may, by their plan.
    """

    def __init__(
        self,
        settings: ModelSettings,
        kinds: Iterable[Kind],
        gate: ModelGate,
        compute: Compute = Direct(),  # noqa: B008 - it has no state
        plans: Plans | None = None,
        ledger: "Ledger | None" = None,
    ) -> None:
        self._plans = plans or default_plans()
        self.guest_providers = (OFFLINE, *settings.guest_providers)
        """The providers that a guest's conversation may name."""
        rules = {kind.name: kind.offline for kind in kinds}
        self._offline = OfflineModel(rules, compute=compute)
        self._settings = settings
        self._keys = provider_keys(settings)
        self._prices = prices(settings, self._keys)
        self._gateway: Gateway | None = None
        self._masked: Model | None = None
        if self._keys:
            self._gateway = self._make_gateway(settings, gate, ledger)
            self._masked = self._mask(self._gateway, compute)

    def _make_gateway(
        self, settings: ModelSettings, gate: ModelGate, ledger: "Ledger | None"
    ) -> "Gateway":
        from agents.gateway.gateway import Gateway  # without a provider it is not needed

        held_to = policy(settings, self._plans)
        return Gateway(self._keys, held_to, gate, self._prices, ledger=ledger)

    def _mask(self, gateway: "Gateway", compute: Compute) -> Model:
        from agents.privacy.masked import masked

        return masked(gateway, gateway.room, compute)

    def answerers(self, caller: Caller = _GUEST) -> list[Answerer]:
        """Who answers those who ask for nobody: the first one, and others where it fails."""
        return who_answers(self._settings, caller, self._keys)

    def answers(self, options: Mapping[str, Any], caller: Caller) -> Text:
        """Who answers in a session with these options, as people are told it."""
        wish = self._wish(options, caller)
        if wish == OFFLINE:
            return RULES.text
        return who_answers(self._settings, caller, self._keys, wish)[0].text

    def _wish(self, options: Mapping[str, Any], caller: Caller) -> str | None:
        """The provider that a session asks for, where its user may ask for that one."""
        wish = options.get("provider")
        return wish if isinstance(wish, str) and self._may_ask(wish, caller) else None

    def _may_ask(self, provider: str, caller: Caller) -> bool:
        any_of_them = self._plans[caller.subscription].providers == "any"
        return any_of_them or provider in self.guest_providers

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes. Raises `agents.errors.ModelError`."""
        wish = request.options.get("provider")
        if isinstance(wish, str) and not self._may_ask(wish, request.caller):
            # Begun when its user could still choose: it goes on, and costs what others' do.
            wish, request = None, replace(request, options={**request.options, "provider": None})
        if wish == OFFLINE or (self._masked is None and wish is None):
            return self._offline.stream(request)
        if self._masked is None:
            raise ModelError(NO_OTHER, "no_provider")
        return self._masked.stream(request)

    @property
    def seers(self) -> tuple[str, ...]:
        """The providers, as people know them, of which a model that is set up sees pictures."""
        return tuple(
            keys.provider.title
            for keys in self._keys
            if any(map(keys.provider.sees, keys.models.values()))
        )

    async def warm(self) -> None:
        """Load what the first call would have to wait for: price tables, vendors' SDKs."""
        await asyncio.to_thread(self._look_up)
        for keys in self._keys:
            await keys.provider.warm(keys.secret(keys.fingerprints[0]))

    def _look_up(self) -> None:
        if self._keys:
            from agents.privacy.masked import warm

            # What is asked first would have the event loop wait for its patterns, for some 300 ms.
            suspicions({"": ""})
            warm()
        for keys in self._keys:
            for model in dict.fromkeys(keys.models.values()):
                if setting := window_setting(self._prices, keys.name, model):
                    seen = {"provider": keys.name, "model": model, "tokens": WINDOW}
                    log.warning("window_assumed", **seen, setting=setting)

    async def rejected(self) -> list[str]:
        """A sentence for each key that its provider does not take any more. Raises Unavailable."""
        return await self._gateway.rejected() if self._gateway else []

    async def close(self) -> None:
        """Settle what is under way and close the connections to providers."""
        if self._gateway is not None:
            await self._gateway.close()


def who_answers(
    settings: ModelSettings,
    caller: Caller = _GUEST,
    found: "Sequence[ProviderKeys] | None" = None,
    first: str | None = None,
) -> list[Answerer]:
    """Who answers the caller, in the order in which they are asked (see `answerers`)."""
    found = provider_keys(settings) if found is None else found
    return answerers(found, policy(settings), caller, first) if found else [RULES]


def provider_keys(settings: ModelSettings) -> "list[ProviderKeys]":
    """The providers that are set up, each with its keys and models."""
    from agents.gateway.provider_keys import ProviderKeys

    known = providers(settings.provider_modules)
    found = []
    for row in settings.provider_settings:
        provider = known[row.name](row.url)
        if isinstance(provider, Compatible):
            provider.vision = settings.compatible_vision
        models = _models(row, provider.models, settings)
        found.append(ProviderKeys(provider, row.keys, models))
    return found


def _models(
    row: ProviderSettings, own: Mapping[Tier, str], settings: ModelSettings
) -> dict[Tier, str]:
    """Which model serves each tier: the provider's own, or its only one, or what is set."""
    chosen = dict.fromkeys(get_args(Tier), row.model) if row.model else dict(own)
    given = settings.models or {}
    return chosen | {tier: model for (name, tier), model in given.items() if name == row.name}


def prices(settings: ModelSettings, found: "Iterable[ProviderKeys]") -> Prices:
    """What the models of these providers cost."""
    known_as = {keys.name: keys.provider.prices for keys in found}
    window = settings.compatible_window
    return Prices(known_as, settings.prices, {Compatible.name: window} if window else {})


def window_setting(known: Prices, provider: str, model: str) -> str | None:
    """What is to be set, as the model's context window is not known; None where it is."""
    if known.known_window(provider, model):
        return None
    own = provider == Compatible.name
    return "CAREERPILOT_COMPATIBLE_WINDOW" if own else "CAREERPILOT_PRICES"


def policy(settings: ModelSettings, plans: Plans | None = None) -> "Policy":
    """What the settings say about the gateway: each row of the table names its place in Policy."""
    from agents.gateway.policy import Limits, Policy
    from agents.gateway.routes import TABLE, up_to

    of_plans = (plans or default_plans()).items()
    budgets = Budgets.of(settings)
    values: dict[str, Any] = {
        "day_budget": budgets.day,
        "guest_budget": budgets.guests,
        "cache": settings.cache != "off",
        "share_personal": settings.cache == "shared",
    }
    limits: dict[str, Any] = {"first_token": _first_token(settings.first_token_seconds)}
    for row in rows(settings):
        group, _, name = row.metadata["policy"].rpartition(".")
        value = getattr(settings, row.name)
        if name and value is not None:
            (limits if group else values)[name] = value
    values["routes"] = up_to(
        {plan: one.tier for plan, one in of_plans}, values.get("routes", TABLE)
    )
    values["quotas"] = {plan: one.quota for plan, one in of_plans}
    values["weights"] = {plan: one.priority for plan, one in of_plans}
    return Policy(limits=Limits(**limits), **values)


def _first_token(most: float) -> float:
    """How long a model of unknown pace is waited for: all that is set, where it is set to more."""
    from agents.gateway.policy import Limits

    usual = Limits()
    return most if most > usual.first_token_most else min(most, usual.first_token)
