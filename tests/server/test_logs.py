"""Logs: their two forms, the request id, and that no secret gets into them."""

import io
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from server.logs import (
    MAX_NAMES,
    REDACTED,
    LineLimit,
    configure,
    get_logger,
    redact,
    redact_text,
)
from tests.processes import eventually

Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging as it was: pytest's own handlers live on the root logger."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def written() -> Log:
    stream = io.StringIO()
    configure("json", "info", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_line_holds_event_values_level_logger_and_time(written: Log) -> None:
    get_logger("server.x").warning("lease_lost", session="s1", token_number=3)
    (line,) = written()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "lease_lost",
        "session": "s1",
        "token_number": 3,
        "level": "warning",
        "logger": "server.x",
    }


def test_standard_loggers_come_out_the_same_way(written: Log) -> None:
    logging.getLogger("uvicorn.error").error("Failed [%d]", 7, extra={"color_message": "x"})
    (line,) = written()
    assert (line["event"], line["logger"], line["level"]) == (
        "Failed [7]",
        "uvicorn.error",
        "error",
    )
    assert "color_message" not in line


@pytest.mark.parametrize("name", ["uvicorn.access", "uvicorn.error"])
def test_lines_of_uvicorn_for_each_connection_are_not_written(name: str, written: Log) -> None:
    logging.getLogger(name).info("GET /?ticket=x")
    assert written() == []


def test_lines_below_the_level_are_not_written(written: Log) -> None:
    get_logger("x").debug("quiet")
    assert written() == []


def test_request_id_stands_in_every_line_of_a_request(written: Log) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        get_logger("x").info("ours")
        logging.getLogger("other").info("theirs")
    get_logger("x").info("after")
    assert [line.get("request_id") for line in written()] == ["r-1", "r-1", None]


def test_exception_is_one_line_without_its_secret(written: Log) -> None:
    try:
        int("redis://user:hunter2@host")
    except ValueError:
        get_logger("x").exception("failed")
    (line,) = written()
    assert "redis://user:[redacted]@host" in line["exception"]


def test_text_form_is_readable() -> None:
    stream = io.StringIO()
    configure("text", "info", stream)
    get_logger("x").info("drained", runs=2)
    assert "drained" in stream.getvalue()
    assert "runs=2" in stream.getvalue()


def test_auto_is_json_where_the_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    configure("auto", "info", stream)
    get_logger("x").info("hello")
    assert json.loads(stream.getvalue())["event"] == "hello"


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "cookie",
        "Set-Cookie",
        "token",
        "access_token",
        "accessToken",
        "ticket",
        "api_key",
        "x-api-key",
        "apiKey",
        "private_key",
        "credentials",
        "passphrase",
    ],
)
def test_value_under_a_secret_name_is_redacted_wherever_it_stands(name: str) -> None:
    assert redact({"headers": [{name: "hunter2"}]}) == {"headers": [{name: REDACTED}]}


def test_number_under_a_secret_name_is_kept() -> None:
    """A lease's fencing token is one."""
    assert redact({"token": 7}) == {"token": 7}


def test_bytes_are_redacted_as_text() -> None:
    assert redact({"header": b"Bearer hunter2"}) == {"header": f"Bearer {REDACTED}"}


SECRETS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789-_.", min_size=8, max_size=60)


@given(SECRETS)
def test_text_loses_every_secret_and_keeps_the_rest(secret: str) -> None:
    for before, after in [
        ("Authorization: Bearer ", " end"),
        ("GET /v1/sessions/1/ws?after=3&ticket=", "&epoch=e HTTP/1.1"),
        ("/x?token=", ""),
        ("Cookie: ", "\nHost: h"),
        ("rediss://default:", "@host:6379/0"),
    ]:
        assert redact_text(before + secret + after) == before + REDACTED + after
    assert redact_text(f"Cookie: careerpilot={secret}") == f"Cookie: {REDACTED}"


@pytest.mark.parametrize("secret", ["pa,ss", "p&q", "it's", "a@b", "x#y?z", "0" * 900])
def test_text_loses_a_password_whatever_signs_are_in_it(secret: str) -> None:
    assert redact_text(f"at redis://u:{secret}@h:1/0, then") == (
        f"at redis://u:{REDACTED}@h:1/0, then"
    )


