"""Changes that rules propose: what they say, and what none of them may do."""

from typing import Any

import pytest

from agents.evidence.brackets import brackets
from agents.evidence.hollow import hollow
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.verbs import raises, rank
from agents.kinds.optimize.applying import open_places, settled
from agents.kinds.optimize.rules import MOST_ASKS, Wanted, proposed
from agents.kinds.optimize.types import ALL, Change, Focus
from agents.postings.asked import Asked
from agents.postings.read import read_posting
from agents.resume.pointers import key_of, value_at
from tests.agents.kinds.optimize.material import POSTINGS, RESUMES, TODAY, resume_of
from tests.golden import golden

GOLDEN = {
    "accountant": ("en_finance_manager", "en"),
    "ko_marketer": ("ko_production", "ko"),
    "ko_nurse": ("ko_icu_nurse", "ko"),
    "nurse": ("en_charge_nurse", "ko"),
    "software_mid": ("en_backend", "en"),
    "warehouse_lead": ("en_shift_manager", "en"),
}


def changes_of(name: str, language: str = "en", posting: str | None = None) -> list[Change]:
    asked = read_posting(POSTINGS[posting]).asked if posting else ()
    wanted = Wanted(ALL, language, None, TODAY, asked)
    return proposed(resume_of(name), RESUMES[name], wanted)


def changed(
    *lines: str, focus: tuple[Focus, ...] = ALL, ended: str | None = "2024-05", **more: Any
) -> list[Change]:
    """What is proposed for a job with these lines."""
    job: dict[str, Any] = {"name": "Rosehip", "position": "Florist", "highlights": list(lines)}
    if ended:
        job |= {"startDate": "2020-01", "endDate": ended}
    resume = {"work": [job]} | more.pop("resume", {})
    wanted = Wanted(focus, "en", None, TODAY, **more)
    return proposed(resume, "\n".join(lines), wanted)


def told(*lines: str, **more: Any) -> dict[str, str | None]:
    """Before and after of every text that is worded anew."""
    found = changed(*lines, **more)
    return {one.before or "": one.after for one in found if one.op == "replace"}


@pytest.mark.parametrize("name", sorted(RESUMES))
def test_no_change_claims_more_than_the_resume_does(name: str) -> None:
    for one in changes_of(name):
        if one.op != "replace" or not one.before or not one.after:
            continue
        after = settled(one.before, one.after).replace("\n", ". ")
        assert raises(one.before, after) is None, one
        assert (rank(after) or 0) <= max(rank(one.before) or 0, 1), one
        sources = [Source("resume", one.before), Source("resume", RESUMES[name])]
        assert unsupported(settled(one.before, one.after), sources) == [], one


@pytest.mark.parametrize("name", sorted(RESUMES))
def test_no_change_but_of_spelling_has_a_hollow_word_in_it(name: str) -> None:
    for one in changes_of(name):
        if one.op == "replace" and one.after:
            was = hollow(one.before or "") if one.focus == "language" else []
            assert [word for word in hollow(one.after) if word not in was] == [], one


@pytest.mark.parametrize("name", sorted(RESUMES))
def test_each_change_says_what_stands_there_and_why(name: str) -> None:
    found = changes_of(name, "ko")
    assert [one.id for one in found] == [f"c{n}" for n in range(1, len(found) + 1)]
    for one in found:
        key = key_of(one.path, resume_of(name))
        assert key is not None
        value = value_at(resume_of(name), key)
        assert value == one.before or one.op == "move" or isinstance(value, dict)
        assert one.section == one.path.split("/")[1]
        assert one.reason
        assert bool(open_places(one)) <= isinstance(one.ask, str)


@pytest.mark.parametrize("name", sorted(RESUMES))
def test_few_results_are_asked_for_at_once(name: str) -> None:
    assert sum(bool(open_places(one)) for one in changes_of(name)) <= MOST_ASKS


@pytest.mark.parametrize("name", sorted(RESUMES))
def test_what_is_to_be_kept_is_not_touched(name: str) -> None:
    wanted = Wanted(ALL, "en", None, TODAY, keep=("/work/0", "/basics"))
    for one in proposed(resume_of(name), RESUMES[name], wanted):
        assert not one.path.startswith(("/work/0/", "/basics"))
        assert one.path != "/work/0"
        assert one.to != "/work/0"


def test_rules_say_the_same_each_time() -> None:
    assert changes_of("nurse") == changes_of("nurse")


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_changes_are_those_that_were_looked_at(name: str) -> None:
    posting, language = GOLDEN[name]
    golden(f"agents/kinds/optimize/golden/{name}.md", page(changes_of(name, language, posting)))


