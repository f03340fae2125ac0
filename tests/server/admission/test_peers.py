"""How many connections an address may have: no more than its share, and none that are left over."""

import contextlib
import socket
from collections import Counter
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RateLimited
from server.admission.peers import Peers
from tests.processes import Servers, eventually
from tests.server.calls import Caller, new_id

MOST = 3
ADDRESSES = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "2001:db8::1": "2001:db8::",
    "2001:db8::ffff:2": "2001:db8::",
    "2001:db8:0:1::1": "2001:db8:0:1::",
    "10.1.2.3": None,
    "::ffff:10.1.2.3": None,
}
"""Addresses, and for whom each stands; None: a proxy."""

REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([*ADDRESSES, None]))))
def test_address_has_no_more_than_its_share_whatever_comes_and_goes(
    steps: list[tuple[bool, str | None]],
) -> None:
    peers = Peers(MOST, ["10.0.0.0/8", "::ffff:10.0.0.0/104"])
    model: Counter[str] = Counter()
    inside: list[str | None] = []
    for enters, address in steps:
        if enters:
            whom = ADDRESSES[address] if address else None
            if whom and model[whom] == MOST:
                with pytest.raises(RateLimited):
                    peers.enter(address)
            else:
                peer = peers.enter(address)
                assert (peer is None) == (whom is None)
                inside.append(peer)
                model.update([whom] if whom else [])
        elif inside:
            peer = inside.pop()
            peers.leave(peer)
            model.subtract([str(peer)] if peer else [])
    for peer in inside:
        peers.leave(peer)
    for _ in range(MOST):
        peers.enter("192.0.2.1")


@pytest.mark.slow
def test_connections_of_one_address_over_the_limit_are_refused_and_no_others(
    started: Servers,
) -> None:
    server = started.start(CAREERPILOT_ADDRESS_CONNECTIONS=str(MOST))

    def dial(address: str = "127.0.0.2") -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.port), 10, (address, 0))

    def answer(line: socket.socket) -> bytes:
        with contextlib.suppress(ConnectionError):
            line.sendall(REQUEST)
        return line.recv(4096)

    def has_room() -> bool:
        with dial() as line:
            return answer(line).startswith(b"HTTP/1.1 200")

    with ExitStack() as stack:
        for _ in range(MOST):
            assert answer(stack.enter_context(dial())).startswith(b"HTTP/1.1 200")
        for _ in range(2):
            with dial() as line:
                refusal = line.recv(4096)
                assert refusal.startswith(b"HTTP/1.1 429")
                assert b"retry-after:" in refusal.lower()
        with dial("127.0.0.3") as line:
            assert answer(line).startswith(b"HTTP/1.1 200")
        # A proxy, as 127.0.0.1 is by default, stands for many.
        caller = Caller(server)
        with ExitStack() as sockets:
            for _ in range(MOST + 2):
                ws = sockets.enter_context(caller.dial(new_id()))
                assert ws.next()["type"] == "welcome"
    eventually(has_room, "there is room again")


@pytest.mark.slow
def test_websocket_counts_as_one_connection_until_it_is_closed(started: Servers) -> None:
    server = started.start(CAREERPILOT_ADDRESS_CONNECTIONS="1", CAREERPILOT_PROXIES="192.0.2.1")
    caller = Caller(server)
    caller.http.close()

    def welcomes() -> bool:
        try:
            with caller.dial(new_id()) as ws:
                return ws.next()["type"] == "welcome"
        except Exception:
            return False

    for _ in range(3):
        eventually(welcomes, "the one before has left")
    with ExitStack() as stack:
        eventually(lambda: stack.enter_context(caller.dial(new_id())) is not None, "there is room")
        assert not welcomes()
