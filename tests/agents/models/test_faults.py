"""From answers and exceptions to faults."""

import json
from typing import Any, get_args

import anthropic
import httpx2
import msgspec
import openai
import pytest
from google.genai import errors as gemini

from agents.models.faults import (
    HANDLING,
    Cause,
    Fault,
    of_cause,
    of_event,
    of_exception,
    of_response,
)
from protocol.errors import TooLarge

KEY = "hunter2-hunter2"
REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1")


def response(status: int, message: str, **more: Any) -> httpx2.Response:
    body = {"error": {"message": message} | more}
    return httpx2.Response(status, headers={"retry-after": "3"}, json=body, request=REQUEST)


def cause(http: int, message: str = "", **more: Any) -> Cause:
    return of_response(http, {}, json.dumps({"error": {"message": message} | more}).encode()).cause


def test_every_cause_has_its_handling() -> None:
    assert set(HANDLING) == set(get_args(Cause))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "invalid"),
        (401, "auth"),
        (402, "quota"),
        (403, "forbidden"),
        (404, "invalid"),
        (408, "server"),
        (409, "server"),
        (413, "too_long"),
        (422, "invalid"),
        (429, "rate_limited"),
        (500, "server"),
        (502, "server"),
        (503, "overloaded"),
        (504, "server"),
        (529, "overloaded"),
        (599, "server"),
        (301, "invalid"),
    ],
)
def test_status_tells_the_cause(status: int, expected: Cause) -> None:
    assert of_response(status, {}, b"").cause == expected


@pytest.mark.parametrize(
    ("status", "message", "more", "expected"),
    [
        (400, "m", {"code": "context_length_exceeded"}, "too_long"),
        (400, "prompt is too long: 210000 tokens > 200000 maximum", {}, "too_long"),
        (400, "The input token count (1) exceeds the maximum number of tokens", {}, "too_long"),
        (400, "the request exceeds the available context size", {}, "too_long"),
        (400, "m", {"code": "content_filter"}, "filtered"),
        (400, "Output blocked by content filtering policy", {}, "filtered"),
        (400, "This model does not support assistant message prefill.", {}, "prefill"),
        (429, "m", {"code": "insufficient_quota"}, "quota"),
        (400, "Your credit balance is too low to access the API", {}, "quota"),
        (400, "API key not valid. Please pass a valid API key.", {}, "auth"),
        (400, "m", {"details": [{"reason": "API_KEY_INVALID"}]}, "auth"),
        (403, "m", {"details": [{"reason": "API_KEY_SERVICE_BLOCKED"}]}, "auth"),
        (403, "Your API key was reported as leaked.", {"status": "PERMISSION_DENIED"}, "auth"),
        (
            403,
            "Project p1 does not have access to model m",
            {"code": "model_not_found"},
            "forbidden",
        ),
        (403, "Your API key may not use this model.", {"type": "permission_error"}, "forbidden"),
        (429, "You exceeded your current quota", {"status": "RESOURCE_EXHAUSTED"}, "rate_limited"),
        (400, "Unsupported value: 'reasoning_effort'", {"code": "unsupported_value"}, "invalid"),
    ],
)
def test_words_tell_what_the_status_does_not(
    status: int, message: str, more: dict[str, Any], expected: Cause
) -> None:
    assert cause(status, message, **more) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"type": "overloaded_error", "message": "Overloaded"}, "overloaded"),
        ({"type": "rate_limit_error", "message": "m"}, "rate_limited"),
        ({"type": "api_error", "message": "m"}, "server"),
        ({"type": "authentication_error", "message": "m"}, "auth"),
        ({"type": "permission_error", "message": "m"}, "forbidden"),
        ({"type": "invalid_request_error", "message": "m"}, "invalid"),
        ({"code": 503, "status": "UNAVAILABLE", "message": "m"}, "overloaded"),
        ({"message": "something happened"}, "server"),
    ],
)
def test_error_in_a_stream_has_its_cause(error: dict[str, Any], expected: Cause) -> None:
    fault = of_event(json.dumps({"error": error}).encode())
    assert fault is not None
    assert fault.cause == expected


