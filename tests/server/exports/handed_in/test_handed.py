"""What is handed in, by the shape of a result: the document alone, with what is open marked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode

from server.exports.document import Heading, Mark, Paragraph, plain
from server.exports.handed_in.handed import Given, Handed, handed_in, paper_of, resume_named
from server.exports.html import html
from server.exports.markdown import markdown
from tests.handing import ANSWERS, ASKED, CV, DAY, HOSTILE, KOREAN_RESUME, LETTER, RESUME


def made(result: dict[str, Any], language: str = "en", **given: Any) -> Handed:
    return handed_in(result, Given(**given), language, DAY)


def marks(found: Handed) -> list[str]:
    return [
        piece.text
        for block in found.blocks
        if isinstance(block, Paragraph)
        for piece in block.content
        if isinstance(piece, Mark)
    ]


def test_cv_has_no_evidence_checks_or_notes_and_marks_what_is_open() -> None:
    found = made(CV)
    text = markdown(found.blocks)
    assert (found.title, found.author) == ("Dilnoza Karim – Curriculum vitae", "Dilnoza Karim")
    for said in ("A clean licence", "Older than ten years", "How many months"):
        assert said not in text
    assert found.marks == 2
    assert "Rota for **fourteen people**" in text
    assert "**\\[how many?\\]**" in text
    assert found.unsure
    assert not made({"resume": KOREAN_RESUME}).unsure


def test_letter_has_sender_date_addressee_and_its_text() -> None:
    found = made(LETTER, addressee="Ms Adeyemi\nHarrow Vale")
    said = [plain(block.content) for block in found.blocks if isinstance(block, Paragraph)]
    assert said == [
        "Dilnoza Karim d.karim@post.example",
        "30 November 2026",
        "Ms Adeyemi Harrow Vale",
        "Dear Ms Adeyemi,",
        "At Ravensmoor I lead the late shift. We cut mis-picks.",
        "[Why Harrow Vale?]",
        "Yours sincerely, Dilnoza Karim",
    ]
    assert marks(found) == ["We cut mis-picks.", "[Why Harrow Vale?]"]


def test_addressee_whom_the_text_no_longer_speaks_to_is_left_out() -> None:
    assert "Mr Kim" not in markdown(made(LETTER, addressee="Mr Kim").blocks)


def test_sender_of_a_letter_is_read_from_the_resume_that_was_given() -> None:
    resume = "Dilnoza Karim\nLeeds\nd.karim@post.example\n\nExperience\nShift lead, Ravensmoor\n"
    letter = {name: value for name, value in LETTER.items() if name != "sender"}
    assert made(letter, resume=resume).author == "Dilnoza Karim"
    assert made(letter, resume={"id": "x"}).author == ""


def test_sender_of_a_letter_is_that_of_the_stored_resume_that_the_input_names() -> None:
    letter = {name: value for name, value in LETTER.items() if name != "sender"}
    input = encode({"resume": {"id": "0b1d4b64-9c0f-4c6a-8a39-5d5a36a3b0a1", "version": 2}})
    named = resume_named(letter, input)
    assert named is not None
    assert named.version == 2
    assert resume_named(LETTER, input) is None, "it says so itself"
    assert resume_named(CV, input) is None
    assert resume_named(letter, encode({"resume": "a text"})) is None
    stored = encode({"resume": RESUME})
    found = handed_in(letter, Given.of(input, stored), "en", DAY)
    assert plain(found.blocks[0].content) == (
        "Dilnoza Karim Leeds d.karim@post.example +44 7700 900155"
    )
    assert handed_in(letter, Given.of(input, b'{"resume":null}'), "en", DAY).author == ""


def test_answers_have_each_question_its_text_and_what_its_form_counts() -> None:
    found = made(ANSWERS, items=ASKED)
    text = markdown(found.blocks)
    assert found.language == "ko"
    assert "## 1. 지원 동기를 쓰세요." in text
    assert "29 / 500자 (공백 제외)" in text
    assert "무엇을 직접 했는지" not in text
    assert marks(found) == ["매주 점검합니다", "[아직 작성하지 않음]"]


def test_count_of_a_text_that_is_too_long_is_marked() -> None:
    item = ANSWERS["items"][0] | {"over": True, "confirm": []}
    found = made(ANSWERS | {"items": [item]}, items=ASKED)
    assert marks(found) == ["29 / 500자 (공백 제외)"]


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ({"document_language": "de"}, "de"),
        ({}, "en"),
        ({"style": {"form": "lebenslauf"}}, "en"),
    ],
)
def test_language_is_that_which_was_asked_for_else_that_of_the_text(
    given: dict[str, Any], language: str
) -> None:
    assert made(CV, "ko", **given).language == language


def test_form_has_its_own_language_where_no_text_tells() -> None:
    bare = {"resume": {"basics": {"name": "A"}}}
    assert made(bare, style={"form": "iryeokseo"}).language == "ko"
    assert made(bare, "en").language == "en"


def test_layout_of_the_result_goes_before_style_of_the_input() -> None:
    layout = {"form": "lebenslauf", "paper": "letter", "pages": 1}
    found = made(CV | {"layout": layout}, style={"form": "standard", "paper": "a4"}, country="US")
    assert plain(found.blocks[0].content) == "Curriculum vitae"
    assert (found.paper, found.pages) == ("letter", 1)
    assert paper_of(CV, Given(country="US")) == "letter"
    assert paper_of(CV, Given(style={"form": 3, "paper": 4})) == "a4"


def test_letters_heading_is_its_subject_if_it_has_one() -> None:
    found = made(LETTER | {"subject": "Shift manager, nights"})
    assert [one.level for one in found.blocks if isinstance(one, Heading)] == [1]


def test_result_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="handed in"):
        made({"weeks": []})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([HOSTILE, "2019-03", "x y", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["basics", "work", "name", "highlights", "skills", "text", "path", "location",
                 "startDate", "url", "other", "id", "counts", "keywords", "summary", "form"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)  # fmt: skip


@given(JSON, JSON, st.sampled_from(["resume", "paragraphs", "items"]))
def test_whatever_a_result_holds_it_is_written_and_escaped(
    one: Any, other: Any, shape: str
) -> None:
    inner = one if isinstance(one, dict if shape == "resume" else list) else type(one)
    value = inner if not isinstance(inner, type) else {} if shape == "resume" else [one]
    result = {shape: value, "confirm": other, "style": other, "asOf": DAY, "text": HOSTILE}
    found = made(result, style=other, items=other, resume=other, country=other, addressee=other)
    page = html(found.title, found.blocks, found.language, found.paper, "handed")
    assert "<script" not in page
    assert not {"\x00", "\x1b", "\u202e", "\uffff"} & {*page}
