"""What is open in an answer, in the order of need, and what a full answer is.

Bands come from what was seen; a sign that something stands there already keeps it from being asked
(`signs`): doubt goes in favour of the person.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal, TypeAlias

import msgspec

from agents.coaching.signs import code, shows, words_of
from agents.coaching.snippets import MOST, OWN, SELF, SHARED, snippet
from agents.coaching.types import Code, Round
from agents.evidence.sentences import sentence_spans
from agents.evidence.text import clip, content, is_function_word, one_line, words
from agents.telling.types import Scale, Seen, Touched

Aspect: TypeAlias = Literal["hard", "otherwise", "advice", "doubt"]
"""What one may like to hear more of."""

_SHORT = {"en": 20, "ko": 12}
"""Fewer words than this are few."""
_FULL = {"en": 50, "ko": 28}
"""A full answer has so many at least."""
_AT_LENGTH = {"en": 90, "ko": 50}
_LONG = {"en": 400, "ko": 260}
"""More than two and a half minutes, spoken."""
_SAME_STORY = 0.6
"""The share of an answer's words that an earlier one has, where both tell the same."""
_LEAST_TO_COMPARE = 12
_MOST_READ = 20_000
"""Characters of an answer that are looked at."""
_LEAST_BACK = 0.055
"""The share of words that refer back in a story; in most it is about 10 %."""
_BACK = frozenset(words_of("back", "en"))
_ENOUGH_TO_COUNT = 40
"""Of fewer words no share is taken."""
_NOTES = 0.35
"""A smaller share of words of grammar than prose has."""
_ENOUGH = 0.75
"""The share of the points that a full answer touches."""

_PAIR = {"en": 8, "ko": 6}
"""Words of each of two quotes in one question."""
_ONESELF = re.compile(r"\b(?:I|[Mm]y)\b")
_CREW = {
    "en": re.compile(
        r"(?i)\b(?:(?:a )?team of|(?:there )?were|we were|crew of|group of) (?:about )?"
        r"(?P<many>\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
        r"(?: (?:people|of us|nurses|colleagues|men|women))?"
    ),
    "ko": re.compile(
        r"(?:팀원|인원|저희|우리)[은는이가]? ?(?:모두 |총 )?"
        r"(?P<many>\d{1,4}|[두세네]|다섯|여섯|일곱|여덟) ?명"
    ),
}
"""How many people one was, which is told once in a story."""


class Open(msgspec.Struct, frozen=True):
    """Something that is open: its code, its name in the texts, and what is put in there."""

    code: Code
    name: str
    scale: Scale
    places: dict[str, str] = {}
    words: str = ""
    """Said as it stands, in place of a text."""


def text_of(current: Round) -> str:
    """All that was answered, one after the other."""
    return "\n".join(current.said)[:_MOST_READ]


def language_of(current: Round) -> str:
    """The language of the answer, or of the round where that can't be told."""
    return (current.seen.language if current.seen else "") or current.language


def is_looked_at(current: Round) -> bool:
    """Whether there is an answer in a language in which something can be seen."""
    return (
        current.seen is not None
        and bool(current.said)
        and language_of(current).split("-")[0].lower() in {"en", "ko"}
    )


def open_points(
    current: Round, earlier: Sequence[Round], *, used: Sequence[str] = ()
) -> Iterator[Open]:
    """What is open in an answer, the most needed first. Quotes in it were not in `used`."""
    if not is_looked_at(current) or current.seen is None:
        return
    look = _Look(current, current.seen, tuple(used))
    match current.subject.style:
        case "story":
            yield from _of_story(look, earlier)
        case "knowledge":
            yield from _of_knowledge(look)
        case "algorithm":
            yield from _of_algorithm(look)
        case "facts":
            yield from _of_facts(look)


