"""Logs: one event with named values per line, JSON for machines and readable text on a terminal.

`get_logger(__name__).info("lease_lost", session=…)` names what happened, in snake_case, and gives
the rest as values. What the standard library's loggers say (uvicorn's, asyncio's) comes out in the
same form. Every line that is written while a request is answered carries its `request_id`.

Of what strangers can cause (LIMITED), only so many lines of one name are written in a minute; then
one line, `lines_left_out`, says how many more there were.

Secrets do not reach the output: values under a secret's name, and what looks like one inside texts
and tracebacks, are replaced.
"""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import orjson
import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from agents.models.redaction import KEY
from server.settings.sections import Form

REDACTED = "[redacted]"

LIMITED = (
    "agents.gateway.gateway",
    "asyncio",
    "server.fetching",
    "server.http",
    "server.limits",
    "server.security_events",
    "uvicorn",
    "websockets",
)
"""Loggers of whose lines each name is limited: what they say is caused from outside."""

MINUTE = 60.0
MAX_NAMES = 1000
"""Of so many names lines are counted apart; the rest is one more, so that memory has an end."""

_SECRET_NAME = re.compile(
    r"authorization|cookie|secret|passw(or)?d|passphrase|credential|(^|_|-|[a-z](?=T))token$"
    r"|(api|private|access)_?-?key|ticket",
    re.IGNORECASE,
)
_NAMED = (
    r"(?:(?:access|refresh|id)_?token|(?:x-)?(?:goog-)?api[_-]?key|client_?secret|private_?key"
    r"|secret|passw(?:or)?d|passphrase|token|ticket)"
)
_SECRET_TEXT = re.compile(
    rf"""(?ix)
    (?P<keep> \b(?:bearer|basic)\s+                                    # RFC 9110 credentials
            | \b(?:set-)?cookie:\s*
            | (?<![A-Za-z0-9_]){_NAMED}=["']?       # in a query, a cookie, a call or a command
            | ["']{_NAMED}["'][:,]\s?b?["']         # in JSON, or Python's own forms of it
            | \b(?:x-)?(?:goog-)?api-key:\s*       # a field of HTTP
    )
    (?P<secret> (?<=cookie:\s)[^\r\n]+ | [^\s&;,"'@]+ )
    """
)
_KEY = re.compile(KEY, re.VERBOSE)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,4999}?(?:-----END [A-Z ]{0,30}-----|\Z)",
    re.DOTALL,
)
_URL_PASSWORD = re.compile(r"""(?P<keep>\b\w[\w+.-]{0,30}://[^\s:/@]{0,99}:)[^\s/"]{1,999}(?=@)""")
_JWT = re.compile(r"(?<![A-Za-z0-9])eyJ[\w-]{1,300}\.[\w-]+\.[\w-]*")


def redact_text(text: str) -> str:
    """`text` without credentials, tokens, tickets, keys of APIs, and passwords in URLs."""
    for pattern in (_URL_PASSWORD, _SECRET_TEXT):
        text = pattern.sub(rf"\g<keep>{REDACTED}", text)
    for pattern in (_JWT, _KEY, _PRIVATE_KEY):
        text = pattern.sub(REDACTED, text)
    return text


def redact(value: Any, name: str = "") -> Any:
    """`value` as it may be logged under `name`; containers are searched. No number is a secret."""
    if value is None or isinstance(value, int | float):
        return value
    if name and _SECRET_NAME.search(name):
        return REDACTED
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {redact_text(str(key)): redact(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    if isinstance(value, BaseException):
        return redact_text(f"{type(value).__name__}: {value}")
    return redact_text(str(value))


def _redact_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return cast(MutableMapping[str, Any], redact(dict(event)))


def _drop_colors(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    # uvicorn says everything a second time, with colours.
    event.pop("color_message", None)
    return event


def _to_json(event: EventDict, **options: Any) -> str:
    return orjson.dumps(event, default=str).decode()


_SHARED: list[Processor] = [
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _formatter(as_json: bool, colors: bool) -> logging.Formatter:
    render: list[Processor] = (
        [structlog.processors.JSONRenderer(serializer=_to_json)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=24)]
    )
    return ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder(), _drop_colors],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact_values,
            *render,
        ],
    )


class LineLimit(logging.Filter):
    """Lets `most` lines of each name pass in `seconds`, and says afterwards how many did not.

    A name is an event's, or what a library's message says before it is filled in.
    """

    def __init__(self, most: int, seconds: float = MINUTE) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._lines: dict[str, int] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line of the standard library's loggers is written."""
        # Of structlog's it was decided before anything was put together.
        return isinstance(record.msg, dict) or self._passes(record.name, str(record.msg))

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """As a processor of structlog. Raises DropEvent for a line that is not written."""
        if not self._passes(logger.name, str(event["event"])):
            raise structlog.DropEvent
        return event

    def _passes(self, logger: str, name: str) -> bool:
        if not f"{logger}.".startswith(_LIMITED):
            return True
        name = name[:100]
        with self._lock:
            if not self._lines:
                self._tell_later()
            if name not in self._lines and len(self._lines) >= MAX_NAMES:
                name = "others"
            self._lines[name] = self._lines.get(name, 0) + 1
            return self._lines[name] <= self._most

    def _tell_later(self) -> None:
        # Not by an event loop: the supervisor of workers, and what is done beside a loop, log, too.
        timer = threading.Timer(self._seconds, self._tell)
        timer.daemon = True
        timer.start()

    def _tell(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, {}
        for name, count in lines.items():
            if count > self._most:
                left_out = count - self._most
                get_logger(__name__).warning("lines_left_out", name=name, lines=left_out)


_LIMITED = tuple(f"{name}." for name in LIMITED)


def configure(
    form: Form = "auto",
    level: str = "info",
    stream: TextIO | None = None,
    *,
    lines_a_minute: int = 60,
) -> None:
    """Send all logs of this process to `stream` (standard error), in `form`.

    "auto" is text where the stream is a terminal, else JSON. `level` is a name that the standard
    library's logging knows, in any case. `lines_a_minute` is for each name of LIMITED loggers.
    """
    stream = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(as_json, colors=stream.isatty()))
    limit = LineLimit(lines_a_minute)
    handler.addFilter(limit)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Of uvicorn, only what went wrong: it has three lines for each WebSocket.
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.root.level))
    logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            limit,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def get_logger(name: str) -> BoundLogger:
    """The logger of a module."""
    return cast(BoundLogger, structlog.get_logger(name))
