"""A kind whose result is written as messages: slow enough that a test can look on."""

from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar

import msgspec

from agents.kind import Action, Kind, NoMemory, On, Rules, Table, Turn
from agents.models.request import Delta, Finish, Request, TextDelta
from tests.page.essay import slowly

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


async def hesitantly(request: Request) -> AsyncGenerator[Delta, None]:
    """An output that takes as long as a text."""
    async for delta in slowly(request):
        if isinstance(delta, Finish):
            yield TextDelta('{"parts": 1}')
            yield delta


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
    offline: ClassVar[Rules] = {"text": slowly, "weigh_evidence": hesitantly}

    async def summarize(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """The summary, after all else is there."""
        turn.result(score=72, parts=[{"title": "One", "text": "The first part."}])
        turn.result(summary=await self._written(turn, SUMMARY))
        turn.update(filling=[])
        return "ready"

    async def rewrite(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """The text of a part, or one that has no place in the result."""
        text = await self._written(turn, turn.text)
        if turn.text != NOWHERE:
            turn.result(parts=[{"title": "One", "text": text}])
        turn.update(filling=[])
        return "ready"

    async def weigh(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """What is seen of a step that says nothing."""
        await turn.ask("evaluator", "weigh_evidence", output=Weight)
        return "ready"

    async def close(self, turn: Turn[ReportInput, NoMemory]) -> str:
        """Take nothing more."""
        return "closed"

    async def _written(self, turn: Turn[ReportInput, NoMemory], path: str) -> str:
        """A text that clients are told to show at the path until it is in the result."""
        turn.update(filling=[{"path": path, "message": f"{turn._stage.run_id}.1"}])  # noqa: SLF001
        return await turn.ask("generator", "text")