def is_full(current: Round) -> bool:
    """Whether nothing important is open in an answer."""
    if not is_looked_at(current) or current.seen is None:
        return False
    seen, text, language = current.seen, text_of(current), language_of(current)
    points = len(seen.touched) + len(seen.missed)
    if current.subject.style == "facts":
        return not seen.errors and len(seen.touched) >= _ENOUGH * points
    if current.subject.style in ("knowledge", "algorithm"):
        return not seen.errors and points > 0 and len(seen.touched) >= _ENOUGH * points
    told = all(seen.band(scale) in ("there", None) for scale in ("case", "part"))
    ended = seen.band("outcome") in ("there", None) or (
        seen.band("outcome") == "partly" and (seen.sensitive or shows(text, "result", language))
    )
    long = seen.words >= _FULL[code(language)]
    why = seen.band("judgement") != "notYet" or shows(text, "reason", language)
    # A story that is told at length says why in words that are in no list.
    why = why or seen.words >= _AT_LENGTH[code(language)]
    return long and told and ended and why and bool(seen.deeds) and hangs_together(current)


def is_self_praise(seen: Seen) -> bool:
    """Whether it is said what somebody is like, and no time is told on which it showed."""
    return len(seen.claims) > 1 or (bool(seen.claims) and seen.band("case") != "there")


def hangs_together(current: Round) -> bool:
    """Whether a story refers back to what it has told: words that are strung together do not.

    English alone has words for it in every sentence or two; notes have few words of grammar at all.
    """
    if code(language_of(current)) != "en":
        return True
    told = words(text_of(current))
    back = sum(word in _BACK for word in told)
    if len(told) < _ENOUGH_TO_COUNT:
        return back > 0 or _is_notes(told)
    return back >= _LEAST_BACK * len(told) or _is_notes(told)


def _is_notes(told: Sequence[str]) -> bool:
    return sum(map(is_function_word, told)) < _NOTES * len(told)


def is_delicate(current: Round) -> bool:
    """Whether an answer is of pain, or of somebody close: there one does not press."""
    sensitive = current.seen is not None and current.seen.sensitive
    return sensitive or shows(text_of(current), "close", language_of(current))


def quoted(error: Touched, language: str) -> str:
    """A few words of where a known error was met."""
    return snippet([error.quote], language) or clip(one_line(error.quote), MOST).strip(" .")


def tells_a_story(current: Round) -> bool:
    """Whether an answer tells of one time, and of something done in it."""
    seen = current.seen
    if seen is None or current.subject.style != "story" or not is_looked_at(current):
        return False
    acted = bool(seen.deeds or seen.shared or seen.parts.get("action"))
    if not acted or is_self_praise(seen) or seen.band("case") == "notYet":
        return False
    usual = not seen.deeds and shows(text_of(current), "general", language_of(current))
    return not usual and hangs_together(current)


def more_of(current: Round) -> Iterator[Aspect]:
    """What of a full answer is not told yet, so that one may like to hear of it."""
    text, language = text_of(current), language_of(current)
    signs: dict[Aspect, str] = {
        "otherwise": "otherwise", "advice": "advice", "hard": "difficulty", "doubt": "doubt",
    }  # fmt: skip
    went_wrong = (current.subject.text, "failure"), (text, "failure"), (text, "admitted")
    weighed = current.seen is not None and current.seen.band("judgement") == "there"
    if weighed or any(shows(of, sign, language) for of, sign in went_wrong):
        del signs["otherwise"]  # another way is told, or what came where it went wrong
    yield from (aspect for aspect, sign in signs.items() if not shows(text, sign, language))


def told_before(current: Round, earlier: Sequence[Round]) -> Open | None:
    """That the story was told to an earlier question, too, in a few words of it."""
    own = _content(text_of(current))
    if current.subject.style != "story" or len(own) < _LEAST_TO_COMPARE:
        return None
    for one in earlier:
        if one.number == current.number or one.subject.text == current.subject.text:
            continue
        before = _content(text_of(one))
        least = _SAME_STORY * min(len(own), len(before))
        if len(before) >= _LEAST_TO_COMPARE and len(own & before) >= least:
            quote = snippet([text_of(one)], language_of(current))
            return Open("F19", "again", "case", {"quote": quote}) if quote else None
    return None


