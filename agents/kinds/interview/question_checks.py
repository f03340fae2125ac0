"""Whether what a model would say as the interviewer may be said, as far as code can tell.

A small model greets as if it were the candidate, answers its own question, asks for tools that
nobody named, or says to the person what it was told about its last answer. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from agents.data_files import listed, read
from agents.evidence.brackets import without_brackets
from agents.evidence.claims import misquoted, unknown_numbers
from agents.evidence.illegal import is_illegal
from agents.evidence.language import is_english
from agents.evidence.sources import Source
from agents.evidence.support.names import NAMED_CATEGORIES
from agents.evidence.text import QUOTED, content, one_line, sentences, words
from agents.kind.prompts import named, prompts_in
from agents.kinds.interview.unsaid import says_done, unsaid
from agents.resume.lines import Slice
from agents.resume.skills import mentions
from agents.telling.types import Seen

MOST_WORDS = 120
"""Words of a question: some more than are asked for."""
MOST_OF_FOLLOW_UP = 45
"""Words of a follow-up beside what it quotes."""
MOST_SYLLABLES = 500
"""Characters of a question in Korean."""
SAME = 0.7
"""The share of two questions' words from which on they ask the same."""
COSTED = frozenset(("system_design", "dsa"))
"""The interviews in which one may also be asked, in a question of its own, what it costs."""

