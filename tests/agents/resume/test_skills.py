"""Skills are found as they are written, and words of everyday language are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.career.skills import skills
from agents.resume.facts import Reading
from agents.resume.lines import Slice
from agents.resume.skills import mentions, skill_of


def named(text: str) -> list[str]:
    return [one.name for one in mentions([Slice(text, 0)])]


def in_section(text: str) -> dict[str, str]:
    return {one.said.text: one.name for one in Reading(f"Skills\n{text}\n").skills()}


@pytest.mark.parametrize(
    "text",
    [
        "Go the extra mile with Python",
        "Owned the plan to Go to market with Kafka",
        "Excel at teamwork, Kafka too",
        "React quickly under pressure with Docker around",
        "Winner of the Spark Award for Docker",
        "Spring Festival and Kubernetes",
        "my Go-to person for Kafka",
        "R&D with Kubernetes",
        "Chef at a hotel",
        "swift response, express delivery, Kafka",
    ],
)
def test_word_of_everyday_language_is_no_skill(text: str):
    meant = {"Apache Kafka", "Docker", "Kubernetes", "Python", "Go-to-market strategy"}
    assert set(named(text)) <= meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Moved it from Python to Go in a month", ["Python", "Go"]),
        ("Wrote Go-based services on Kubernetes", ["Go", "Kubernetes"]),
        ("React, TypeScript", ["React", "TypeScript"]),
        ("React developer with TypeScript", ["React", "TypeScript"]),
        ("Python으로 쿠버네티스를 운영", ["Python", "Kubernetes"]),
        ("데이터분석과 통계", ["Data analysis", "Statistics"]),
        ("C++, C# and .NET on Linux", ["C++", "C#", ".NET", "Linux"]),
        ("kafka and POSTGRESQL", ["Apache Kafka", "PostgreSQL"]),
        ("Node.js/GraphQL", ["Node.js", "GraphQL"]),
        ("CI/CD by Jenkins", ["CI/CD", "Jenkins"]),
        ("drove the go-to-market strategy", ["Go-to-market strategy"]),
        ("manual handling, first aid", ["Moving and handling", "First aid"]),
    ],
)
def test_skill_is_found_as_it_is_written(text: str, names: list[str]):
    assert named(text) == names


def test_word_of_everyday_language_needs_company():
    assert named("Wrote it in Go for the shop") == []
    assert named("Wrote it in Go and Kafka for the shop") == ["Go", "Apache Kafka"]
    apart = "Wrote it in Go " + "and so on " * 20 + "with Kafka"
    assert named(apart) == ["Apache Kafka"]


def test_items_of_a_section_on_skills_are_skills_though_no_list_knows_them():
    assert in_section(
        "Kafka (3 years), Glassblowing, excel, React | Falconry ●●●○○\nDriving: vans"
    ) == {
        "Kafka": "Apache Kafka",
        "Glassblowing": "Glassblowing",
        "excel": "Microsoft Excel",
        "React": "React",
        "Falconry": "Falconry",
        "vans": "vans",
    }


def test_item_that_says_more_than_the_listed_skill_in_it_is_one_of_its_own():
    items = "Paediatric first aid, Advanced Excel, SAP Bydesign, Python scripting, Kafka and Redis"
    assert in_section(items) == {
        "Paediatric first aid": "Paediatric first aid",
        "Excel": "Microsoft Excel",
        "SAP Bydesign": "SAP Bydesign",
        "Python": "Python",
        "Kafka": "Apache Kafka",
        "Redis": "Redis",
    }


def test_level_or_spoken_language_is_no_skill():
    assert in_section("Advanced, English (fluent), Kafka, 2019, etc.") == {"Kafka": "Apache Kafka"}


def test_name_of_an_employer_or_school_names_no_skill():
    text = "Experience\nEngineer, Snowflake, 2019 – 2021\n- Wrote Python\n"
    assert [one.name for one in Reading(text).skills()] == ["Python"]


@given(st.sampled_from(sorted(skills())))
@settings(deadline=None)  # the first to come reads the lists
def test_every_skill_is_known_by_each_of_its_spellings(name: str):
    for spelling in skills()[name].spellings:
        found = skill_of(spelling.text)
        assert found is not None
        assert found.name == name
        plain = named(f"Kafka, {spelling.text}") + named(f"{spelling.text}, Kafka")
        assert name in plain


@given(st.text(max_size=500))
@settings(deadline=None)  # the first to come reads the lists
def test_mentions_of_any_text_are_parts_of_it(text: str):
    for one in mentions([Slice(text, 0)], sure=True):
        assert text[one.said.start : one.said.end] == one.said.text


def test_a_season_with_its_year_is_no_skill():
    assert named("Kubernetes and Kafka, Spring 2022") == ["Kubernetes", "Apache Kafka"]
    assert "Spring" in named("Kubernetes, Kafka and Spring")


@pytest.mark.parametrize(
    ("section", "skills"),
    [
        ("Maschinen\tSägewerk, Fräse", ["Sägewerk", "Fräse"]),
        ("Scheine\tKranschein, Kettensäge", ["Kranschein", "Kettensäge"]),
        ("기타\t드론 촬영, 목공", ["드론 촬영", "목공"]),
        ("Kafka\tTopics, Streams", ["Kafka", "Topics", "Streams"]),
        ("Permis cat. 3", ["Permis cat. 3"]),
        ("Loom weaving\n위와 같이 틀림이 없습니다.", ["Loom weaving"]),
    ],
)
def test_labels_of_rows_and_sentences_are_no_skills(section: str, skills: list[str]):
    assert list(in_section(section)) == skills


def test_header_of_another_page_is_no_skill():
    text = "Private and personal\nAda Berg\n\nSkills\nWeaving\nPrivate and personal\nDyeing"
    assert [one.said.text for one in Reading(text).skills()] == ["Weaving", "Dyeing"]


def test_heading_of_a_remark_behind_skills_is_none():
    text = "Skills\nSailing\n\nRemark\nI would be glad to show all of it in person."
    reading = Reading(text, prominent=frozenset({0, 3}))
    assert [one.said.text for one in reading.skills()] == ["Sailing"]


def test_sentence_address_or_label_of_a_form_is_no_skill():
    found = in_section(
        "Kafka, 12 Mill Lane, Speaks Dutch and kitchen Polish\nCompetencias sociales\n"
        "Quarry Foods Ltd, 2026년 11월 2일 남궁하람, 2 a 9"
    )
    assert set(found) == {"Kafka"}


@pytest.mark.parametrize("item", ["a little Rust", "etwas Rust", "un peu de Rust", "a bit of Rust"])
def test_little_of_a_skill_is_that_skill(item: str):
    assert "Rust" in in_section(f"Python, {item}").values()


def test_title_of_a_paper_names_no_skill():
    text = "Publications\n1. Holt M., Lee A. (2021): Python habitats. Kafka Letters 3, 4–9.\n"
    assert not Reading(f"{text}2. Holt M. et al. Docker in the wild.\n").skills()


def test_what_stands_below_a_name_beside_a_column_is_no_skill():
    text = "Contact\nmaren@holt.example\n\nSkills\nWelding\n\nMaren Holt\nYard Foreman Extra\n"
    assert [one.said.text for one in Reading(text).skills()] == ["Welding"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Soudage TIG\nSoudage MIG/MAG", ["Soudage TIG", "Soudage MIG/MAG"]),
        ("Datev Kanzlei[rewe], Python", ["Datev Kanzlei[rewe]", "Python"]),
        ("Fachlich:\nPython, Docker", ["Python", "Docker"]),
        ("Fachlich\nPython, Docker", ["Python", "Docker"]),
        ("Área\tLo que uso\nDatos\tPython, SQL", ["Python", "SQL"]),
        ("Clinical: First aid, Wound care Systems: Python, Docker", "Python"),
        ("Python, Docker\n© 2026 Maren Holt · Impressum · Datenschutz", ["Python", "Docker"]),
        ("Python, Docker\nPrivacy Policy | Imprint", ["Python", "Docker"]),
        ("Python, Docker\nKiel, 18.11.2026", ["Python", "Docker"]),
        ("Python, Docker\nB, BE, C1", ["Python", "Docker"]),
        ("Python, 해당 없음", ["Python"]),
        ("고객 응대, 상담 품질 관리, 엑셀", ["고객 응대", "상담 품질 관리", "엑셀"]),
        ("HTML CSS Python", ["HTML", "CSS", "Python"]),
    ],
)
def test_items_of_a_section_are_the_skills_and_what_stands_around_them_is_none(
    text: str, written: list[str] | str
):
    found = list(in_section(text))
    if isinstance(written, str):
        assert written in found
    else:
        assert found == written


def test_signature_below_the_skills_is_none():
    text = "Maren Holt\nBaker\n\nSkills\nPython, Docker\n\nMaren Holt\n"

    assert [one.said.text for one in Reading(text).skills()] == ["Python", "Docker"]
