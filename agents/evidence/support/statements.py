"""Sentences, and what of them says something of the person.

A wish, a question, advice, and what is said of the firm or the job claim nothing of anybody, and
neither does what is told not to be.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from agents.evidence.past import PAST
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
_BREAK = re.compile(r"[:;]\s|\s[–—-]\s|,\s(?=(?:and|but|so)\syou\b)")
_YOU_DID = re.compile(
    r"(?i)^\W{0,4}(?:and\s|but\s|so\s|since\s|as\s)?"
    r"(?:(?:at|in|as|for|with|since|during|after|before|by|from)\s[^,;:.!?\n]{1,60}?,?\s)?"
    rf"(?:you(?:['’]ve|['’]re|\shave|\shad|\sare|\swere|\salso|\s{PAST})\b|"
    r"your\s\w{2,20}\s(?:is|are|was|were|has|holds?)\b)"
)
_DID = re.compile(
    rf"(?i)(?:\b(?:i|we|she|he|they)|(?-i:[A-Z]\w+))\s(?:\w{{1,20}}ly\s|also\s)?{PAST}\b|^\W{{0,4}}{PAST}\b"
)
_ANY = re.compile(r"(?:A|An)\b")
_MODAL = re.compile(
    r"(?i)\b(?:will|would|may|might|can|could|should|must|often|usually|needs?|takes?|deserves?|helps?|says?)\b"
)
_THIRD = re.compile(r"[a-z]{2,20}(?:s|ed)\b")
_THIRD_SURE = re.compile(
    r"[a-z]{2,20}(?:[a-z]s|ed)\s(?:the|an?|its|all|their|both|only|every|each|more)\s"
)
_OF_FIRMS = re.compile(
    r"요구|찾고|찾는|찾습|모집|설립|창립|채용|우대|원합|원한|바랍|제공|상장|매출"
)
_KOREAN_SUBJECT = re.compile(
    r"\W{0,4}(?P<name>[가-힣A-Za-z0-9&·]{2,20}?)(?:에서는|에서도|은|는|이|가)\s"
)
_SUPPORTED = re.compile(r"[을를]\s$")
"""What stands before "지원" where it means to support and not to apply."""
_KOREAN_MINE = re.compile(
    r"[^,.\n]{2,120}?(?:[한온던은인]|년의?|의)\s?(?:경험|경력|역량|노하우|실력)"
)
_OWN_FIRST = re.compile(
    r"(?i)^\W{0,4}(?:with|as an?|having|after|thanks to)\s[^,;.:!?\n]{1,160}?"
    r"(?=,|\si(?:['’]d|['’]ll)?\s)"
)
_MINE = re.compile(r"(?i)\b(?:my|with|having)\s[^,;.:!?\n]{1,100}")
_LONGEST = 500
"""Characters of a sentence that is looked at as one."""
_NAME_FIRST = re.compile(r"(?<![\w&’'.-])(?:[A-Z][\w&’'.-]{0,30}\s){1,4}(?=[a-z])")
_FIRST = re.compile(r"[^\W\d_]+")
_OPENERS = re.compile(
    r"(?i)^\W{0,4}(?:dear|hello|hi|to whom|yours|sincerely|best|kind|regards|good luck|"
    r"congratulations|all the best|안녕하세요|안녕하십니까)\b"
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
    text: str,
    names: frozenset[str] = frozenset(),
    others: frozenset[str] = frozenset(),
    *,
    to_person: bool = False,
) -> list[Statement]:
    """The statements of a text about the person, whose names may be known (in small letters).

    `others`: words of the job that no source about the person has, in small letters, too.
    `to_person`: it talks to them, so that a sentence in the imperative asks them to do something.
    """
    return [
        _statement(told, start, sentence)
        for start, sentence in _pieces(text)
        if not (to_person and _asks(sentence))
        and (told := _claimed(sentence, names, others))
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


def _claimed(sentence: str, names: frozenset[str], others: frozenset[str]) -> str | None:
    """The sentence with blanks for what is no claim; None where nothing of it is one."""
    plain = sentence.strip()
    if not plain or plain.rstrip("\"”'’) ").endswith(("?", "？")) or _OPENERS.match(plain):
        return None
    if is_korean(sentence):
        return _korean(sentence, others)
    return _english(sentence, plain, names, others)


def _korean(sentence: str, others: frozenset[str]) -> str | None:
    if phrases("ko", "advice").search(sentence):
        return None
    subject = _KOREAN_SUBJECT.match(sentence)
    if subject and subject["name"].lower() in others and _is_firm(subject["name"], sentence):
        return None
    if any(not _SUPPORTED.search(sentence[: m.start()]) for m in _wishes(sentence)):
        return _korean_own(sentence)
    told = _without(sentence, phrases("ko", "firm"), _KOREAN_END)
    return _without_denied(told)


def _is_firm(name: str, sentence: str) -> bool:
    """Whether a word that only the job has is its employer, by its end or what is said of it."""
    named = any(name.endswith(one) and name != one for one in words("ko", "employer_endings"))
    return named or _OF_FIRMS.search(sentence) is not None


def _is_asked(sentence: str) -> bool:
    """Whether a sentence that has a "your" begins with an imperative."""
    first = _FIRST.search(sentence)
    word = first.group().lower() if first else ""
    return form_of(word) == "base" or word in words("en", "imperatives")


def _is_object(clause: str, firm: str) -> bool:
    """Whether a firm is what somebody's deed is done to: "I organised the school visits"."""
    return _DID.search(clause) is not None and firm.lower() in words("en", "objects")


