"""Sessions of the kind, and the letters that they gave without a model when last looked at."""

from functools import cache
from typing import Any

import msgspec

from agents.kind import Services
from agents.kinds.letter.drafts import Brief, Draft, Wanted
from agents.kinds.letter.kind import Letter
from agents.kinds.letter.material import Told, told_of
from agents.models.request import Model, TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, Shelf
from tests.deliveries import text_of

NOW_MS = 1_795_996_800_000
"""30 November 2026."""
DAY = "2026-11-30"

PAIRS = {
    "accountant": ("accountant.txt", "en_finance_manager.txt"),
    "apart": ("chef.txt", "en_data_analyst.txt"),
    "ko_nurse": ("ko_nurse.txt", "ko_icu_nurse.txt"),
    "ko_production": ("ko_production.txt", "ko_production.txt"),
    "software_mid": ("software_mid.md", "en_backend.md"),
    "teacher": ("primary_teacher.txt", "en_teacher.txt"),
    "warehouse_lead": ("warehouse_lead.txt", "en_shift_manager.txt"),
}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "accountant_negotiates": ("accountant", {"purpose": "negotiate", "tone": "formal"}),
    "apart": ("apart", {"tone": "warm"}),
    "ko_nurse": (
        "ko_nurse",
        {"why": "증설하는 병동을 처음부터 함께 만들고 싶습니다", "mention": ["나이트 가능해요"]},
    ),
    "ko_production_resigns": ("ko_production", {"purpose": "resign", "addressee": "공장장님"}),
    "teacher": ("teacher", {"addressee": "Mrs T. Oyelaran"}),
    "warehouse_lead": (
        "warehouse_lead",
        {
            "tone": "bold",
            "addressee": "Ms Adeyemi",
            "mention": [
                "stood in for the manager, never led through team leaders",
                "four weeks' notice",
                "nights are fine",
            ],
        },
    ),
}


def given(pair: str, **more: Any) -> dict[str, Any]:
    """The input of a pair as on the wire."""
    resume, job = PAIRS[pair]
    texts = {"resume": text_of("resumes", resume).strip(), "job": text_of("postings", job).strip()}
    return {**texts, "language": "ko" if pair.startswith("ko") else "en", **more}


def session(fields: dict[str, Any], model: Model | None = None, **options: Any) -> Conversation:
    """A session of the kind."""
    shelf = Shelf()
    talk = Conversation(
        Letter(),
        fields,
        model=model,
        options={"clarify": False, **options},
        services=lambda lent: Services(model=lent, library=shelf),
    )
    talk.now_ms = NOW_MS
    return talk


async def begun(pair: str, **more: Any) -> Conversation:
    """A session without a model that has its letter."""
    talk = session(given(pair, **more))
    await talk.start()
    assert (talk.phase, talk.error) == ("ready", None)
    return talk


def brief(pair: str, **wanted: Any) -> Brief:
    """What the writer of a pair's letter is told."""
    told = _told(pair)
    return Brief(told.resume, told.job, Wanted(**wanted), told.material, told.material.language)


@cache
def _told(pair: str) -> Told:
    resume, job = PAIRS[pair]
    return told_of(text_of("resumes", resume), text_of("postings", job), None, DAY, "en")


def writing(*drafts: Draft) -> ScriptedModel:
    """A model that writes these letters one after the other, and finds each worth reading."""
    fine = '{"decision":"approve","score":90,"issues":[],"instructions":""}'
    written = [counted(msgspec.json.encode(one).decode()) for one in drafts]
    return ScriptedModel(
        {
            "generator:write": written[0] if len(written) == 1 else written,
            "evaluator:worth_reading": counted(fine),
        }
    )


def counted(text: str) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    return Deltas(TextDelta(text), Usage("p", "m", 10, 10))
