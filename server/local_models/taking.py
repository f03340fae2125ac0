"""Taking a model that runs on this machine: which settings that is. Pure.

The texts are for who runs CareerPilot, at a terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from server.local_models.listing import OTHER, LocalModel
from server.local_models.looking import HOST, Found, Place
from server.settings.providers import ProviderSettings
from server.settings.sections import ModelSettings

PROVIDER = "compatible"
"""The provider that asks a server of one's own."""

URL = "CAREERPILOT_COMPATIBLE_URL"
MODEL = "CAREERPILOT_COMPATIBLE_MODEL"
KEY = "CAREERPILOT_COMPATIBLE_KEY"
WINDOW = "CAREERPILOT_COMPATIBLE_WINDOW"
BEGINNING = "CAREERPILOT_FIRST_TOKEN_SECONDS"

PATIENCE = "120"
"""Seconds that a model at home may take to begin: it may have to be loaded first."""

MOST_LISTED = 20
"""So many models of a server are named in a sentence."""

USUAL_TAG = ":latest"
"""What Ollama adds to a name that says no tag."""


class CannotTake(Exception):
    """The model can't be taken; the message says why, and what can."""


class Change(msgspec.Struct, frozen=True):
    """What is set, and what is no longer, to have a model answer."""

    values: dict[str, str]
    without: tuple[str, ...] = ()


def chosen(found: Sequence[Found], name: str, server: str | None = None) -> tuple[Found, str]:
    """The server that has the model of that name, and what the model is called there.

    `server` is one of several that have it, by its name in the setting. Raises CannotTake.
    """
    asked = [one for one in found if server in (None, one.sort)]
    having = [(one, model) for one in asked if (model := _named(one.models, name)) is not None]
    if not having:
        raise CannotTake(_nobody(asked, name))
    if len(having) > 1:
        sorts = ", ".join(one.sort for one, _ in having)
        raise CannotTake(f"Several servers have {name}: say --server, one of {sorts}.")
    ((one, model),) = having
    if model.elsewhere:
        raise CannotTake(
            f"{model.name} does not run on this machine: {one.title} passes what is said on to "
            f"another. To have that all the same, set {URL} and {MODEL} yourself."
        )
    return one, model.name


def change(server: Found, name: str, models: ModelSettings) -> Change:
    """The settings that have this model of the server answer.

    Raises CannotTake where a key that was set up for another server would be sent to this one.
    """
    now = taken(models)
    moves = now is None or now.url != server.url
    if moves and now is not None and now.keys:
        raise CannotTake(f"{KEY} is set, and would be sent to {server.url} now. Take it out first.")
    values = {URL: server.url, MODEL: name}
    window = next(model.window for model in server.models if model.name == name)
    if window is not None:
        values[WINDOW] = str(window)
    # Where others answer as well, they would be waited for as long.
    alone = all(row.name == PROVIDER for row in models.provider_settings)
    if alone and models.first_token_seconds == ModelSettings().first_token_seconds:
        values[BEGINNING] = PATIENCE
    return Change(values, (WINDOW,) if moves and window is None else ())


def taken(models: ModelSettings) -> ProviderSettings | None:
    """The server of one's own that is set up, wherever it is; None where there is none."""
    return next((row for row in models.provider_settings if row.name == PROVIDER), None)


def also(models: ModelSettings, where: Sequence[Place]) -> list[Place]:
    """These places, and that of the model that was taken, where it is on another port of ours."""
    port = _port(models)
    if not where or port is None or port in {place.port for place in where}:
        return list(where)
    return [*where, Place(OTHER, port)]


def lost(models: ModelSettings, found: Sequence[Found]) -> str | None:
    """What is wrong with the model of this machine that was taken: None where nothing is."""
    now, port = taken(models), _port(models)
    if now is None or port is None:
        return None
    server = next((one for one in found if one.port == port), None)
    if server is None:
        return f"{now.model} was taken, and no server of models answers on port {port}"
    if _named(server.models, now.model or "") is None:
        return f"{now.model} was taken, and {server.title} on port {port} has it no more"
    return None


def others(models: ModelSettings, found: Sequence[Found]) -> Iterator[Found]:
    """The servers of which nothing was taken."""
    port = _port(models)
    yield from (one for one in found if one.port != port)


def listed(server: Found, most: int) -> str:
    """The models that run there, by commas; of more than `most` how many there are."""
    here = [model.name for model in server.models if not model.elsewhere]
    names, more = here[:most], len(here[most:])
    return ", ".join([*names, f"and {more} more"] if more else names) or "no model yet"


def _port(models: ModelSettings) -> int | None:
    """The port of 127.0.0.1 at which the model is that was taken, where its list can be read."""
    now = taken(models)
    if now is None or now.keys or not now.url:
        return None
    parts = urlsplit(now.url)
    here = parts.scheme == "http" and parts.hostname in (HOST, "localhost")
    return (parts.port or 80) if here and parts.path == "/v1" else None


def _named(models: Sequence[LocalModel], name: str) -> LocalModel | None:
    """The model of that name, or else with the tag that is meant where none is said."""
    by_name: Mapping[str, LocalModel] = {model.name: model for model in models}
    return by_name.get(name) or by_name.get(f"{name}{USUAL_TAG}")


def _nobody(found: Sequence[Found], name: str) -> str:
    there = [f"{one.title}: {listed(one, MOST_LISTED)}" for one in found]
    said = "; ".join(there)
    known = f"There is: {said}" if said else "None was found; see docs/models.md"
    return f"No server of models on this machine has {name[:100]!r}. {known}."
