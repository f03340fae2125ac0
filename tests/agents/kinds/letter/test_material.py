"""What there is to say: facts with the words that show them, and whom it goes to."""

from agents.kinds.letter.material import told_of
from tests.agents.kinds.letter.cases import DAY, brief
from tests.deliveries import text_of

RESUME = text_of("resumes", "warehouse_lead.txt")


def test_facts_are_verbatim_and_show_what_is_asked() -> None:
    material = brief("software_mid").material
    ids = {one.id for one in material.requirements}
    assert all(set(fact.requirements) <= ids for fact in material.facts)
    assert (material.firm, material.title) == ("Quillstone", "Backend Engineer")
    assert material.name == "Tobias Achterberg"


def test_condition_that_is_still_to_be_met_is_a_limit() -> None:
    material = brief("warehouse_lead").material
    assert [one.quote for one in material.limits] == [
        "IOSH Managing Safely - booked for January 2027"
    ]
    assert "Availability for rotating shifts including nights, one week in three" in (
        material.conditions
    )


def test_employer_that_begins_the_posting_and_is_named_again_is_found() -> None:
    job = (
        "모아페이먼츠 — 서버 개발자\n\n모아페이먼츠는 결제를 맡는 회사입니다.\n- Java 경력 3년 이상"
    )
    assert told_of(RESUME, job, None, DAY, "en").material.firm == "모아페이먼츠"


def test_names_in_capitals_are_written_as_a_letter_does() -> None:
    assert brief("accountant").material.name == "Priya Ramanathan"
    assert brief("teacher").material.firm == "Birchwood Lane Primary School"


def test_line_in_another_language_is_quoted() -> None:
    told = told_of(RESUME, text_of("postings", "ko_production.txt"), "ko", DAY, "ko")
    sentences = [fact.sentence for fact in told.material.facts if not fact.is_role]
    assert all(one.startswith("이력서에는 “") for one in sentences if one)
