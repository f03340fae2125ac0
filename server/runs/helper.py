"""The helper of a worker: a process of its own for what would stop the worker's event loop."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from agents.errors import TimedOut
from agents.kind.kind import Kind
from agents.models.request import Caller
from protocol.catalogue import Text
from server.fair_queue import FairQueue, QueueFull
from server.logs import get_logger
from server.runs.helper_process import LENGTH, Answer, functions

PROGRAM = "from server.runs.helper_process import main; main()"

SMALL = 4096
"""Bytes up to which a call is so short that it is made at once: another process costs more."""

START_S = 30.0
"""What the process may take until it has loaded the kinds. The machine may be busy."""

WAITING = 1000
WAITING_OF_USER = 100
"""How many calls may wait, and how many of one user, who may have 50 sessions and more at work."""

TOO_BUSY = Text("runs.busy")

T = TypeVar("T")

log = get_logger(__name__)


class Helper:
    """Calls functions for runs: here where that is quick, which is with little to look through
    unless they are said to be slow, else in another process.

    That one is started when it is first needed, or by `warm`, has low priority, and does one call
    at a time, for users by turns. A call that takes more than `seconds` there is ended with it; the
    next begins with another process. `stop` at the end; it ends as well when this process is gone.
    """

    def __init__(self, kinds: Mapping[str, Kind], modules: Sequence[str], seconds: float) -> None:
        self._modules = modules
        self._seconds = seconds
        self._functions = functions(kinds.values())
        self._names = {id(function): name for name, function in self._functions.items()}
        self._queue = FairQueue(WAITING, WAITING_OF_USER)
        self._process: Process | None = None
        self._ending: set[asyncio.Task[int]] = set()
        self._warming: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process, None where there is none."""
        return self._process.pid if self._process else None

    def warm(self) -> None:
        """Have the process started, once, so that the first call need not wait for that."""
        if self._process is None and self._warming is None:
            self._warming = asyncio.get_running_loop().create_task(self._warm())

    async def _warm(self) -> None:
        try:
            await self._queue.enter("")
        except QueueFull:
            return
        started = False
        try:
            await self._ready()
            started = True
        except OSError as error:
            log.warning("helper_not_warmed", error=str(error))
        finally:
            if not started:
                self._end()
            self._queue.leave()

    async def call(
        self, caller: Caller, function: Callable[..., T], *given: Any, slow: bool = False
    ) -> T:
        """What `function(*given)` returns; raises what it raises.

        It is called here where it or what it is given cannot be sent. Raises TimedOut where it
        takes too long, or would have to wait too long.
        """
        try:
            raw = pickle.dumps((self._names.get(id(function), function), given))
        except Exception:  # whatever an author's types raise: they are not made to be sent
            return function(*given)
        if len(raw) <= SMALL and not slow:
            return function(*given)
        try:
            await self._queue.enter(caller.user, later=caller.later)
        except QueueFull:
            raise TimedOut(TOO_BUSY) from None
        try:
            answer = await self._ask(raw)
        except TimeoutError:
            name = "/".join(self._names.get(id(function), ()))
            log.warning("call_timed_out", session=caller.session, task=name, bytes=len(raw))
            raise TimedOut(self._too_long()) from None
        finally:
            self._queue.leave()
        if answer.how == "error":
            raise answer.what
        return function(*given) if answer.how == "elsewhere" else answer.what

    async def _ask(self, raw: bytes) -> Answer:
        """What the process makes of a request. It is ended where it is not done with that."""
        done = False
        try:
            process = await self._ready()
            requests = cast("asyncio.StreamWriter", process.stdin)
            async with asyncio.timeout(self._seconds):
                requests.write(LENGTH.pack(len(raw)) + raw)
                await requests.drain()
                answer = await _read(process)
            done = True
            return answer
        finally:
            if not done:
                self._end()

    async def _ready(self) -> Process:
        """The process, which waits for a request. Raises OSError where there can be none."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        argv = ["-P", "-c", PROGRAM, str(self._seconds), *self._modules]
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *argv, stdin=PIPE, stdout=PIPE, env=os.environ | {"PYTHONPATH": path}
        )
        try:
            async with asyncio.timeout(START_S):
                await _read(self._process)
        except TimeoutError:
            raise OSError("the helper process does not start") from None
        log.info("helper_started", pid=self._process.pid)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        ending = asyncio.get_running_loop().create_task(process.wait())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def stop(self) -> None:
        """End the process."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.wait([self._warming])
        self._end()
        await asyncio.gather(*self._ending)

    def _too_long(self) -> Text:
        return Text("runs.seconds", seconds=f"{self._seconds:g}")


async def _read(process: Process) -> Answer:
    """The next answer. Raises ConnectionError where the process has ended."""
    answers = cast("asyncio.StreamReader", process.stdout)
    try:
        head = await answers.readexactly(LENGTH.size)
        raw = await answers.readexactly(*LENGTH.unpack(head))
    except asyncio.IncompleteReadError:
        raise ConnectionError("the helper process has ended") from None
    answer: Answer = pickle.loads(raw)  # noqa: S301 - it is our own process's
    return answer
