"""`careerpilot doctor`: whether CareerPilot can run here, and what to do where it cannot."""

import asyncio
import errno
import http.client
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from server.settings.settings import Settings, SettingsError

MIN_PYTHON = (3, 11)

MOST_LISTED = 5
"""So many models of a server of this machine are named."""

ANSWER_SECONDS = 2.0
"""What a server that has our address may take to show whether it is CareerPilot."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` is empty where all is well.

    With a `caution` nothing is wrong, but there is something that one should know.
    """

    subject: str
    found: str
    advice: str = ""
    caution: bool = False

    @property
    def ok(self) -> bool:
        """Whether there is nothing to do."""
        return not self.advice


def examine(environ: dict[str, str], dotenv_path: Path | None = Path(".env")) -> Iterator[Finding]:
    """Look at everything that serving needs, changing nothing."""
    yield _python()
    try:
        settings = Settings.load(environ, dotenv_path)
    except SettingsError as exc:
        yield from (
            Finding("settings", problem, "see docs/settings.md") for problem in exc.problems
        )
        return
    yield Finding("settings", "valid")
    yield from _budgets(settings)
    for check in CHECKS:
        yield check(settings)
    yield from _crash(settings)
    yield from _local_models(settings)


def report(findings: Iterable[Finding]) -> int:
    """Print the findings; returns the exit status, 1 where there is something to do."""
    status = 0
    for finding in findings:
        mark = "warn" if finding.caution else "ok  " if finding.ok else "FAIL"
        print(f"{mark}  {finding.subject}: {finding.found}")
        if not finding.ok:
            print(f"      -> {finding.advice}")
            status = 1
    return status


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    enough = sys.version_info >= MIN_PYTHON
    return Finding("Python", found, "" if enough else "use Python 3.11 or newer")


def _redis(settings: Settings) -> Finding:
    if settings.storage.redis_url is None:
        return _embedded()
    from protocol.errors import CareerPilotError
    from store.errors import StoreUnavailable

    advice = "start it, or correct REDIS_URL, its user or password"
    try:
        took_ms, warnings = asyncio.run(_ask(settings.storage.redis_url))
    except StoreUnavailable as exc:
        return Finding("Redis", exc.reason, advice)
    except CareerPilotError as exc:
        return Finding("Redis", str(exc), advice)
    return Finding("Redis", f"answers in {took_ms:.1f} ms", " ".join(warnings))


def _crash(settings: Settings) -> Iterator[Finding]:
    """What a crash of Redis' machine may take back, where it is another's Redis that may."""
    from protocol.errors import CareerPilotError
    from store.errors import StoreUnavailable

    if settings.storage.redis_url is None:
        return
    try:
        found = asyncio.run(_losses(settings.storage.redis_url))
    except (StoreUnavailable, CareerPilotError):
        return  # that it does not answer has been said
    yield from (Finding("Redis", text, caution=True) for text in found)


async def _losses(url: str) -> list[str]:
    from store.store import Store

    store = Store(url)
    try:
        found = [one.loss() for one in await store.durability()]
        return list(dict.fromkeys(filter(None, found)))
    finally:
        await store.close()


async def _ask(url: str) -> tuple[float, list[str]]:
    """How long Redis takes to answer, in ms, and by what it may lose something."""
    from store.store import Store

    store = Store(url)
    try:
        took_ms = await store.ping()
        found = [said for one in await store.durability() for said in one.warnings()]
        return took_ms, list(dict.fromkeys(found))
    finally:
        await store.close()


def _embedded() -> Finding:
    from store.errors import EmbeddedFailed
    from store.redis.embedded import binary

    try:
        return Finding("Redis", f"embedded, {binary()}")
    except EmbeddedFailed as exc:
        return Finding("Redis", "no REDIS_URL, and none to embed", str(exc))


def _data_dir(settings: Settings) -> Finding:
    if settings.storage.redis_url is not None:
        return Finding("data directory", "not needed with REDIS_URL")
    from store.redis.embedded import exposure

    data_dir = settings.storage.data_dir.absolute()
    # The directory may not exist yet: then it is its nearest parent that must take it.
    existing = data_dir
    while not os.path.exists(existing):  # noqa: PTH110 - Path's raises where one may not look
        existing = existing.parent
    writable = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    if not writable:
        advice = f"make {existing} a directory that this user can write"
        return Finding("data directory", str(data_dir), f"{advice}, or set CAREERPILOT_DATA_DIR")
    if existing == data_dir and (exposed := exposure(data_dir)):
        advice = f"chmod 700 {data_dir}, or set CAREERPILOT_DATA_DIR to a directory of its own"
        return Finding("data directory", exposed, advice)
    return Finding("data directory", str(data_dir))


