"""Forms are read by their labels, and tables without headings by the heads of their columns."""

import datetime as dt

import pytest

from agents.resume.facts import Facts, facts_of
from agents.resume.forms import filled_in, table_of
from agents.resume.lines import Slice

TODAY = dt.date(2026, 6, 15)


def facts(text: str) -> Facts:
    return facts_of(text, today=TODAY)


def told(*lines: str) -> dict[int, tuple[str | None, str | None, bool] | None]:
    found = filled_in([Slice(line, 0) for line in lines])
    return {
        at: time
        and (
            time.start.written() if time.start else None,
            time.end.written(end=True) if time.end else None,
            time.current,
        )
        for at, time in found.items()
    }


@pytest.mark.parametrize(
    ("begun", "ended", "time"),
    [
        ("From:\t04/2018", "To:\tPresent", ("2018-04", None, True)),
        ("Start date: 02 May 2016", "End date: 30 June 2019", ("2016-05", "2019-06", False)),
        ("Beginn: 08/2011", "Ende: heute", ("2011-08", None, True)),
        ("Date de début : mars 2015", "Date de fin : juin 2017", ("2015-03", "2017-06", False)),
        ("Fecha de inicio: 05/2015", "Fecha de fin: actualidad", ("2015-05", None, True)),
        ("입사일: 2017.03", "퇴사일: 2020.11", ("2017-03", "2020-11", False)),
        ("입사일\t2017.03", "퇴사일\t재직중", ("2017-03", None, True)),
    ],
)
def test_two_labels_tell_one_time(begun: str, ended: str, time: tuple[str, str, bool]):
    assert told(begun, ended) == {0: time, 1: None}


def test_labels_of_one_line_tell_one_time():
    assert told("From: 04/2018\tTo: 05/2019") == {0: ("2018-04", "2019-05", False)}


@pytest.mark.parametrize(
    "lines",
    [
        ("From: 04/2018", "Cleaner", "Oven Ltd", "Early shifts", "To: 05/2019"),
        ("From: the north", "To: the south"),
        ("To: 05/2019",),
        ("From 2018 on I led: the team",),
    ],
)
def test_label_without_its_date_or_the_other_tells_none(lines: tuple[str, ...]):
    assert told(*lines) == {}


def test_form_tells_of_its_jobs_and_schools_and_of_nothing_else():
    found = facts(
        "Candidate\tRef 5512 9087 331\nLast updated: 03/02/2026\nName:\tIona Brack\n"
        "Postcode:\tEH6 5NA\nMobile:\t07700 900381\nHome town:\tLeith, UK\n\n"
        "WORK HISTORY\n\n"
        "Job title:\tPacker\nCompany:\tTern Freight Ltd\nFrom:\t01/2019\nTo:\tPresent\n"
        "Reason for leaving: -\nDuties:\n- Train new packers since 2022\n- Load vans\n\n"
        "Job title:\tCleaner\nCompany:\tGorse Hall Hotel\nFrom:\t03/2015\nTo:\t12/2018\n"
        "Reason for leaving:\n\n"
        "EDUCATION\n\nSchool: Craigmount High School\nFrom:\t08/2009\nTo:\t06/2014\n"
    )

    assert (found.phone, found.location) == ("+447700900381", "Leith, UK")
    assert [(job.employer, job.start, job.end, len(job.bullets)) for job in found.jobs] == [
        ("Tern Freight Ltd", "2019-01", None, 2),
        ("Gorse Hall Hotel", "2015-03", "2018-12", 0),
    ]
    assert [(one.institution, one.start, one.end) for one in found.education] == [
        ("Craigmount High School", "2009-08", "2014-06")
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("재직기간\t회사명\t직급\t주요업무", "experience"),
        ("재학기간\t학교명\t전공\t졸업여부", "education"),
        ("취득일자\t자격증명\t발급기관", "other"),
        ("기 간\t근 무 처\t직 위\t담 당 업 무", "experience"),
        ("Company\tPosition\tPeriod", "experience"),
        ("Baker\tOven Ltd\tLeeds", None),
        ("Company\tPosition", None),
        ("Position\t2019\tCompany", None),
    ],
)
def test_table_is_told_by_the_heads_of_its_columns(line: str, kind: str | None):
    assert table_of(Slice(line, 0)) == kind


def test_form_whose_merged_cells_were_read_in_the_middle_keeps_its_tables():
    found = facts(
        "이력서\n성명\t정하윤\n\n"
        "재학기간\t학교명\t전공\t졸업여부\n"
        "2010. 03 ~ 2014. 02\t한솔대학교\t식품공학과\t졸업\n"
        "학력\t2007. 03 ~ 2010. 02\t가온고등학교\t인문계\t졸업\n\n"
        "재직기간\t회사명\t직급\t주요업무\n"
        "2018. 01 ~ 현재\t누리푸드\t대리\t원가 분석\n"
        "경력\t2014. 03 ~ 2017. 12\t라온유통\t사원\t매장 관리\n\n"
        "취득일자\t자격증명\t발급기관\n"
        "2013. 06\t조리기능사 면허\t한국산업인력공단\n"
        "특기\t없음\t보유기술\t엑셀, 발주\n"
    )

    assert [(job.employer, job.title, job.start) for job in found.jobs] == [
        ("누리푸드", "대리", "2018-01"),
        ("라온유통", "사원", "2014-03"),
    ]
    assert [one.institution for one in found.education] == ["한솔대학교", "가온고등학교"]
    assert [one.written for one in found.skills if one.evidence.startswith("특기")] == [
        "엑셀",
        "발주",
    ]
