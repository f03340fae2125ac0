"""An answer, taken apart once for all checklists. Every quote is a verbatim part of it."""

import re
from functools import cached_property

from agents.evidence.instructions import sentences_left
from agents.evidence.key_points import KeyPoint
from agents.evidence.past import I_DID, WE_DID, deeds, simple
from agents.evidence.text import clip, looks_like_code, mentions, stopword_share, words

QUOTE_LIMIT = 240
SHORT = 45
"""Fewer words than this are few for an answer."""

_NUMBER = re.compile(
    r"[$€£]\s?\d|\d[\d.,]{0,15}\s?(?:%|percent|x\b|ms\b|k\b|m\b|gb\b|tb\b)|\b\d[\d.,]{0,15}\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|"
    r"hundred|thousand|million|half|third|quarter|twice|double[d]?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-z,;] )(?!I\b|I'|STAR\b)[A-Z][\w+#.-]{0,40}")
_STAR = {
    "situation": re.compile(
        r"(?i)\bwhen (?:i|we|our|the)\b|\b(?:last|this) (?:year|month|spring|summer|autumn|fall|"
        r"winter|week|quarter)\b|\bin (?:19|20)\d\d\b|\b(?:at|for) (?:my|our|a|an|the) (?:last"
        r"|previous|"
        r"former|current|old|small|large)?\s?(?:job|company|employer|team|client|customer|startup|"
        r"hospital|school|bank|agency|shop)\b|\bwas working\b|\bthere was\b|\bwe had (?:a|an|to)\b"
        r"|\bour (?:\w+ )?(?:team|service|system|customers?|product|checkout|site|app)\b"
        r"|\bat [A-Z]\w+"
    ),
    "task": re.compile(
        r"(?i)\bmy (?:job|task|role|part|goal|responsibility|manager asked)\b|"
        r"\bi (?:was|been) (?:asked|responsible|to|in charge|given|assigned)\b|"
        r"\b(?:i|we) (?:had|needed) to\b|\bthe goal was\b|\bwas supposed to\b|"
        r"\basked me to\b|\bdeadline\b|\bhad to be\b|\btarget\b"
    ),
    "action": I_DID,
    "result": re.compile(
        r"(?i)\bas a result\b|\bresult(?:ed|s)?\b|\bin the end\b|\b(?:reduc|increas|improv|sav|"
        r"lower|shorten|doubl|halv)ed\b|\b(?:fell|rose|dropped|went|grew|cut|down|up)\b.{0,40}\b"
        r"(?:from|to|by)\b|\bled to\b|\b(?:we|i) (?:shipped|launched|delivered|finished)\b"
        r"|\bon time\b"
        r"|\bsince then\b|\b(?:i|we) (?:learned|learnt)\b|\bstill in use\b|\badopted\b|\bnow "
        r"(?:use|takes)"
    ),
}
STAR_PARTS = tuple(_STAR)


class Answer:
    """Everything said to one question: the answer and the answers to its follow-ups.

    What is said twice counts once.
    """

    def __init__(self, parts: list[str], points: tuple[KeyPoint, ...]) -> None:
        self.points = points
        said = [sentence for part in parts for sentence in sentences_left(part)]
        self.sentences = list({" ".join(words(s)): s for s in said}.values())
        self.text = "\n".join(self.sentences)
        self.words = words(self.text)

    @cached_property
    def star(self) -> dict[str, str]:
        """The parts of a story that can be told, each with the sentence that shows it."""
        found = {part: self.first(pattern) for part, pattern in _STAR.items()}
        return {part: quote for part, quote in found.items() if quote}

    @cached_property
    def deeds(self) -> list[str]:
        """The sentences in which the speaker did something, one for each thing done."""
        seen: dict[str, str] = {}
        for sentence in self.sentences:
            for verb in deeds(sentence):
                seen.setdefault(verb, sentence)
        return list(seen.values())

    @cached_property
    def shared_deeds(self) -> list[str]:
        """The sentences in which "we" did something."""
        return [sentence for sentence, told in self._told.items() if WE_DID.search(told)]

    @cached_property
    def numbers(self) -> list[str]:
        """The sentences that hold a number other than a year."""
        return [s for s in self.sentences if _NUMBER.search(_YEAR.sub("", s))]

    @cached_property
    def names(self) -> list[str]:
        """The sentences that name something with a name of its own."""
        return [s for s in self.sentences if _NAME.search(s)]

    @cached_property
    def covered(self) -> dict[str, str]:
        """The key points that are touched, each with the sentence that touches it."""
        hits = ((p.text, self.touching(p.terms)) for p in self.points if p.terms)
        return {text: sentence for text, sentence in hits if sentence}

    @property
    def missed(self) -> list[str]:
        """The key points that are not touched."""
        return [p.text for p in self.points if p.terms and p.text not in self.covered]

    @property
    def coverage(self) -> float | None:
        """The share of key points touched; None where there are none that words can show."""
        known = [p for p in self.points if p.terms]
        return len(self.covered) / len(known) if known else None

    @cached_property
    def is_list_of_terms(self) -> bool:
        """Whether this is words strung together rather than sentences: prose has function words."""
        if len(self.words) < 8 or looks_like_code(self.text):
            return False
        return stopword_share(self.text) < 0.2

    @property
    def is_brief(self) -> bool:
        """Whether there is too little to rate as more than a beginning."""
        return len(self.words) < 15

    @property
    def misses_most(self) -> bool:
        """Whether at most a third of the key points is touched in what is not told in full."""
        return self.coverage is not None and self.coverage <= 1 / 3 and not self._is_told_in_full

    @property
    def _is_told_in_full(self) -> bool:
        """Whether deeds are told at length and with numbers: no list has the words for them all."""
        done = bool(self.deeds or self.shared_deeds) and len(self.star) >= 2
        return done and len(self.numbers) >= 2 and len(self.words) >= SHORT

    def first(self, pattern: re.Pattern[str]) -> str | None:
        """The first sentence that the pattern finds."""
        return next((s for s, told in self._told.items() if pattern.search(told)), None)

    def touching(self, terms: tuple[str, ...]) -> str | None:
        """The first sentence that mentions any of the terms, or else shows what a sign asks for."""
        said = next((s for s, told in self._told.items() if mentions(told, terms)), None)
        return said or next((self._signs[t] for t in terms if t in self._signs), None)

    @cached_property
    def _signs(self) -> dict[str, str]:
        """What was found, by the sign that stands for it among the terms of a key point."""
        found = {"@deed": next(iter(self.deeds), None), "@result": self.star.get("result")}
        return {sign: sentence for sign, sentence in found.items() if sentence}

    @cached_property
    def _told(self) -> dict[str, str]:
        """Each sentence, and what it says in the simple past."""
        return {sentence: simple(sentence) for sentence in self.sentences}


def quote(sentence: str) -> str:
    """A sentence as a quote: verbatim, and not longer than a reader will read."""
    return clip(sentence, QUOTE_LIMIT)
