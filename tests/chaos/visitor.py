"""People who follow a session, lose their connection all the time, and come back anywhere."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from protocol.client import Transport
from protocol.commands import Cancel, Command, Start
from protocol.cursor import Cursor
from tests.clients import Client
from tests.links import LostError

_TRANSPORTS: tuple[Transport, ...] = ("websocket", "websocket", "sse", "poll")
_FORGETS = 0.05
_REPEATS = 0.2
_AGAIN_S = 0.3
_TRY_LATER = ("unavailable", "overloaded")


@dataclass
class Tally:
    """What all visitors have gone through."""

    counts: Counter[str] = field(default_factory=Counter)
    stopped: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """For each session the runs of which a cancel was accepted."""
    violations: list[str] = field(default_factory=list)


class Visitor:
    """One of them. `errands` are commands to deliver, in order, each after a pause."""

    def __init__(
        self,
        session: str,
        token: str,
        http: httpx.AsyncClient,
        bases: Sequence[str],
        rng: random.Random,
        tally: Tally,
        stay_s: float,
        errands: Sequence[Command] = (),
    ) -> None:
        self.session = session
        self.errands = list(errands)
        self.clients: list[Client] = []
        self._token = token
        self._http = http
        self._bases = bases
        self._rng = rng
        self._tally = tally
        self._stay_s = stay_s
        self._renew()

    @property
    def client(self) -> Client:
        """As what the visitor appears now; those before it had forgotten all they knew."""
        return self.clients[-1]

    def _renew(self) -> None:
        client = Client(self.session, self._token, self._http, rng=self._rng)
        self.clients.append(client)

    async def visit(self, over: asyncio.Event) -> None:
        """Come and go until it is over."""
        while not over.is_set():
            if await self._arrive():
                await self._stay(over)
                await self._leave()

    async def finish(self, head: int, seconds: float) -> None:
        """Come once more and stay until all is there. AssertionError when it does not come."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self._arrive():
            assert asyncio.get_running_loop().time() < deadline, f"cannot connect: {self.client}"
        client = self.client
        await client.until(lambda: client.history.seq >= head or not client.connected, seconds)
        await client.close()

    async def _arrive(self) -> bool:
        """Connect to any worker, over any transport; False where that worker is down."""
        client = self.client
        client.protocol.transport = self._rng.choice(_TRANSPORTS)
        first = None if client.history.seq or len(self.clients) > 1 else Cursor(None, 0)
        try:
            await client.connect(self._rng.choice(self._bases), first)
        except LostError:
            await client.close()
            self._tally.counts["refused"] += 1
            await asyncio.sleep(self._rng.uniform(0, _AGAIN_S))
            return False
        self._tally.counts[client.protocol.transport] += 1
        return True

    async def _stay(self, over: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        leaves_at = loop.time() + self._rng.expovariate(1 / self._stay_s)
        while self.client.connected and not over.is_set() and loop.time() < leaves_at:
            try:
                await self._run_errand()
            except LostError:
                self._tally.counts["acks lost"] += 1
                return
            await self.client.rest(min(1.0, leaves_at - loop.time()))

    async def _run_errand(self) -> None:
        if not self.errands or self._rng.random() > 0.5 or not self._is_time(self.errands[0]):
            return
        sent = self._together()
        acks = await asyncio.gather(*map(self.client.send, sent))
        for command, ack in zip(sent, acks, strict=True):
            if ack.status == "rejected":
                self._note_rejection(ack.error.code if ack.error else "")
                return
            self._note_done(command, ack.status)
            if self._rng.random() < _REPEATS:
                await self._repeat(command)

    def _together(self) -> list[Command]:
        """The errands to run now: one, or a start with its cancel right behind it.

        That only over a WebSocket, which keeps the two in order.
        """
        stops = len(self.errands) > 1 and isinstance(self.errands[1], Cancel)
        if stops and isinstance(self.errands[0], Start):
            return self.errands[: 2 if self.client.protocol.transport == "websocket" else 1]
        return self.errands[:1]

    def _note_done(self, command: Command, status: str) -> None:
        self._tally.counts[status] += 1
        self.errands.remove(command)
        if isinstance(command, Cancel):
            # A duplicate is one that was accepted, and its ack lost.
            self._tally.stopped[self.session].add(_run_of(command))

    def _is_time(self, command: Command) -> bool:
        """A cancel is for the run of the command before it, which must have begun.

        Before the first run there is none that it could hit instead, so there it may come at once.
        """
        if not isinstance(command, Cancel) or _run_of(command) == "c0":
            return True
        history = self.client.history
        seen = reversed([*(history.snapshot or ()), *history.events])
        run = next((event["runId"] for event in seen if event["type"] == "RUN_STARTED"), "")
        return run == _run_of(command)

    async def _repeat(self, command: Command) -> None:
        ack = await self.client.send(command)
        if ack.status == "rejected" and ack.error and ack.error.code in _TRY_LATER:
            return
        self._tally.counts["sent twice"] += 1
        if ack.status != "duplicate":
            self._tally.violations.append(f"{self.session}: {command.id} again: {ack}")

    def _note_rejection(self, code: str) -> None:
        if isinstance(self.errands[0], Cancel) and code == "not_allowed":
            self._tally.counts["cancels too late"] += 1
            self.errands.pop(0)
            return
        self._tally.counts["put off"] += 1
        if code not in _TRY_LATER:
            self._tally.violations.append(f"{self.session}: {self.errands[0].id} rejected: {code}")

    async def _leave(self) -> None:
        if self.client.connected:
            self._tally.counts["drops"] += 1
            await (self.client.drop() if self._rng.random() < 0.7 else self.client.close())
        else:
            self._tally.counts["cut off"] += 1
            await self.client.close()
        if self._rng.random() < _FORGETS:
            self._renew()


def _run_of(cancel: Cancel) -> str:
    """The run that a trial's cancel is meant for."""
    return f"c{cancel.id[1:]}"
