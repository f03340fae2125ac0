"""Any result as Markdown: its words, its order, and nothing that moves a terminal's cursor."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.schemas import schema_of
from protocol.catalogue import CATALOGUE
from server.cli.markdown import CELL, Words, markdown
from tests.asking import AskingResult, Stay

OWN = {"page.value.yes": "Yes", "page.value.no": "No", "page.value.not_judged": "Not judged"}
ENGLISH = Words(OWN | {"page.word.resume": "Your résumé"})
KOREAN = Words(CATALOGUE.section("page.", "ko"))

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=100),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=15,
)


def document(result: dict[str, Any], schema: Any = None, words: Words = ENGLISH) -> str:
    """The result as a document called Title."""
    return markdown("Title", result, schema or {}, words)


def test_result_stands_in_the_order_of_its_type_with_what_is_short_first() -> None:
    result = AskingResult(
        town="Seoul",
        score=70,
        ready=True,
        points=["Go by train", "Take\ntwo days"],
        stays=[Stay("Seoul", 2), Stay("Busan | Gijang", None)],
        not_judged={"price": "Nothing here knows prices."},
        text="One.\n\nTwo.",
    )
    built = msgspec.to_builtins(result)
    assert document(built, schema_of(AskingResult)) == (
        "# Title\n\n- **Town:** Seoul\n- **Score:** 70\n- **Ready:** Yes\n"
        "\n## Points\n\n- Go by train\n- Take two days\n"
        "\n## Stays\n\n| Place | Nights |\n| --- | --- |\n| Seoul | 2 |\n| Busan \\| Gijang | – |\n"
        "\n## Text\n\nOne.\n\nTwo.\n"
        "\n## Not judged\n\n- **Price:** Nothing here knows prices."
    )


def test_field_that_was_not_judged_says_why() -> None:
    result = {"score": None, "other": None, "notJudged": {"score": "No model was asked."}}
    why = f"{ENGLISH.value('not_judged')}: No model was asked."
    assert document(result) == f"# Title\n\n- **Score:** {why}\n- **Other:** –"


def test_evidence_is_quoted_and_what_is_for_programs_left_out() -> None:
    evidence = {"quote": "led a\nteam", "source": "resume", "path": "/skills/0", "span": [1, 9]}
    result = {
        "strengths": [{"id": "s1", "text": "Leads", "evidence": [evidence]}],
        "method": {"name": "readiness", "version": "1"},
        "next": [{"kind": "plan", "title": "Plan it", "input": {"weeks": 12}}],
    }
    shown = document(result)
    assert "### 1. Leads\n\n#### Evidence\n\n- “led a team” (Your résumé)\n" in shown
    for hidden in ("s1", "/skills/0", "weeks"):
        assert hidden not in shown
    heads = [shown.index(f"## {ENGLISH.name(name)}") for name in ("next", "method")]
    assert heads[0] < shown.index("---") < heads[1]


def test_numbers_stand_behind_what_they_are_made_of_and_before_what_comes_next() -> None:
    result = {"next": [], "atsScore": 90, "ats": [{"check": "file", "points": 4, "maxPoints": 4}]}
    shown = document(result)
    found = [shown.index(ENGLISH.name("ats")), shown.index("90 / 100"), shown.index("none")]
    assert found == sorted(found)
    assert shown.count("/ 100") == 1


def test_entries_that_are_too_wide_for_a_table_have_headings() -> None:
    rows = [{"title": f"Task {n}", "number": n, "why": "w" * (CELL + 1)} for n in (1, 2)]
    shown = document({"tasks": rows})
    assert "### 1. Task 1\n" in shown
    assert "| " not in shown
    assert "Number" not in shown


def test_words_are_those_of_the_language() -> None:
    shown = document({"ready": False, "score": None, "notJudged": {"score": "-"}}, words=KOREAN)
    assert KOREAN.value("no") in shown
    assert KOREAN.value("not_judged") in shown


@given(st.dictionaries(st.text(max_size=9), values, max_size=4))
def test_any_document_is_shown_without_control_characters(result: dict[str, Any]) -> None:
    shown = document(result)
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in shown)


@pytest.mark.parametrize("deep", [1, 9])
def test_headings_have_six_levels_at_most(deep: int) -> None:
    value: Any = "end\nof it"
    for _ in range(deep):
        value = {"inner": value}
    assert "####### " not in document({"outer": value})
