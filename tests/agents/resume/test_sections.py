"""Sections are told by their headings, in many languages and however they are set."""

import pytest

from agents.data_files import read
from agents.resume.lines import lines
from agents.resume.sections import heading, sections


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("EXPERIENCE", "experience"),
        ("W O R K  E X P E R I E N C E", "experience"),
        ("Work Experience & Projects", "experience"),
        ("Selected Clinical Experience", "experience"),
        ("■ 경력 사항", "experience"),
        ("[경력사항]", "experience"),
        ("【学歴】", "education"),
        ("## Education", "education"),
        ("**Skills**", "skills"),
        ("Skills / Tools:", "skills"),
        ("Formation et diplômes", "education"),
        ("2. Ausbildung", "education"),
        ("\\section*{Employment}", "experience"),
        ("Experience (8 years)", "experience"),
        ("Sprachen", "languages"),
        ("İş Deneyimi", "experience"),
        ("WORK EXP ERIENCE", "experience"),
        ("FORMAT ION ET DIPL ÔMES", "education"),
        ("다룰수있는것", "skills"),
        ("Wo ich gearbeitet habe", "experience"),
        ("Cosa so fare", "skills"),
        ("Gdzie się uczyłam", "education"),
        ("WRITE TO ME", "contact"),
        ("Schul- und Berufsbildung", "education"),
        ("Quarry Foods Ltd", None),
        ("Managed the experience of guests.", None),
        ("", None),
    ],
)
def test_heading_is_known_however_it_is_set(text: str, kind: str | None):
    assert heading(text) == kind


def test_heading_of_every_list_is_known():
    for kind, languages in read("agents.resume", "headings").items():
        for names in languages.values():
            for name in names.split(","):
                assert heading(" ".join(name.split()).upper()) is not None, (kind, name)


def told(text: str) -> list[tuple[str, str]]:
    return [(one.section, one.said.text) for one in sections(lines(text)).placed]


def test_heading_in_a_line_holds_for_what_follows_in_it():
    head = "Jo\n\nPROFILE: Calm\nand kind\n\nSkills\tBaking\n"
    text = "Experience\nBaker\n- Baked\nTools: oven\n- Sold\n"
    assert told(head + text) == [
        ("head", "Jo"),
        ("summary", "Calm"),
        ("summary", "and kind"),
        ("skills", "Baking"),
        ("experience", "Baker"),
        ("experience", "Baked"),
        ("skills", "oven"),
        ("experience", "Sold"),
    ]


def test_heading_behind_a_sign_is_no_item_of_the_list_above_it():
    assert told("Jo\n■ 핵심역량\n- 재고 관리\n■ 경력사항\n과장\n") == [
        ("head", "Jo"),
        ("skills", "재고 관리"),
        ("experience", "과장"),
    ]
    assert told("Skills\n• Research\n• Leadership\n") == [
        ("skills", "Research"),
        ("skills", "Leadership"),
    ]


def test_resume_pasted_into_one_line_has_its_sections():
    assert told("Jo || SKILLS || Baking || EXPERIENCE || Baker") == [
        ("head", "Jo"),
        ("skills", "Baking"),
        ("experience", "Baker"),
    ]


def set_off(text: str, *prominent: str) -> list[tuple[str, str]]:
    """Each line with its section, where these lines are set in bold type."""
    rows = text.split("\n")
    large = frozenset(at for at, row in enumerate(rows) if row in prominent)
    return [(one.section, one.line.text) for one in sections(lines(text, large)).placed]


def test_jobs_below_a_heading_that_no_list_has_are_found_by_how_it_is_set() -> None:
    text = "Jonas Wirth\njonas@wirth.example\n\nStationen\nKoch\t2019 – 2023\nGasthof Adler"
    placed = set_off(text, "Jonas Wirth", "Stationen")
    assert ("experience", "Koch\t2019 – 2023") in placed
    assert "Stationen" not in [said for _, said in placed]


def test_employers_in_bold_type_above_their_titles_are_no_headings() -> None:
    text = (
        "Jonas Wirth\njonas@wirth.example\n\nKesselhaus\nKoch\t2019 – 2023\n\nBrunnenhof\n"
        "Kellner\t2015 – 2018"
    )
    placed = set_off(text, "Jonas Wirth", "Kesselhaus", "Brunnenhof")
    assert {section for section, _ in placed} == {"head"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Habilidades y herramientas", "skills"), ("Diplome und Ausbildung", "education")],
)
def test_a_heading_that_names_two_things_is_of_the_one_that_is_known(text: str, kind: str) -> None:
    assert (kind, "Zither") in set_off(f"Ana\n\n{text}\nZither", text)


