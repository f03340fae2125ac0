"""Which model answers, as people are told it: by whom it is made, or on whose machine it runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from agents.models.request import Caller, Request, Tier
from agents.models.vendors.compatible.adapter import Compatible
from protocol.catalogue import Text

if TYPE_CHECKING:
    from agents.gateway.policy import Policy
    from agents.gateway.provider_keys import ProviderKeys
    from agents.gateway.routes import Candidate

OFFLINE = "offline"
"""The provider that a conversation names to have the offline model."""

WRITES: tuple[str, Tier] = ("generator", "standard")
"""The role whose model is named, and its tier: what people read is written by it."""

_LONGEST = 80
"""So many characters of a model's name are shown."""

_PASSED_ON = ("-cloud", ":cloud")
"""How Ollama's names of models end that it only passes on (docs.ollama.com/cloud/models)."""


class Answerer(msgspec.Struct, frozen=True):
    """Who may answer: a provider, with the model that writes; `offline` has none."""

    provider: str
    text: Text
    model: str | None = None


RULES = Answerer(OFFLINE, Text("answering.rules"))
"""Where no model does."""


def answerers(
    found: "Sequence[ProviderKeys]", policy: "Policy", caller: Caller, first: str | None = None
) -> list[Answerer]:
    """Whom a session of the caller's has, the first one to be asked first, and rules as the last.

    `first` is the provider that it asks for. Others stand in where one fails: what has answered in
    the end a run's usage says.
    """
    from agents.gateway.routes import candidates

    role, tier = WRITES
    request = Request(kind="", role=role, task="", tier=tier, instructions="", caller=caller)
    by_provider: dict[str, Answerer] = {}
    for one in candidates(request, found, policy.routes, policy.order, first):
        by_provider.setdefault(one.keys.name, _answerer(one))
    return [*by_provider.values(), RULES]


def shown(model: str) -> str:
    """A model's name for people: without the folder and the ending of a file, or a usual tag."""
    name = model.removesuffix(":latest")
    if name.endswith(".gguf"):
        name = name.removesuffix(".gguf").replace("\\", "/").rpartition("/")[2]
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _answerer(one: "Candidate") -> Answerer:
    provider, name = one.keys.provider, shown(one.model)
    if provider.base_url is None:
        text = Text("answering.vendor", model=name, provider=provider.title)
    elif isinstance(provider, Compatible) and provider.is_here and not name.endswith(_PASSED_ON):
        text = Text("answering.here", model=name)
    else:
        text = Text("answering.through", model=name)
    return Answerer(provider.name, text, one.model)
