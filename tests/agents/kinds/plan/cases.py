"""People who want a plan, and how a plan is written down to be looked at."""

from collections.abc import Iterator
from typing import Any

from agents.kind import Services
from agents.kinds.plan.kind import PlanKind
from agents.models.request import Model
from agents.testing import Conversation, Shelf
from tests.deliveries import text_of

NOW_MS = 1_795_996_800_000
"""30 November 2026, a Monday."""

CASES: dict[str, dict[str, Any]] = {
    "chef": {
        "targetRole": "Head chef",
        "currentSkills": ["Cooking", "HACCP", "Knife skills"],
        "until": "2027-01-24",
        "hoursPerWeek": 4,
        "budget": "free",
    },
    "far_role": {
        "targetRole": "Backend engineer",
        "resume": text_of("resumes", "accountant.txt"),
        "weeks": 4,
        "hoursPerWeek": 5,
    },
    "ko_analyst": {
        "targetRole": "데이터 분석가",
        "currentSkills": ["엑셀", "보고서 작성"],
        "weeks": 8,
        "hoursPerWeek": 6,
        "language": "ko",
    },
    "ko_nurse": {
        "targetRole": "중환자실 간호사",
        "resume": text_of("resumes", "ko_nurse.txt"),
        "job": text_of("postings", "ko_icu_nurse.txt"),
        "weeks": 3,
        "hoursPerWeek": 6,
        "language": "ko",
    },
    "tuesday": {"targetRole": "Receptionist", "weeks": 1, "hoursPerWeek": 2},
    "unknown_role": {"targetRole": "Keeper of the queen's bees", "weeks": 3, "hoursPerWeek": 3},
    "warehouse_lead": {
        "targetRole": "Shift manager",
        "resume": text_of("resumes", "warehouse_lead.txt"),
        "job": text_of("postings", "en_shift_manager.txt"),
        "weeks": 6,
        "hoursPerWeek": 5,
    },
}


def session(given: dict[str, Any], model: Model | None = None) -> Conversation:
    """A session on that day."""
    talk = Conversation(
        PlanKind(), given, model=model, services=lambda lent: Services(model=lent, library=Shelf())
    )
    talk.now_ms = NOW_MS
    return talk


async def planned(given: dict[str, Any]) -> dict[str, Any]:
    """What somebody gets without a model."""
    talk = session(given)
    await talk.start()
    assert talk.error is None
    assert talk.result is not None
    return dict(talk.result)


def told(result: dict[str, Any]) -> str:
    """A plan as lines."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    yield f"Today: {result['firstStep']}"
    for week in result["weeks"]:
        yield f"\n{week['number']} · {week['starts']} · {week['hours']:g} h · {week['theme']}"
        for task in week["tasks"]:
            url = f" <{task['resource']['url']}>" if "resource" in task else ""
            yield f"  {task['hours']:g} {task['kind']}: {task['title']}{url}"
        for one in result["milestones"]:
            if one["week"] == week["number"]:
                yield f"  → {one['title']}: {one['proof']}"
    yield f"\n{result['totalHours']:g} h in all"
    yield from (f"not reached: {one['skill']}: {one['why']}" for one in result["notReached"])
    yield from (f"assumed: {line}" for line in result["assumed"])
    yield from (f"next: {one['kind']}: {one['title']}" for one in result["next"])
