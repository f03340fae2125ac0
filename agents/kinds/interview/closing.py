"""The end of an interview: what was answered is judged, told, and remembered."""

from functools import partial
from typing import Any

import msgspec

from agents.coaching.practising import exercise as exercise_of
from agents.coaching.practising import weak_points
from agents.coaching.stories import story
from agents.coaching.types import Exercise, Round, Story
from agents.delivery.kind import UNUSABLE, day_of
from agents.delivery.next_steps import NextStep, next_steps
from agents.errors import ModelError
from agents.evidence.text import clip
from agents.kind import Kind, PastInterview, Turn
from agents.kinds.interview import offline, requirements
from agents.kinds.interview.earlier import (
    kept_exercise,
    kept_story,
    kept_weak_point,
    shown_story,
    trend,
)
from agents.kinds.interview.feedback import Summary, invented
from agents.kinds.interview.inputs import Findings, Summarised
from agents.kinds.interview.judging import Rated, judged
from agents.kinds.interview.looking_back import (
    look_back,
    names_of,
    overall_bands,
    seen_scores,
)
from agents.kinds.interview.memory import Asked, Attempt, Memory
from agents.kinds.interview.results import ExerciseResult, Scores
from agents.kinds.interview.scales import every
from agents.kinds.interview.scores import scored
from agents.kinds.interview.tasks import FEEDBACK, SUMMARY
from agents.results.types import Judge, Method, Writer
from agents.telling.observe import observe
from protocol.catalogue import Said

METHOD_VERSION = 2
"""Of the scales, and of what a model is told to judge by: counts up when bands or scores change."""
MOST_NAMED, MOST_ASSUMED = 90, 20
"""Characters of something that the posting asks for, as it is named; lines that are."""
MOST_QUOTED = 5
"""Inventions that are named: more than one reads."""

AnyTurn = Turn[Any, Memory]


async def judge(turn: AnyTurn, asked: Asked, attempt: Attempt) -> None:
    """Have a model rate a try, where one answers and has not rated all of it yet."""
    memory = turn.memory
    if not memory.by_model or attempt.judged >= len(attempt.parts):
        return
    attempt.rated = await judged(
        turn,
        asked.question.text,
        attempt.probed,
        attempt.parts,
        asked.competencies,
        language=turn.said_in,
        level=asked.difficulty,
    )
    attempt.judged = len(attempt.parts)


async def close(kind: Kind, turn: AnyTurn) -> str:
    """Give the result, field by field as it comes to be, and remember what came of it."""
    memory, language = turn.memory, turn.said_in
    memory.clock.stop()
    memory.redo = None
    turn.enter("feedback")
    turn.update(**memory.clock.view(), question=None)
    await _look_at_the_rest(turn)
    names = names_of(memory.asked, language)
    for count in range(1, len(memory.asked) + 1):
        turn.fill(questions=[look_back(one, names, language) for one in memory.asked[:count]])
    by_model = any(_is_rated(one.best) for one in memory.asked)
    scores = await _scores(turn, by_model)
    asked_for = requirements.competencies(memory.posted, memory.asked, language)
    scores = msgspec.structs.replace(scores, competencies=[*asked_for, *scores.competencies])
    turn.fill(**msgspec.to_builtins(scores))
    rounds = [one.round(one.best, language or "en") for one in memory.asked]
    findings = _findings(memory, scores, rounds, language)
    summary = await _summary(turn, findings)
    wrote = [by_model, turn.by_model(SUMMARY), await _tell(kind, turn, findings, summary)]
    stories = await _stories(turn, rounds)
    judge_: Judge = "model" if by_model else "rules"
    exercise = await turn.compute(_exercise, rounds, memory.mode == "gentle", slow=True)
    turn.fill(
        exercise=_shown(exercise, turn),
        stories=[shown_story(one, turn.told) for one in stories],
        trend=trend(memory.earlier.interviews, _named(_method(turn, judge_)), names),
    )
    _conclude(kind, turn, judge_, wrote)
    await _remember(turn, names, rounds, judge_, stories, exercise)
    turn.progress(len(memory.asked), memory.total, kind.text("progress.feedback"))
    return "done"


