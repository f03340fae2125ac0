"""Questions on a text, made of its own words by rules: rather fewer than crooked ones.

What a sentence says is only asked for in shapes that need no change of it: what a thing is, who did
something, what happens under a condition, why something is so, and which number, date or name is
left out of it. Those that the text puts itself, and what it says below a heading, come beside them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.claims import word_count
from agents.evidence.text import one_line
from agents.kinds.text import wording
from agents.kinds.text.lists import pattern, words
from agents.kinds.text.passages import Passage
from agents.kinds.text.ranking import Weighed, is_boilerplate, leans, weighed
from protocol.catalogue import Said

DEFAULT_COUNT = 5
GAP = "____"
MOST_ASKED = 260
"""Characters of a passage that is asked about."""
_LEAST_GAPPED, _MOST_GAPPED = 6, 40
_MOST_OWN = 200
_MOST_FIGURES = 3
_NAME = re.compile(r"(?<![\w'’-])[A-ZÀ-Þ][\w'’-]{1,40}(?:\s[A-ZÀ-Þ][\w'’-]{1,40}){1,3}")
_NUMBER = re.compile(
    r"(?<![\w.,/:-])[$€£¥₩]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w,/:-]*\d)(?:\s?%)?"
)
_LIST = re.compile(r"^\W*\d{1,3}[.)]")
_HANGUL = re.compile(r"[가-힣]")
_CODE = re.compile(r"[`{}<>$|\\]|--\w|https?://|\w/\w+/")


class Question(NamedTuple):
    """A question, and the number of the passage that it is about."""

    said: Said
    about: int
    sort: str


def questions(found: Sequence[Passage], count: int, spoken: str) -> list[Question]:
    """At most so many questions, in the order of the text. `spoken` is the language to ask in."""
    ranked = sorted(weighed(found), key=lambda one: (-one.score, one.number))
    sources = [
        list(_own(found)),
        list(_shaped(ranked, spoken)),
        list(_gapped(ranked, spoken)),
        list(_headed(found)),
    ]
    taken: list[Question] = []
    used: set[int] = set()
    # One of each sort after the other, as long as there are any.
    while any(sources) and len(taken) < count:
        for source in sources:
            while source:
                one = source.pop(0)
                if one.about not in used:
                    used.add(one.about)
                    taken.append(one)
                    break
            if len(taken) == count:
                break
    return sorted(taken, key=lambda one: one.about)


def _own(found: Sequence[Passage]) -> Iterator[Question]:
    """The questions that the text puts itself and goes on to answer."""
    for at, one in enumerate(found[:-1]):
        said = one_line(one.text)
        answers = found[at + 1]
        if (
            one.sort == "question"
            and not one.speaker
            and not one.quoted
            and one.opens
            and answers.sort in {"sentence", "item"}
            and word_count(said) >= _LEAST_GAPPED - 3
            and len(said) <= _MOST_OWN
            and (at == 0 or found[at - 1].paragraph != one.paragraph)
        ):
            yield Question(said, at, "own")


def _shaped(ranked: Sequence[Weighed], spoken: str) -> Iterator[Question]:
    for one in ranked:
        said = one_line(one.passage.text)
        language = "ko" if _HANGUL.search(said) else "en"
        # The words of the text go into the question: both are of one language.
        if spoken.split("-")[0] != language or not _may_be_asked(one, said):
            continue
        for name, key in (("did", "who"), ("define", "what"), ("if", "if"), ("because", "why")):
            match = _shape(language, name).match(said)
            if match and (asked := _worded(key, match, language)) is not None:
                yield Question(asked, one.number, key)
                break


def _worded(key: str, match: re.Match[str], language: str) -> Said | None:
    if key == "who":
        return wording.text("asks.who", deed=match["deed"])
    if key == "if":
        condition = match["condition"]
        return wording.text("asks.if", condition=condition[0].lower() + condition[1:])
    if key == "why":
        return wording.text("asks.why", fact=_lowered(match["fact"]))
    thing = match["thing"]
    if _shape(language, "pronoun").search(thing.lower()) or len(thing) < 3:
        return None
    if match.groupdict().get("verb") == "are":
        return wording.text("asks.what_several", thing=_lowered(thing))
    return wording.text("asks.what", thing=_lowered(thing))


def _lowered(text: str) -> str:
    """Words that began a sentence, as they stand within one; names keep their capitals."""
    first = text.split(maxsplit=1)[0]
    common = first.lower() in words("words", "articles")
    return text[0].lower() + text[1:] if common else text


def _gapped(ranked: Sequence[Weighed], spoken: str) -> Iterator[Question]:
    """What stands where something is left out of a passage: a number, or else a name."""
    for one in ranked:
        said = one_line(one.passage.text)
        if not _may_be_asked(one, said) or one.passage.sort == "row":
            continue
        if not _LEAST_GAPPED <= word_count(said) <= _MOST_GAPPED and not _HANGUL.search(said):
            continue
        if span := _figure(said):
            yield Question(
                wording.text("asks.number", gap=_without(said, span)), one.number, "number"
            )
        elif span := _named(said):
            asked = wording.text("asks.name", gap=_without(said, span))
            yield Question(asked, one.number, "name")


def _figure(said: str) -> tuple[int, int] | None:
    """The number that is left out of a passage, of one or two: of more, one alone tells little.

    A part of a date is none.
    """
    dates = [match.span() for match in pattern("when").finditer(said)]
    found = [match.span() for match in _NUMBER.finditer(said)]
    if len(found) > _MOST_FIGURES or _LIST.match(said):
        return None
    return next((span for span in found if not any(_meet(span, date) for date in dates)), None)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether they overlap, or only a blank is between them."""
    return one[0] <= other[1] + 1 and other[0] <= one[1] + 1


def _named(said: str) -> tuple[int, int] | None:
    found = {match.group(): match.span() for match in _NAME.finditer(said) if match.start() > 0}
    return next(iter(found.values())) if len(found) == 1 else None


def _without(said: str, span: tuple[int, int]) -> str:
    return said[: span[0]] + GAP + said[span[1] :]


def _headed(found: Sequence[Passage]) -> Iterator[Question]:
    """What the text says below each of its headings that has something below it."""
    below = {number for one in found for number in one.headings[-1:] if one.sort != "heading"}
    for at, one in enumerate(found):
        said = one_line(one.text).strip("#*_:：= ")
        is_title = not one.headings and at == 0
        if one.sort == "heading" and at in below and not is_title and any(map(str.isalpha, said)):
            yield Question(wording.text("asks.heading", heading=said), at, "heading")


def _may_be_asked(one: Weighed, said: str) -> bool:
    passage = one.passage
    return (
        len(said) <= MOST_ASKED
        and not passage.quoted
        and not passage.speaker
        and not is_boilerplate(passage)
        and not leans(said)
        and _CODE.search(said) is None
        and passage.sort in {"sentence", "item", "row"}
        and pattern("meta").match(said) is None
        and (said[0].isupper() or said[0].isdigit() or _HANGUL.match(said) is not None)
    )


@cache
def _shape(language: str, name: str) -> re.Pattern[str]:
    return re.compile(read(__package__, "shapes")[language][name])
