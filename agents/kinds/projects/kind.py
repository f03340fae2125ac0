"""Projects by which one shows what one can do: with what lies on the table at the end of each."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

import msgspec

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.meant import count_meant, entry_meant, hours_meant
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.kind import Action, Refused
from agents.kind import Turn as AnyTurn
from agents.kinds.projects.checking import sound
from agents.kinds.projects.choosing import Choice, chosen
from agents.kinds.projects.drafts import Draft, Drafts, Wanted
from agents.kinds.projects.inputs import (
    LEAST_HOURS,
    LEVELS,
    MOST_HOURS,
    Field,
    Height,
    Level,
    More,
    OwnSize,
    ProjectsInput,
    Size,
    Which,
)
from agents.kinds.projects.memory import Kept, Memory
from agents.kinds.projects.patterns import Spoken
from agents.kinds.projects.reading import Known, field_meant, known_of
from agents.kinds.projects.results import MOST, ProjectIdea, ProjectMilestone, ProjectsResult
from agents.kinds.projects.tasks import DRAFT, REVIEW
from agents.kinds.projects.writing import HOURS, written
from agents.results.types import Method, Writer
from protocol.catalogue import lookup

Turn = AnyTurn[ProjectsInput, Memory]

HOURS_A_WEEK = 5
"""By which the weeks of a plan are reckoned that is made of projects."""
MOST_WEEKS = 52


class Projects(Delivery):
    """Gives projects that fit the work, the skills, the level and the time, no two alike."""

    name = "projects"
    input_type = ProjectsInput
    result_type = ProjectsResult
    memory_type = Memory
    method = Method("projects", 1)
    steps = ("choosing", "writing")
    reviews = (REVIEW,)
    further = (
        Further(Action("more", input=More), "do_more", works=True),
        Further(Action("why", input=Which), "do_why"),
        Further(Action("another", input=Which), "do_another", works=True),
        Further(Action("hours", input=Size), "do_hours", works=True),
        Further(Action("resize", input=OwnSize), "do_resize", works=True),
        Further(Action("level", input=Height), "do_level", works=True),
        Further(Action("field", input=Field), "do_field", works=True),
        Further(Action("screenless"), "do_screenless", works=True),
    )
    wishes: ClassVar = {
        "more": "wish_more",
        "why": "wish_why",
        "another": "wish_another",
        "smaller": "wish_smaller",
        "bigger": "wish_bigger",
        "harder": "wish_harder",
        "easier": "wish_easier",
        "screenless": "wish_screenless",
        "field": "wish_field",
    }
    sets = ("projects",)

    def prepare(self) -> None:
        """Load the lists, by what any role makes it look up."""
        known_of("Nurse", ("Wound care",), "mid", "en")

    async def deliver(self, turn: Turn) -> None:
        """Choose as many as were asked for, and write them."""
        given, memory = turn.input, turn.memory
        self.at(turn, "choosing")
        memory.level = given.level
        memory.hours = given.hours or HOURS[given.level]
        memory.known = await turn.compute(
            known_of, given.target_role, given.skills, given.level, _rules_speak(turn), slow=True
        )
        for line in memory.known.assumed:
            self.assume(turn, line)
        if given.hours is None:
            self.assume(turn, self.text("assumed.hours", count=memory.hours))
        self.at(turn, "writing")
        await self._add(turn, given.count)

    async def do_more(self, turn: Turn) -> str:
        """Add as many others as are named, or as were asked for first."""
        await self._more(turn, turn.given.count if turn.given else None)
        return "ready"

    async def do_why(self, turn: Turn) -> str:
        """Say what a project shows."""
        await self._why(turn, self._given(turn))
        return "ready"

    async def do_another(self, turn: Turn) -> str:
        """Put another in the place of one."""
        await self._replace(turn, self._given(turn))
        return "ready"

    async def do_hours(self, turn: Turn) -> str:
        """Make each take so many hours."""
        await self._resize(turn, turn.given.hours)
        return "ready"

    async def do_resize(self, turn: Turn) -> str:
        """Make one take so many hours."""
        await self._resize(turn, turn.given.hours, self._given(turn))
        return "ready"

    async def do_field(self, turn: Turn) -> str:
        """Put projects of another field in their place. Raises Refused for one nobody knows."""
        field = await turn.compute(field_meant, turn.given.field, slow=True)
        if field is None:
            raise Refused(self.text("says.no_field"), "unknown_field")
        await self._refield(turn, field)
        return "ready"

    def _given(self, turn: Turn) -> int:
        """The place of the project that an action names. Raises Refused for one there is not."""
        ids = [one.id for one in turn.memory.kept]
        if turn.given.id not in ids:
            raise Refused(self.text("says.no_such"), "unknown_id")
        return ids.index(turn.given.id)

    async def do_level(self, turn: Turn) -> str:
        """Make them fit another level."""
        await self._relevel(turn, LEVELS.index(turn.given.level))
        return "ready"

    async def do_screenless(self, turn: Turn) -> str:
        """Replace those that need a computer."""
        await self.wish_screenless(turn, "")
        return "ready"

    async def wish_more(self, turn: Turn, wish: str) -> None:
        """Add as many others as are named, or as were asked for first."""
        await self._more(turn, count_meant(wish))

    async def wish_why(self, turn: Turn, wish: str) -> None:
        """Say what the project that is named, or the first, shows."""
        at = self._meant(turn, wish)
        await self._why(turn, 0 if at is None else at)

    async def wish_another(self, turn: Turn, wish: str) -> None:
        """Put another in the place of the one that is named, or of the last."""
        at = self._meant(turn, wish)
        await self._replace(turn, len(turn.memory.kept) - 1 if at is None else at)

    async def wish_smaller(self, turn: Turn, wish: str) -> None:
        """Make them, or the one that is named, take as many hours as are named, or half."""
        at = self._meant(turn, wish)
        now = self._hours(turn, at)
        await self._resize(turn, hours_meant(wish) or now // 2, at)

    async def wish_bigger(self, turn: Turn, wish: str) -> None:
        """Make them, or the one that is named, take as many hours as are named, or twice."""
        at = self._meant(turn, wish)
        await self._resize(turn, hours_meant(wish) or self._hours(turn, at) * 2, at)

    async def wish_field(self, turn: Turn, wish: str) -> None:
        """Put projects of the field that is named in the place of these."""
        field = await turn.compute(field_meant, wish, slow=True)
        if field is None:
            await turn.say(self.text("says.no_field"))
            return
        await self._refield(turn, field)

    def _meant(self, turn: Turn, wish: str) -> int | None:
        return entry_meant(wish, [one.draft.title for one in turn.memory.kept])

    def _hours(self, turn: Turn, at: int | None) -> int:
        """How many hours a project takes now, or all of them."""
        memory = turn.memory
        own = memory.kept[at].hours if at is not None else None
        return own or memory.hours

    async def wish_harder(self, turn: Turn, wish: str) -> None:
        """Make them fit the next level."""
        await self._relevel(turn, LEVELS.index(turn.memory.level) + 1)

    async def wish_easier(self, turn: Turn, wish: str) -> None:
        """Make them fit the level below."""
        await self._relevel(turn, LEVELS.index(turn.memory.level) - 1)

    async def wish_screenless(self, turn: Turn, wish: str) -> None:
        """Put others in the place of those that need a computer, as far as there are any."""
        memory = turn.memory
        memory.without_computer = True
        at = [n for n, one in enumerate(memory.kept) if _needs_computer(one.choice)]
        if not at:
            await turn.say(self.text("says.screenless_already"))
            return
        turn.enter("working")
        made = await self._choices(turn, len(at), leaving=at)
        ids = self._ids(turn, len(made))
        swaps = dict(zip(at, zip(ids, made, strict=True), strict=False))
        order = [n for n in range(len(memory.kept)) if n not in at or n in swaps]
        memory.kept = tuple(memory.kept[n] for n in order)
        places = {order.index(n): swap for n, swap in swaps.items()}
        await self._write(turn, places)
        self._end(turn)
        gone = len(at) - len(made)
        await turn.say(self.text("says.screenless", count=len(made)))
        if gone:
            await turn.say(self.text("says.screenless_gone", count=gone))

    async def _add(self, turn: Turn, count: int) -> None:
        """Add so many to those that there are."""
        memory = turn.memory
        made = await self._choices(turn, count) if count > 0 else ()
        at = len(memory.kept)
        ids = self._ids(turn, len(made))
        places = {at + n: pair for n, pair in enumerate(zip(ids, made, strict=True))}
        await self._write(turn, places)
        self._end(turn, short=len(made) < count)

    async def _replace(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        made = await self._choices(turn, 1, leaving=[at]) if at >= 0 else ()
        if not made:
            await turn.say(self.text("says.no_another"))
            return
        turn.enter("working")
        before = memory.kept[at].draft.title
        await self._write(turn, {at: (self._ids(turn, 1)[0], made[0])})
        self._end(turn)
        after = memory.kept[at].draft.title
        await turn.say(self.text("says.another", before=before, after=after))

    async def _more(self, turn: Turn, count: int | None) -> None:
        turn.enter("working")
        before = len(turn.memory.kept)
        await self._add(turn, min(count or turn.input.count, MOST - before))
        added = len(turn.memory.kept) - before
        await turn.say(self.text("says.more", count=added) if added else self.text("says.no_more"))

    async def _why(self, turn: Turn, at: int) -> None:
        draft = turn.memory.kept[at].draft
        proves = "; ".join(draft.proves)
        said = self.text("says.why", title=draft.title, proves=proves, made=draft.deliverable)
        await turn.say(said)

    async def _refield(self, turn: Turn, field: str) -> None:
        """Put projects of a field in the place of those that are of another."""
        memory = turn.memory
        memory.known = msgspec.structs.replace(memory.known, field=field)
        every = range(len(memory.kept))
        made = await self._choices(turn, len(memory.kept), leaving=every, of_field=True)
        if not made:
            await turn.say(self.text("says.no_another"))
            return
        turn.enter("working")
        ids = self._ids(turn, len(made))
        memory.kept = memory.kept[: len(made)]
        await self._write(turn, dict(enumerate(zip(ids, made, strict=True))))
        self._end(turn, short=len(made) < len(every))
        await turn.say(self.text("says.field", field=self.text(f"field.{field}")))

    async def _resize(self, turn: Turn, hours: int, at: int | None = None) -> None:
        """Make one project, or each, take so many hours."""
        memory = turn.memory
        hours = max(LEAST_HOURS, min(MOST_HOURS, hours))
        wanted = [at] if at is not None else range(len(memory.kept))
        if all(self._hours(turn, n) == hours for n in wanted):
            await turn.say(self.text("says.same_hours", count=hours))
            return
        turn.enter("working")
        if at is None:
            memory.hours = hours
        own = hours if at is not None else None
        memory.kept = tuple(
            msgspec.structs.replace(one, hours=own) if n in wanted else one
            for n, one in enumerate(memory.kept)
        )
        kept = memory.kept
        await self._write(turn, {n: (kept[n].id, kept[n].choice) for n in wanted})
        self._end(turn)
        if at is None:
            await turn.say(self.text("says.hours", count=hours))
        else:
            title = memory.kept[at].draft.title
            await turn.say(self.text("says.hours_of", count=hours, title=title))

    async def _relevel(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        if not 0 <= at < len(LEVELS):
            await turn.say(self.text("says.no_harder" if at > 0 else "says.no_easier"))
            return
        level: Level = LEVELS[at]
        if level == memory.level:
            await turn.say(self.text("says.same_level"))
            return
        turn.enter("working")
        memory.level = level
        await self._rewrite(turn)
        await turn.say(self.text("says.level", level=self.text(f"level.{level}")))

    async def _rewrite(self, turn: Turn) -> None:
        """Write all of them anew, as they are to be now."""
        kept = turn.memory.kept
        await self._write(turn, {n: (one.id, one.choice) for n, one in enumerate(kept)})
        self._end(turn)

    async def _choices(
        self,
        turn: Turn,
        count: int,
        *,
        leaving: Collection[int] = (),
        of_field: bool = False,
    ) -> tuple[Choice, ...]:
        """So many others, where those at the places `leaving` go."""
        memory = turn.memory
        there = [one.choice for n, one in enumerate(memory.kept) if n not in leaving]
        made = await turn.compute(
            _chosen,
            memory.known,
            memory.hours,
            count,
            there,
            memory.used,
            memory.without_computer,
            of_field,
        )
        memory.used = (*memory.used, *(one.name for one in made))
        return made

    def _ids(self, turn: Turn, count: int) -> list[str]:
        memory = turn.memory
        memory.given += count
        return [f"p{memory.given - count + n + 1}" for n in range(count)]

    async def _write(self, turn: Turn, places: dict[int, tuple[str, Choice]]) -> None:
        """Write projects to their places, each by a model where that is sound, else by rules."""
        memory = turn.memory
        choices = [choice for _, choice in places.values()]
        # What comes in the place of a project does not take its hours.
        own = {
            at: memory.kept[at].hours
            for at, (id, _) in places.items()
            if at < len(memory.kept) and memory.kept[at].id == id
        }
        hours = [own.get(at) or memory.hours for at in places]
        ideas = await turn.compute(_ideas, choices, memory.known, memory.level, hours, slow=True)
        wanted = Wanted(
            role=turn.input.target_role,
            skills=turn.input.skills,
            level=memory.level,
            hours=tuple(hours),
            ideas=ideas,
            kept=tuple(n for n, one in enumerate(choices) if not _costs(one)),
            there=tuple(o.draft.title for n, o in enumerate(memory.kept) if n not in places),
            without_computer=memory.without_computer,
            language=turn.said_in or "en",
        )
        drafts = await self._drafts(turn, wanted) if ideas else Drafts()
        by_model = turn.by_model(DRAFT)
        sounds: Sequence[Draft | None] = [None] * len(ideas)
        if by_model:
            sounds = await turn.compute(sound, drafts, wanted, slow=True)
        kept = list(memory.kept)
        for (at, (id, choice)), idea, draft in zip(places.items(), ideas, sounds, strict=True):
            made = Kept(id, choice, draft or idea, draft is not None, own.get(at))
            kept[at : at + 1] = [made]
            memory.kept = tuple(kept)
            turn.fill(projects=[_shown(one) for one in kept])
        if not places:
            turn.fill(projects=[_shown(one) for one in kept])

    async def _drafts(self, turn: Turn, wanted: Wanted) -> Drafts:
        """What the writer writes; nothing where all of it was rejected, or is unusable."""
        try:
            return (await turn.reviewed(REVIEW, wanted)).value
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            await turn.say(self.text("says.rejected"))
            return Drafts()

    def _end(self, turn: Turn, *, short: bool = False) -> None:
        """Fill in what goes with the projects."""
        memory = turn.memory
        by_model = [one.by_model for one in memory.kept]
        writer: Writer = "rules"
        if any(by_model):
            writer = "model" if all(by_model) else "mixed"
        if not all(by_model) and _is_foreign(turn.said_in):
            self.assume(turn, self.text("assumed.language"))
        self.conclude(
            turn,
            written_by=writer,
            not_judged={"projects": self.text("not_judged.projects")} if short else {},
            then=[NextStep("plan", self._plan(turn))],
        )

    def _plan(self, turn: Turn) -> dict[str, Any]:
        """What a plan is made of in which these are done."""
        given, memory = turn.input, turn.memory
        hours = sum(one.hours or memory.hours for one in memory.kept)
        weeks = -(-hours // HOURS_A_WEEK)
        return {
            "targetRole": given.target_role,
            "currentSkills": list(given.skills),
            "weeks": max(1, min(MOST_WEEKS, weeks)),
            "hoursPerWeek": HOURS_A_WEEK,
            "language": given.language,
        }


def _chosen(
    known: Known,
    hours: int,
    count: int,
    there: Sequence[Choice],
    used: Collection[str],
    without_computer: bool,
    of_field: bool,
) -> tuple[Choice, ...]:
    return chosen(
        known, hours, count, there, used, without_computer=without_computer, of_field=of_field
    )


def _ideas(
    choices: Sequence[Choice], known: Known, level: Level, hours: Sequence[int]
) -> tuple[Draft, ...]:
    pairs = zip(choices, hours, strict=True)
    return tuple(written(one, known, level, time) for one, time in pairs)


def _needs_computer(choice: Choice) -> bool:
    found = choice.pattern
    return found is not None and found.screen


def _costs(choice: Choice) -> bool:
    found = choice.pattern
    return found is None or found.costs


def _rules_speak(turn: Turn) -> Spoken:
    """The language in which rules write, where the person speaks that one."""
    return "ko" if lookup(turn.said_in or "", ("ko", "en")) == "ko" else "en"


def _is_foreign(language: str | None) -> bool:
    """Whether somebody speaks a language in which rules do not write."""
    return bool(language) and (language or "").split("-")[0].lower() not in {"en", "ko"}


def _shown(one: Kept) -> dict[str, Any]:
    draft = one.draft
    project = ProjectIdea(
        id=one.id,
        title=draft.title,
        pitch=draft.pitch,
        stack=draft.stack,
        milestones=tuple(ProjectMilestone(step.title, step.hours) for step in draft.milestones),
        hours=sum(step.hours for step in draft.milestones),
        deliverable=draft.deliverable,
        proves=draft.proves,
        line=draft.line,
        first_step=draft.first_step,
        stretch=draft.stretch,
        careful=draft.careful,
    )
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(project))
    return plain
