"""What can be made better in a résumé without a model: changes that claim no more than it does."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from agents.evidence.hollow import hollow
from agents.evidence.text import is_function_word
from agents.evidence.text import words as words_of
from agents.kinds.optimize import english, impact, korean, mechanics
from agents.kinds.optimize.duplicates import repeated
from agents.kinds.optimize.ordering import moved
from agents.kinds.optimize.safety import objection
from agents.kinds.optimize.terms import long_forms, same_by_another_name
from agents.kinds.optimize.types import MOST_CHANGES, Change, Focus
from agents.kinds.optimize.wording import TEXTS
from agents.postings.asked import Asked
from agents.resume.lines import Slice
from agents.resume.pointers import TOLD, Point, points, within
from agents.resume.results import is_measured
from agents.resume.skills import mentions
from protocol.catalogue import told as said_in

_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d")
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w+#.]+")
_ENGLISH_OR_UNKNOWN = ("en", None)
SLIPS = "reasons.slips"
MOST_POINTS = 400
MOST_LINE = 1_500
"""Characters of a text that is worded anew: no line of a résumé has more."""
MOST_BESIDE = 60
"""Lines of an entry by whose style one of them is told."""
MOST_ASKS = 6
"""Results that are asked for at once: who is asked for more answers none."""
MOST_ASKS_OF_ENTRY = 3
_MOST_LEFT = {"en": 5, "ko": 3}
"""Words of a sentence besides those that praise: who says more says something."""
_MORE_LEFT = 3
"""So many more in a summary, whose sentences say what somebody is, and not what they did."""
_LONG_LINE = {"en": 140, "ko": 80}
"""Characters from which on a line with several sentences becomes several."""
_OLD_YEARS = 10
_KEPT_OF_OLD = 2
_LEAST_OLD_WORDS = 3
"""Lines that stay of a job that ended long ago, where it is to be shorter."""


class Wanted(NamedTuple):
    """What is wanted of the changes.

    `language` is that of the person (reasons and questions), `written` that of the résumé where
    the person named it; `asked` is what a job asks for, `keep` are places not to be touched.
    """

    focus: tuple[Focus, ...]
    language: str | None
    written: str | None
    today: dt.date
    asked: tuple[Asked, ...] = ()
    keep: tuple[str, ...] = ()


class Worded(NamedTuple):
    """A line worded anew: why, for what, and what is asked with it."""

    text: str
    reason: str
    focus: Focus
    ask: str | None = None


def proposed(resume: Mapping[str, Any], text: str, wanted: Wanted) -> list[Change]:
    """The changes that rules propose for a résumé, in its order.

    `text` is what was given. None raises a claim, none has a hollow word in it, and none touches
    what is to be kept.
    """
    found = [*worded(resume, wanted), *arranged(resume, text, wanted)]
    return numbered(resume, [one for one in found if not is_kept(one, wanted.keep)])


def worded(resume: Mapping[str, Any], wanted: Wanted) -> list[Change]:
    """Texts worded anew, at most one change a text, without numbers."""
    told_points = told(resume)
    ways = _Ways(resume, told_points, wanted)
    found = (one for point in told_points if (one := ways.worded(point)))
    return list(islice(found, MOST_CHANGES))


def told(resume: Mapping[str, Any]) -> list[Point]:
    """The texts that are looked at: so many as a long résumé has."""
    return list(islice(points(resume), MOST_POINTS))


def arranged(resume: Mapping[str, Any], text: str, wanted: Wanted) -> list[Change]:
    """What is to go, to move, or to be called by another name, without numbers."""
    found = list[Change]()
    focus = wanted.focus
    if "clarity" in focus or "brevity" in focus:
        for one in repeated(resume):
            reason = TEXTS.text("reasons.listed_twice")
            if one.kept:
                reason = TEXTS.text("reasons.repeated", quote=_short(one.kept))
            found.append(
                _change(
                    "remove", one.point.path, one.point.text, None,
                    reason, "clarity", wanted, group=one.group,
                )
            )  # fmt: skip
    if "clarity" in focus:
        for move in moved(resume):
            found.append(
                _change(
                    "move", move.path, move.text, move.text,
                    TEXTS.text(f"reasons.{move.why}"), "clarity", wanted, to=move.to,
                )
            )  # fmt: skip
    if "brevity" in focus:
        found += _old_lines(resume, wanted, {one.path for one in found})
    if "ats_keywords" in focus:
        for name in same_by_another_name(resume, text, wanted.asked):
            found.append(
                _change(
                    "replace", name.path, name.before, name.after,
                    TEXTS.text("reasons.posting_term", term=name.term, own=name.own),
                    "ats_keywords", wanted,
                )
            )  # fmt: skip
    return found


def numbered(resume: Mapping[str, Any], changes: Iterable[Change]) -> list[Change]:
    """Changes with their numbers, in the order of the résumé; of one place only the first stays
    of each sort."""
    order = {section: at for at, section in enumerate(("basics", *TOLD))}

    def place(change: Change) -> tuple[int, list[tuple[int, str]], str]:
        parts = change.path.split("/")[1:]
        key = [(int(part), "") if part.isdigit() else (-1, part) for part in parts[1:]]
        return order.get(parts[0], len(order)), key, change.op

    seen = set[tuple[str, str]]()
    found = list[Change]()
    taken_out = {one.path for one in changes if one.op == "remove"}
    for change in sorted(changes, key=place):
        if (change.op, change.path) in seen or (change.op != "remove" and change.path in taken_out):
            continue
        seen.add((change.op, change.path))
        change.id = f"c{len(found) + 1}"
        found.append(change)
    return found


def is_kept(change: Change, keep: Sequence[str]) -> bool:
    """Whether a change would touch what is not to be touched."""
    goal = change.to if isinstance(change.to, str) else change.path
    return any(within(change.path, kept) or within(goal, kept) for kept in keep)


def language_of(text: str, written: str | None) -> str | None:
    """The language in which a text is read: "en", "ko", or another, for which there is no rule."""
    letters = len(_LETTER.findall(text))
    if letters and len(_HANGUL.findall(text)) >= 0.25 * letters:
        return "ko"
    return written if written and written.split("-")[0] not in ("en", "ko") else "en"


def _asked_of(told_points: Sequence[Point], written: str | None) -> set[str]:
    """The lines whose result is asked for: of each entry those that miss it most, the newest
    entries first."""
    entries: dict[tuple[str, int | None], list[tuple[int, str]]] = defaultdict(list)
    for point in told_points:
        language = language_of(point.text, written)
        if not point.is_item or language not in ("en", "ko"):
            continue
        if point.section == "other" and not _YEAR.search(point.heading):
            continue  # of no time, it tells of no job
        deed = english.without_opener(point.text, past=True) if language == "en" else None
        lost = impact.missing(deed or point.text, language)
        if lost or (not deed and english.opened_thing(point.text)):
            weight = lost.weight if lost else 0
            entries[point.section, point.entry].append((weight, point.path))
    found = [path for those in entries.values() for _, path in sorted(those)[:MOST_ASKS_OF_ENTRY]]
    return set(found[:MOST_ASKS])


class _Ways:
    """The ways in which texts of one résumé are worded anew."""

    def __init__(
        self, resume: Mapping[str, Any], told_points: Sequence[Point], wanted: Wanted
    ) -> None:
        self._resume = resume
        self._wanted = wanted
        self._lists: dict[tuple[str, int | None], list[str]] = defaultdict(list)
        for point in told_points:
            beside = self._lists[point.section, point.entry]
            if point.is_item and len(beside) < MOST_BESIDE:
                beside.append(point.text)
        self._short_focus: Focus = "clarity" if "clarity" in wanted.focus else "brevity"
        self._asks = _asked_of(told_points, wanted.written)
        self._long_forms = long_forms(point.text for point in told_points)

    def worded(self, point: Point) -> Change | None:
        """The text in better words, if there are any."""
        language = language_of(point.text, self._wanted.written)
        if language not in ("en", "ko") or len(point.text) > MOST_LINE:
            return None
        if self._says_nothing(point, language):
            return self._removed(point)
        text, steps = point.text, list[Worded]()
        before = text
        for step in self._steps(point, language):
            one = step(text)
            if one is None or one.text == text:
                continue
            if one.reason == SLIPS:
                before = one.text  # the same words, spelt right
            if objection(before, one.text, language) is None:
                text = one.text
                steps.append(one)
        return self._of_steps(point, text, steps)

    def _steps(self, point: Point, language: str) -> Iterator[Any]:
        focus = self._wanted.focus
        past = self._has_ended(point)
        if "language" in focus:
            yield lambda text: self._mended(text, point, language)
        if "clarity" in focus and language == "en":
            yield lambda text: _reworded(text, english.without_opener(text, past=past), "opener")
            if past:
                yield lambda text: _reworded(text, english.in_past(text), "tense")
            yield lambda text: _reworded(text, self._spelt_out(text), "acronym")
        if "clarity" in focus and language == "ko":
            yield lambda text: _reworded(text, korean.without_tail(text), "tail")
        if "clarity" in focus or "brevity" in focus:
            wording = english if language == "en" else korean
            kind = self._short_focus
            yield lambda text: self._without_hollow(text, point, language)
            yield lambda text: _reworded(text, wording.without_praise(text), "praise", kind)
            yield lambda text: _reworded(text, wording.shortened(text), "shorter", kind)
        if "clarity" in focus and point.is_item:
            yield lambda text: _split(text, language)
        if "impact_metrics" in focus and point.is_item:
            yield lambda text: self._asked(text, point, language)

    def _mended(self, text: str, point: Point, language: str) -> Worded | None:
        plain = mechanics.mended(text, language)
        if point.is_item:
            others = self._lists[point.section, point.entry]
            plain = mechanics.like_others(plain, others, language)
        return Worded(plain, SLIPS, "language")

    def _spelt_out(self, text: str) -> str | None:
        for short, long in self._long_forms.items():
            if long.first_use == text:
                return re.sub(rf"\b{short}\b", f"{long.words} ({short})", text, count=1)
        return None

    def _asked(self, text: str, point: Point, language: str) -> Worded | None:
        if "\n" in text:
            return None
        thing = english.opened_thing(text) if language == "en" else None
        lost = impact.missing(text, language)
        sort = "thing" if thing and not _FIGURE.search(text) else lost.sort if lost else None
        if sort is None or point.path not in self._asks:
            return None
        place = said_in(TEXTS.text(f"places.{sort}"), language)
        ask = said_in(TEXTS.text(f"asks.{sort}", quote=_short(point.text)), self._wanted.language)
        made = impact.with_place(thing or text, place, sort, language)
        return Worded(made, f"reasons.{'thing' if sort == 'thing' else 'result'}",
                      "impact_metrics", ask)  # fmt: skip

    def _without_hollow(self, text: str, point: Point, language: str) -> Worded | None:
        """The text without sentences that praise and tell nothing; None where none is left."""
        cut = english.sentences_of if language == "en" else korean.sentences_of
        sentences = cut(text)
        of_summary = point.section == "basics"
        kept = [
            one for one in sentences if not self._is_hollow(one, language, of_summary=of_summary)
        ]
        if kept == sentences or not kept:
            return None
        return Worded(" ".join(kept), "reasons.hollow_sentences", self._short_focus)

    def _says_nothing(self, point: Point, language: str) -> bool:
        """Whether every sentence of a text only praises."""
        if not {"clarity", "brevity"} & set(self._wanted.focus):
            return False
        cut = english.sentences_of if language == "en" else korean.sentences_of
        of_summary = point.section == "basics"
        return all(self._is_hollow(one, language, of_summary=of_summary) for one in cut(point.text))

    def _is_hollow(self, text: str, language: str, *, of_summary: bool) -> bool:
        """Whether a sentence praises, and holds nothing that a reader could check."""
        found = hollow(text, language)
        if not found or _FIGURE.search(text) or _NAME_INSIDE.search(text):
            return False
        rest = text.casefold()
        for word in found:
            rest = rest.replace(word.casefold(), " ")
        if english.holds_proof(rest) or impact.missing(text, language):
            return False
        left = [word for word in words_of(rest) if not is_function_word(word)]
        return len(left) <= _MOST_LEFT[language] + (_MORE_LEFT if of_summary else 0)

    def _removed(self, point: Point) -> Change:
        ask = said_in(TEXTS.text("asks.hollow", quote=_short(point.text)), self._wanted.language)
        made = _change(
            "remove",
            point.path,
            point.text,
            None,
            TEXTS.text("reasons.hollow"),
            self._short_focus,
            self._wanted,
        )
        made.ask = ask[:200]
        return made

    def _of_steps(self, point: Point, text: str, steps: Sequence[Worded]) -> Change | None:
        if not steps or text == point.text:
            return None
        if hollow(text) and any(step.reason != SLIPS for step in steps):
            steps = [step for step in steps if step.reason == SLIPS]
            if not steps:
                return None  # it would be better, and still praise
            text = steps[0].text
        main = min(steps, key=lambda step: _WEIGHT.index(step.reason))
        change = _change(
            "replace",
            point.path,
            point.text,
            text,
            TEXTS.text(main.reason),
            main.focus,
            self._wanted,
        )
        if any(step.reason == SLIPS for step in steps) and main.reason != SLIPS:
            also = said_in(TEXTS.text("reasons.also_slips"), self._wanted.language)
            change.reason = f"{change.reason} {also}"
        ask = next((step.ask for step in steps if step.ask), None)
        if ask:
            change.ask = ask[:200]
        return change

    def _has_ended(self, point: Point) -> bool:
        """Whether what a line tells of is over, by the dates of its entry."""
        entries = self._resume.get(point.section) or []
        entry = entries[point.entry] if point.entry is not None else {}
        end = entry.get("endDate")
        return isinstance(end, str) and end[:7] < self._wanted.today.isoformat()[:7]


_WEIGHT = [
    f"reasons.{name}"
    for name in (
        "opener", "thing", "tail", "result", "split", "hollow_sentences", "acronym", "praise",
        "shorter", "tense", "slips",
    )
]  # fmt: skip
"""What a change of several steps is told by: what the reader sees most of."""


def _reworded(text: str, made: str | None, reason: str, focus: Focus = "clarity") -> Worded | None:
    return Worded(made, f"reasons.{reason}", focus) if made and made != text else None


def _split(text: str, language: str) -> Worded | None:
    """A long line of several sentences as several lines."""
    if len(text) < _LONG_LINE[language] or "\n" in text:
        return None
    found = english.sentences_of(text) if language == "en" else korean.sentences_of(text)
    if len(found) < 2 or any(len(one) < 12 for one in found):
        return None
    bare = [one.rstrip(". ") for one in found]
    return Worded("\n".join(bare), "reasons.split", "clarity")


def _old_lines(resume: Mapping[str, Any], wanted: Wanted, taken: set[str]) -> Iterator[Change]:
    """Lines of jobs long ago that name no result, beyond the first ones.

    What a line alone names stays: a skill that stands nowhere else would be gone with it.
    """
    every = told(resume)
    told_points = [point for point in every if point.section == "work" and point.is_item]
    skills = {point.path: _skills_of(point.text) for point in every}
    named = Counter(name for names in skills.values() for name in names)
    lists: dict[int | None, int] = defaultdict(int)
    for point in told_points:
        end = resume["work"][point.entry].get("endDate")
        old = isinstance(end, str) and end[:4].isdigit()
        if not old or int(end[:4]) > wanted.today.year - _OLD_YEARS:
            continue
        if is_measured(point.text) or len(point.text.split()) < _LEAST_OLD_WORDS:
            continue
        lists[point.entry] += 1
        if lists[point.entry] <= _KEPT_OF_OLD or point.path in taken:
            continue
        if all(named[name] > 1 for name in skills[point.path]):
            yield _change(
                "remove", point.path, point.text, None, TEXTS.text("reasons.old"), "brevity", wanted
            )


def _skills_of(text: str) -> set[str]:
    return {one.name for one in mentions([Slice(text, 0)])}


def _change(
    op: Any,
    path: str,
    before: str | None,
    after: str | None,
    reason: Any,
    focus: Focus,
    wanted: Wanted,
    **more: Any,
) -> Change:
    section = path.split("/")[1]
    given = {name: value for name, value in more.items() if value is not None}
    return Change(
        id="c0", op=op, path=path, section=section, before=before, after=after,
        reason=said_in(reason, wanted.language), focus=focus, **given,
    )  # fmt: skip


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"
