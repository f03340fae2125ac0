"""Several worker processes over one listening socket.

uvicorn's own supervisor starts plain uvicorn servers, which close their connections before a run
can be handed over; this one starts what it is given.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess

from uvicorn.config import STARTUP_FAILURE

from server.logs import get_logger
from server.process.system import heard_by, heard_by_nobody
from server.settings.settings import Settings

RESTART_SECONDS = 1.0
"""A worker that dies is started again at once, but not more often than this."""

GRACE_SECONDS = 5.0
"""What a worker may take to end beyond its drain, before it is killed."""

log = get_logger(__name__)
spawn = multiprocessing.get_context("spawn")

Target = Callable[[Settings, socket.socket], None]


class Supervisor:
    """Keeps `settings.listen.workers` processes running `target(settings, listener)`.

    SIGTERM, SIGINT and SIGHUP end them all with SIGTERM. A worker that dies is replaced; one that
    cannot even start ends the others, as it would fail the same way every time.
    """

    def __init__(self, target: Target, settings: Settings, listener: socket.socket) -> None:
        self._target = target
        self._settings = settings
        self._listener = listener
        self._workers: set[SpawnProcess] = set()
        self._stopping = asyncio.Event()
        self._status = 0

    def run(self) -> int:
        """Supervise until told to stop; returns the exit status."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        loop = asyncio.get_running_loop()
        # Not by the loop, which at its end gives signals back their power to kill.
        heard_by(lambda number, frame: loop.call_soon_threadsafe(self._stopping.set))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._settings.listen.workers):
                    group.create_task(self._keep_one())
                group.create_task(self._end_all())
        finally:
            heard_by_nobody()
        return self._status

    async def _keep_one(self) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            worker = self._start()
            status = await _ended(worker)
            self._workers.discard(worker)
            if status == STARTUP_FAILURE:
                self._status = status
                self._stopping.set()
            elif not self._stopping.is_set():
                log.error("worker_died", pid=worker.pid, status=status)
                await self._pause(started + RESTART_SECONDS - time.monotonic())

    def _start(self) -> SpawnProcess:
        arguments = (self._target, self._settings, self._listener)
        worker = spawn.Process(target=_work, args=arguments, daemon=True)
        worker.start()
        self._workers.add(worker)
        log.info("worker_started", pid=worker.pid)
        return worker

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), max(0.0, seconds))
        except TimeoutError:
            return

    async def _end_all(self) -> None:
        await self._stopping.wait()
        # Each worker closes its own. Left open here, it took connections that nobody serves.
        self._listener.close()
        for worker in self._workers:
            worker.terminate()
        deadline = time.monotonic() + 2 * self._settings.limits.drain_seconds + GRACE_SECONDS
        while self._workers:
            if time.monotonic() > deadline:
                for worker in self._workers:
                    log.error("worker_killed", pid=worker.pid)
                    worker.kill()
                return
            await asyncio.sleep(0.05)


async def _ended(worker: SpawnProcess) -> int | None:
    """Wait for the end of a process; returns its exit status."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(worker.sentinel, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(worker.sentinel)
    worker.join()
    return worker.exitcode


def _work(target: Target, settings: Settings, listener: socket.socket) -> None:
    # In the new process. Workers of a supervisor that was killed would keep its address for ever.
    end_with_parent()
    target(settings, listener)


def end_with_parent() -> None:
    """Have this process, which another has spawned, ended in order when that one has ended."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
