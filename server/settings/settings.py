"""The settings: one table, read from the environment and from a `.env` file.

The environment goes before the file. Every name, type, default and explanation stands in the fields
of `Settings`; the checks, `careerpilot doctor` and docs/settings.md come from there.
`python -m server.settings` prints that document.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from dotenv.parser import Binding, parse_stream

from agents.models.provider import Provider
from agents.models.registry import providers
from agents.models.request import Subscription, Tier
from protocol.errors import CareerPilotError
from server.settings import parsers
from server.settings.parsers import MIN_SECRET, choice, whole

if TYPE_CHECKING:
    from agents.gateway.policy import Breaker
    from agents.gateway.routes import Route
    from agents.models.prices import Price

T = TypeVar("T")


def _home() -> Path:
    """This user's home directory; the root where there is none, as containers have it."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


HOME = _home()

Form = Literal["auto", "json", "text"]


class SettingsError(ValueError):
    """Some settings are wrong. `problems` has a sentence for each; none holds a secret's value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _setting(
    env: str,
    default: T,
    parse: Callable[[str], T],
    expected: str,
    help: str,
    *,
    secret: bool = False,
) -> T:
    """A row of the table. Typed as its value, as dataclasses.field is."""
    metadata = {"env": env, "parse": parse, "expected": expected, "help": help, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that can be set. Frozen; secrets are not in its repr."""

    redis_url: str | None = _setting(
        "REDIS_URL", None, parsers.redis_url,
        "redis://HOST, rediss://HOST, unix:///PATH, redis+sentinel://HOSTS/SERVICE or "
        "redis+cluster://HOSTS",
        "The Redis or Valkey (6.2 or newer) that keeps everything. "
        "Without it `careerpilot serve` runs one of its own in the data directory.",
        secret=True,
    )  # fmt: skip
    data_dir: Path = _setting(
        "CAREERPILOT_DATA_DIR", HOME / ".local/share/careerpilot", parsers.directory, "a directory",
        "Where the embedded Redis and the generated secret are kept.",
    )  # fmt: skip
    host: str = _setting(
        "CAREERPILOT_HOST", "127.0.0.1", parsers.host, "a host name or an address",
        "The address to listen on.",
    )  # fmt: skip
    port: int = _setting("CAREERPILOT_PORT", 8000, *whole(1, 65535), "The port to listen on.")
    workers: int = _setting(
        "CAREERPILOT_WORKERS", 1, *whole(1, 256),
        "Worker processes on this machine. One per core is a good number.",
    )  # fmt: skip
    secret: str | None = _setting(
        "CAREERPILOT_SECRET", None, parsers.long_text, f"at least {MIN_SECRET} characters",
        "Signs access tokens; the same on every machine. Needed together with REDIS_URL. "
        "Without it one is made once and kept in the data directory.",
        secret=True,
    )  # fmt: skip
    origins: tuple[str, ...] = _setting(
        "CAREERPILOT_ORIGINS", (), parsers.origins,
        "origins such as https://example.com, by commas",
        "Origins of pages, besides the server's own, that may use the cookie.",
    )  # fmt: skip
    proxies: tuple[str, ...] = _setting(
        "CAREERPILOT_PROXIES", ("127.0.0.1", "::1"), parsers.networks,
        "addresses or networks such as 10.0.0.0/8, by commas",
        "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )  # fmt: skip
    guests: bool = _setting(
        "CAREERPILOT_GUESTS", True, parsers.flag, "true or false",
        "Whether somebody without an account may start sessions.",
    )  # fmt: skip
    kinds: tuple[str, ...] = _setting(
        "CAREERPILOT_KINDS", (), parsers.names, "names of Python modules, by commas",
        "Modules with further kinds of session.",
    )  # fmt: skip
    heartbeat_ms: int = _setting(
        "CAREERPILOT_HEARTBEAT_MS", 20_000, *whole(100, 300_000),
        "Milliseconds without traffic after which the server sends a ping. "
        "Twice that without an answer closes the connection.",
    )  # fmt: skip
    lease_ms: int = _setting(
        "CAREERPILOT_LEASE_MS", 3000, *whole(300, 60_000),
        "Milliseconds after which a session is another worker's when its own is heard of no more. "
        "It is renewed three times in that time: a worker that stands still for as long loses its "
        "runs. The same on every machine.",
    )  # fmt: skip
    log_events: int = _setting(
        "CAREERPILOT_LOG_EVENTS", 2000, *whole(100, 100_000),
        "Events that a session's log keeps; who is further behind gets a snapshot.",
    )  # fmt: skip
    log_idle_seconds: int = _setting(
        "CAREERPILOT_LOG_IDLE_SECONDS", 3600, *whole(60, 31_536_000),
        "Seconds after its last run at which a session drops its log. "
        "Its messages and its state stay.",
    )  # fmt: skip
    guest_session_seconds: int = _setting(
        "CAREERPILOT_GUEST_SESSION_SECONDS", 604_800, *whole(60, 31_536_000),
        "Seconds after its last run at which a guest's session is deleted.",
    )  # fmt: skip
    access_token_seconds: int = _setting(
        "CAREERPILOT_ACCESS_TOKEN_SECONDS", 604_800, *whole(10, 31_536_000),
        "Seconds that an access token is valid. A guest's may be renewed, by POST /v1/auth/guest, "
        "until CAREERPILOT_GUEST_SESSION_SECONDS after its end.",
    )  # fmt: skip
    max_connections: int = _setting(
        "CAREERPILOT_MAX_CONNECTIONS", 10_000, *whole(1, 1_000_000),
        "Open connections per worker; more are sent away as overload.",
    )  # fmt: skip
    user_connections: int = _setting(
        "CAREERPILOT_USER_CONNECTIONS", 50, *whole(1, 1_000_000),
        "Open connections per worker that one user may have.",
    )  # fmt: skip
    commands_per_second: int = _setting(
        "CAREERPILOT_COMMANDS_PER_SECOND", 5, *whole(1, 100_000),
        "Commands a second that one user may send for long.",
    )  # fmt: skip
    commands_burst: int = _setting(
        "CAREERPILOT_COMMANDS_BURST", 20, *whole(1, 100_000),
        "Commands that one user may send at once.",
    )  # fmt: skip
    guests_per_second: int = _setting(
        "CAREERPILOT_GUESTS_PER_SECOND", 2, *whole(1, 100_000),
        "New guests a second that a worker lets one address make for long.",
    )  # fmt: skip
    guests_burst: int = _setting(
        "CAREERPILOT_GUESTS_BURST", 100, *whole(1, 1_000_000),
        "New guests that a worker lets one address make at once. A class may share an address.",
    )  # fmt: skip
    drain_seconds: int = _setting(
        "CAREERPILOT_DRAIN_SECONDS", 10, *whole(1, 3600),
        "Seconds that a worker which was told to stop may take to send its connections away and "
        "hand its runs over.",
    )  # fmt: skip
    accounts: tuple["ProviderSettings", ...] = ()
    """The providers of models that are set up, by variables that each of them names itself."""
    providers: tuple[str, ...] = _setting(
        "CAREERPILOT_PROVIDERS", ("gemini", "openai", "anthropic", "compatible"), parsers.words,
        "names of providers, by commas",
        "Which provider is asked first, and which next when one fails. Those that have no key are "
        "passed over; with none at all the offline model answers.",
    )  # fmt: skip
    provider_modules: tuple[str, ...] = _setting(
        "CAREERPILOT_PROVIDER_MODULES", (), parsers.names, "names of Python modules, by commas",
        "Modules with further providers of models.",
    )  # fmt: skip
    models: Mapping[tuple[str, Tier], str] | None = _setting(
        "CAREERPILOT_MODELS", None, parsers.models,
        "PROVIDER/TIER=MODEL by commas; a tier is lite, standard, thinking or best",
        "Models in place of the default ones.",
    )  # fmt: skip
    routes: "tuple[Route, ...] | None" = _setting(
        "CAREERPILOT_ROUTES", None, parsers.routes,
        "TASK PLAN TIER = [TIER] [PROVIDER[/MODEL] …] by semicolons; * is any",
        "Rows that go before those of the routing table: who gets which model for what.",
    )  # fmt: skip
    prices: "Mapping[str, Price] | None" = _setting(
        "CAREERPILOT_PRICES", None, parsers.prices,
        "PROVIDER/MODEL=INPUT:OUTPUT[:CACHED[:WRITTEN]][@WINDOW] by commas",
        "Prices in USD per million tokens, and context windows in tokens, in place of those of "
        "genai-prices.",
    )  # fmt: skip
    compatible_window: int | None = _setting(
        "CAREERPILOT_COMPATIBLE_WINDOW", None, *whole(1000, 100_000_000),
        "How many tokens a server of one's own takes at once, prompt and answer together: all of "
        "its models, but for those of CAREERPILOT_PRICES. Without it 128,000 are assumed; a server "
        "that takes fewer may cut off what a prompt begins with, and say nothing.",
    )  # fmt: skip
    budget: int = _setting(
        "CAREERPILOT_BUDGET_USD", 0, parsers.usd, "an amount in USD",
        "What all calls of a day (UTC) may cost together; 0 is no limit.",
    )  # fmt: skip
    user_budgets: Mapping[Subscription, int] | None = _setting(
        "CAREERPILOT_USER_BUDGET_USD", None, parsers.subscription_budgets,
        "an amount in USD, or PLAN=AMOUNT by commas; a plan is guest, free or pro",
        "What a user's calls of a day (UTC) may cost together; 0 is no limit.",
    )  # fmt: skip
    calls_per_minute: int = _setting(
        "CAREERPILOT_CALLS_PER_MINUTE", 0, *whole(0, 1_000_000),
        "Calls of models that all workers together begin in a minute; 0 is no limit.",
    )  # fmt: skip
    calls_at_once: int = _setting(
        "CAREERPILOT_CALLS_AT_ONCE", 64, *whole(1, 10_000),
        "Calls that a worker has under way with one provider; others wait, fairly by plan.",
    )  # fmt: skip
    first_token_seconds: float = _setting(
        "CAREERPILOT_FIRST_TOKEN_SECONDS", 15.0, parsers.seconds, "seconds",
        "The longest wait for a model's first token, be it one of its reasoning. The wait is 1.5 "
        "times what 95 % of the model's recent calls took, where that is less; while that is not "
        "known it is 10 seconds, or this where it is less than 10 or more than 15.",
    )  # fmt: skip
    stall_seconds: float = _setting(
        "CAREERPILOT_STALL_SECONDS", 10.0, parsers.seconds, "seconds",
        "The longest wait between two tokens of a model.",
    )  # fmt: skip
    call_seconds: float = _setting(
        "CAREERPILOT_CALL_SECONDS", 300.0, parsers.seconds, "seconds",
        "The longest that a call may take, all tries together.",
    )  # fmt: skip
    hedge: bool = _setting(
        "CAREERPILOT_HEDGE", False, parsers.flag, "true or false",
        "Whether a second provider is asked as well when the first token is late. Costs more.",
    )  # fmt: skip
    breaker: "Breaker | None" = _setting(
        "CAREERPILOT_BREAKER", None, parsers.breaker,
        "simple, development or production, or values such as share=60,minimum=10,window_ms=30000",
        "When a model that keeps failing is left alone; production without this.",
    )  # fmt: skip
    cache: Literal["off", "user", "shared"] = _setting(
        "CAREERPILOT_CACHE", "user", *choice("off", "user", "shared"),
        "Whether the same question is answered from memory; shared does so across users even "
        "where their data went into it.",
    )  # fmt: skip
    injection: Literal["flag", "refuse"] = _setting(
        "CAREERPILOT_INJECTION", "flag", *choice("flag", "refuse"),
        "What happens with texts that seem to give the model instructions: they are logged, or "
        "not given to a model at all.",
    )  # fmt: skip
    usage_days: int = _setting(
        "CAREERPILOT_USAGE_DAYS", 35, *whole(1, 3650), "Days that records of calls are kept.",
    )  # fmt: skip
    log: Form = _setting(
        "CAREERPILOT_LOG", "auto", *choice("auto", "json", "text"),
        "The form of the logs on standard error; auto is text on a terminal, else JSON.",
    )  # fmt: skip
    log_level: str = _setting(
        "CAREERPILOT_LOG_LEVEL", "info", *choice("debug", "info", "warning", "error"),
        "The least important lines that are logged.",
    )  # fmt: skip

    @classmethod
    def load(
        cls, environ: Mapping[str, str] | None = None, dotenv_path: Path | None = Path(".env")
    ) -> "Settings":
        """The settings of `environ` (os.environ) over those of the file, if there is one.

        An empty value counts as not set. Raises SettingsError with all that is wrong at once.
        """
        problems: list[str] = []
        given = _read_dotenv(dotenv_path, problems) if dotenv_path else {}
        given |= _without_links(os.environ if environ is None else environ)
        values = {}
        for row in rows():
            text = given.get(row.metadata["env"], "").strip()
            if not text:
                continue
            try:
                values[row.name] = row.metadata["parse"](text)
            except (ValueError, LookupError):
                problems.append(_wrong(row, text))
        found = _providers(values.get("provider_modules", ()), problems)
        values["accounts"] = _accounts(given, found.values(), problems)
        problems += _strangers(values, found)
        known = _ENV_NAMES | _CLIENT_NAMES | _provider_names(found.values())
        problems += [
            f"{name} is not a setting. See docs/settings.md."
            for name in sorted(given)
            if name.startswith("CAREERPILOT_") and name not in known
        ]
        if given.get("REDIS_URL", "").strip() and not given.get("CAREERPILOT_SECRET", "").strip():
            problems.append(
                "CAREERPILOT_SECRET is needed together with REDIS_URL: the same long random text "
                "on every machine. `openssl rand -hex 32` makes one."
            )
        if problems:
            raise SettingsError(problems)
        return cls(**values)

    @property
    def url(self) -> str:
        """Where the server is, seen from this machine; no slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


_LINK_NAME = re.compile(r"_(SERVICE_(HOST|PORT)|PORT_\d{1,5}_(TCP|UDP|SCTP))(_|$)")
_LINK_VALUE = re.compile(r"(tcp|udp|sctp)://")


def _without_links(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` but for what says where a service is, which is no setting.

    Kubernetes sets CAREERPILOT_PORT=tcp://… and more where there is a Service of that name (its
    documentation of Services: discovering services, environment variables).
    """
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("CAREERPILOT_")
        or not (_LINK_NAME.search(name) or _LINK_VALUE.match(value))
    }