def test_event_without_an_error_is_no_fault() -> None:
    assert of_event(b'{"choices": []}') is None


def test_good_status_without_an_answer_is_empty_unless_it_says_otherwise() -> None:
    assert of_response(200, {}, b"").cause == "empty"
    assert cause(200, "Out of order.") == "empty"
    assert cause(200, "Slow down.", type="rate_limit_error") == "rate_limited"


def test_fault_has_status_wait_and_the_providers_words() -> None:
    fault = of_response(429, {"Retry-After": "2"}, b'{"error": {"message": "Slow down."}}')
    assert (fault.status, fault.retry_after) == (429, 2.0)
    assert str(fault) == "429: Slow down."


def test_own_key_is_in_no_fault() -> None:
    body = json.dumps({"error": {"message": f"Incorrect API key {KEY}"}}).encode()
    illegal = httpx2.LocalProtocolError(f"Illegal header value b'Bearer {KEY}\\n'")
    found = [
        of_response(401, {}, body, KEY),
        of_event(body, KEY),
        of_exception(httpx2.ConnectError(f"no host {KEY}"), key=KEY),
        of_exception(illegal, key=f"{KEY}\n"),
    ]
    assert all(KEY not in f"{fault} {fault!r}" for fault in found)


@pytest.mark.parametrize(
    "error",
    [
        openai.RateLimitError("m", response=response(429, "Slow"), body=None),
        anthropic.RateLimitError("m", response=response(429, "Slow"), body=None),
        gemini.ClientError(429, {"error": {"message": "Slow"}}, response(429, "Slow")),
    ],
    ids=lambda error: type(error).__module__,
)
def test_status_error_of_an_sdk_is_the_fault_of_its_response(error: Exception) -> None:
    fault = of_exception(error)
    assert (fault.cause, fault.status, fault.retry_after) == ("rate_limited", 429, 3.0)


def wrapped(error: Exception) -> Exception:
    """As the SDK of OpenAI hands on what the transport raised."""
    outer = openai.APIConnectionError(request=REQUEST)
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (httpx2.ConnectError("refused"), "connection", "cut"),
        (httpx2.ConnectTimeout("slow"), "connection", "connection"),
        (httpx2.ReadTimeout("slow"), "silent", "stalled"),
        (httpx2.ReadError(""), "connection", "cut"),
        (httpx2.RemoteProtocolError("peer closed connection"), "connection", "cut"),
        (httpx2.DecodingError("not gzip"), "broken", "broken"),
        (httpx2.UnsupportedProtocol("ftp"), "invalid", "invalid"),
        (httpx2.LocalProtocolError("Illegal header value"), "auth", "cut"),
        (ConnectionResetError(104, "reset"), "connection", "cut"),
        (json.JSONDecodeError("m", "{", 1), "invalid", "broken"),
        (msgspec.ValidationError("m"), "broken", "broken"),
        (TooLarge("An event may have so many bytes"), "broken", "broken"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
@pytest.mark.parametrize("wrap", [wrapped, lambda error: error], ids=["wrapped", "bare"])
def test_exception_means_one_thing_before_the_answer_and_one_in_it(
    error: Exception, before: Cause, after: Cause, wrap: Any
) -> None:
    assert of_exception(wrap(error)).cause == before
    assert of_exception(wrap(error), begun=True).cause == after


def test_fault_stays_what_it_is() -> None:
    fault = of_cause("cut")
    assert of_exception(fault) is fault


def test_mistake_of_ours_is_no_fault() -> None:
    with pytest.raises(KeyError):
        of_exception(KeyError("delta"))


def test_handling_follows_from_the_cause() -> None:
    assert Fault("auth", "m").handling is HANDLING["auth"]
