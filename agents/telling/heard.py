"""What a message is: an answer, or what somebody says instead of one.

Ordinary answers hold all such words, too: "I didn't know, so I asked"; "he called me an idiot". So
what tells of a deed is an answer whatever else it says, and doubt makes an answer.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from agents.evidence.distress import is_in_danger
from agents.evidence.instructions import is_only_instruction
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.text import words as words_of
from agents.telling import english, korean
from agents.telling.languages import language_of
from agents.telling.lists import entries, instead, phrases, words
from agents.telling.passages import LONGEST, MOST, Passage, passages, plain
from agents.telling.points import touching
from agents.telling.types import Heard, Sort, Subject

_LEFT_OVER = 8
"""Fewer words than this beside "I don't know" are no answer."""
_LEFT_OVER_KOREAN = 4
_SHORT = 60
_OTHERS = 30
"""Words of a message, and of what it says besides, that may be no answer by a phrase of it."""
_TERSE = 5
_PERSONAL = re.compile(r"\b(?:i|i'm|i'd|i'll|i've|me|my|please|sorry)\b")
_OWN = re.compile("제가|저는|저희|내가|나는")
_BACK = 0.8
_BACK_LEAST = 2
_BACK_OF_QUESTION = 0.4
"""What says the question again: of its words such a share, and so many, and of the question's."""
_PASTED = 0.6
_PASTED_LEAST = 3
"""What is pasted: of its lines such a share, and so many, stand in the résumé."""
_FORM = 3
"""Headings, dates, bullets and addresses by which a résumé is known."""
_HEADING = 60
"""Characters of a heading at most."""
_RANGE = re.compile(
    r"(?i)(?:(?:19|20)\d\d(?:[./-]\d{1,2}|년\s?\d{1,2}월)?|[a-z]{3,9}\.? (?:19|20)\d\d)\s{0,2}"
    r"(?:[-–—~]|to)\s{0,2}"
    r"(?:(?:19|20)\d\d|\d{2}\b|present|now|today|current|[a-z]{3,9}\.? (?:19|20)\d\d|현재|재직)"
)
"""From when to when."""
_BULLETED = re.compile(r"(?m)^[^\S\n]{0,8}(?:[-*•▪◦·]|\d{1,2}[.)])\s")
_CONTACT = re.compile(
    r"[\w.+-]{1,60}@[\w-]{1,60}\.[a-z]{2,10}|\b0\d{1,2}[-.\s]\d{3,4}[-.\s]\d{4}\b"
    r"|\+\d[\d\s()-]{7,18}\d"
)
_CLAUSES = re.compile(r"[.,;:!?…\n]|\s[-–—]\s|(?<=는데)\s|(?<=지만)\s|(?<=니까)\s")
_QUESTION = re.compile(r"[?？]\s*$")
_SIGNS = ".,!?…~"
_LETTERS = re.compile(r"[^\W_]")


def heard(
    message: str,
    subject: Subject,
    *,
    earlier: Sequence[str] = (),
    resume: str = "",
    language: str | None = None,
) -> Heard:
    """What a message is, in the light of the question, what was said to it before, and the résumé.

    `language` is the session's: it is told where the message's own can't be. English and Korean are
    read alike; in any other language only what is no text at all, danger, and what was pasted is
    told apart.
    """
    text = message[:MOST]
    spoken = language_of(text)
    told = spoken or (language or "").split("-")[0].lower()
    sort, quote = _sort(text, subject, earlier, resume, spoken)
    return Heard(sort, told, quote[:LONGEST])


def _sort(
    text: str, subject: Subject, earlier: Sequence[str], resume: str, spoken: str
) -> tuple[Sort, str]:
    unread = _unread(text, resume, spoken)
    if unread:
        return unread
    said = _Said(text, subject, "ko" if spoken == "ko" else "en")
    if is_only_instruction(text):
        return "steering", _line(text)
    for sort, key in _TO_THE_JUDGE:
        if said.is_instead(key):
            return sort, said.where(key)
    if refused := _refused(said):
        return refused
    if _is_said_back(text, subject, said):
        return "saidBack", _line(text)
    if _says_again(text, earlier):
        return "nothing", _line(text)
    if said.asks:
        return "asksBack", said.where("asking")
    return _guarded(said) or ("answer", "")


