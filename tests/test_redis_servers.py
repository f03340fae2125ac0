"""The servers of the tests get ports that nobody else has."""

import socket
from contextlib import ExitStack

from tests.redis_servers import BUS, free_port


def test_ports_and_those_of_their_buses_are_all_different() -> None:
    ports = [free_port() for _ in range(500)]
    assert len({*ports, *(port + BUS for port in ports)}) == 1000


def test_no_port_is_given_whose_bus_somebody_uses() -> None:
    with ExitStack() as held:
        for _ in range(600):
            held.enter_context(socket.socket()).bind(("127.0.0.1", 0))
        for _ in range(300):
            with socket.socket() as bus:
                bus.bind(("127.0.0.1", free_port() + BUS))
