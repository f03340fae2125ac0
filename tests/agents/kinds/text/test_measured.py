"""What rules make of twenty texts: as good as it was, and as it was looked at."""

import json
from typing import Any

import pytest

from agents.kinds.text.reading import Found, Job, found
from tests.agents.kinds.text.measure import SEEN, TEXTS, UNSEEN, counted
from tests.golden import golden

FLOORS = {
    "seen": {
        ("answerable", "right"): 19,
        ("unanswerable", "null"): 29,
        ("points", "hit"): 9,
        ("boilerplate", "good"): 9,
        ("summary", "hit"): 8,
        ("sentiment", "right"): 6,
    },
    "unseen": {
        ("answerable", "right"): 6,
        ("unanswerable", "null"): 30,
        ("points", "hit"): 8,
        ("boilerplate", "good"): 6,
        ("summary", "hit"): 7,
        ("sentiment", "right"): 6,
    },
}


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_rules_are_no_worse_than_they_were(half: str) -> None:
    counts = counted(SEEN if half == "seen" else UNSEEN)
    floors = FLOORS[half]
    assert {what: counts[what] for what in floors if counts[what] < floors[what]} == {}
    assert counts["sentiment", "wrong"] == 0
    assert counts["answerable", "wrong"] <= 1


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_all_that_is_quoted_stands_in_the_text_and_is_as_it_was_looked_at(name: str) -> None:
    text, operations = TEXTS[name]["text"], TEXTS[name]["operations"]
    made: dict[str, Found] = {
        operation: found(text, Job(operation))  # type: ignore[arg-type]
        for operation in ("summarize", "sentiment", "key_points", "questions")
    }
    answers = {
        one["question"]: found(text, Job("qa", question=one["question"]))
        for one in operations["qa"]
    }
    for quoted in (q for one in (*made.values(), *answers.values()) for q in one.quotes):
        assert " ".join(text[slice(*quoted.span)].split()) == quoted.quote
    summary = made["summarize"]
    assert (summary.summary or "").split() == " ".join(q.quote for q in summary.quotes).split()
    shown: dict[str, Any] = {
        "summary": made["summarize"].summary,
        "sentiment": [made["sentiment"].label, made["sentiment"].confidence],
        "points": [one.quote for one in made["key_points"].quotes],
        "questions": made["questions"].questions,
        "answers": {q: one.quotes[0].quote if one.quotes else None for q, one in answers.items()},
    }
    text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    golden(f"agents/kinds/text/golden/{name}.json", text)
