"""The worker's side of the fork server: it is started at first use, and anew when it dies."""

import asyncio
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

from server.reading.fork_server import NOT_FORKED, READY, STATUS

NICENESS = 19
"""How far it stands back behind the workers: behind their helpers as well, as a file can wait."""

PROGRAM = (
    f"import os, sys; os.nice({NICENESS}); sys.path[:] = sys.argv[1:]; "
    "from server.reading.fork_server import main; main()"
)
"""It stands back from the first moment: what it loads takes most of a second."""

START_S = 60.0
"""So long it may take to load everything, on a machine that is very busy."""

MOST_ANSWERED = 20_000_000
"""Bytes that a process may answer: far more than the text and the facts of any file."""

CUT_OFF = 1
"""In place of a status, where none came."""


class ForkClient:
    """Has files read in processes of their own, each forked from one that has loaded everything."""

    def __init__(self) -> None:
        self._server: tuple[Process, socket.socket] | None = None
        self._starting = asyncio.Lock()
        self._stopped = False

    async def ask(self, message: bytes, *, seconds: float) -> tuple[bytes, int | None]:
        """What a new process answers, and its status: None where its time was up, and it is killed.

        Raises OSError where no process can be started.
        """
        # The server's end ends those that it started, which is once no fault of their files.
        for _ in range(2):
            file = await self._connect()
            try:
                async with asyncio.timeout(seconds):
                    answer = await _exchange(file, message)
            except TimeoutError:
                return b"", None
            if len(answer) >= STATUS.size:
                break
        else:
            return b"", CUT_OFF
        (status,) = STATUS.unpack(answer[-STATUS.size :])
        if status == NOT_FORKED:
            raise OSError("There can be no further process to read a file.")
        return answer[: -STATUS.size], status

    async def stop(self) -> None:
        """Kill what runs, and start no more."""
        self._stopped = True
        async with self._starting:
            await self._end()

    async def _connect(self) -> socket.socket:
        """The socket of a new process."""
        async with self._starting:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    if self._server is None or not _sent(self._server[1], theirs):
                        _sent(await self._start(), theirs)
                except BaseException:
                    ours.close()
                    raise
        return ours

    async def _start(self) -> socket.socket:
        """The socket of a new server, in place of one that has ended."""
        if self._stopped:
            raise ConnectionError("No more files are read here.")
        await self._end()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            argv = [sys.executable, "-I", "-S", "-c", PROGRAM, *_path()]
            process = await asyncio.create_subprocess_exec(
                *argv, stdin=theirs.fileno(), stdout=DEVNULL, stderr=DEVNULL, env={}, cwd="/",
            )  # fmt: skip
        self._server = process, ours
        async with asyncio.timeout(START_S):
            if await asyncio.get_running_loop().sock_recv(ours, 1) != READY:
                raise ConnectionError("The process that reads files does not start.")
        return ours

    async def _end(self) -> None:
        if self._server is None:
            return
        process, control = self._server
        self._server = None
        control.close()  # which tells it to end
        try:
            async with asyncio.timeout(1):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _sent(control: socket.socket, file: socket.socket) -> bool:
    """Send the socket of a file to the server. False where it has ended."""
    try:
        socket.send_fds(control, [b"."], [file.fileno()])
    except OSError:
        return False
    return True


def _path() -> list[str]:
    """Where Python's modules are, as this process finds them."""
    return [part or str(Path.cwd()) for part in sys.path]


async def _exchange(file: socket.socket, message: bytes) -> bytes:
    """All that comes back. It is empty where that is too much, or nobody is there."""
    source, target = await asyncio.open_connection(sock=file)
    try:
        return (await asyncio.gather(_received(source), _feed(target, message)))[0]
    except ConnectionError:
        return b""
    finally:
        target.transport.abort()  # the server kills a process of which nobody waits for an answer


async def _feed(target: asyncio.StreamWriter, message: bytes) -> None:
    try:
        target.write(message)
        await target.drain()
        target.write_eof()
    except OSError:
        pass  # it has ended, which its status tells


async def _received(source: asyncio.StreamReader) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := await source.read(1 << 16):
        size += len(part)
        if size > MOST_ANSWERED:
            return b""
        parts.append(part)
    return b"".join(parts)
