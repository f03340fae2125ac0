"""Times are read as they are written, and are no more precise than that."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.data_files import read
from agents.resume.dates import Period, broken_period, periods
from agents.resume.lines import Slice
from tests.growth import MOST, growth

TIMES = {
    "Jan 2019 - Present": ("2019-01", None, True),
    "Brightwater Ltd Jan 2022 – Present": ("2022-01", None, True),
    "03/2019 – 05/2021": ("2019-03", "2021-05", False),
    "03.2019 - heute": ("2019-03", None, True),
    "03.2019 – d.d.": ("2019-03", None, True),
    "15.03.2019 – 31.05.2021": ("2019-03", "2021-05", False),
    "seit 2019": ("2019", None, True),
    "2019년 3월 ~ 현재": ("2019-03", None, True),
    "2019. 3. ~ 2021. 5.": ("2019-03", "2021-05", False),
    "2019.03.02 - 2021.05.31": ("2019-03", "2021-05", False),
    "2019-03 - 2021-05": ("2019-03", "2021-05", False),
    "2019년 3월부터 2021년 5월까지": ("2019-03", "2021-05", False),
    "19.03 ~ 21.05": ("2019-03", "2021-05", False),
    "03/19 – 05/21": ("2019-03", "2021-05", False),
    "Jan '19 – Mar '20": ("2019-01", "2020-03", False),
    "Summer 2013": ("2013-06", "2013-08", False),
    "Q1 2019 – Q3 2020": ("2019-01", "2020-09", False),
    "1. Quartal 2019": ("2019-01", "2019-03", False),
    "Mar – Aug 2019": ("2019-03", "2019-08", False),
    "2019.03 - 08": ("2019-03", "2019-08", False),
    "du 3 mars 2019 au 15 mai 2020": ("2019-03", "2020-05", False),
    "Janvier 2019 à aujourd'hui": ("2019-01", None, True),
    "de enero de 2018 a marzo de 2020": ("2018-01", "2020-03", False),
    "d’août 2018 à mars 2020": ("2018-08", "2020-03", False),
    "demarzo 2018 a mayo 2020": ("2018-03", "2020-05", False),
    "Dezember 2018 bis März 2020": ("2018-12", "2020-03", False),
    "12 March 2019 to 3 May 2020": ("2019-03", "2020-05", False),
    "2018–19": ("2018", "2019", False),
    "2018/19": ("2018", "2019", False),
    "(2021-)": ("2021", None, True),
    "平成31年4月 ~ 令和3年3月": ("2019-04", "2021-03", False),
    "jan. 2019 t/m heden": ("2019-01", None, True),
    "until May 2020": (None, "2020-05", False),
    "August 2012 - 2014": ("2012-08", "2014", False),
    "2017": ("2017", "2017", False),
    "May 2021 – Mar 2019": ("2019-03", "2021-05", False),
}


def read_time(text: str) -> Period:
    found = periods(Slice(text, 0))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_time_is_as_precise_as_it_is_written(text: str, expected: tuple[str, str, bool]):
    time = read_time(text)
    start = time.start.written() if time.start else None
    end = time.end.written(end=True) if time.end else None
    assert (start, end, time.current) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2 yrs 4 mos",
        "Cut costs by 2019%",
        "+49 2019 5512",
        "$2000 a day",
        "3,2019 calls",
        "in 40 %",
    ],
)
def test_number_that_is_no_year_names_no_time(text: str):
    assert periods(Slice(text, 0)) == []


@cache
def months() -> list[tuple[int, str]]:
    found = read("agents.resume", "months").items()
    return [(int(k), " ".join(n.split())) for k, names in found for n in names.split(",")]


@given(
    st.sampled_from(months()),
    st.sampled_from(months()),
    st.integers(1950, 2040),
    st.integers(0, 30),
    st.sampled_from([" - ", " – ", "–", " ~ ", " — "]),
    st.sampled_from(["{} {}", "{}. {}", "{} de {}", "{}, {}"]),
)
@settings(deadline=None)  # the first to come reads the lists
def test_month_is_read_in_thirty_languages(
    first: tuple[int, str], last: tuple[int, str], year: int, more: int, dash: str, form: str
):
    start, end = form.format(first[1].title(), year), form.format(last[1], year + 1 + more)
    time = read_time(start + dash + end)
    assert time.start is not None
    assert time.end is not None
    assert time.start.written() == f"{year}-{first[0]:02d}"
    assert time.end.written(end=True) == f"{year + 1 + more}-{last[0]:02d}"


@given(
    st.integers(1950, 2040),
    st.integers(1, 12),
    st.sampled_from(
        ["{y}.{m:02d}", "{y}-{m:02d}", "{m:02d}/{y}", "{m:02d}.{y}", "{y}년 {m}월", "{y}年{m}月"]
    ),
)
@settings(deadline=None)  # the first to come reads the lists
def test_month_in_digits_is_read_in_each_form(year: int, month: int, form: str):
    time = read_time(form.format(y=year, m=month))
    assert time.start is not None
    assert time.start.written() == f"{year}-{month:02d}"


@given(st.text(max_size=400))
@settings(deadline=None)  # the first to come reads the lists
def test_time_of_any_text_is_a_part_of_it(text: str):
    for time in periods(Slice(text, 7)):
        assert text[time.said.start - 7 :].startswith(time.said.text)
        assert time.said.text


@pytest.mark.parametrize("unit", ["2019", "2019 ", "Jan ", "2019.", "1/", "Mar – ", "to ", "'19 "])
def test_hostile_line_costs_no_more_than_its_length(unit: str):
    assert growth(lambda text: periods(Slice(text, 0)), unit) < MOST


@pytest.mark.parametrize(
    ("said", "below", "period", "left"),
    [
        ("März 2011 – Juli Schlosser", "2014 Werft Nord", ("2011-03", "2014-07"), "Werft Nord"),
        ("maart 2011 juli\tLasser", "2014\tWerf Noord", ("2011-03", "2014-07"), "Werf Noord"),
        ("marzo de 2011 – julio de Guía", "2014\tCueva", ("2011-03", "2014-07"), "Cueva"),
        ("2011 –\tFitter", "2014\tYard", ("2011", "2014"), "Yard"),
    ],
)
def test_time_that_a_cell_has_broken_is_made_whole(said, below, period, left):
    found = broken_period(Slice(said, 0), Slice(below, 90))
    assert found is not None
    whole, rest = found
    assert whole.start is not None
    assert whole.end is not None
    assert (whole.start.written(), whole.end.written(end=True)) == period
    assert whole.said.text == said[: whole.said.end]
    assert rest.text == left
    assert rest.start == 90 + below.index(left)


@pytest.mark.parametrize(
    ("said", "below"),
    [
        ("May 2011 – June 2014\tFitter", "2015\tYard"),
        ("May 2011 – present\tFitter", "2015\tYard"),
        ("May 2011\tFitter", "2015\tYard"),
        ("May 2011 –\tFitter", "2008 – 2010\tYard"),
        ("May 2011 –\tFitter", "2008\tYard"),
        ("Fitter", "2015\tYard"),
        ("May 2011 –", ""),
    ],
)
def test_time_that_is_whole_or_goes_on_takes_nothing_from_the_line_below(said, below):
    assert broken_period(Slice(said, 0), Slice(below, 90)) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("'17.4 ~ '20.11", "2017-04", "2020-11"),
        ("’08.12. – ’11.2.", "2008-12", "2011-02"),
        ("2018.05 ~ 재직 중", "2018-05", None),
    ],
)
def test_short_years_with_months_and_a_stay_in_two_words_are_times(text, start, end):
    (found,) = periods(Slice(text, 0))
    assert found.said.text == text
    assert found.start.written() == start
    assert (found.end.written(end=True) if found.end else None) == end
