"""Real Redis servers for tests: single ones, a cluster, a set-up with Sentinel.

Each has its own temporary directory and a port (or socket) of its own, can be stopped, killed and
started again on the same data, and is gone when its context ends.
"""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from store.redis import embedded

PATIENCE_S = 20.0

BUS = 10_000
"""So far above its own port is the one at which a node of a cluster talks with the others."""

PORTS = range(12_000, 22_000)
"""Where ports come from: with BUS added they are still below those that systems give to clients."""

_given: set[int] = set()


def binaries() -> dict[str, Path]:
    """The Redis servers of this machine, by name: the embedded one, and what is on PATH."""
    found = {"embedded": embedded.binary()}
    if on_path := shutil.which("redis-server"):
        found["redis-server"] = Path(on_path)
    return found


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, and nor does anybody the one that is BUS above it.

    Neither is given twice, nor to two processes of the same run of pytest, nor to a client's end of
    a connection before the port's server has begun to listen.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % processes
    while True:
        port = secrets.choice(PORTS[own::processes])
        with socket.socket() as one, socket.socket() as above:
            if port not in _given and _binds(one, port) and _binds(above, port + BUS):
                _given.add(port)
                return port


def _binds(one: socket.socket, port: int) -> bool:
    try:
        one.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def talk(port: int, *words: str) -> str:
    """One command to the server on this port, and its raw answer ("" where there is none)."""
    packed = f"*{len(words)}\r\n" + "".join(f"${len(w)}\r\n{w}\r\n" for w in words)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(packed.encode())
            return link.recv(65536).decode()
    except OSError:
        return ""


