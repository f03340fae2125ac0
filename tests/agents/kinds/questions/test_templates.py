"""Questions from templates."""

from pathlib import Path

import msgspec
import pytest

from agents.evidence.particles import filled
from agents.kinds.questions.bank import types
from agents.kinds.questions.checking import faults
from agents.kinds.questions.drafts import Need, Wanted
from agents.kinds.questions.material import passages
from agents.kinds.questions.templates import prepared, written
from tests.documents import ROOT

RESUMES = sorted((ROOT / "tests/material/resumes").iterdir())
NEEDS = (Need("m1", "Reporting figures to managers", "need"), Need("r1", "Negotiation", "usual"))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_what_rules_write_is_sound_about_every_resume(path: Path, language: str) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = Wanted(
        text, passages(text), NEEDS, types(), "medium", "Manager", None, (), language, variation=3
    )
    drafts = written(wanted)
    said = [what for what in faults(drafts, wanted) if not what.startswith("There are")]
    assert said == []
    assert len(drafts.questions) >= 6


def test_places_are_filled_with_the_particle_that_fits() -> None:
    assert filled("{tool}을/를 쓰신 이유", {"tool": "SQL"}) == "SQL을 쓰신 이유"
    assert filled('"{quote}"이라고/라고', {"quote": "감염 1.2건"}) == '"감염 1.2건"이라고'
    assert filled("{need}이/가 필요", {"need": "협상"}) == "협상이 필요"


def test_what_to_have_ready_is_the_passage_and_what_goes_with_it() -> None:
    text = (
        "EXPERIENCE\nClerk, Acme Ltd, 2019 - now\n- Planned the weekly rota for the warehouse\n"
        "- Wrote the rota rules for the warehouse\n- Counted the stock of bandages\n"
    )
    found = passages(text)
    ready = prepared(found[0], found)
    assert [one.quote for one in ready] == [
        "Planned the weekly rota for the warehouse",
        "Wrote the rota rules for the warehouse",
    ]


def test_wording_changes_within_a_session() -> None:
    text = (ROOT / "tests/material/resumes/nurse.txt").read_text(encoding="utf-8")
    wanted = Wanted(
        text, passages(text), (), ("quality",) * 4, "medium", None, None, (), "en", variation=1
    )
    asked = [one.text.rpartition('". ')[2] for one in written(wanted).questions]
    assert len(set(asked)) == 4
    other = written(msgspec.structs.replace(wanted, variation=2))
    assert other != written(wanted)
