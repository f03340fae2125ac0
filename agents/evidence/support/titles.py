"""Titles that the sources do not hold."""

import re
from collections.abc import Iterator
from functools import lru_cache

from agents.career.titles import ends_in_title
from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known
from agents.evidence.support.statements import Statement
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.verbs import form_of
from agents.resume.lines import fold

_PREDICATE = re.compile(
    r"(?i)\b(?:as|(?:am|is|was|were|been|being)(?!\s(?:promoted|hired|appointed|named|made)\b)|"
    r"became|become|promoted to|made|role of|position of|post of|title of|"
    r"appointed|hired as|named|i['’]m|work as|job as|career as)\s(?:an?\s|the\s|their\s|its\s|"
    r"our\s|acting\s)?"
    r"(?P<title>(?:[\w&'’/-]+\s){0,4}?[\w&'’/-]+)(?=$|[.,;:()–—]|\s(?:at|in|for|of|with|and|since|from|who|on|to|by|where|until|during|i|she|he)\b)"
)
_AS_AT = re.compile(
    r"(?i:\bas\s(?:an?\s|the\s)?|^\W*an?\s)(?P<title>(?:[\w&’'/-]+\s){0,3}[\w&’'/-]+)\s(?:at|with|for)\s(?:the\s)?[A-Z]"
)
_BEFORE_AT = re.compile(
    r"(?<![\w&'’/-])(?P<title>(?:[A-Z][\w&'’/-]{1,30}\s){1,4})(?:at|of|for)\s[A-Z]"
)
_RANKS = frozenset(
    [
        "senior",
        "junior",
        "lead",
        "leader",
        "head",
        "chief",
        "principal",
        "director",
        "manager",
        "supervisor",
        "deputy",
        "assistant",
        "vp",
        "president",
        "executive",
        "staff",
        "associate",
        "partner",
        "founder",
        "owner",
        "charge",
        "team",
        "coordinator",
        "trainee",
        "intern",
        "apprentice",
        "superintendent",
        "specialist",
        "consultant",
        "architect",
        "foreman",
        "captain",
        "sous",
    ]
)
_LOWER = frozenset(
    [
        "assistant",
        "deputy",
        "junior",
        "trainee",
        "apprentice",
        "student",
        "acting",
        "interim",
        "intern",
        "associate",
    ]
)
_NAMED_AS = re.compile(
    r"(?:\bas|promoted to|became|appointed|later|then|i am|i was|been|work(?:ed|ing)? as|"
    r"made)\s(?:an?\s)?(?:[\w&'’/-]+\s?){1,5}"
)
_WISHED = re.compile(
    r"(?i)looking for|seeking|\bpost in\b|\bpost,|applying|aim(?:ing)? (?:for|at)|step up|희망|"
    r"지원 분야|목표"
)
_FIRST_OF_ITEM = re.compile(
    r"\W{0,4}(?P<title>(?:[\w&'’-]+\s){0,3}?[\w&'’-]+)(?=$|[,;:(.]|\s(?:on|at|for|in|of|since|from|and|with)\b)"
)
_OF_ALL = re.compile(r"(?i)\b(?:head|director|chief|vp|vice president|president)\s(?:of\s)")
_OF_OTHERS = re.compile(
    r"\s?(?:report(?:s|ed|ing)? to|stand(?:s|ing)? in for|stood in for|cover(?:s|ed|ing)? for)\b"
)
_LONG_TITLE = 7
"""Words of a title at most."""
_LONG_LINE = 22
"""Words from which on a line is a sentence and no head."""
_NOT_TITLES = frozenset(
    [
        "part",
        "one",
        "well",
        "able",
        "it",
        "there",
        "that",
        "this",
        "such",
        "result",
        "team",
        "member",
        "volunteer",
        "student",
        "native",
        "speaker",
    ]
)


def unheld_titles(statement: Statement, known: Known) -> Iterator[Finding]:
    """The first title of an English statement that is not theirs."""
    if (match := _AS_AT.search(statement.text)) and not _is_title_held(match["title"], known):
        start, end = match.span("title")
        yield Finding("title", start, end, f"No source has the title {match['title']!r}.")
        return
    for pattern in (_PREDICATE, _BEFORE_AT):
        for match in pattern.finditer(statement.text):
            title = match["title"].strip()
            of_all = _OF_ALL.match(statement.text, match.start("title"))
            heads = of_all is not None and not _OF_ALL.search(known.text)
            if (heads and not _ends_so(title, known)) or (
                ends_in_title(title) and not _is_title_held(title, known)
            ):
                start = match.start("title")
                yield Finding(
                    "title", start, start + len(title), f"No source has the title {title!r}."
                )
                return


def _ends_so(title: str, known: Known) -> bool:
    """Whether a title of theirs ends in the last word of this one."""
    return any(piece.strip().endswith(title.split()[-1].lower()) for piece in _own_titles(known))


def _is_title_held(title: str, known: Known) -> bool:
    """Whether a title of theirs has the words of this one, those of its rank above all.

    A title in short may leave words out, though not one that lowers it: an assistant is no manager.
    """
    told = [word for word in re.findall(r"[^\W\d_]+", fold(title)) if word not in STOPWORDS]
    if not told or told[-1] in _NOT_TITLES:
        return True
    ranks = {word for word in told if word in _RANKS} | {told[-1]}
    others = [word for word in told if word not in ranks]
    for piece in _own_titles(known):
        held = set(re.findall(r"[^\W\d_]+", piece))
        lower = {word for word in held & _LOWER if word not in told}
        if lower or not all(_held(word, held) for word in ranks):
            continue
        inside = [word for word in others if _held(word, held)]
        if len(inside) == len(others) or (inside and len(told) > len(ranks) + 1):
            return True
        # "Manager" of a shop is its shop manager; an English lead is no lead of maths.
        bare = not held - _RANKS - ranks - STOPWORDS
        loose = bare or ranks.isdisjoint(_RANKS)
        if loose and all(word in known.tokens for word in others):
            return True
    return False


@lru_cache(maxsize=16)
def _own_titles(known: Known) -> tuple[str, ...]:
    """What the sources call the person, in small letters: titles, and lines that name one."""
    return tuple(_called(known))


def _called(known: Known) -> Iterator[str]:
    for facts in known.facts:
        yield from (fold(job.title) for job in facts.jobs if job.title)
    for line in known.lines:
        if _WISHED.search(line.text):
            continue
        yield from (match.group() for match in _NAMED_AS.finditer(fold(line.text)))
        if line.is_item or len(line.text.split()) > _LONG_LINE:
            first = _FIRST_OF_ITEM.match(fold(line.text))
            if (
                first
                and ends_in_title(first["title"])
                and form_of(first["title"].split()[0]) is None
            ):
                yield first["title"]
        else:
            pieces = re.split(r"[,|·(–—/;\t]|\s-\s|\bthen\b|\bpromoted to\b", fold(line.text))
            yield from (
                piece
                for piece in pieces
                if len(piece.split()) <= _LONG_TITLE and not _OF_OTHERS.match(piece)
            )


def _held(word: str, held: set[str]) -> bool:
    return (
        word in held
        or word.removesuffix("s") in held
        or f"{word}s" in held
        or stem(word) in {stem(one) for one in held}
    )
