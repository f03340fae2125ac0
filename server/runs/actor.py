"""The actor of a session: reads its inbox, runs one command after the other, lets go.

It lives on whichever worker holds the session's lease. All that it writes carries the lease's
fencing token, so an actor that was paused and replaced can write nothing.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from agents.errors import KindChanged, SessionFull
from agents.kind.kind import Kind
from agents.kind.services import Services
from agents.kind.turn import wall_ms
from agents.runtime.run import Outcome, Run
from protocol.catalogue import Text
from server.followers.tails import Tails
from server.logs import get_logger
from server.runs.appender import Appender, LeaseLost, RunCancelled, WritesLost
from server.runs.committer import Committer
from server.runs.patience import patiently
from server.runs.run_input import RunInput
from store.errors import StoreUnavailable
from store.leases.types import Acquired, Idle, Newer
from store.store import Store
from store.usage.types import Used
from store.usage.usage import day_of

TAKEOVERS = 5
"""The guard against poison: so often in a row, with no step finished in between, a run is taken
over and begun again.

Whatever has stopped that many workers would stop the next ones, too, and all that they do besides.
"""

FULL = Text("runs.session_full")

log = get_logger(__name__)


@dataclass(slots=True)
class ActorContext:
    """What actors of one worker share."""

    worker: str
    store: Store
    committer: Committer
    tails: Tails
    kinds: Mapping[str, Kind]
    services: Services
    versions: Mapping[str, int] = field(init=False)
    """Which version of each kind this worker has."""
    _newer: set[Newer] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.versions = {name: kind.version for name, kind in self.kinds.items()}

    def note_newer(self, newer: Newer) -> None:
        """Say once of each version that its sessions are left to workers that have it."""
        if newer not in self._newer:
            self._newer.add(newer)
            log.warning("kind_is_newer_elsewhere", kind=newer.kind, version=newer.version)


class Actor:
    """One session's actor in this process. `serve` is its life."""

    def __init__(self, context: ActorContext, session: str) -> None:
        self.session = session
        self.token: int | None = None
        self.dirty = False  # whether the inbox is to be looked at again
        self._context = context
        self.appender: Appender | None = None
        self._run: Run | None = None
        self._running: asyncio.Task[Outcome] | None = None
        self._cancelled: str | None = None

    async def serve(self) -> None:
        """Take the lease and work the inbox until it is empty or the lease is another's.

        Raises StoreUnavailable when Redis is away before there is anything to lose; cancelled,
        it hands the session over: what was emitted is flushed and the lease is let go.
        """
        while True:
            self.dirty = False
            acquired = await self._context.store.leases.acquire(
                self.session, self._context.worker, self._context.versions
            )
            if isinstance(acquired, Acquired):
                await self._hold(acquired)
            elif isinstance(acquired, Idle):
                await self._context.store.leases.set_aside(self.session)
            elif isinstance(acquired, Newer):
                self._context.note_newer(acquired)
                await self._context.store.leases.leave(self.session)
                return
            if not self.dirty:
                return

    async def _hold(self, acquired: Acquired) -> None:
        context = self._context
        self.appender = context.committer.appender(
            self.session, acquired.token, acquired.head, self._stop_run, self._end_full_run
        )
        self.token = acquired.token
        self.cancel(acquired.cancelled)
        await context.tails.set_local(self.session, acquired.epoch, acquired.head)
        try:
            if self.dirty:
                # It was said while we took the lease: perhaps right after, so we have not read it.
                await self.notice()
            await self._work(self.appender, acquired)
        except LeaseLost:
            log.warning("lease_lost", session=self.session, token=acquired.token)
        except WritesLost:
            log.warning("writes_lost", session=self.session, head=self.appender.head)
            await context.store.sessions.verify(
                self.session, acquired.epoch, self.appender.head, acquired.token
            )
            await self._start_over(acquired.token)
        except RunCancelled:
            await self._start_over(acquired.token)
        except asyncio.CancelledError:
            await self.appender.flushed()
            await context.store.leases.release(self.session, acquired.token)
            raise
        finally:
            self.token = None
            context.tails.set_remote(self.session)

    async def _start_over(self, token: int) -> None:
        """Have `serve` take the session again, as it stands now."""
        await self._context.store.leases.release(self.session, token)
        self.dirty = True

    async def _work(self, appender: Appender, acquired: Acquired) -> None:
        run_input: RunInput | None = await RunInput.of(self.session, acquired)
        while run_input is not None:
            counting = asyncio.create_task(self._count_run(run_input))
            try:
                outcome = await self._outcome(appender, run_input)
                await counting  # what is kept of a run has been counted
            finally:
                counting.cancel()
            committed = await appender.finish(run_input.finish(outcome), outcome.terminal)
            log.info(
                "run_ended",
                session=self.session,
                run=run_input.command.id,
                kind=run_input.kind,
                outcome=outcome.status,
                events=committed.head - run_input.head,
                ms=round(time.time() * 1000) - run_input.accepted_at,
            )
            run_input = run_input.next(outcome, committed)
            if run_input is not None:
                await self._count(run_input)
            elif self._rings_soon(outcome):
                self.dirty = True

    async def _count_run(self, run_input: RunInput) -> None:
        """Count it as its user's, once, whoever takes it over."""
        await patiently(
            lambda: self._context.store.usage.count(
                run_input.owner,
                f"{self.session} {run_input.command.id}",
                Used(day_of(run_input.accepted_at), run_input.kind),
                guest=run_input.guest,
            )
        )

    def _rings_soon(self, outcome: Outcome) -> bool:
        """Whether the session wakes before the sweep would look whether it is at rest: then that is
        seen to at once, so that it wakes in time.
        """
        alarm = outcome.checkpoint.position.alarm
        lease_ms = self._context.store.steps.lease_ms
        return alarm is not None and alarm.at_ms < wall_ms() + lease_ms

    async def _count(self, run_input: RunInput) -> None:
        """Have what a session takes count that has more to do at once."""
        with suppress(StoreUnavailable):  # it is counted when it rests, too
            await self._context.store.quotas.measure(
                run_input.owner, self.session, guest=run_input.guest
            )

    async def _outcome(self, appender: Appender, run_input: RunInput) -> Outcome:
        """Run one command to its end. Raises what became of the lease, when it is lost."""
        kind = self._context.kinds.get(run_input.kind)
        if kind is None:
            gone = Text("runs.kind_gone", name=repr(run_input.kind))
            return run_input.refused("unknown_kind", gone)
        services = self._context.services
        try:
            view = run_input.view(kind)
            run = Run(view, run_input.command, run_input.accepted_at, appender, services)
        except KindChanged as exc:
            log.warning("kind_changed", session=self.session, kind=kind.name, why=exc.why)
            return run_input.refused(exc.code, exc.text)
        if run.id == self._cancelled:
            run.cancel()
        elif run_input.takeovers > TAKEOVERS:
            log.error(
                "run_given_up", session=self.session, run=run.id, takeovers=run_input.takeovers
            )
            return run.give_up()
        self._run = run
        self._running = asyncio.get_running_loop().create_task(run.execute())
        try:
            return await self._running
        except asyncio.CancelledError:
            if appender.failure is not None and not _told_to_stop():
                raise appender.failure from None
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            raise
        finally:
            self._run = self._running = None

    def _stop_run(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _end_full_run(self) -> None:
        if self._run is not None:
            log.warning("session_full", session=self.session, run=self._run.id)
            self._run.stop(SessionFull(FULL))

    def on_lease_lost(self) -> None:
        """The lease is known to be another's: stop at once."""
        if self.appender is not None and self.appender.failure is None:
            self.appender.fail(LeaseLost())

    def cancel(self, run: str | None) -> None:
        """That run, if any, is to end as cancelled: now, or as soon as it begins."""
        if run is None:
            return
        self._cancelled = run
        if self._run is not None and self._run.id == run:
            self._run.cancel()

    async def notice(self) -> None:
        """Something was said to this session that can't wait for the inbox, perhaps a cancel."""
        self.dirty = True
        if self.token is None:
            return
        try:
            self.cancel(await self._context.store.leases.cancelled(self.session))
        except StoreUnavailable:
            log.debug("cancel_unread", session=self.session)  # the next renewal brings it, too


def _told_to_stop() -> bool:
    """Whether this very task was cancelled, rather than the run that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
