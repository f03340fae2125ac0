"""What can go wrong between us and a provider, and what is to be done about it: one table.

A `Fault` says what happened; `HANDLING` says what follows from it. Nothing else decides.
`of_response` and `of_exception` are where answers and exceptions of all providers become faults.
"""

import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from agents.models.error_body import ErrorBody, read_error
from agents.models.redaction import safe
from protocol.errors import CareerPilotError, TooLarge

Cause = Literal[
    "rate_limited",
    "quota",
    "auth",
    "forbidden",
    "overloaded",
    "server",
    "connection",
    "silent",
    "stalled",
    "overdue",
    "cut",
    "broken",
    "empty",
    "too_long",
    "filtered",
    "prefill",
    "invalid",
]

Next = Literal["key", "again", "other", "larger", "anew", "end"]


class Handling(msgspec.Struct, frozen=True):
    """What follows from a fault.

    `then`: try another `key` of the provider, or the same model `again` after a pause, or go to the
    `other` provider at once, to a model with a `larger` window, ask the same `anew` without a
    prefill, or `end` and hand the reason on. `counts` against the model's health; `rests` the
    key for so many seconds (where the provider does not say how long): for this model, as
    providers limit each of theirs apart, or for `rests_all`.
    """

    then: Next
    counts: bool = False
    rests: float = 0.0
    rests_all: bool = False


HANDLING: Mapping[Cause, Handling] = {
    "rate_limited": Handling("key", rests=5.0),
    "quota": Handling("key", rests=600.0),
    "auth": Handling("key", rests=600.0, rests_all=True),
    "forbidden": Handling("key", rests=600.0),
    "overloaded": Handling("again", counts=True),
    "server": Handling("again", counts=True),
    "connection": Handling("again", counts=True),
    "broken": Handling("again", counts=True),
    "empty": Handling("again", counts=True),
    "silent": Handling("other", counts=True),
    "stalled": Handling("other", counts=True),
    # Much of the time may have gone to others that were asked before, or to waiting.
    "overdue": Handling("other"),
    "cut": Handling("other", counts=True),
    "too_long": Handling("larger"),
    "filtered": Handling("end"),
    "prefill": Handling("anew"),
    "invalid": Handling("other"),
}