class _Look:
    """An answer as it is looked at for what is open."""

    def __init__(self, current: Round, seen: Seen, used: tuple[str, ...]) -> None:
        self.current, self.seen, self.used = current, seen, used
        self.text, self.language = text_of(current), language_of(current)
        self.name = code(self.language)

    @property
    def delicate(self) -> bool:
        return is_delicate(self.current)

    def shows(self, sign: str) -> bool:
        return shows(self.text, sign, self.language)

    def quote(self, passages: Sequence[str], wanted: str = "") -> str:
        return snippet(passages, self.language, used=self.used, wanted=wanted)

    def open(
        self, code: Code, name: str, scale: Scale, passages: Sequence[str] = (), wanted: str = ""
    ) -> Open:
        """With the words that it hangs on; in plain words where there are none."""
        if quote := self.quote(passages, wanted):
            return Open(code, name, scale, {"quote": quote})
        return Open(code, f"{name}_plain", scale)


def _of_story(look: _Look, earlier: Sequence[Round]) -> Iterator[Open]:
    seen = look.seen
    if told := told_before(look.current, earlier):
        yield told
    unlinked = seen.band("answer") == "notYet" and seen.words >= _SHORT[look.name] / 2
    if unlinked and not look.shows("general"):
        yield Open("F20", "link", "answer")
    yield from _case(look)
    if seen.words > _LONG[look.name] and not look.shows("result"):
        yield Open("F16", "sentence", "answer")
    yield from _part(look)
    yield from _outcome(look)
    yield from _judgement(look)
    yield from _depth(look)


def _case(look: _Look) -> Iterator[Open]:
    seen = look.seen
    band = seen.band("case")
    does = bool(seen.deeds or seen.shared)
    if band in ("there", None) and (does or not look.shows("general")):
        return
    if not does and look.shows("inexperienced"):
        yield Open("F4", "unknown", "case")
        return
    if seen.claims and (band == "notYet" or len(seen.claims) > 1):
        if quote := look.quote(seen.claims, SELF):
            begin = _ONESELF.search(quote)
            rest = quote[begin.start() :] if begin else quote
            yield Open("F1", "claim", "case", {"quote": rest if " " in rest else quote})
        return
    if seen.plans and not does:
        yield Open("F3", "would", "case")
        return
    if seen.words < _SHORT[look.name] and seen.band("outcome") != "there":
        yield Open("F17", "detail", "case")
        return
    if (band == "notYet" and len(seen.deeds) < 2) or (not seen.deeds and look.shows("general")):
        usual = partial(shows, sign="general", language=look.language)
        sentences = [sentence for _, sentence in sentence_spans(look.text) if usual(sentence)]
        if quote := snippet(sentences, look.language, used=look.used, having=usual):
            yield Open("F2", "general", "case", {"quote": quote})
        else:
            yield Open("F2", "general_plain", "case")


def _part(look: _Look) -> Iterator[Open]:
    seen = look.seen
    if seen.band("part") in ("there", None) or len(seen.deeds) > 1:
        return
    trouble, end = seen.parts.get("situation", ""), seen.parts.get("result", "")
    if not seen.deeds and not seen.shared and trouble and end and trouble != end:
        begin, close = (
            snippet([one], look.language, used=look.used, most=_PAIR) for one in (trouble, end)
        )
        if begin and close and begin != close:
            yield Open("F6", "between", "part", {"quote": begin, "other": close})
            return
    if seen.shared or not seen.deeds:
        yield look.open("F5", "own", "part", seen.shared, SHARED)


def _outcome(look: _Look) -> Iterator[Open]:
    seen = look.seen
    if seen.band("outcome") == "notYet" and not seen.parts.get("result"):
        if not look.shows("result"):
            yield look.open("F7", "outcome", "outcome", (*seen.deeds[::-1], *seen.shared), OWN)
        return
    if seen.band("outcome") != "partly" or look.delicate:
        return
    vague = [one for one in _sentences(look, seen.quotes("outcome")) if _is_vague(one, look)]
    having = partial(shows, sign="vague", language=look.language)
    if quote := snippet(vague, look.language, used=look.used, having=having):
        yield Open("F8", "size", "outcome", {"quote": quote})


