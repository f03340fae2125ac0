"""A plan of weeks: what is only to be written down first, what is known never again."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import to_builtins
from msgspec.structs import replace

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.evidence.text import clip
from agents.kind import Action, Refused
from agents.kind import Turn as AnyTurn
from agents.kinds.plan import wishes as said
from agents.kinds.plan.calendar import MOST_WEEKS, Span, reach, span_of, zone_of
from agents.kinds.plan.drafts import MOST_WORKS, Wanted
from agents.kinds.plan.gaps import Given, found
from agents.kinds.plan.inputs import Fewer, Lightened, PlanInput, Shifted, Ticked, Without
from agents.kinds.plan.making import Frozen, Made, plan_of
from agents.kinds.plan.memory import Memory
from agents.kinds.plan.offline import brief_of
from agents.kinds.plan.results import PlanResult
from agents.kinds.plan.schedule import HOUR, rooms
from agents.kinds.plan.tasks import WORD
from agents.kinds.plan.wording import TEXTS, spoken_in
from agents.kinds.plan.works import works
from agents.results.types import Method
from protocol.catalogue import LANGUAGES, Said, Text, lookup, told

Turn = AnyTurn[PlanInput, Memory]

LAST_WEEK = 2 * MOST_WEEKS
"""What is moved goes no further than this."""
_LESS = 2 / 3
"""Of the hours of a week so many are left where somebody wants fewer and says no number."""
_MOST_NAMED = 5


class PlanKind(Delivery):
    """Plans weeks by rules; a model words what is to be done, and is held to what was given."""

    name = "plan"
    input_type = PlanInput
    result_type = PlanResult
    memory_type = Memory
    method = Method("plan", 1)
    exports = ("ics",)
    steps = ("read", "plan", "word")
    tasks = (WORD,)
    sets = (
        "firstStep",
        "weeks",
        "milestones",
        "notReached",
        "resources",
        "totalHours",
        "startDate",
        "timeZone",
    )
    further = (
        Further(Action("tick", input=Ticked), "do_tick"),
        Further(Action("shift", input=Shifted), "do_shift"),
        Further(Action("lighten", input=Lightened), "do_lighten"),
        Further(Action("hours", input=Fewer), "do_hours"),
        Further(Action("without", input=Without), "do_without"),
        Further(Action("spare"), "do_spare"),
        Further(Action("explain"), "do_explain"),
    )
    wishes: ClassVar[dict[str, str]] = {
        "tick": "wish_tick",
        "shift": "wish_shift",
        "lighten": "wish_lighten",
        "hours": "wish_hours",
        "start": "wish_start",
        "without": "wish_without",
        "spare": "wish_spare",
        "explain": "wish_explain",
    }

    async def open(self, turn: Turn) -> None:
        """Look at the texts and the days. Raises Refused for what can't be read, or can't be."""
        await super().open(turn)
        self._span(turn)

    def _today(self, turn: Turn) -> dt.date:
        """The day that it is where the person is."""
        zone = zone_of(turn.input.time_zone)
        if zone is None:
            named = clip(turn.input.time_zone or "", 64)
            raise Refused(self.text("refused.time_zone", zone=named), "time_zone")
        return dt.datetime.fromtimestamp(turn.now_ms / 1000, zone).date()

    def _span(self, turn: Turn) -> Span:
        given, today = turn.input, self._today(turn)
        span = span_of(today, given.start_date, given.weeks, given.until)
        if isinstance(span, Span):
            return span
        if span == "dates":
            start = given.start_date or today
            text = self.text("refused.dates", until=str(given.until), start=str(start))
        else:
            first, last = reach(today)
            start = given.start_date or today
            text = self.text("refused.far", start=str(start), first=str(first), last=str(last))
        raise Refused(text, span)

    async def deliver(self, turn: Turn) -> None:
        """Find what is missing, put it into weeks, and say it."""
        given, memory = turn.input, turn.memory
        self.at(turn, "read")
        resume, job = await turn.resume(given.resume), await turn.job(given.job)
        language = turn.language or spoken_in(given.target_role) or turn.said_in
        there = await turn.compute(
            found,
            Given(
                given.target_role, given.current_skills, resume, job, memory.as_of, language
            ),
            slow=True,
        )  # fmt: skip
        for line in there.assumed:
            self.assume(turn, line)
        self.at(turn, "plan")
        span = self._span(turn)
        memory.hours = given.hours_per_week
        memory.until = given.until.isoformat() if given.until else None
        memory.frozen = Frozen(
            found=there,
            start=span.start.isoformat(),
            rooms=rooms(span.weeks, given.hours_per_week, span.last_days),
            numbers=tuple(range(1, span.weeks + 1)),
            free=given.budget == "free",
            language=language,
        )
        if given.until:
            until, start = given.until.isoformat(), memory.frozen.start
            self._assume(
                turn, self.text("assumed.weeks", start=start, until=until, count=span.weeks)
            )
        before = memory.frozen.rooms
        made = await self._made(turn)
        memory.frozen = replace(memory.frozen, factor=made.factor, rooms=made.rooms)
        self._assume(turn, self.text("assumed.hours"))
        if made.factor < 1:
            self._assume(turn, self.text("assumed.short"))
        if made.rooms != before:
            self._assume(turn, self.text("assumed.less"))
        self._show(turn, made)
        self.at(turn, "word")
        await self._word(turn)
        if language and not memory.by_model and lookup(language, LANGUAGES) is None:
            self._assume(turn, self.text("assumed.language"))
        made = await self._made(turn)
        self._show(turn, made)
        self._end(turn)
        await self._say(turn, self._outcome(made))

    async def _made(self, turn: Turn) -> Made:
        memory = turn.memory
        return await turn.compute(
            plan_of, memory.frozen, tuple(memory.worded), tuple(memory.done), slow=True
        )

    async def _word(self, turn: Turn) -> None:
        """Have the tasks worded; where nothing of it can be used, the words of rules stay."""
        memory, frozen = turn.memory, turn.memory.frozen
        todo = works(frozen.found)[:MOST_WORKS]
        if not todo:
            return
        job = await turn.job(turn.input.job)
        sources = [await turn.resume(turn.input.resume), *turn.input.current_skills]
        sources.append(job if isinstance(job, str) else None)
        wanted = Wanted(
            frozen.found.role,
            tuple(brief_of(work, frozen.language) for work in todo),
            tuple(text for text in sources if text),
            frozen.language,
        )
        try:
            answer = await turn.ask(WORD, wanted)
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return
        memory.by_model = turn.by_model(WORD) and bool(answer.tasks)
        memory.worded = list(answer.tasks) if memory.by_model else []

    async def _say(self, turn: Turn, what: Said) -> None:
        """Say something in the language of the plan."""
        await turn.say(told(what, turn.memory.frozen.language))

    def _assume(self, turn: Turn, what: Said) -> None:
        self.assume(turn, told(what, turn.memory.frozen.language))

    def _show(self, turn: Turn, made: Made) -> None:
        turn.fill(
            firstStep=made.first_step,
            weeks=to_builtins(made.weeks),
            milestones=to_builtins(made.milestones),
            notReached=to_builtins(made.not_reached),
            resources=to_builtins(made.resources),
            totalHours=made.total,
            startDate=turn.memory.frozen.start,
            timeZone=turn.input.time_zone or "UTC",
        )

    def _end(self, turn: Turn) -> None:
        self.conclude(
            turn,
            written_by="mixed" if turn.memory.by_model else "rules",
            then=self._then(turn),
        )

    def _then(self, turn: Turn) -> list[NextStep]:
        given = turn.input
        shared = {
            "resume": given.resume,
            "targetRole": given.target_role,
            "job": given.job,
            "language": given.language,
            "documentLanguage": given.document_language,
            "country": given.country,
        }
        frozen = turn.memory.frozen
        labels = [gap.label for gap in frozen.found.gaps if gap.label not in frozen.without]
        steps = []
        if labels:
            about = {"targetRole": given.target_role, "skills": labels[:5], "level": "junior"}
            steps.append(NextStep("projects", about | {"language": given.language}))
        if given.resume is not None:
            steps += [NextStep("analysis", shared), NextStep("questions", shared)]
        else:
            practice = {
                "type": "screening",
                "difficulty": "easy",
                "durationMinutes": 20,
                "targetRole": given.target_role,
                "language": given.language,
            }
            steps.append(NextStep("interview", practice))
        return steps

    def _outcome(self, made: Made) -> Said:
        starts, hours = made.weeks[0].starts, _plain(made.total)
        lines: list[Said] = [
            self.text("says.done", count=len(made.weeks), start=starts, hours=hours),
            self.text("says.start_here", step=made.first_step),
        ]
        if made.not_reached:
            lines.append(self.text("says.open", count=len(made.not_reached)))
        if made.spare:
            lines.append(self.text("says.spare", what=made.spare))
        return _lines(lines)

    # What can be done with the plan, as an action and in words.

    async def do_tick(self, turn: Turn) -> str:
        """Mark tasks as done, or not."""
        given: Ticked = turn.given
        known = {task["id"] for week in turn.result["weeks"] for task in week["tasks"]}
        missing = next((id for id in given.ids if id not in known), None)
        if missing is not None:
            raise Refused(self.text("refused.no_task", id=clip(missing, 60)), "no_task")
        await self._tick(turn, given.ids, done=given.done)
        return "ready"

    async def wish_tick(self, turn: Turn, wish: str) -> None:
        """Mark what is named: weeks, things, or all."""
        weeks = turn.result["weeks"]
        numbers = said.weeks_in(wish, self._dated(turn), self._today(turn).isoformat())
        labels = said.meant(wish, sorted({t["skill"] for week in weeks for t in week["tasks"]}))
        first = said.first_in(wish)
        chosen = [week for week in weeks if not numbers or week["number"] in numbers]
        ids = [
            task["id"]
            for week in (weeks if said.is_all(wish) else chosen)
            for task in week["tasks"]
            if said.is_all(wish) or not labels or task["skill"] in labels
        ]
        if first and not (numbers or labels):
            tasks = [task for week in weeks for task in week["tasks"]]
            ids = [task["id"] for task in tasks[:first]]
        if not ids or not (numbers or labels or first or said.is_all(wish)):
            await self._say(turn, self.text("says.which_task", week=weeks[0]["number"]))
            return
        await self._tick(turn, ids, done=not said.is_undone(wish))

    async def _tick(self, turn: Turn, ids: Sequence[str], *, done: bool) -> None:
        memory = turn.memory
        before = set(memory.done)
        changed = [id for id in dict.fromkeys(ids) if (id in before) != done]
        memory.done = (
            [*memory.done, *changed] if done else [id for id in memory.done if id not in set(ids)]
        )
        made = await self._made(turn)
        self._show(turn, made)
        tasks = [task for week in made.weeks for task in week.tasks]
        count = sum(task.done for task in tasks)
        if not changed:
            await self._say(turn, self.text("changed.nothing"))
            return
        numbers = {"count": len(changed), "done": count, "all": len(tasks)}
        if done:
            await self._say(turn, self.text("changed.tick", **numbers))
        else:
            await self._say(turn, self.text("changed.untick", **numbers))

    async def do_shift(self, turn: Turn) -> str:
        """Move what is from a week on."""
        given: Shifted = turn.given
        await self._shift(turn, given.from_week, given.weeks)
        return "ready"

    async def wish_shift(self, turn: Turn, wish: str) -> None:
        """Move what is from the named week on; from that of today where none is named."""
        weeks, today = self._dated(turn), self._today(turn).isoformat()
        week = said.week_in(wish, weeks, today)
        if week is None:
            week = next((one.number for one in reversed(weeks) if one.starts <= today), None)
        if week is None:
            await self._say(turn, self.text("says.which_week", week=weeks[0].number))
            return
        await self._shift(turn, week, said.count_in(wish))

    async def wish_start(self, turn: Turn, wish: str) -> None:
        """Begin later: on the named day, or so many weeks later."""
        day = said.day_in(wish)
        frozen, today = turn.memory.frozen, self._today(turn)
        if day is None:
            later = dt.timedelta(weeks=said.count_in(wish))
            day = (dt.date.fromisoformat(frozen.start) + later).isoformat()
        first_day, last_day = reach(today)
        try:
            start = dt.date.fromisoformat(day)
        except ValueError:
            start = dt.date.min
        if not first_day <= start <= last_day:
            raise Refused(
                self.text("refused.far", start=day, first=str(first_day), last=str(last_day)), "far"
            )
        turn.memory.frozen = replace(frozen, start=day)
        await self._changed(turn, self.text("changed.start", start=day))

    async def _shift(self, turn: Turn, week: int, by: int) -> None:
        frozen = turn.memory.frozen
        if week > frozen.numbers[-1]:
            raise Refused(self._no_week(turn, week), "no_week")
        if frozen.numbers[-1] + by > LAST_WEEK:
            raise Refused(self.text("refused.too_late", most=LAST_WEEK), "too_late")
        numbers = tuple(number + by * (number >= week) for number in frozen.numbers)
        turn.memory.frozen = replace(frozen, numbers=numbers)

        def moved(made: Made) -> Said:
            return self.text("changed.shift", week=week, last=made.weeks[-1].starts)

        await self._changed(turn, moved)

    async def do_lighten(self, turn: Turn) -> str:
        """Give a week half of its work."""
        given: Lightened = turn.given
        await self._lighten(turn, given.week)
        return "ready"

    async def wish_lighten(self, turn: Turn, wish: str) -> None:
        """Give the named week half of its work."""
        weeks = self._dated(turn)
        week = said.week_in(wish, weeks, self._today(turn).isoformat())
        if week is None:
            await self._say(turn, self.text("says.which_week", week=weeks[0].number))
            return
        await self._lighten(turn, week)

    async def _lighten(self, turn: Turn, week: int) -> None:
        frozen = turn.memory.frozen
        if week not in frozen.numbers:
            raise Refused(self._no_week(turn, week), "no_week")
        at = frozen.numbers.index(week)
        planned = round(turn.result["weeks"][at]["hours"] * HOUR)
        less = tuple(
            max(1, planned // 2) if n == at else room for n, room in enumerate(frozen.rooms)
        )
        turn.memory.frozen = replace(frozen, rooms=less)

        def lighter(made: Made) -> Said:
            return self.text("changed.lighten", week=week, hours=_plain(made.weeks[at].hours))

        await self._changed(turn, lighter)

    async def do_hours(self, turn: Turn) -> str:
        """Plan for other hours from the first week on in which something is open."""
        given: Fewer = turn.given
        await self._hours(turn, given.hours_per_week)
        return "ready"

    async def wish_hours(self, turn: Turn, wish: str) -> None:
        """Plan for so many hours; for fewer where no number is named."""
        hours = said.hours_in(wish) or max(1, int(turn.memory.hours * _LESS))
        await self._hours(turn, min(40, max(1, hours)))

    async def _hours(self, turn: Turn, hours: int) -> None:
        memory, frozen = turn.memory, turn.memory.frozen
        weeks = turn.result["weeks"]
        begun = [any(task["done"] for task in week["tasks"]) for week in weeks]
        first = max((at + 1 for at, is_begun in enumerate(begun) if is_begun), default=0)
        new = rooms(len(weeks), hours)
        memory.hours = hours
        memory.frozen = replace(
            frozen,
            rooms=(*frozen.rooms[:first], *new[first:]),
            factor=frozen.factor if first else None,
        )
        made = await self._made(turn)
        memory.frozen = replace(memory.frozen, factor=made.factor, rooms=made.rooms)
        await self._changed(turn, self.text("changed.hours", hours=hours))

    async def do_without(self, turn: Turn) -> str:
        """Leave out one thing."""
        given: Without = turn.given
        labels = self._labels(turn)
        name = next((one for one in labels if one.casefold() == given.skill.casefold()), None)
        if name is None:
            name = next(iter(said.meant(given.skill, labels)), None)
        if name is None:
            names = _quoted(labels)
            text = self.text("refused.no_skill", skill=clip(given.skill, 60), names=names)
            raise Refused(text, "no_skill")
        await self._without(turn, [name])
        return "ready"

    async def wish_without(self, turn: Turn, wish: str) -> None:
        """Leave out what is named."""
        labels = self._labels(turn)
        names = said.meant(wish, labels)
        if not names:
            example = labels[-1] if labels else turn.memory.frozen.found.role
            await self._say(turn, self.text("says.which_skill", skill=clip(example, 60)))
            return
        await self._without(turn, names)

    async def _without(self, turn: Turn, names: Sequence[str]) -> None:
        frozen = turn.memory.frozen
        turn.memory.frozen = replace(frozen, without=(*frozen.without, *names))
        await self._changed(turn, self.text("changed.without", skill=_quoted(names)))

    def _labels(self, turn: Turn) -> list[str]:
        """What can be left out, in its order."""
        frozen = turn.memory.frozen
        labels = (work.label for work in works(frozen.found, frozen.without))
        return list(dict.fromkeys(labels))

    async def do_spare(self, turn: Turn) -> str:
        """Say what can go first."""
        await self.wish_spare(turn, "")
        return "ready"

    async def wish_spare(self, turn: Turn, wish: str) -> None:
        """The same in words."""
        made = await self._made(turn)
        if made.spare is None:
            await self._say(turn, self.text("says.no_spare"))
        else:
            await self._say(turn, self.text("says.spare", what=made.spare))

    async def do_explain(self, turn: Turn) -> str:
        """Say why it is in this order."""
        await self.wish_explain(turn, "")
        return "ready"

    async def wish_explain(self, turn: Turn, wish: str) -> None:
        """The same in words; of what is not reached, why."""
        open_ = turn.result["notReached"]
        names = said.meant(wish, [one["skill"] for one in open_])
        if names:
            why = next(one["why"] for one in open_ if one["skill"] == names[0])
            await self._say(turn, f"{names[0]}: {why}")
            return
        await self._say(turn, self.text("says.explain"))

    async def _changed(self, turn: Turn, what: Said | Callable[[Made], Said]) -> None:
        """Show the plan as it is now, and say what has become different."""
        before = {one["skill"] for one in turn.result["notReached"]}
        made = await self._made(turn)
        self._show(turn, made)
        self._end(turn)
        after = {one.skill: one for one in made.not_reached}
        lines: list[Said] = [what(made) if callable(what) else what]
        lost = [one for one in after if one not in before and one not in turn.memory.frozen.without]
        regained = [one for one in sorted(before) if one not in after]
        if lost:
            lines.append(self.text("changed.lost", names=_quoted(lost)))
        if regained:
            lines.append(self.text("changed.regained", names=_quoted(regained)))
        until = turn.memory.until
        ends = dt.date.fromisoformat(made.weeks[-1].starts)
        if until is not None and ends > dt.date.fromisoformat(until) and made.spare:
            lines.append(self.text("says.past_until", until=until, what=made.spare))
        await self._say(turn, _lines(lines))

    def _dated(self, turn: Turn) -> list[said.Dated]:
        return [said.Dated(week["number"], week["starts"]) for week in turn.result["weeks"]]

    def _no_week(self, turn: Turn, week: int) -> Text:
        return self.text("refused.no_week", week=week, last=turn.memory.frozen.numbers[-1])


def _plain(hours: float) -> str:
    """Hours without noughts behind the point."""
    return f"{hours:g}"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])


def _lines(lines: Sequence[Said]) -> Said:
    """Several sentences, each in a line of its own."""
    first, *others = lines
    return TEXTS.text("says.lines", first=first, second=_lines(others)) if others else first
