"""What providers say when they refuse, in each of their ways."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.error_body import MAX_WAIT_S, ErrorBody, read_error, retry_after

NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)


def said(document: Any, status: int | None = 400) -> ErrorBody:
    error = read_error(status, {}, json.dumps(document).encode())
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("document", "marks", "message"),
    [
        (
            {"error": {"message": "No.", "type": "requests", "param": None, "code": "too_fast"}},
            "requests too_fast",
            "No.",
        ),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Busy"}},
            "overloaded_error",
            "Busy",
        ),
        ([{"error": {"code": 400, "message": "Bad", "status": "INVALID"}}], "INVALID", "Bad"),
        ({"error": "model not found"}, "", "model not found"),
        (
            {"object": "error", "message": "Too long", "type": "BadRequest"},
            "BadRequest",
            "Too long",
        ),
        ({"detail": "Not Found"}, "", "Not Found"),
        ({"detail": [{"loc": ["body"], "msg": "field required"}]}, "", "field required"),
    ],
    ids=["openai", "anthropic", "gemini", "ollama", "vllm", "fastapi", "fastapi, invalid"],
)
def test_error_is_found_in_the_shape_of(document: Any, marks: str, message: str) -> None:
    error = said(document)
    assert error.marks == marks
    assert message in error.message


def test_details_of_gemini_are_marks_and_say_how_long_to_wait() -> None:
    details = [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
        {"@type": "x/google.rpc.QuotaFailure", "violations": [{"quotaId": "TokensPerDay"}]},
        {"@type": "x/google.rpc.RetryInfo", "retryDelay": "34.5s"},
    ]
    error = said({"error": {"code": 429, "message": "m", "status": "S", "details": details}})
    assert error.marks == "S API_KEY_INVALID TokensPerDay"
    assert error.retry_after == 34.5


def test_header_says_more_about_the_wait_than_the_body() -> None:
    body = b'{"error": {"message": "m", "details": [{"retryDelay": "34s"}]}}'
    error = read_error(429, {"Retry-After": "2"}, body)
    assert error is not None
    assert error.retry_after == 2.0


def test_code_in_the_body_stands_for_a_status_that_is_missing_or_good() -> None:
    document = {"error": {"code": 503, "message": "Busy"}}
    assert said(document, None).status == 503
    assert said(document, 200).status == 503
    assert said(document, 500).status == 500


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'{"choices": []}', b"data: [DONE]"])
def test_nothing_is_wrong_with_a_good_status_and_no_error(body: bytes) -> None:
    assert read_error(200, {}, body) is None
    assert read_error(None, {}, body) is None


def test_error_in_an_array_is_an_error() -> None:
    error = read_error(None, {}, b'{"error":[{"code":429,"message":"Slow down"}]}')
    assert error is not None
    assert (error.status, error.message) == (429, "Slow down")


def test_page_of_a_proxy_is_not_shown() -> None:
    error = read_error(502, {}, b"<html><h1>nginx</h1></html>")
    assert error is not None
    assert error.message == "Bad Gateway"


def test_plain_words_are_shown() -> None:
    error = read_error(503, {}, b"no healthy upstream\n")
    assert error is not None
    assert error.message == "no healthy upstream"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"Retry-After": " 1.5 "}, 1.5),
        ({"retry-after": "2", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 08:01:30 GMT"}, 90.0),
        ({"retry-after": "Sat, 21 Nov 2026 07:00:00 GMT"}, 0.0),
        ({"retry-after": "Saturday, 21-Nov-26 08:00:10 GMT"}, 10.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "99999999999"}, MAX_WAIT_S),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 +99999999999999999999"}, None),
        ({"retry-after": "Wed, 21 Oct 99999999999999999999 07:28:00 GMT"}, None),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2359"}, MAX_WAIT_S),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


NUMBERS = st.integers(0, 10**30).map(str)
DATES = st.builds(
    "Wed, {} Oct {} {}:28:{} {}".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.text() | NUMBERS
)


@given(st.text() | DATES)
def test_retry_after_is_seconds_or_nothing_whatever_is_sent(value: str) -> None:
    seconds = retry_after({"retry-after": value})
    assert seconds is None or 0.0 <= seconds <= MAX_WAIT_S


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(
        ["error", "code", "message", "type", "status", "details", "violations", "detail",
         "retryDelay", "object", "innererror"]), inner),
)  # fmt: skip


def test_body_that_is_nested_without_end_is_passed_over() -> None:
    assert read_error(200, {}, b'{"error":' * 7000) is None


@given(JSON | st.binary(), st.none() | st.integers(200, 599))
def test_body_is_read_or_passed_over_whatever_it_is(body: Any, status: int | None) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = read_error(status, {}, raw)
    assert error is None or isinstance(error.message, str)
