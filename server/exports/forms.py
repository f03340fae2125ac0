"""Forms that suit what is in a list, whatever kind it is of: what is asked for, checks, parts of a
score, things to do, changes, ratings, and what is to be checked. As the page has them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from server.exports.names import Names
from server.exports.places import Place, is_whole

BEFORE = "Before"
STATUSES = {"shown": "●", "partly": "◐", "notShown": "○", "contradicted": "≠"}
"""How far each status is along, as a sign beside its word."""
CHECKS = {False: ("→", "page.checks.look"), True: ("✓", "page.checks.passed")}
"""What there is to do comes first."""
DEEPEST = 6

Doubt = Callable[[Place], Line]


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


@dataclass(frozen=True)
class Form:
    """A list in a form of its own."""

    place: Place
    names: Names
    doubt: Doubt

    def blocks(self, level: int) -> list[Block]:
        """Its blocks, under a heading of that level."""
        raise NotImplementedError

    def _quotes(self, evidence: Any) -> list[Block]:
        found: list[Block] = []
        for one in evidence if isinstance(evidence, list | tuple) else ():
            if isinstance(one, dict) and isinstance(one.get("quote"), str):
                source = one.get("source")
                said = Paragraph(words(f"“{one_line(one['quote'])}”"))
                named = words(self.names.name(source)) if isinstance(source, str) else ()
                found.append(Quote((said,), named))
        return found

    def _passage(self, text: Any) -> list[Block]:
        return list(prose.blocks(text, DEEPEST)) if isinstance(text, str) and text else []

    def _said(self, name: str) -> str:
        """A name of the wire in words; what is a text already stays as it is."""
        plain = name.replace("_", "")
        return self.names.name(name) if plain.isalnum() and plain.isascii() else one_line(name)


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
        """Each under its name."""
        return [block for one in self.place.items() for block in self._item(one, level + 1)]

    def _item(self, place: Place, level: int) -> list[Block]:
        one = place.value
        rating = one["rating"]
        given = self.names.value("not_judged")
        if rating is not None:
            given = self.names.text("page.interview.rating", rating=rating)
        head = words(f"{self._said(one['name'])} – {given}")
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
)  # fmt: skip


def form_of(place: Place, names: Names, doubt: Doubt) -> Form | None:
    """The form that suits a list, all of whose entries fit; None where there is none."""
    value = place.value
    if not isinstance(value, list) or not value:
        return None
    if not all(isinstance(one, dict) for one in value):
        return None
    found = next((form for form in FORMS if all(form.fits(one) for one in value)), None)
    return found(place, names, doubt) if found else None
