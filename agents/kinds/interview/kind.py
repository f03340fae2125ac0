"""A mock interview: questions, follow-ups, a clock, and feedback that shows its evidence."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, UnsetType

from agents.delivery.kind import day_of
from agents.delivery.next_steps import NextStep, next_steps
from agents.evidence.text import one_line
from agents.kind import Action, Alarm, Kind, Language, On, Refused, ResumeRef, Table
from agents.kind import Turn as AnyTurn
from agents.kinds.interview.asked_question import AskedQuestion, Style
from agents.kinds.interview.clock import MINUTE_MS, Clock, question_count, share_ms
from agents.kinds.interview.feedback import InterviewResult, correction, look_back, wrong
from agents.kinds.interview.grounding import grounded, ungrounded
from agents.kinds.interview.inputs import (
    Answered,
    Briefing,
    Findings,
    NextQuestion,
    Resume,
    Summarised,
)
from agents.kinds.interview.intent import Intent, intent_of
from agents.kinds.interview.memory import Asked, Memory
from agents.kinds.interview.offline import TYPES
from agents.kinds.interview.practice import Planned, QuestionsRef, planned
from agents.kinds.interview.proof import unproven, verified
from agents.kinds.interview.questions import LEVELS, Wish
from agents.kinds.interview.rubric import RUBRICS
from agents.kinds.interview.scores import score
from agents.kinds.interview.state import InterviewState
from agents.kinds.interview.tasks import FEEDBACK, GREETING, QUESTION, RESUME, REVIEW, SUMMARY
from agents.results.types import Judge, Method, Writer
from agents.resume.spans import verbatim

METHOD_VERSION = 1
"""Of the checklists, and of what a model is told to judge by: counts up when scores change."""

STYLES: dict[str, Style] = {"behavioral": "story", "dsa": "algorithm"}


def _suggest(value: Any) -> msgspec.Meta:
    """The value that a form should begin with; the field is required all the same."""
    return msgspec.Meta(extra_json_schema={"default": value})


class InterviewInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What one wants to be asked, and about what."""

    type: Literal["behavioral", "technical", "system_design", "dsa"]
    difficulty: Annotated[Literal["easy", "medium", "hard"], _suggest("medium")]
    duration_minutes: Annotated[int, msgspec.Meta(ge=10, le=60), _suggest(20)]
    target_role: Annotated[str, msgspec.Meta(min_length=2, max_length=200)] | None = None
    company: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    resume: ResumeRef | None = None
    questions: QuestionsRef | UnsetType = UNSET
    language: Language | None = None


Turn = AnyTurn[InterviewInput, Memory]


def _waiting(phase: str) -> dict[str, On]:
    """What can be done while an answer is waited for."""
    return {
        "message": On("answer", ("question", "followUp", "feedback")),
        "action:hint": On("hint", (phase, "feedback")),
        "action:skip": On("skip", ("question", "feedback")),
        "action:repeat": On("repeat", (phase, "feedback")),
        "action:pause": On("pause", ("paused", "feedback")),
        "action:end": On("end", ("feedback",)),
    }


