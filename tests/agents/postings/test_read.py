"""Postings of many kinds are read: what is a must, what is welcome, and what is neither."""

import time
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.postings.asked import MOST_ASKED, Asked
from agents.postings.read import MOST_CHARACTERS, posting_of, read_posting
from tests.documents import ROOT

HERE = ROOT / "tests/agents/postings/postings"
EXPECTED = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))
MATERIAL = sorted((ROOT / "tests/material/postings").iterdir())


def folded(text: str) -> str:
    return " ".join(text.split())


def told(asked: tuple[Asked, ...], kind: str) -> list[str]:
    return [("!" if one.knockout else "") + (one.quote or "") for one in asked if one.kind == kind]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_posting_is_read_as_it_says(name: str):
    posting = read_posting((HERE / f"{name}.txt").read_text(encoding="utf-8"))
    expected = EXPECTED[name]
    assert told(posting.asked, "must") == expected["must"]
    assert told(posting.asked, "nice") == expected["nice"]
    assert posting.title == expected["title"]
    assert posting.employer == expected.get("employer")
    assert posting.language == expected["language"]
    assert posting.years == expected.get("years")


@pytest.mark.parametrize("path", MATERIAL, ids=lambda path: path.stem)
def test_every_quote_is_verbatim_and_every_id_its_own(path: Any):
    text = path.read_text(encoding="utf-8")
    asked = read_posting(text).asked
    assert [one.quote for one in asked if (one.quote or "?") not in folded(text)] == []
    assert [one.id for one in asked] == [
        f"{one.kind[0]}{number}" for number, one in enumerate(asked, 1)
    ]


PIECES = [
    "Requirements:", "Nice to have", "필수", "우대 사항", "You must have", "is a plus", "- Go",
    "(m/w/d)", "3 years", "4년 이상", "a\tE", "| x | y |", "**Skills**", "●", ";", "ﬁ", "İ", "😀",
    "English", "licence", "\n", "\n\n", "Essential\tDesirable", "and so is", "not required",
    "\u200b",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=40), st.sampled_from(" \n")
)
def test_any_text_can_be_read_and_is_quoted_verbatim(pieces: list[str], between: str):
    text = between.join(pieces)
    posting = read_posting(text)
    assert len(posting.asked) <= MOST_ASKED
    for one in posting.asked:
        assert one.quote
        assert one.quote in folded(text)
        assert one.text
        assert len(one.text) <= 200
        assert one.level is None or (one.level % 5 == 0 and 0 <= one.level <= 100)
        assert not (one.knockout and one.kind == "nice")


@pytest.mark.parametrize("path", MATERIAL, ids=lambda path: path.stem)
def test_posting_is_read_the_same_with_other_line_ends_and_blanks(path: Any):
    text = path.read_text(encoding="utf-8")
    first = read_posting(text)
    for other in (text.replace("\n", "\r\n"), f"\n\n{text}\n\n", text.replace(" ", "\u00a0")):
        again = read_posting(other)
        assert [(one.kind, one.knockout) for one in again.asked] == [
            (one.kind, one.knockout) for one in first.asked
        ]
        assert again.title == first.title


HOSTILE = {
    "sentences": "Dear all we need you to have experience with Go and Python. ",
    "items": "- Must have 3 years experience with Python, SQL and Excel in a team\n",
    "labels": "Required: ",
    "letters": "a ",
    "short lines": "a\n",
    "brackets": "(",
    "Korean": "필수 자격 요건 ",
    "denials": "no no no required ",
    "bars": "| ",
    "stars": "** ",
}


@pytest.mark.timing
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_cost_of_a_long_posting_is_bounded(name: str):
    text = (HOSTILE[name] * MOST_CHARACTERS)[: 4 * MOST_CHARACTERS]
    read_posting(text[:1000])
    begun = time.process_time()
    read_posting(text)
    assert time.process_time() - begun < 0.3  # six times what it takes where nothing else runs


STORED = {
    "title": "Shift manager",
    "hiringOrganization": "Harrow Vale Distribution",
    "jobLocation": ["Harrow"],
    "language": "en",
    "mustHave": [
        {
            "id": "a",
            "text": "Driving licence",
            "knockout": True,
            "skills": [],
            "quote": "a full driving licence",
        },
        {"id": "b", "text": "Leading a team", "skills": ["People management"]},
    ],
    "niceToHave": [{"id": "c", "text": "Forklift", "quote": "forklift would help"}],
    "experience": {"minYears": 5, "maxYears": None, "quote": "five years in a warehouse"},
    "education": {"text": "NEBOSH certificate", "requiredBy": "law"},
    "responsibilities": ["Run the night shift"],
    "benefits": ["A canteen"],
}


def test_stored_job_is_a_posting_in_its_own_words():
    posting = posting_of(STORED)
    assert (posting.title, posting.employer) == ("Shift manager", "Harrow Vale Distribution")
    assert posting.years == 5
    assert [(one.id, one.kind, one.knockout, one.quote) for one in posting.asked] == [
        ("m1", "must", True, "a full driving licence"),
        ("m2", "must", False, None),
        ("n3", "nice", False, "forklift would help"),
        ("m4", "must", False, "five years in a warehouse"),
        ("m5", "must", True, None),
    ]
    assert posting.asked[1].skills == ("People management", "Team leadership")
    for one in posting.asked:
        assert (one.quote or one.text) in posting.text
    assert "Run the night shift" in posting.text


def test_stored_job_that_says_nothing_asks_nothing():
    posting = posting_of({"title": "Baker"})
    assert posting.asked == ()
    assert posting.years is None
    assert posting.text == "Baker"


def test_no_more_than_fifty_entries_are_read():
    text = "Requirements\n" + "\n".join(f"- Experience of task number {n}" for n in range(80))
    assert len(read_posting(text).asked) == MOST_ASKED


def test_what_is_said_twice_is_asked_once():
    text = "Requirements\n- Python\n- SQL\n\nMust have\n- Python\n- Excel\n"
    assert [one.quote for one in read_posting(text).asked] == ["Python", "SQL", "Excel"]


@pytest.mark.parametrize(
    ("text", "musts", "nices"),
    [
        ("Boulanger\n\nCe que nous exigeons\n- Permis B\n\nLes petits plus\n- Anglais\n",
         ["!Permis B"], ["Anglais"]),
        ("Jardinier\n\nProfil\n- Permis B obligatoire, permis BE souhaité\n",
         ["!Permis B obligatoire"], ["permis BE souhaité"]),
        ("Koch\n\nDas setzen wir voraus\n- Ausbildung\n\nDas wünschen wir uns\n- Spanisch\n",
         ["!Ausbildung"], ["Spanisch"]),
        ("Kock\n\nVi söker dig som\nhar vana av matlagning\nkan baka\n\nMeriterande\nkörkort\n",
         ["har vana av matlagning", "kan baka"], ["körkort"]),
        ("会计\n\n任职要求：\n1、本科及以上学历；\n2、有食品行业经验者优先。\n",
         ["!本科及以上学历；"], ["有食品行业经验者优先。"]),
        ("Camarero\n\nRequisitos\na) Carné de conducir.\nb) Inglés fluido, deseable francés.\n",
         ["!Carné de conducir."], ["Inglés fluido, deseable francés."]),
    ],
)  # fmt: skip
def test_what_is_asked_is_told_apart_in_each_language(
    text: str, musts: list[str], nices: list[str]
):
    asked = read_posting(text).asked
    assert (told(asked, "must"), told(asked, "nice")) == (musts, nices)
