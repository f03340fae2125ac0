"""Real processes for tests: `careerpilot serve` and Redis, on free ports, with data of their own.

    with Servers(tmp_path) as servers:
        server = servers.start(workers=2)
        server.kill()

Everything that was started is ended at the end of the block, however it got there, by its id.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.redis_servers import free_port

__all__ = ["Process", "Redis", "Server", "Servers", "clean_environ", "eventually", "free_port"]

READY_SECONDS = 30.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.01
SECRET = "a-secret-of-the-tests-with-many-characters"

WIDE_PLANS = Path(__file__).with_name("plans.toml")
"""Plans without limits, but for those of a worker's memory."""

PLANS = ("guest", "free", "pro", "enterprise")

T = TypeVar("T")


def eventually(condition: Callable[[], T], what: str, seconds: float = READY_SECONDS) -> T:
    """The first true value of `condition`; AssertionError when there is none within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(POLL_SECONDS)
    return value


SETTINGS = ("CAREERPILOT_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "GOOGLE_")
"""How the names of settings begin, those of providers of models included."""


def clean_environ() -> dict[str, str]:
    """This process's environment without any setting of CareerPilot, and without anybody's keys.

    Models that run on this machine are not looked for.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(SETTINGS) and name != "REDIS_URL"
    }
    return kept | {"CAREERPILOT_LOCAL_MODELS": "off"}


AS_FROM_A_TERMINAL = ("env", "--default-signal")
"""What a server is started with, so that it hears every signal, whatever the tests' caller ignores:
`nohup make test` ignores SIGHUP, and children inherit that."""

WITH_NOHUP = (*AS_FROM_A_TERMINAL, "nohup")
"""The same, and then the server alone ignores SIGHUP."""


def plans(folder: Path, **cells: Any) -> dict[str, str]:
    """The setting of plans with these cells, each the same for all plans; `starts_chat` is that
    of `starts.chat`. Others are as WIDE_PLANS has them.
    """
    rows = tomllib.loads(WIDE_PLANS.read_text())
    rows |= {f"starts.{kind}": row for kind, row in rows.pop("starts").items()}
    for name, cell in cells.items():
        rows[name.replace("starts_", "starts.")] = dict.fromkeys(PLANS, cell)
    lines = list[str]()
    for name, row in rows.items():
        lines += [f"[{name}]", *(f"{plan} = {json.dumps(cell)}" for plan, cell in row.items())]
    path = folder / f"plans-{len(list(folder.glob('plans-*')))}.toml"
    path.write_text("\n".join(lines))
    return {"CAREERPILOT_PLANS": str(path)}


