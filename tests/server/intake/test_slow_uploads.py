"""Bad lines: who makes progress is waited for, who makes none is not."""

import json
import time

import pytest

from tests.processes import Server, eventually, plans
from tests.server.api.files import PLENTY
from tests.server.calls import Caller
from tests.server.raw import Raw
from tests.soak import at_length

pytestmark = [pytest.mark.slow(seconds=15), pytest.mark.timing]

LINE = 200_000
"""Bytes a second."""
SIZE = at_length(1_500_000, 10_000_000)

QUICK = {
    "CAREERPILOT_UPLOAD_PACE_BYTES": "80000",
    "CAREERPILOT_UPLOAD_PACE_SECONDS": "0.6",
    "CAREERPILOT_UPLOAD_SECONDS": "12",
}
"""A little less than the line has, in times that a test can wait."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return PLENTY | plans(tmp_path_factory.mktemp("plans"), uploads=1) | at_length(QUICK, {})


def begin(raw: Raw, caller: Caller, size: int) -> None:
    """Send the head of an upload."""
    head = (
        "POST /v1/resumes?name=cv.txt HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {caller.token}\r\nContent-Length: {size}\r\n\r\n"
    )
    raw.socket.sendall(head.encode())


def trickle(raw: Raw, size: int, per_second: int = LINE) -> None:
    """Send so many bytes of a text, as fast as the line is."""
    line = b"Ada Example built bridges.\n" * 741
    begun, sent = time.monotonic(), 0
    while sent < size:
        time.sleep(max(0.0, begun + sent / per_second - time.monotonic()))
        piece = line[: min(len(line), size - sent)]
        raw.socket.sendall(piece)
        sent += len(piece)


@pytest.mark.soak
def test_file_over_a_slow_line_arrives(server: Server, caller: Caller) -> None:
    with Raw(server) as raw:
        raw.socket.settimeout(30)
        begin(raw, caller, SIZE)
        trickle(raw, SIZE)
        assert raw.socket.recv(12).removeprefix(b"HTTP/1.1 ") in (b"201", b"202")
    (one,) = caller.http.get("/v1/resumes").json()["resumes"]
    assert one["source"]["bytes"] == SIZE


@pytest.mark.soak
@pytest.mark.parametrize("sent", [0, 1000, 500_000])
def test_client_that_stops_sending_is_cut_off(sent: int, server: Server, caller: Caller) -> None:
    with Raw(server) as raw:
        raw.socket.settimeout(30)
        begin(raw, caller, SIZE)
        trickle(raw, sent)
        begun = time.monotonic()
        head, _, body = raw.rest().partition(b"\r\n\r\n")  # which ends with the connection
        waited = time.monotonic() - begun
    assert b" 408 " in head
    assert b"connection: close" in head.lower()
    assert json.loads(body)["code"] == "too_slow"
    assert waited < at_length(2, 12)
    assert caller.http.get("/v1/resumes").json() == {"resumes": []}
    assert caller.http.post("/v1/resumes", content=b"Ada Example, nurse").status_code == 201


def test_client_that_sends_drop_by_drop_is_cut_off(server: Server, caller: Caller) -> None:
    with Raw(server) as raw:
        raw.socket.settimeout(30)
        begin(raw, caller, 10_000)
        raw.socket.sendall(b"x")
        assert b" 408 " in raw.socket.recv(100)


def test_user_may_not_upload_more_at_once_than_others_can_bear(
    server: Server, caller: Caller, stranger: Caller
) -> None:
    with Raw(server) as raw:
        begin(raw, caller, 10_000)
        raw.socket.sendall(b"x")
        answer = caller.http.post("/v1/resumes", content=b"Ada Example, nurse")
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) > 0
        assert stranger.http.post("/v1/resumes", content=b"Ada, nurse").status_code == 201
        raw.vanish()
    again = "there is room when the client is gone"
    eventually(lambda: caller.http.post("/v1/resumes", content=b"Ada, nurse").is_success, again)


def test_file_that_says_that_it_is_too_large_is_refused_before_it_comes(
    server: Server, caller: Caller
) -> None:
    with Raw(server) as raw:
        begin(raw, caller, 10_000_001)
        assert b" 413 " in raw.socket.recv(100)


def test_file_without_a_length_is_refused_when_it_is_too_large(caller: Caller) -> None:
    answer = caller.http.post("/v1/resumes", content=iter([b"x" * 1_000_000] * 11))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
