"""What the blocks of a posting ask for, one condition each: verbatim clauses, musts and nices.

A must is what the posting's own words call one: those of the heading above it, or its own. What is
both, or neither, is only nice. Duties, benefits and what a firm says of itself ask for nothing, but
for conditions that are no part of the work (a licence, a permit) and are called necessary there.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from agents.postings.asked import Kind
from agents.postings.conditions import (
    asks_experience,
    is_condition,
    is_language,
    named_topic,
    years_in,
)
from agents.postings.headings import ENDS_SENTENCE, Part, kind_of_heading
from agents.postings.phrases import pattern, phrases
from agents.postings.sections import Block
from agents.resume.lines import Slice

_SENTENCES = pattern("sentences")
_ABBREVIATED = pattern("abbreviated")
_JOINTS = pattern("joints")
"""Where in a sentence another condition begins that stands alone."""
_LIST = pattern("list")
_LAST_AND = pattern("last_and")
_ASIDE = re.compile(r"\s?\(([^()]{1,120})\)")
_OF_YOU = re.compile(r"(?i)(?:you|sie|du)\b")
_FEW_WORDS = 4
_MOST_ITEM_WORDS = 14
_MOST_CLAUSE = 600
_MOST_SENTENCES = 500
_BUT = pattern("but")
_COMMA = re.compile(r"[,，、]\s{0,2}(?=\S)")
_LIKEWISE = pattern("likewise")
_MEMBER = pattern("member")
_WITH_YEARS = pattern("with_years")
_OWN_VOICE = pattern("own_voice")
_OURS = pattern("ours")
_STRESS = pattern("stress")
_ANEW = pattern("anew")
_GIVEN = pattern("given")
_LEADS_ON = pattern("leads_on")
_AFTER_HIRING = pattern("after_hiring")
_MUST_FIRST = pattern("must_first")
_ASKING = ("?", "？")
_LISTED: frozenset[Part] = frozenset({"must", "nice", "mixed"})
_ELSEWHERE: frozenset[Part] = frozenset({"duties", "benefits", "about", "apply"})


class Clause(Struct, frozen=True):
    """A condition, in the posting's words, and how much it counts."""

    said: Slice
    kind: Kind


def clauses(found: list[Block]) -> Iterator[Clause]:
    """The conditions of a posting, in its order."""
    for block in found:
        if block.part == "denied":
            continue
        if block.part in _LISTED:
            yield from _of_list(block)
            continue
        before: str | None = None
        led: Kind | None = None
        for sentence in sentences(block.said):
            if len(sentence.text) > _MOST_CLAUSE:
                continue
            likewise = before if _LIKEWISE.match(sentence.text) else None
            before = _verdict(sentence.text) or likewise
            if led and before is None:
                yield from (Clause(one, led) for one in _parts(sentence, listed=True))
            led = _leads(sentence.text)
            if led is None:
                yield from _of_prose(sentence, block.part, before, item=block.item)


def _leads(text: str) -> Kind | None:
    """What a sentence says of the next one that leads to it: that it is asked, or welcome."""
    if not _LEADS_ON.search(text) or len(text.split()) > _MOST_ITEM_WORDS:
        return None
    said = _verdict(text) or kind_of_heading(text)
    return "nice" if said == "nice" else "must" if said == "must" else None


def _of_list(block: Block) -> Iterator[Clause]:
    """What a block asks for in a part that says what is asked."""
    for sentence in sentences(block.said):
        text = sentence.text
        verdict = _verdict(text)
        is_item = block.item or not ENDS_SENTENCE.search(text)
        if verdict == "no" or _is_filler(text, is_item):
            continue
        whole = (block.own or not block.item) and verdict is None
        for part in _parts(sentence, listed=whole):
            own = _verdict(part.text) or verdict
            if own != "no":
                yield Clause(part, _kind_in(block.part, own))


def _kind_in(part: Part, verdict: str | None) -> Kind:
    """How much a clause counts: as it says itself, but for what stands among what is welcome."""
    if verdict == "nice" or part == "nice":
        return "nice"
    return "must" if part == "must" or verdict == "must" else "nice"


def _of_prose(sentence: Slice, part: Part, verdict: str | None, *, item: bool) -> Iterator[Clause]:
    """What a sentence asks for where nothing but its own words say that it does."""
    if verdict in {None, "no"} or _is_aside(sentence.text):
        return
    if part == "other" and item and not is_condition(sentence.text):
        return
    if sentence.text.endswith(_ASKING) and verdict == "nice":
        return
    if part == "head" and not item and _is_line_of_head(sentence.text):
        return
    if _OURS.match(sentence.text) and not phrases("cues", "ours").in_(sentence.text):
        return
    parts = _parts(sentence, listed=_lists(sentence.text))
    anew = max((at for at, one in enumerate(parts) if _ANEW.match(one.text)), default=0)
    said: str | None = None
    for at, clause in enumerate(parts):
        said = _verdict(clause.text) or said
        own = _verdict(clause.text) or (verdict if said or at >= anew else None)
        if part in _ELSEWHERE and not _is_asked_anywhere(clause.text, part):
            continue
        if _AFTER_HIRING.search(clause.text) and not is_condition(clause.text):
            continue
        if own in {"must", "nice"}:
            yield Clause(clause, "must" if own == "must" else "nice")


def _is_asked_anywhere(text: str, part: Part) -> bool:
    """Whether what is called necessary, or welcome, among duties or benefits is no duty or benefit.

    A licence or a language is none; nor is experience where one tells of the work or of oneself.
    """
    if is_condition(text) or is_language(text):
        return True
    is_told = part in {"duties", "about"}
    return is_told and (years_in(text) is not None or asks_experience(text))


