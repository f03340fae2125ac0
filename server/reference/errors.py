"""docs/errors.md: every code that a client may meet, and what it does then."""

from typing import Any

from agents.errors import MODEL_CODES, RunFailure
from protocol.errors import CLOSING, CloseCode, Gap, Reaction, RemoteProtocolError
from server.reference.markdown import head, rows, said

REACTIONS: dict[Reaction, str] = {
    "none": "–",
    "at_once": "reconnects at once",
    "backs_off": "reconnects, with full-jitter backoff",
    "after_retry": "reconnects after `retryMs`",
    "signs_in": "signs in, then reconnects",
    "stops": "stops: it would end the same way again",
}
"""What a client does, by the name that the table of close codes uses."""

ON_ERRORS = """\
An error says a stable `code` and a plain sentence; `retryMs`, where it is given, says when to try
again. The same error is a problem document over HTTP (RFC 9457), an `error` frame on a connection,
and the `error` of a rejected `ack`. A dash means that the connection stays open."""
ON_RUNS = """\
`RUN_ERROR` carries one of these in `code`. The session is then where it was before the run. `retry`
does the run again; after `not_allowed`, which was none of the kind's, it does the one before."""
ON_CODES = """\
After `kind_changed` the session stays as it is, to be read and deleted; a later version of its kind
may take it on again. A session whose kind this server does not know ends in `unknown_kind`. A run
that begins another session where there is no room for it ends in `quota_exceeded` or
`storage_full`."""
ON_STORED = """\
What names a résumé or a document that the caller has not stored is refused as `malformed`, and
`details.unknown` lists it. A run that finds it gone ends in `not_found`; in `no_documents` where
the kind reads none; in `timed_out` where it was not read in time; in `no_text`, `too_long` or
`too_large` where it can't be used; in `needs_consent` where it is a picture of which its user has
not said that a model may see it. Where it could not be read at all, the code is the reader's."""
ON_PAGES = """\
A page of the web that is named by its address ends a run in `invalid_input` where that is none of
a public page; in `not_found` where nothing can be had there, whyever, or it leads on and on; in
`forbidden` where the site's rules for programs say so; in `timed_out`, `too_large`, `unsupported`
or `damaged` where what comes can't be used; in `rate_limited` or `overloaded` where too much was
asked for."""
ON_MODELS = "A `model_error` is mostly more exact:"


def errors() -> str:
    """Every code that a client may meet, and what it does then."""
    parts = [
        head("Errors", "protocol/errors.py and agents/errors.py"),
        ON_ERRORS,
        "## Codes",
        rows("code|meaning|HTTP status|close code", map(_error, _tree(RemoteProtocolError))),
        "## Close codes",
        rows("code|meaning|client", map(_close, CloseCode)),
        "Where there was no close code (1006), a client reconnects with backoff.",
        "## Ends of a run",
        ON_RUNS,
        rows("code|meaning", map(_failure, [*_tree(RunFailure), RunFailure])),
        ON_MODELS,
        rows("code|meaning", [(f"`{code}`", words) for code, words in MODEL_CODES.items()]),
        ON_CODES,
        ON_STORED,
        ON_PAGES,
    ]
    return "\n\n".join(parts) + "\n"


def _tree(root: Any) -> list[Any]:
    """Every error below it that is told to a peer, in the order of their definition."""
    return [error for error in root.__subclasses__() if error is not Gap]


def _error(error: Any) -> tuple[str, ...]:
    close = "–" if error.close_code is None else str(int(error.close_code))
    return f"`{error.code}`", said(error), str(error.status), close


def _close(code: CloseCode) -> tuple[str, ...]:
    meaning, reaction = CLOSING[code]
    return str(int(code)), meaning, REACTIONS[reaction]


def _failure(failure: Any) -> tuple[str, ...]:
    words = said(failure) if failure is not RunFailure else "Our fault; it has been logged."
    return f"`{failure.code}`", words
