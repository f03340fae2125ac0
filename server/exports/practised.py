"""Forms of what one has practised: bands, tries side by side, stories, and earlier times."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from server.exports import prose
from server.exports.characters import one_line
from server.exports.document import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Paragraph,
    Quote,
    Strong,
    Words,
    words,
)
from server.exports.form import DEEPEST, Form
from server.exports.names import Names
from server.exports.places import Place, is_whole

BANDS: Mapping[str, tuple[str, str]] = {
    "notYet": ("○", "not_yet"),
    "partly": ("◐", "partly"),
    "there": ("●", "there"),
}
"""How far something can be seen: a sign beside its word, and the end of the word's key."""
TRIES = ("first", "second")
PARTS = ("situation", "task", "action", "result", "lesson")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_band(value: Any) -> bool:
    """Whether it says how far something can be seen."""
    return isinstance(value, str) and value in BANDS


def band_name(band: Any, names: Names) -> str:
    """A band in words; one that nothing could tell is not judged."""
    if not is_band(band):
        return names.value("not_judged")
    sign, key = BANDS[band]
    return f"{sign} {names.text(f'page.bands.{key}')}"


def band_meaning(judge: Any, names: Names) -> list[Block]:
    """What each band means, and what it goes by."""
    pairs = [
        (words(band_name(band, names)), words(names.text(f"page.bands.about_{key}")))
        for band, (_, key) in BANDS.items()
    ]
    by = {"rules": "page.bands.by_rules", "model": "page.bands.by_model"}
    key = by.get(judge) if isinstance(judge, str) else None
    return [Facts(tuple(pairs)), *([Paragraph(words(names.text(key)))] if key else [])]


def _is_pair(one: Any) -> bool:
    named = isinstance(one, dict) and {*one} == {"name", "band"} and isinstance(one["name"], str)
    return named and (one["band"] is None or is_band(one["band"]))


def _are_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_pair, value))


class Bands(Form):
    """How far each thing that was looked at can be seen."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return _is_pair(one)

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        return [Items(tuple((Paragraph(self._item(one)),) for one in self.place.value))]

    def _item(self, one: Any) -> Line:
        name = Strong(words(self._said(one["name"])))
        return (name, Words(f" – {band_name(one['band'], self.names)}"))


class Attempts(Form):
    """The tries at one question, and their bands side by side."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return isinstance(one.get("answer"), str) and _are_pairs(one.get("bands"))

    def blocks(self, level: int) -> list[Block]:
        """Each try as it was said, and one table of all bands."""
        tries = self.place.value
        found: list[Block] = []
        for at, one in enumerate(tries):
            found.append(Heading(min(level + 1, DEEPEST), words(self._title(at))))
            found.append(Quote(tuple(prose.as_written(one["answer"]))))
        return [*found, *self._table(tries)]

    def _title(self, at: int) -> str:
        if at < len(TRIES):
            return self.names.text(f"page.attempts.{TRIES[at]}")
        return self.names.text("page.attempts.other", number=at + 1)

    def _table(self, tries: Sequence[Any]) -> list[Block]:
        bands = [{pair["name"]: pair["band"] for pair in one["bands"]} for one in tries]
        names = list(dict.fromkeys(name for each in bands for name in each))
        if not names:
            return []
        head = (words(self.names.text("page.interview.competencies")), *self._titles(len(tries)))
        rows = (
            (words(self._said(name)), *(self._cell(each, name) for each in bands)) for name in names
        )
        return [Grid(head, tuple(rows))]

    def _titles(self, count: int) -> list[Line]:
        return [words(self._title(at)) for at in range(count)]

    def _cell(self, bands: Mapping[str, Any], name: str) -> Line:
        return words(band_name(bands[name], self.names) if name in bands else "–")


def entries_of(place: Place) -> list[Place]:
    """What an entry of a list has for people.

    Where there were several tries at it, its answer stands among them; of a single one there are
    its bands.
    """
    entries, tries = place.entries(), place.value.get("attempts")
    if not isinstance(tries, list) or not all(_is_try(one) for one in tries):
        return entries
    if len(tries) > 1:
        return [one for one in entries if one.name != "answer"]
    found = (one.at(0).at("bands") if tries and one.value is tries else one for one in entries)
    return [one for one in found if one.value != []]


