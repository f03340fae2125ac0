"""What is refused is logged, under one name each, and no flood of it floods the log."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from server.http.security_headers import HEADERS
from server.security_events import EVENTS
from tests.documents import ROOT
from tests.processes import Server, Servers, eventually, lines_of
from tests.server.calls import Caller
from tests.server.raw import Raw

FEW = {"CAREERPILOT_COMMANDS_BURST": "1", "CAREERPILOT_COMMANDS_PER_SECOND": "1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Servers(tmp_path_factory.mktemp("events")) as servers:
        yield servers.start(CAREERPILOT_KINDS="bench.kinds", **FEW)


@pytest.fixture
def caller(server: Server) -> Caller:
    return Caller(server)


def logged(server: Server, event: str, **values: Any) -> dict[str, Any]:
    """The line of that event which has these values, as soon as there is one."""
    return eventually(
        lambda: next(
            (
                line
                for line in lines_of(server.output())
                if line["event"] == event and values.items() <= line.items()
            ),
            None,
        ),
        f"{event} is logged with {values}",
    )


def complete(answer: bytes, server: Server, event: str) -> dict[str, Any]:
    """A problem document with all headers of an answer, whose id the log has."""
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    }
    for name, value in HEADERS.items():
        assert fields[name.lower()] == value, name
    document: dict[str, Any] = json.loads(body)
    assert document["requestId"] == fields["x-request-id"]
    line = logged(server, event, request_id=fields["x-request-id"])
    assert line["address"] == "127.0.0.1"
    return document


def test_every_event_is_documented() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    assert [name for name in EVENTS if f"`{name}`" not in text] == []


def test_token_that_is_refused_is_logged_and_none_is_not(server: Server) -> None:
    nobody, forger = Caller(server, ""), Caller(server, "hunter2.not.a-token")
    assert nobody.http.get("/v1/sessions").status_code == 401
    refused = forger.http.get("/v1/sessions")
    assert refused.status_code == 401
    line = logged(server, "token_refused", request_id=refused.headers["x-request-id"])
    assert (line["address"], line["path"], line["level"]) == (
        "127.0.0.1", "/v1/sessions", "warning",
    )  # fmt: skip
    assert "hunter2" not in server.output()
    none = [line for line in lines_of(server.output()) if line["event"] == "token_refused"]
    assert len(none) == 1


def test_origin_that_is_refused_is_logged(server: Server, caller: Caller) -> None:
    refused = caller.http.get("/v1/sessions", headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    line = logged(server, "origin_refused", request_id=refused.headers["x-request-id"])
    assert "evil.example" in line["why"]


def test_host_that_is_refused_is_logged_over_http_and_websockets(server: Server) -> None:
    with Raw(server) as raw:
        raw.socket.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert complete(raw.rest(), server, "host_refused")["status"] == 421
    with Raw(server) as raw:
        raw.socket.sendall(
            b"GET /v1/sessions/x/ws HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n"
        )
        assert complete(raw.rest(), server, "host_refused")["status"] == 421


def test_session_of_another_is_refused_and_logged_with_who_asked(
    server: Server, caller: Caller
) -> None:
    session = caller.create()["id"]
    other = Caller(server)
    user = other.http.post("/v1/auth/guest").json()["user"]["id"]
    assert other.http.get(f"/v1/sessions/{session}").status_code == 404
    with other.dial(session) as ws:
        assert ws.closed() == 4404
    for path in (f"/v1/sessions/{session}", f"/v1/sessions/{session}/ws"):
        assert logged(server, "access_refused", path=path)["user"] == user


def test_limit_that_is_reached_is_logged_over_every_transport(
    server: Server, caller: Caller
) -> None:
    session = caller.create()["id"]
    path = f"/v1/sessions/{session}/commands"
    eventually(lambda: caller.say(session, type="cancel", id="c").status_code == 429, "refused")
    assert logged(server, "limit_reached", path=path)["code"] == "rate_limited"
    with caller.dial(session) as ws:
        ws.send("x" * 600_000)
        assert ws.closed() == 4413
    assert logged(server, "limit_reached", path=f"/v1/sessions/{session}/ws", code="too_large")
    with Raw(server) as raw:
        raw.socket.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000)
        assert complete(raw.rest(), server, "limit_reached")["status"] == 431


JUNK = {
    "TLS": b"\x16\x03\x01junk\r\n\r\n",
    "field": b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    "SSH": b"SSH-2.0-x\r\n",
}


@pytest.mark.slow(seconds=1.9)
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_what_is_no_request_is_answered_in_full_and_logged(servers: Servers, junk: bytes) -> None:
    server = servers.start()
    with Raw(server) as raw:
        raw.socket.sendall(junk)
        assert complete(raw.rest(), server, "malformed_input")["code"] == "bad_request"


def test_frame_that_is_none_is_logged(server: Server, caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as ws:
        assert ws.socket.response is not None
        request_id = ws.socket.response.headers["X-Request-ID"]
        ws.send("{}")
        assert ws.closed() == 4400
    line = logged(server, "malformed_input", request_id=request_id)
    assert line["path"] == f"/v1/sessions/{session}/ws"
    assert line["user"].startswith("g-")


def test_handshake_that_is_none_is_answered_in_full_and_logged(server: Server) -> None:
    with Raw(server) as raw:
        raw.socket.sendall(
            b"GET /v1/sessions/x/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: short\r\n\r\n"
        )
        assert complete(raw.rest(), server, "handshake_refused")["status"] in (400, 426)


def test_flood_of_junk_is_a_few_lines_and_a_count(servers: Servers) -> None:
    server = servers.start(CAREERPILOT_LOG_LINES_A_MINUTE="5")
    for _ in range(200):
        with Raw(server) as raw:
            raw.socket.sendall(b"junk\r\n\r\n")
            assert raw.rest().startswith(b"HTTP/1.1 400")
    lines = [line for line in lines_of(server.output()) if line["event"] == "malformed_input"]
    assert len(lines) == 5
    assert len(server.output().splitlines()) < 20
