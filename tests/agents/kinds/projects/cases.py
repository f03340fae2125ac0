"""Sessions of the kind, and what they gave without a model when that was last looked at.

`python -m tests.agents.kinds.projects.cases` writes what they give now.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from agents.kinds.projects.kind import Projects
from agents.models.request import Model
from agents.testing import Conversation

GOLDEN = Path(__file__).parent / "golden"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""

CASES: dict[str, dict[str, Any]] = {
    "backend_senior": {
        "targetRole": "Backend developer",
        "skills": ["Go", "PostgreSQL", "Kafka"],
        "level": "senior",
        "hours": 30,
    },
    "cook_junior": {
        "targetRole": "Cook",
        "skills": ["knife skills", "HACCP", "catering"],
        "level": "junior",
        "count": 4,
    },
    "ko_teacher": {
        "targetRole": "초등교사",
        "skills": ["수업 설계", "학부모 상담"],
        "level": "senior",
        "hours": 6,
        "language": "ko",
    },
    "ko_warehouse": {
        "targetRole": "창고 관리자",
        "skills": ["지게차 운전", "재고 실사", "엑셀"],
        "level": "mid",
        "language": "ko",
    },
    "nurse_short": {
        "targetRole": "Nurse",
        "skills": ["wound care", "triage"],
        "level": "mid",
        "hours": 3,
    },
    "unknown": {
        "targetRole": "Dragon tamer",
        "skills": ["fire breathing"],
        "level": "junior",
        "hours": 5,
    },
}


def session(given: dict[str, Any], model: Model | None = None, **more: Any) -> Conversation:
    """A session of the kind."""
    talk = Conversation(Projects(), given, model=model, **more)
    talk.now_ms = NOW_MS
    return talk


async def result_of(case: dict[str, Any]) -> dict[str, Any]:
    """What a case gives without a model."""
    talk = session(case)
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
