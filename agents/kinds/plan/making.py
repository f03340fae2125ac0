"""The plan as it is shown: weeks with their tasks in words, milestones, and what is left open."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET, Struct

from agents.career.resources import resources
from agents.evidence.text import clip
from agents.kinds.plan.drafts import Worded
from agents.kinds.plan.gaps import Found
from agents.kinds.plan.offline import by_rules
from agents.kinds.plan.results import Milestone, NotReached, PlanTask, Week
from agents.kinds.plan.schedule import HOUR, Frame, Schedule, Slot, schedule
from agents.kinds.plan.wording import MOST, TEXTS, line, words
from agents.kinds.plan.works import Work, works
from agents.results.types import Resource
from protocol.catalogue import Said, told

_FOR_TYPE = {"learn": ("docs", "course", "community"), "practise": ("practice",)}
"""What goes with a task, by its kind."""
_MOST_NAMED = 60


class Frozen(Struct, frozen=True):
    """What a plan is made of, as it stands now.

    `rooms` are the quarters of each week, `numbers` how the weeks are called, `start` the day of
    week 1 (ISO 8601). `factor` holds once the plan is made, so that a wish moves nothing before it.
    """

    found: Found = Found("")
    start: str = ""
    rooms: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    factor: float | None = None
    free: bool = False
    language: str | None = None


class Made(Struct, frozen=True):
    """The plan in all its parts, as they stand in the result. `spare` is what can go first."""

    first_step: str
    weeks: tuple[Week, ...]
    resources: tuple[Resource, ...]
    milestones: tuple[Milestone, ...]
    not_reached: tuple[NotReached, ...]
    total: float
    factor: float
    rooms: tuple[int, ...]
    spare: str | None


def plan_of(frozen: Frozen, worded: Iterable[Worded] = (), done: Iterable[str] = ()) -> Made:
    """The plan; words that are not given are those of rules."""
    return _Maker(frozen, {one.key: one for one in worded}, frozenset(done)).made()


class _Maker:
    def __init__(self, frozen: Frozen, worded: Mapping[str, Worded], done: frozenset[str]) -> None:
        self.frozen, self.language = frozen, frozen.language
        self.found, self.done = frozen.found, done
        self.works = works(frozen.found, frozen.without)
        self.by_key = {work.key: work for work in self.works}
        self.worded = {
            work.key: worded.get(work.key) or by_rules(work, self.language) for work in self.works
        }
        frame = Frame(frozen.rooms, bool(frozen.found.conditions), frozen.factor)
        self.schedule: Schedule = schedule(self.works, frame)
        self.counts = Counter(
            (slot.what, slot.kind, slot.work) for week in self.schedule.weeks for slot in week
        )
        self.resources: dict[str, Resource] = {}

    def made(self) -> Made:
        weeks = tuple(self._week(at, slots) for at, slots in enumerate(self.schedule.weeks))
        return Made(
            first_step=self._first_step(),
            weeks=weeks,
            resources=tuple(self.resources.values()),
            milestones=self._milestones(),
            not_reached=self._not_reached(),
            total=sum(week.hours for week in weeks),
            factor=self.schedule.factor,
            rooms=self.schedule.rooms,
            spare=self._spare(),
        )

    def _say(self, *path: str, **values: str) -> str:
        return line(words(self.language, *path), **values)

    def _told(self, said: Said) -> str:
        return clip(told(said, self.language), MOST)

    def _week(self, at: int, slots: Sequence[Slot]) -> Week:
        number = self.frozen.numbers[at]
        starts = dt.date.fromisoformat(self.frozen.start) + dt.timedelta(weeks=number - 1)
        return Week(
            number,
            self._theme(slots),
            starts.isoformat(),
            sum(slot.quarters for slot in slots) / HOUR,
            tuple(map(self._task, sorted(slots, key=_order))),
        )

    def _task(self, slot: Slot) -> PlanTask:
        id = f"{slot.work or slot.what}-{slot.kind}-{slot.number}"
        work = self.by_key.get(slot.work or "")
        return PlanTask(
            id,
            self._title(slot, work),
            slot.kind,
            work.label if work else self.found.role,
            slot.quarters / HOUR,
            id in self.done,
            self._resource(slot, work) or UNSET,
        )

    def _title(self, slot: Slot, work: Work | None) -> str:
        if work is None:
            return self._general(slot)
        if slot.what == "review":
            return line(words(self.language, "review")[slot.number - 1], skill=work.label)
        own = self.worded[work.key]
        texts = {"learn": own.learn, "practise": own.practise}.get(slot.kind) or (own.build,)
        of = self.counts[slot.what, slot.kind, slot.work]
        at = min(len(texts) - 1, (slot.number - 1) * len(texts) // max(of, 1))
        same = [n for n in range(of) if min(len(texts) - 1, n * len(texts) // of) == at]
        if len(same) < 2:
            return texts[at]
        number = same.index(slot.number - 1) + 1
        part = self._say("part", title="", number=str(number), of=str(len(same)))
        return clip(texts[at], MOST - len(part)) + part

    def _general(self, slot: Slot) -> str:
        role = clip(self.found.role, _MOST_NAMED)
        if slot.what == "conditions":
            return self._say("conditions", names="; ".join(self.found.conditions))
        if slot.what != "apply":
            return self._say(slot.what, role=role)
        if self.found.has_job and slot.number == 1:
            return self._say("apply_job")
        texts = words(self.language, "apply")
        if self.counts["apply", "apply", None] == 1:
            return line(texts[2], role=role)
        return line(texts[(slot.number - 1) % len(texts)], role=role)

    def _resource(self, slot: Slot, work: Work | None) -> Resource | None:
        """What the list has for the task; with no money to spend, what costs nothing."""
        if work is None or work.skill is None or slot.what != "work":
            return None
        types = _FOR_TYPE.get(slot.kind, ())
        for one in resources().get(work.skill, ()):
            if one.type in types and (one.type == "docs" or not self.frozen.free):
                free = True if one.type == "docs" else None
                named = Resource(one.title, one.type, one.url, work.label, free=free)
                return self.resources.setdefault(one.url, named)
        return None

    def _theme(self, slots: Sequence[Slot]) -> str:
        size: Counter[str] = Counter()
        written = 0
        for slot in slots:
            work = self.by_key.get(slot.work or "")
            if work is None or slot.what != "work":
                continue
            if work.stage == "write":
                written += slot.quarters
            else:
                size[work.label] += slot.quarters
        if written and written >= max(size.values(), default=0):
            return self._say("themes", "write")
        names = [name for name, _ in size.most_common(2)]
        if not names:
            return self._say("themes", "apply")
        if len(names) == 1:
            return self._say("themes", "one", first=names[0])
        return self._say("themes", "two", first=names[0], second=names[1])

    def _first_step(self) -> str:
        first = next((work for work in self.works if work.key not in self.schedule.left), None)
        if first is None:
            return self._say("first_step", "apply", role=self.found.role)
        way: str = first.stage if first.stage != "learn" or first.skill else "unknown"
        if self.found.route is not None:
            return self._say("first_step", "route", role=self.found.role)
        if not self.found.knows_role:
            way = "unknown_role"
        return self._say("first_step", way, skill=first.label)

    def _milestones(self) -> tuple[Milestone, ...]:
        found: list[tuple[int, str, str]] = []
        ends = self.schedule.ends
        written = [ends[one.key] for one in self.works if one.stage == "write" and one.key in ends]
        if written:
            found.append((max(written), self._say("write_title"), self._say("write_proof")))
        for work in self.works:
            if work.stage != "write" and work.key in ends:
                title = self._say("made", skill=work.label)
                found.append((ends[work.key], title, self.worded[work.key].proof))
        last = len(self.schedule.weeks) - 1
        for key in self.schedule.begun:
            label = self.by_key[key].label
            proof = self._say("begun_proof", skill=label)
            found.append((last, self._say("begun", skill=label), proof))
        if not found:
            found.append((last, self._say("applied"), self._say("applied_proof")))
        numbers = self.frozen.numbers
        return tuple(
            Milestone(numbers[at], title, proof)
            for at, title, proof in sorted(found, key=lambda one: one[0])
        )

    def _not_reached(self) -> tuple[NotReached, ...]:
        open_: dict[str, str] = {}
        plan = self.schedule
        for gap in self.found.gaps:
            if gap.label in self.frozen.without:
                open_[gap.label] = self._told(TEXTS.text("not_reached.without"))
                continue
            why = self._why(self.by_key[gap.key], plan)
            if why is not None and not gap.is_prerequisite:
                open_[gap.label] = self._told(why)
        for one in self.found.beyond:
            open_.setdefault(one.label, self._told(TEXTS.text(f"not_reached.{one.why}")))
        return tuple(NotReached(label, why) for label, why in open_.items())

    def _why(self, work: Work, plan: Schedule) -> Said | None:
        """Why something is not reached; None where it is."""
        if work.key in plan.begun:
            return TEXTS.text("not_reached.begun", hours=_hours(plan.begun[work.key]))
        if work.key in plan.left:
            before = [key for key in work.needs if key in {**plan.left, **plan.begun}]
            hours = _hours(work.quarters)
            if before:
                first = self.by_key[before[0]].label
                return TEXTS.text("not_reached.needs", first=first, hours=hours)
            return TEXTS.text("not_reached.time", hours=hours)
        if not work.supervised:
            return None
        why = "certificate" if work.way == "certificate" else "supervised"
        return TEXTS.text(f"not_reached.{why}")

    def _spare(self) -> str | None:
        """What can go first where time is lost: what is only nice, else what comes last."""
        placed = [one for one in self.works if one.key in self.schedule.ends]
        taught = [one for one in placed if one.stage != "write"]
        nice = [one for one in taught if not one.is_must]
        needed = {key for one in placed for key in one.needs}
        free = [one for one in (nice or taught) if one.key not in needed] or taught
        # Without its only part nothing of a plan is left.
        return free[-1].label if len(taught) > 1 else None


_ORDER = {"conditions": 0, "work": 1, "review": 2, "rehearse": 3, "keep": 4, "apply": 5}


def _order(slot: Slot) -> int:
    return _ORDER[slot.what]


def _hours(quarters: int) -> int:
    return -(-quarters // HOUR)
