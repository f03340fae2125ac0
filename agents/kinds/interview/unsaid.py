"""What a text that talks to the person says of them, and nobody gave."""

import re
from collections.abc import Iterator, Sequence

from agents.evidence.checking import unheld
from agents.evidence.past import I_DID, simple
from agents.evidence.sources import Source
from agents.evidence.text import QUOTED, content, one_line

RESUME = re.compile(
    r"(?i)\b(?P<you>your|votre|ton|tu|su|ihrem|deinem|seu|tuo) "
    r"(?:r[eé]sum[eé]|cv|lebenslauf|curr[ií]cul\w{1,5})\b"
)
_CLAUSE = re.compile(r'(?:"[^"]*"|“[^“”]*”|[^.!?;]|[.!?;](?=\S))+')
"""A quoted passage stays whole, whatever signs are in it."""
_YOU = re.compile(
    r"(?i)^\s?(?:(?:and|at|in|as|for|with|during) [^,.?!]{1,60},? )?"
    r"(?P<you>you) (?P<rest>\w.{0,80})"
)
_WITHIN = re.compile(
    r"(?i)(?P<head>(?:[\w’'-]{1,40}\s){0,4})"
    r"\b(?:when|after|while|that|which|where|because|since)\s(?P<you>you)\s(?P<rest>\w.{0,80})"
)
_PERSON = re.compile(r"(?i)\byou\s(?=\w)")
_OTHERS = re.compile(
    r"(?i)\b(?:why|how|when|after|before|because|that)\s"
    r"(?P<who>(?:they|he|she|(?:your|the)\s[\w’'-]{1,30}))\s(?P<rest>\w[^,:()]{0,80})"
)
"""Somebody else, behind a word that says of what follows that it came to pass."""
_PLAIN = frozenset(
    content("did reacted reaction said told thought felt needed wanted knew saw heard asked helped")
)
"""What anybody does in any story."""
_ANY = re.compile(r"(?i)\b(?:an?|one|any|some|another|last|something|anything)\b")
"""What stands before a time, a case or a thing that the person is to choose."""
_NAMES = frozenset(("employer", "tool", "title"))
"""What a question may ask about though nobody told it, behind what it says of the person."""


def unsaid(text: str, sources: Sequence[Source], span: str | None = None) -> list[str]:
    """What a question says of the person that no source does; `span` is what it is built on.

    A case that is made up to be solved ("you have ten million rows") says nothing of them; that
    somebody has a degree is part of no case.
    """
    passage = span and one_line(span)
    found: list[str] = []
    for clause in _CLAUSE.findall(one_line(text)):
        claims = RESUME.search(clause) or _deed(clause) or (passage and passage in clause)
        found += [
            one.quote
            for one in unheld(clause, sources)
            if one.kind == "degree"
            or (claims and (one.kind not in _NAMES or one.span[0] < len(_told(clause))))
        ]
        within = (one["rest"] for one in _within(clause))
        found += [one.quote for rest in within for one in unheld(f"You {rest}.", sources)]
    return list(dict.fromkeys(found))


def _deed(clause: str) -> re.Match[str] | None:
    """Where it says that the person did something: "you cut costs", "when you cut costs".

    "A time when you cut costs" is one that they are to tell of.
    """
    you = _YOU.match(clause)
    if you is not None and _is_done(you["rest"]):
        return you
    return next(_within(clause), None)


def presumed(text: str, sources: Sequence[Source]) -> list[str]:
    """What a text takes for granted that others did, and no source has: "why they left early".

    It asks the person, or tells them, to speak of what came to pass; so it has to have been told.
    """
    told = content("\n".join(one.text for one in sources))
    return [
        f"{one['who']} {one['rest'].strip()}"
        for clause in _CLAUSE.findall(one_line(QUOTED.sub(" ", text)))
        for one in _OTHERS.finditer(clause)
        if _is_done(one["rest"]) and content(one["rest"]) - told - _PLAIN
    ]


def says_done(text: str) -> bool:
    """Whether it says anywhere that the person did something."""
    rests = (text[one.end() :] for one in _PERSON.finditer(text))
    return any(_is_done(rest) for rest in rests)


def _within(clause: str) -> Iterator[re.Match[str]]:
    """The same in a part of a question, which as a whole claims nothing."""
    for one in _WITHIN.finditer(clause):
        if not _ANY.search(one["head"]) and _is_done(one["rest"]):
            yield one


def _is_done(rest: str) -> bool:
    return I_DID.match(simple(f"I {rest}")) is not None


def _told(clause: str) -> str:
    """Up to the comma or colon after "your resume" or "you": what follows may be the question."""
    found = RESUME.search(clause) or _deed(clause)
    if not found:
        return clause
    begun = found.end("you")
    return clause[:begun] + re.split("[,:]", clause[begun:])[0]