def _port(settings: Settings) -> Finding:
    from server.process.system import listen

    where = settings.listen.url
    try:
        listen(settings.listen.host, settings.listen.port).close()
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE and _is_served(settings):
            return Finding("address", f"{where}: CareerPilot serves there")
        advice = "stop what uses it, or set CAREERPILOT_HOST or CAREERPILOT_PORT"
        return Finding("address", f"{where}: {exc.strerror}", advice)
    return Finding("address", f"{where} is free")


def _is_served(settings: Settings) -> bool:
    """Whether it is a CareerPilot that has the address: it tells its kinds to everybody."""
    link = http.client.HTTPConnection(
        settings.listen.host, settings.listen.port, timeout=ANSWER_SECONDS
    )
    with closing(link):
        try:
            link.request("GET", "/v1/kinds")
            document = json.load(link.getresponse())
        except (OSError, ValueError, http.client.HTTPException):
            return False
    return isinstance(document, dict) and "kinds" in document


def _kinds(settings: Settings) -> Finding:
    from agents.kind.loader import load
    from protocol.errors import CareerPilotError

    try:
        return Finding("kinds", ", ".join(load(settings.sessions.kinds)))
    except (CareerPilotError, ImportError) as exc:
        return Finding("kinds", str(exc), "correct CAREERPILOT_KINDS or the module it names")


def _providers(settings: Settings) -> Finding:
    from agents.models.registry import providers

    known = providers(settings.models.provider_modules)
    if not settings.models.provider_settings:
        names = ", ".join(provider.key_env[0] for provider in known.values())
        return Finding("models", f"offline; a key in one of {names} sets a provider up")
    found = [
        f"{known[row.name].title}, keys: {len(row.keys)}"
        for row in settings.models.provider_settings
    ]
    return Finding("models", f"{', '.join(found)}; --models asks them")


def _answers(settings: Settings) -> Finding:
    from server.runs.model_service import who_answers

    first, *_ = who_answers(settings.models)
    return Finding("answers", str(first.text))


def _local_models(settings: Settings) -> Iterator[Finding]:
    """What serves models on this machine: nothing but the lists is asked for."""
    from server.local_models.looking import look, places
    from server.local_models.taking import also, listed, lost, others

    where = places(settings.models.local_servers)
    found = look(also(settings.models, where))
    if wrong := lost(settings.models, found):
        yield Finding(
            "local models", f"{wrong}; careerpilot models says what is there", caution=True
        )
    elif where and not found:
        yield Finding("local models", "none was found; docs/models.md says where is looked")
    for one in others(settings.models, found):
        text = f"{one.title} on port {one.port} has {listed(one, MOST_LISTED)}"
        yield Finding("local models", f"{text}; careerpilot models use NAME takes one")


def _budgets(settings: Settings) -> Iterator[Finding]:
    from server.settings.budgets import Budgets, cautions, spends

    if not spends(settings.models):
        return
    found = [Finding("budget", one.text, caution=True) for one in cautions(settings)]
    yield from found or [Finding("budget", str(Budgets.of(settings.models)))]
    for model in _unpriced(settings):
        text = f"no price of {model} is known, so no budget limits it; set CAREERPILOT_PRICES"
        yield Finding("budget", text, caution=True)


def _unpriced(settings: Settings) -> list[str]:
    """The models of which a budget knows nothing, where somebody's key pays for them."""
    from server.runs.model_service import prices, provider_keys

    paid = {provider.name for provider in settings.models.provider_settings if provider.keys}
    found = [keys for keys in provider_keys(settings.models) if keys.name in paid]
    known = prices(settings.models, found)
    models = dict.fromkeys((keys.name, model) for keys in found for model in keys.models.values())
    return [f"{name}/{model}" for name, model in models if not known.knows(name, model)]


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _redis, _data_dir, _port, _kinds, _answers, _providers,
)  # fmt: skip
