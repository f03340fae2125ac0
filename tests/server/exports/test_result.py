"""Any result as Markdown: its words, its order, and nothing that moves a terminal's cursor."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.schemas import schema_of
from protocol.catalogue import CATALOGUE
from server.exports.html import html
from server.exports.markdown import result_markdown
from server.exports.names import Names
from server.exports.result import CELL, result_blocks
from tests.asking import AskingResult, Stay
from tests.page.delivered import ASKED, CHANGED

OWN = {
    "page.value.yes": "Yes",
    "page.value.no": "No",
    "page.value.not_judged": "Not judged",
    "page.word.in_numbers": "In numbers",
}
ENGLISH = Names(OWN | {"page.word.resume": "Your résumé"})
FULL = Names(CATALOGUE.section("page.", "en"))
KOREAN = Names(CATALOGUE.section("page.", "ko"))

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=100),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=15,
)


def document(result: dict[str, Any], schema: Any = None, names: Names = ENGLISH) -> str:
    """The result as a document called Title."""
    return result_markdown("Title", result, schema or {}, names)


def result_html(result: dict[str, Any]) -> str:
    """The result as a page to be printed."""
    return html("Title", result_blocks(result, {}, FULL), "en", "a4")


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
        "# Title\n\n- **Town:** Seoul\n- **Ready:** Yes\n"
        "\n## Points\n\n- Go by train\n- Take\n  two days\n"
        "\n## Stays\n\n| Place | Nights |\n| --- | --- |\n| Seoul | 2 |\n| Busan \\| Gijang | – |\n"
        "\n## Text\n\nOne.\n\nTwo.\n"
        "\n## In numbers\n\n- **Score:** 70 / 100\n"
        "\n## Not judged\n\n- **Price:** Nothing here knows prices."
    )


def test_field_that_was_not_judged_says_why() -> None:
    result = {"score": None, "other": None, "notJudged": {"score": "No model was asked."}}
    why = f"{ENGLISH.value('not_judged')}: No model was asked."
    numbers = f"## In numbers\n\n- **Score:** {why}"
    assert document(result) == f"# Title\n\n- **Other:** –\n\n{numbers}"


def test_evidence_is_quoted_and_what_is_for_programs_left_out() -> None:
    evidence = {"quote": "led a\nteam", "source": "resume", "path": "/skills/0", "span": [1, 9]}
    result = {
        "strengths": [{"id": "s1", "text": "Leads", "evidence": [evidence]}],
        "method": {"name": "readiness", "version": "1"},
        "next": [{"kind": "plan", "title": "Plan it", "input": {"weeks": 12}}],
    }
    shown = document(result)
    assert "- Leads\n\n  > “led a team” (Your résumé)\n" in shown
    for hidden in ("s1", "/skills/0", "weeks"):
        assert hidden not in shown
    heads = [shown.index(f"## {ENGLISH.name('next')}"), shown.index("readiness 1")]
    assert heads[0] < shown.index("---") < heads[1]


def test_numbers_stand_behind_all_else_with_what_they_are_made_of() -> None:
    checks = [
        {"check": "file", "passed": True, "points": 4, "maxPoints": 4, "detail": "Fine."},
        {"check": "dates", "passed": False, "points": 0, "maxPoints": 6, "detail": "None."},
    ]
    result = {
        "atsScore": 90, "ats": checks, "readinessScore": 60, "readinessRange": [50, 70],
        "coverageBefore": 40, "coverageAfter": 60, "strengths": [], "next": [],
    }  # fmt: skip
    shown = document(result, names=FULL)
    order = ["Strengths", "In numbers", "40 → 60", "90 / 100", "→ **Dates**", "✓ **The file**"]
    found = [shown.index(text) for text in order]
    assert found == sorted(found)
    assert "60 / 100 (50–70)" in shown
    assert FULL.name("next") not in shown


def test_requirements_stand_in_groups_with_conditions_first() -> None:
    shown = document(ASKED, names=FULL)
    order = ["Conditions", "Full driving licence", "Must-haves", "Leads a shift", "Nice to have"]
    found = [shown.index(text) for text in order]
    assert found == sorted(found)
    assert "Asked for and shown: 1 of 2" in shown
    assert "≠ Your text says otherwise" in shown
    assert "1. Write your figures." in shown
    assert "ATS" not in shown


def test_what_is_not_certain_says_so_first_and_where_it_stands() -> None:
    doubt = {"path": "/strengths/0", "text": "Speaks Polish", "why": "No language is named."}
    result = {"strengths": ["Speaks Polish", "Leads"], "summary": "s", "confirm": [doubt]}
    shown = document(result, names=FULL)
    mark = "**(Please check: not in what you gave me)**"
    assert f"- Speaks Polish {mark}\n- Leads" in shown
    assert shown.index("## Please check") < shown.index("## Strengths")


def test_open_places_are_marked() -> None:
    shown = document(CHANGED, names=FULL)
    assert "rota for **\\[how many?\\]** people" in shown
    page = result_html(CHANGED)
    assert "rota for <mark>[how many?]</mark> people" in page


def test_entries_that_are_too_wide_for_a_table_have_headings() -> None:
    rows = [{"title": f"Task {n}", "number": n, "why": "w" * (CELL + 1)} for n in (1, 2)]
    shown = document({"tasks": rows})
    assert "### 1. Task 1\n" in shown
    assert "| " not in shown
    assert "Number" not in shown


def test_words_are_those_of_the_language() -> None:
    shown = document({"ready": False, "score": None, "notJudged": {"score": "-"}}, names=KOREAN)
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


def test_number_that_is_whole_has_no_fraction() -> None:
    assert document({"years": 2.0, "hours": 1.5}).endswith("- **Years:** 2\n- **Hours:** 1.5")
