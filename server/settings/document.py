"""docs/settings.md, made of the table."""

from dataclasses import Field
from pathlib import Path
from typing import Any

from agents.models.registry import providers
from server.settings.settings import Settings
from server.settings.table import HOME


def markdown() -> str:
    """The table as a document."""
    lines = [
        "# Settings",
        "",
        "<!-- Written by `make docs` from server/settings/. -->",
        "",
        "Read from the environment, and from a file `.env` in the working directory; the",
        "environment goes first. `careerpilot doctor` checks them. A provider's URL in `.env`",
        "needs its key there, too: a file may not say where a key of the environment is sent.",
        "",
        "| name | what it is | value | default |",
        "|---|---|---|---|",
    ]
    for row in Settings.rows():
        meta = row.metadata
        lines.append(f"| `{meta['env']}` | {meta['help']} | {meta['expected']} | {_shown(row)} |")
    return "\n".join([*lines, *_providers_table()]) + "\n"


def _providers_table() -> list[str]:
    """Where each provider looks for its keys, and which models it is asked for."""
    lines = [
        "",
        "## Providers of models",
        "",
        "A provider is used when it has a key; several keys, by commas, are used in turn. Its own",
        "URL is needed only for a proxy, or for a server of one's own.",
        "",
        "| provider | key | URL | models: lite, standard, thinking, best |",
        "|---|---|---|---|",
    ]
    for name, provider in providers().items():
        keys = " or ".join(f"`{env}`" for env in provider.key_env)
        keys += " (may be left out)" if provider.keyless else ""
        models = ", ".join(f"`{model}`" for model in provider.models.values())
        models = models or f"all: `{provider.model_env}`"
        lines.append(f"| {provider.title} (`{name}`) | {keys} | `{provider.url_env}` | {models} |")
    return lines


def _shown(row: Field[Any]) -> str:
    value = row.default
    if value in (None, (), ""):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Path):
        return f"`~/{value.relative_to(HOME)}`"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"
