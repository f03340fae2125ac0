"""Where a measure finds its servers: each fresh, on its core, gone at the end."""

import http.client
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import redis

from bench.process import LOAD_CORE, SERVER_CORE, pin
from bench.target import Bare, CareerPilot, Running
from bench.upstream import TOKENS
from server.settings.sections import LimitSettings
from tests.processes import Process, Redis, Server, Servers, clean_environ, eventually, free_port

USUAL = {
    "CAREERPILOT_KINDS": "bench.kinds",
    "CAREERPILOT_PLANS": "",
    "CAREERPILOT_ADDRESS_REQUESTS_PER_MINUTE": "",
}
"""Limits as they are where nobody has chosen others."""

_ROOT = Path(__file__).parents[1]


class Lab:
    """A context in which servers can be started. `redis` shares the load generator's core."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="careerpilot-bench-")
        self.servers = Servers(Path(self._folder.name))

    def __enter__(self) -> Self:
        self.servers.__enter__()
        self.redis = self.new_redis(LOAD_CORE)
        return self

    def __exit__(self, *_: object) -> None:
        self.servers.__exit__(None, None, None)
        self._folder.cleanup()

    def new_redis(self, core: int | None) -> Redis:
        """One more Redis: append-only, synced every second, as the embedded one.

        Servers speak to it as to that one, by its Unix socket.
        """
        redis = self.servers.redis()
        pin(redis.pid, core)
        return redis

    def worker(
        self,
        redis: Redis,
        core: int | None,
        port: int | None = None,
        kinds: str = "bench.kinds",
    ) -> Server:
        """One worker of CareerPilot with these modules' kinds; `wait_ready` returns when it is."""
        server = self.servers.start(
            redis_url=redis.socket_url,
            port=port,
            wait=False,
            CAREERPILOT_KINDS=kinds,
            CAREERPILOT_COMMANDS_PER_SECOND="100000",
            CAREERPILOT_COMMANDS_BURST="100000",
            CAREERPILOT_GUEST_SESSIONS="0",
            CAREERPILOT_GUEST_BYTES="0",
            CAREERPILOT_GUEST_RESUMES="0",
            CAREERPILOT_LOG_LEVEL="warning",
        )
        pin(server.pid, core)
        return server

    def public(self, core: int | None, **settings: str) -> Server:
        """One worker with the limits that it has by default, over `redis`; ready."""
        burst = str(LimitSettings().guests_burst)
        server = self.servers.start(
            redis_url=self.redis.socket_url,
            wait=False,
            **USUAL | {"CAREERPILOT_GUESTS_BURST": burst} | settings,
        )
        pin(server.pid, core)
        return server.wait_ready()

    def alone(self) -> Server:
        """CareerPilot as it starts at home, with a Redis of its own and all cores; ready."""
        server = self.servers.start(wait=False)
        pin(server.pid, None)
        return server.wait_ready()

    @contextmanager
    def careerpilot(self, kinds: str = "bench.kinds") -> Iterator[Running]:
        """One worker of CareerPilot on the server's core, and no session left from before.

        Otherwise it would take over, and go on with, what the last one was killed in.
        """
        with redis.Redis(port=self.redis.port) as client:
            client.flushall()
        server = self.worker(self.redis, SERVER_CORE, kinds=kinds).wait_ready()
        try:
            yield Running(CareerPilot(), server.port, server.pid, sign_in(server))
        finally:
            server.clean_up()

    @contextmanager
    def bare(self) -> Iterator[Running]:
        """The yardstick on the server's core."""
        process, port = self.start_bare(SERVER_CORE)
        try:
            yield Running(Bare(), port, process.pid)
        finally:
            process.clean_up()

    def start_bare(self, core: int | None) -> tuple[Process, int]:
        """The yardstick and its port, ready."""
        process, port = self._start("bench.bare", core)
        eventually(lambda: _answers(port), f"the bare app answers\n{process.output()}")
        return process, port

    @contextmanager
    def upstream(self, interval_s: float, tokens: int = TOKENS) -> Iterator[int]:
        """The port of a provider of models on the server's core; see bench.upstream."""
        words = ("--interval", str(interval_s), "--tokens", str(tokens))
        process, port = self._start("bench.upstream", SERVER_CORE, *words)
        try:
            eventually(lambda: _listens(port), f"the upstream listens\n{process.output()}")
            yield port
        finally:
            process.clean_up()

    def _start(self, module: str, core: int | None, *words: str) -> tuple[Process, int]:
        """A module of ours as a process, and its port."""
        port = free_port()
        argv = [sys.executable, "-m", module, "--port", str(port), *words]
        folder = Path(self._folder.name)
        env = clean_environ() | {"PYTHONPATH": str(_ROOT)}
        process = Process(argv, folder / f"{module}.log", env, folder)
        self.servers.adopt(process)
        pin(process.pid, core)
        return process, port


def sign_in(server: Server) -> str:
    """The header lines of a new guest."""
    return f"Authorization: Bearer {server.guest()}\r\n"


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2.0)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2.0).close()
    except OSError:
        return False
    return True
