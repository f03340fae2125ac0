"""What a condition is about, how much of it is asked, and which of them are knock-outs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.postings.asked import Asked
from agents.postings.conditions import asked_of, level_of_years, years_in
from agents.resume.lines import Slice


def must(text: str) -> Asked:
    return asked_of(Slice(text, 0), "must", 1)


@pytest.mark.parametrize(
    ("text", "topic", "knockout"),
    [
        ("Full UK driving licence", "licence", True),
        ("간호사 면허 소지자", "licence", True),
        ("Current NMC registration", "licence", True),
        ("The right to work in the UK", "permit", True),
        ("병역필 또는 면제자", "permit", True),
        ("An enhanced DBS check", "clearance", True),
        ("SC clearance", "clearance", True),
        ("A degree in chemistry", "education", True),
        ("초대졸 이상", "education", True),
        ("Able to work nights and weekends", "hours", True),
        ("3교대 근무 가능자", "hours", True),
        ("You live within 90 minutes of Worcester", "place", True),
        ("해외 출장 가능자", "place", True),
        ("English at C1", "language", True),
        ("비즈니스 영어 가능자", "language", True),
        ("Fließende Deutschkenntnisse", "language", True),
        ("At least 3 years in a warehouse", "experience", False),
        ("Two years' post-registration experience", "experience", False),
        ("Kotlin or Java in production", "skill", False),
        ("Patience", "other", False),
        ("You must be 18 or over", "other", True),
        ("만 60세 미만인 분", "other", True),
        ("You have to be on the BAKE register", "licence", True),
        ("A drug and alcohol test", "clearance", True),
        ("전기안전관리자 선임이 가능한 분", "licence", True),
        ("We're all in Dublin on Tuesdays", "place", True),
        ("Zwingend ist verhandlungssicheres Deutsch", "language", True),
        ("Experience of teaching English", "experience", False),
        ("Experience of children with English as an additional language", "experience", False),
        ("Ability to teach undergraduates at master's level", "other", False),
        ("360 degree feedback", "other", False),
        ("A high degree of patience", "other", False),
    ],
)
def test_topic_says_whether_a_must_is_a_knockout(text: str, topic: str, knockout: bool):
    assert (must(text).topic, must(text).knockout) == (topic, knockout)
    assert not asked_of(Slice(text, 0), "nice", 1).knockout


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Three years or more of baking", 3),
        ("4+ years", 4),
        ("3-5 yrs of experience", 3),
        ("3~5년 경력", 3),
        ("경력 8년↑", 8),
        ("mindestens 2 Jahre", 2),
        ("2.5 years", 2.5),
        ("18 months' experience", 1.5),
        ("6개월 이상", 0.5),
        ("4+ years, at least one of them with software", 4),
        ("within the last two years", None),
        ("a 5 year checkable history", None),
        ("a three-year degree", None),
        ("at least 18 years of age", None),
        ("2019년 이후", None),
        ("a 2 year contract", None),
        ("최근 3년 이내", None),
        ("patience", None),
    ],
)
def test_years_are_those_of_experience(text: str, years: float | None):
    assert years_in(text) == years


def test_levels_of_years_are_those_of_the_scale():
    assert [level_of_years(years) for years in (0.5, 1, 2, 3, 4, 5, 8, 20)] == [
        40, 40, 45, 55, 60, 70, 80, 80,
    ]  # fmt: skip


@given(st.floats(min_value=0, max_value=60), st.floats(min_value=0, max_value=60))
def test_more_years_never_ask_for_less(one: float, other: float):
    low, high = sorted((one, other))
    assert level_of_years(low) <= level_of_years(high)
    assert level_of_years(low) % 5 == 0


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Basic knowledge of SQL", 30),
        ("Experience with SQL", 50),
        ("Strong SQL", 65),
        ("Expert in SQL", 80),
        ("SQL", None),
        ("SQL 능숙자", 65),
        ("SQL 기초 지식", 30),
        ("Expert in SQL, 3 years", 55),
    ],
)
def test_level_is_that_of_the_years_or_of_the_words(text: str, level: int | None):
    assert must(text).level == level


def test_condition_that_is_no_matter_of_skill_has_no_level():
    assert must("A strong degree").level is None


@pytest.mark.parametrize(
    ("text", "languages", "fluency"),
    [
        ("English at C1 level", ("en",), "C1"),
        ("Polish or Romanian", ("pl", "ro"), None),
        ("Fluent Spanish", ("es",), "Fluent"),
        ("영어 비즈니스 회화 가능자", ("en",), "비즈니스"),
        ("Teaching English", (), None),
        ("French polishing of chairs", (), None),
    ],
)
def test_language_is_asked_to_be_spoken(text: str, languages: tuple[str, ...], fluency: str | None):
    assert (must(text).languages, must(text).fluency) == (languages, fluency)


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Kotlin or Java in production", ("Kotlin", "Java")),
        ("Strong Excel", ("Microsoft Excel",)),
        ("Go or Rust", ("Go", "Rust")),
        ("Cleaning of messy data", ()),
        ("ACLS 자격이 있는 분", ("Advanced cardiac life support",)),
        ("At least 3 years of leading a team", ("Team leadership",)),
        ("대용량 배치와 쿼리 튜닝", ("Query optimization",)),
    ],
)
def test_skills_are_those_of_the_list(text: str, skills: tuple[str, ...]):
    assert must(text).skills == skills


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("You must have a full driving licence.", "A full driving licence"),
        ("Clear written English is a must", "Clear written English"),
        ("Zendesk (required)", "Zendesk"),
        ("경력 3년 이상은 필수이며", "경력 3년 이상"),
        ("required", "Required"),
    ],
)
def test_text_is_what_is_asked_without_the_words_that_ask(quote: str, text: str):
    assert must(quote).text == text


def test_long_text_is_cut_at_a_word():
    text = must("patience " * 60).text
    assert len(text) <= 200
    assert text.endswith("patience…")
