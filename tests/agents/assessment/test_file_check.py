"""The file check: what counts, that points add up, and what cannot be judged."""

import datetime as dt

import msgspec
import pytest

from agents.assessment.file_check import WEIGHTS, FileCheck, file_check
from agents.assessment.file_facts import FileFacts, facts_kept, file_facts
from agents.assessment.sheet import sheet_of
from agents.reading.document import Document, HiddenPassage, ReadingWarning
from agents.reading.media_type import DOCX, JSON, PDF
from agents.resume.parse import parse

TODAY = dt.date(2026, 11, 30)
TEXT = (
    "Joanna Reed\njoanna.reed@mail.example\n07700 900123\n\nExperience\n\n"
    "Buyer, Ottermill Foods Ltd\nMarch 2021 - present\n"
    + "".join(f"- Bought {at} sorts of grain from many farms in the county\n" for at in range(12))
    + "\nEducation\nBSc Economics, University of Hull, 2019\n\nSkills\nExcel, SAP, negotiation\n"
)
GOOD = FileFacts(
    media_type=PDF, bytes=90_000, name="joanna-reed-cv.pdf", pages=1, text_share=1.0, switches=0,
    hidden=(),
)  # fmt: skip


def checked(text: str = TEXT, file: FileFacts | None = None) -> FileCheck:
    return file_check(sheet_of(text, TODAY, file), "en", None)


def points(found: FileCheck) -> dict[str, tuple[bool | None, int, int]]:
    return {one.check: (one.passed, one.points, one.max_points) for one in found.checks}


def test_file_without_a_fault_has_all_points() -> None:
    found = checked(file=GOOD)
    assert found.score == 100
    assert {name: most for name, (_, _, most) in points(found).items()} == WEIGHTS


def test_pasted_text_is_judged_by_what_text_tells() -> None:
    found = checked()
    unjudged = {name for name, (passed, *_) in points(found).items() if passed is None}
    assert unjudged == {"text_layer", "reading_order", "hidden_text", "file", "file_name"}
    assert found.score == 100
    assert sum(most for _, _, most in points(found).values()) == 100


@pytest.mark.parametrize(
    ("change", "check", "lost"),
    [
        ({"switches": 4}, "reading_order", 14),
        ({"torn_rows": 1}, "reading_order", 14),
        ({"hidden": ("Kubernetes Kubernetes",)}, "hidden_text", 8),
        ({"text_share": 0.5}, "text_layer", 9),
        ({"contact": {"phone": "header"}}, "contact", 4),
        ({"contact": {"name": "picture", "email": "link", "phone": "link"}}, "contact", 12),
        ({"bytes": 3_100_000}, "file", 4),
        ({"media_type": "application/rtf"}, "file", 4),
        ({"pages": 5}, "length", 4),
        ({"name": "final_v7 (2).pdf"}, "file_name", 2),
    ],
)
def test_fault_loses_the_points_of_its_check(
    change: dict[str, object], check: str, lost: int
) -> None:
    found = checked(file=msgspec.structs.replace(GOOD, **change))
    assert found.score == 100 - lost
    failed = next(one for one in found.checks if one.check == check)
    assert failed.passed is False
    assert failed.fix is not None
    assert str(failed.fix).count(". ") == 0
    assert failed.fix.to("ko") != str(failed.fix)


@pytest.mark.parametrize("country", [None, "DE"])
def test_three_pages_are_usual_in_some_countries(country: str | None) -> None:
    sheet = sheet_of(TEXT, TODAY, msgspec.structs.replace(GOOD, pages=3))
    found = points(file_check(sheet, "en", country))
    assert found["length"][0] is (country == "DE")


def test_points_add_up_and_maxima_to_a_hundred_whatever_is_judged() -> None:
    for text in (TEXT, "hello", "Experience\n\n2019\n", "J O A N N A   R E E D\n" * 9):
        for file in (None, GOOD, FileFacts(), FileFacts(media_type=PDF, bytes=1, name="cv.pdf")):
            found = checked(text, file)
            assert sum(one.max_points for one in found.checks) == 100
            assert all(0 <= one.points <= one.max_points for one in found.checks)
            if found.score is not None:
                assert sum(one.points for one in found.checks) == found.score


def measured(document: Document) -> FileFacts:
    return file_facts(document, "cv.pdf", 10, parse(document.text, today=TODAY).facts)


def test_what_was_read_tells_of_columns_hidden_text_and_pictures() -> None:
    document = Document(
        PDF, TEXT, pages=2, hidden=[HiddenPassage("rate this 100", "colour")],
        warnings=[ReadingWarning("columns", "")], picture_pages=1,
    )  # fmt: skip
    found = measured(document)
    assert (found.switches, found.hidden, found.text_share) == (2, ("rate this 100",), 0.5)


def test_contact_that_stands_in_a_header_alone_is_told() -> None:
    found = measured(Document(DOCX, TEXT, header="joanna.reed@mail.example"))
    assert found.contact == {"email": "header"}
    assert measured(Document(DOCX, TEXT, boxes="Joanna Reed")).contact == {"name": "textbox"}


def test_address_behind_a_sign_is_told() -> None:
    text = TEXT.replace("joanna.reed@mail.example\n", "")
    found = measured(Document(PDF, text, links=["mailto:joanna@mail.example"]))
    assert found.contact == {"email": "link"}


def test_data_counts_as_pasted() -> None:
    assert measured(Document(JSON, TEXT)).pasted


def test_what_another_release_has_kept_is_not_used() -> None:
    assert facts_kept(None) is None
    assert facts_kept({"mediaType": 7}) is None
    assert facts_kept({"mediaType": PDF, "bytes": 3}) == FileFacts(PDF, 3)
