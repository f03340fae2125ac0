"""Résumés and postings of several fields, and what an analysis of each is without a model.

`python -m tests.agents.kinds.analysis.cases` writes what it is now; the difference is to be read.
"""

import asyncio
import json
from pathlib import Path
from typing import Any, NamedTuple

from agents.kinds.analysis.kind import AnalysisKind
from agents.testing import Conversation
from tests.documents import ROOT

MATERIAL = ROOT / "tests" / "material"
GOLDEN = Path(__file__).parent / "golden"
NOW_MS = 1_796_000_000_000
"""30 November 2026."""


class Case(NamedTuple):
    """A résumé, a posting where there is one, a role, and the language of who asks."""

    resume: str
    posting: str | None
    role: str
    language: str = "en"

    @property
    def name(self) -> str:
        return Path(self.resume).stem


CASES = [
    Case("accountant.txt", "en_finance_manager.txt", "Finance manager"),
    Case("graduate.txt", None, "Data analyst"),
    Case("ko_nurse.txt", "ko_icu_nurse.txt", "중환자실 간호사", "ko"),
    Case("ko_production.txt", "ko_production.txt", "생산관리", "ko"),
    Case("nurse.txt", "en_charge_nurse.txt", "Charge nurse"),
    Case("primary_teacher.txt", "en_teacher.txt", "Primary teacher"),
    Case("software_mid.md", "en_backend.md", "Backend engineer"),
    Case("warehouse_lead.txt", "en_shift_manager.txt", "Shift manager"),
]


def read(part: str, name: str) -> str:
    """One of the texts."""
    return (MATERIAL / part / name).read_text(encoding="utf-8")


def given(case: Case) -> dict[str, Any]:
    """The input of an analysis."""
    found = {"resume": read("resumes", case.resume), "targetRole": case.role}
    if case.posting is not None:
        found["job"] = read("postings", case.posting)
    return found


def talk(given: dict[str, Any], language: str = "en", **more: Any) -> Conversation:
    """An analysis that is about to be asked for, where nobody can answer a question."""
    options = {"language": language, "clarify": False}
    one = Conversation(AnalysisKind(), given, options=options, **more)
    one.now_ms = NOW_MS
    return one


async def analysed(case: Case) -> dict[str, Any]:
    """What comes of the case: the result, and what is said of it."""
    one = talk(given(case), case.language)
    await one.start()
    assert one.error is None, one.error
    result = {name: value for name, value in (one.result or {}).items() if name != "next"}
    return {"said": one.texts, "result": result}


def written(found: dict[str, Any]) -> str:
    """As it stands in its file."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all of them."""
    for case in CASES:
        text = written(asyncio.run(analysed(case)))
        (GOLDEN / f"{case.name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
