"""CVs: each form by its custom, all that the résumé says, and nothing that it does not."""

import re

import pytest

from server.exports.document import Block, Facts, Heading, Timeline, plain
from server.exports.handed_in.cv import cv_blocks, forms
from server.exports.handed_in.doubts import Doubts
from server.exports.handed_in.wording import Wording
from server.exports.markdown import markdown
from tests.handing import DAY, KOREAN_RESUME, RESUME


def made(
    form: str, language: str, resume: dict = RESUME, sections: tuple = ()
) -> tuple[Block, ...]:
    return cv_blocks(resume, form, Wording.of(language), Doubts(None), DAY, sections)


def text_of(blocks: tuple[Block, ...]) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", markdown(blocks))


def titles(blocks: tuple[Block, ...]) -> list[str]:
    return [plain(one.content) for one in blocks if isinstance(one, Heading) and one.level <= 2]


@pytest.mark.parametrize("form", list(forms()))
@pytest.mark.parametrize("language", ["en", "ko", "de", "fi"])
def test_every_form_has_all_that_the_resume_says_and_no_photo_or_birth_date(
    form: str, language: str
) -> None:
    text = text_of(made(form, language))
    for said in (
        "Dilnoza Karim", "d.karim@post.example", "+44 7700 900155", "Leeds", "Ravensmoor Logistics",
        "Shift lead", "Kestrel Home Direct", "Cut mis-picks from 2.1 % to 0.9 %", "SAP EWM",
        "Excel (good)", "Leeds City College", "Diploma", "First aid at work", "Uzbek: native",
        "Eight years in distribution", "Counterbalance truck",
    ):  # fmt: skip
        assert said in text, said
    assert "face" not in text
    assert "1991" not in text


def test_standard_form_begins_with_the_name_and_has_experience_before_education() -> None:
    assert titles(made("standard", "en")) == [
        "Dilnoza Karim", "Summary", "Experience", "Education", "Certificates", "Skills",
        "Languages", "Licences",
    ]  # fmt: skip
    assert "*Mar 2022 – present · Leeds*" in text_of(made("standard", "en"))


def test_order_of_the_result_goes_before_that_of_the_form() -> None:
    found = titles(made("standard", "en", sections=("skills", "unknown", "work")))
    assert found[1:5] == ["Summary", "Skills", "Experience", "Education"]


def test_lebenslauf_is_tabular() -> None:
    blocks = made("lebenslauf", "de")
    assert titles(blocks)[:3] == ["Lebenslauf", "Profil", "Berufserfahrung"]
    assert isinstance(blocks[1], Facts)
    rows = next(one for one in blocks if isinstance(one, Timeline)).rows
    assert [plain(when) for when, _ in rows] == ["03/2022 – heute", "03/2019 – 02/2022"]


def test_line_of_open_places_is_the_last_and_lines_without_a_heading_have_one() -> None:
    other = [{"name": "", "highlights": ["[Ort], [Datum]", "Own car"]}, *RESUME["other"]]
    blocks = made("lebenslauf", "de", RESUME | {"other": other}, ("other", "work"))
    assert titles(blocks)[2:4] == ["Licences", "Weitere Angaben"]
    assert plain(blocks[-1].content) == "[Ort], [Datum]"
    assert text_of(blocks).count("[Ort]") == 1


def test_address_says_nothing_twice() -> None:
    location = {"address": "14 Tannery Row, Leeds", "postalCode": "LS1", "city": "Leeds"}
    assert "14 Tannery Row, Leeds, LS1" in text_of(
        made("standard", "en", {"basics": {"name": "A", "location": location}})
    )


def test_korean_forms_have_schooling_first_or_career_alone_and_lengths_of_work() -> None:
    sheet = made("iryeokseo", "ko", KOREAN_RESUME)
    assert titles(sheet) == ["이력서", "소개", "학력", "경력", "자격증"]
    text = text_of(sheet)
    assert "2019.03 – 2022.02 (3년)" in text
    assert "2022.03 – 현재 (4년 9개월)" in text
    assert "2014.03 – 2018.02" in text
    assert "(4년)" not in text, "schooling has no length"
    assert "한밭중앙병원 · 책임간호사" in text
    assert "010-" in text or "00-0000-3306" in text
    career = made("careerDescription", "ko", KOREAN_RESUME)
    assert titles(career)[:2] == ["배은채", "소개"]
    assert "**경력기술서**" in text_of(career)


def test_what_is_of_no_such_shape_is_left_out() -> None:
    odd = {"basics": "x", "work": [None, 3, {"name": 4, "highlights": "x"}], "skills": "Excel"}
    assert titles(made("standard", "en", odd)) == ["Curriculum vitae"]


def test_date_in_words_stays_as_it_is() -> None:
    work = [{"name": "Mill", "startDate": "spring 2019", "endDate": "about 2021"}]
    assert "*spring 2019 – about 2021*" in text_of(made("standard", "en", {"work": work}))