def test_text_keeps_an_address_without_a_password() -> None:
    for text in ("redis://h:6379/0 of a@b", 'http://h:80","user":"a@b"', "http://h:80/?to=a@b"):
        assert redact_text(text) == text


def test_text_loses_a_token_that_stands_alone() -> None:
    token = jwt.encode({"sub": "u"}, "k" * 32)
    assert redact_text(f"bad token {token}!") == f"bad token {REDACTED}!"


def test_flood_of_one_name_is_limited_and_counted_and_hides_no_other() -> None:
    stream = io.StringIO()
    configure("json", "info", stream)
    limit = LineLimit(3, seconds=0.2)
    logging.getLogger().handlers[0].filters[:] = [limit]
    structlog.configure(
        processors=[
            limit if isinstance(processor, LineLimit) else processor
            for processor in structlog.get_config()["processors"]
        ]
    )
    lines: Log = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]  # noqa: E731
    for number in range(100):
        get_logger("server.security_events").warning("malformed_input", number=number)
        logging.getLogger("uvicorn.error").warning("Bad request of %s", number)
        get_logger("server.runs.worker").warning("ours", number=number)
    get_logger("server.security_events").warning("token_refused")
    found = Counter(line["event"].split(" of ")[0] for line in lines())
    assert found == {"malformed_input": 3, "Bad request": 3, "ours": 100, "token_refused": 1}
    eventually(lambda: len(lines()) == 109, "it says how many were left out")
    left_out = {
        line["name"]: line["lines"] for line in lines() if line["event"] == "lines_left_out"
    }
    assert left_out == {"malformed_input": 97, "Bad request of %s": 97}
    get_logger("server.security_events").warning("malformed_input", number="anew")
    assert lines()[-1]["number"] == "anew"


def test_names_without_end_take_memory_with_an_end() -> None:
    limit = LineLimit(1)
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, "", (), None)
    passed = 0
    for number in range(3 * MAX_NAMES):
        record.msg = f"Task {number} was never retrieved"
        passed += limit.filter(record)
    assert passed == MAX_NAMES + 1


KEYS = {
    "OpenAI": "sk-proj-abcDEF0123456789_-xyz",
    "Anthropic": "sk-ant-api03-AbCd_1234567890",
    "Google": "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "Google, the newer form": "AQ.Ab8RN6I_1234567890-abc",
    "xAI": "xai-1234567890abcdef",
    "our own": "cp_0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A7b8",
    "GitHub": "ghp_abcdefABCDEF0123456789",
    "AWS": "AKIAIOSFODNN7EXAMPLE",
    "JWT": jwt.encode({"sub": "u"}, "k" * 32),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize(
    "frame", ["{}", "key={}", "the key '{}',", "https://h/?key={}&a=1", "x_{}"]
)
def test_key_of_an_api_is_lost_wherever_it_stands(key: str, frame: str) -> None:
    assert key not in redact_text(frame.format(key))
    assert REDACTED in redact_text(frame.format(key))


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "hunter2"}',
        "{'api_key': 'hunter2'}",
        "[(b'x-api-key', b'hunter2')]",
        "x-goog-api-key: hunter2",
        "connect(host='h', password='hunter2')",
        "client_secret=hunter2&grant_type=x",
        "POST /v1/auth refresh_token=hunter2",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2 and cut",
    ],
)
def test_secret_that_its_name_gives_away_is_lost(text: str) -> None:
    assert "hunter2" not in redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "risk-assessment and task-management",
        "sk-SK, de-DE",
        "Unexpected token: <",
        "token 7 of session 3f2a77",
        "kept 128 tokens: 3 left",
        "trace 0af7651916cd43dd8448eb211c80319c",
    ],
)
def test_text_that_only_sounds_secret_is_kept(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_key_is_lost_in_exceptions_their_causes_and_any_value(key: str, written: Log) -> None:
    class Upstream:
        def __str__(self) -> str:
            return f"<upstream {key}>"

    try:
        try:
            {}[key]
        except KeyError as cause:
            raise RuntimeError(f"refused: {key}") from cause
    except RuntimeError as error:
        get_logger("x").exception("failed")
        logging.getLogger("y").exception("failed with %s", key)
        get_logger("x").info("odd", error=error, at=Upstream(), of={key: {key}}, more=[(key,)])
    assert len(written()) == 3
    assert key not in json.dumps(written())


@given(st.text())
def test_text_of_any_kind_is_taken(text: str) -> None:
    redact_text(text)
