"""Kinds that take a job take one at an address: as a stored one, which says the same."""

from typing import Any

import pytest

from agents.kind import Kind, Services, StoredJob
from agents.kinds.analysis.kind import AnalysisKind
from agents.kinds.optimize.kind import Optimize
from agents.kinds.questions.kind import Questions
from agents.testing import AskedBefore, Conversation, Shelf
from tests.agents.kinds.job.cases import URL, Board, page
from tests.documents import ROOT

RESUME = (ROOT / "tests/material/resumes/nurse.txt").read_text(encoding="utf-8")
KINDS: list[tuple[type[Kind], dict[str, Any]]] = [
    (AnalysisKind, {"targetRole": "Nurse"}),
    (Optimize, {"targetRole": "Nurse"}),
    (Questions, {"count": 4}),
]


def session(kind: Kind, given: dict[str, Any], board: Board) -> Conversation:
    posting = page().posting
    shelf = Shelf(StoredJob("j1", 1, "Nurse", posting))
    return Conversation(
        kind,
        {"resume": RESUME, **given},
        services=lambda lent: Services(
            model=lent, library=shelf, postings=board, asked=AskedBefore()
        ),
    )


@pytest.mark.parametrize(("kind", "given"), KINDS, ids=["analysis", "optimize", "questions"])
async def test_job_at_an_address_counts_as_a_stored_one_does(
    kind: type[Kind], given: dict[str, Any]
) -> None:
    board = Board({URL: page()})
    there = session(kind(), given | {"job": {"url": URL}}, board)
    stored = session(kind(), given | {"job": {"id": "j1"}}, board)
    await there.start()
    await stored.start()
    assert there.error is None
    assert there.result
    assert stored.result
    assert board.asked == [URL]
    assert {**there.result, "next": []} == {**stored.result, "next": []}


@pytest.mark.parametrize(("kind", "given"), KINDS, ids=["analysis", "optimize", "questions"])
async def test_job_that_cannot_be_had_ends_the_run_and_leaves_nothing(
    kind: type[Kind], given: dict[str, Any]
) -> None:
    talk = session(kind(), given | {"job": {"url": URL}}, Board())
    await talk.start()
    assert talk.error
    assert (talk.error.code, talk.result) == ("not_found", None)
