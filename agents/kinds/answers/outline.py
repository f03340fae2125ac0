"""What an answer could be made of, part by part: the person's own sentences, else their résumé's
lines, else a question in brackets."""

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from agents.coaching.stories import asked_for, themes
from agents.evidence.text import clip, one_line
from agents.kinds.answers import wording
from agents.kinds.answers.blind import hints
from agents.kinds.answers.material import Form
from agents.kinds.answers.openings import is_empty
from agents.kinds.answers.overlap import marks_of
from agents.kinds.answers.private import private
from agents.kinds.answers.sorts import Part, Sort, has, parts_of
from agents.kinds.answers.telling import DEED, EMPTY, HEADING, RESULT, Sentence, told
from agents.results.types import Evidence, Open

MOST_OPEN = 5
MOST_LENT = 6
_QUOTE = 110
_ASIDE = frozenset(("blind_family", "blind_region", "blind_age"))
_FIRST = {"result": 0, "own": 1, "bring": 2}
"""Parts that choose their sentence before others do."""
_MINE = re.compile(r"(?i)\bI\b|(?<![가-힣])(?:제가|저는|직접)")
_MOST_EVIDENCE = 5
_LEAST_SHARED = 3.0
"""The weight of marks that a line of the résumé shares with a text that tells of the same."""


class Outline(Struct, frozen=True):
    """The lines of an outline, what is missing, and the lines of the résumé that it names."""

    lines: tuple[str, ...]
    open: tuple[Open, ...]
    lent: tuple[Evidence, ...]


def outline(
    sorts: Sequence[Sort],
    question: str,
    sentences: Sequence[Sentence],
    form: Form,
    used: Collection[str],
    path: str,
    language: str | None,
) -> Outline:
    """The outline of an answer; lines of the résumé that are `used` in others are lent to none."""
    chosen = _chosen(parts_of(sorts), sentences, form.firm)
    resume = [] if sentences else fitting(question, form, used)
    lines: list[str] = []
    missing: list[Open] = []
    lent: list[Evidence] = []
    for part in parts_of(sorts):
        name = wording.text(f"part.{part.key}")
        if part.key in chosen:
            quote = _quoted(chosen[part.key].text)
            lines.append(_line("found", language, part=name, quote=quote))
        elif part.resume and (line := _lent(part, resume)):
            resume.remove(line)
            lent.append(line)
            quote = _quoted(lent[-1].quote)
            lines.append(_line("resume", language, part=name, quote=quote))
        else:
            ask = wording.text(f"ask.{part.key}")
            lines.append(_line("missing", language, part=name, ask=ask))
            missing.append(Open(path, ask.to(language)))
    return Outline(tuple(lines), tuple(missing[:MOST_OPEN]), tuple(lent))


def _chosen(
    parts: Sequence[Part], sentences: Sequence[Sentence], firm: str | None
) -> dict[str, Sentence]:
    """The sentence for each part that has one: for what came of it and what was done first."""
    left = [one for one in sentences if one.rank not in (HEADING, EMPTY) and _may_stand(one.text)]
    found: dict[str, Sentence] = {}
    for part in sorted(parts, key=lambda part: _FIRST.get(part.key, len(_FIRST))):
        best = _best(part, left, firm)
        if best is not None:
            left.remove(best)
            found[part.key] = best
    return found


def evidence(answer: str, form: Form) -> tuple[Evidence, ...]:
    """The lines of the résumé that tell of the same as a text."""
    marks = marks_of(answer)
    found = []
    for line in form.lines:
        shared = sum(weight for mark, (weight, _) in marks_of(line.quote).items() if mark in marks)
        if shared >= _LEAST_SHARED:
            found.append((shared, line))
    best = sorted(found, key=lambda one: -one[0])[:_MOST_EVIDENCE]
    return tuple(line for _, line in best)


def _line(key: str, language: str | None, **values: object) -> str:
    return wording.text(f"outline.{key}", **values).to(language)  # type: ignore[arg-type]


def _quoted(said: str) -> str:
    return clip(one_line(said), _QUOTE)


def _best(part: Part, sentences: Sequence[Sentence], firm: str | None) -> Sentence | None:
    """The sentence that has the part: a result that is one, a deed that is one's own; else the
    first that has it."""
    found = [one for one in sentences if has(one, part, firm)]
    if part.key == "result":
        ended = [one for one in found if one.rank == RESULT]
        return max(ended, key=lambda one: one.numbers, default=found[0] if found else None)
    if "deeds" in part.signs:
        own = [one for one in found if one.rank >= DEED] or found
        return max(own, key=lambda one: (is_mine(one), one.rank), default=None)
    return found[0] if found else None


def _lent(part: Part, resume: Sequence[Evidence]) -> Evidence | None:
    """The first line of the résumé that may be that part: what came of something says so."""
    if part.key != "result":
        return next(iter(resume), None)
    ended = (
        line
        for line in resume
        if any(
            one.rank == RESULT or (one.numbers and has(one, part, None)) for one in told(line.quote)
        )
    )
    return next(ended, None)


def _may_stand(said: str) -> bool:
    """Whether a sentence belongs into an answer at all: no opening that says nothing, nothing that
    is private, and nothing of the family or of where somebody comes from."""
    if private(said) or is_empty(said):
        return False
    return not any(hint.code in _ASIDE for hint in hints(said))


def is_mine(one: Sentence) -> bool:
    """Whether a sentence says that it was oneself."""
    return one.signs.mine or _MINE.search(one.text) is not None


def fitting(question: str, form: Form, used: Collection[str]) -> list[Evidence]:
    """The lines of the résumé that fit a question, the best first."""
    wanted = asked_for(question)
    scored = []
    for order, line in enumerate(form.lines):
        if line.quote in used or (form.blind and hints(line.quote, form.name)):
            continue
        fits = sum(
            theme.key in wanted and any(theme.hits(line.quote, code) for code in ("en", "ko"))
            for theme in themes()
        )
        one = told(line.quote)
        worth = max((sentence.rank for sentence in one), default=0)
        numbers = any(sentence.numbers for sentence in one)
        scored.append((-(2 * fits + 2 * numbers + (worth >= DEED)), order, line))
    return [line for score, _, line in sorted(scored, key=lambda one: one[:2]) if score][:MOST_LENT]