def _unread(text: str, resume: str, spoken: str) -> tuple[Sort, str] | None:
    """What is told whatever the language is."""
    if is_in_danger(text):
        return "danger", _line(text)
    if _is_nothing(text):
        return "nothing", ""
    if quote := _pasted(text, resume):
        return "pasted", quote
    return ("otherLanguage", _line(text)) if spoken not in ("en", "ko", "") else None


def _refused(said: "_Said") -> tuple[Sort, str] | None:
    """What is said where no answer comes."""
    if said.is_instead("declining") and not said.asks_first:
        return "declined", said.where("declining")
    unknown = said.is_instead("not_knowing") and said.has_nothing_else("not_knowing")
    return ("dontKnow", said.where("not_knowing")) if unknown else None


def _guarded(said: "_Said") -> tuple[Sort, str] | None:
    """What one should not press for in an answer."""
    if quote := said.private:
        return "private", quote
    withheld = said.has("secrecy") and said.is_withheld
    if withheld and (said.subject.style == "story" or said.speaks_of_oneself("secrecy")):
        return "secret", said.where("secrecy")
    return None


_TO_THE_JUDGE: tuple[tuple[Sort, str], ...] = (
    ("steering", "steering"),
    ("insult", "insults"),
    ("secret", "secrecy"),
    ("distress", "distress"),
)
"""What a message is by a phrase of these lists, in this order, where it tells of nothing done."""


class _Said:
    """A message, and what phrases it has."""

    def __init__(self, text: str, subject: Subject, language: str) -> None:
        self.text = text
        self.subject = subject
        self.language = language
        self.passages = passages([text])
        self.plain = plain(text)
        self.reader = korean if language == "ko" else english

    def is_instead(self, key: str) -> bool:
        """Whether such a phrase stands there instead of an answer.

        What tells of a deed is one. Of what one knows nobody tells a deed: there it must be said of
        oneself, or be all that is said.
        """
        found = instead(self.language, key)
        by_phrase = [one for one in self.passages if found.search(self._folded(one.plain))]
        if not by_phrase or self.tells:
            return False
        others = sum(len(one.text.split()) for one in self.passages if one not in by_phrase)
        if self.subject.style == "story":
            return others < _OTHERS and len(self.text.split()) <= _SHORT
        return others < _LEFT_OVER and any(self._is_personal(one.plain) for one in by_phrase)

    def speaks_of_oneself(self, key: str) -> bool:
        """Whether a passage with such a phrase is of who says it."""
        found = instead(self.language, key)
        return any(
            _PERSONAL.search(one.plain) or _OWN.search(one.plain)
            for one in self.passages
            if found.search(self._folded(one.plain))
        )

    def _is_personal(self, text: str) -> bool:
        return len(text.split()) <= _TERSE or bool(_PERSONAL.search(text) or self.language == "ko")

    @cached_property
    def tells(self) -> bool:
        """Whether it tells of something that was done."""
        return any(self.reader.tells(one) for one in self.passages)

    def has(self, key: str) -> bool:
        """Whether it has a phrase of that list."""
        found = instead(self.language, key)
        return any(found.search(self._folded(one.plain)) for one in self.passages)

    def where(self, key: str) -> str:
        """The passage with such a phrase, else the beginning."""
        found = instead(self.language, key)
        said = (one.text for one in self.passages if found.search(self._folded(one.plain)))
        return next(said, _line(self.text))

    @property
    def asks(self) -> bool:
        """Whether it is a question, and hardly anything besides."""
        if self.tells:
            return False
        asked = [one for one in self.passages if self._is_question(one)]
        others = sum(len(one.text.split()) for one in self.passages if one not in asked)
        return bool(asked) and others < _LEFT_OVER

    @property
    def asks_first(self) -> bool:
        """Whether it asks what is meant, of whatever: "do you mean something else?"."""
        return (
            self.asks
            and instead(self.language, "meaning").search(self._folded(self.plain)) is not None
        )

    def _is_question(self, one: Passage) -> bool:
        asked = instead(self.language, "asking").search(self._folded(one.plain)) is not None
        return asked or _QUESTION.search(one.text) is not None

    def has_nothing_else(self, key: str) -> bool:
        """Whether, beside the clauses with such a phrase, hardly anything is left."""
        found = instead(self.language, key)
        left = [
            clause
            for clause in _CLAUSES.split(self.plain)
            if clause and not found.search(self._folded(clause))
        ]
        rest = " ".join(left)
        terms = [term for point in self.subject.points for term in point.terms]
        if (terms and touching(terms, [rest])) or self.reader.speaks(rest):
            return False
        least = _LEFT_OVER_KOREAN if self.language == "ko" else _LEFT_OVER
        return len(rest.split()) < least

    @property
    def private(self) -> str:
        """The passage that tells of one's own illness, loss, family, faith or origin."""
        return next((one.text for one in self.passages if self.reader.ails(one.plain)), "")

    @property
    def is_withheld(self) -> bool:
        """Whether it says so of what one would tell, rather than of what was told of then."""
        return bool(self.reader.withholds(self.plain))

    def _folded(self, text: str) -> str:
        return "".join(text.split()).rstrip(_SIGNS) if self.language == "ko" else text