def page(changes: list[Change]) -> str:
    """The changes as somebody reads them who looks at what has become different."""
    parts = []
    for one in changes:
        parts.append(f"## {one.id} {one.op} {one.path} ({one.focus})\n")
        parts.append(f"- before: {one.before}")
        if one.op == "move":
            parts.append(f"- to: {one.to}")
        else:
            after = one.after.replace("\n", " ⏎ ") if one.after else one.after
            parts.append(f"- after: {after}")
        parts.append(f"- why: {one.reason}")
        parts += [f"- ask: {one.ask}"] if one.ask else []
        parts += [f"- group: {one.group}"] if one.group else []
        parts.append("")
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("Responsible for managing 3 shops", "Managed 3 shops"),
        ("Responsible for the maintenance of 12 machines", "Maintained 12 machines"),
        ("Successfully delivered 3 projects", "Delivered 3 projects"),
        (
            "Responsible for cleaning of 2 halls and the repair of 9 vans",
            "Cleaned 2 halls and repaired 9 vans",
        ),
        ("Duties include cleaning, stocking 4 shelfs and helping customers",
         "Cleaned, stocked 4 shelves and helped customers"),
        ("Worked with innovative teams in order to ship 3 tools",
         "Worked with teams to ship 3 tools"),
        ("Utilised Excel on a daily basis for 9 rotas", "Used Excel daily for 9 rotas"),
        ("Manage a team of 4", "Managed a team of 4"),
        ("Recieved the the Award 2 times", "Received the Award 2 times"),
        ("Helped to run 3 shops", None),
        ("Member of a team of 14", None),
        ("Ran 3 shops", None),
    ],
)  # fmt: skip
def test_line_is_told_by_its_deed_and_no_other(line: str, after: str | None) -> None:
    assert told(line).get(line) == after


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("재고 3천 개 관리 업무를 수행함", "재고 3천 개 관리"),
        ("체험단 5팀 섭외 업무를 담당함", "체험단 5팀 섭외 담당"),
        ("성공적으로 3개 프로젝트를 완료", "3개 프로젝트를 완료"),
        ("고객 메세지 20건 응대", "고객 메시지 20건 응대"),
        ("SQL을 활용한 데이타 20만 건 분석", "SQL을 활용한 데이터 20만 건 분석"),
        ("신메뉴 3종 개발에 적극적으로 참여함", "신메뉴 3종 개발에 참여함"),
        ("3개 사업에 참여", None),
    ],
)
def test_korean_line_is_told_by_its_deed_and_no_other(line: str, after: str | None) -> None:
    assert told(line).get(line) == after


def test_job_that_goes_on_is_told_in_the_present() -> None:
    line = "Responsible for managing 3 shops"
    assert told(line, ended=None) == {line: "Manage 3 shops"}


@pytest.mark.parametrize(
    "line",
    [
        "Trained new florists",
        "Improved the way orders are packed",
        "Helped to improve safety on the floor",
        "Responsible for shift rosters",
        "신규 직원 교육",
        "주문 처리 절차 개선",
        "신제품 출시 준비 참여",
    ],
)
def test_result_that_is_not_told_is_asked_for(line: str) -> None:
    found = [one for one in changed(line, focus=("impact_metrics",)) if one.before == line]
    assert len(found) == 1
    assert len(brackets(found[0].after or "")) == 1
    assert isinstance(found[0].ask, str)
    assert settled(line, found[0].after or "") in line.replace("Responsible for s", "S")


@pytest.mark.parametrize(
    "line",
    [
        "Trained 31 new florists",
        "Trained two florists",
        "Weekly stock counts",
        "신규 직원 3명 교육",
    ],
)
def test_result_that_is_told_is_not_asked_for(line: str) -> None:
    assert changed(line, focus=("impact_metrics",)) == []


def test_line_that_only_praises_goes() -> None:
    found = changed("Hard-working team player with a can-do attitude", "Bound 40 wreaths a day")
    assert [(one.op, one.path) for one in found] == [("remove", "/work/0/highlights/0")]


@pytest.mark.parametrize(
    "line",
    [
        "Worked closely with cross-functional teams in order to deliver innovative solutions",
        "신메뉴 개발 프로젝트에 적극적으로 참여함",
        "사내 인트라넷을 성공적으로 구축했습니다.",
        "팀원들과의 원활한 소통을 통해 업무 효율을 극대화함",
    ],
)
def test_line_that_tells_a_deed_stays_however_it_praises(line: str) -> None:
    assert [one for one in changed(line, "Bound 40 wreaths a day") if one.op == "remove"] == []


def test_sentences_that_only_praise_go_and_the_others_stay() -> None:
    summary = "I am a results-driven team player. Florist since 2015. Passionate about everything."
    found = changed("Bound 40 wreaths", resume={"basics": {"summary": summary}})
    assert found[0].after == "Florist since 2015."


def test_long_line_of_several_sentences_becomes_several() -> None:
    first = "Ran the shop in the market hall with 3 others and opened it every morning at 5"
    second = "Bound 40 wreaths a day for the 12 churches of the town and drove them there myself"
    found = changed(f"{first}. {second}.", focus=("clarity",))
    assert found[0].after == f"{first}\n{second}"