class Fault(CareerPilotError):
    """A call that failed. Its text names no key and is safe to show and to log.

    `retry_after` is how many seconds the provider asks to be left alone.
    """

    def __init__(
        self,
        cause: Cause,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.cause = cause
        self.status = status
        self.retry_after = retry_after

    @property
    def handling(self) -> Handling:
        """What follows from it."""
        return HANDLING[self.cause]


_WORDINGS: Mapping[Cause, tuple[str, ...]] = {
    "too_long": (
        "context_length_exceeded",
        "exceed_context_size",
        "request_too_large",
        "maximum context length",
        "prompt is too long",
        "exceeds the context window",
        "exceeds the maximum number of tokens",
        "available context size",
        "exceed context limit",
    ),
    "filtered": (
        "content_filter",
        "content_policy",
        "moderation_blocked",
        "invalid_prompt",
        "prohibited_content",
        "content filtering policy",
    ),
    "prefill": (
        "prefill",
        "must end with a user message",
        "cannot end with trailing whitespace",
    ),
    "quota": (
        "insufficient_quota",
        "billing_error",
        "credit balance is too low",
        "credits are depleted",
        "perday",
    ),
    "auth": (
        "invalid_api_key",
        "api_key_invalid",
        "api key not valid",
        "api key expired",
        "api_key_service_blocked",
        "reported as leaked",
        "unregistered callers",
        "authentication_error",
        "unauthenticated",
    ),
}
"""What the status alone does not tell, most telling first: codes of OpenAI, Anthropic and Gemini,
and the words of those (and of llama.cpp and vLLM) where they have no code for it."""

_TYPES: Mapping[Cause, tuple[str, ...]] = {
    "forbidden": ("permission_error", "permission_denied"),
    "overloaded": ("overloaded", "unavailable"),
    "rate_limited": ("rate_limit", "resource_exhausted", "too_many_requests"),
    "server": ("server_error", "api_error", "internal", "timeout_error", "deadline_exceeded"),
    "invalid": ("invalid_request", "not_found", "invalid_argument", "failed_precondition"),
}
"""Errors in a stream, or under status 200, have no status; these stand for it."""

_STATUSES: Mapping[int, Cause] = {
    401: "auth",
    402: "quota",
    403: "forbidden",  # a model, as a rule; what is clearly about the key has words of its own
    408: "server",
    409: "server",
    413: "too_long",
    429: "rate_limited",
    503: "overloaded",
    529: "overloaded",  # Anthropic's own
}


def of_response(status: int, headers: Mapping[str, str], body: bytes, key: str = "") -> Fault:
    """The fault that a response is, one with status 200 included. `key` is kept out of its text."""
    error = read_error(status, headers, body)
    if error is None:
        return of_cause("empty")
    return _fault(error, "empty", key)


def of_event(data: bytes, key: str = "") -> Fault | None:
    """The fault that an event of a stream tells of, None where it tells of none."""
    error = read_error(None, {}, data)
    return None if error is None else _fault(error, "server", key)


def _fault(error: ErrorBody, otherwise: Cause, key: str) -> Fault:
    status = error.status
    text = safe(error.message, key)
    return Fault(
        _cause(error, otherwise),
        f"{status}: {text}" if status is not None and status >= 300 else text,
        status=status,
        retry_after=error.retry_after,
    )


def _cause(error: ErrorBody, otherwise: Cause) -> Cause:
    if worded := _found(_WORDINGS, f"{error.marks} {error.message}"):
        return worded
    status = error.status or 0
    if status >= 300:
        return _STATUSES.get(status, "server" if status >= 500 else "invalid")
    return _found(_TYPES, error.marks) or otherwise


def _found(phrases: Mapping[Cause, tuple[str, ...]], text: str) -> Cause | None:
    text = text.lower()
    return next((c for c, known in phrases.items() if any(p in text for p in known)), None)


_TEXTS: Mapping[Cause, str] = {
    "auth": "the key was refused",
    "connection": "the connection failed",
    "silent": "no answer in time",
    "stalled": "the answer stopped coming",
    "overdue": "the answer was not whole in the time that a call may take",
    "cut": "the answer ended before its end",
    "broken": "the answer holds what is not JSON",
    "empty": "the answer holds nothing",
    "filtered": "the provider's content filter stopped the answer",
    "prefill": "the model takes no beginning of its answer",
    "invalid": "the request cannot be made",
}


def of_cause(cause: Cause, more: str = "") -> Fault:
    """A fault that no provider put into words; `more` is ours, or safe."""
    said = _TEXTS.get(cause, cause)
    return Fault(cause, f"{said}: {more}" if more else said)


def of_exception(error: Exception, *, begun: bool = False, key: str = "") -> Fault:
    """The fault that an SDK's, the transport's or a decoder's exception stands for.

    `begun` says that the answer's status had come. What is none of theirs is our own mistake and
    is raised again.
    """
    if isinstance(error, Fault):
        return error
    for one in _chain(error):
        if (answered := _answered(one)) is not None:
            return of_response(*answered, key)
        for kind, before, after in _exceptions():
            if isinstance(one, kind):
                return _thrown(after if begun else before, one, key)
    raise error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """What was raised first comes first: SDKs wrap the transport's exceptions in their own."""
    if error is not None:
        yield from _chain(error.__cause__)
        yield error


def _answered(error: BaseException) -> tuple[int, Mapping[str, str], bytes] | None:
    """The response that an SDK's status error carries."""
    import httpx2

    response = getattr(error, "response", None)
    if not isinstance(response, httpx2.Response):
        return None
    body = response.content if response.is_stream_consumed else b""
    return response.status_code, response.headers, body


def _thrown(cause: Cause, error: BaseException, key: str) -> Fault:
    if cause == "auth":  # The text may hold the key, escaped.
        return of_cause("auth", "the key holds characters that no header can have")
    return of_cause(cause, safe(f"{type(error).__name__} {error}".rstrip(), key))


@cache
def _exceptions() -> tuple[tuple[type[BaseException], Cause, Cause], ...]:
    """Exceptions, each before its bases: what they mean before the answer began, and after."""
    import httpx2

    return (
        (httpx2.ConnectTimeout, "connection", "connection"),
        (httpx2.PoolTimeout, "connection", "connection"),
        (httpx2.TimeoutException, "silent", "stalled"),
        (httpx2.LocalProtocolError, "auth", "cut"),
        (UnicodeEncodeError, "auth", "broken"),
        (httpx2.UnsupportedProtocol, "invalid", "invalid"),
        (httpx2.TooManyRedirects, "invalid", "invalid"),
        (httpx2.InvalidURL, "invalid", "invalid"),
        (httpx2.DecodingError, "broken", "broken"),
        (zlib.error, "broken", "broken"),
        (httpx2.RequestError, "connection", "cut"),
        (httpx2.StreamError, "connection", "cut"),
        (TooLarge, "broken", "broken"),
        (msgspec.DecodeError, "broken", "broken"),
        (OSError, "connection", "cut"),
        (ValueError, "invalid", "broken"),
        (RecursionError, "invalid", "broken"),  # JSON that is nested without end
    )
