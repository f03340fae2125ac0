"""Hostile input: the server lives, logs no traceback, and does not say what it is made of.

That it lives and logged no traceback is looked at by the `server` fixture, after every test.
"""

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from protocol.codec import MAX_CLIENT_FRAME
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller, new_id, short_lived
from tests.server.conftest import KINDS
from tests.server.raw import Raw

PACED = {"tokens": 120, "perSecond": 200}

MALFORMED = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"start"',
    "{}",
    '{"type":"nonsense","id":"c1"}',
    '{"type":"welcome","version":1}',
    '{"type":"message","id":"c1"}',
    '{"type":"message","id":"c1","text":7}',
    '{"type":"message","id":"c1","text":"x","extra":1}',
    '{"type":"message","id":"c\\n1","text":"x"}',
    '{"type":"message","id":"c1","text":"\\ud800"}',
    '{"type":"action","id":"c1","name":"../hint"}',
    '{"type":"ping","t":"now"}',
    '{"type":"ping","t":1e400}',
    '{"type":"start","id":"c1","kind":"pulse","input":' + '{"a":' * 40 + "1" + "}" * 41,
    '{"type":"start","id":"c1","kind":"pulse","input":' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"type":"start","id":"c1","kind":"pulse","input":{"n":1e999}}',
    '{"type":"cancel","id":"' + "c" * 200 + '"}',
]


def assert_discreet(text: str) -> None:
    """Nothing of the inside shows."""
    for inner in (
        "Traceback",
        'File "',
        ".py",
        "msgspec",
        "edis",
        "Error:",
        "127.0.0.1",
        "object at",
    ):
        assert inner not in text, text


@pytest.mark.parametrize("frame", MALFORMED, ids=lambda frame: frame[:50])
def test_malformed_frame_ends_the_connection_and_says_so(frame: str, caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        ws.send(frame)
        assert ws.closed() == 4400
        assert ws.frames[-1]["type"] == "error"
        assert ws.frames[-1]["code"] == "malformed"
        assert_discreet(json.dumps(ws.frames))


def test_malformed_frame_does_not_end_the_run(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED})
        ws.until("events")
        ws.send("{")
        assert ws.closed() == 4400
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
        assert ws.events()[-1]["type"] == "RUN_FINISHED"
        assert "outcome" not in ws.events()[-1]


