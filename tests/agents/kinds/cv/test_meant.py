"""Which part of a résumé is meant by words."""

import pytest

from agents.kinds.cv.forms import form_meant
from agents.kinds.cv.meant import meant, moved, order_meant, pages_meant
from agents.kinds.cv.pieces import pieces

BASE = {
    "basics": {"summary": "Payroll clerk."},
    "work": [
        {"name": "Caldwell Engineering", "position": "Payroll Assistant", "startDate": "2016-04",
         "highlights": ["Ran the monthly payroll for 340 staff", "Prepared the VAT return"]},
        {"name": "Fernhill Timber", "position": "Accounts Assistant", "startDate": "2012-09",
         "endDate": "2016-03", "highlights": ["Took over credit control"]},
        {"name": "서림식품 용인공장", "startDate": "2009-01", "endDate": "2012-08"},
    ],
    "education": [{"institution": "Clydeview College", "endDate": "2012"}],
    "certificates": [{"name": "물류관리사 (2020.09)"}],
    "interests": [{"name": "Chess"}],
}  # fmt: skip
PIECES = pieces(BASE)


@pytest.mark.parametrize(
    ("wish", "places"),
    [
        ("leave out the timber firm", ["/work/1"]),
        ("leave out the 2012 job", ["/work/1"]),
        ("drop my second job", ["/work/1"]),
        ("leave out the oldest job", ["/work/2"]),
        ("leave out credit control", ["/work/1/highlights/0"]),
        ('leave out "VAT return"', ["/work/0/highlights/1"]),
        ("leave out the hobbies", ["/interests"]),
        ("leave out the summary", ["/basics/summary"]),
        ("leave out the certificates", ["/certificates"]),
        ("식품공장 빼 줘", ["/work/2"]),
        ("물류관리사 빼 줘", ["/certificates/0"]),
        ("자격증은 빼 주세요", ["/certificates"]),
        ("leave out the zeppelin", []),
        ("leave out", []),
        ("", []),
    ],
)
def test_words_name_a_part(wish: str, places: list[str]) -> None:
    phrases = ("leave out", "drop", "빼 줘", "빼 주세요", "빼 ")
    assert meant(wish, PIECES, phrases) == places


@pytest.mark.parametrize(
    ("wish", "pages"),
    [
        ("on one page", 1), ("2 pages, please", 2), ("squeeze it onto a single page", 1),
        ("한 장으로", 1), ("두 페이지", 2), ("3쪽", 3), ("shorter", None), ("page one", None),
    ],
)  # fmt: skip
def test_pages_are_told(wish: str, pages: int | None) -> None:
    assert pages_meant(wish) == pages


@pytest.mark.parametrize(
    ("wish", "pair"),
    [
        ("certificates before education", ("/certificates", "/education")),
        ("자격증을 학력보다 위로 올려 줘", ("/certificates", "/education")),
        ("projects before education", None),
        ("skills first", None),
    ],
)
def test_one_section_goes_before_another(wish: str, pair: tuple[str, str] | None) -> None:
    assert order_meant(wish, BASE) == pair


def test_only_what_is_to_be_moved_is_looked_for() -> None:
    assert moved("the till before the plants").strip() == "the till"
    assert moved("skills first") == "skills first"


@pytest.mark.parametrize(
    ("wish", "form"),
    [
        ("as a Lebenslauf", "lebenslauf"), ("경력기술서로 바꿔 줘", "careerDescription"),
        ("이력서 양식으로", "iryeokseo"), ("the usual form", "standard"), ("another form", None),
    ],
)  # fmt: skip
def test_form_is_told_by_its_names(wish: str, form: str | None) -> None:
    assert form_meant(wish) == form
