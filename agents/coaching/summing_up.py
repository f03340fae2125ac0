"""The end of an interview without a model: what carries, what is next, and each question."""

from collections import Counter
from collections.abc import Sequence
from functools import reduce

from agents.coaching.open_points import is_full, is_looked_at, language_of, open_points, quoted
from agents.coaching.phrases import nth, phrase, quote_of
from agents.coaching.practising import Weak, exercise, weak, where
from agents.coaching.reacting import Kept, kept
from agents.coaching.types import Round, Summary
from agents.telling.types import Scale
from protocol.catalogue import Said, Text

MOST_STRENGTHS = 3
MOST_STRENGTHS_GENTLE = 2
MOST_IMPROVEMENTS = 3
_FEW = 5
LEAST_WORDS, MOST_WORDS = 80, 300
"""Of the prose, in English."""

_SCALE_OF: dict[str, Scale] = {
    "figure": "outcome", "outcome": "outcome", "price": "judgement", "own": "part",
    "reason": "judgement", "learnt": "learning", "scene": "case",
}  # fmt: skip
"""Which scale something to keep is of: it is no strength where that is weak."""
_WORTH = {
    "figure": 1.0, "own": 1.0, "price": 0.95, "reason": 0.9, "outcome": 0.9, "learnt": 0.9,
    "fact": 0.9, "scene": 0.5,
}  # fmt: skip
"""How much it says of somebody: a scene is in nearly every story."""


def summary(rounds: Sequence[Round], *, gentle: bool, judged: bool = False) -> Summary:
    """What was strong and what is next, with quotes, for this person; then question by question.

    In gentle practice two strengths at most, and one step. What is called a strength is not called
    weak. The prose has 80 to 300 words in English, and says once what needs a model, unless one has
    `judged`.
    """
    answered = [one for one in rounds if is_looked_at(one) and not one.skipped]
    if not answered:
        return Summary((), (), (Text("coaching.summary.none"),))
    weakest = [one for one in weak(answered) if _counts(one, answered)]
    strong = _strong(answered, weakest, MOST_STRENGTHS_GENTLE if gentle else MOST_STRENGTHS)
    strengths = tuple(phrase(f"strength.{one.name}", quote=one.quote) for one in strong)
    improvements = _improvements(answered, weakest)[: 1 if gentle else MOST_IMPROVEMENTS]
    closing = None if judged else Text("coaching.summary.needs_model")
    prose = _prose(rounds, answered, weakest, strong, strengths, improvements, gentle, closing)
    return Summary(strengths, improvements, prose)


def _counts(one: Weak, answered: Sequence[Round]) -> bool:
    """Whether something is worth a line: it is open in several answers, or in one of few."""
    return len(one.rounds) > 1 or len(answered) < _FEW


def _strong(answered: Sequence[Round], weakest: Sequence[Weak], most: int) -> list[Kept]:
    """What can be kept most often, each with words of another answer where there is one."""
    open_scales = {one.scale for one in weakest}
    per_round = [list(kept(one, whole=False)) for one in answered]
    often = Counter(name for found in per_round for name in dict.fromkeys(k.name for k in found))
    chosen: list[Kept] = []
    scales: set[Scale | None] = set()
    for name in sorted(often, key=lambda name: (-often[name] * _WORTH[name], name)):
        scale = _SCALE_OF.get(name)
        if scale in open_scales or (scale and scale in scales) or len(chosen) == most:
            continue
        known = [one.quote for one in chosen]
        found = [one for each in per_round for one in each if one.name == name]
        fresh = [one for one in found if one.quote not in known]
        if fresh:
            chosen.append(fresh[len(chosen) % len(fresh)])
            scales.add(scale)
    return chosen


def _improvements(answered: Sequence[Round], weakest: Sequence[Weak]) -> tuple[Said, ...]:
    """What is next, the weightiest first; a known error that was met comes before all."""
    errors = [
        quoted(error, language_of(one)) for one in answered if one.seen for error in one.seen.errors
    ]
    lines: list[Said] = [phrase("improve.check", quote=quote) for quote in errors[:1]]
    for one in weakest:
        places: dict[str, str | Text] = {"where": where(one.rounds)}
        if one.scale == "points":
            missed = [point for each in one.rounds if each.seen for point in each.seen.missed]
            places["point"] = missed[0].rstrip(".")
        lines.append(Text(f"coaching.improve.{one.scale}", **places))
    return tuple(lines)


