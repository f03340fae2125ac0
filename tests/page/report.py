"""A kind whose result is written as messages: slow enough that a test can look on."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, ClassVar

import msgspec

from agents.kind import Action, Kind, NoMemory, On, Table, Task, Turn
from agents.models.request import Delta, Finish, TextDelta
from tests.page.essay import EssayInput, slowly

SUMMARY = "/summary"
NOWHERE = "/parts/9/text"
"""No list has a place so far behind its end."""


class ReportInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Nothing is needed."""


class Part(msgspec.Struct, rename="camel"):
    """One chapter."""

    title: str
    text: str


class ReportResult(msgspec.Struct, rename="camel"):
    """What a report comes to."""

    score: int
    summary: Annotated[str, msgspec.Meta(title="In short")]
    parts: list[Part]


class Weight(msgspec.Struct):
    """How much there is."""

    parts: int


async def hesitantly(given: ReportInput) -> AsyncGenerator[Delta, None]:
    """An output that takes as long as a text."""
    async for delta in slowly(EssayInput()):
        if isinstance(delta, Finish):
            yield TextDelta('{"parts": 1}')
            yield delta


async def written(given: ReportInput) -> AsyncGenerator[Delta, None]:
    """A text, word by word."""
    async for delta in slowly(EssayInput()):
        yield delta


def _task(role: Any, name: str, output: Any, offline: Any, **more: Any) -> Task[Any, Any]:
    fixed = {"title": "Writes", "prompt": "Do it.", "inputs": ReportInput}
    return Task(role, name, output=output, offline=offline, **(fixed | more))


IN_SHORT = _task("generator", "summary", str, written, into=SUMMARY)
PART = _task("generator", "part", str, written, into="/parts/*/text")
TEXT = _task("generator", "text", str, written)
WEIGH = _task("evaluator", "weigh_evidence", Weight, hesitantly, title="Weighs what there is")


class Report(Kind):
    """Writes a summary; then, at each message, what stands at the pointer that it is."""

    name = "report"
    title = "Report"
    description = "A result that is written before one's eyes."
    input_type = ReportInput
    result_type = ReportResult
    initial = "ready"
    final = frozenset({"closed"})
    actions: ClassVar[tuple[Action, ...]] = (Action("weigh", "Weigh"), Action("close", "Close"))
    table: ClassVar[Table] = {
        "ready": {
            "start": On("summarize", ("ready",)),
            "message": On("rewrite", ("ready",)),
            "action:weigh": On("weigh", ("ready",)),
            "action:close": On("close", ("closed",)),
        },
        "closed": {},
    }
    tasks = (IN_SHORT, PART, TEXT, WEIGH)
    sets = ("score", "parts")

    async def summarize(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """The summary, after all else is there."""
        turn.fill(score=72, parts=[{"title": "One", "text": "The first part."}])
        await turn.ask(IN_SHORT, turn.input)
        return "ready"

    async def rewrite(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """The text of the part, or one that clients are told has a place where there is none."""
        if turn.text != NOWHERE:
            await turn.ask(PART, turn.input, at=[0])
            return "ready"
        turn.update(filling=[{"path": NOWHERE, "message": f"{turn.caller.run}.1"}])
        await turn.ask(TEXT, turn.input)
        turn.update(filling=[])
        return "ready"

    async def weigh(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """What is seen of a step that says nothing."""
        await turn.ask(WEIGH, turn.input)
        return "ready"

    async def close(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """Take nothing more."""
        return "closed"
