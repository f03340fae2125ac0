"""Sessions of the kind, and what they gave without a model when that was last looked at.

`python -m tests.agents.kinds.questions.cases` writes what they give now.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from agents.kind import Services
from agents.kind.services import Asked
from agents.kinds.questions.kind import Questions
from agents.models.request import Model
from agents.testing import AskedBefore, Conversation, Shelf
from tests.documents import ROOT

GOLDEN = Path(__file__).parent / "golden"
MATERIAL = ROOT / "tests" / "material"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""

CASES: dict[str, dict[str, Any]] = {
    "accountant": {"resume": "accountant.txt", "job": "en_finance_manager.txt", "count": 6},
    "ko_developer": {"resume": "ko_developer.md", "job": "ko_backend.txt", "count": 6},
    "ko_nurse": {"resume": "ko_nurse.txt", "job": "ko_icu_nurse.txt", "stage": "manager"},
    "primary_teacher": {"resume": "primary_teacher.txt", "targetRole": "Primary school teacher"},
    "returner": {
        "resume": "returner.txt",
        "targetRole": "Office manager",
        "stage": "recruiter",
        "count": 6,
    },
    "warehouse_lead": {"resume": "warehouse_lead.txt", "job": "en_shift_manager.txt", "count": 8},
}


def text_of(collection: str, name: str) -> str:
    """A file of the material."""
    return (MATERIAL / collection / name).read_text(encoding="utf-8")


def given_of(case: dict[str, Any]) -> dict[str, Any]:
    """A case's input as on the wire."""
    given = case | {"resume": text_of("resumes", case["resume"])}
    return given | ({"job": text_of("postings", case["job"])} if "job" in case else {})


def session(
    given: dict[str, Any],
    asked: Asked | None = None,
    model: Model | None = None,
    shelf: Shelf | None = None,
) -> Conversation:
    """A session of somebody whose other sessions remember in `asked`, and whose shelf that is."""
    before = asked or AskedBefore()
    library = shelf or Shelf()
    talk = Conversation(
        Questions(),
        given,
        model=model,
        services=lambda lent: Services(model=lent, asked=before, library=library),
    )
    talk.now_ms = NOW_MS
    return talk


async def result_of(case: dict[str, Any]) -> dict[str, Any]:
    """What a case gives without a model."""
    talk = session(given_of(case))
    await talk.start()
    assert talk.error is None
    assert talk.result is not None
    # What is passed on is the input itself.
    passed = [{"kind": one["kind"], "title": one["title"]} for one in talk.result["next"]]
    return talk.result | {"next": passed}


async def _write() -> None:
    for name, case in CASES.items():
        text = json.dumps(await result_of(case), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
