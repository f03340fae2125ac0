"""Plans of people who are made up, and what holds for every plan."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from agents.career.roles import roles
from agents.career.skills import skills
from agents.kinds.plan.gaps import Found, Gap, Given, found
from agents.kinds.plan.making import Frozen, Made, plan_of
from agents.kinds.plan.results import PlanTask, Week
from agents.kinds.plan.schedule import rooms
from tests.deliveries import text_of

TODAY = "2026-11-30"
RESUMES = (
    "accountant.txt", "ko_nurse.txt", "ko_production.txt", "primary_teacher.txt",
    "software_mid.md", "warehouse_lead.txt",
)  # fmt: skip
POSTINGS = (
    "en_backend.md", "en_finance_manager.txt", "en_shift_manager.txt", "ko_icu_nurse.txt",
    "ko_production.txt", "en_teacher.txt",
)  # fmt: skip
UNKNOWN = ("Keeper of the queen's bees", "달빛 조율사", "Chief vibes curator", "xx")
WORK = ("learn", "practise", "build")
LEARNT = 0.8


def somebody(seed: int) -> Frozen:
    """Somebody made up: a role, skills, perhaps a résumé and a posting, and some time."""
    chance = random.Random(seed)
    role = chance.choice([*sorted(roles()), *UNKNOWN])
    own = [one.skill for one in roles()[role].required] if role in roles() else []
    said = chance.sample(own, chance.randint(0, len(own)))
    said += chance.sample(sorted(skills()), chance.randint(0, 4))
    language = chance.choice(("en", "ko"))
    given = Given(
        target_role=chance.choice(("", "", "Junior ", "Senior ")) + role,
        skills=tuple(said),
        resume=text_of("resumes", chance.choice(RESUMES)) if chance.random() < 0.3 else None,
        job=text_of("postings", chance.choice(POSTINGS)) if chance.random() < 0.2 else None,
        today=TODAY,
        language=language,
    )
    weeks = chance.choice((1, 1, 2, 3, 4, 6, 8, 12, 12, 20, 52))
    hours = chance.choice((1, 2, 3, 5, 8, 10, 10, 15, 25, 40))
    return Frozen(
        found(given),
        "2026-12-07",
        rooms(weeks, hours, chance.choice((7, 7, 7, 3, 1))),
        tuple(range(1, weeks + 1)),
        free=chance.random() < 0.3,
        language=language,
    )


def faults(frozen: Frozen, made: Made | None = None) -> list[str]:
    """What of a plan is not as every plan is."""
    plan = made or plan_of(frozen)
    weeks = [
        f"week {week.number} {what}"
        for at, week in enumerate(plan.weeks)
        for what in _of_week(week, at, frozen.rooms[at])
    ]
    return [*weeks, *_of_whole(plan), *_order(plan, frozen.found), *_reach(plan, frozen.found)]


def _of_week(week: Week, at: int, room: int) -> Iterator[str]:
    learnt = sum(task.hours for task in week.tasks if task.kind == "learn")
    checks = {
        "is empty": not week.tasks,
        "does not add up": week.hours != sum(task.hours for task in week.tasks),
        "is over": week.hours * 4 > room,
        "has a part of a quarter": any(t.hours <= 0 or t.hours * 4 % 1 for t in week.tasks),
        "only learns": at > 0 and learnt > LEARNT * week.hours,
        "does not apply": at % 2 == 1
        and room > 1
        and not any(task.kind == "apply" for task in week.tasks),
        "begins on another day": dt.date.fromisoformat(week.starts).weekday() != 0,
    }
    return (what for what, is_so in checks.items() if is_so)


def _of_whole(made: Made) -> Iterator[str]:
    ids = [task.id for task in _tasks(made)]
    numbers = {week.number for week in made.weeks}
    if len(set(ids)) < len(ids):
        yield "two tasks have one id"
    if made.total != sum(week.hours for week in made.weeks):
        yield "the total is wrong"
    if not made.milestones:
        yield "there is nothing to show"
    yield from (
        f"{one.title} is nowhere, or nothing shows it"
        for one in made.milestones
        if one.week not in numbers or not one.proof
    )


def _order(made: Made, there: Found) -> Iterator[str]:
    """What is learnt before something else comes before it, and nothing known is taught."""
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    for place, task in enumerate(_tasks(made)):
        if task.kind in WORK:
            begins.setdefault(_key(task), place)
            ends[_key(task)] = place
    taught = {_key(task) for task in _tasks(made) if task.kind == "learn"}
    by_skill = {gap.skill: gap for gap in there.gaps if gap.skill}
    for gap in there.gaps:
        if gap.key in taught and gap.skill in there.known:
            yield f"{gap.label} is known and taught"
        if gap.key in taught and gap.status == "unproven":
            yield f"{gap.label} is there, only not shown, and taught"
        for first in _before(gap, by_skill, there):
            if gap.key in begins and not ends.get(first.key, len(ends) * 99) < begins[gap.key]:
                yield f"{gap.label} comes before {first.label}"


def _before(gap: Gap, by_skill: dict[str | None, Gap], there: Found) -> Iterator[Gap]:
    """What of the table is learnt before a gap, where it is a gap as well."""
    if gap.status != "new" or gap.skill is None:
        return
    for name in skills()[gap.skill].needs:
        if name in by_skill and name not in there.known:
            yield by_skill[name]


def _reach(made: Made, there: Found) -> Iterator[str]:
    """What is asked for is worked on to its end, or it says why not."""
    open_ = {one.skill for one in made.not_reached}
    shown = [one.title for one in made.milestones]
    for gap in there.gaps:
        reached = any(gap.label in title for title in shown)
        if not (gap.is_prerequisite or reached or gap.label in open_):
            yield f"{gap.label} is neither reached nor said to be open"
    yield from (f"{one.skill} has no reason" for one in made.not_reached if not one.why)
    yield from (f"{one.label} is lost" for one in there.beyond if one.label not in open_)


def _tasks(made: Made) -> Sequence[PlanTask]:
    return [task for week in made.weeks for task in week.tasks]


def _key(task: PlanTask) -> str:
    return task.id.split("-")[0]
