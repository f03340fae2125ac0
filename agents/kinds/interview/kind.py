"""A practice interview: questions, one thing to keep and one to change after each answer, a second
try, follow-ups, and feedback that shows what it goes by."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import UNSET

from agents.bank.choosing import choose
from agents.bank.fields import field_of
from agents.bank.types import Level, Wish
from agents.coaching.replying import reply
from agents.coaching.types import Reply, Round
from agents.delivery.kind import day_of
from agents.evidence.text import one_line
from agents.kind import (
    Action,
    Alarm,
    Kind,
    On,
    Refused,
    Stored,
    Table,
)
from agents.kind import Turn as AnyTurn
from agents.kinds.interview import offline
from agents.kinds.interview.asking import (
    exercise_first,
    given_by,
    job_text,
    next_question,
    read_job,
    read_practice,
    record,
    role_of,
)
from agents.kinds.interview.clock import MINUTE_MS, Clock, question_count, share_ms
from agents.kinds.interview.closing import close, judge
from agents.kinds.interview.consent import consents
from agents.kinds.interview.greeting import greet
from agents.kinds.interview.inputs import Briefing, Resume
from agents.kinds.interview.interview_input import InterviewInput
from agents.kinds.interview.judging import CRITERION
from agents.kinds.interview.looking_back import keyed_bands, mean_band
from agents.kinds.interview.memory import (
    MAX_FOLLOW_UPS,
    MOST_REPLIES,
    MOST_TRIES,
    Asked,
    Attempt,
    Memory,
)
from agents.kinds.interview.posted import gaps
from agents.kinds.interview.practice import Planned, planned
from agents.kinds.interview.reaction import REACTION, Known, ReactionDraft, reacted, reacting
from agents.kinds.interview.results import InterviewResult
from agents.kinds.interview.scales import chosen as scales_for
from agents.kinds.interview.showing import show_feedback, show_question
from agents.kinds.interview.stages import STAGES, asks
from agents.kinds.interview.state import InterviewState
from agents.kinds.interview.tasks import FEEDBACK, GREETING, QUESTION, RESUME, SUMMARY
from agents.kinds.interview.upgrading import upgraded
from agents.resume.spans import verbatim
from agents.telling.heard import heard
from agents.telling.intents import Intent, intent_of
from agents.telling.observe import observe
from agents.telling.types import Heard, Subject
from protocol.catalogue import Said

LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")
DESIGN = "system_design"
OF_COMPUTING = ("system_design", "dsa")
"""Types that are there for some fields alone."""
COMPUTING = ("software", "data")
ANSWERS = frozenset(("answer", "secret", "private"))
"""Sorts of messages that answer."""
UNCOUNTED = frozenset(("distress", "danger"))
"""Sorts of messages that take no time off the clock."""
MOST_UNREAD = 20
"""Documents that are named."""

Turn = AnyTurn[InterviewInput, Memory]


def _waiting(phase: str) -> dict[str, On]:
    """What can be done while an answer is waited for."""
    return {
        "message": On("answer", ("question", "followUp", "paused", "feedback")),
        "action:hint": On("hint", (phase, "feedback")),
        "action:skip": On("skip", ("question", "feedback")),
        "action:repeat": On("repeat", (phase, "feedback")),
        "action:again": On("again", ("question", "feedback")),
        "action:pause": On("pause", ("paused", "feedback")),
        "action:end": On("end", ("feedback",)),
    }


class Interview(Kind):
    """Asks question after question, reacts, follows up, and ends with feedback."""

    name = "interview"
    version = 3
    input_type = InterviewInput
    result_type = InterviewResult
    practises = True
    exports = ("html",)
    memory_type = Memory
    state_type = InterviewState
    initial = "briefing"
    final = frozenset({"done"})
    actions = (
        Action("again"),
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
    tasks = (RESUME, GREETING, QUESTION, REACTION, CRITERION, SUMMARY, FEEDBACK)
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
        "ranges",
        "competencies",
        "detailedFeedback",
        "questions",
        "exercise",
        "stories",
        "trend",
    )

    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        """What was asked and answered stays; it is looked at anew, as scores were counts before."""
        return upgraded(stored)

    def prepare(self) -> None:
        """Read the bank, the lists by which answers are looked at, and the scales."""
        subject = Subject("", "story")
        field_of("nurse", "", "")
        choose(Wish("behavioral", "easy", 1))
        for said in (("I did it.",), ("제가 했습니다.",)):
            observe(said, subject)
            heard(said[0], subject)
        scales_for("behavioral", "")

    def title_for(self, given: Any) -> Said:
        """What kind of interview, and for which role."""
        what = self.text(f"types.{given.type}")
        if not given.target_role:
            return what
        return self.text("titles.with_role", what=what, role=one_line(given.target_role))

    def withheld(self, phase: str, memory: Any) -> tuple[str, ...]:
        """Nothing can be said again before something was answered, or for ever."""
        at = memory.last_answered() if phase in ("question", "followUp") else None
        possible = at is not None and len(memory.asked[at].answered) < MOST_TRIES
        return () if possible else ("again",)

    def alarm(self, phase: str, memory: Memory) -> Alarm | None:
        """The end of the time, while the clock runs."""
        ends = memory.clock.ends_ms
        return None if ends is None else Alarm(ends, "end")

    async def begin(self, turn: Turn) -> str:
        """Read what was given, greet, and ask the first question."""
        given, memory = turn.input, turn.memory
        memory.planned = list(await self._planned(turn))
        memory.difficulty = given.difficulty
        resume = await turn.resume(given.resume)
        await read_job(turn)
        memory.field = await turn.compute(
            field_of, role_of(turn), resume or "", job_text(memory), slow=True
        )
        if given.type in OF_COMPUTING and memory.field not in (None, *COMPUTING):
            raise Refused(self.text("refused.type"))
        if resume:
            found = await turn.ask(RESUME, Resume(resume))
            memory.spans = await turn.compute(verbatim, found.spans, resume)
            memory.gaps = await turn.compute(gaps, resume, day_of(turn.now_ms), slow=True)
        memory.earlier = await read_practice(turn)
        memory.mode = _mode(turn)
        memory.total = len(memory.planned) or given.count or self._count(turn)
        memory.clock = Clock(given.duration_minutes * MINUTE_MS)
        await greet(turn, self._briefing(turn))
        memory.by_model = turn.by_model(GREETING)
        return await self._ask_next(turn)

    def _count(self, turn: Turn) -> int:
        return question_count(turn.input.type, turn.input.duration_minutes)

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
        given, memory = turn.input, turn.memory
        posting, exercise = memory.posted, memory.earlier.exercise
        role, company = role_of(turn), given.company or (posting.company if posting else "")
        return Briefing(
            type=given.type,
            difficulty=given.difficulty,
            minutes=given.duration_minutes,
            questions=memory.total,
            mode=memory.mode,
            target_role=role and one_line(role),
            company=one_line(company) or None,
            from_resume=bool(memory.spans) and not memory.planned,
            language=turn.said_in,
            documents=_names(turn),
            exercise=exercise.text if exercise else None,
            begins_with_it=exercise_first(turn) is not None,
        )

    async def answer(self, turn: Turn) -> str:
        """Look at the answer, say what to keep and what to change, and go on.

        A message that only asks for an action is no answer: the action is done. One that is no
        answer gets what a good coach would say.
        """
        intent = await turn.compute(intent_of, turn.text)
        if intent is not None:
            return await self._do(turn, intent)
        wish = consents(turn.text) if turn.memory.rests else None
        if wish is not None:
            # Whoever is worn out is asked whether to stop, others whether to go on.
            stops = wish == (turn.memory.rests in UNCOUNTED)
            return await (self.pause(turn) if stops else self._go_on(turn))
        asked = turn.memory.standing
        found = await self._hear(turn, asked)
        over = self._tick(turn, counts=found.sort not in UNCOUNTED)
        if found.sort in ANSWERS or self._reads(turn, found):
            return await self._take(turn, asked, found, over)
        return await self._reply(turn, asked, found, over)

    def _reads(self, turn: Turn, found: Heard) -> bool:
        """Whether an answer in another language is taken: a model reads it, or it was said already
        that nothing else here does."""
        known = turn.memory.by_model or turn.memory.other_language
        return found.sort == "otherLanguage" and known

    async def _hear(self, turn: Turn, asked: Asked) -> Heard:
        given = await given_by(turn)
        hear = partial(
            heard,
            earlier=tuple(part for one in turn.memory.asked for t in one.tries for part in t.parts),
            resume=given,
            language=turn.said_in,
        )
        return await turn.compute(hear, turn.text, asked.question.subject, slow=True)

    async def _reply(self, turn: Turn, asked: Asked, found: Heard, over: bool) -> str:
        """Say what one says to a message that is no answer, and do what follows."""
        memory = turn.memory
        asked.aside.append(found.sort)
        said = await self._replied(turn, asked, found)
        await turn.say(asked.now.replies[-1])
        memory.other_language |= found.sort == "otherLanguage"
        if over:
            return await close(self, turn)
        if said.then == "stop":
            memory.rests = found.sort
            return turn.phase
        if said.then == "next":
            return await self._leave(turn, asked)
        if len(asked.now.replies) >= MOST_REPLIES:
            await turn.say(self.text("says.moves_on"))
            return await self._leave(turn, asked)
        await self._listen(turn)
        return turn.phase

    async def _replied(self, turn: Turn, asked: Asked, found: Heard) -> Reply:
        """What one says to a message that is no answer, or not only one."""
        known = self._round(turn, asked)
        known = msgspec.structs.replace(known, probed=(*known.probed, *asked.now.replies))
        said = await turn.compute(reply, found, known, slow=True)
        asked.now.replies.append(turn.told(said.text))
        return said

    async def _take(self, turn: Turn, asked: Asked, found: Heard, over: bool) -> str:
        """Take an answer, react to it, and ask on or ask the next question."""
        memory = turn.memory
        asked.now.parts.append(turn.text)
        asked.skipped, memory.rests = False, None
        await self._observe(turn, asked)
        if over:
            return await close(self, turn)
        aside = None if found.sort == "answer" else await self._besides(turn, asked, found)
        probe = aside or await self._react(turn, asked)
        if probe:
            asked.now.probed.append(probe)
            show_feedback(turn, asked)
            await self._pose(turn, asked)
            return "followUp"
        return await self._leave(turn, asked)

    async def _besides(self, turn: Turn, asked: Asked, found: Heard) -> str | None:
        """What is said to an answer that keeps something back, or tells what is nobody's affair;
        where it told nothing else, it is what is asked on it."""
        if found.sort not in ANSWERS:
            return None
        told = asked.now.seen is not None and bool(asked.now.seen.deeds)
        if told and found.sort == "secret":
            return None
        await self._replied(turn, asked, found)
        said = asked.now.replies[-1]
        if not told and not asked.now.probed and len(asked.tries) == 1:
            return said
        await turn.say(said)
        return None

    async def _observe(self, turn: Turn, asked: Asked) -> None:
        others = [one for one in turn.memory.asked if one is not asked]
        known = (
            await given_by(turn),
            *(p for one in others for t in one.tries for p in t.parts),
        )
        look = partial(observe, known=tuple(filter(None, known)))
        asked.now.seen = await turn.compute(
            look, tuple(asked.now.parts), asked.question.subject, slow=True
        )

    async def _react(self, turn: Turn, asked: Asked) -> str | None:
        """Say what to keep and what to change; what is asked on, if anything."""
        memory, now = turn.memory, asked.now
        files = _names(turn)
        if files and not memory.by_model:
            await turn.say(offline.unread(files))
        unread = now.seen is not None and now.seen.language not in ("en", "ko", "")
        if unread and not memory.by_model:
            asked.aside.append("otherLanguage")
            return self._probe(turn, asked, None)
        found = await self._reaction(turn, asked)
        probe = self._probe(turn, asked, found.follow_up)
        # What is to change is not said where it is asked about.
        said = [found.keep, None if probe else found.change]
        new = [one for one in said if one and one not in now.told]
        now.keep, now.change = found.keep or "", found.change or ""
        now.retold = found.retold
        if new and memory.mode != "exam":
            now.told += new
            await turn.say(" ".join(new))
        return probe

    async def _reaction(self, turn: Turn, asked: Asked) -> ReactionDraft:
        """What a model says to an answer, or the coach's rules where none does."""
        memory, now = turn.memory, asked.now
        before = self._before(turn, asked)
        said = [t for one in memory.asked if one is not asked for t in one.tries]
        given = reacting(
            asked.question.text,
            now.probed,
            now.parts,
            language=turn.said_in,
            level=asked.difficulty,
            seen=now.seen,
            before=[text for one in said for text in (one.keep, one.change) if text],
            may_ask=len(asked.tries) == 1 and not asked.opening,
        )
        known = Known(
            turn.input.type,
            given=tuple(filter(None, [await given_by(turn)])),
            asked=tuple(one.question.text for one in memory.asked),
            seen=now.seen,
        )
        found = await reacted(turn, given, known)
        memory.by_model = turn.by_model(REACTION)
        if memory.by_model and (found.keep or found.change):
            return found
        react = partial(offline.react, gentle=memory.mode == "gentle", language=turn.said_in)
        ruled = await turn.compute(react, self._round(turn, asked), before, slow=True)
        if found == ReactionDraft():
            return ruled
        # What of a model's holds stands; somebody who has answered is not left without a word.
        return msgspec.structs.replace(found, keep=ruled.keep, change=ruled.change)

    def _probe(self, turn: Turn, asked: Asked, found: str | None) -> str | None:
        """What is asked on an answer: the next stage of a design, what came with the question, or
        what is open. A second try is left as it is."""
        if len(asked.tries) > 1:
            return None
        if asked.opening:
            asked.stage += 1
            going_on = asked.stage < len(STAGES)
            return turn.told(asks(asked.stage, asked.number)) if going_on else None
        probed = asked.now.probed
        prepared = asked.prepared if asked.prepared not in probed else ""
        probe = prepared or found
        wants = len(probed) < MAX_FOLLOW_UPS and self._has_time(turn, asked)
        return probe if probe and probe.strip() and probe not in probed and wants else None

    def _has_time(self, turn: Turn, asked: Asked) -> bool:
        return not turn.memory.times or asked.has_time(turn.memory.clock.used_ms)

    async def _leave(self, turn: Turn, asked: Asked) -> str:
        """Go on from a question: back to the one that stood before it, or to the next."""
        memory = turn.memory
        await judge(turn, asked, asked.now)
        show_feedback(turn, asked)
        if memory.redo is not None:
            memory.redo = None
            stood = memory.asked[-1]
            if not stood.answered and not stood.skipped:
                stood.from_ms = memory.clock.used_ms
                await turn.say(self.text("says.back"))
                await self._pose(turn, stood)
                return "question"
        self._adapt(memory, asked)
        return await self._ask_next(turn)

    def _round(self, turn: Turn, asked: Asked) -> Round:
        return asked.round(asked.now, turn.said_in or "en")

    def _before(self, turn: Turn, asked: Asked) -> tuple[Round, ...]:
        """The questions before this one, as they were answered best."""
        earlier_ones = [one for one in turn.memory.asked if one.number < asked.number]
        return tuple(one.round(one.best, turn.said_in or "en") for one in earlier_ones)

    async def _do(self, turn: Turn, intent: Intent) -> str:
        done = {
            "repeat": self.repeat,
            "hint": self.hint,
            "skip": self.skip,
            "end": self.end,
            "again": self.again,
            "wait": self._wait,
        }
        return await done[intent](turn)

    async def _wait(self, turn: Turn) -> str:
        if self._tick(turn):
            return await close(self, turn)
        await turn.say(self.text("says.wait" if turn.memory.times else "says.wait_gently"))
        await self._listen(turn)
        return turn.phase

    async def hint(self, turn: Turn) -> str:
        """The next of the question's hints, if there is one."""
        if self._tick(turn):
            return await close(self, turn)
        asked = turn.memory.standing
        if asked.hints < len(asked.question.hints):
            hint = asked.question.hints[asked.hints]
            await turn.say(self.text("says.hint", number=asked.hints + 1, hint=hint))
            asked.hints += 1
        else:
            await turn.say(self.text("says.no_hint"))
        await self._listen(turn)
        return turn.phase

    async def skip(self, turn: Turn) -> str:
        """Leave the question and go on."""
        asked = turn.memory.standing
        asked.skipped = not asked.answered
        if self._tick(turn):
            return await close(self, turn)
        return await self._leave(turn, asked)

    async def repeat(self, turn: Turn) -> str:
        """Say again what stands to be answered."""
        if self._tick(turn):
            return await close(self, turn)
        await turn.say(turn.memory.standing.text)
        await self._listen(turn)
        return turn.phase

    async def again(self, turn: Turn) -> str:
        """Ask the last question that was answered once more; the one that stands is put back.

        The time that this one stood is not counted.
        """
        memory = turn.memory
        if self._tick(turn):
            return await close(self, turn)
        at = memory.last_answered()
        if at is None or len(memory.asked[at].answered) >= MOST_TRIES:
            await turn.say(self.text("says.again_nothing"))
            await self._listen(turn)
            return turn.phase
        memory.clock.used_ms = min(memory.clock.used_ms, memory.posed_ms)
        asked = memory.asked[at]
        await judge(turn, asked, asked.now)
        if asked.now.parts:
            asked.tries.append(Attempt())
        memory.redo = at if at != len(memory.asked) - 1 else None
        await turn.say(self.text("says.again"))
        await self._pose(turn, asked)
        return "question"

    async def pause(self, turn: Turn) -> str:
        """Stop the clock."""
        if self._tick(turn):
            return await close(self, turn)
        turn.memory.paused_in = turn.phase
        await turn.say(self.text("says.paused"))
        return "paused"

    async def resume(self, turn: Turn) -> str:
        """Say the question again, and start the clock."""
        turn.memory.rests = None
        await turn.say(self.text("says.resumed", question=turn.memory.standing.text))
        await self._listen(turn)
        return turn.memory.paused_in

    async def _go_on(self, turn: Turn) -> str:
        turn.memory.rests = None
        return await self.repeat(turn)

    async def end(self, turn: Turn) -> str:
        """Go to the feedback now."""
        self._tick(turn)
        return await close(self, turn)

    def _tick(self, turn: Turn, *, counts: bool = True) -> bool:
        """Count the time that the person took, and stop the clock; whether the time is up."""
        clock = turn.memory.clock
        if counts:
            clock.advance(turn.sent_ms)
        clock.stop()
        turn.update(**clock.view())
        return turn.memory.times and clock.over

    async def _listen(self, turn: Turn) -> None:
        """Let the clock run from now on, as it is the person's turn."""
        memory = turn.memory
        if memory.times and not memory.rests:
            memory.clock.start(await turn.moment())
        turn.update(**memory.clock.view())

    async def _pose(self, turn: Turn, asked: Asked) -> None:
        """Say what stands to be answered."""
        turn.memory.posed_ms = turn.memory.clock.used_ms
        show_question(turn, asked)
        await turn.say(asked.text)
        await self._listen(turn)

    def _adapt(self, memory: Memory, asked: Asked) -> None:
        """Harder after an answer that has nearly all, easier after one that has little, or none.

        Whoever would rather not answer finds it no easier and no harder.
        """
        if "declined" in asked.aside and not asked.answered:
            return
        found = mean_band(list(keyed_bands(asked.now).values()))
        step = {"there": 1, "partly": 0, "notYet": -1, None: -1}[found]
        level = LEVELS.index(memory.difficulty) + step
        memory.difficulty = LEVELS[max(0, min(len(LEVELS) - 1, level))]

    async def _ask_next(self, turn: Turn) -> str:
        """Ask the next question, or give the feedback when there is none left."""
        memory = turn.memory
        if len(memory.asked) >= memory.total:
            return await close(self, turn)
        number = len(memory.asked) + 1
        question, prepared = await next_question(turn, number)
        staged = turn.input.type == DESIGN and not memory.planned
        asked = Asked(
            number=number,
            difficulty=memory.difficulty,
            question=question,
            competencies=scales_for(turn.input.type, question.text, question.topic, turn.said_in),
            from_ms=memory.clock.used_ms,
            share_ms=share_ms(memory.clock, number, memory.total),
            prepared=prepared,
            opening=turn.told(asks(0, number)) if staged else "",
        )
        memory.asked.append(asked)
        await record(turn, question)
        label = self.text("progress.question", number=number, total=memory.total)
        turn.progress(number - 1, memory.total, label)
        if question.again:
            await turn.say(self.text("says.repeated"))
        await self._pose(turn, asked)
        return "question"


def _mode(turn: Turn) -> Literal["gentle", "practice", "exam"]:
    """How one practises: gently the first time, unless somebody has said how."""
    gentle = turn.gentle
    if gentle is None:
        gentle = turn.memory.earlier.first
        return "gentle" if gentle else "practice"
    return "gentle" if gentle else "exam"


def _names(turn: Turn) -> tuple[str, ...] | None:
    """The files that came with this message, if any."""
    return tuple(document.name for document in turn.documents[:MOST_UNREAD]) or None