def test_binary_frame_is_malformed(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        ws.send(b'{"type":"ping","t":1}')
        assert ws.closed() == 4400


def test_frame_over_the_limit_is_too_large(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        ws.send('{"type":"ping","t":1' + " " * MAX_CLIENT_FRAME + "}")
        assert ws.closed() == 4413
        assert ws.frames[-1]["code"] == "too_large"


def test_frame_that_the_library_refuses_is_too_large(raw: Raw, caller: Caller) -> None:
    raw.shake_hands(caller, new_id())
    # The head alone, so that nothing is left unread that would take the answer along.
    raw.socket.sendall(struct.pack("!BBQ4s", 0x81, 0x80 | 127, 1024 * 1024 + 1, b"mask"))
    assert raw.rest().endswith(struct.pack("!H", 4413) + b"frame too large")


def test_frame_of_the_greatest_size_is_taken(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        frame = '{"type":"ping","t":1}'
        ws.send(frame + " " * (MAX_CLIENT_FRAME - len(frame)))
        assert ws.until("pong")["t"] == 1


def test_start_with_an_unknown_kind_or_input_is_rejected_and_may_be_sent_again(
    caller: Caller,
) -> None:
    with caller.dial(new_id()) as ws:
        for id, kind, input in (("c1", "nonsense", {}), ("c2", "pulse", {"tokens": -1})):
            ws.send({"type": "start", "id": id, "kind": kind, "input": input})
            ack = ws.until("ack", id=id)
            assert (ack["status"], ack["error"]["code"]) == ("rejected", "malformed")
            assert_discreet(json.dumps(ack))
        ws.send({"type": "start", "id": "c3", "kind": "pulse", "input": PACED})
        assert ws.until("ack", id="c3")["status"] == "accepted"


def test_command_that_the_state_does_not_take_says_what_it_takes(caller: Caller) -> None:
    with caller.dial(caller.create("chat")["id"]) as ws:
        ws.send({"type": "action", "id": "c2", "name": "fly"})
        ack = ws.until("ack", id="c2")
        assert ack["status"] == "rejected"
        assert ack["error"]["code"] == "not_allowed"
        assert ack["error"]["details"] == {"allowed": ["message", "retry"]}
        ws.send({"type": "ping", "t": 1})
        ws.until("pong")


@pytest.mark.timing
def test_thousand_commands_a_second_are_limited_then_cut_off_and_hurt_nobody(
    caller: Caller, stranger: Caller
) -> None:
    session, other = caller.create()["id"], stranger.create()["id"]
    with caller.dial(session) as ws, stranger.dial(other) as witness:
        ws.until("snapshot")
        witness.until("snapshot")
        slowest = 0.0
        try:
            for n in range(2000):
                ws.send({"type": "cancel", "id": f"c{n}"})
                if n % 100 == 0:
                    begun = time.monotonic()
                    witness.send({"type": "ping", "t": n})
                    witness.until("pong", t=n)
                    slowest = max(slowest, time.monotonic() - begun)
        except ConnectionClosed:
            pass
        assert ws.closed() == 4429
        assert slowest < 1
        limited = [f["error"] for f in ws.frames if f["type"] == "ack" and "error" in f]
        limited = [error for error in limited if error["code"] == "rate_limited"]
        assert limited
        assert all(0 < error["retryMs"] <= 1000 for error in limited)
        witness.send({"type": "message", "id": "m1", "text": "x"})
        witness.until_run_ends()


@pytest.fixture
def raw(server: Server) -> Iterator[Raw]:
    one = Raw(server)
    yield one
    one.socket.close()


def assert_serves(caller: Caller) -> None:
    """A new session on a new connection comes to its end."""
    with caller.dial(new_id()) as ws:
        ws.send(
            {"type": "start", "id": "c1", "kind": "pulse", "input": {"tokens": 2, "perSecond": 0}}
        )
        ws.until_run_ends()


def test_peer_that_vanishes_in_mid_handshake_hurts_nobody(raw: Raw, caller: Caller) -> None:
    raw.socket.sendall(b"GET /v1/sessions/x/ws HTTP/1.1\r\nHost: localhost\r\nUpgr")
    raw.vanish()
    assert_serves(caller)


@pytest.mark.parametrize("cut", [1, 10, 25])
def test_peer_that_vanishes_in_mid_frame_hurts_nobody(cut: int, raw: Raw, caller: Caller) -> None:
    raw.shake_hands(caller, new_id())
    raw.send_frame(b'{"type":"ping","t":1}', cut=cut)
    raw.vanish()
    assert_serves(caller)


def test_peer_that_vanishes_in_mid_body_hurts_nobody(raw: Raw, caller: Caller) -> None:
    raw.socket.sendall(
        b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        b"Authorization: Bearer " + caller.token.encode() + b"\r\n\r\n{"
    )
    raw.vanish()
    assert_serves(caller)


def test_peer_that_vanishes_while_it_is_brought_up_hurts_nobody(
    server: Server, caller: Caller
) -> None:
    session = caller.create(input={"tokens": 500, "perSecond": 5000})["id"]
    for n in range(20):
        one = Raw(server)
        one.shake_hands(caller, session, "?after=0" if n % 2 else "")
        one.vanish()
    assert_serves(caller)


def test_text_that_is_not_utf8_closes_the_connection(raw: Raw, caller: Caller) -> None:
    raw.shake_hands(caller, new_id())
    raw.send_frame(b"\xff\xfe{}")
    while raw.socket.recv(65536):
        pass
    assert_serves(caller)


def test_peer_that_does_not_answer_the_close_gets_no_more_events(raw: Raw, caller: Caller) -> None:
    session = caller.http.post("/v1/sessions", json={"kind": "pulse", "input": PACED}).json()["id"]
    raw.shake_hands(caller, session)
    raw.send_frame(b"{")
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
    assert_serves(caller)


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00" * 100,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=lambda junk: repr(junk[:20]),
)
def test_what_is_not_http_is_refused(junk: bytes, raw: Raw, caller: Caller) -> None:
    try:
        raw.socket.sendall(junk + b"\r\n\r\n")
        raw.socket.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := raw.socket.recv(65536):
            answer += piece
        assert_discreet(answer.decode(errors="replace"))
    except OSError:
        pass
    assert_serves(caller)


def test_thousand_half_open_connections_stop_nobody(server: Server, caller: Caller) -> None:
    crowd = []
    try:
        for n in range(1000):
            one = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            if n % 2:
                one.sendall(b"GET /v1/sessions HTTP/1.1\r\nHost: ")
            crowd.append(one)
        assert_serves(caller)
    finally:
        for one in crowd:
            one.close()


def test_client_that_sends_and_never_reads_is_cut_off(raw: Raw, caller: Caller) -> None:
    raw.shake_hands(caller, new_id())
    raw.socket.settimeout(0.5)
    sent = 0
    try:
        while sent < 400_000:
            raw.send_frame(b'{"type":"ping","t":123456789012}')
            sent += 1
    except OSError:
        pass
    assert_serves(caller)
    assert resident(caller.server) < 300_000_000


def fill_log(caller: Caller, session: str) -> str:
    """More events than a socket takes for a peer that reads nothing; the last message's id."""
    largest = int(Path("/proc/sys/net/ipv4/tcp_wmem").read_text().split()[2])
    text = "x" * 99_000
    for n in range(2 + 2 * largest // len(text)):
        assert caller.say(session, type="message", id=f"m{n}", text=text).status_code == 202
    eventually(lambda: caller.session(session)["status"] == "idle", "all are handled")
    return f"m{n}"


@pytest.mark.slow
def test_client_whose_socket_stays_full_is_cut_off_unless_it_answers(started: Servers) -> None:
    server = started.start(
        **KINDS,
        CAREERPILOT_HEARTBEAT_MS="2000",
        CAREERPILOT_COMMANDS_BURST="1000",
        CAREERPILOT_MAX_CONNECTIONS="4",
    )
    caller = Caller(server)
    session = caller.create(input={"tokens": 1, "perSecond": 0})["id"]
    last = fill_log(caller, session)
    expired = short_lived(caller, 1)
    with ExitStack() as stack:
        silent, answering, late, listener = (
            stack.enter_context(Raw(server, room=4096)) for _ in range(4)
        )
        silent.shake_hands(caller, session, "?after=0")
        answering.shake_hands(caller, session, "?after=0")
        late.shake_hands(expired, session, "?after=0")
        listener.ask("GET", f"/v1/sessions/{session}/events?after=0", expired)
        dead = {silent, late, listener}
        with caller.dial(session) as ws:
            assert ws.closed() == 1013
        deadline = time.monotonic() + 60
        while not all(one.was_cut_off() for one in dead):
            assert time.monotonic() < deadline, [one.was_cut_off() for one in dead]
            for one in (answering, late):
                if not one.was_cut_off(0.1):
                    one.send_frame(b'{"type":"pong","t":1}')
        assert not answering.was_cut_off()
        with caller.dial(session) as ws:
            assert ws.next()["type"] == "welcome"
        received = b""
        while f'"RUN_FINISHED","threadId":"{session}","runId":"{last}"'.encode() not in received:
            received = received[-200:] + answering.socket.recv(1 << 20)
    assert "Traceback" not in server.output()


def resident(server: Server) -> int:
    """The resident bytes of the server."""
    return int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * 4096


def test_command_with_every_character_comes_back_as_it_was(caller: Caller) -> None:
    text = "".join(map(chr, [*range(0x20), 0x7F, 0x2028, 0xFEFF, 0xFFFF, 0x1F600, 0x10FFFF]))
    with caller.dial(caller.create()["id"]) as ws:
        ws.until("snapshot")
        ws.send(json.dumps({"type": "message", "id": "c2", "text": text}))
        ws.until_run_ends()
        assert [e["delta"] for e in ws.events() if e.get("messageId") == "c2" and "delta" in e] == [
            text
        ]
