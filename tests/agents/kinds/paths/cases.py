"""Sessions of the kind, and what they gave without a model when that was last looked at.

`python -m tests.agents.kinds.paths.cases` writes what they give now.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from agents.kinds.paths.kind import Paths
from agents.models.request import Model
from agents.testing import Conversation
from tests.documents import ROOT

GOLDEN = Path(__file__).parent / "golden"
MATERIAL = ROOT / "tests" / "material"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""

CASES: dict[str, dict[str, Any]] = {
    "accountant": {"resume": "accountant.txt", "targetRole": "Finance manager"},
    "ko_production": {"resume": "ko_production.txt", "targetRole": "생산관리", "language": "ko"},
    "ko_nurse": {"resume": "ko_nurse.txt"},
    "primary_teacher": {"resume": "primary_teacher.txt"},
    "returner": {"resume": "returner.txt", "targetRole": "Office manager"},
    "warehouse_lead": {"resume": "warehouse_lead.txt", "targetRole": "Shift manager"},
}


def text_of(name: str) -> str:
    """A résumé of the material."""
    return (MATERIAL / "resumes" / name).read_text(encoding="utf-8")


def given_of(case: dict[str, Any]) -> dict[str, Any]:
    """A case's input as on the wire."""
    return case | {"resume": text_of(case["resume"])}


def session(given: dict[str, Any], model: Model | None = None, **more: Any) -> Conversation:
    """A session of the kind."""
    talk = Conversation(Paths(), given, model=model, **more)
    talk.now_ms = NOW_MS
    return talk


async def result_of(case: dict[str, Any]) -> dict[str, Any]:
    """What a case gives without a model."""
    talk = session(given_of(case))
    await talk.start()
    assert talk.error is None
    assert talk.result is not None
    # Where one goes on depends on which kinds there are.
    return talk.result | {"next": []}


async def _write() -> None:
    for name, case in CASES.items():
        text = json.dumps(await result_of(case), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