def _judgement(look: _Look) -> Iterator[Open]:
    seen = look.seen
    long = seen.words >= _AT_LENGTH[look.name]
    why = seen.band("judgement") != "notYet" or look.shows("reason") or look.delicate or long
    if seen.deeds and not why:
        yield look.open("F9", "reason", "judgement", seen.deeds, OWN)
    fails = look.shows("fault") or shows(look.current.subject.text, "failure", look.language)
    if fails and seen.band("learning") == "notYet" and not look.shows("lesson"):
        yield Open("F11", "since", "learning")


def _depth(look: _Look) -> Iterator[Open]:
    seen = look.seen
    if look.shows("blame") and not look.delicate:
        yield Open("F12", "other_side", "judgement")
    if figures := _figures(look):
        yield Open("F13", "figures", "outcome", {"quote": figures[0], "other": figures[1]})
    # Who tells a failure has told what it cost.
    lost = look.shows("failure") or shows(look.current.subject.text, "failure", look.language)
    priced = lost or look.shows("price") or look.delicate
    if seen.band("outcome") == "there" and not priced:
        yield Open("F10", "price", "judgement")


def _of_knowledge(look: _Look) -> Iterator[Open]:
    seen = look.seen
    yield from _errors(look)
    if seen.words < _SHORT[look.name] and len(seen.touched) < 2:
        yield Open("F17", "start", "answer")
    asked = shows(look.current.subject.text, "limits", look.language)
    if not asked and not look.shows("limits"):
        yield Open("F15", "limits", "points")
    if look.current.subject.points and not look.shows("condition"):
        yield Open("F15", "condition", "points")


def _of_algorithm(look: _Look) -> Iterator[Open]:
    """The steps of the ladder that were not taken: each asks, and none tells."""
    seen = look.seen
    yield from _errors(look)
    if not seen.touched and not look.shows("structure"):
        if seen.words < _SHORT[look.name]:
            yield Open("F17", "restate", "answer")
        if not look.shows("example"):
            yield Open("F15", "example", "points")
        yield Open("F15", "property", "points")
        yield Open("F15", "structure", "points")
        return
    if not look.shows("cost"):
        yield Open("F15", "cost", "points")
    if not look.shows("edges"):
        yield Open("F15", "edges", "points")
    if not look.shows("example") and seen.words < _FULL[look.name] and len(seen.missed) > 1:
        yield Open("F15", "example", "points")


def _errors(look: _Look) -> Iterator[Open]:
    for error in look.seen.errors:
        if error.ask and error.ask not in look.used:
            yield Open("F14", "error", "points", {"quote": quoted(error, look.language)}, error.ask)


def _of_facts(look: _Look) -> Iterator[Open]:
    """A fact that was asked for and left open; else nothing is asked on facts."""
    yield from _errors(look)
    asked = shows(look.current.subject.text, "fact", look.language)
    given = bool(re.search(r"\d", look.text)) or look.shows("number")
    if asked and not given and look.shows("open_fact"):
        yield Open("F17", "vague", "answer")


def _content(text: str) -> set[str]:
    """What two tellings of a story have in common: stems; of Korean words the beginnings."""
    hangul = {word[:2] for word in re.findall(r"[가-힣]{2,}", text)}
    return hangul if len(hangul) >= _LEAST_TO_COMPARE else content(text)


def _sentences(look: _Look, passages: Sequence[str]) -> list[str]:
    return [sentence for one in passages for _, sentence in sentence_spans(one)]


def _is_vague(sentence: str, look: _Look) -> bool:
    counted = any(one in sentence or sentence in one for one in look.seen.counted)
    counted = counted or shows(sentence, "lesson", look.language)
    return (
        not counted and not re.search(r"\d", sentence) and shows(sentence, "vague", look.language)
    )


def _figures(look: _Look) -> tuple[str, str] | None:
    """Two figures for how many people one was, in two messages of one answer."""
    matches = [_CREW[look.name].search(message[:_MOST_READ]) for message in look.current.said]
    found = [(match["many"].lower(), one_line(match.group())) for match in matches if match]
    first = found[0] if found else None
    other = next((one for one in found if first and one[0] != first[0]), None)
    return (first[1], other[1]) if first and other else None