class Process:
    """A child process in a process group of its own, whose output goes to the file `log`."""

    def __init__(self, argv: list[str], log: Path, env: dict[str, str], cwd: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                argv,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """The exit status (negative for a signal), None while it lives."""
        return self._popen.poll()

    def children(self) -> list[int]:
        """The ids of its children that live now, oldest first."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def rss_mb(self) -> float:
        """The memory (MB) that it and its children hold."""
        return sum(map(_rss_mb, (self.pid, *self.children())))

    def output(self) -> str:
        """All that it has printed."""
        return self.log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        self._popen.send_signal(number)

    def pause(self) -> None:
        """SIGSTOP: it lives, and does nothing."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT, after `pause`."""
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self._popen.kill()
        self._popen.wait(STOP_SECONDS)

    def stop(self, seconds: float = STOP_SECONDS) -> int:
        """SIGTERM, and wait; returns the exit status. AssertionError when it does not end."""
        self._popen.terminate()
        return self.wait(seconds)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end; returns the exit status. AssertionError when it does not end."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.pid} does not end:\n{self.output()}") from None

    def clean_up(self) -> None:
        """End it and all of its process group, whatever state it is in."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait(STOP_SECONDS)


class Server(Process):
    """A running `careerpilot serve`."""

    def __init__(
        self, port: int, data_dir: Path, log: Path, env: dict[str, str], way: tuple[str, ...]
    ) -> None:
        self.port = port
        self.data_dir = data_dir
        argv = [*way, sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
        super().__init__(argv, log, env, cwd=data_dir)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, body: Any = None, token: str | None = None
    ) -> tuple[int, Any]:
        """One HTTP request; returns the status and the JSON (or text) of the answer."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, headers)
            response = connection.getresponse()
            data = response.read()
        is_json = "json" in (response.headers["Content-Type"] or "")
        return response.status, json.loads(data) if is_json else data.decode()

    def guest(self) -> str:
        """An access token of a new guest."""
        status, document = self.request("POST", "/v1/auth/guest")
        assert status < 300, document
        return str(document["accessToken"])

    def is_ready(self) -> bool:
        """Whether /health/ready answers 200 now."""
        try:
            return self.request("GET", "/health/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait_ready(self) -> Self:
        """Return when it is ready. AssertionError with its output when it is not."""

        def ready_or_ended() -> bool:
            assert self.status is None, f"ended with {self.status}:\n{self.output()}"
            return self.is_ready()

        eventually(ready_or_ended, f"{self.url} is ready")
        return self

    def workers(self) -> list[int]:
        """The ids of its worker processes (several workers: children of the supervisor)."""
        return [pid for pid in self.children() if b"spawn_main" in command_of(pid)]

    def embedded_redis(self) -> int | None:
        """The id of the Redis that serves its data directory, None where none does."""
        return embedded_redis(self.data_dir)


def _rss_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0  # it has ended meanwhile
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def command_of(pid: int) -> bytes:
    """The command line of a process; nothing where it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def embedded_redis(data_dir: Path) -> int | None:
    """The id of the embedded Redis that serves a data directory, None where none does."""
    wanted = str(data_dir)
    for path in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if str(path.readlink()) == wanted and _is_redis(path.parent):
                return int(path.parent.name)
    return None


def _is_redis(process: Path) -> bool:
    return re.search(r"(valkey|redis)-server", (process / "exe").readlink().name) is not None


SOCKET = "redis.sock"
"""A Redis' Unix socket in its folder; relative, as paths of sockets may have some 100 bytes."""


class Redis(Process):
    """A plain redis-server on a port, which can be stopped and started again with its data."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.folder = folder
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program is not None, "neither redis-server nor valkey-server is on PATH"
        words = {
            "port": str(port), "bind": "127.0.0.1", "dir": str(folder), "save": "",
            "unixsocket": SOCKET, "appendonly": "yes", "appendfsync": "everysec",
        }  # fmt: skip
        argv = [program, *(word for name, value in words.items() for word in (f"--{name}", value))]
        super().__init__(argv, folder / "redis.log", clean_environ(), folder)

    @property
    def url(self) -> str:
        """What REDIS_URL says."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def socket_url(self) -> str:
        """The same by its Unix socket, where a path of that length is allowed."""
        return f"unix://{self.folder / SOCKET}"

    def is_ready(self) -> bool:
        """Whether it answers PING (its data is loaded)."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                link.sendall(b"PING\r\n")
                return link.recv(100).startswith(b"+PONG")
        except OSError:
            return False

    def again(self) -> "Redis":
        """Start it again on the same port, with its data, after it has ended."""
        assert self.status is not None, "it still runs"
        return _ready(Redis(self.port, self.folder))


def _ready(redis: Redis) -> Redis:
    try:
        eventually(redis.is_ready, f"{redis.url} answers")
    except BaseException:
        redis.clean_up()
        raise
    return redis


class Servers:
    """Starts processes below `folder`, and ends them all at the end of its block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.started: list[Process] = []

    def redis(self) -> Redis:
        """A plain Redis of its own, ready."""
        folder = self._new_folder("redis")
        redis = _ready(Redis(free_port(), folder))
        self.started.append(redis)
        return redis

    def start(
        self,
        *,
        workers: int = 1,
        redis_url: str | None = None,
        data_dir: Path | None = None,
        wait: bool = True,
        port: int | None = None,
        way: tuple[str, ...] = AS_FROM_A_TERMINAL,
        **settings: str,
    ) -> Server:
        """A `careerpilot serve`, ready unless `wait` is false; `way` is a command that starts it.

        `settings` are environment variables by name. Without `redis_url` it has an embedded Redis.
        """
        data_dir = data_dir or self._new_folder("data")
        env = clean_environ() | {
            "CAREERPILOT_DATA_DIR": str(data_dir),
            "CAREERPILOT_WORKERS": str(workers),
            "CAREERPILOT_SECRET": SECRET,
            # All guests of the tests come from one address, and many tests are one guest.
            "CAREERPILOT_GUESTS_BURST": "100000",
            "CAREERPILOT_ADDRESS_REQUESTS_PER_MINUTE": "1000000",
            "CAREERPILOT_PLANS": str(WIDE_PLANS),
            "CAREERPILOT_LOG": "json",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        env |= {"REDIS_URL": redis_url} if redis_url else {}
        log = self._folder / f"server-{len(self.started)}.log"
        server = Server(port or free_port(), data_dir, log, env | settings, way)
        self.started.append(server)
        return server.wait_ready() if wait else server

    def adopt(self, process: Process) -> None:
        """End this process, too, at the end of the block."""
        self.started.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self.started):
            if isinstance(process, Server):
                _end_server(process)
            process.clean_up()

    def _new_folder(self, name: str) -> Path:
        folder = self._folder / f"{name}-{len(self.started)}"
        folder.mkdir(parents=True)
        return folder


def _end_server(server: Server) -> None:
    # The embedded Redis lives in a session of its own and may have outlived a killed server.
    redis = server.embedded_redis()
    server.clean_up()
    if redis is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(redis, signal.SIGKILL)


def lines_of(log: str) -> Iterator[dict[str, Any]]:
    """The JSON lines of a captured log."""
    for line in log.splitlines():
        if line.startswith("{"):
            yield json.loads(line)
