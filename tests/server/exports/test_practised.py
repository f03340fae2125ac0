"""What one has practised, in files: bands, second tries, gaps, stories, earlier times."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocol.catalogue import CATALOGUE
from server.exports.html import html
from server.exports.markdown import markdown
from server.exports.names import Names
from server.exports.result import result_blocks
from tests.page.practised import JUDGED, RESULT

NAMES = {language: Names(CATALOGUE.section("page.", language)) for language in ("en", "ko")}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "band", "answer", "bands"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def document(result: dict[str, Any], language: str = "en") -> str:
    return markdown(result_blocks(result, {}, NAMES[language], "interview"))


def section(shown: str, title: str, level: int = 2) -> str:
    """What stands under a heading."""
    head = f"{'#' * level} {title}\n"
    return shown.partition(head)[2].partition(f"\n{'#' * level} ")[0]


def test_bands_stand_with_what_they_mean_and_what_they_go_by() -> None:
    shown = section(document(RESULT), "Competencies")
    assert "- **◐ Partly:** Part of it can be seen." in shown
    assert "Content and truth need a model." in shown
    assert "### Own part – ● There\n" in shown
    assert "### What came of it – not judged" in shown
    judged = section(document(JUDGED), "Competencies")
    assert "### Own part – 4 of 5 · ● There\n" in judged
    assert "need a model" not in judged


def test_scores_that_nothing_judged_say_why_and_others_their_range() -> None:
    assert "not judged: Points are given where a model judges." in document(RESULT)
    assert "64 / 100 (58–70)" in document(JUDGED)


def test_tries_at_a_question_stand_side_by_side_and_the_answer_only_there() -> None:
    shown = section(document(RESULT), "Question by question")
    assert "| What came of it | ○ Not yet | ◐ Partly |\n" in shown
    assert shown.count("I changed the rota, and then it was 12 days.") == 1
    assert "<b>" not in shown.replace("\\<b>", "")
    assert "**Keep:** You gave a real case" in shown
    assert "**\\[how many?\\]** (see \\[1\\])" in shown
    # Of what was not answered there is nothing to say.
    assert shown.rstrip().endswith("### 2. Tell me about a plan that you changed.")


def test_single_try_has_its_bands_below_the_answer() -> None:
    once = RESULT["questions"][0] | {"attempts": RESULT["questions"][0]["attempts"][1:]}
    shown = section(document(RESULT | {"questions": [once]}), "Question by question")
    assert "**Your answer:** Trains were late" in shown
    assert "- **What came of it** – ◐ Partly\n" in shown
    assert "side by side" not in shown


def test_exercise_stories_and_earlier_times_stand_at_the_end() -> None:
    shown = document(RESULT)
    titles = ["Question by question", "Exercise", "Stories that you told", "Your earlier practice"]
    found = [shown.index(f"## {title}") for title in titles]
    assert found == sorted(found)
    assert section(shown, "Exercise").split("\n\n")[:3] == [
        *("\n**Own part first**", "Begin with “I”.", "> And you?")
    ]
    told = section(shown, "Stories that you told")
    assert "- **Not told yet:** your task, what you learnt\n" in told
    judged = document(JUDGED)
    assert "## Exercise" not in judged
    assert "## Stories" not in judged


def test_rules_and_models_are_never_in_one_table() -> None:
    shown = section(document(RESULT), "Your earlier practice of this type and difficulty")
    rules = section(shown, "Without a model: what can be seen in the words", 3)
    model = section(shown, "Judged by a model", 3)
    assert (rules.count("2026-11"), model.count("2026-11")) == (2, 1)
    assert "/ 100" not in rules
    assert "| 71 / 100 |" in model


def test_korean_reader_reads_the_same_in_korean() -> None:
    shown = document(RESULT, "ko")
    for said in ("○ 아직", "◐ 일부", "● 충분", "첫 번째 답변", "다음 연습", "좋았던 점"):
        assert said in shown
    page = html("t", result_blocks(RESULT, {}, NAMES["ko"], "interview"), "ko", "a4")
    assert "<mark>[how many?]</mark>" in page
    assert "page." not in page.replace("page.css", "")


@given(st.sampled_from(["competencies", "questions", "stories", "trend", "exercise"]), values)
def test_what_has_another_form_is_shown_all_the_same(name: str, value: Any) -> None:
    assert isinstance(document(RESULT | {name: value}), str)
