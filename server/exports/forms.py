"""Forms that suit what is in a list, whatever kind it is of: what is asked for, checks, parts of a
score, things to do, changes, ratings, and what is to be checked. As the page has them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.exports import prose
from server.exports.characters import one_line
from server.exports.document import (
    Block,
    Emphasis,
    Heading,
    Items,
    Line,
    Paragraph,
    Quote,
    Strong,
    Words,
    words,
)
from server.exports.form import DEEPEST, Doubt, Form
from server.exports.names import Names
from server.exports.places import Place, is_whole
from server.exports.practised import (
    Attempts,
    Bands,
    Exercise,
    Stories,
    Trend,
    band_meaning,
    band_name,
    is_band,
)
from server.exports.weeks import Weeks

BEFORE = "Before"
STATUSES = {"shown": "●", "partly": "◐", "notShown": "○", "contradicted": "≠"}
"""How far each status is along, as a sign beside its word."""
CHECKS = {False: ("→", "page.checks.look"), True: ("✓", "page.checks.passed")}
"""What there is to do comes first."""


def score_line(place: Place, whole: Mapping[str, Any]) -> Line:
    """A number with its bounds, or on its way from one to another."""
    name, value = place.name, place.value
    if name.endswith(BEFORE):
        after = whole.get(name.removesuffix(BEFORE) + "After", value)
        return words(
            str(value) if value == after else f"{value} → {'–' if after is None else after}"
        )
    stem = name.removesuffix("Score")
    ranges = whole.get("ranges")
    bounds = whole.get(f"{stem}Range")
    if bounds is None and isinstance(ranges, dict):
        bounds = ranges.get(name)
    match bounds:
        case [low, high] if low != high:
            return words(f"{value} / 100 ({low}–{high})")
    return words(f"{value} / 100")


class Requirements(Form):
    """What is asked, and what a text shows of it: conditions first."""

    GROUPS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
        ("conditions", lambda one: one["knockout"]),
        ("must", lambda one: not one["knockout"] and one.get("kind") != "nice"),
        ("nice", lambda one: not one["knockout"] and one.get("kind") == "nice"),
    )

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return (
            isinstance(one.get("text"), str)
            and isinstance(one.get("knockout"), bool)
            and one.get("status") in STATUSES
        )

    def blocks(self, level: int) -> list[Block]:
        """How many are shown, and each group under its title."""
        found = self._sum()
        for title, has in self.GROUPS:
            items = [one for one in self.place.items() if has(one.value)]
            if items:
                text = self.names.text(f"page.requirements.{title}")
                found.append(Heading(min(level + 1, DEEPEST), words(text)))
                found.append(Items(tuple(self._item(one) for one in items)))
        return found

    def _sum(self) -> list[Block]:
        must = self.GROUPS[1][1]
        counted = [one["status"] for one in self.place.value if must(one)]
        if not counted:
            return []
        shown, partly = counted.count("shown"), counted.count("partly")
        values = {"shown": shown, "partly": partly, "all": len(counted)}
        return [Paragraph(words(self.names.text("page.requirements.sum", **values)))]

    def _item(self, place: Place) -> tuple[Block, ...]:
        one = place.value
        status = f" – {STATUSES[one['status']]} {self.names.name(one['status'])}"
        head = (Strong(words(one_line(one["text"]))), Words(status), *self.doubt(place))
        ask = one.get("ask")
        asked = [Paragraph((Emphasis(words(one_line(ask))),))] if isinstance(ask, str) else []
        return (Paragraph(head), *self._quotes(one.get("evidence")), *asked)


class Checks(Form):
    """What a number is made of: checks, what there is to do first."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        passed = one.get("passed", "")
        return isinstance(one.get("check"), str) and (passed is None or isinstance(passed, bool))

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        ranks = [*CHECKS, None]
        items = sorted(self.place.items(), key=lambda one: ranks.index(one.value["passed"]))
        return [Items(tuple(self._item(one) for one in items))]

    def _item(self, place: Place) -> tuple[Block, ...]:
        one = place.value
        sign, key = CHECKS.get(one["passed"], ("–", "page.value.not_judged"))
        about = [self.names.text(key)]
        if is_whole(one.get("maxPoints")) and one["maxPoints"] > 0:
            points = {"points": one.get("points"), "most": one["maxPoints"]}
            about.append(self.names.text("page.checks.points", **points))
        said = f" – {' · '.join(about)}"
        head = (Words(f"{sign} "), Strong(words(self._said(one["check"]))), Words(said))
        more = [*self._passage(one.get("detail")), *self._passage(one.get("fix"))]
        return (Paragraph((*head, *self.doubt(place))), *more)