def _is_try(one: Any) -> bool:
    return isinstance(one, dict) and Attempts.fits(one)


class Exercise(Form):
    """What to practise next: one thing, and no list."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        texts = [one.get("title"), one.get("text"), one.get("question", "")]
        return not {*one} - {"title", "text", "question"} and all(isinstance(t, str) for t in texts)

    def blocks(self, level: int) -> list[Block]:
        """What it is called, what to do, and the question that it begins with."""
        one = self.place.value
        question = one_line(one.get("question", ""))
        asked: list[Block] = [Quote((Paragraph(words(question)),))] if question else []
        title = Paragraph((Strong(words(one_line(one["title"]))),))
        about = Paragraph(words(self.names.text("page.interview.about_exercise")))
        return [title, *self._passage(one["text"]), *asked, about]


class Stories(Form):
    """Experiences that were told: which parts, and which questions they fit."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        parts = one.get("parts")
        told = isinstance(parts, dict) and all(isinstance(is_, bool) for is_ in parts.values())
        return isinstance(one.get("title"), str) and told

    def blocks(self, level: int) -> list[Block]:
        """Each under its title."""
        return [block for one in self.place.value for block in self._item(one, level + 1)]

    def _item(self, one: Any, level: int) -> list[Block]:
        parts = one["parts"]
        pairs = [
            (words(self.names.text(f"page.stories.{key}")), words(", ".join(found)))
            for key, has in (("told", True), ("lacking", False))
            if (found := self._parts(parts, has))
        ]
        fits = [text for text in one.get("fits") or () if isinstance(text, str)]
        fitting: list[Block] = []
        if fits:
            fitting.append(Paragraph(words(self.names.text("page.stories.fits"))))
            fitting.append(Items(tuple((Paragraph(words(one_line(text))),) for text in fits)))
        head = Heading(min(level, DEEPEST), words(one_line(one["title"])))
        return [head, *([Facts(tuple(pairs))] if pairs else []), *fitting]

    def _parts(self, parts: Mapping[str, bool], has: bool) -> list[str]:
        names = [part for part in PARTS if parts.get(part, False) is has]
        return [self.names.text(f"page.stories.{name}") for name in names]


class Trend(Form):
    """What earlier times came to: each way of judging has a table of its own."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        texts = (one.get("date"), one.get("judgedBy"), one.get("method"))
        banded = isinstance(one.get("bands"), dict)
        return banded and all(isinstance(t, str) for t in texts) and bool(_DAY.fullmatch(texts[0]))

    def blocks(self, level: int) -> list[Block]:
        """The tables, each below what it goes by."""
        groups: dict[tuple[str, str], list[Any]] = {}
        for one in self.place.value:
            groups.setdefault((one["judgedBy"], one["method"]), []).append(one)
        apart = self.names.text("page.trend.apart")
        found: list[Block] = [Paragraph(words(apart))] if len(groups) > 1 else []
        for (judge, _), points in groups.items():
            by = "by_model" if judge == "model" else "by_rules"
            title = words(self.names.text(f"page.trend.{by}"))
            found += [Heading(min(level + 1, DEEPEST), title), self._table(points)]
        return found

    def _table(self, points: Sequence[Any]) -> Grid:
        names = list(dict.fromkeys(name for one in points for name in one["bands"]))
        scored = any(is_whole(one.get("overallScore")) for one in points)
        fields = ["date", "difficulty", *(["overallScore"] if scored else [])]
        titles = [*map(self.names.name, fields), *map(self._said, names)]
        return Grid(
            tuple(map(words, titles)), tuple(self._row(one, names, scored) for one in points)
        )

    def _row(self, one: Any, names: Sequence[str], scored: bool) -> tuple[Line, ...]:
        level, score, bands = one.get("difficulty"), one.get("overallScore"), one["bands"]
        number = words(f"{score} / 100" if is_whole(score) else "–")
        return (
            words(one["date"]),
            words(self.names.name(level) if isinstance(level, str) else "–"),
            *([number] if scored else []),
            *(words(band_name(bands[n], self.names) if n in bands else "–") for n in names),
        )
