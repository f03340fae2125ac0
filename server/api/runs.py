"""`/v1/sessions/{id}/runs`: what a session's newest runs did, took and came to."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.runtime.taken import StepTaken
from protocol.catalogue import Text
from protocol.errors import NotFound, Overloaded, RateLimited, Unavailable
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import NO_SESSION, SESSION_ID, json, resource, session_id
from server.runs.run_record import RunOutcome, RunRecord, record_of
from store.store import Store

NANO = 1_000_000_000

RUN_ID = Field("run", "The run's id, which is that of its command")


class Tokens(msgspec.Struct):
    """What models have read and written, as they count; null where none did."""

    input: int | None
    output: int | None


class RunSummary(msgspec.Struct, rename="camel"):
    """A run: `startedAt` is when its command was accepted; times are ms since the Unix epoch.

    `command` is `start`, `message`, `action:NAME`, `retry`. `cost` is in USD, as far as prices are
    known. `error` is the code of a failure.
    """

    id: str
    command: str
    started_at: int
    ended_at: int
    outcome: RunOutcome
    error: str | None
    steps: int
    tokens: Tokens
    cost: float


class StepDocument(msgspec.Struct, rename="camel"):
    """A step: which role did which task, by which model, for how much (USD), and how long (ms).

    `offline`: rules have answered, and no model. `kept`: an earlier answer was given again.
    `error` says why there was no answer. A judge's step has its verdict.
    """

    name: str
    role: str
    task: str
    model: str | None
    provider: str | None
    tokens: Tokens
    cost: float
    ms: int
    offline: bool
    kept: bool
    error: str | None
    verdict: Any

    @classmethod
    def of(cls, step: StepTaken) -> "StepDocument":
        """The document of a step that is kept."""
        return cls(
            f"{step.role}:{step.task}",
            step.role,
            step.task,
            step.model,
            step.provider,
            Tokens(step.input_tokens, step.output_tokens),
            step.cost / NANO,
            step.ms,
            step.offline,
            step.kept,
            step.error,
            step.verdict,
        )


class RunMessage(msgspec.Struct, rename="camel"):
    """What one role has told another about a task."""

    sender: str
    to: str
    task: str
    content: Any


class RunDocument(msgspec.Struct, rename="camel"):
    """A run with its steps and what its roles said; `cut`: with fewer of them than there were."""

    id: str
    command: str
    started_at: int
    ended_at: int
    outcome: RunOutcome
    error: str | None
    steps: list[StepDocument]
    messages: list[RunMessage]
    tokens: Tokens
    cost: float
    cut: bool


class RunList(msgspec.Struct):
    """The newest runs of a session that have ended, the newest first."""

    runs: list[RunSummary]


def routes(identities: Identities, reads: Reads, store: Store) -> list[BaseRoute]:
    """The routes of this resource."""
    runs = Runs(identities, reads, store)
    errors = (NotFound, RateLimited, Overloaded, Unavailable)
    list_ = Operation(
        runs.list,
        scope="sessions:write",
        answers=(Answer(200, "The runs", as_json(RunList)),),
        errors=errors,
    )
    get = Operation(
        runs.get,
        scope="sessions:write",
        answers=(Answer(200, "The run", as_json(RunDocument)),),
        errors=errors,
    )
    return [
        resource("/sessions/{id}/runs", SESSION_ID, GET=list_),
        resource("/sessions/{id}/runs/{run}", SESSION_ID, RUN_ID, GET=get),
    ]


class Runs:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, identities: Identities, reads: Reads, store: Store) -> None:
        self._identities = identities
        self._reads = reads
        self._store = store

    async def list(self, request: Request) -> Response:
        """The newest runs of a session that have ended: twenty at most are kept."""
        return json(RunList([_summary(one) for one in await self._read(request)]))

    async def get(self, request: Request) -> Response:
        """One of those runs, with its steps and what roles said to each other.

        Nothing that a user or a model said is in it but what verdicts quote.
        """
        wanted = request.path_params["run"]
        for record in await self._read(request):
            if record.id == wanted:
                return json(_document(record))
        raise NotFound(Text("errors.not_found.thing"))

    async def _read(self, request: Request) -> Sequence[RunRecord]:
        caller = await self._identities.caller(request, safe=True)
        session = session_id(request)
        self._reads.admit(caller)
        found = await self._store.sessions.runs(session, caller.user)
        if found is None:
            raise NotFound(NO_SESSION)
        self._reads.charge(caller, size=sum(map(len, found)))
        return [record_of(raw) for raw in found]


def _summary(record: RunRecord) -> RunSummary:
    return RunSummary(
        record.id,
        record.command,
        record.started,
        record.ended,
        record.outcome,
        record.error,
        record.count,
        Tokens(record.input_tokens, record.output_tokens),
        record.cost / NANO,
    )


def _document(record: RunRecord) -> RunDocument:
    return RunDocument(
        record.id,
        record.command,
        record.started,
        record.ended,
        record.outcome,
        record.error,
        [StepDocument.of(step) for step in record.steps],
        [RunMessage(one.sender, one.to, one.task, one.content) for one in record.messages],
        Tokens(record.input_tokens, record.output_tokens),
        record.cost / NANO,
        record.cut,
    )