def test_lines_that_say_the_same_are_one_group_of_which_one_stays() -> None:
    lines = ("Trained new florists", "Trained 31 new florists", "Bound wreaths", "Trained florists")
    found = [one for one in changed(*lines, focus=("clarity",)) if one.op == "remove"]
    assert [one.path for one in found] == ["/work/0/highlights/0", "/work/0/highlights/3"]
    assert {one.group for one in found} == {"g1"}


def test_lines_with_other_figures_are_not_the_same() -> None:
    assert changed("Bound 40 wreaths in May", "Bound 60 wreaths in May", focus=("clarity",)) == []


def test_result_is_put_first() -> None:
    lines = ("Bound wreaths", "Drove the van", "Cut waste from 12% to 4%")
    found = [one for one in changed(*lines, focus=("clarity",)) if one.op == "move"]
    assert [(one.path, one.to) for one in found] == [
        ("/work/0/highlights/2", "/work/0/highlights/0")
    ]


def test_jobs_are_put_in_order_by_their_dates() -> None:
    jobs = [
        {"name": "A", "position": "a", "startDate": "2010", "endDate": "2012"},
        {"name": "B", "position": "b", "startDate": "2020"},
    ]
    found = proposed({"work": jobs}, "", Wanted(("clarity",), "en", None, TODAY))
    assert [(one.op, one.path, one.to) for one in found] == [("move", "/work/1", "/work/0")]


def test_jobs_without_dates_stay_where_they_are() -> None:
    jobs = [{"name": "A", "position": "a"}, {"name": "B", "position": "b", "startDate": "2020"}]
    assert proposed({"work": jobs}, "", Wanted(("clarity",), "en", None, TODAY)) == []


def test_acronym_is_spelled_out_once_where_the_resume_has_its_long_form() -> None:
    lines = (
        "Wrote 4 SOPs",
        "Wrote 3 SOP texts",
        "Taught Standard Operating Procedures to 9 people",
    )
    found = told(*lines, focus=("clarity",))
    assert found == {
        "Wrote 3 SOP texts": "Wrote 3 Standard Operating Procedures (SOP) texts"
    }  # fmt: skip


def test_skill_that_is_listed_twice_goes() -> None:
    skills = [{"name": "Kubernetes"}, {"name": "Docker"}, {"name": "k8s"}]
    found = changed("Bound 40 wreaths", resume={"skills": skills})
    assert [(one.op, one.path) for one in found] == [("remove", "/skills/2")]


def asked(text: str, *skills: str) -> tuple[Asked, ...]:
    return (Asked("m1", text, "must", False, "skill", skills, text),)


def test_posting_s_word_is_put_beside_the_resume_s_own() -> None:
    found = changed(
        "Bound 40 wreaths",
        resume={"skills": [{"name": "k8s"}]},
        asked=asked("Kubernetes in production", "Kubernetes"),
    )
    assert [(one.path, one.after) for one in found] == [("/skills/0/name", "k8s (Kubernetes)")]


@pytest.mark.parametrize(
    ("skill", "posting", "name"),
    [
        ("MySQL", "PostgreSQL in production", "PostgreSQL"),
        ("Kubernetes", "Kubernetes in production", "Kubernetes"),
        ("쿠버네티스", "Kubernetes in production", "Kubernetes"),
    ],
)
def test_skill_that_is_another_or_named_already_is_not_added(
    skill: str, posting: str, name: str
) -> None:
    given = {"skills": [{"name": skill}]}
    lines = "Ran Kubernetes for 4 teams" if skill == "Kubernetes" else "Bound 40 wreaths"
    assert changed(lines, resume=given, asked=asked(posting, name), focus=("ats_keywords",)) == []


def test_old_lines_without_a_result_go_where_it_is_to_be_shorter() -> None:
    lines = ("Bound wreaths daily", "Drove a van", "Swept the yard", "Raised sales by 9% in May")
    found = changed(*lines, focus=("brevity",), ended="2009-05")
    assert [(one.op, one.path) for one in found] == [("remove", "/work/0/highlights/2")]


def test_text_in_another_language_is_left_alone() -> None:
    resume = {"work": [{"highlights": ["Verantwortlich für Führung", "Teh the the"]}]}
    assert proposed(resume, "", Wanted(ALL, "en", "de", TODAY)) == []


@pytest.mark.parametrize("focus", [(one,) for one in ALL])
def test_changes_are_for_what_they_are_wanted_for(focus: tuple[Focus, ...]) -> None:
    for name in ("accountant", "ko_nurse", "nurse"):
        wanted = Wanted(focus, "en", None, TODAY)
        found = proposed(resume_of(name), RESUMES[name], wanted)
        assert {one.focus for one in found} <= set(focus)


@pytest.mark.parametrize(
    "resume",
    [
        {},
        {"work": None, "skills": None, "basics": None},
        {"work": [{}, {"highlights": None}, {"highlights": [None, 3, ""]}], "skills": [None, {}]},
        {"work": "x", "other": [3], "projects": [{"highlights": "x"}]},
    ],
)
def test_resume_of_any_form_is_looked_at(resume: dict[str, Any]) -> None:
    assert proposed(resume, "", Wanted(ALL, "ko", None, TODAY)) == []