async def _look_at_the_rest(turn: AnyTurn) -> None:
    """Look at what was answered and not looked at yet, and have it rated where that is possible."""
    for asked in turn.memory.asked:
        for attempt in asked.answered:
            if attempt.seen is None:
                said = tuple(attempt.parts)
                attempt.seen = await turn.compute(observe, said, asked.question.subject, slow=True)
            await judge(turn, asked, attempt)


def _is_rated(attempt: Attempt | None) -> bool:
    return attempt is not None and any(one.rating is not None for one in attempt.rated)


async def _scores(turn: AnyTurn, by_model: bool) -> Scores:
    memory, language = turn.memory, turn.said_in
    if not by_model:
        return await turn.compute(seen_scores, memory.asked, language, slow=True)
    return await _scored(turn, _ratings(memory))


async def _scored(turn: AnyTurn, ratings: list[tuple[Rated, ...]]) -> Scores:
    """The scores of what was rated, but for scales that nothing was rated on."""
    type, language = turn.input.type, turn.said_in
    find = partial(scored, interview=type, language=language)
    found = await turn.compute(find, ratings, every(type, language))
    rated = [one for one in found.competencies if one.rating is not None]
    return msgspec.structs.replace(found, competencies=rated)


def _ratings(memory: Memory) -> list[tuple[Rated, ...]]:
    return [one.best.rated if one.best else () for one in memory.asked]


def _findings(
    memory: Memory, scores: Scores, rounds: list[Round], language: str | None
) -> Findings:
    return Findings(
        scores=scores,
        asked=rounds,
        ratings=_ratings(memory),
        outlines=[one.question.outline for one in memory.asked],
        gentle=memory.mode == "gentle",
        language=language,
    )


async def _summary(turn: AnyTurn, findings: Findings) -> Summary:
    """What was strong and what is next: rules say it where what a model says can't be used."""
    try:
        return await turn.ask(SUMMARY, findings)
    except ModelError as error:
        if error.code not in UNUSABLE:
            raise
        summary = await turn.compute(offline.sum_up, findings, slow=True)
        await turn.put(SUMMARY, summary)
        return summary


async def _tell(kind: Kind, turn: AnyTurn, findings: Findings, summary: Summary) -> bool:
    """Tell the feedback, and what in it nobody said; whether a model told it."""
    given = await turn.resume(turn.input.resume) or ""
    documents = "\n\n".join(line.text for line in turn.conversation if line.label)
    told_by_person = f"{given}\n\n{documents}".strip()
    summarised = Summarised(
        scores=findings.scores,
        asked=findings.asked,
        ratings=findings.ratings,
        outlines=findings.outlines,
        gentle=findings.gentle,
        language=findings.language,
        summary=summary,
    )
    check = partial(wrong, findings=summarised, given=told_by_person)
    try:
        told = await turn.ask(FEEDBACK, summarised, check=check)
        by_model = turn.by_model(FEEDBACK)
    except ModelError as error:
        if error.code not in UNUSABLE:
            raise
        told, by_model = await turn.compute(offline.give_feedback, summarised, slow=True), False
        await turn.say(told)
    note = ""
    if by_model:
        found = await turn.compute(
            invented, told, findings.scores, findings.asked, told_by_person, slow=True
        )
        if found:
            quoted = ", ".join(f'"{what}"' for what in found[:MOST_QUOTED])
            note = turn.told(kind.text("says.unsaid", quoted=quoted))
            await turn.say(note)
    turn.fill(detailedFeedback=f"{told}\n\n{note}".strip())
    return by_model


def wrong(feedback: str, findings: Summarised, given: str) -> list[str]:
    """What a model's feedback says and nobody did, in words that the writer can act on."""
    if feedback == offline.give_feedback(findings):
        return []
    found = invented(feedback, findings.scores, findings.asked, given)
    return [f"Nobody said this in the interview: {what!r}." for what in found]


async def _stories(turn: AnyTurn, rounds: list[Round]) -> list[Story]:
    found = [await turn.compute(story, one, slow=True) for one in rounds if one.said]
    return [one for one in found if one is not None]


