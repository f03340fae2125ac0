"""Which work is done in which week: hours never over, what comes before it first, no week empty.

Pure, and the same for the same. Time is counted in quarters of an hour.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from agents.kinds.plan.results import TaskKind
from agents.kinds.plan.works import Work

What: TypeAlias = Literal["work", "review", "apply", "conditions", "rehearse", "keep"]

HOUR = 4
_SLACK = 0.9
"""Of the hours of a week so many are planned."""
_LEARNT = 0.8
"""From the second week on, at most so much of a week is learning."""
_REVIEWS = ((1, 0), (2, 1), (3, 3))
"""Which look again comes how many weeks after something was learnt: after 2, 7 and 21 days."""
_MOST_REVIEWED = 3
"""At most a third of a week is looking again."""
_APPLIED = 8
"""An eighth of a week with applications goes to them."""
_MOST_APPLIED, _LEAST_APPLIED = 8, 1
_LEAST_BEGUN = 4
"""Nothing new is begun in less than an hour, but where the week has less."""
_CRUMB = 8
"""Up to an eighth of a work is let go where it would be left over for another week."""
_CRUMBS = 2
"""Nor are the last quarters of learning and practising left for another week."""
_LIGHT = 8
"""Quarters of a week in which nothing is left but to apply and to rehearse."""
_BESIDES: tuple[tuple[What, TaskKind, int], ...] = (
    ("apply", "apply", 4),
    ("rehearse", "practise", 2),
    ("keep", "build", 2),
)
"""What such a week has, and up to how many quarters of each."""
FACTORS = (2.0, 1.75, 1.5, 1.25, 1.0, 0.85, 0.7, 0.6, 0.5, 0.4)
"""By how much longer or shorter all work is, as time allows."""
_PACES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8)
"""Where there is far more time than work, a week has so much of it: weeks that are full at first
and empty later help nobody."""
_LEAST_ROOM = 8


class Slot(Struct, frozen=True):
    """A part of a week. `work` is the key of a work, None for what is of none; `number` counts the
    slots of one work and kind, or of one `what`."""

    what: What
    kind: TaskKind
    quarters: int
    work: str | None = None
    number: int = 1


class Schedule(Struct, frozen=True):
    """Slots by week. `ends` has in which week (from 0) each work ends, `begun` what was only begun,
    `left` what has no place, and how many quarters each of these still takes. `rooms` are the
    quarters of each week that there was a use for."""

    weeks: tuple[tuple[Slot, ...], ...]
    ends: Mapping[str, int]
    begun: Mapping[str, int]
    left: Mapping[str, int]
    factor: float
    rooms: tuple[int, ...]


class Frame(Struct, frozen=True):
    """How much room there is: quarters for each week, which are all that may be used."""

    rooms: tuple[int, ...]
    conditions: bool = False
    factor: float | None = None


def rooms(weeks: int, hours: int, last_days: int = 7) -> tuple[int, ...]:
    """The quarters of each week that are planned: a tenth is slack. The last has so many days."""
    whole = max(2, int(hours * HOUR * _SLACK))
    last = max(1, whole * last_days // 7)
    return (*[whole] * (weeks - 1), last)


def schedule(works: Sequence[Work], frame: Frame) -> Schedule:
    """The works in weeks, in their order, each in as much time as lets the most of them in.

    What has no place is left; of the first that has none, what fits is begun.
    """
    if frame.factor is not None:
        return _Weeks(frame, works, frame.factor).made()
    best: Schedule | None = None
    for factor in FACTORS:
        made = _Weeks(frame, works, factor).made()
        if not (made.left or made.begun):
            return _paced(works, frame, made) if factor == FACTORS[0] else made
        if factor <= 1 and (best is None or _open(works, made) < _open(works, best)):
            best = made
    return best or _Weeks(frame, works, FACTORS[-1]).made()


def _open(works: Sequence[Work], made: Schedule) -> tuple[int, int]:
    """How many of the musts are not done, and how many of them are not even begun."""
    musts = {work.key for work in works if work.is_must}
    return len(musts & {*made.left, *made.begun}), len(musts & {*made.left})


def _paced(works: Sequence[Work], frame: Frame, whole: Schedule) -> Schedule:
    """The same with as little in a week as lets all of it in."""
    for pace in _PACES:
        rooms = tuple(min(room, max(_LEAST_ROOM, int(room * pace))) for room in frame.rooms)
        made = _Weeks(replace(frame, rooms=rooms), works, whole.factor).made()
        if not (made.left or made.begun):
            return made
    return whole


class _Weeks:
    def __init__(self, frame: Frame, works: Sequence[Work], factor: float) -> None:
        self.rooms = frame.rooms
        self.factor = factor
        self.works = [work.scaled(factor) for work in works]
        self.slots: list[dict[tuple[What, TaskKind, str | None, int], int]] = [
            {} for _ in frame.rooms
        ]
        self.ends: dict[str, int] = {}
        self.begun: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.at = 0
        last = len(self.rooms) - 1
        if frame.conditions:
            self._add(0, "conditions", "apply", None, min(2, max(1, self.rooms[0] // 4)))
        for week, room in enumerate(self.rooms):
            if week % 2 == 1 or week == last:
                share = min(_MOST_APPLIED, max(_LEAST_APPLIED, room // _APPLIED))
                if room > share:
                    self._add(week, "apply", "apply", None, share)
        if self.rooms[last] >= HOUR:
            # Who has one week only has an interview, or all but.
            share = self.rooms[last] // (4 if last else 3)
            self._add(last, "rehearse", "practise", None, min(HOUR if last else 2 * HOUR, share))

    def made(self) -> Schedule:
        done = set[str]()
        for work in self.works:
            before = [key for key in work.needs if key in {one.key for one in self.works}]
            if any(key not in done for key in before):
                self.left[work.key] = work.quarters
                continue
            if self._placed(work, whole=True):
                done.add(work.key)
        self._begin(done)
        self._fill()
        numbers: dict[tuple[What, TaskKind, str | None], int] = {}
        weeks = []
        for slots in self.slots:
            found = []
            for (what, kind, key, review), quarters in slots.items():
                place = (what, kind, key)
                numbers[place] = numbers.get(place, 0) + 1
                number = review or numbers[place]
                found.append(Slot(what, kind, quarters, key, number))
            weeks.append(tuple(found))
        return Schedule(tuple(weeks), self.ends, self.begun, self.left, self.factor, self.rooms)

    def _begin(self, done: Collection[str]) -> None:
        """Begin what comes next with the time that is left."""
        for work in self.works:
            ready = all(key in done or key not in self.left for key in work.needs)
            if work.key in self.left and work.stage != "write" and ready:
                self._placed(work, whole=False)
                return

    def _placed(self, work: Work, *, whole: bool) -> bool:
        """Put a work where there is room; with `whole`, all of it or nothing."""
        kept = (self.at, [dict(slots) for slots in self.slots])
        rest = _Rest(work.learn, work.practise, work.build, work.quarters // _CRUMB)
        begun, week = False, self.at
        while week < len(self.rooms) and rest.total:
            least = min(_LEAST_BEGUN, max(1, self.rooms[week] // 2), rest.total)
            if self._free(week) >= (1 if begun else least):
                if rest.learn:
                    self._reviews(work, week)
                self._work(week, work, rest)
                begun = True
            if rest.total:
                week += 1
        if rest.total and (whole or not begun):
            self.at, self.slots = kept
            self.left[work.key] = work.quarters
            return False
        self.left.pop(work.key, None)
        if rest.total:
            self.begun[work.key] = rest.total
        else:
            self.ends[work.key] = week
        self.at = min(week, len(self.rooms) - 1)
        return True

    def _work(self, week: int, work: Work, rest: "_Rest") -> None:
        """Put what a week has room for of a work into it."""
        take = rest.part(self._free(week))
        studied = min(take, rest.learn + rest.practise)
        share = -(-studied * rest.learn // (rest.learn + rest.practise)) if studied else 0
        if week > 0:
            most = int(_LEARNT * (self._used(week) + take)) - self._used(week, "learn")
            share = max(0, min(share, most))
        tried, made = studied - share, take - studied
        if tried > rest.practise:
            # What may not be learnt in this week is done instead.
            rest.learn -= tried - rest.practise
            rest.practise = tried
        self._add(week, "work", "learn", work.key, share)
        self._add(week, "work", "practise", work.key, tried)
        self._add(week, "work", "build", work.key, made)
        rest.learn -= share
        rest.practise -= tried
        rest.build -= made

    def _reviews(self, work: Work, week: int) -> None:
        """Keep room for looking again at what is learnt from this week on; once for each work."""
        if any(slot[0] == "review" and slot[2] == work.key for one in self.slots for slot in one):
            return
        for number, later in _REVIEWS:
            at = week + later
            if at >= len(self.rooms):
                break
            reviewed = sum(q for slot, q in self.slots[at].items() if slot[0] == "review")
            most = max(1, self.rooms[at] // _MOST_REVIEWED)
            least = 2 if later == 0 else 1
            if reviewed < most and self._free(at) >= least:
                self._add(at, "review", "review", work.key, 1, number)

    def _fill(self) -> None:
        """What else there is to do where nothing is left to learn, a little of it."""
        for week, room in enumerate(self.rooms):
            for what, kind, most in _BESIDES:
                used = self._used(week)
                if used >= min(room, _LIGHT if week >= self.at else 1):
                    break
                self._add(week, what, kind, None, min(most, room - used))

    def _add(
        self, week: int, what: What, kind: TaskKind, key: str | None, quarters: int, number: int = 0
    ) -> None:
        if quarters > 0:
            place = (what, kind, key, number)
            self.slots[week][place] = self.slots[week].get(place, 0) + quarters

    def _used(self, week: int, kind: TaskKind | None = None) -> int:
        return sum(q for slot, q in self.slots[week].items() if kind is None or slot[1] == kind)

    def _free(self, week: int) -> int:
        return self.rooms[week] - self._used(week)


class _Rest(Struct):
    """What of a work has no place yet, in quarters. Of up to `crumb` none is left for a week."""

    learn: int
    practise: int
    build: int
    crumb: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.learn + self.practise + self.build

    def part(self, free: int) -> int:
        """How much of it goes into so many quarters; crumbs are let go."""
        take = min(free, self.total)
        if self.total - take <= self.crumb:
            self._let_go(self.total - take)
        studied = min(take, self.learn + self.practise)
        left = self.learn + self.practise - studied
        if left <= _CRUMBS:
            tried = min(self.practise, left)
            self.practise -= tried
            self.learn -= left - tried
        made = take - studied
        return studied if studied and 0 < made < min(HOUR, self.build) else take

    def _let_go(self, by: int) -> None:
        for name in ("build", "practise", "learn"):
            less = min(by, getattr(self, name))
            setattr(self, name, getattr(self, name) - less)
            by -= less
