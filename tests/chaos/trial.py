"""One trial: sessions, visitors and faults; then the verdict."""

import asyncio
import random
import shutil
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError

from protocol.commands import Cancel, Command, Message, Retry, Start
from tests.chaos.cluster import Cluster
from tests.chaos.faults import inflict, schedule
from tests.chaos.kinds import MAX_BRANCHES
from tests.chaos.release import unpack
from tests.chaos.script import Plan
from tests.chaos.truth import Recorder, Truth, resting
from tests.chaos.verdict import Verdict
from tests.chaos.visitor import Tally, Visitor
from tests.clients import guest, new_http
from tests.processes import Servers

_CATCH_UP_S = 30.0
_LOOK_S = 0.5
_LONG = 0.1
_SECOND_VISITOR = 0.5
_REDONE = 0.25
_MAX_STAY_S = 4.0


@dataclass(frozen=True)
class Options:
    """How much of everything.

    `with_` is a commit whose code some of the workers run at first: an older release. Where its
    kinds know no branches, there may be none.
    """

    seed: int = 1
    sessions: int = 200
    drops: int = 1000
    workers: int = 3
    faults: int = 16
    messages: int = 3
    branches: int = MAX_BRANCHES
    limit_s: float = 240.0
    with_: str = ""


@dataclass
class Report:
    """What happened, and what must not have."""

    figures: dict[str, int | float] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)


async def run(options: Options) -> Report:
    """Do it all; everything that was started is gone at the end.

    What the workers have logged is kept where something was violated, and the report says where.
    """
    folder = Path(tempfile.mkdtemp(prefix="careerpilot-chaos-"))
    with Servers(folder) as servers:
        older = unpack(options.with_, folder / "older") if options.with_ else None
        cluster = Cluster(servers, options.workers, older)
        await cluster.ready()
        async with new_http() as http:
            report = await Trial(options, cluster, http).run()
    if report.violations:
        report.violations.append(f"what was logged is kept in {folder}")
    else:
        shutil.rmtree(folder)
    return report


