"""What is asked next: what was given, what was practised before, and the question itself."""

from functools import partial
from typing import Any

import msgspec

from agents.bank.bank import all_questions
from agents.bank.choosing import OPENED, choose
from agents.bank.types import AskedBefore, Chosen, Interview, Wish
from agents.delivery.kind import UNUSABLE, day_of
from agents.errors import ModelError
from agents.kind import PracticeQuestion, Turn
from agents.kinds.interview import requirements
from agents.kinds.interview.asked_question import (
    AskedQuestion,
    QuestionDraft,
    as_draft,
    drafted,
    of_bank,
)
from agents.kinds.interview.earlier import earlier
from agents.kinds.interview.grounding import Ground, as_asked, question_faults
from agents.kinds.interview.inputs import NextQuestion
from agents.kinds.interview.memory import Earlier, Memory
from agents.kinds.interview.posted import posted
from agents.kinds.interview.tasks import QUESTION
from agents.telling.types import Style

STYLES: dict[str, Style] = {
    "behavioral": "story",
    "screening": "facts",
    "dsa": "algorithm",
}
"""What is asked for in the types that are not about what one knows."""
MOST_SHOWN = 40
"""Questions asked before that a model is shown: the newest."""

AnyTurn = Turn[Any, Memory]


async def read_practice(turn: AnyTurn) -> Earlier:
    """What the person has practised before, read once."""
    practice, given = turn.services.practice, turn.input

    async def read() -> Earlier:
        return earlier(await practice.of(turn.caller), given.type, given.difficulty)

    return await turn.once("practice", read, Earlier)


async def read_job(turn: AnyTurn) -> None:
    """Take over what the posting says, where one was given."""
    job = await turn.job(turn.input.job or None)
    if job is not None:
        day = day_of(turn.now_ms)
        turn.memory.posted = await turn.compute(posted, job, day, turn.language, slow=True)


def role_of(turn: AnyTurn) -> str | None:
    """The role that the interview is for: as it was given, or as the posting has it."""
    posting = turn.memory.posted
    return turn.input.target_role or (posting.title if posting else "") or None


def job_text(memory: Memory) -> str:
    """What the posting says that tells its field of work; "" where there is none."""
    posting = memory.posted
    if posting is None:
        return ""
    return "\n".join([posting.title, *posting.must, *posting.duties])


def exercise_first(turn: AnyTurn) -> str | None:
    """The question that the exercise of the last interview is about, where that can be asked.

    Not where others are to be practised, and none in another script than is spoken.
    """
    exercise = turn.memory.earlier.exercise
    if exercise is None or not exercise.question or turn.memory.planned:
        return None
    korean = (turn.said_in or "").lower().startswith("ko")
    return exercise.question if _is_hangul(exercise.question) == korean else None


async def record(turn: AnyTurn, question: AskedQuestion) -> None:
    """Have it remembered that the person was asked this."""
    practice = turn.services.practice
    entry = PracticeQuestion(question.text, turn.now_ms, question.key)

    async def remember() -> bool:
        await practice.asked(turn.caller, entry)
        return True

    await turn.once("asked", remember, bool)


async def next_question(turn: AnyTurn, number: int) -> tuple[AskedQuestion, str]:
    """The next question, and the follow-up that came with it, "" where none did."""
    memory, style = turn.memory, STYLES.get(turn.input.type, "knowledge")
    if memory.planned:
        one = memory.planned[number - 1]
        return one.question(style), one.follow_up
    practised = exercise_first(turn) if number == 1 else None
    if practised:
        return await turn.compute(_known, practised, turn.input.type, memory.earlier), ""
    return await _required(turn, number) or await _another(turn), ""


async def _required(turn: AnyTurn, number: int) -> AskedQuestion | None:
    """The next question on what the posting asks for, where one was given and something is left.

    An interview of more than one question begins as it does without a posting.
    """
    memory, type = turn.memory, turn.input.type
    if memory.posted is None or (number == 1 < memory.total and type in OPENED):
        return None
    language = "ko" if (turn.said_in or "").lower().startswith("ko") else "en"
    find = partial(requirements.question, type=type, language=language)
    return await turn.compute(find, memory.posted, memory.asked, memory.earlier.asked, slow=True)


async def _another(turn: AnyTurn) -> AskedQuestion:
    """Another question, of the bank or of a model: one that holds."""
    wish, given = _wish(turn), await given_by(turn)
    sample = of_bank(await turn.compute(choose, wish, slow=True))
    shown = msgspec.structs.replace(wish, asked=wish.asked[-MOST_SHOWN:])
    known = [given, wish.target_role or "", wish.company or "", job_text(turn.memory)]
    ground = Ground(
        wish.type,
        turn.said_in,
        given=tuple(filter(None, known)),
        spans=wish.spans,
        asked=tuple(one.text for one in wish.asked),
    )
    check = partial(_faults, ground=ground, sample=sample.text)
    try:
        draft = await turn.ask(QUESTION, NextQuestion(shown, as_draft(sample)), check=check)
    except ModelError as error:
        if error.code not in UNUSABLE:
            raise
        return sample
    if not turn.by_model(QUESTION):
        return sample
    # What a model asks in place of an opening is no opening any more.
    style = sample.style if sample.style != "facts" else STYLES.get(wish.type, "knowledge")
    written = drafted(draft, style)
    return await turn.compute(as_asked, written, ground) or sample


async def given_by(turn: AnyTurn) -> str:
    """All that the person has handed in: what may be quoted of them."""
    documents = (line.text for line in turn.conversation if line.label)
    return "\n\n".join(filter(None, [await turn.resume(turn.input.resume), *documents]))


def _wish(turn: AnyTurn) -> Wish:
    given, memory = turn.input, turn.memory
    used = {asked.question.grounded_in for asked in memory.asked}
    here = [AskedBefore(one.question.text, one.question.key) for one in memory.asked]
    texts = {one.text for one in here}
    before = [one for one in memory.earlier.asked if one.text not in texts]
    return Wish(
        type=given.type,
        difficulty=memory.difficulty,
        number=len(memory.asked) + 1,
        language=turn.said_in,
        field=memory.field,
        spans=tuple(span for span in memory.spans if span.text not in used),
        gaps=tuple(memory.gaps),
        posted=requirements.rest(memory.posted, memory.asked),
        asked=(*before, *here),
        here=len(here),
        target_role=role_of(turn),
        company=given.company or (memory.posted.company if memory.posted else "") or None,
        focus=given.focus or (),
        stage=given.stage or None,
        variation=turn.random.randrange(1_000_000),
    )


def _faults(draft: QuestionDraft, *, ground: Ground, sample: str) -> list[str]:
    """What is wrong with a question that a model wrote; what the bank has holds."""
    if draft.text == sample:
        return []
    return question_faults(drafted(draft, "story"), ground)


def _known(text: str, type: Interview, before: Earlier) -> AskedQuestion:
    """A question that was asked in an earlier interview: with what the bank knows of it."""
    style = STYLES.get(type, "knowledge")
    key = next((one.key for one in reversed(before.asked) if one.text == text), "")
    wordings = (one for question in all_questions() for one in question.wordings.values())
    found = next((one for one in wordings if one.text == text), None)
    if found is None:
        return AskedQuestion(text, style=style, key=key)
    return of_bank(Chosen(text, key, style, found, type))


def _is_hangul(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)
