"""What one may be asked: questions from the résumé and the job, and what to have ready for them."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, ClassVar

import msgspec

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.kind import Action, GivenBefore, GivenQuestion, ResumeMark, StoredResumeRef
from agents.kind import Turn as AnyTurn
from agents.kinds.questions.drafts import Drafts, Wanted
from agents.kinds.questions.inputs import QuestionsInput
from agents.kinds.questions.making import Frame, Made, finished, planned
from agents.kinds.questions.memory import Memory
from agents.kinds.questions.reading import found
from agents.kinds.questions.results import MOST, Difficulty, QuestionsResult
from agents.kinds.questions.tasks import DRAFT, REVIEW, SMALL_REVIEW
from agents.results.types import Method, Writer

Turn = AnyTurn[QuestionsInput, Memory]

FEW = 2
"""Up to so many questions are judged by code alone."""
_LEVELS: tuple[Difficulty, ...] = ("easy", "medium", "hard")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
MINUTES_A_QUESTION, LEAST_MINUTES, MOST_MINUTES = 5, 10, 60
"""How long it takes to practise a question, and an interview."""


class Questions(Delivery):
    """Gives questions that one may be asked, and no question twice."""

    name = "questions"
    input_type = QuestionsInput
    result_type = QuestionsResult
    memory_type = Memory
    method = Method("questions", 1)
    steps = ("reading", "writing")
    reviews = (REVIEW, SMALL_REVIEW)
    further = (Further(Action("more"), "more", works=True),)
    wishes: ClassVar = {"more": "wish_more", "harder": "wish_harder", "easier": "wish_easier"}
    sets = ("questions", "requirements")

    async def deliver(self, turn: Turn) -> None:
        """Read what was given, and give as many questions as were asked for."""
        given, memory = turn.input, turn.memory
        self.at(turn, "reading")
        resume, job = await turn.resume(given.resume), await turn.job(given.job)
        memory.found = await turn.compute(
            found,
            resume or "",
            job,
            given.target_role,
            turn.language,
            memory.as_of,
            slow=True,
        )
        memory.difficulty = memory.found.difficulty
        for line in memory.found.assumed:
            self.assume(turn, line)
        self.at(turn, "writing")
        await self._give(turn, given.count)

    async def more(self, turn: Turn) -> str:
        """Add as many others."""
        turn.enter("working")
        before = len(_there(turn))
        await self._give(turn, turn.input.count)
        count = len(_there(turn)) - before
        if count:
            await turn.say(self.text("says.more", count=count))
        else:
            await turn.say(self.text("says.no_more"))
        return "ready"

    async def wish_more(self, turn: Turn, wish: str) -> None:
        """Add as many others, as the action does."""
        await self.more(turn)

    async def wish_harder(self, turn: Turn, wish: str) -> None:
        """Put harder questions in the place of those that are easier."""
        await self._shift(turn, 1)

    async def wish_easier(self, turn: Turn, wish: str) -> None:
        """Put easier questions in the place of those that are harder."""
        await self._shift(turn, -1)

    async def _shift(self, turn: Turn, step: int) -> None:
        """Change the level, and each question that is built on the résumé or the job."""
        memory = turn.memory
        at = _LEVELS.index(memory.difficulty) + step
        if not 0 <= at < len(_LEVELS):
            await turn.say(self.text("says.no_harder" if step > 0 else "says.no_easier"))
            return
        turn.enter("working")
        memory.difficulty = _LEVELS[at]
        there = _there(turn)
        kept = [one for one in there if "standard" in one["groundedIn"]]
        made = await self._make(turn, len(there) - len(kept), kept)
        turn.fill(questions=[*kept, *_shown(made)])
        self._end(turn, short=len(kept) + len(made) < len(there))
        await turn.say(self.text("says.harder" if step > 0 else "says.easier"))

    async def _give(self, turn: Turn, count: int) -> None:
        """Add so many questions to those that there are."""
        there = _there(turn)
        count = min(count, MOST - len(there))
        made = await self._make(turn, count, there, first=not there)
        for number in range(1, len(made) + 1):
            turn.fill(questions=[*there, *_shown(made[:number])])
        if not (there or made):
            turn.fill(questions=[])
        self._end(turn, short=len(made) < count)

    async def _make(
        self, turn: Turn, count: int, there: Sequence[dict[str, Any]], *, first: bool = False
    ) -> tuple[Made, ...]:
        """So many questions to stand after these, none of which the user has had before.

        Where another session is given some about the résumé meanwhile, these are chosen again; what
        a model has written is kept as far as it is still new. That comes to pass no more often than
        there are others, as one of those that are in each other's way is always through.
        """
        memory = turn.memory
        mark = await self._mark(turn)
        drafts: Drafts | None = None
        while True:
            before = await self._before(turn, mark)
            frame = await self._frame(turn, count, there, before.questions, first=first)
            begun, wanted = await turn.compute(planned, frame, slow=True)
            if drafts is None:
                drafts = await self._drafts(turn, wanted)
            made, drafted = await turn.compute(finished, frame, begun, wanted, drafts, slow=True)
            if await self._remembered(turn, mark, made, before.until):
                break
        memory.given += len(made)
        by_model = drafted if turn.by_model(DRAFT) else 0
        memory.by_model = memory.by_model or by_model > 0
        memory.by_rules = memory.by_rules or by_model < len(made)
        return made

    async def _before(self, turn: Turn, mark: ResumeMark) -> GivenBefore:
        asked, caller = turn.services.asked, turn.caller
        return await turn.once("given_before", lambda: asked.before(caller, mark), GivenBefore)

    async def _remembered(
        self, turn: Turn, mark: ResumeMark, made: Sequence[Made], until: int
    ) -> bool:
        """Whether nobody else was given something since, and these are remembered."""
        asked, caller = turn.services.asked, turn.caller
        given = [GivenQuestion(one.mark.text, one.mark.key) for one in made]
        return await turn.once("given", lambda: asked.record(caller, mark, given, until), bool)

    async def _drafts(self, turn: Turn, wanted: Wanted) -> Drafts:
        """What the writer writes; nothing where all of it was rejected, or is unusable."""
        if not wanted.types:
            return Drafts()
        review = SMALL_REVIEW if len(wanted.types) <= FEW else REVIEW
        try:
            return (await turn.reviewed(review, wanted)).value
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            await turn.say(self.text("says.rejected"))
            return Drafts()

    async def _mark(self, turn: Turn) -> ResumeMark:
        """By which the résumé is known in other sessions."""
        given = turn.input.resume
        # However its file is read, its words are the same.
        text = _BETWEEN_WORDS.sub(" ", await turn.resume(given) or "").strip().casefold()
        id = given.id if isinstance(given, StoredResumeRef) else ""
        return ResumeMark(sha256(text.encode()).hexdigest(), id)

    async def _frame(
        self,
        turn: Turn,
        count: int,
        there: Sequence[dict[str, Any]],
        before: Sequence[GivenQuestion],
        *,
        first: bool,
    ) -> Frame:
        memory = turn.memory
        known = memory.found
        wanted = Wanted(
            resume=await turn.resume(turn.input.resume) or "",
            passages=known.passages,
            needs=known.needs.needs,
            types=(),
            difficulty=memory.difficulty,
            role=known.role,
            stage=turn.input.stage,
            asked=tuple(one.text for one in before),
            keys=tuple(one.key for one in before),
            language=known.language,
            variation=turn.random.randrange(1_000_000),
        )
        return Frame(
            count=count,
            fitting=known.fitting,
            there=tuple(one["type"] for one in there),
            given=memory.given,
            known=known.known,
            stage=turn.input.stage,
            first=first,
            wanted=wanted,
        )

    def _end(self, turn: Turn, *, short: bool) -> None:
        """Fill in what goes with the questions."""
        memory, questions = turn.memory, _there(turn)
        used = {one["groundedIn"].get("requirement") for one in questions}
        requirements = [one for one in memory.found.needs.requirements if one.id in used]
        turn.fill(requirements=_plain(requirements))
        written: Writer = "rules"
        if memory.by_model:
            written = "mixed" if memory.by_rules else "model"
        self.conclude(
            turn,
            written_by=written,
            not_judged={"questions": self.text("not_judged.questions")} if short else {},
            then=self._then(turn, questions),
        )

    def _then(self, turn: Turn, questions: Sequence[dict[str, Any]]) -> list[NextStep]:
        """To practise these, and to see what the résumé shows of the role."""
        given, role = turn.input, turn.memory.found.role
        common = {"resume": given.resume, "language": given.language}
        technical = sum(one["category"] == "technical" for one in questions)
        minutes = MINUTES_A_QUESTION * len(questions)
        practice = {
            **common,
            "type": "technical" if 2 * technical > len(questions) else "behavioral",
            "difficulty": turn.memory.difficulty,
            "durationMinutes": max(LEAST_MINUTES, min(MOST_MINUTES, minutes)),
            "targetRole": role,
            "job": given.job,
            "questions": {"session": turn.caller.session},
        }
        steps = [NextStep("interview", practice, self.text("next.practise"))] if questions else []
        if role:
            about = {**common, "targetRole": role, "job": given.job}
            steps.append(NextStep("analysis", about))
        return steps


def _there(turn: Turn) -> list[dict[str, Any]]:
    return list(turn.result.get("questions", []))


def _shown(made: Sequence[Made]) -> list[Any]:
    return _plain([one.question for one in made])


def _plain(values: Sequence[msgspec.Struct]) -> list[Any]:
    """Values as the state has them, once they were stored."""
    plain: list[Any] = msgspec.json.decode(msgspec.json.encode(values))
    return plain