def test_what_has_times_behind_a_list_of_skills_is_none_of_them() -> None:
    text = "Skills\nGlazing\n\nParish and club\nBell ringer\t2016 – present\n\nSkills\nLeading"
    placed = set_off(text, "Skills", "Parish and club")
    assert placed == [
        ("skills", "Glazing"),
        ("other", "Bell ringer\t2016 – present"),
        ("skills", "Leading"),
    ]


def test_parts_of_a_list_of_skills_with_headings_of_their_own_stay_in_it() -> None:
    text = "Skills\n\nMachines\nLathe\n\nMethods\nAnnealing"
    placed = set_off(text, "Skills", "Machines", "Methods")
    assert {section for section, _ in placed} == {"skills"}


def test_a_heading_of_two_known_things_is_of_the_one_that_says_more() -> None:
    assert heading("References and Skills") == "skills"
    assert heading("취미 및 기술") == "skills"


def kinds_of(text: str, *prominent: int) -> dict[str, str]:
    read = sections(lines(text, frozenset(prominent)))
    return {one.said.text: one.section for one in read.placed}


def test_unlisted_headings_with_signs_are_told_by_what_is_below():
    text = """Aino Salmela

» Yhteystiedot
aino@posti.example

» Missä olin
Lähihoitaja, Koivukodin Hoiva Oy
2017-03 – 2021-08
• Iltavuorot

» Penkin kuluttaja
Lähihoitajan tutkinto
Tampereen ammattikoulu, 2014 – 2017

» Käteni osaavat
haavanhoito, lääkehoito, kirjaaminen

» Seinällä
Vuoden hoitaja
"""
    told = kinds_of(text)
    assert told["Lähihoitaja, Koivukodin Hoiva Oy"] == "experience"
    assert told["Tampereen ammattikoulu, 2014 – 2017"] == "education"
    assert told["haavanhoito, lääkehoito, kirjaaminen"] == "skills"
    assert told["Vuoden hoitaja"] == "other"


def test_unlisted_heading_in_capitals_is_told_by_schools_below():
    text = """EXPERIENCE

Baker, Crumb & Sons
2015 – 2019

BOOKS AND BENCHES

Diploma in Baking
Northgate College
2012 – 2014
"""
    assert kinds_of(text, 0, 5)["Northgate College"] == "education"


def test_employers_set_as_headings_end_no_section():
    text = """Experience

Corvid & Elm

Gardener
2015 – 2019

Harrow Tate

Gardener
2011 – 2014
• Lawns, hedges, ponds
"""
    assert set(kinds_of(text, 0, 2, 7).values()) == {"experience"}


def test_bracketed_part_of_a_job_leaves_the_jobs_together():
    text = """[경력]

푸른솔상사 (2018년 3월 ~ 2020년 2월)
물류 사원

[맡은 몫]
입고, 출고, 재고

하늘창고 (2015년 1월 ~ 2017년 12월)
물류 사원
"""
    assert set(kinds_of(text).values()) == {"experience"}


def test_line_that_begins_with_its_time_is_no_heading():
    text = "경력\n2018.03 ~ 2019.02   군 복무 (육군)\n2016.03 ~ 2018.02   바다상사, 사원\n"
    assert {one.section for one in sections(lines(text)).placed} == {"experience"}


@pytest.mark.parametrize(
    "text",
    [
        "Selected clips",
        "Prizes",
        "Licensure & Certification",
        "Ausgewählte Werke",
        "Preise und Auszeichnungen",
        "Prix et distinctions",
        "Obras seleccionadas",
        "Premi e riconoscimenti",
        "Prémios e distinções",
        "Tentoonstellingen",
        "Nagrody i wyróżnienia",
        "면허 및 자격",
        "수상 실적",
        "受賞・表彰",
        "获奖",
        "Utställningar",
        "Выставки",
    ],
)
def test_works_prizes_and_licences_have_sections_that_hold_no_jobs(text: str):
    assert heading(text) == "other"


def test_labels_that_were_read_before_all_that_they_label_head_nothing():
    text = (
        "Jo Holt\n\nEducation\n\nMarlow School, 2012\n\n"
        "Skills\n\nTechnical\nLanguages\nDriving licence\n\n"
        "Bricklaying, Plastering\n\nPolish (B1)\n"
    )
    found = sections(lines(text, frozenset({0, 2, 6})))

    assert {one.section for one in found.placed if "Brick" in one.said.text} == {"skills"}


def test_row_of_a_form_is_cut_where_another_label_names_skills():
    found = sections(lines("Jo Holt\n\nHobbies\tRowing\tSkills\tBraille, First aid\n"))

    assert [(one.section, one.said.text) for one in found.placed[1:]] == [
        ("other", "Rowing"),
        ("skills", "Braille, First aid"),
    ]
