"""Debriefs with what is to be read in them, and sessions of the kind."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from agents.kind import (
    AppliedFor,
    InterviewEntry,
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
    Refused,
    Services,
)
from agents.kinds.debrief.kind import Debrief
from agents.models.request import Caller
from agents.testing import Conversation, Shelf
from protocol.catalogue import Text

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted((HERE / "cases").glob("*.json"))
}
SEEN = [name for name in CASES if not name.startswith("apart_")]
APART = [name for name in CASES if name.startswith("apart_")]
"""These were read only when all was done: of 19 questions all were found and no other, how it went
was told of 17, whether it was answered of 17; 5 of 5 things that come next, 2 of 4 that were
learnt. Three plain errors that showed were mended since."""

NOW_MS = 1_795_996_800_000
"""30 November 2026."""


class Ledger:
    """Somebody's applications (`Services.applications`), and what was added to them."""

    def __init__(self, *applications: AppliedFor) -> None:
        self.known = {one.id: one for one in applications}
        self.added: list[tuple[str, InterviewEntry]] = []

    async def find(self, caller: Caller, id: str) -> AppliedFor:
        if id not in self.known:
            raise Refused(Text("runs.no_application"), "not_found")
        return self.known[id]

    async def add(self, caller: Caller, id: str, entry: InterviewEntry) -> None:
        await self.find(caller, id)
        self.added = [one for one in self.added if one != (id, entry)]
        self.added.append((id, entry))


class Notebook:
    """What is remembered of somebody's practice (`Services.practice`)."""

    def __init__(self) -> None:
        self.now = Practised()

    async def of(self, caller: Caller) -> Practised:
        return self.now

    async def asked(self, caller: Caller, question: PracticeQuestion) -> None:
        others = tuple(one for one in self.now.asked if one != question)
        self.now = msgspec.structs.replace(self.now, asked=(*others, question))

    async def debriefed(self, caller: Caller, weak_points: Sequence[PracticeWeakPoint]) -> None:
        self.now = msgspec.structs.replace(self.now, weak_points=tuple(weak_points))

    async def finished(
        self,
        caller: Caller,
        interview: PastInterview,
        stories: Sequence[PracticeStory],
        weak_points: Sequence[PracticeWeakPoint],
        exercise: PracticeExercise | None,
    ) -> None:
        raise AssertionError("nobody has practised")


def given_of(name: str, **more: Any) -> dict[str, Any]:
    """The input of a case."""
    case = CASES[name]
    return {"text": case["text"], "language": case["language"], "date": case["date"]} | more


def session(
    given: dict[str, Any],
    *,
    model: Any = None,
    ledger: Ledger | None = None,
    notebook: Notebook | None = None,
    shelf: Shelf | None = None,
) -> Conversation:
    """A session of it, on that day."""
    ledger, notebook, shelf = ledger or Ledger(), notebook or Notebook(), shelf or Shelf()

    def lend(model: Any) -> Services:
        return Services(model=model, applications=ledger, practice=notebook, library=shelf)

    talk = Conversation(Debrief(), given, model=model, options={"clarify": False}, services=lend)
    talk.now_ms = NOW_MS
    return talk
