"""The settings, read from the environment and from a `.env` file; the environment goes first.

The table is in `sections`. `python -m server.settings` prints it as a document.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from agents.models.provider import Provider
from server.settings.accounts import AccountSettings
from server.settings.dotenv import read_dotenv, without_links
from server.settings.plans import load_plans
from server.settings.providers import known_providers, provider_settings, strangers, variables
from server.settings.sections import (
    AccessSettings,
    AuditSettings,
    FetchSettings,
    LifetimeSettings,
    LimitSettings,
    ListenSettings,
    LogSettings,
    ModelSettings,
    QuotaSettings,
    ReadingSettings,
    SessionSettings,
    StorageSettings,
    UploadSettings,
)
from server.settings.table import Unfit, rows, wrong

CLIENT_NAMES = frozenset({"CAREERPILOT_TOKEN"})
"""What `careerpilot chat` reads for itself: whose token it speaks with."""


class SettingsError(ValueError):
    """Some settings are wrong. `problems` has a sentence for each; none holds a secret's value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that can be set, by sections. Frozen; secrets are not in its repr."""

    storage: StorageSettings = StorageSettings()
    listen: ListenSettings = ListenSettings()
    access: AccessSettings = AccessSettings()
    accounts: AccountSettings = AccountSettings()
    sessions: SessionSettings = SessionSettings()
    lifetimes: LifetimeSettings = LifetimeSettings()
    quotas: QuotaSettings = QuotaSettings()
    limits: LimitSettings = LimitSettings()
    reading: ReadingSettings = ReadingSettings()
    uploads: UploadSettings = UploadSettings()
    fetching: FetchSettings = FetchSettings()
    models: ModelSettings = ModelSettings()
    logs: LogSettings = LogSettings()
    audit: AuditSettings = AuditSettings()

    @classmethod
    def rows(cls) -> list[Field[Any]]:
        """The rows of the whole table."""
        return list(chain.from_iterable(map(rows, cls._sections().values())))

    @classmethod
    def load(
        cls, environ: Mapping[str, str] | None = None, dotenv_path: Path | None = Path(".env")
    ) -> "Settings":
        """The settings of `environ` (os.environ) over those of the file, if there is one.

        An empty value counts as not set. Raises SettingsError with all that is wrong at once.
        """
        problems: list[str] = []
        in_file = read_dotenv(dotenv_path, problems) if dotenv_path else {}
        in_environment = without_links(os.environ if environ is None else environ)
        given = in_file | in_environment
        unset = cls._sections()
        values = {name: _parsed(rows(unset[name]), given, problems) for name in unset}
        models = values["models"]
        found = known_providers(models.get("provider_modules", ()), problems)
        models["provider_settings"] = provider_settings(
            given, found.values(), problems, in_file.keys() - in_environment.keys()
        )
        problems += strangers(models, found)
        limits = values["limits"]
        if (plans_file := limits.get("plans_file")) is not None:
            limits["plans"] = load_plans(plans_file, problems)
        problems += cls._unknown(given, found.values())
        if given.get("REDIS_URL", "").strip() and not given.get("CAREERPILOT_SECRET", "").strip():
            problems.append(
                "CAREERPILOT_SECRET is needed together with REDIS_URL: the same long random text "
                "on every machine. `openssl rand -hex 32` makes one."
            )
        if problems:
            raise SettingsError(problems)
        return cls(**{name: replace(unset[name], **values[name]) for name in unset})

    @classmethod
    def _sections(cls) -> dict[str, Any]:
        """The sections by their names, as they are with nothing set."""
        return {section.name: section.default for section in fields(cls)}

    def with_redis(self, url: str) -> "Settings":
        """The same, but kept in the Redis of that URL."""
        return replace(self, storage=replace(self.storage, redis_url=url))

    @classmethod
    def _unknown(cls, given: Iterable[str], providers: Iterable[type[Provider]]) -> list[str]:
        """A sentence for each variable that is called as ours are, and is none of them."""
        known = {row.metadata["env"] for row in cls.rows()} | CLIENT_NAMES | variables(providers)
        return [
            f"{name} is not a setting. See docs/settings.md."
            for name in sorted(given)
            if name.startswith("CAREERPILOT_") and name not in known
        ]


def _parsed(
    section: Iterable[Field[Any]], given: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:
    """The values of those rows that are set; `problems` get a sentence for each that is wrong."""
    values = {}
    for row in section:
        text = given.get(row.metadata["env"], "").strip()
        if not text:
            continue
        try:
            values[row.name] = row.metadata["parse"](text)
        except Unfit as exc:
            problems.append(f"{wrong(row, text)} {exc}")
        except (ValueError, LookupError):
            problems.append(wrong(row, text))
    return values