_MARK = re.compile(r"[?？؟]+")
_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_LETTERS = 12
_LEAST_TOLD = 8
"""Words in a row that nobody shares with what they were told by chance."""
_MOST_FOREIGN = 0.5
_OTHER_SPEAKER = re.compile(r"(?i)(?:ich|je|yo|eu|io|mein|mijn|ik)\b|j['’]")
_SPEAKER = re.compile(r"(?<![\w'’])[Ii](?:['’](?:m|ve|d|ll))?\s(?:[\w'’]+\s?){1,3}")
_OF_PERSON = re.compile(
    r"(?i)\byour\b|\b(?:did|have|had|were) you\b|\byou(?:['’]ve| have| had| were| did)\b"
)
"""The person, and not what they would do."""
_CLAUSE = re.compile(r"[^.!?;:\n]+")
_BULLET = re.compile(r"^\s*(?:[-*•·▪#>]|\d{1,2}[.)])\s")
_LATIN = frozenset(("de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "no", "fi", "tr", "id"))


def faults(
    text: str,
    *,
    language: str | None,
    given: Sequence[str],
    asked: Sequence[str],
    interview: str = "technical",
    span: str | None = None,
) -> list[str]:
    """What is wrong with a question, in words that its writer can act on.

    `given` is all that is known of the person and the job, `asked` what was asked before, `span`
    the passage of the résumé that it is built on.
    """
    plain = one_line(text)
    if not plain:
        return ["The question has no text."]
    bare = QUOTED.sub(" ", plain)
    long = len(plain) > MOST_SYLLABLES if _is_korean(plain) else len(plain.split()) > MOST_WORDS
    found = ["It is too long to be said aloud: ask in at most 80 words."] if long else []
    found += _form(text, bare, 2 if interview in COSTED else 1)
    found += _person(bare, language)
    found += _of_somebody(bare, [*given, *asked])
    found += spoken_otherwise(plain, language)
    found += _unheld(text, given, span)
    if any(is_same(plain, one) for one in asked):
        found.append("That was asked already: ask something else.")
    if is_illegal(plain):
        found.append("Nobody may ask an applicant this.")
    return found


def follow_up_faults(
    text: str,
    *,
    language: str | None,
    said: Sequence[str],
    given: Sequence[str],
    asked: Sequence[str],
    interview: str = "technical",
    seen: Seen | None = None,
) -> list[str]:
    """The same of a question on an answer: `said` are the answers, `seen` is what they have."""
    known = [*said, *asked, *given]
    found = faults(text, language=language, given=known, asked=asked, interview=interview)
    bare = QUOTED.sub(" ", text)
    if not _MARK.search(without_brackets(text)) and "[" in text:
        found.append("It is a gap, and no question: ask the person.")
    if len(bare.split()) > MOST_OF_FOLLOW_UP:
        found.append("It is too long: ask one thing in under 25 words.")
    found += [f"Nobody said {quote!r}." for quote in misquoted(text, known)]
    told = _asks_for_told(bare, seen) if seen else []
    return [*found, *(f"It asks for what was told: {phrase!r}." for phrase in told)]


def greeting_faults(
    text: str, *, language: str | None, given: Sequence[str], numbers: Iterable[int]
) -> list[str]:
    """What is wrong with an interviewer's first words, in which nothing is asked yet."""
    plain = one_line(text)
    found = ours(plain) + as_candidate(plain, language) + spoken_otherwise(plain, language)
    if _MARK.search(plain):
        found.append("Ask no question yet.")
    known = [*given, " ".join(map(str, numbers))]
    found += [f"Nobody gave this number: {one}." for one in unknown_numbers(plain, known)]
    sources = [Source("resume", one) for one in given if one]
    return [*found, *(f"Nobody said this: {what!r}." for what in unsaid(plain, sources))]


def spoken_otherwise(text: str, language: str | None) -> list[str]:
    """That a text is in another language than was asked for, as far as its letters tell."""
    primary = (language or "en").lower().partition("-")[0]
    letters = _LETTER.findall(QUOTED.sub(" ", text))
    if len(letters) < _LEAST_LETTERS:
        return []
    hangul = sum(map(bool, map(_HANGUL.match, letters))) / len(letters)
    if primary == "ko":
        wrong = hangul < 1 - _MOST_FOREIGN
    elif primary == "en":
        wrong = not is_english(text)
    else:
        wrong = hangul > _MOST_FOREIGN or (primary in _LATIN and _is_plain_english(text))
    return [f"Write it in the language {language or 'en'!r}."] if wrong else []


def says_nothing(text: str) -> bool:
    """Whether a text says that there is nothing: "None" alone, or "No change is needed as …"."""
    said = text.strip(" .\"'()\n\t").lower()
    found = _pattern("nothing").match(said)
    return not said or (found is not None and (" " in found.group() or found.group() == said))


def not_to_person(text: str, language: str | None = None) -> list[str]:
    """That a text speaks of the person as of somebody else, or as the person."""
    wrong = speaks_of_person(text) or as_candidate(text, language)
    return ['Speak to the person, as "you".'] if wrong else []


def speaks_of_person(text: str) -> bool:
    """Whether a text speaks of the person as of somebody else."""
    return _pattern("about").search(QUOTED.sub(" ", text).lower()) is not None


def never_judged(text: str, said: Sequence[str]) -> list[str]:
    """That a text speaks of what nobody is judged by: grammar, accent, voice and the like.

    Where it was spoken of in what was `said`, it is a matter of the trade.
    """
    found = _pattern("never").search(QUOTED.sub(" ", text).lower())
    if found is None or found.group() in " ".join(said).lower():
        return []
    return [f"Nobody is judged by this: {found.group()!r}."]


def says_back(text: str, said: Sequence[str]) -> bool:
    """Whether a text says nothing but what was said, word by word."""
    known = one_line(" ".join(said)).lower()
    own = [one_line(one).lower().rstrip(" .!") for one in sentences(text)]
    return bool(own) and all(one in known for one in own)


def is_same(text: str, other: str) -> bool:
    """Whether two questions ask the same, as far as their words tell."""
    if one_line(text).lower() == one_line(other).lower():
        return True
    own, others = content(text), content(other)
    return bool(own and others) and len(own & others) >= SAME * len(own | others)


def _form(text: str, bare: str, most: int) -> list[str]:
    """What is wrong with how it is put."""
    found = ours(text)
    marks = len(_MARK.findall(bare))
    if marks > most:
        found.append(f"It asks {marks} things: ask one question, with one question mark.")
    if _led(text, "labels") or _BULLET.match(text):
        found.append("Give the question alone, without a name, a number or a sign before it.")
    if _led(text, "answers"):
        found.append("Ask, and do not answer.")
    return found


def ours(text: str) -> list[str]:
    """What is no word of an interview."""
    lowered = one_line(text).lower()
    listed_words = listed(__package__, "question_checks", "ours")
    found = [f"This is no part of an interview: {o!r}." for o in listed_words if o in lowered]
    found += [f"That is what you were told to do: {one!r}." for one in _repeated(text)]
    gaps = listed(__package__, "question_checks", "gaps")
    return sorted(found) + sorted(
        f"Nothing is filled in here: {one!r}." for one in gaps if one in lowered
    )


def _repeated(text: str) -> list[str]:
    """The words of a text that stand in a row in what models are told to do here."""
    return [
        " ".join(own[at : at + _LEAST_TOLD])
        for own in map(words, sentences(text))
        for at in range(len(own) - _LEAST_TOLD + 1)
        if tuple(own[at : at + _LEAST_TOLD]) in _told()
    ][:1]


@cache
def _told() -> frozenset[tuple[str, ...]]:
    """All words in a row that models are told by the tasks of an interview."""
    texts = prompts_in(Path(__file__).parent / "prompts").values()
    runs = (words(one) for text in texts for one in sentences(one_line(named(text))))
    return frozenset(
        tuple(run[at : at + _LEAST_TOLD])
        for run in runs
        for at in range(len(run) - _LEAST_TOLD + 1)
    )


def _led(text: str, key: str) -> bool:
    """Whether a line begins with a word for who speaks, and a colon."""
    known = "|".join(map(re.escape, sorted(listed(__package__, "question_checks", key))))
    return re.search(rf"(?im)^\W{{0,4}}(?:{known})\s?\d{{0,2}}\W{{0,2}}:", text) is not None


def _person(bare: str, language: str | None) -> list[str]:
    """Whether it asks, and the person who is interviewed."""
    found = as_candidate(bare, language)
    if not _MARK.search(bare) and not _tells_to_answer(bare):
        found.append("It asks nothing: it is what somebody might answer. Ask the person.")
    return found


def as_candidate(text: str, language: str | None) -> list[str]:
    """That the speaker speaks as who is interviewed."""
    bare = QUOTED.sub(" ", text)
    lowered = bare.lower().replace("’", "'")
    own = _pattern("candidate").search(lowered) is not None
    frames = tuple(_phrases("interviewer"))
    said = (one.group().lower().replace("’", "'") for one in _SPEAKER.finditer(bare))
    if not _asks_person(bare):
        own = own or any(not one.startswith(frames) for one in said)
    if _is_korean(bare):
        about = [one for one in sentences(bare) if re.match(r"\W{0,3}(?:저는|제가)\s", one)]
        own = own or any(not any(frame in one for frame in frames) for one in about)
    elif _OTHER_SPEAKER.match(bare.lstrip()) and not _MARK.search(bare):
        own = True
    return ["You are the interviewer: speak to the person, not as the person."] if own else []


def _of_somebody(bare: str, known: Iterable[str]) -> list[str]:
    """That it is told to an interviewer: "Ask the person how it ended".

    Whoever was spoken of before may be asked about: a recruiter is asked about a candidate.
    """
    about = _pattern("about").search(bare.lower())
    spoken = about is not None and about.group() not in "\n".join(known).lower()
    if spoken or _pattern("to_interviewer").match(bare.lower().lstrip(" -*•")):
        return ['You are the interviewer: ask the person yourself, as "you".']
    return []


def _asks_person(bare: str) -> bool:
    """Whether a question to "you" ends it: what stands before may set up a case in the "I"."""
    last = next(reversed(sentences(bare)), "")
    return bool(_MARK.search(last)) and re.search(r"(?i)\byour?\b", last) is not None


def _tells_to_answer(bare: str) -> bool:
    """Whether a sentence without a question mark wants an answer."""
    if _is_korean(bare):
        return any(one.rstrip(" .!").endswith(tuple(_phrases("asks"))) for one in sentences(bare))
    if not is_english(bare):
        return _OTHER_SPEAKER.match(bare.lstrip()) is None
    known = "|".join(re.escape(one) for one in sorted(_asks_english(), key=len, reverse=True))
    return re.search(rf"(?i)\b(?:{known})\b", bare) is not None


@cache
def _phrases(key: str) -> frozenset[str]:
    """The phrases of both languages."""
    table = read(__package__, "question_checks")[key]
    return frozenset(" ".join(one.split()) for text in table.values() for one in text.split(","))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """Any of the phrases; an English one ends where a word does, a Korean one goes on."""
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, sorted(_phrases(key))))})(?![a-z])")


