"""The reference documents, made from the code: kinds, errors, frames.

`python -m server.reference kinds` prints one. A test fails while a file in docs/ differs.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any, get_args

from agents.errors import MODEL_CODES, RunFailure
from agents.kind.kind import Kind
from agents.kind.loader import load
from protocol.codec import MAX_CLIENT_FRAME, MAX_SERVER_FRAME
from protocol.commands import Command
from protocol.errors import CLOSING, CloseCode, Gap, Reaction, RemoteProtocolError
from protocol.frames import SUBPROTOCOL, VERSION, ServerFrame
from protocol.schema import definitions
from server.reference.schema_table import table
from server.settings.settings import Settings

REACTIONS: dict[Reaction, str] = {
    "none": "–",
    "at_once": "reconnects at once",
    "backs_off": "reconnects, with full-jitter backoff",
    "after_retry": "reconnects after `retryMs`",
    "signs_in": "signs in, then reconnects",
    "stops": "stops: it would end the same way again",
}
"""What a client does, by the name that the table of close codes uses."""


def kinds(found: Iterable[Kind]) -> str:
    """Every kind: what it takes, what comes of it, and its states."""
    parts = [
        _head("Kinds of session", "the kinds in agents/kinds/"),
        "`GET /v1/kinds` gives the same as JSON Schema, `careerpilot graph KIND` the diagram.",
    ]
    for kind in found:
        parts += [f"## {kind.name}", f"**{kind.title}.** {kind.description}", *_kind(kind)]
    return "\n\n".join(parts) + "\n"


def _kind(kind: Kind) -> list[str]:
    result = kind.result_schema()
    parts = ["### Input", table(kind.input_schema()), "### Result"]
    parts += [table(result) if result else "None: the conversation is all that there is."]
    parts += ["### Commands", _commands(kind)]
    if kind.actions:
        names = [f"| `{action.name}` | {action.title} |" for action in kind.actions]
        parts += ["### Actions", "\n".join(["| name | title |", "|---|---|", *names])]
    return [*parts, "### States", f"```mermaid\n{kind.graph()}```"]


def _commands(kind: Kind) -> str:
    """Which commands each phase takes."""
    rows = [
        f"| `{phase}` | {', '.join(f'`{name}`' for name in rules) or '–'} |"
        for phase, rules in kind.table.items()
    ]
    rows += [f"| `{phase}` | during a run: `cancel`; others wait |" for phase in kind.passing]
    return "\n".join(["| phase | takes |", "|---|---|", *rows])


ON_ERRORS = """\
An error says a stable `code` and a plain sentence; `retryMs`, where it is given, says when to try
again. The same error is a problem document over HTTP (RFC 9457), an `error` frame on a connection,
and the `error` of a rejected `ack`. A dash means that the connection stays open."""
ON_RUNS = """\
`RUN_ERROR` carries one of these in `code`. The session is then where it was before the run. `retry`
does the run again; after `not_allowed`, which was none of the kind's, it does the one before."""
ON_CODES = """\
A message with `documents` ends in `no_documents` where the kind reads none, a session whose kind
this server does not know in `unknown_kind`."""
ON_MODELS = "A `model_error` is mostly more exact:"


def errors() -> str:
    """Every code that a client may meet, and what it does then."""
    parts = [
        _head("Errors", "protocol/errors.py and agents/errors.py"),
        ON_ERRORS,
        "## Codes",
        _rows("code|meaning|HTTP status|close code", map(_error, _tree(RemoteProtocolError))),
        "## Close codes",
        _rows("code|meaning|client", map(_close, CloseCode)),
        "Where there was no close code (1006), a client reconnects with backoff.",
        "## Ends of a run",
        ON_RUNS,
        _rows("code|meaning", map(_failure, [*_tree(RunFailure), RunFailure])),
        ON_MODELS,
        _rows("code|meaning", [(f"`{code}`", words) for code, words in MODEL_CODES.items()]),
        ON_CODES,
    ]
    return "\n\n".join(parts) + "\n"


def _tree(root: Any) -> list[Any]:
    """Every error below it that is told to a peer, in the order of their definition."""
    return [error for error in root.__subclasses__() if error is not Gap]


def _error(error: Any) -> tuple[str, ...]:
    close = "–" if error.close_code is None else str(int(error.close_code))
    return f"`{error.code}`", _said(error), str(error.status), close


def _close(code: CloseCode) -> tuple[str, ...]:
    meaning, reaction = CLOSING[code]
    return str(int(code)), meaning, REACTIONS[reaction]


def _failure(failure: Any) -> tuple[str, ...]:
    words = _said(failure) if failure is not RunFailure else "Our fault; it has been logged."
    return f"`{failure.code}`", words


def _said(thing: type) -> str:
    """The first sentence of its docstring."""
    words = " ".join((thing.__doc__ or "").split("\n\n")[0].split())
    return words.replace("retry_ms", "retryMs")


ON_FRAMES = f"""\
Version {VERSION}; subprotocol `{SUBPROTOCOL}`. A server frame stays under
{MAX_SERVER_FRAME >> 10} KiB unless one event alone is larger; a client frame may have
{MAX_CLIENT_FRAME >> 10} KiB. `ping` and `pong` go both ways. [PROTOCOL.md](PROTOCOL.md) says when
each frame is sent; [protocol.schema.json](protocol.schema.json) has the same as JSON Schema, events
included."""


def frames() -> str:
    """Every frame and its fields."""
    schemas = definitions()
    parts = [_head("Frames", "protocol/frames.py and protocol/commands.py"), ON_FRAMES]
    for title, union in (("Server to client", ServerFrame), ("Client to server", Command)):
        parts.append(f"## {title}")
        for frame in get_args(union):
            fields = table(schemas[frame.__name__], schemas, frozenset({"type"}))
            parts += [f"### {frame.__struct_config__.tag}", _said(frame), fields]
    return "\n\n".join(parts) + "\n"


def _head(title: str, source: str) -> str:
    return f"# {title}\n\n<!-- Written by `make docs` from {source}. -->"


def _rows(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    names = head.split("|")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "kinds": lambda: kinds(load(Settings.load().sessions.kinds).values()),
    "errors": errors,
    "frames": frames,
}
"""Every document by its name. `kinds` has those that the settings name, too."""


def main(argv: list[str]) -> int:
    """Print the document that is named; 2 for a name that there is not."""
    make = DOCUMENTS.get(argv[0]) if len(argv) == 1 else None
    if make is None:
        usage = f"usage: python -m server.reference {'|'.join(DOCUMENTS)}\n"
        sys.stderr.write(usage)
        return 2
    sys.stdout.write(make())
    return 0