def _wishes(sentence: str) -> Iterator[re.Match[str]]:
    return phrases("ko", "wish").finditer(sentence)


def _korean_own(sentence: str) -> str:
    """Of a wish, what it says of the person's own experience: "5년간 운영한 경험을 살려"."""
    kept = [" "] * len(sentence)
    for match in _KOREAN_MINE.finditer(sentence):
        kept[match.start() : match.end()] = match.group()
    return "".join(kept)


def _english(
    sentence: str, plain: str, names: frozenset[str], others: frozenset[str]
) -> str | None:
    lowered = plain.lower()
    personal = _PERSON.search(plain) is not None or any(
        word in names for word in re.findall(r"\w+", lowered)
    )
    yours = _YOU.search(plain) is not None
    if not personal and _says_of_others(plain, others, yours=yours):
        return _of_you(sentence)
    if phrases("en", "wish").search(lowered):
        return _only_own(sentence)
    speaker = _SPEAKER.search(plain) is not None
    if not speaker and phrases("en", "advice").search(lowered):
        return _of_you(sentence)
    if yours and not personal and _is_asked(plain):
        return _of_you(sentence)
    told = _without(sentence, phrases("en", "firm"), _FIRM_END, unless=_is_object)
    told = _IF.sub(lambda match: " " * len(match.group()), told)
    return _without(told, phrases("en", "negation"), _CLAUSE_END, whole=True)


def _says_of_others(sentence: str, others: frozenset[str], *, yours: bool) -> bool:
    """Whether the subject is somebody or something else."""
    if _OTHER_SUBJECT.match(sentence) and _FINITE.search(sentence):
        return True
    if _ANY.match(sentence) and _MODAL.search(sentence):
        return True
    if yours:
        return False
    name = _NAME_FIRST.match(sentence)
    if name is None:
        return False
    behind = sentence[name.end() :]
    words_of_name = {word.lower() for word in _FIRST.findall(name.group())}
    if _FINITE.match(behind) is not None:
        return True
    known_other = not words_of_name.isdisjoint(others)
    return (_THIRD if known_other else _THIRD_SURE).match(behind) is not None


def _of_you(sentence: str) -> str | None:
    """Of advice, the clauses that tell those who get it what they are or did."""
    kept = [" "] * len(sentence)
    begun = 0
    for end in [*(match.end() for match in _BREAK.finditer(sentence)), len(sentence)]:
        clause = sentence[begun:end]
        if _YOU_DID.match(clause) and not phrases("en", "advice").search(clause.lower()):
            kept[begun:end] = clause
        begun = end
    return "".join(kept) if any(one != " " for one in kept) else None


def _only_own(sentence: str) -> str:
    """Of a wish, what it says of the person's own: "my twelve years of experience"."""
    kept = [" "] * len(sentence)
    if own := _OWN_FIRST.match(sentence):
        kept[own.start() : own.end()] = own.group()
    for match in _MINE.finditer(sentence):
        if match.group().lower().startswith(("my", "having")):
            kept[match.start() : match.end()] = match.group()
    return "".join(kept)


def _without(
    sentence: str,
    what: re.Pattern[str],
    ends: re.Pattern[str],
    *,
    whole: bool = False,
    unless: Callable[[str, str], bool] | None = None,
) -> str:
    """The sentence with blanks for the clauses that speak of this.

    A clause is blank from what it speaks of to its end; `whole` from its beginning. None is where
    what stands before that in it, and that, are as `unless` says.
    """
    cuts = [0, *(match.end() for match in ends.finditer(sentence)), len(sentence)]
    found = [
        match.start()
        for match in what.finditer(sentence)
        if unless is None or not unless(_last(sentence[: match.start()], ends), match.group())
    ]
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


def _last(text: str, ends: re.Pattern[str]) -> str:
    """What of a text stands behind its last such end."""
    return text[max((match.end() for match in ends.finditer(text)), default=0) :]


def _without_denied(sentence: str) -> str:
    """Of Korean the clauses that end in a negation are blank."""
    return _without(sentence, phrases("ko", "negation"), _KOREAN_END, whole=True)


def is_plain(word: str, language: str) -> bool:
    """Whether a word says nothing of what was done."""
    return word in words(language, "plain")
