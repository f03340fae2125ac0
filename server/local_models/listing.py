"""What a list of models says, as each program writes it: untrusted bytes in, models out. Pure.

Whoever listens on a port may have written it: what is no list is none, and a name is taken only
where it can stand in a line of settings and on a terminal as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import msgspec

from agents.data_files import read

_DATA = read(__package__, "servers")
_TYPES = frozenset(_DATA["vectors"]["types"])
_FAMILIES = frozenset(_DATA["vectors"]["families"])
_CAPABILITY = _DATA["answers"]["capability"]

MOST_MODELS = 200
"""So many of a list are read."""

LONGEST_NAME = 200
"""So many characters a model's name may have."""

WINDOWS = range(1000, 100_000_001)
"""What CAREERPILOT_COMPATIBLE_WINDOW takes."""


class Sort(msgspec.Struct, frozen=True):
    """A program that serves models: its name for people, and where it lists them."""

    title: str
    lists: tuple[str, ...]
    owner: str | None = None


SORTS: Mapping[str, Sort] = msgspec.convert(_DATA["servers"], dict[str, Sort])
"""The programs that are known, by the names that CAREERPILOT_LOCAL_MODELS has."""

OTHER = "OpenAI-compatible"
"""What one is called that lists models as OpenAI's API does, and is none of these."""


UNKNOWN = Sort(OTHER, ("/v1/models",))
"""One of which nothing else is known."""


class LocalModel(msgspec.Struct, frozen=True):
    """A model that a server of this machine lists.

    `window` is how many tokens it takes at once as it runs now, where the list says so. One that is
    `elsewhere` is only passed on: another machine answers.
    """

    name: str
    window: int | None = None
    elsewhere: bool = False


class Listing(msgspec.Struct, frozen=True):
    """The models of a list that can answer, and what the program that wrote it is called."""

    title: str
    models: tuple[LocalModel, ...]


def listing(body: bytes, sort: Sort) -> Listing | None:
    """What a body says that came from one of a sort's lists; None where it is no list of models."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    entries = _entries(document)
    if entries is None:
        return None
    owners = {owner for entry in entries if isinstance(owner := entry.get("owned_by"), str)}
    models = {model.name: model for model in _models(entries)}
    return Listing(_title(sort, owners), tuple(models.values()))


def is_name(text: object) -> TypeGuard[str]:
    """Whether it may be a model's name: printable, no longer than such names are, and no quote.

    A quote could end the one that the name stands in where somebody pastes a line of settings.
    """
    return (
        isinstance(text, str)
        and 0 < len(text) <= LONGEST_NAME
        and text.isprintable()
        and text == text.strip()
        and "'" not in text
    )


def _entries(document: Any) -> list[dict[str, Any]] | None:
    """The entries of a list of models: of OpenAI's form, or else of Ollama's and LM Studio's."""
    if not isinstance(document, dict):
        return None
    data, models = document.get("data"), document.get("models")
    if isinstance(data, list) and document.get("object") == "list":
        found = data
    elif isinstance(models, list):
        found = models
    else:
        return None
    return [entry for entry in found[:MOST_MODELS] if isinstance(entry, dict)]


def _title(sort: Sort, owners: set[str]) -> str:
    """What the program says that it is, where it does; else what runs there usually."""
    known = {one.owner: one.title for one in SORTS.values() if one.owner}
    said = [known[owner] for owner in owners if owner in known]
    if len(said) == 1:
        return said[0]
    return sort.title if sort.owner is None else OTHER


def _models(entries: list[dict[str, Any]]) -> Iterator[LocalModel]:
    for entry in entries:
        # By what each is asked for: OpenAI's API, LM Studio's and Ollama's lists.
        named = next((entry[key] for key in ("id", "key", "model", "name") if key in entry), None)
        if is_name(named) and _answers(entry):
            elsewhere = bool(entry.get("remote_host") or entry.get("remote_model"))
            yield LocalModel(named, _window(entry), elsewhere)


def _answers(entry: Mapping[str, Any]) -> bool:
    """Whether it writes texts, as far as the list says."""
    details, can = entry.get("details"), entry.get("capabilities")
    family = details.get("family") if isinstance(details, dict) else None
    return (
        str(entry.get("type")) not in _TYPES
        and str(family) not in _FAMILIES
        and (not isinstance(can, list) or _CAPABILITY in can)
    )


def _window(entry: Mapping[str, Any]) -> int | None:
    """Tokens as the server was told: vLLM, llama.cpp, and LM Studio's first loaded instance."""
    meta, loaded = entry.get("meta"), entry.get("loaded_instances")
    first = loaded[0] if isinstance(loaded, list) and loaded else None
    config = first.get("config") if isinstance(first, dict) else None
    told = (
        entry.get("max_model_len"),
        meta.get("n_ctx") if isinstance(meta, dict) else None,
        config.get("context_length") if isinstance(config, dict) else None,
        entry.get("loaded_context_length"),
    )
    fitting = (n for n in told if isinstance(n, int) and not isinstance(n, bool) and n in WINDOWS)
    return next(fitting, None)
