"""The weeks of a plan as a document: what is done, what is to be done, and where it is learnt."""

from agents.kinds.plan.kind import PlanKind
from protocol.catalogue import CATALOGUE
from server.exports.markdown import result_markdown
from server.exports.names import Names
from tests.agents.kinds.plan.cases import CASES, planned


async def test_plan_reads_as_weeks_with_what_is_done() -> None:
    result = await planned(CASES["ko_analyst"])
    result["weeks"][0]["tasks"][0]["done"] = True
    names = Names(CATALOGUE.section("page.", "ko"))
    text = result_markdown("계획", result, PlanKind().result_schema() or {}, names, "plan")
    lines = text.splitlines()
    first, second = result["weeks"][0]["tasks"][:2]
    assert "### 1주차: 데이터 분석" in lines
    assert f"- ☑ {first['title']} ({first['hours']:g}시간, 배우기)" in lines
    assert f"- ☐ {second['title']} ({second['hours']:g}시간, 연습)" in lines
    assert "[PostgreSQL Exercises](https://pgexercises.com/)" in text
    heads = [line for line in lines if line.startswith("## ")]
    assert heads[:4] == [
        "## 오늘 할 일",
        "## 주",
        "## 보여 줄 수 있는 것",
        "## 이 기간에 닿지 못하는 것",
    ]
