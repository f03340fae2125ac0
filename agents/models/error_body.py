"""What a provider says when it refuses: the same for all of their ways to say it."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import msgspec

MAX_WAIT_S = 86_400.0
"""No provider is left alone for longer, whatever it asks."""

_MAX_BODY = 65_536
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class ErrorBody(msgspec.Struct, frozen=True):
    """An error answer, or an error in a stream (which has no status).

    `marks` are its codes, types and reasons, by blanks, for rules to look at; `message` is for
    people and may hold anything. `retry_after` is in seconds.
    """

    status: int | None
    marks: str
    message: str
    retry_after: float | None = None


def read_error(status: int | None, headers: Mapping[str, str], body: bytes) -> ErrorBody | None:
    """The error in a response (None as the status: in an event of a stream).

    None where nothing is wrong as far as this tells: a good status, and no error in the body.
    """
    error = _error(body[:_MAX_BODY])
    code = error.get("code")
    if (status is None or status < 400) and isinstance(code, int) and 400 <= code < 600:
        status = code
    if not error and (status is None or status < 300):
        return None
    marks = " ".join(_marks(error))
    message = _text(error.get("message")) or _plain(status, body, marks)
    wait = retry_after(headers)
    return ErrorBody(status, marks, message, _retry_delay(error) if wait is None else wait)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """How many seconds the provider asks to be left alone; None where it does not say.

    RFC 9110 §10.2.3 has seconds or a date; OpenAI and Anthropic send `retry-after-ms`, too.
    """
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    precise = _number(lowered.get("retry-after-ms"))
    if precise is not None:
        return _bounded(precise / 1000)
    asked = lowered.get("retry-after")
    seconds = _number(asked)
    if seconds is None and asked:
        seconds = _until(asked, now or datetime.now(UTC))
    return None if seconds is None else _bounded(seconds)


def _until(date: str, now: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(date)
        return (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError):  # a zone of its own that is further away than any
        return None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), MAX_WAIT_S)


def _error(body: bytes) -> dict[str, Any]:
    """The object that says what is wrong; empty where the body holds none.

    `{"error": {…}}` (OpenAI, Anthropic, Gemini), the same in an array (Gemini), `{"error": text}`
    (Ollama), `{"object": "error", …}` (vLLM), `{"detail": …}` (FastAPI).
    """
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if isinstance(document, list) and document:
        document = document[0]
    if not isinstance(document, dict):
        return {}
    error = document.get("error")
    if isinstance(error, list) and error:
        error = error[0]
    error = error or document.get("detail")
    if isinstance(error, dict):
        return error
    if error:
        return {"message": error if isinstance(error, str) else str(error)}
    return document if document.get("object") == "error" else {}


def _marks(error: Mapping[str, Any]) -> Iterator[str]:
    for name in ("type", "code", "status", "reason", "quotaId"):
        if isinstance(value := error.get(name), str):
            yield value
    for name in ("details", "violations", "innererror"):
        inner = error.get(name)
        for detail in inner if isinstance(inner, list) else [inner]:
            if isinstance(detail, dict):
                yield from _marks(detail)


def _retry_delay(error: Mapping[str, Any]) -> float | None:
    """Gemini's: `{"@type": "…RetryInfo", "retryDelay": "34.5s"}` among the details."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, dict) and isinstance(delay := detail.get("retryDelay"), str):
            seconds = _number(delay.removesuffix("s"))
            return None if seconds is None else _bounded(seconds)
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(status: int | None, body: bytes, marks: str) -> str:
    """A message where the provider gave none: pages of proxies are not worth showing."""
    text = body[:_MAX_BODY].decode(errors="replace").strip()
    if marks or not text or text[0] in "<{[":
        return marks or _PHRASES.get(status or 0, "no reason given")
    return text
