"""The settings: one table, read from the environment and from a `.env` file.

The environment goes before the file. Every name, type, default and explanation stands in the fields
of `Settings`; the checks, `careerpilot doctor` and docs/settings.md come from there.
`python -m server.settings` prints that document.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from dotenv.parser import parse_stream

T = TypeVar("T")

Form = Literal["auto", "json", "text"]

MIN_SECRET = 32


class SettingsError(ValueError):
    """Some settings are wrong. `problems` has a sentence for each; none holds a secret's value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _whole(low: int, high: int) -> tuple[Callable[[str], int], str]:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return parse, f"a whole number from {low} to {high}"


def _choice(*words: str) -> tuple[Callable[[str], Any], str]:
    def parse(text: str) -> Any:
        if text not in words:
            raise ValueError(text)
        return text

    return parse, " or ".join(words)


def _flag(text: str) -> bool:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[
        text.lower()
    ]


def _names(text: str) -> tuple[str, ...]:
    names = tuple(word for part in text.split(",") if (word := part.strip()))
    if not all(part.isidentifier() for name in names for part in name.split(".")):
        raise ValueError(text)
    return names


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(word.rstrip("/") for part in text.split(",") if (word := part.strip()))
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(origin)
    return origins


def _networks(text: str) -> tuple[str, ...]:
    networks = tuple(word for part in text.split(",") if (word := part.strip()))
    for network in networks:
        ip_network(network)
    return networks


def _redis_url(text: str) -> str:
    from store.address import parse  # what redis-py costs is paid only where there is one
    from store.errors import BadAddress

    try:
        parse(text)
    except BadAddress as exc:
        raise ValueError(exc) from None
    return text


