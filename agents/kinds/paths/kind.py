"""Ways on from a résumé: strengths deepened, gaps closed, each ending in a thing one can show."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.meant import entry_meant, weeks_meant
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.kind import Action, Refused
from agents.kind import Turn as AnyTurn
from agents.kinds.paths.checking import sound
from agents.kinds.paths.drafts import Draft, Drafts, Idea, Wanted
from agents.kinds.paths.finding import found_of
from agents.kinds.paths.inputs import Only, PathsInput, Side, Weeks, Which
from agents.kinds.paths.memory import Ground, Kept, Memory
from agents.kinds.paths.results import Path, PathsResult
from agents.kinds.paths.tasks import DRAFT, REVIEW
from agents.kinds.paths.ways import ways
from agents.kinds.paths.writing import LEAST, chosen, duration, written
from agents.results.types import Method, Writer
from protocol.catalogue import Said

Turn = AnyTurn[PathsInput, Memory]

HOURS_A_WEEK = 5
"""What a plan of a path takes where nothing was said."""


class Paths(Delivery):
    """Shows ways on to choose from, with what of the résumé each goes by."""

    name = "paths"
    input_type = PathsInput
    result_type = PathsResult
    memory_type = Memory
    method = Method("paths", 1)
    steps = ("reading", "choosing", "writing")
    reviews = (REVIEW,)
    further = (
        Further(Action("choose", input=Which), "do_choose"),
        Further(Action("why", input=Which), "do_why"),
        Further(Action("another", input=Which), "do_another", works=True),
        Further(Action("weeks", input=Weeks), "do_weeks", works=True),
        Further(Action("only", input=Only), "do_only", works=True),
    )
    wishes: ClassVar = {
        "choose": "wish_choose",
        "why": "wish_why",
        "another": "wish_another",
        "weeks": "wish_weeks",
        "strengths": "wish_strengths",
        "weaknesses": "wish_weaknesses",
        "both": "wish_both",
    }
    sets = ("strengths", "weaknesses", "paths", "roles")

    async def deliver(self, turn: Turn) -> None:
        """Read the résumé, choose the paths that it gives, and write them."""
        given, memory = turn.input, turn.memory
        self.at(turn, "reading")
        resume = await turn.resume(given.resume) or ""
        memory.found = await turn.compute(
            found_of, resume, given.target_role, turn.language, memory.as_of, slow=True
        )
        for line in memory.found.assumed:
            self.assume(turn, line)
        turn.fill(strengths=memory.found.strengths, weaknesses=memory.found.weaknesses)
        self.at(turn, "choosing")
        if given.target_role is None:
            turn.fill(roles=memory.found.roles)
        grounds = chosen(memory.found, None, None)
        self.at(turn, "writing")
        await self._show(turn, grounds)

    async def do_choose(self, turn: Turn) -> str:
        """Lead from a path to a plan of it. Raises Refused for a path that there is not."""
        await self._choose(turn, self._given(turn, 0))
        return "ready"

    async def do_why(self, turn: Turn) -> str:
        """Say what a path goes by. Raises Refused for a path that there is not."""
        await self._why(turn, self._given(turn, 0))
        return "ready"

    async def do_another(self, turn: Turn) -> str:
        """Put another in the place of a path. Raises Refused for a path that there is not."""
        await self._replace(turn, self._given(turn, len(turn.memory.kept) - 1))
        return "ready"

    async def do_weeks(self, turn: Turn) -> str:
        """Show paths that can be gone in so many weeks."""
        await self._within(turn, turn.given.weeks)
        return "ready"

    async def do_only(self, turn: Turn) -> str:
        """Show paths of one side, or of both."""
        side = turn.given.type
        await self._only(turn, None if side == "both" else side)
        return "ready"

    async def wish_choose(self, turn: Turn, wish: str) -> None:
        """Lead from the path that is named, or the first, to a plan of it."""
        await self._choose(turn, self._meant(turn, wish, 0))

    async def wish_why(self, turn: Turn, wish: str) -> None:
        """Say what the path that is named, or the first, goes by."""
        await self._why(turn, self._meant(turn, wish, 0))

    async def wish_another(self, turn: Turn, wish: str) -> None:
        """Put another in the place of the path that is named, or of the last."""
        await self._replace(turn, self._meant(turn, wish, len(turn.memory.kept) - 1))

    async def wish_weeks(self, turn: Turn, wish: str) -> None:
        """Show paths that take no longer than is named, or than half of the longest."""
        memory = turn.memory
        longest = max((duration(one.ground, memory.weeks) for one in memory.kept), default=2)
        await self._within(turn, weeks_meant(wish) or max(1, longest // 2))

    async def wish_strengths(self, turn: Turn, wish: str) -> None:
        """Show paths that deepen a strength."""
        await self._only(turn, "strength")

    async def wish_weaknesses(self, turn: Turn, wish: str) -> None:
        """Show paths that close a gap."""
        await self._only(turn, "weakness")

    async def wish_both(self, turn: Turn, wish: str) -> None:
        """Show paths of both sides again, however long they take."""
        turn.memory.weeks = None
        await self._only(turn, None)

    def _given(self, turn: Turn, likeliest: int) -> int:
        """The place of the path that an action names."""
        id = turn.given.id if turn.given else None
        if id is None:
            return likeliest
        ids = [one.id for one in turn.memory.kept]
        if id not in ids:
            raise Refused(self.text("says.no_such"), "unknown_id")
        return ids.index(id)

    def _meant(self, turn: Turn, wish: str, likeliest: int) -> int:
        at = entry_meant(wish, [one.draft.title for one in turn.memory.kept])
        return likeliest if at is None else at

    async def _choose(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        if not memory.kept:
            await turn.say(self.text("says.none"))
            return
        one = memory.kept[at]
        memory.chosen = one.id
        self._end(turn)
        title, weeks = one.draft.title, duration(one.ground, memory.weeks)
        await turn.say(self.text("says.chosen", title=title, count=weeks))

    async def _why(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        if not memory.kept:
            await turn.say(self.text("says.none"))
            return
        one = memory.kept[at]
        priority = self.text(f"priority.{one.ground.priority}")
        reason = one.draft.reason
        said = self.text("says.why", title=one.draft.title, reason=reason, priority=priority)
        await turn.say(said)

    async def _replace(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        others = self._others(turn)
        if at < 0 or not others:
            await turn.say(self.text("says.no_another"))
            return
        turn.enter("working")
        side = memory.kept[at].ground.side
        ground = next((one for one in others if one.side == side), others[0])
        before = memory.kept[at].draft.title
        await self._write(turn, {at: (self._id(turn), ground)})
        self._end(turn)
        after = memory.kept[at].draft.title
        await turn.say(self.text("says.another", before=before, after=after))

    def _others(self, turn: Turn) -> list[Ground]:
        """The paths that were not shown yet and can be gone in the time."""
        memory = turn.memory
        return [
            one
            for one in chosen(memory.found, "strength", memory.weeks, memory.used)
            + chosen(memory.found, "weakness", memory.weeks, memory.used)
            if memory.only is None or one.side == memory.only
        ]

    async def _within(self, turn: Turn, weeks: int) -> None:
        memory = turn.memory
        grounds = chosen(memory.found, memory.only, weeks)
        if not grounds:
            await turn.say(self.text("says.no_shorter"))
            return
        turn.enter("working")
        memory.weeks = weeks
        await self._show(turn, grounds)
        await turn.say(self.text("says.weeks", count=weeks, paths=len(grounds)))

    async def _only(self, turn: Turn, side: Side | None) -> None:
        memory = turn.memory
        grounds = chosen(memory.found, side, memory.weeks)
        if not grounds:
            await turn.say(self.text(f"says.no_{side}" if side else "says.none"))
            return
        turn.enter("working")
        memory.only = side
        await self._show(turn, grounds)
        await turn.say(self.text(f"says.only_{side or 'both'}"))

    async def _show(self, turn: Turn, grounds: Sequence[Ground]) -> None:
        """Show these paths, and no others. One that was shown already keeps its id."""
        memory = turn.memory
        ids = {one.ground.way: one.id for one in memory.kept}
        places = {at: (ids.get(one.way) or self._id(turn), one) for at, one in enumerate(grounds)}
        memory.kept = ()
        await self._write(turn, places)
        self._end(turn)

    def _id(self, turn: Turn) -> str:
        turn.memory.given += 1
        return f"p{turn.memory.given}"

    async def _write(self, turn: Turn, places: Mapping[int, tuple[str, Ground]]) -> None:
        """Write paths to their places, each by a model where that is sound, else by rules."""
        memory = turn.memory
        found, weeks = memory.found, memory.weeks
        grounds = [ground for _, ground in places.values()]
        drafts = [written(ground, found, weeks) for ground in grounds]
        ideas = tuple(
            Idea(
                ground.side,
                ground.what,
                tuple(one.quote for one in ground.evidence),
                duration(ground, weeks),
                draft,
            )
            for ground, draft in zip(grounds, drafts, strict=True)
        )
        wanted = Wanted(
            resume=await turn.resume(turn.input.resume) or "",
            role=found.role,
            ideas=ideas,
            there=tuple(one.draft.title for n, one in enumerate(memory.kept) if n not in places),
            language=turn.language or found.language,
        )
        sounds = await self._drafted(turn, wanted) if ideas else ()
        kept = list(memory.kept)
        for (at, (id, ground)), own, draft in zip(places.items(), drafts, sounds, strict=True):
            kept[at : at + 1] = [Kept(id, ground, draft or own, by_model=draft is not None)]
            turn.fill(paths=[_path(one, turn) for one in kept])
        memory.kept = tuple(kept)
        memory.used = tuple(dict.fromkeys([*memory.used, *(one.ground.way for one in kept)]))
        turn.fill(paths=[_path(one, turn) for one in kept])

    async def _drafted(self, turn: Turn, wanted: Wanted) -> Sequence[Draft | None]:
        """What the writer has written that may be shown, by idea."""
        try:
            drafts: Drafts = (await turn.reviewed(REVIEW, wanted)).value
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            await turn.say(self.text("says.rejected"))
            return [None] * len(wanted.ideas)
        if not turn.by_model(DRAFT):
            return [None] * len(wanted.ideas)
        return await turn.compute(sound, drafts, wanted, slow=True)

    def _end(self, turn: Turn) -> None:
        """Fill in what goes with the paths."""
        memory = turn.memory
        by_model = [one.by_model for one in memory.kept]
        writer: Writer = "rules"
        if any(by_model):
            writer = "model" if all(by_model) else "mixed"
        if not all(by_model) and _is_foreign(turn.language):
            self.assume(turn, self.text("assumed.language"))
        few = len(memory.kept) < LEAST
        self.conclude(
            turn,
            written_by=writer,
            not_judged={"paths": self._why_few(turn)} if few else {},
            then=self._then(turn),
        )

    def _why_few(self, turn: Turn) -> Said:
        memory = turn.memory
        count = len(memory.kept)
        if memory.weeks is not None and len(chosen(memory.found, memory.only, None)) > count:
            return self.text("not_judged.time")
        if memory.only is not None:
            return self.text("not_judged.side")
        return self.text("not_judged.text")

    def _then(self, turn: Turn) -> list[NextStep]:
        """A plan of the path that was chosen, or of the first; projects; a closer look."""
        given, memory = turn.input, turn.memory
        role = given.target_role or memory.found.role
        if len(role) < 2:
            return []
        common: dict[str, Any] = {"targetRole": role, "language": given.language}
        steps = []
        one = next((one for one in memory.kept if one.id == memory.chosen), None)
        one = one or next(iter(memory.kept), None)
        if one is not None:
            plan = {
                **common,
                "resume": given.resume,
                "currentSkills": list(memory.found.able),
                "weeks": duration(one.ground, memory.weeks),
                "hoursPerWeek": HOURS_A_WEEK,
            }
            steps.append(NextStep("plan", plan, self.text("next.plan", title=one.draft.title)))
        skills = list(memory.found.able)
        if skills:
            steps.append(NextStep("projects", {**common, "skills": skills, "level": "mid"}))
        about = {**common, "resume": given.resume}
        return [*steps, NextStep("analysis", about)]


def _is_foreign(language: str | None) -> bool:
    """Whether somebody speaks a language in which rules do not write."""
    return bool(language) and (language or "").split("-")[0].lower() not in {"en", "ko"}


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _path(one: Kept, turn: Turn) -> dict[str, Any]:
    ground, draft, memory = one.ground, one.draft, turn.memory
    said = ways()[ground.way].said[memory.found.language]
    path = Path(
        id=one.id,
        type=ground.side,
        title=draft.title,
        category=_capital(said.category),
        priority=ground.priority,
        duration_weeks=duration(ground, memory.weeks),
        reason=draft.reason,
        first_step=draft.first_step,
        steps=draft.steps,
        ends_with=draft.ends_with,
        resources=ground.resources,
        evidence=ground.evidence,
        cost=_capital(said.cost),
    )
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(path))
    return plain