def _line(text: str) -> str:
    """The beginning of a message, for a quote."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _is_nothing(text: str) -> bool:
    """Whether there are no words in it but such as one begins with."""
    said = [
        word for word in re.split(r"[\s.,;:!?…~\"'()*_-]+", plain(text)) if _LETTERS.search(word)
    ]
    return all(word in words("en", "fillers") or word in words("ko", "fillers") for word in said)


def _pasted(text: str, resume: str) -> str:
    """A line of the résumé that was pasted, or of one that looks like it; "" is none."""
    lines = [line.strip() for line in text.splitlines() if _LETTERS.search(line)]
    if resume and len(lines) >= _PASTED_LEAST:
        folded = _folded(resume)
        same = [line for line in lines if len(_folded(line)) > 3 and _folded(line) in folded]
        if len(same) >= max(_PASTED_LEAST, _PASTED * len(lines)):
            return same[0]
    if resume and len(text) > LONGEST and _folded(text) in _folded(resume):
        return _line(text)
    if len(lines) <= _PASTED_LEAST:
        return ""
    headed = [line for line in lines if _is_heading(line)]
    signs = len(headed) + len(_RANGE.findall(text)) + min(2, len(_BULLETED.findall(text)))
    signs += len(_CONTACT.findall(text))
    return lines[0] if headed and signs >= _FORM and signs * 4 >= len(lines) else ""


def _is_heading(line: str) -> bool:
    if len(line) > _HEADING:
        return False
    compact = "".join(line.split()).lstrip("[<#*-")
    korean_one = compact.startswith(entries("ko", "resume"))
    return korean_one or plain(line).strip(" :[]#*-") in words("en", "resume")


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _is_said_back(text: str, subject: Subject, said: _Said) -> bool:
    """Whether it says little but the question."""
    asked, own = _content(subject.text, said.language), _content(text, said.language)
    if len(own) < _BACK_LEAST or not asked:
        return False
    shared = len(own & asked)
    return shared >= _BACK * len(own) and shared >= _BACK_OF_QUESTION * len(asked)


def _content(text: str, language: str) -> set[str]:
    """The words of a text without its grammar; of Korean pairs of syllables."""
    if language == "ko":
        left = phrases("ko", "politeness").sub(" ", "".join(plain(text).split()))
        runs = re.findall(r"[가-힣]{2,}", left)
        return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return {stem(word) for word in words_of(text) if word not in STOPWORDS and len(word) > 2}


def _says_again(text: str, earlier: Sequence[str]) -> bool:
    """Whether it is word for word what was said before."""
    folded = _folded(text)
    return any(folded == _folded(one[:MOST]) for one in earlier)