def until(condition: Callable[[], object], what: str) -> None:
    """Wait until a condition holds; AssertionError when it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


class RedisServer:
    """One server on a port of 127.0.0.1, with an append-only file unless `durable` is False."""

    def __init__(
        self, directory: Path, program: Path, *, durable: bool = True, settings: str = ""
    ) -> None:
        self.port = free_port()
        self.directory = directory
        self._program = program
        self._durable = durable
        self.settings = settings.split()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL says."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and return when it answers."""
        with (self.directory / "out.log").open("ab") as out:
            self._process = subprocess.Popen(
                [self._program, *self._words()], cwd=self.directory, stdout=out, stderr=out
            )
        until(self.answers, f"Redis on port {self.port} answers")

    def _words(self) -> list[str]:
        aof = "yes" if self._durable else "no"
        return [
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.directory)),
            *("--save", "", "--appendonly", aof, "--appendfsync", "everysec"),
            *self.settings,
        ]

    def answers(self) -> bool:
        """Whether it takes commands, or at least a password."""
        return talk(self.port, "PING").startswith(("+PONG", "-NOAUTH"))

    def stop(self) -> None:
        """End it as an operator does: it syncs its file first."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: whatever it had not yet written is lost."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """SIGSTOP: connections stay open, and nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def restart(self, *, kill: bool = False) -> None:
        """End it and start it again on what its file holds."""
        (self.kill if kill else self.stop)()
        self.start()

    def _end(self, sign: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(sign)
            self._process.send_signal(signal.SIGCONT)
            self._process.wait(PATIENCE_S)
            self._process = None


@contextmanager
def redis_server(
    program: Path | None = None, *, durable: bool = True, settings: str = ""
) -> Iterator[RedisServer]:
    """A running server, of the embedded program unless another is given."""
    directory = Path(tempfile.mkdtemp(prefix="careerpilot-test-"))
    server = RedisServer(
        directory, program or embedded.binary(), durable=durable, settings=settings
    )
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(directory)


class RedisCluster:
    """Three primaries that share the slots."""

    def __init__(self, nodes: list[RedisServer]) -> None:
        self.nodes = nodes

    @property
    def url(self) -> str:
        """What REDIS_URL says; the other nodes are found through the first."""
        return self.nodes[0].url

    @property
    def cluster_url(self) -> str:
        """The same, saying that it is a cluster and naming all nodes."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"redis+cluster://{hosts}"

    def move_slot(self, slot: int, source: RedisServer, target: RedisServer) -> None:
        """Give an empty slot (or one whose keys may go) to another node."""
        name = talk(target.port, "CLUSTER", "MYID").split("\r\n")[1]
        for node in (target, source, *self.nodes):
            assert talk(node.port, "CLUSTER", "SETSLOT", str(slot), "NODE", name) == "+OK\r\n"

    def owner(self, slot: int) -> RedisServer:
        """The node that serves a slot, as the first was told to."""
        return self.nodes[min(slot * 3 // 16384, 2)]


@contextmanager
def redis_cluster(program: Path | None = None) -> Iterator[RedisCluster]:
    """A running cluster of three nodes on loopback ports."""
    settings = "--cluster-enabled yes --cluster-node-timeout 2000"
    with ExitStack() as stack:
        nodes = [stack.enter_context(redis_server(program, settings=settings)) for _ in range(3)]
        bounds = [0, 5462, 10923, 16384]
        for i, node in enumerate(nodes):
            talk(node.port, "CLUSTER", "ADDSLOTSRANGE", str(bounds[i]), str(bounds[i + 1] - 1))
            talk(node.port, "CLUSTER", "SET-CONFIG-EPOCH", str(i + 1))
        for node in nodes[1:]:
            talk(nodes[0].port, "CLUSTER", "MEET", "127.0.0.1", str(node.port))
        for node in nodes:
            until(
                lambda node=node: (
                    "cluster_state:ok" in (info := talk(node.port, "CLUSTER", "INFO"))
                    and "cluster_known_nodes:3" in info
                ),
                "the cluster is whole",
            )
        yield RedisCluster(nodes)


class SentinelSetup:
    """A primary, its replica, and one sentinel that watches them as `careerpilot`."""

    def __init__(self, primary: RedisServer, replica: RedisServer, sentinel: RedisServer) -> None:
        self.primary = primary
        self.replica = replica
        self.sentinel = sentinel

    @property
    def url(self) -> str:
        """What REDIS_URL says."""
        return f"redis+sentinel://127.0.0.1:{self.sentinel.port}/careerpilot"

    def fail_over(self) -> None:
        """Have the replica promoted; returns when the sentinel names it."""
        until(
            lambda: talk(self.sentinel.port, "SENTINEL", "FAILOVER", "careerpilot") == "+OK\r\n",
            "the sentinel agrees to fail over",
        )
        words = ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "careerpilot")
        until(
            lambda: str(self.replica.port) in talk(self.sentinel.port, *words),
            "the sentinel names the replica",
        )
        until(lambda: "master" in talk(self.replica.port, "ROLE"), "the replica is promoted")


class _Sentinel(RedisServer):
    def _words(self) -> list[str]:
        path = self.directory / "sentinel.conf"
        if not path.exists():
            path.write_text(f"port {self.port}\ndir {self.directory}\n" + "\n".join(self.settings))
        return [str(path), "--sentinel"]


@contextmanager
def redis_sentinel(program: Path | None = None) -> Iterator[SentinelSetup]:
    """A running primary, replica and sentinel."""
    with ExitStack() as stack:
        primary = stack.enter_context(redis_server(program))
        follow = f"--replicaof 127.0.0.1 {primary.port} --repl-diskless-sync-delay 0"
        replica = stack.enter_context(redis_server(program, settings=follow))
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sentinel = _Sentinel(directory, program or embedded.binary())
        sentinel.settings = [
            f"sentinel monitor careerpilot 127.0.0.1 {primary.port} 1",
            "sentinel down-after-milliseconds careerpilot 500",
            "sentinel failover-timeout careerpilot 3000",
        ]
        stack.callback(sentinel.kill)
        sentinel.start()
        until(lambda: "online" in talk(primary.port, "INFO", "replication"), "replica is online")
        until(
            lambda: "num-slaves\r\n$1\r\n1" in talk(sentinel.port, "SENTINEL", "MASTERS"),
            "the sentinel knows the replica",
        )
        yield SentinelSetup(primary, replica, sentinel)


class CuttingProxy:
    """A TCP proxy before a server. `cut` swallows the next answer and closes that connection:
    the command was done, and its sender never hears of it."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cutting = False
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self.cuts = 0

    async def __aenter__(self) -> "CuttingProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for link in tuple(self._links):
            link.close()
        await asyncio.gather(*self._serving)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """What REDIS_URL says to go through here."""
        assert self._server is not None
        return f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/0"

    def cut(self) -> None:
        """From now on, cut where the next answer would pass; once."""
        self._cutting = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        back, forth = await asyncio.open_connection("127.0.0.1", self._target)
        self._links |= {writer, forth}
        await asyncio.gather(self._pass(reader, forth), self._answer(back, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await self._read(reader):
            writer.write(data)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await self._read(reader):
            if self._cutting:
                self._cutting = False
                self.cuts += 1
                break
            writer.write(data)
        writer.close()

    @staticmethod
    async def _read(reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.read(65536)
        except ConnectionError:
            return b""
