"""What is set of the providers of models: each names the variables that it reads itself."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.models.provider import Provider
from agents.models.registry import providers
from protocol.errors import CareerPilotError
from server.settings import parsers


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """What is set of one provider of models. Its keys are not in its repr."""

    name: str
    keys: tuple[str, ...] = field(default=(), repr=False)
    url: str | None = None
    model: str | None = None


def known_providers(modules: Iterable[str], problems: list[str]) -> dict[str, type[Provider]]:
    """The providers that there are; only our own where those of the modules can't be had."""
    try:
        return providers(modules)
    except (CareerPilotError, ImportError) as exc:
        problems.append(f"CAREERPILOT_PROVIDER_MODULES can't be used: {exc}.")
        return providers()


def variables(known: Iterable[type[Provider]]) -> set[str]:
    """Every variable that a provider reads."""
    return {
        name
        for provider in known
        for name in (*provider.key_env, provider.url_env, provider.model_env or "")
    }


def strangers(values: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """A sentence for each provider that is named and does not exist."""
    named = {
        "CAREERPILOT_PROVIDERS": values.get("providers", ()),
        "CAREERPILOT_GUEST_PROVIDERS": values.get("guest_providers", ()),
        "CAREERPILOT_MODELS": (provider for provider, _ in values.get("models", ())),
        "CAREERPILOT_ROUTES": (
            via.partition("/")[0] for route in values.get("routes", ()) for via in route.via
        ),
    }
    return [
        f"{env} names {name!r}, which is no provider. There are: {', '.join(known)}."
        for env, names in named.items()
        for name in sorted(set(names).difference(known))
    ]


def provider_settings(
    given: Mapping[str, str],
    known: Iterable[type[Provider]],
    problems: list[str],
    of_file: Collection[str] = (),
) -> tuple[ProviderSettings, ...]:
    """The providers that can be used: those with a key, or with all that they need without one.

    What is `of_file` was read from `.env` in the working directory, which may be anybody's: it may
    not say where a key of the environment is sent.
    """
    found = []
    for provider in known:
        key_env = next(filter(given.get, provider.key_env), provider.key_env[0])
        keys = parsers.words(given.get(key_env, ""))
        url = given.get(provider.url_env, "").strip() or None
        model = given.get(provider.model_env or "", "").strip() or None
        if url is not None:
            try:
                url = parsers.api_url(url)
            except ValueError:
                # It may hold a password.
                problems.append(
                    f"{provider.url_env} is wrong. Expected: an http(s) URL without a query."
                )
        if keys and url is not None and provider.url_env in of_file and key_env not in of_file:
            problems.append(
                f"{provider.url_env} stands in .env, and {key_env} in the environment: a file may "
                "not say where a key of the environment is sent. Set both in the same place."
            )
        if provider.keyless and bool(url) != bool(model):
            problems.append(f"{provider.url_env} and {provider.model_env} go together.")
        elif provider.keyless and keys and not url:
            problems.append(
                f"{provider.key_env[0]} needs {provider.url_env} and {provider.model_env}."
            )
        if keys or (provider.keyless and url and model):
            found.append(ProviderSettings(name=provider.name, keys=keys, url=url, model=model))
    return tuple(found)
