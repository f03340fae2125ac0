"""What a model writes for tasks, checked by code: it may say better what is to be done, no more."""

import re
from collections.abc import Iterator

from agents.evidence.checking import unheld
from agents.evidence.hollow import hollow
from agents.evidence.past import PAST
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.kinds.plan.drafts import Brief, Drafts, Wanted, Worded

_ADDRESS = re.compile(
    r"(?i)\b(?:https?|www)\b|[a-z0-9-]{2,40}\.(?:com|org|net|io|dev|edu|gov|co|kr|de)\b"
)
_YOU_DID = re.compile(rf"(?i)\byou(?:['’]ve| have| had)? (?:\w{{2,20}}ly |also |already )?{PAST}\b")
_YOU = re.compile(r"(?i)\byou\b|하셨|했던|하신")
_NAME = re.compile(r"[A-Z][\w'’&-]{1,40}|\d[\d.,]{0,20}")
_BOUGHT = re.compile(
    r"(?i)\b(?:buy|purchase|pay for|subscribe|enrol(?:l)?|sign up|register for)\b"
    r"|결제|구매|구독|유료|수강 ?신청|회원 ?가입"
)
_HANGUL = re.compile(r"[가-힣]")
_CLAIMS = frozenset({"degree", "certificate", "language", "date", "quote"})
"""What a task may say of nobody, whatever it says."""
_THEIRS = re.compile(
    r"\b(?:[Aa]t|[Ff]rom|[Ff]or|[Bb]y|[Yy]our(?: [a-z-]{1,20}){0,3}) (?:the )?([A-Z][\w'’&-]{1,40})"
    r"|([가-힣A-Z][\w가-힣]{1,20})(?:에서|에게서)\s(?:한|했던|하신|일한|근무)"
)
"""A name of where somebody works, or of what is theirs."""
_THEIR_PAPERS = re.compile(
    r"(?i)\byour (?:[a-z-]{1,20} ){0,3}"
    r"(?:licen[cs]e|degree|diploma|certificate|award|years?|team of)\b"
)
_LARGE = re.compile(r"\d[\d.,]{2,20}")
"""A number that is no count of things to do."""


def misworded(answer: Drafts, given: Wanted) -> list[str]:
    """What is wrong with what a model wrote, in words that it can act on."""
    briefs = {one.key: one for one in given.briefs}
    found = []
    for one in answer.tasks:
        brief = briefs.get(one.key)
        if brief is None:
            found.append(f"There is no {one.key!r}; they are {', '.join(briefs)}.")
            continue
        found += [f"{one.key}: {why}" for why in _faults(one, brief, given)]
    return found


def sound(answer: Drafts, given: Wanted) -> Drafts:
    """What of it may be shown: of each thing all of its words, or none."""
    briefs = {one.key: one for one in given.briefs}
    kept = {
        one.key: one
        for one in reversed(answer.tasks)
        if (brief := briefs.get(one.key)) and not any(_faults(one, brief, given))
    }
    return Drafts(tuple(kept[key] for key in briefs if key in kept))


def _faults(one: Worded, brief: Brief, given: Wanted) -> Iterator[str]:
    if len(one.learn) < min(1, len(brief.learn)) or len(one.practise) < min(1, len(brief.practise)):
        yield "It needs at least one line to learn and one to practise where the rules have any."
    if brief.stage != "learn" and one.learn:
        yield "What is there already is not taught again."
    own = (*brief.learn, *brief.practise, brief.build, brief.proof)
    sources = [Source("resume", text) for text in given.sources]
    sources += [Source("text", text) for text in (given.role, brief.skill, *own)]
    for text in (*one.learn, *one.practise, one.build, one.proof):
        if text not in own:
            yield from _ill_put(text, brief, given)
            yield from _unfounded(text, sources)


def _ill_put(text: str, brief: Brief, given: Wanted) -> Iterator[str]:
    """What is wrong with how a line is put, whatever is known of anybody."""
    bare = text.replace(brief.skill, " ")
    if "\n" in text or not text.strip():
        yield "Each is one line."
    if _ADDRESS.search(bare):
        yield "No addresses: the list of sources is not yours to add to."
    if _BOUGHT.search(bare):
        yield "Nothing is bought or signed up for in a task."
    if language_of(given) == "ko" and not _HANGUL.search(text):
        yield "Write in Korean."
    if words := hollow(bare, given.language):
        yield f"{words[0]!r} is hollow: say what is to be done."


def _unfounded(text: str, sources: list[Source]) -> Iterator[str]:
    """What a line says of the person, or names of theirs, that nothing given holds."""
    if _tells_of_them(text, sources):
        yield f"Say what is to be done, not what they did: {text!r}."
    claims = unheld(text, sources)
    claims += [one for one in unsupported(text, sources) if one.kind in _CLAIMS]
    # How many of something are to be made is no claim.
    yield from (one.why for one in claims if one.kind != "number" or _YOU.search(text))
    theirs = [name for found in _THEIRS.finditer(text) for name in found.groups() if name]
    theirs += [found.group() for found in _THEIR_PAPERS.finditer(text)]
    theirs += _LARGE.findall(text)
    yield from (f"Nothing given has this: {name!r}." for name in theirs if not _in(name, sources))


def _tells_of_them(text: str, sources: list[Source]) -> bool:
    """Whether a line says what somebody has done: as its beginning, or with what nobody gave."""
    did = _YOU_DID.search(text)
    if did is None:
        return False
    names = _NAME.findall(text[did.end() :])
    return did.start() == 0 or any(not _in(name, sources) for name in names)


def _in(name: str, sources: list[Source]) -> bool:
    return any(name in source.text for source in sources)


def language_of(given: Wanted) -> str:
    """The language that words are to be in (ISO 639-1)."""
    return (given.language or "en").split("-")[0]