_CLIENT_NAMES = frozenset({"CAREERPILOT_TOKEN"})
"""What `careerpilot chat` reads for itself: whose token it speaks with."""


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """What is set of one provider of models. Its keys are not in its repr."""

    name: str
    keys: tuple[str, ...] = field(default=(), repr=False)
    url: str | None = None
    model: str | None = None


def rows() -> list[Field[Any]]:
    """The rows of the table."""
    return [row for row in fields(Settings) if row.metadata]


_ENV_NAMES = frozenset(row.metadata["env"] for row in rows())


def _providers(modules: Iterable[str], problems: list[str]) -> dict[str, type[Provider]]:
    """The providers that there are; only our own where those of the modules can't be had."""
    try:
        return providers(modules)
    except (CareerPilotError, ImportError) as exc:
        problems.append(f"CAREERPILOT_PROVIDER_MODULES can't be used: {exc}.")
        return providers()


def _provider_names(known: Iterable[type[Provider]]) -> set[str]:
    """Every variable that a provider reads."""
    return {
        name
        for provider in known
        for name in (*provider.key_env, provider.url_env, provider.model_env or "")
    }


def _strangers(values: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """A sentence for each provider that is named and does not exist."""
    named = {
        "CAREERPILOT_PROVIDERS": values.get("providers", ()),
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


def _accounts(
    given: Mapping[str, str], known: Iterable[type[Provider]], problems: list[str]
) -> tuple[ProviderSettings, ...]:
    """The providers that can be used: those with a key, or with all that they need without one."""
    found = []
    for provider in known:
        keys = parsers.words(next(filter(None, map(given.get, provider.key_env)), "") or "")
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
        if provider.keyless and bool(url) != bool(model):
            problems.append(f"{provider.url_env} and {provider.model_env} go together.")
        elif provider.keyless and keys and not url:
            problems.append(
                f"{provider.key_env[0]} needs {provider.url_env} and {provider.model_env}."
            )
        if keys or (provider.keyless and url and model):
            found.append(ProviderSettings(name=provider.name, keys=keys, url=url, model=model))
    return tuple(found)


def _wrong(row: Field[Any], text: str) -> str:
    shown = "has a value that is wrong" if row.metadata["secret"] else f"is {text[:80]!r}"
    return f"{row.metadata['env']} {shown}. Expected: {row.metadata['expected']}."


def _read_dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        problems.append(f"{path} can't be read as UTF-8 text: {exc}.")
        return {}
    values = {}
    for binding in parse_stream(StringIO(text)):
        if binding.key and binding.value is not None:
            values[binding.key] = binding.value
        elif binding.key or binding.error:
            problems.append(f"{path}, line {_line(binding)}: not NAME=value.")
    return values


def _line(binding: Binding) -> int:
    """Its line. Empty lines before it are part of it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def markdown() -> str:
    """The table as a document."""
    lines = [
        "# Settings",
        "",
        "<!-- Written by `make docs` from server/settings/settings.py. -->",
        "",
        "Read from the environment, and from a file `.env` in the working directory; the",
        "environment goes first. `careerpilot doctor` checks them.",
        "",
        "| name | what it is | value | default |",
        "|---|---|---|---|",
    ]
    for row in rows():
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
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Path):
        return f"`~/{value.relative_to(HOME)}`"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"
