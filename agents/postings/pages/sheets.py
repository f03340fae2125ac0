"""What a page's own style sheets set for its elements: simple selectors, in linear time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from agents.reading.styles import TOLD

MAX_SHEET = 500_000
"""Characters of all sheets together."""
MAX_RULES = 2_000
MAX_STEPS = 100_000
"""Comparisons of an element with a rule, in all: from there on, no rule holds."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SHOWN_MEDIA = re.compile(r"@(?:supports|layer|media\s+(?:screen|all)\s*$)")
_COMPOUND = re.compile(r"\*?(?P<tag>[a-z][\w-]*)?(?P<rest>(?:[.#](?:[\w/-]|\\.)+)*)")
_PART = re.compile(r"([.#])((?:[\w/-]|\\.)+)")
_COMBINATOR = re.compile(r"\s*>\s*|\s+")


class Names(NamedTuple):
    """What a selector can name of an element."""

    tag: str
    id: str
    classes: frozenset[str]


class _Compound(NamedTuple):
    tag: str
    ids: frozenset[str]
    classes: frozenset[str]

    def fits(self, names: Names) -> bool:
        return (
            (not self.tag or self.tag == names.tag)
            and (not self.ids or self.ids == {names.id})
            and self.classes <= names.classes
        )


class _Rule(NamedTuple):
    last: _Compound
    above: tuple[tuple[_Compound, bool], ...]
    """From the inside out; whether each has to be right above."""
    weight: tuple[int, int, int, int]
    told: Mapping[str, str]
    important: Mapping[str, str]


class Sheets:
    """The rules of a page."""

    def __init__(self, sheets: Sequence[str]) -> None:
        self._rules: dict[str, list[_Rule]] = {}
        self._steps = MAX_STEPS
        count = 0
        for selectors, body in _rules("\n".join(sheets)[:MAX_SHEET]):
            told, important = _told(body)
            if not told:
                continue
            for selector in selectors.split(",")[:50]:
                count += 1
                rule = _rule(selector.strip(), told, important, count)
                if rule is not None:
                    self._rules.setdefault(_key(rule.last), []).append(rule)
            if count > MAX_RULES:
                break

    def style(self, above: Sequence[Names], names: Names) -> dict[str, tuple[bool, str]]:
        """What is set for an element below these, outermost first: is it important, and the value.

        Of rules for the same, the more exact holds, and of two such the later one.
        """
        if not self.has_rules:
            return {}
        keys = (f"#{names.id}", *(f".{one}" for one in names.classes), names.tag, "*")
        found = []
        for rules in filter(None, map(self._rules.get, keys)):
            found += [rule for rule in rules[: self._steps] if self._fits(rule, above, names)]
        style: dict[str, tuple[bool, str]] = {}
        for rule in sorted(found, key=lambda rule: rule.weight):
            for name, value in rule.told.items():
                if name not in style or not style[name][0]:
                    style[name] = (False, value)
            for name, value in rule.important.items():
                style[name] = (True, value)
        return style

    @property
    def has_rules(self) -> bool:
        """Whether any rule may hold."""
        return bool(self._rules) and self._steps > 0

    def _fits(self, rule: _Rule, above: Sequence[Names], names: Names) -> bool:
        self._steps = max(0, self._steps - 1)
        if not self._steps or not rule.last.fits(names):
            return False
        place = len(above) - 1
        for compound, right_above in rule.above:
            while place >= 0 and not compound.fits(above[place]):
                self._steps = max(0, self._steps - 1)
                place = -1 if right_above else place - 1
            if place < 0:
                return False
            place -= 1
        return True


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and the bodies of a sheet's rules, but for those of other media."""
    sheet = _COMMENT.sub("", sheet)
    begun = 0
    open_: list[bool] = []
    head = ""
    for found in _BRACE.finditer(sheet):
        text = sheet[begun : found.start()]
        begun = found.end()
        if found[0] == "{":
            head = text.rpartition(";")[2].strip().lower()[:2_000]
            is_shown = not head.startswith("@") or bool(_SHOWN_MEDIA.match(head))
            open_.append(is_shown and (not open_ or open_[-1]))
        elif open_:
            if open_.pop() and head and not head.startswith("@"):
                yield head, text[:2_000]
            head = ""


def _told(body: str) -> tuple[dict[str, str], dict[str, str]]:
    told: dict[str, str] = {}
    important: dict[str, str] = {}
    for one in body.lower().split(";")[:100]:
        name, _, value = one.partition(":")
        name = name.strip()
        if name in TOLD:
            plain = value.replace("!important", "").strip()
            told[name] = plain
            if "!important" in value:
                important[name] = plain
    return told, important


def _rule(
    selector: str, told: Mapping[str, str], important: Mapping[str, str], number: int
) -> _Rule | None:
    """A rule; None where its selector is none of the simple ones."""
    parts = _COMBINATOR.split(selector)
    joints = [">" in joint for joint in _COMBINATOR.findall(selector)]
    compounds = [_compound(part) for part in parts]
    if not all(compounds) or len(parts) > 8:
        return None
    chain = [one for one in compounds if one is not None]
    ids = sum(len(one.ids) for one in chain)
    classes = sum(len(one.classes) for one in chain)
    tags = sum(bool(one.tag) for one in chain)
    above = tuple(zip(reversed(chain[:-1]), reversed(joints), strict=True))
    return _Rule(chain[-1], above, (ids, classes, tags, number), told, important)


def _compound(text: str) -> _Compound | None:
    found = _COMPOUND.fullmatch(text)
    if not text or found is None:
        return None
    parts = [(sign, name.replace("\\", "")) for sign, name in _PART.findall(found["rest"])]
    return _Compound(
        found["tag"] or "",
        frozenset(name for sign, name in parts if sign == "#"),
        frozenset(name for sign, name in parts if sign == "."),
    )


def _key(compound: _Compound) -> str:
    if compound.ids:
        return f"#{min(compound.ids)}"
    if compound.classes:
        return f".{min(compound.classes)}"
    return compound.tag or "*"
