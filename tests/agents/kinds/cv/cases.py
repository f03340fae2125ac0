"""Sessions of the kind, and what they gave without a model when that was last looked at."""

import json
from typing import Any

from agents.kind import Services
from agents.kinds.cv.kind import Cv
from agents.models.request import Model
from agents.testing import Conversation, Shelf
from tests.documents import ROOT

MATERIAL = ROOT / "tests" / "material"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""

CASES: dict[str, dict[str, Any]] = {
    "accountant": {
        "resume": "accountant.txt",
        "job": "en_finance_manager.txt",
        "style": {"form": "lebenslauf", "pages": 1},
    },
    "ko_developer": {
        "resume": "ko_developer.md",
        "job": "ko_backend.txt",
        "style": {"form": "careerDescription"},
        "language": "ko",
    },
    "ko_nurse": {
        "resume": "ko_nurse.txt",
        "job": "ko_icu_nurse.txt",
        "style": {"form": "iryeokseo"},
        "language": "ko",
    },
    "nurse": {"resume": "nurse.txt", "job": "en_charge_nurse.txt", "country": "GB"},
    "returner": {"resume": "returner.txt", "targetRole": "Office manager"},
    "warehouse_lead": {"resume": "warehouse_lead.txt", "job": "en_shift_manager.txt"},
}

_BEGUN: dict[str | None, Conversation] = {}


def text_of(collection: str, name: str) -> str:
    """A file of the material."""
    return (MATERIAL / collection / name).read_text(encoding="utf-8")


def given_of(case: dict[str, Any]) -> dict[str, Any]:
    """A case's input as on the wire."""
    given = case | {"resume": text_of("resumes", case["resume"]).strip()}
    return given | ({"job": text_of("postings", case["job"])} if "job" in case else {})


def session(
    given: dict[str, Any],
    model: Model | None = None,
    shelf: Shelf | None = None,
    **options: Any,
) -> Conversation:
    """A session of somebody whose things are on that shelf."""
    library = shelf or Shelf()
    talk = Conversation(
        Cv(),
        given,
        model=model,
        options=options,
        services=lambda lent: Services(model=lent, library=library),
    )
    talk.now_ms = NOW_MS
    return talk


async def begun(
    given: dict[str, Any], model: Model | None = None, shelf: Shelf | None = None, **options: Any
) -> Conversation:
    """The same, with its result. What rules make of an input is made once."""
    key = json.dumps(given, sort_keys=True) if not (model or shelf or options) else None
    if key not in _BEGUN:
        talk = session(given, model, shelf, **options)
        await talk.start()
        assert talk.error is None
        assert talk.phase == "ready"
        if key is None:
            return talk
        _BEGUN[key] = talk
    return _BEGUN[key].fork()


def result(talk: Conversation) -> dict[str, Any]:
    """What stands in the result."""
    assert talk.result is not None
    return talk.result


async def shown(case: dict[str, Any]) -> str:
    """What a case gives without a model, as text."""
    talk = await begun(given_of(case))
    # Where one goes on depends on which kinds there are.
    made = {"said": talk.texts} | result(talk) | {"next": []}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
