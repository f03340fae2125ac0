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
from agents.kinds.paths.inputs import MOST_WEEKS, Only, PathsInput, Weeks, Which
from agents.kinds.paths.memory import Ground, Kept, Limits, Memory
from agents.kinds.paths.results import Path, PathsResult
from agents.kinds.paths.tasks import DRAFT, REVIEW
from agents.kinds.paths.ways import ways
from agents.kinds.paths.writing import LEAST, chosen, duration, fits, written
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
        Further(Action("details", input=Which), "do_details"),
        Further(Action("another", input=Which), "do_another", works=True),
        Further(Action("remove", input=Which), "do_remove", works=True),
        Further(Action("weeks", input=Weeks), "do_weeks", works=True),
        Further(Action("only", input=Only), "do_only", works=True),
        Further(Action("free"), "do_free", works=True),
        Further(Action("evenings"), "do_evenings", works=True),
        Further(Action("shorter"), "do_shorter", works=True),
        Further(Action("all"), "do_all", works=True),
    )
    wishes: ClassVar = {
        "choose": "wish_choose",
        "why": "wish_why",
        "details": "wish_details",
        "another": "wish_another",
        "remove": "wish_remove",
        "weeks": "wish_weeks",
        "strengths": "wish_strengths",
        "weaknesses": "wish_weaknesses",
        "free": "wish_free",
        "evenings": "wish_evenings",
        "shorter": "wish_shorter",
        "all": "wish_both",
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
        grounds = chosen(memory.found, memory.limits)
        self.at(turn, "writing")
        await self._show(turn, grounds)

    async def do_choose(self, turn: Turn) -> str:
        """Lead from a path to a plan of it."""
        await self._choose(turn, self._given(turn))
        return "ready"

    async def do_why(self, turn: Turn) -> str:
        """Say what a path goes by."""
        await self._why(turn, self._given(turn))
        return "ready"

    async def do_another(self, turn: Turn) -> str:
        """Put another in the place of a path."""
        await self._replace(turn, self._given(turn))
        return "ready"

    async def do_details(self, turn: Turn) -> str:
        """Say how a path is gone."""
        await self._details(turn, self._given(turn))
        return "ready"

    async def do_remove(self, turn: Turn) -> str:
        """Take a path out."""
        await self._remove(turn, self._given(turn))
        return "ready"

    async def do_weeks(self, turn: Turn) -> str:
        """Show paths that can be gone in so many weeks."""
        await self._limit(turn, None, weeks=turn.given.weeks)
        return "ready"

    async def do_only(self, turn: Turn) -> str:
        """Show paths of one side, or of both."""
        side = turn.given.type
        only = None if side == "both" else side
        said = {
            "strength": self.text("says.only_strength"),
            "weakness": self.text("says.only_weakness"),
            "both": self.text("says.only_both"),
        }
        await self._limit(turn, said[side], only=only)
        return "ready"

    async def do_free(self, turn: Turn) -> str:
        """Show paths that cost nothing."""
        await self.wish_free(turn, "")
        return "ready"

    async def do_evenings(self, turn: Turn) -> str:
        """Show paths that take nobody who is at work."""
        await self.wish_evenings(turn, "")
        return "ready"

    async def do_shorter(self, turn: Turn) -> str:
        """Tell each in few words."""
        await self.wish_shorter(turn, "")
        return "ready"

    async def do_all(self, turn: Turn) -> str:
        """Show the paths as they were at first."""
        await self.wish_both(turn, "")
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

    async def wish_details(self, turn: Turn, wish: str) -> None:
        """Say how the path that is named, or the first, is gone."""
        await self._details(turn, self._meant(turn, wish, 0))

    async def wish_remove(self, turn: Turn, wish: str) -> None:
        """Take out the path that is named; ask which, where none is."""
        at = self._meant(turn, wish, -1)
        if at < 0:
            await turn.say(self.text("says.which"))
            return
        await self._remove(turn, at)

    async def wish_weeks(self, turn: Turn, wish: str) -> None:
        """Show paths that take no longer than is named, or than half of the longest."""
        memory = turn.memory
        longest = max((duration(one.ground, memory.limits) for one in memory.kept), default=2)
        weeks = min(weeks_meant(wish) or max(1, longest // 2), MOST_WEEKS)
        await self._limit(turn, None, weeks=weeks)

    async def wish_strengths(self, turn: Turn, wish: str) -> None:
        """Show paths that deepen a strength."""
        await self._limit(turn, self.text("says.only_strength"), only="strength")

    async def wish_weaknesses(self, turn: Turn, wish: str) -> None:
        """Show paths that close a gap."""
        await self._limit(turn, self.text("says.only_weakness"), only="weakness")

    async def wish_free(self, turn: Turn, wish: str) -> None:
        """Show paths that cost nothing."""
        await self._limit(turn, self.text("says.free"), free=True)

    async def wish_evenings(self, turn: Turn, wish: str) -> None:
        """Show paths that can be gone in the evening."""
        await self._limit(turn, self.text("says.evenings"), evenings=True)

    async def wish_shorter(self, turn: Turn, wish: str) -> None:
        """Tell each in few words."""
        await self._limit(turn, self.text("says.shorter"), brief=True)

    async def wish_both(self, turn: Turn, wish: str) -> None:
        """Show the paths as they were at first, whatever was wished for since."""
        turn.memory.limits = Limits()
        await self._limit(turn, self.text("says.only_both"))

    def _given(self, turn: Turn) -> int:
        """The place of the path that an action names. Raises Refused for one there is not."""
        ids = [one.id for one in turn.memory.kept]
        if turn.given.id not in ids:
            raise Refused(self.text("says.no_such"), "unknown_id")
        return ids.index(turn.given.id)

    def _meant(self, turn: Turn, wish: str, likeliest: int) -> int:
        kept = turn.memory.kept
        at = entry_meant(wish, [one.draft.title for one in kept])
        if at is None:
            said = wish.casefold()
            called = (n for n, one in enumerate(kept) if _is_called(one.ground.way, said))
            at = next(called, None)
        return likeliest if at is None else at

    async def _choose(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        if not memory.kept:
            await turn.say(self.text("says.none"))
            return
        one = memory.kept[at]
        memory.chosen = one.id
        self._end(turn)
        title, weeks = one.draft.title, duration(one.ground, memory.limits)
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

    async def _details(self, turn: Turn, at: int) -> None:
        memory = turn.memory
        if not memory.kept:
            await turn.say(self.text("says.none"))
            return
        draft = memory.kept[at].draft
        whole = written(memory.kept[at].ground, memory.found, Limits())
        steps = draft.steps if len(draft.steps) > len(whole.steps) else whole.steps
        await turn.say(
            self.text(
                "says.details",
                title=draft.title,
                first=draft.first_step,
                steps="\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1)),
                ends=draft.ends_with,
            )
        )

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
        await self._write(turn, {at: ground})
        self._end(turn)
        after = memory.kept[at].draft.title
        await turn.say(self.text("says.another", before=before, after=after))

    def _others(self, turn: Turn) -> list[Ground]:
        """The paths that were not shown yet and are such as were wished for."""
        found, used, limits = turn.memory.found, turn.memory.used, turn.memory.limits
        return [one for one in found.grounds if one.way not in used and fits(one, limits)]

    async def _remove(self, turn: Turn, at: int) -> None:
        """Take a path out, and put another in its place if there is one."""
        memory = turn.memory
        if not 0 <= at < len(memory.kept):
            await turn.say(self.text("says.none"))
            return
        turn.enter("working")
        gone = memory.kept[at]
        without = (*memory.limits.without, gone.ground.way)
        memory.limits = msgspec.structs.replace(memory.limits, without=without)
        others = self._others(turn)
        rest = [one.ground for n, one in enumerate(memory.kept) if n != at]
        await self._show(turn, [*rest, *others[:1]])
        after = memory.kept[-1].draft.title if others else None
        title = gone.draft.title
        said = self.text("says.swapped", before=title, after=after) if after else None
        await turn.say(said or self.text("says.removed", title=title))

    async def _limit(self, turn: Turn, said: Said | None, **wished: Any) -> None:
        """Show what keeps to this as well, and say it; nothing changes where nothing would."""
        memory = turn.memory
        limits = msgspec.structs.replace(memory.limits, **wished)
        grounds = chosen(memory.found, limits)
        if not grounds:
            await turn.say(self.text("says.no_such_way"))
            return
        turn.enter("working")
        memory.limits = limits
        await self._show(turn, grounds)
        weeks = self.text("says.weeks", count=limits.weeks or 0, paths=len(grounds))
        await turn.say(said or weeks)

    async def _show(self, turn: Turn, grounds: Sequence[Ground]) -> None:
        """Show these paths, and no others."""
        turn.memory.kept = ()
        await self._write(turn, dict(enumerate(grounds)))
        self._end(turn)

    async def _write(self, turn: Turn, places: Mapping[int, Ground]) -> None:
        """Write paths to their places, each by a model where that is sound, else by rules."""
        memory = turn.memory
        found, limits = memory.found, memory.limits
        grounds = list(places.values())
        drafts = [written(ground, found, limits) for ground in grounds]
        ideas = tuple(
            Idea(
                ground.side,
                ground.what,
                tuple(one.quote for one in ground.evidence),
                duration(ground, limits),
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
        for (at, ground), own, draft in zip(places.items(), drafts, sounds, strict=True):
            kept[at : at + 1] = [Kept(ground.way, ground, draft or own, draft is not None)]
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
        if len(chosen(memory.found, Limits())) > count:
            return self.text("not_judged.wished")
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
                "weeks": duration(one.ground, memory.limits),
                "hoursPerWeek": HOURS_A_WEEK,
            }
            steps.append(NextStep("plan", plan, self.text("next.plan", title=one.draft.title)))
        skills = list(memory.found.able)
        if skills:
            steps.append(NextStep("projects", {**common, "skills": skills, "level": "mid"}))
        about = {**common, "resume": given.resume}
        return [*steps, NextStep("analysis", about)]


def _is_called(way: str, said: str) -> bool:
    """Whether people who say this speak of a way."""
    return any(name in said for name in ways()[way].called)


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
        duration_weeks=duration(ground, memory.limits),
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