class Interview(Kind):
    """Asks question after question, follows up, and ends with feedback when the time is up."""

    name = "interview"
    version = 2
    steps_version = 1
    input_type = InterviewInput
    result_type = InterviewResult
    practises = True
    exports = ("html",)
    memory_type = Memory
    state_type = InterviewState
    initial = "briefing"
    final = frozenset({"done"})
    actions = (
        Action("hint"),
        Action("skip"),
        Action("repeat"),
        Action("pause"),
        Action("resume"),
        Action("end"),
    )
    table: ClassVar[Table] = {
        "briefing": {"start": On("begin", ("question",))},
        "question": _waiting("question"),
        "followUp": _waiting("followUp"),
        "paused": {
            "action:resume": On("resume", ("question", "followUp")),
            "action:end": On("end", ("feedback",)),
        },
        "done": {},
    }
    passing: ClassVar[Mapping[str, tuple[str, ...]]] = {"feedback": ("done",)}
    tasks = (RESUME, GREETING, QUESTION, REVIEW, SUMMARY, FEEDBACK)
    reads = True
    sets = (
        "overallScore",
        "communicationScore",
        "technicalScore",
        "notJudged",
        "judgedBy",
        "writtenBy",
        "method",
        "asOf",
        "assumed",
        "next",
        "competencies",
        "detailedFeedback",
        "questions",
    )

    def title_for(self, given: Any) -> str:
        """What kind of interview, and for which role."""
        role = f" for {one_line(given.target_role)}" if given.target_role else ""
        words = TYPES[given.type]
        return f"{words[0].upper()}{words[1:]}{role}"

    def alarm(self, phase: str, memory: Memory) -> Alarm | None:
        """The end of the time, while the clock runs."""
        ends = memory.clock.ends_ms
        return None if ends is None else Alarm(ends, "end")

    async def begin(self, turn: Turn) -> str:
        """Read the resume, greet, and ask the first question."""
        given, memory = turn.input, turn.memory
        memory.planned = list(await self._planned(turn))
        memory.total = len(memory.planned) or question_count(given.type, given.duration_minutes)
        memory.difficulty = given.difficulty
        memory.clock = Clock(given.duration_minutes * MINUTE_MS)
        memory.clock.start(turn.now_ms)
        resume = await turn.resume(given.resume)
        if resume:
            found = await turn.ask(RESUME, Resume(resume))
            memory.spans = await turn.compute(verbatim, found.spans, resume)
        await turn.ask(GREETING, self._briefing(turn))
        return await self._ask_next(turn)

    async def _planned(self, turn: Turn) -> tuple[Planned, ...]:
        """The questions that the input names. Raises Refused where they are not there."""
        wanted = turn.input.questions
        if wanted is UNSET:
            return ()
        try:
            other = await turn.session(wanted.session)
            found = planned(other.result, wanted.ids)
        except LookupError as missing:
            raise Refused(self.text("refused.ids", ids=str(missing)), "not_found") from None
        except Refused:
            found = ()
        if not found:
            raise Refused(self.text("refused.questions"), "not_found")
        return found

    def _briefing(self, turn: Turn) -> Briefing:
        given = turn.input
        return Briefing(
            type=given.type,
            difficulty=given.difficulty,
            minutes=given.duration_minutes,
            questions=turn.memory.total,
            target_role=given.target_role and one_line(given.target_role),
            company=given.company and one_line(given.company),
            from_resume=bool(turn.memory.spans),
            language=turn.language,
            documents=_names(turn),
        )

    async def answer(self, turn: Turn) -> str:
        """Judge the answer by what was fixed when the question was asked, then go on.

        A message that only asks for an action is no answer: the action is done.
        """
        intent = intent_of(turn.text)
        if intent is not None:
            return await self._do(turn, intent)
        self._tick(turn)
        asked = turn.memory.asked[-1]
        asked.parts.append(turn.text)
        given = await self._given(turn)
        answered = Answered(
            question=asked.question,
            answers=asked.parts,
            competencies=asked.competencies,
            style=STYLES.get(turn.input.type, "knowledge"),
            probed=asked.probed,
            language=turn.language,
            documents=_names(turn),
        )
        check = partial(unproven, asked=asked, resume=given)
        review = await turn.ask(REVIEW, answered, check=check)
        turn.memory.judged_by_model |= turn.by_model(REVIEW)
        asked.hear(await turn.compute(verified, review, asked, given))
        if turn.memory.clock.over:
            return await self._feedback(turn)
        if asked.wants_follow_up(turn.memory.clock.used_ms):
            return await self._follow_up(turn, asked)
        self._adapt(turn.memory, asked)
        return await self._ask_next(turn)

    async def _do(self, turn: Turn, intent: Intent) -> str:
        done = {
            "repeat": self.repeat,
            "hint": self.hint,
            "skip": self.skip,
            "end": self.end,
            "wait": self._wait,
        }
        return await done[intent](turn)

    async def _wait(self, turn: Turn) -> str:
        if self._tick(turn):
            return await self._feedback(turn)
        await turn.say(self.text("says.wait"))
        return turn.phase

    async def hint(self, turn: Turn) -> str:
        """The next of the question's hints, if there is one."""
        if self._tick(turn):
            return await self._feedback(turn)
        asked = turn.memory.asked[-1]
        if asked.hints < len(asked.question.hints):
            hint = asked.question.hints[asked.hints]
            await turn.say(self.text("says.hint", number=asked.hints + 1, hint=hint))
            asked.hints += 1
        else:
            await turn.say(self.text("says.no_hint"))
        return turn.phase

    async def skip(self, turn: Turn) -> str:
        """Leave the question and go on."""
        asked = turn.memory.asked[-1]
        asked.skipped = asked.review is None
        if self._tick(turn):
            return await self._feedback(turn)
        self._adapt(turn.memory, asked)
        return await self._ask_next(turn)

    async def repeat(self, turn: Turn) -> str:
        """Say again what stands to be answered."""
        if self._tick(turn):
            return await self._feedback(turn)
        await turn.say(turn.memory.asked[-1].text)
        return turn.phase

    async def pause(self, turn: Turn) -> str:
        """Stop the clock."""
        if self._tick(turn):
            return await self._feedback(turn)
        turn.memory.clock.stop()
        turn.memory.paused_in = turn.phase
        self._show_clock(turn)
        await turn.say(self.text("says.paused"))
        return "paused"

    async def resume(self, turn: Turn) -> str:
        """Start the clock again and say the question again."""
        turn.memory.clock.start(turn.now_ms)
        self._show_clock(turn)
        await turn.say(self.text("says.resumed", question=turn.memory.asked[-1].text))
        return turn.memory.paused_in

    async def end(self, turn: Turn) -> str:
        """Go to the feedback now."""
        self._tick(turn)
        return await self._feedback(turn)

    def _tick(self, turn: Turn) -> bool:
        """Count the time that the person took; whether it is up."""
        clock = turn.memory.clock
        clock.advance(turn.sent_ms)
        if clock.since is not None:
            clock.start(turn.now_ms)
        self._show_clock(turn)
        return clock.over

    def _show_clock(self, turn: Turn) -> None:
        turn.update(**turn.memory.clock.view())

    def _adapt(self, memory: Memory, asked: Asked) -> None:
        """Harder after an answer rated 4 or more, easier after 2 or less or none at all."""
        mean = asked.mean or 0.0
        step = 1 if mean >= 4 else -1 if mean <= 2 else 0
        level = LEVELS.index(memory.difficulty) + step
        memory.difficulty = LEVELS[max(0, min(len(LEVELS) - 1, level))]

    async def _follow_up(self, turn: Turn, asked: Asked) -> str:
        if asked.follow_up:
            asked.probed.append(asked.follow_up)
        self._show_question(turn, asked)
        await turn.say(asked.text)
        return "followUp"

    async def _ask_next(self, turn: Turn) -> str:
        """Ask the next question, or give the feedback when there is none left."""
        memory = turn.memory
        if len(memory.asked) == memory.total:
            return await self._feedback(turn)
        planned = memory.planned[len(memory.asked)] if memory.planned else None
        question = planned.question() if planned else await self._next(turn)
        asked = Asked(
            number=len(memory.asked) + 1,
            difficulty=memory.difficulty,
            question=question,
            competencies=RUBRICS[turn.input.type],
            from_ms=memory.clock.used_ms,
            share_ms=share_ms(memory.clock, len(memory.asked) + 1, memory.total),
            prepared=planned.follow_up if planned else "",
        )
        memory.asked.append(asked)
        label = self.text("progress.question", number=asked.number, total=memory.total)
        turn.progress(asked.number - 1, memory.total, label)
        self._show_question(turn, asked)
        self._show_clock(turn)
        await turn.say(question.text)
        return "question"

    async def _next(self, turn: Turn) -> AskedQuestion:
        """Another question, on the résumé, the role or neither."""
        wish, given = self._wish(turn), await self._given(turn)
        check = partial(ungrounded, wish=wish, resume=given)
        draft = await turn.ask(QUESTION, NextQuestion(wish), check=check)
        return await turn.compute(grounded, draft, wish, given)

    async def _given(self, turn: Turn) -> str:
        """All that the person has handed in: what a question or a review may quote."""
        documents = (line.text for line in turn.conversation if line.label)
        return "\n\n".join(filter(None, [await turn.resume(turn.input.resume), *documents]))

    def _wish(self, turn: Turn) -> Wish:
        given, memory = turn.input, turn.memory
        used = {asked.question.grounded_in for asked in memory.asked}
        return Wish(
            type=given.type,
            difficulty=memory.difficulty,
            number=len(memory.asked) + 1,
            spans=tuple(span for span in memory.spans if span.text not in used),
            asked=tuple(asked.question.text for asked in memory.asked),
            target_role=given.target_role,
            company=given.company,
            language=turn.language,
            variation=turn.random.randrange(1_000_000),
        )

    def _show_question(self, turn: Turn, asked: Asked) -> None:
        shown = {
            "number": asked.number,
            "text": asked.text,
            "type": turn.input.type,
            "difficulty": asked.difficulty,
        }
        span = asked.question.grounded_in
        turn.update(question=shown | ({"groundedIn": span} if span else {}))

    async def _feedback(self, turn: Turn) -> str:
        """Give the result, field by field as it comes to be."""
        memory = turn.memory
        memory.clock.stop()
        turn.enter("feedback")
        turn.update(**memory.clock.view(), question=None)
        for count in range(1, len(memory.asked) + 1):
            turn.fill(questions=[look_back(asked) for asked in memory.asked[:count]])
        behavioral = turn.input.type == "behavioral"
        scores = await turn.compute(score, memory.asked, RUBRICS[turn.input.type], behavioral)
        turn.fill(**msgspec.to_builtins(scores))
        summary = await turn.ask(SUMMARY, Findings(scores, memory.asked, turn.language))
        summarised = Summarised(scores, memory.asked, turn.language, summary)
        given = await self._given(turn)
        check = partial(wrong, scores=scores, asked=memory.asked, given=given)
        told = await turn.ask(FEEDBACK, summarised, check=check)
        note = await turn.compute(correction, told, scores, memory.asked, given)
        if note:
            await turn.say(note)
        turn.fill(detailedFeedback=f"{told}\n\n{note}".strip())
        self._conclude(turn)
        turn.progress(len(memory.asked), memory.total, self.text("progress.feedback"))
        return "done"

    def _conclude(self, turn: Turn) -> None:
        """Fill in what every result has."""
        given, memory = turn.input, turn.memory
        judge: Judge = "model" if memory.judged_by_model else "rules"
        wrote = [memory.judged_by_model, turn.by_model(SUMMARY), turn.by_model(FEEDBACK)]
        writer: Writer = "model" if all(wrote) else "mixed" if any(wrote) else "rules"
        again = msgspec.to_builtins(given)
        steps = [NextStep("interview", again, self.text("next.again"))]
        if given.resume:
            about = {"resume": given.resume, "targetRole": given.target_role}
            steps.append(NextStep("questions", about | {"language": given.language}))
        turn.fill(
            judgedBy=judge,
            writtenBy=writer,
            method=Method(f"interview-{given.type}-{judge}", METHOD_VERSION),
            asOf=day_of(turn.now_ms),
            assumed=[],
            next=next_steps(steps, turn.told),
        )


def _names(turn: Turn) -> tuple[str, ...] | None:
    """The files that came with this message, if any."""
    return tuple(document.name for document in turn.documents) or None
