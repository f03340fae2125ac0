"""The kinds that deliver, and six people of different fields to whom each can deliver."""

import datetime as dt
import json
from typing import Any, NamedTuple

from agents.delivery.kind import Delivery
from agents.kind import Services
from agents.kind.loader import load
from agents.testing import Conversation, Shelf
from protocol.commands import Start
from tests.documents import ROOT

_MATERIAL = ROOT / "tests" / "material"


class Person(NamedTuple):
    """Files of a résumé and of a posting, the role, and the language that is spoken."""

    resume: str
    posting: str
    role: str
    language: str = "en"


PEOPLE = {
    "accountant": Person("accountant.txt", "en_finance_manager.txt", "Finance manager"),
    "ko_nurse": Person("ko_nurse.txt", "ko_icu_nurse.txt", "중환자실 간호사", "ko"),
    "ko_production": Person("ko_production.txt", "ko_production.txt", "생산관리", "ko"),
    "software_mid": Person("software_mid.md", "en_backend.md", "Backend engineer"),
    "teacher": Person("primary_teacher.txt", "en_teacher.txt", "Primary teacher"),
    "warehouse_lead": Person("warehouse_lead.txt", "en_shift_manager.txt", "Shift manager"),
}
KINDS = ("analysis", "optimize", "questions")
"""Those that a provider plays in full (`tests.deliverers`), each for all of the people."""
OTHERS = {
    "answers": "ko_nurse",
    "cv": "accountant",
    "letter": "software_mid",
    "paths": "teacher",
    "plan": "ko_production",
    "projects": "warehouse_lead",
}
"""All others, each with the one of the people for whom it is tried on every wire."""
TRIED = dict.fromkeys(KINDS, tuple(PEOPLE)) | {kind: (one,) for kind, one in OTHERS.items()}
"""For whom each kind is tried."""
READERS = (*KINDS, "plan")
"""Those that read a résumé and a posting."""


def text_of(collection: str, name: str) -> str:
    """A file of the material."""
    return (_MATERIAL / collection / name).read_text(encoding="utf-8")


def given(person: str, kind: str = "analysis") -> dict[str, Any]:
    """What a kind takes of somebody; texts as a form gives them."""
    one = PEOPLE[person]
    whole = {
        "resume": text_of("resumes", one.resume).strip(),
        "job": text_of("postings", one.posting).strip(),
        "targetRole": one.role,
        "language": one.language,
    }
    taken, more = _INPUTS.get(kind, (tuple(whole), {}))
    return {name: whole[name] for name in taken} | more


_INPUTS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "answers": (
        ("resume", "job", "language"),
        {
            "items": [
                {
                    "id": "1",
                    "question": "지원 동기와 관련 경험을 기술해 주십시오.",
                    "length": {"max": 500, "unit": "characters", "spaces": True},
                }
            ],
            "mode": "draft",
        },
    ),
    "cv": (("resume", "job", "language"), {}),
    "letter": (("resume", "job", "language"), {}),
    "paths": (("resume", "targetRole", "language"), {}),
    "projects": (
        ("targetRole", "language"),
        {"skills": ["Stock control", "Excel"], "level": "mid"},
    ),
}
"""What is taken of somebody, and what is given besides, of kinds that take something else."""


def delivering(kind: str) -> Delivery:
    """The kind of that name."""
    found = load()[kind]
    assert isinstance(found, Delivery)
    return found


async def delivered(kind: str, person: str, session: str, run: str, as_of: str) -> Any:
    """What the kind gives somebody by rules on that day, with no server; chance goes by the run."""
    fields = given(person, kind)
    talk = Conversation(
        delivering(kind), fields, services=lambda lent: Services(model=lent, library=Shelf())
    )
    day = dt.datetime.fromisoformat(as_of).replace(hour=12, tzinfo=dt.UTC)
    talk.now_ms = int(day.timestamp() * 1000)
    await talk.do(Start(run, kind, fields, {"clarify": False}))
    assert talk.error is None
    return json.loads(json.dumps(talk.result).replace('"s1"', json.dumps(session)))