def _prose(
    rounds: Sequence[Round],
    answered: Sequence[Round],
    weakest: Sequence[Weak],
    strong: Sequence[Kept],
    strengths: Sequence[Text],
    improvements: Sequence[Said],
    gentle: bool,
    closing: Text | None,
) -> tuple[Said, ...]:
    seed = sum(one.seen.words for one in answered if one.seen) + len(rounds)
    begin = _begin(answered, weakest, strong, gentle, seed)
    carries = _joined([
        nth("summary.strong" if n == 0 else "summary.also", seed + n, what=one)
        for n, one in enumerate(strengths[:MOST_STRENGTHS_GENTLE])
    ])  # fmt: skip
    steps = _joined([
        nth("summary.next" if n == 0 else "summary.then", seed + n, what=one)
        for n, one in enumerate(improvements[:2])
    ])  # fmt: skip
    quoted_by_now = [one.quote for one in strong]
    if isinstance(begin, Text) and (quote := quote_of(begin)):
        quoted_by_now.append(quote)
    each = _joined([_question(one, seed + one.number, quoted_by_now) for one in rounds])
    # What is most on their side comes first; where it is little, what would help does.
    middle = [carries, steps] if len(strengths) >= len(improvements) or gentle else [steps, carries]
    body = [begin, each, *middle] if seed % 2 and not gentle else [begin, *middle, each]
    found = [one for one in [*body, closing] if one is not None]
    if _words(found) > MOST_WORDS:
        found = [one for one in found if one is not each]
    end = len(found) if closing is None else -1
    if _words(found) < LEAST_WORDS and (next_one := exercise(rounds, gentle=gentle)):
        found.insert(end, Text("coaching.summary.exercise", what=next_one.text))
    if _words(found) < LEAST_WORDS:
        found.insert(end, _hint(answered))
    return tuple(found)


def _begin(
    answered: Sequence[Round],
    weakest: Sequence[Weak],
    strong: Sequence[Kept],
    gentle: bool,
    seed: int,
) -> Text:
    count = len(answered)
    if count == 1:
        return Text("coaching.summary.begin.one")
    told = [one.quote for one in strong]
    left = (one.quote for each in answered for one in kept(each, used=told, whole=False))
    if strong and (quote := next(left, None)):
        return nth("summary.begin.story", seed, quote=quote, count=count)
    often = next((one for one in weakest if len(one.rounds) > 1), None)
    if often and not gentle:
        scale = Text(f"coaching.missing.{often.scale}")
        return nth("summary.begin.open", seed, open=len(often.rounds), count=count, scale=scale)
    if not weakest and all(map(is_full, answered)):
        return Text("coaching.summary.all_told", count=count)
    return Text("coaching.summary.begin.many", count=count)


def _question(current: Round, number: int, quoted_by_now: Sequence[str]) -> Text:
    """What became of one question, in a sentence, with other words than were quoted by now."""
    seen = current.seen
    if current.skipped or not current.said:
        return nth("summary.question.skipped", number, number=current.number)
    if seen is None or not is_looked_at(current):
        return Text("coaching.summary.question.language", number=current.number)
    if current.subject.style != "story":
        points = len(seen.touched) + len(seen.missed)
        if points:
            places = {"number": current.number, "touched": len(seen.touched), "all": points}
            return nth("summary.question.points", number, **places)
        return nth("summary.question.plain", number, number=current.number)
    missing = None if is_full(current) else next(open_points(current, ()), None)
    told = next(kept(current, used=quoted_by_now, whole=False), None)
    if missing is None and told:
        return nth("summary.question.there", number, number=current.number, quote=told.quote)
    if missing is None:
        return nth("summary.question.plain", number, number=current.number)
    open_ = Text(f"coaching.missing.{missing.scale}")
    if told and _SCALE_OF.get(told.name) != missing.scale:
        return nth(
            "summary.question.both", number, number=current.number, quote=told.quote, open=open_
        )
    return nth("summary.question.open", number, number=current.number, open=open_)


def _hint(answered: Sequence[Round]) -> Text:
    if any(one.subject.style == "story" for one in answered):
        return Text("coaching.summary.hint")
    return Text("coaching.summary.hint_knowledge")


def _joined(texts: Sequence[Text]) -> Text | None:
    """Sentences as one paragraph."""
    if not texts:
        return None
    return reduce(
        lambda one, other: Text("coaching.list.sentences", first=one, second=other), texts
    )


def _words(texts: Sequence[Said]) -> int:
    return sum(len(str(one).split()) for one in texts)
