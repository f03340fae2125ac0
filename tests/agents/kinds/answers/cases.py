"""Forms of five people of different trades, and what they gave without a model when last looked at.

The forms are in `forms.json`; a résumé, and a posting of one line, are files of the material there.
`python -m tests.agents.kinds.answers.cases` writes what the forms give now.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from agents.kinds.answers.kind import Answers
from agents.models.request import Model
from agents.testing import Conversation
from tests.deliveries import text_of

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""


def _case(form: dict[str, Any]) -> dict[str, Any]:
    """A form's input as on the wire."""
    job = form.get("job", "")
    files = {"resume": text_of("resumes", form["resume"])}
    return form | files | ({"job": text_of("postings", job)} if job.endswith(".txt") else {})


_FORMS = json.loads((HERE / "forms.json").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = {name: _case(form) for name, form in _FORMS.items()}
MARKETER, NURSE = CASES["ko_marketer"], CASES["ko_nurse_blind"]
TEACHER, WAREHOUSE = CASES["teacher_draft"], CASES["warehouse_lead"]


def limit(most: int, unit: str = "characters", *, spaces: bool = True, **more: str) -> Any:
    """A limit as on the wire."""
    return {"max": most, "unit": unit, "spaces": spaces, **more}


def item(id: str, question: str, length: Any) -> dict[str, Any]:
    """An item as on the wire."""
    return {"id": id, "question": question, "length": length}


def session(given: dict[str, Any], model: Model | None = None) -> Conversation:
    """A session on that day."""
    talk = Conversation(Answers(), given, model=model)
    talk.now_ms = NOW_MS
    return talk


async def result_of(given: dict[str, Any]) -> dict[str, Any]:
    """What a form gives without a model, and what was said."""
    talk = session(given)
    await talk.start()
    assert talk.error is None, talk.error
    assert talk.result is not None
    # What is passed on is the input itself.
    passed = [{"kind": one["kind"], "title": one["title"]} for one in talk.result["next"]]
    return talk.result | {"next": passed, "said": talk.texts}


async def _write() -> None:
    for name, case in CASES.items():
        text = json.dumps(await result_of(case), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
