"""What is seen in the answers of an interview, put together for people: no model, no judgement."""

from collections.abc import Iterable, Sequence

from agents.evidence.text import clip
from agents.kinds.interview.judging import Rated, band_of
from agents.kinds.interview.memory import VALUES, Asked, Attempt
from agents.kinds.interview.results import (
    AttemptResult,
    BandOf,
    CompetencyResult,
    QuestionResult,
    Scores,
)
from agents.kinds.interview.scores import unscored
from agents.kinds.interview.wording import TEXTS
from agents.telling.types import Band, Observation, Scale, Sort
from protocol.catalogue import Said, told

MOST_QUOTES = 3
MOST_QUOTE = 240
"""Characters of a quote."""
MOST_NOTED = 3
"""Points that a note names: more than that is a list, and no note."""

SCALES: tuple[Scale, ...] = (
    "case",
    "part",
    "judgement",
    "outcome",
    "learning",
    "answer",
    "points",
)
"""In the order in which they are shown."""

BANDS: tuple[Band, ...] = ("notYet", "partly", "there")


def keyed_bands(attempt: Attempt | None) -> dict[str, Band]:
    """The bands of a try, by the keys of the scales: a model's where it judged, else what is
    seen."""
    if attempt is None:
        return {}
    rated = {one.competency: band_of(one.rating) for one in attempt.rated}
    found = {key: band for key, band in rated.items() if band is not None}
    if found or attempt.seen is None:
        return found
    return {one.scale: one.band for one in attempt.seen.observations if one.band}


def bands(attempt: Attempt | None, names: dict[str, str]) -> list[BandOf]:
    """The same under the names that people read."""
    found = keyed_bands(attempt)
    ordered = sorted(found, key=_place)
    return [BandOf(names.get(key, key), found[key]) for key in ordered]


def names_of(asked: Iterable[Asked], language: str | None) -> dict[str, str]:
    """What people call the scales, by their keys."""
    judged = {one.key: one.name for question in asked for one in question.competencies}
    seen = {scale: TEXTS.text(f"scales.{scale}").to(language) for scale in SCALES}
    return judged | seen


def mean_band(found: Sequence[Band]) -> Band | None:
    """What bands come to together; a half counts up, as doubt goes in favour of the person."""
    if not found:
        return None
    total = sum(map(BANDS.index, found))
    return BANDS[(2 * total + len(found)) // (2 * len(found))]


def overall_bands(attempts: Iterable[Attempt | None]) -> dict[str, Band]:
    """The bands of an interview, by the keys of the scales."""
    found: dict[str, list[Band]] = {}
    for attempt in attempts:
        for key, band in keyed_bands(attempt).items():
            found.setdefault(key, []).append(band)
    means = {key: mean_band(of) for key, of in found.items()}
    return {key: band for key, band in means.items() if band is not None}


def seen_scores(asked: Sequence[Asked], language: str | None) -> Scores:
    """What rules give: no score, and a band for each scale that something was seen of."""
    attempts = [one.best for one in asked]
    found = overall_bands(attempts)
    scales = [scale for scale in SCALES if scale in found]
    shown = [_competency(scale, found[scale], attempts, language) for scale in scales]
    return unscored(shown, language)


def _competency(
    scale: Scale, band: Band, attempts: Sequence[Attempt | None], language: str | None
) -> CompetencyResult:
    seen = [attempt.seen for attempt in attempts if attempt and attempt.seen]
    # The passages of the answers that show most of it stand first.
    best = sorted(
        (one for each in seen for one in each.observations if one.scale == scale and one.band),
        key=_least_first,
        reverse=True,
    )
    quotes = dict.fromkeys(clip(quote, MOST_QUOTE) for one in best for quote in one.quotes)
    return CompetencyResult(
        name=TEXTS.text(f"scales.{scale}").to(language),
        rating=None,
        anchor=TEXTS.text(f"anchors.{scale}.{band}").to(language),
        quotes=list(quotes)[:MOST_QUOTES],
        band=band,
    )


def _least_first(one: Observation) -> int:
    return VALUES.index(one.band or "notYet")


def _place(key: str) -> int:
    names: tuple[str, ...] = SCALES
    return names.index(key) if key in names else len(names)


def look_back(asked: Asked, names: dict[str, str], language: str | None) -> QuestionResult:
    """A question's entry in the result."""
    best = asked.best
    tries = [AttemptResult("\n\n".join(one.parts), bands(one, names)) for one in asked.answered]
    more = {"attempts": tries} if tries else {}
    return QuestionResult(
        number=asked.number,
        question=asked.question.text,
        answer="\n\n".join(best.parts) if best else "",
        notes=" ".join(told(one, language) for one in _notes(asked, best)),
        better_answer_outline=asked.question.outline,
        keep=(best and best.keep) or None,
        change=(best and best.change) or None,
        retold=best.retold if best else "",
        **more,
    )


def _notes(asked: Asked, best: Attempt | None) -> list[Said]:
    """What happened, and which points of the question were spoken of; of a judged answer, why."""
    found: list[Said] = []
    if asked.skipped:
        found.append(TEXTS.text("notes.skipped"))
    sorts = dict.fromkeys(asked.aside)
    found += [key for sort in sorts if (key := _aside(sort)) is not None]
    if best is None and not found:
        found.append(TEXTS.text("notes.no_answer"))
    if best is not None:
        found += _on(best)
    if asked.hints:
        found.append(TEXTS.text("notes.hints", count=asked.hints))
    return found


def _aside(sort: Sort) -> Said | None:
    """What is noted of a message that was no answer; of a question of theirs nothing."""
    return None if sort == "asksBack" else TEXTS.text(f"notes.aside.{sort}")


def _on(attempt: Attempt) -> list[Said]:
    if any(one.rating for one in attempt.rated):
        return [_why(one) for one in attempt.rated if one.rating and one.why]
    if attempt.seen is None:
        return []
    touched = [one.text for one in attempt.seen.touched[:MOST_NOTED]]
    missed = list(attempt.seen.missed[:MOST_NOTED])
    found: list[Said] = []
    if touched:
        found.append(TEXTS.text("notes.touched", points="; ".join(touched)))
    if touched and missed:
        found.append(TEXTS.text("notes.missed", points="; ".join(missed)))
    return found


def _why(rated: Rated) -> Said:
    return rated.why if rated.why.endswith((".", "!", "?")) else f"{rated.why}."
