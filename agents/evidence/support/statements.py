"""Sentences, and what of them says something of the person.

A wish, a question, advice, and what is said of the firm or the job claim nothing of anybody, and
neither does what is told not to be.
"""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from agents.evidence.sentences import sentence_spans
from agents.evidence.support.words import content
from agents.evidence.verbs import form_of
from agents.evidence.word_lists import is_korean, phrases, words

_CLAUSE_END = re.compile(
    r"[,;:—–()\n]|\s-\s|(?i:\b(?:and|but|so|because|while|whereas|which|where|who)\b)"
)
_FIRM_END = re.compile(r"[,;:—–()\n]|\s-\s|(?i:\b(?:and i|but|so|because|while|whereas)\b)")
_KOREAN_END = re.compile(r"[,;:—–()\n]|(?<=[가-힣](?:고|며|만|서|데))\s")
_PERSON = re.compile(
    r"(?i)(?<![\w'’])(?:i|i['’](?:m|ve|d|ll)|my|me|mine|myself|we|our|us|she|her|hers|he|his|him|they|their|"
    r"candidate|applicant)(?![\w])"
)
_YOU = re.compile(r"(?i)(?<!\w)(?:you|your|you['’]ve)(?!\w)")
_SPEAKER = re.compile(r"(?i)(?<![\w'’])(?:i|i['’](?:m|ve|d|ll)|my|me)(?![\w])")
_OTHER_SUBJECT = re.compile(
    r"(?:The|This|That|These|Those|It|There|Many|Most|Some|One|Each|Every|Both|All|Few|Such|Any|What|If|When|Whether|To)\b"
)
_FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|does|do|can|could|will|would|should|must|may|might|needs?|"
    r"wants?|asks?|offers?|requires?|serves?|gives?|shows?|says?|makes?|takes?|helps?|seems?|goes|"
    r"runs|comes|brings|matters?)\b"
)
_MINE = re.compile(r"(?i)\b(?:my|with|having)\s[^,;.:!?\n]{1,100}")
_LONGEST = 500
"""Characters of a sentence that is looked at as one."""
_NAME_FIRST = re.compile(r"(?<![\w&’'.-])(?:[A-Z][\w&’'.-]{0,30}\s){1,4}(?=[a-z])")
_FIRST = re.compile(r"[^\W\d_]+")
_OPENERS = re.compile(
    r"(?i)^\W{0,4}(?:dear|hello|hi|to whom|yours|sincerely|best|kind|regards|안녕하세요|"
    r"안녕하십니까)\b"
)
_IF = re.compile(r"(?i)(?<!\w)(?:if|whether|unless|suppose)\s[^,;.\n]{1,200}")


class Statement(NamedTuple):
    """A part of a text that says something of the person.

    `text` has blanks where nothing is said of them, and stands at `start` in the whole text.
    """

    text: str
    start: int
    sentence: str
    language: str
    """English, or Korean."""
    told: frozenset[str]
    """The stems of what it says of the work done."""


def statements(
    text: str, names: frozenset[str] = frozenset(), *, to_person: bool = False
) -> list[Statement]:
    """The statements of a text about the person, whose names may be known (in small letters).

    `to_person`: it talks to them, so that a sentence in the imperative asks them to do something.
    """
    return [
        _statement(told, start, sentence)
        for start, sentence in _pieces(text)
        if not (to_person and _asks(sentence))
        and (told := _claimed(sentence, names))
        and told.strip()
    ]


def _statement(told: str, start: int, sentence: str) -> Statement:
    language = "ko" if is_korean(sentence) else "en"
    return Statement(told, start, sentence, language, frozenset(content(told, language)))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The sentences; of one that is longer than any should be, parts that end between words."""
    for start, sentence in sentence_spans(text):
        at = 0
        while len(sentence) - at > _LONGEST:
            cut = sentence.rfind(" ", at + _LONGEST // 2, at + _LONGEST)
            cut = cut if cut > 0 else at + _LONGEST
            yield start + at, sentence[at:cut]
            at = cut
        yield start + at, sentence[at:]


def _asks(sentence: str) -> bool:
    """Whether a sentence is in the imperative, or speaks of nobody."""
    first = _FIRST.search(sentence)
    if is_korean(sentence) or first is None:
        return False
    word = first.group().lower()
    known = form_of(word)
    return known == "base" or (
        known is None and not (_YOU.search(sentence) or _PERSON.search(sentence))
    )


def _claimed(sentence: str, names: frozenset[str]) -> str | None:
    """The sentence with blanks for what is no claim; None where nothing of it is one."""
    plain = sentence.strip()
    if not plain or plain.rstrip("\"”'’) ").endswith(("?", "？")) or _OPENERS.match(plain):
        return None
    return _korean(sentence) if is_korean(sentence) else _english(sentence, plain, names)


def _korean(sentence: str) -> str | None:
    if phrases("ko", "advice").search(sentence):
        return None
    if phrases("ko", "wish").search(sentence):
        return None
    told = _without(sentence, phrases("ko", "firm"), _KOREAN_END)
    return _without_denied(told)


def _english(sentence: str, plain: str, names: frozenset[str]) -> str | None:
    lowered = plain.lower()
    personal = _PERSON.search(plain) is not None or any(
        word in names for word in re.findall(r"\w+", lowered)
    )
    yours = _YOU.search(plain) is not None
    if not personal and _says_of_others(plain, yours=yours):
        return None
    if phrases("en", "wish").search(lowered):
        return _only_own(sentence)
    speaker = _SPEAKER.search(plain) is not None
    if not speaker and phrases("en", "advice").search(lowered):
        return None
    told = _without(sentence, phrases("en", "firm"), _FIRM_END)
    told = _IF.sub(lambda match: " " * len(match.group()), told)
    return _without(told, phrases("en", "negation"), _CLAUSE_END, whole=True)


def _says_of_others(sentence: str, *, yours: bool) -> bool:
    """Whether the subject is somebody or something else."""
    if _OTHER_SUBJECT.match(sentence) and _FINITE.search(sentence):
        return True
    if yours:
        return False
    name = _NAME_FIRST.match(sentence)
    return name is not None and _FINITE.match(sentence[name.end() :]) is not None


def _only_own(sentence: str) -> str:
    """Of a wish, what it says of the person's own: "my twelve years of experience"."""
    kept = [" "] * len(sentence)
    for match in _MINE.finditer(sentence):
        if match.group().lower().startswith(("my", "having")):
            kept[match.start() : match.end()] = match.group()
    return "".join(kept)


def _without(
    sentence: str, what: re.Pattern[str], ends: re.Pattern[str], *, whole: bool = False
) -> str:
    """The sentence with blanks for the clauses that speak of this.

    A clause is blank from what it speaks of to its end; `whole` from its beginning.
    """
    cuts = [0, *(match.end() for match in ends.finditer(sentence)), len(sentence)]
    found = [match.start() for match in what.finditer(sentence)]
    if not found:
        return sentence
    kept = list(sentence)
    at = 0
    for begin, end in itertools.pairwise(cuts):
        while at < len(found) and found[at] < begin:
            at += 1
        if at < len(found) and found[at] < end:
            start = begin if whole else found[at]
            kept[start:end] = " " * (end - start)
    return "".join(kept)


def _without_denied(sentence: str) -> str:
    """Of Korean the clauses that end in a negation are blank."""
    return _without(sentence, phrases("ko", "negation"), _KOREAN_END, whole=True)


def is_plain(word: str, language: str) -> bool:
    """Whether a word says nothing of what was done."""
    return word in words(language, "plain")