@cache
def _asks_english() -> frozenset[str]:
    text = read(__package__, "question_checks")["asks"]["en"]
    return frozenset(" ".join(one.split()) for one in text.split(","))


def _unheld(text: str, given: Sequence[str], span: str | None) -> list[str]:
    """What it says of the person, or asks about, and nobody gave."""
    sources = [Source("resume", one) for one in given if one]
    found = [*unsaid(text, sources, span), *_tools(text, given)]
    return [f"The resume does not say this: {what!r}." for what in dict.fromkeys(found)]


def _tools(text: str, given: Sequence[str]) -> list[str]:
    """The tools that it says of the person, and nobody gave, by whatever name."""
    folded = "\n".join(given).lower()
    named = [
        one
        for clause in _CLAUSE.findall(text)
        for one in mentions([Slice(clause, 0)])
        if one.skill is not None
        and one.skill.category in NAMED_CATEGORIES
        and one.said.text.lower() not in folded
        and _is_of_person(clause, one.said.start)
    ]
    if not named:  # the list of skills is long to look up in all that was given
        return []
    known = {one.name for one in mentions([Slice(text, 0) for text in given])}
    return [one.said.text for one in named if one.name not in known]


def _is_of_person(clause: str, at: int) -> bool:
    """Whether what stands there is said of the person: "your Kafka pipeline", "you used Kafka"."""
    before = " ".join(clause[:at].split()[-6:])
    return _OF_PERSON.search(before) is not None or says_done(before)


def _asks_for_told(bare: str, seen: Seen) -> list[str]:
    """The words with which it asks for what was seen in the answer."""
    lowered = bare.lower()
    table = read(__package__, "question_checks")["asks_for"]
    there = {one.scale for one in seen.observations if one.band == "there"}
    wanted = (
        " ".join(phrase.split())
        for scale, by_language in table.items()
        if scale in there
        for text in by_language.values()
        for phrase in text.split(",")
    )
    return [phrase for phrase in wanted if phrase in lowered]


def _is_korean(text: str) -> bool:
    return _HANGUL.search(text) is not None


def _is_plain_english(text: str) -> bool:
    return len(text.split()) >= 8 and is_english(text)