def _long_text(text: str) -> str:
    if len(text) < MIN_SECRET:
        raise ValueError(text)
    return text


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
        "REDIS_URL", None, _redis_url,
        "redis://HOST, rediss://HOST, unix:///PATH, redis+sentinel://HOSTS/SERVICE or "
        "redis+cluster://HOSTS",
        "The Redis or Valkey (6.2 or newer) that keeps everything. "
        "Without it `careerpilot serve` runs one of its own in the data directory.",
        secret=True,
    )  # fmt: skip
    data_dir: Path = _setting(
        "CAREERPILOT_DATA_DIR", Path("~/.local/share/careerpilot").expanduser(),
        lambda text: Path(text).expanduser(), "a directory",
        "Where the embedded Redis and the generated secret are kept.",
    )  # fmt: skip
    host: str = _setting(
        "CAREERPILOT_HOST", "127.0.0.1", str, "a host name or an address",
        "The address to listen on.",
    )  # fmt: skip
    port: int = _setting("CAREERPILOT_PORT", 8000, *_whole(1, 65535), "The port to listen on.")
    workers: int = _setting(
        "CAREERPILOT_WORKERS", 1, *_whole(1, 256),
        "Worker processes on this machine. One per core is a good number.",
    )  # fmt: skip
    secret: str | None = _setting(
        "CAREERPILOT_SECRET", None, _long_text, f"at least {MIN_SECRET} characters",
        "Signs access tokens; the same on every machine. Needed together with REDIS_URL. "
        "Without it one is made once and kept in the data directory.",
        secret=True,
    )  # fmt: skip
    origins: tuple[str, ...] = _setting(
        "CAREERPILOT_ORIGINS", (), _origins, "origins such as https://example.com, by commas",
        "Origins of pages, besides the server's own, that may use the cookie.",
    )  # fmt: skip
    proxies: tuple[str, ...] = _setting(
        "CAREERPILOT_PROXIES", ("127.0.0.1", "::1"), _networks,
        "addresses or networks such as 10.0.0.0/8, by commas",
        "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )  # fmt: skip
    guests: bool = _setting(
        "CAREERPILOT_GUESTS", True, _flag, "true or false",
        "Whether somebody without an account may start sessions.",
    )  # fmt: skip
    kinds: tuple[str, ...] = _setting(
        "CAREERPILOT_KINDS", (), _names, "names of Python modules, by commas",
        "Modules with further kinds of session.",
    )  # fmt: skip
    heartbeat_ms: int = _setting(
        "CAREERPILOT_HEARTBEAT_MS", 20_000, *_whole(100, 300_000),
        "Milliseconds without traffic after which the server sends a ping. "
        "Twice that without an answer closes the connection.",
    )  # fmt: skip
    log_events: int = _setting(
        "CAREERPILOT_LOG_EVENTS", 2000, *_whole(100, 100_000),
        "Events that a session's log keeps; who is further behind gets a snapshot.",
    )  # fmt: skip
    log_idle_seconds: int = _setting(
        "CAREERPILOT_LOG_IDLE_SECONDS", 3600, *_whole(60, 31_536_000),
        "Seconds after its last run at which a session drops its log. "
        "Its messages and its state stay.",
    )  # fmt: skip
    guest_session_seconds: int = _setting(
        "CAREERPILOT_GUEST_SESSION_SECONDS", 604_800, *_whole(60, 31_536_000),
        "Seconds after its last run at which a guest's session is deleted.",
    )  # fmt: skip
    access_token_seconds: int = _setting(
        "CAREERPILOT_ACCESS_TOKEN_SECONDS", 604_800, *_whole(10, 31_536_000),
        "Seconds that an access token is valid.",
    )  # fmt: skip
    max_connections: int = _setting(
        "CAREERPILOT_MAX_CONNECTIONS", 10_000, *_whole(1, 1_000_000),
        "Open connections per worker; more are sent away as overload.",
    )  # fmt: skip
    commands_per_second: int = _setting(
        "CAREERPILOT_COMMANDS_PER_SECOND", 5, *_whole(1, 100_000),
        "Commands a second that one user may send for long.",
    )  # fmt: skip
    commands_burst: int = _setting(
        "CAREERPILOT_COMMANDS_BURST", 20, *_whole(1, 100_000),
        "Commands that one user may send at once.",
    )  # fmt: skip
    drain_seconds: int = _setting(
        "CAREERPILOT_DRAIN_SECONDS", 10, *_whole(1, 3600),
        "Seconds that a worker which was told to stop may take to send its connections away and "
        "hand its runs over.",
    )  # fmt: skip
    log: Form = _setting(
        "CAREERPILOT_LOG", "auto", *_choice("auto", "json", "text"),
        "The form of the logs on standard error; auto is text on a terminal, else JSON.",
    )  # fmt: skip
    log_level: str = _setting(
        "CAREERPILOT_LOG_LEVEL", "info", *_choice("debug", "info", "warning", "error"),
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
        given |= os.environ if environ is None else environ
        values = {}
        for row in fields(cls):
            text = given.get(row.metadata["env"], "").strip()
            if not text:
                continue
            try:
                values[row.name] = row.metadata["parse"](text)
            except (ValueError, LookupError):
                problems.append(_wrong(row, text))
        problems += [
            f"{name} is not a setting. See docs/settings.md."
            for name in sorted(given)
            if name.startswith("CAREERPILOT_") and name not in _ENV_NAMES | _CLIENT_NAMES
        ]
        if given.get("REDIS_URL", "").strip() and not given.get("CAREERPILOT_SECRET", "").strip():
            problems.append(
                "CAREERPILOT_SECRET is needed together with REDIS_URL: the same long random text "
                "on every machine. `openssl rand -hex 32` makes one."
            )
        if problems:
            raise SettingsError(problems)
        return cls(**values)


_CLIENT_NAMES = frozenset({"CAREERPILOT_TOKEN"})
"""What `careerpilot chat` reads for itself: whose token it speaks with."""

_ENV_NAMES = frozenset(row.metadata["env"] for row in fields(Settings))


def _wrong(row: Field[Any], text: str) -> str:
    shown = "has a value that is wrong" if row.metadata["secret"] else f"is {text[:80]!r}"
    return f"{row.metadata['env']} {shown}. Expected: {row.metadata['expected']}."


def _read_dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    if not path.is_file():
        return {}
    values = {}
    with path.open(encoding="utf-8") as file:
        for binding in parse_stream(file):
            if binding.error:
                problems.append(f"{path}, line {binding.original.line}: not NAME=value.")
            elif binding.key and binding.value is not None:
                values[binding.key] = binding.value
    return values


def markdown() -> str:
    """The table as a document."""
    lines = [
        "# Settings",
        "",
        "<!-- Written by `make docs` from server/settings.py. -->",
        "",
        "Read from the environment, and from a file `.env` in the working directory; the",
        "environment goes first. `careerpilot doctor` checks them.",
        "",
        "| name | what it is | value | default |",
        "|---|---|---|---|",
    ]
    for row in fields(Settings):
        meta = row.metadata
        lines.append(f"| `{meta['env']}` | {meta['help']} | {meta['expected']} | {_shown(row)} |")
    return "\n".join(lines) + "\n"


def _shown(row: Field[Any]) -> str:
    value = row.default
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Path):
        return f"`{str(value).replace(str(Path.home()), '~')}`"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201 - printing is what this command does
