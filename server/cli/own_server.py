"""A server for the time of one command, where none runs: on the same data, as the same guest."""

import contextlib
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.context import SpawnProcess
from pathlib import Path

from server.cli.remote import Api, ChatError
from server.process.serve import serve
from server.process.supervisor import GRACE_SECONDS, end_with_parent
from server.process.system import listen
from server.settings.settings import Settings
from store.redis.embedded import STOP_S

HOST = "127.0.0.1"
LOOK_SECONDS = 0.05
STARTS = 4
"""So often it is started where it dies; what kills it then kills it always."""

LAST_LINES = 3
"""So many lines of its log say why it can't be had."""

spawn = multiprocessing.get_context("spawn")


class OwnServer:
    """A server with these settings, but its address and the number of its processes.

    What was begun on it and is not finished is kept, and goes on when a server runs again. It ends
    by itself where this process is killed.
    """

    def __init__(self, settings: Settings, listener: socket.socket, log: Path) -> None:
        own = replace(settings.listen, host=HOST, port=int(listener.getsockname()[1]), workers=1)
        self._settings = replace(settings, listen=own)
        self._listener = listener
        self._log = log
        self._starts = 0
        self._process: SpawnProcess | None = None
        self.url = own.url
        self.keep_up()

    def keep_up(self) -> None:
        """Start it, where it is not running, and wait until it is ready. Raises ChatError."""
        if self._process is not None and self._process.is_alive():
            return
        if self._starts == STARTS:
            raise ChatError(self._why("The server that was started for this has died again"))
        self._starts += 1
        arguments = (self._settings, self._listener, self._log)
        self._process = process = spawn.Process(target=_serve, args=arguments)
        process.start()
        while process.is_alive():
            with contextlib.suppress(ChatError):
                Api(self.url).call("/health/ready")
                return
            time.sleep(LOOK_SECONDS)
        raise ChatError(self._why("No server runs, and none can be started"))

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(2 * self._settings.limits.drain_seconds + GRACE_SECONDS + STOP_S)
            self._process.kill()
            self._process.join()

    def _why(self, what: str) -> str:
        lines = self._log.read_text(errors="replace").splitlines()
        return "\n".join([f"{what}:", *lines[-LAST_LINES:]])


@contextlib.contextmanager
def own_server(settings: Settings) -> Iterator[OwnServer]:
    """A server for the time of the block. Raises ChatError where it can't serve."""
    with listen(HOST, 0) as listener, tempfile.NamedTemporaryFile() as log:
        server = OwnServer(settings, listener, Path(log.name))
        try:
            yield server
        finally:
            server.stop()


def _serve(settings: Settings, listener: socket.socket, log: Path) -> None:
    # A Ctrl-C is for the command: it has the run cancelled first, for which the server must live.
    os.setsid()
    end_with_parent()
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    raise SystemExit(serve(settings, listener))