class Trial:
    """The state of one trial."""

    def __init__(self, options: Options, cluster: Cluster, http: httpx.AsyncClient) -> None:
        self._options = options
        self._cluster = cluster
        self._http = http
        self._rng = random.Random(f"trial/{options.seed}")
        self._tally = Tally()
        self._faults: Counter[str] = Counter()
        self._plans = {self._new_id(): self._new_plan() for _ in range(options.sessions)}
        self._redis: Redis = Redis.from_url(cluster.redis.url)
        self._recorder = Recorder(self._redis, list(self._plans))

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _new_plan(self) -> Plan:
        rng = self._rng
        is_long = rng.random() < _LONG
        return Plan(
            seed=rng.getrandbits(31),
            steps=rng.randint(3, 4),
            words=rng.randint(90, 120) if is_long else rng.randint(20, 36),
            per_second=25.0 if is_long else 8.0,
            labels=tuple(f"message {n}: ünï" for n in range(self._options.messages)),
            redone=frozenset(
                n for n in range(1 + self._options.messages) if rng.random() < _REDONE
            ),
            branches=rng.randint(0, self._options.branches),
        )

    async def run(self) -> Report:
        """Chaos, then quiet, then the verdict."""
        begun = time.monotonic()
        visitors = self._visitors(await guest(self._cluster.bases[0], self._http))
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for visitor in visitors:
                group.create_task(visitor.visit(over))
            group.create_task(self._recorder.record(over))
            faults = group.create_task(self._inflict())
            await self._until_done(visitors, faults, begun + self._options.limit_s)
            over.set()
        truths = await self._recorder.finish()
        await self._catch_up(visitors, truths)
        verdicts = [self._judge(session, truths[session], visitors) for session in self._plans]
        await self._redis.aclose()
        return self._report(visitors, verdicts, time.monotonic() - begun)

    async def _inflict(self) -> None:
        options = self._options
        faults = schedule(options.seed, options.faults, options.workers)
        await inflict(self._cluster, faults, self._faults)

    def _visitors(self, token: str) -> list[Visitor]:
        """One for each session, who also brings the commands; a second one for some."""
        sessions = list(self._plans)
        seconds = [s for s in sessions if self._rng.random() < _SECOND_VISITOR]
        stay_s = self._stay_s(len(sessions) + len(seconds))
        return [
            Visitor(
                session,
                token,
                self._http,
                self._cluster.bases,
                random.Random(f"visitor/{self._options.seed}/{place}"),
                self._tally,
                stay_s,
                self._commands(session) if place < len(sessions) else (),
            )
            for place, session in enumerate((*sessions, *seconds))
        ]

    def _stay_s(self, visitors: int) -> float:
        """Short enough for the drops wanted within the time that the faults take."""
        faults = schedule(self._options.seed, self._options.faults, self._options.workers)
        seconds = sum(fault.after_s + fault.down_s + 1.0 for fault in faults)
        return min(_MAX_STAY_S, 0.5 * visitors * seconds / max(1, self._options.drops))

    def _commands(self, session: str) -> list[Command]:
        plan = self._plans[session]
        commands: list[Command] = []
        for number, label in enumerate(("", *plan.labels)):
            first = Start("c0", kind="relay", input=plan.input)
            commands.append(Message(f"c{number}", text=label) if number else first)
            if number in plan.redone:
                commands += [Cancel(f"x{number}"), Retry(f"r{number}")]
        return commands

    async def _until_done(
        self, visitors: Sequence[Visitor], faults: asyncio.Task[None], deadline: float
    ) -> None:
        """Until every command is acknowledged, every run has ended, and all has gone wrong."""
        while time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_S)
            said = not any(visitor.errands for visitor in visitors)
            dropped = self._tally.counts["drops"] >= self._options.drops
            if faults.done() and said and dropped and await self._all_rest():
                return
        self._tally.violations.append(f"not at rest after {self._options.limit_s} s")
        await faults

    async def _all_rest(self) -> bool:
        try:
            return await resting(self._redis, list(self._plans)) == len(self._plans)
        except RedisError:
            return False

    async def _catch_up(self, visitors: Sequence[Visitor], truths: dict[str, Truth]) -> None:
        comings = [v.finish(truths[v.session].head, _CATCH_UP_S) for v in visitors]
        for result in await asyncio.gather(*comings, return_exceptions=True):
            if isinstance(result, BaseException):
                self._tally.violations.append(repr(result))

    def _judge(self, session: str, found: Truth, visitors: Sequence[Visitor]) -> Verdict:
        stopped = frozenset(self._tally.stopped[session])
        verdict = Verdict(session, self._plans[session], found, stopped)
        followers = [visitor for visitor in visitors if visitor.session == session]
        clients = [client for visitor in followers for client in visitor.clients]
        verdict.judge(clients, [visitor.client for visitor in followers])
        return verdict

    def _report(
        self, visitors: Sequence[Visitor], verdicts: Sequence[Verdict], seconds: float
    ) -> Report:
        clients = [client for visitor in visitors for client in visitor.clients]
        figures: dict[str, int | float] = {
            "seconds": round(seconds, 1),
            "sessions": len(verdicts),
            "runs": sum(len(verdict.plan.commands) for verdict in verdicts),
            "events": sum(verdict.truth.head for verdict in verdicts),
            "logs trimmed": sum(verdict.truth.kept < verdict.truth.head for verdict in verdicts),
            "takeovers": sum(verdict.takeovers for verdict in verdicts),
            "withdrawn by handlers": sum(verdict.withdrawals for verdict in verdicts),
            "runs cancelled": sum(verdict.cancelled for verdict in verdicts),
            "clients": len(clients),
            "snapshots received": sum(len(client.history.earlier) for client in clients),
            **dict(sorted(self._tally.counts.items())),
            **{f"faults: {name}": count for name, count in sorted(self._faults.items())},
        }
        violations = [*self._tally.violations, *(p for v in verdicts for p in v.problems)]
        return Report(figures, violations)
