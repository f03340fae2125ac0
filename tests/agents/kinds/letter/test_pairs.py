"""Fifteen résumés and jobs of different trades, in two languages: what a letter by rules uses.

`pairs.toml` has of each the facts that whoever hires would want to read in it, chosen before any
letter was written: at least four, where the résumé has as many.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.evidence.text import one_line
from tests.agents.kinds.letter.cases import session

PAIRS = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text(encoding="utf-8"))


async def letter_of(pair: dict[str, Any], name: str) -> dict[str, Any]:
    language = "ko" if name.startswith("ko") else "en"
    talk = session(
        {"resume": pair["resume"].strip(), "job": pair["job"].strip(), "language": language}
    )
    await talk.start()
    assert talk.error is None
    return dict(talk.result or {})


@pytest.mark.parametrize("name", sorted(PAIRS))
async def test_letter_uses_four_facts_that_the_job_asks_for_or_says_why_not(name: str) -> None:
    pair = PAIRS[name]
    result = await letter_of(pair, name)
    used = {one_line(e["quote"]) for part in result["paragraphs"] for e in part["evidence"]}
    read = [one for one in pair["facts"] if any(one_line(one) in quote for quote in used)]
    assert len(read) >= min(4, len(pair["facts"])), read
    # What a job asks for as rules read it may be less than what somebody reads in it.
    shown = [one_line(e["quote"]) for one in result["requirements"] for e in one["evidence"]]
    asked = [one for one in used if any(one in quote or quote in one for quote in shown)]
    assert len(asked) >= 4 or "paragraphs" in result["notJudged"]


async def test_letter_with_room_for_few_facts_says_so() -> None:
    pair = PAIRS["ko_hr"]
    talk = session({"resume": pair["resume"].strip(), "job": pair["job"].strip(), "words": 30})
    await talk.start()
    assert talk.result is not None
    assert "paragraphs" in talk.result["notJudged"]