def _is_line_of_head(text: str) -> bool:
    """Whether it is no sentence, but what stands at the top: "ELECTRICIAN REQUIRED, LEEDS"."""
    is_short = len(text.split()) <= 2 * _FEW_WORDS and not ENDS_SENTENCE.search(text)
    return is_short and not is_condition(text) and _OF_YOU.match(text) is None


def _verdict(text: str) -> str | None:
    """What a sentence's own words call it: "must", "nice", not asked ("no"); None: nothing."""
    whole = _ASIDE.sub(_without_remark, text.replace("*", " "))
    text = phrases("cues", "neutral").taken_from(whole)
    if phrases("cues", "nice").in_(phrases("cues", "denied").taken_from(text)):
        return "nice"
    denied = phrases("cues", "no")
    plain = denied.taken_from(text)
    if phrases("cues", "must").in_(plain) or _MUST_FIRST.match(plain):
        return "must"
    if phrases("cues", "weak").in_(plain) and _is_asked_anywhere(plain, "duties"):
        return "must"
    return "no" if denied.in_(text) else None


def _without_remark(bracket: re.Match[str]) -> str:
    """A bracket, unless it is a remark on a part of what is said: "(ideally in a hospital)"."""
    return "" if len(bracket[1].split()) >= _FEW_WORDS else bracket.group()


def _is_filler(text: str, item: bool) -> bool:
    """Whether a sentence among what is asked asks for nothing."""
    if _STRESS.match(text):
        return True
    if item and not phrases("cues", "invites").in_(text):
        return False
    if _is_aside(text):
        return True
    if _verdict(text) is not None or named_topic(text) is not None:
        return False
    return phrases("cues", "weak").in_(text) or _OWN_VOICE.match(text) is not None


def _is_aside(text: str) -> bool:
    """Whether a sentence is about the firm, or about how one applies, and about no condition."""
    of_process = phrases("cues", "process").in_(phrases("cues", "weak").taken_from(text))
    if of_process and named_topic(text) not in {"permit", "clearance"}:
        return True
    if _GIVEN.match(text):
        return True
    if is_condition(text):
        return False
    if _AFTER_HIRING.search(text):
        return True
    is_offer = phrases("cues", "offers").in_(text)
    is_aside = phrases("cues", "aside").in_(text) and not _MUST_FIRST.match(text)
    return is_aside or (is_offer and (_verdict(text) != "must" or _OURS.match(text) is not None))


def _lists(text: str) -> bool:
    """Whether a sentence is a list behind words that say that it is asked, and a colon."""
    lead = re.match(r"[^,:]{2,60}:\s", text)
    return lead is not None and _verdict(text[lead.end() :]) is None


def sentences(said: Slice) -> list[Slice]:
    """The sentences of a block; abbreviations end none."""
    pieces = said.split(_SENTENCES)[:_MOST_SENTENCES]
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
    for piece in (part for half in _halves(sentence) for part in half.split(_JOINTS)):
        found += _items(piece) if listed else _named_together(piece)
    return [part for part in found if any(c.isalpha() for c in part.text)]


def _halves(sentence: Slice) -> list[Slice]:
    """What is only welcome, or not asked, and what is a must behind a "but"."""
    cut = _BUT.search(sentence.text)
    if cut is None:
        return _told_apart(sentence)
    halves = [sentence.part(0, cut.start()), sentence.part(cut.end())]
    first, second = (_verdict(half.text) for half in halves)
    return halves if first in {"nice", "no"} and second == "must" else [sentence]


def _told_apart(sentence: Slice) -> list[Slice]:
    """What is called necessary, and what only welcome: "Permis B obligatoire, BE souhaité"."""
    pieces = sentence.split(_COMMA)
    verdicts = [_verdict(piece.text) for piece in pieces]
    is_apart = len(pieces) == 2 and {*verdicts} == {"must", "nice"}
    return pieces if is_apart else [sentence]


def _items(said: Slice) -> list[Slice]:
    """What a list in one line names; the whole line where it is no list."""
    pieces = _split_list(said)
    is_short = all(len(piece.text.split()) <= _MOST_ITEM_WORDS for piece in pieces)
    is_pair = len(pieces) == 2 and all(
        is_condition(piece.text) or years_in(piece.text) is not None for piece in pieces
    )
    return pieces if is_short and (len(pieces) > 2 or is_pair) else [said]


def _named_together(said: Slice) -> list[Slice]:
    """Conditions that one sentence names: "Must have a CSCS card, own tools and a van"."""
    pieces = _split_list(said)
    are_short = all(len(piece.text.split()) <= _FEW_WORDS + 1 for piece in pieces)
    are_set = all(_MEMBER.match(piece.text) for piece in pieces[1:])
    count = sum(is_condition(piece.text) or years_in(piece.text) is not None for piece in pieces)
    is_list = count > 1 and ((len(pieces) > 2 and are_short) or are_set)
    return pieces if is_list else _with_years(said)


def _with_years(said: Slice) -> list[Slice]:
    """A licence or a degree, and the years that are asked beside it: two conditions."""
    pieces = said.split(_WITH_YEARS)
    is_apart = len(pieces) == 2 and is_condition(pieces[0].text) and years_in(pieces[1].text)
    return pieces if is_apart else [said]


def _split_list(said: Slice) -> list[Slice]:
    pieces = said.split(_LIST)
    if len(pieces) > 1 and not any(_LAST_AND.search(piece.text) for piece in pieces[:-1]):
        last = pieces[-1].split(_LAST_AND)
        are_short = all(len(part.text.split()) <= _FEW_WORDS for part in last)
        if len(last) == 2 and (are_short or _MEMBER.match(last[1].text)):
            pieces[-1:] = last
    return pieces