def _exercise(rounds: list[Round], gentle: bool) -> Exercise | None:
    return exercise_of(rounds, gentle=gentle)


def _shown(exercise: Exercise | None, turn: AnyTurn) -> ExerciseResult | None:
    if exercise is None:
        return None
    return ExerciseResult(turn.told(exercise.title), turn.told(exercise.text), exercise.question)


def _method(turn: AnyTurn, judge_: Judge) -> Method:
    return Method(f"interview-{turn.input.type}-{judge_}", METHOD_VERSION)


def _named(method: Method) -> str:
    """A method as what is remembered names it."""
    return f"{method.name}/{method.version}"


def _conclude(kind: Kind, turn: AnyTurn, judge_: Judge, wrote: list[bool]) -> None:
    """Fill in what every result has."""
    given = turn.input
    writer: Writer = "model" if all(wrote) else "mixed" if any(wrote) else "rules"
    exercises = bool(turn.result.get("exercise")) and not turn.memory.planned
    title = kind.text("next.exercise" if exercises else "next.again")
    steps = [NextStep("interview", msgspec.to_builtins(given), title)]
    if given.resume:
        about = {"resume": given.resume, "targetRole": given.target_role}
        about |= {"language": given.language, "job": given.job or None}
        about["stage"] = given.stage or None
        steps.append(NextStep("questions", about))
    role = given.target_role or (turn.memory.posted.title if turn.memory.posted else "")
    if role:
        about = {"targetRole": role, "resume": given.resume or None, "job": given.job or None}
        steps.append(NextStep("plan", about | {"language": given.language}))
    turn.fill(
        judgedBy=judge_,
        writtenBy=writer,
        method=_method(turn, judge_),
        asOf=day_of(turn.now_ms),
        assumed=_assumed(kind, turn, judge_),
        next=next_steps(steps, turn.told),
    )


def _assumed(kind: Kind, turn: AnyTurn, judge_: Judge) -> list[str]:
    """Which questions rules looked at where a model judged the others, and what of the posting was
    not asked about."""
    memory, found = turn.memory, list[Said]()
    numbers = [o.number for o in memory.asked if o.answered and not _is_rated(o.best)]
    if judge_ == "model" and numbers:
        found.append(kind.text("assumed.unjudged", numbers=", ".join(map(str, numbers))))
    if not memory.planned:
        open_ones = requirements.unasked(memory.posted, memory.asked, turn.input.type)
        found += [requirements.told(why, clip(one, MOST_NAMED)) for why, one in open_ones]
    return [turn.told(one) for one in found[:MOST_ASSUMED]]


async def _remember(
    turn: AnyTurn,
    names: dict[str, str],
    rounds: list[Round],
    judge_: Judge,
    stories: list[Story],
    exercise: Exercise | None,
) -> None:
    """Have it remembered what the interview came to: by the first tries, so that it can be
    compared with others."""
    memory, caller, language = turn.memory, turn.caller, turn.said_in
    method = _method(turn, judge_)
    practice, session = turn.services.practice, caller.session
    overall = await _first_overall(turn) if judge_ == "model" else None
    past = PastInterview(
        session=session,
        date=day_of(turn.now_ms),
        type=turn.input.type,
        difficulty=turn.input.difficulty,
        judged_by=judge_,
        method=_named(method),
        overall_score=overall,
        bands=dict(overall_bands([one.first for one in memory.asked])),
    )
    weak = await turn.compute(weak_points, rounds, slow=True)
    told = [kept_weak_point(one, names, session, language) for one in weak]
    kept = [kept_story(one, session, turn.told) for one in stories]
    left = kept_exercise(exercise, language) if exercise else None

    async def finish() -> bool:
        await practice.finished(caller, past, kept, told, left)
        return True

    await turn.once("finished", finish, bool)


async def _first_overall(turn: AnyTurn) -> int | None:
    ratings = [one.first.rated if one.first else () for one in turn.memory.asked]
    found = await _scored(turn, ratings)
    return found.overall_score