class Parts(Form):
    """The parts of a score with their points."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        numbers = (one.get("score"), one.get("weight"))
        return isinstance(one.get("name"), str) and all(map(is_whole, numbers))

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        return [Items(tuple(self._item(one) for one in self.place.value))]

    def _item(self, one: Any) -> tuple[Block, ...]:
        points = {"points": one["score"], "most": one["weight"]}
        said = self.names.text("page.checks.points", **points)
        head = (Strong(words(self._said(one["name"]))), Words(f" – {said}"))
        return (Paragraph(head), *self._passage(one.get("why")))


class Recommendations(Form):
    """What to do, in the order in which it is worth while."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return isinstance(one.get("text"), str) and isinstance(one.get("tier"), str)

    def blocks(self, level: int) -> list[Block]:
        """One numbered list."""
        return [Items(tuple(self._item(one) for one in self.place.items()), 1)]

    def _item(self, place: Place) -> tuple[Block, ...]:
        one = place.value
        about = [self.names.name(one["tier"])]
        gain, score = one.get("gain"), one.get("score")
        if is_whole(gain) and gain > 0 and isinstance(score, str):
            values = {"gain": gain, "score": self.names.name(score)}
            about.append(self.names.text("page.recommendations.adds", **values))
        head = (*words(one_line(one["text"])), *self.doubt(place))
        return (Paragraph(head), Paragraph((Emphasis(words(" · ".join(about))),)))


class Changes(Form):
    """Changes that are proposed to a text: before and after, why, and what became of each."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return all(isinstance(one.get(name), str) for name in ("id", "op", "status"))

    def blocks(self, level: int) -> list[Block]:
        """One numbered list."""
        return [Items(tuple(self._item(one) for one in self.place.items()), 1)]

    def _item(self, place: Place) -> tuple[Block, ...]:
        one = place.value
        about = [one["op"], one.get("section"), one.get("focus"), one["status"]]
        head = " · ".join(self.names.name(name) for name in about if isinstance(name, str) and name)
        found: list[Block] = [Paragraph((Strong(words(head)), *self.doubt(place)))]
        before, after = one.get("before"), one.get("after")
        for name, text in (("before", before), ("after", None if after == before else after)):
            if isinstance(text, str) and text:
                said = (Strong(words(f"{self.names.name(name)}:")), Words(" "))
                found.append(Paragraph((*said, *prose.joined(text))))
        reason, ask = one.get("reason"), one.get("ask")
        found += self._passage(reason)
        if isinstance(ask, str) and ask:
            found.append(Paragraph((Emphasis(words(one_line(ask))),)))
        return tuple(found)


class Ratings(Form):
    """How each thing that was looked at was rated, by what, and where it showed."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        rating = one.get("rating", "")
        named = isinstance(one.get("name"), str) and isinstance(one.get("quotes"), list)
        return named and (rating is None or is_whole(rating))

    def blocks(self, level: int) -> list[Block]:
        """What the words mean, and each under its name."""
        banded = any(is_band(one.get("band")) for one in self.place.value)
        judge = self.place.top.get("judgedBy") if isinstance(self.place.top, dict) else None
        meaning = band_meaning(judge, self.names) if banded else []
        entries = (self._item(one, level + 1) for one in self.place.items())
        return [*meaning, *(block for entry in entries for block in entry)]

    def _item(self, place: Place, level: int) -> list[Block]:
        one = place.value
        rating, band = one["rating"], one.get("band")
        given = [band_name(band, self.names)] if is_band(band) or rating is None else []
        if rating is not None:
            given.insert(0, self.names.text("page.interview.rating", rating=rating))
        head = words(f"{self._said(one['name'])} – {' · '.join(given)}")
        quotes = [one for one in one["quotes"] if isinstance(one, str)]
        return [
            Heading(min(level, DEEPEST), (*head, *self.doubt(place))),
            *self._passage(one.get("anchor")),
            *(Quote((Paragraph(words(one_line(quote))),)) for quote in quotes),
        ]


class Doubts(Form):
    """What stands in the result and is in nothing that was given."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return {*one} == {"path", "text", "why"} and all(isinstance(t, str) for t in one.values())

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        return [Items(tuple(self._item(one) for one in self.place.value))]

    def _item(self, one: Any) -> tuple[Block, ...]:
        head = (Strong(words(one_line(one["text"]))),)
        return (Paragraph(head), *self._passage(one["why"]))


class Ways(Form):
    """What could be done next."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        texts = (one.get("kind"), one.get("title"))
        return {*one} <= {"kind", "title", "input"} and all(isinstance(t, str) for t in texts)

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        entries = ((Paragraph(words(one_line(one["title"]))),) for one in self.place.value)
        return [Items(tuple(entries))]


class Asked(Form):
    """Places that only the person can fill."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        return {*one} == {"path", "ask"} and isinstance(one["ask"], str)

    def blocks(self, level: int) -> list[Block]:
        """One list."""
        entries = ((Paragraph(words(one_line(one["ask"]))),) for one in self.place.value)
        return [Items(tuple(entries))]


FORMS: Sequence[Any] = (
    Requirements, Checks, Parts, Recommendations, Changes, Ratings, Doubts, Ways, Asked,
    Attempts, Bands, Stories, Trend, Weeks,
)  # fmt: skip


def form_of(place: Place, names: Names, doubt: Doubt) -> Form | None:
    """The form that suits a list, all of whose entries fit, or one thing; None where none does."""
    value = place.value
    if isinstance(value, dict):
        return Exercise(place, names, doubt) if Exercise.fits(value) else None
    if not isinstance(value, list) or not value:
        return None
    if not all(isinstance(one, dict) for one in value):
        return None
    found = next((form for form in FORMS if all(form.fits(one) for one in value)), None)
    return found(place, names, doubt) if found else None
