"""What the blocks of a posting ask for, one condition each: verbatim clauses, musts and nices.

A must is what the posting's own words call one: those of the heading above it, or its own. What is
both, or neither, is only nice. Duties, benefits and what a firm says of itself ask for nothing, but
for conditions that are no part of the work (a licence, a permit) and are called necessary there.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from agents.postings.asked import Kind
from agents.postings.conditions import is_condition, named_topic
from agents.postings.phrases import phrases
from agents.postings.sections import Block, Part
from agents.resume.lines import Slice

_SENTENCES = re.compile(
    r"(?<=[.!?。])[\"'”’)*]{0,2}\s{1,9}(?=[\"'“‘(*]{0,2}[^\W_a-z])|\s{0,4};\s{1,4}"
)
_ABBREVIATED = re.compile(
    r"(?i)\b(?:e\.g|i\.e|etc|incl|approx|min|max|dr|mr|mrs|ms|st|no|vs|u\.s|u\.k|z\.b|bzw|ca)\.$"
)
_JOINTS = re.compile(
    r",?\s{1,3}and so (?:is|are|does|do)\s{1,3}|,\s{1,3}as (?:would|is|are|will)\s{1,3}"
    r"|,?\s{1,3}and\s{1,3}(?=(?:you\s)?(?:must|should|need to|have to)\b)"
    r"|,?\s{1,3}and of\s{1,3}"
    r"|,?\s{1,3}(?:and|as well as|plus)\s{1,3}(?=(?:at least|a minimum|proven|strong|excellent|good|solid|some|basic|"
    r"experience|knowledge|ability|familiarity|fluency|fluent|proficiency|proficient|willingness|"
    r"\d{1,2}\+?\s?years|an?\s(?:valid|full|current|clean|enhanced))\b)"
    r"|(?<=[가-힣][고며])(?:\([^()]{1,30}\))?,\s{0,3}|(?<=[가-힣][고며])\s(?=\S{1,20}\s?\S{0,10}\s?(?:가능|필수|이상))"
    r"|(?<=[가-힣]거나)(?:,\s{0,3}|\s{1,3})|(?<=[분자]),\s{0,3}(?=[^\s])",
    re.IGNORECASE,
)
"""Where in a sentence another condition begins that stands alone."""
_LIST = re.compile(
    r"\s{0,4}[,，、;]\s{0,4}(?:(?:and|or|und|y|et)\s{1,3})?(?![^()]{0,120}\))|\s{1,4}/\s{1,4}"
)
_LAST_AND = re.compile(r"\s{1,4}(?:and|und|sowie|및)\s{1,4}")
_MOST_ITEM_WORDS = 14
_MOST_CLAUSE = 600
_OWN_VOICE = re.compile(
    r"(?i)^(?:we|we['’](?:re|ve|d|ll)|our|us|it|it['’]s|this|that|they|there|the (?:team|company|school|site|firm))\b"
)
_OURS = re.compile(r"(?i)^(?:we|we['’](?:re|ve|ll)|our)\b")
_PEOPLE = re.compile(
    r"(?i)\b(?:you|your|applicants?|candidates?|someone|somebody|person|post-?holder)\b|[가-힣]"
)
_LISTED: frozenset[Part] = frozenset({"must", "nice", "mixed"})
_ELSEWHERE: frozenset[Part] = frozenset({"duties", "benefits", "about", "apply"})


class Clause(Struct, frozen=True):
    """A condition, in the posting's words, and how much it counts."""

    said: Slice
    kind: Kind


def clauses(found: list[Block]) -> Iterator[Clause]:
    """The conditions of a posting, in its order."""
    for block in found:
        if block.part in _LISTED:
            yield from _of_list(block)
        else:
            for sentence in _sentences(block.said):
                yield from _of_prose(sentence, block.part, item=block.item)


def _of_list(block: Block) -> Iterator[Clause]:
    """What a block asks for in a part that says what is asked."""
    sentences = _sentences(block.said)
    for sentence in sentences:
        text = sentence.text
        verdict = _verdict(text)
        if verdict == "no" or _is_filler(text, block.item):
            continue
        kind: Kind = "must" if block.part == "must" else "nice"
        if verdict == "nice" or (verdict == "must" and block.part == "mixed"):
            kind = verdict
        whole = (block.own or not block.item) and verdict is None
        yield from (Clause(part, kind) for part in _parts(sentence, listed=whole))


def _of_prose(sentence: Slice, part: Part, *, item: bool) -> Iterator[Clause]:
    """What a sentence asks for where nothing but its own words say that it does."""
    if len(sentence.text) > _MOST_CLAUSE:
        return
    verdict = _verdict(sentence.text)
    if verdict in {None, "no"} or (
        phrases("cues", "aside").search(sentence.text) and not is_condition(sentence.text)
    ):
        return
    if part in _ELSEWHERE and not is_condition(sentence.text):
        return
    if part == "other" and item and not is_condition(sentence.text):
        return
    if _OURS.match(sentence.text) and not phrases("cues", "ours").search(sentence.text):
        return
    for clause in _parts(sentence, listed=_lists(sentence.text)):
        own = _verdict(clause.text)
        kind = own if own in {"must", "nice"} else verdict
        yield Clause(clause, "must" if kind == "must" else "nice")


def _verdict(text: str) -> str | None:
    """What a sentence's own words call it: "must", "nice", not asked ("no"); None: nothing."""
    text = text.replace("*", " ")
    if phrases("cues", "nice").search(text):
        return "nice"
    denied = phrases("cues", "no")
    if phrases("cues", "must").search(denied.sub("|", text)):
        return "must"
    return "no" if denied.search(text) else None


def _is_filler(text: str, item: bool) -> bool:
    """Whether a sentence among what is asked asks for nothing."""
    if item and not phrases("cues", "invites").search(text):
        return False
    if phrases("cues", "aside").search(text) and not is_condition(text):
        return True
    return bool(_OWN_VOICE.match(text)) and _verdict(text) is None and named_topic(text) is None


def _lists(text: str) -> bool:
    """Whether a sentence is a list behind words that say that it is asked, and a colon."""
    lead = re.match(r"[^,:]{2,60}:\s", text)
    return lead is not None and _verdict(text[lead.end() :]) is None


def _sentences(said: Slice) -> list[Slice]:
    """The sentences of a block; abbreviations end none."""
    pieces = said.split(_SENTENCES)
    found: list[Slice] = []
    for piece in pieces:
        if found and _ABBREVIATED.search(found[-1].text):
            start = found[-1].start - said.start
            found[-1] = said.part(start, piece.end - said.start)
        else:
            found.append(piece)
    return found


def _parts(sentence: Slice, *, listed: bool) -> list[Slice]:
    """The conditions of a sentence that stand alone."""
    found: list[Slice] = []
    for piece in sentence.split(_JOINTS):
        items = _items(piece) if listed else [piece]
        found += items
    return [part for part in found if any(c.isalpha() for c in part.text)]


def _items(said: Slice) -> list[Slice]:
    """What a list in one line names; the whole line where it is no list."""
    pieces = said.split(_LIST)
    if len(pieces) < 3 or any(len(piece.text.split()) > _MOST_ITEM_WORDS for piece in pieces):
        return [said]
    last = pieces[-1].split(_LAST_AND)
    if (
        len(last) == 2
        and all(len(part.text.split()) <= 4 for part in last)
        and "," in said.text
        and " and " not in said.text.rsplit(",", 1)[0]
    ):
        pieces[-1:] = last
    return pieces
