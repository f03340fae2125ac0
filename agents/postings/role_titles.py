"""Which role of the table a job's title names."""

import re
from functools import cache, lru_cache

from agents.career.roles import Role, roles
from agents.postings.phrases import phrases
from agents.resume.lines import fold

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_GENDERED = re.compile(
    r"[:*/_](?:in(?:nen)?|r|e)\b|\((?:in|r|e|m/w/d|w/m/d|d/m/w|m/f/d|h/f|f/h)\)", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[].{0,120}?[)\]]")
_CUTS = re.compile(
    r"[,;|(\[]|\s[-–—/·]\s|\s(?:with|for|in|at|of the|to the|für|im|bei)\s", re.IGNORECASE
)
_MOST_WORDS = 6
_HANGUL = re.compile(r"[가-힣]")
_LEAST_HANGUL = 3


@lru_cache(maxsize=2048)
def role_of(title: str) -> Role | None:
    """The role whose name, or whose other title, a title is or has in it: the longest of them.

    Of two the later one, which in most languages says what somebody is: "Nurse recruiter". None
    where the table has none.
    """
    plain = _GENDERED.sub("", title[:300])
    if whole := _index().get(tuple(_WORD.findall(fold(plain)))):
        return whole
    for text in (_CUTS.split(_BRACKETS.sub(" ", plain), maxsplit=1)[0], plain):
        if found := _in_words(text) or _in_korean(text):
            return found
    return None


def is_title(text: str) -> bool:
    """Whether a text is a title of the table, and nothing besides."""
    return tuple(_WORD.findall(fold(text))) in _index()


def title_in(text: str) -> str | None:
    """The first title of the table that stands in a text, as it stands there."""
    words = list(_WORD.finditer(text[:400]))[:40]
    for at, word in enumerate(words):
        for end in range(min(at + _MOST_WORDS, len(words)), at, -1):
            if tuple(fold(one.group()) for one in words[at:end]) in _index():
                return text[word.start() : words[end - 1].end()]
    joined = text[:400]
    return next((name for name, _ in _korean() if name in joined), None)


def _in_words(text: str) -> Role | None:
    words = _WORD.findall(fold(text))[:24]
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for at in range(len(words) - count, -1, -1):
            if found := _index().get(tuple(words[at : at + count])):
                return found
    return None


def _in_korean(text: str) -> Role | None:
    """Korean titles are told without their blanks, and with words of rank left out."""
    if not _HANGUL.search(text):
        return None
    joined = re.sub(
        r"[\W_]+", "", phrases("seniority", "level").taken_from(fold(text)).replace("경력", "")
    )
    whole = re.sub(r"[\W_]+", "", fold(text))
    for name, role in _korean():
        if name in whole or name in joined:
            return role
    return None


@cache
def _index() -> dict[tuple[str, ...], Role]:
    found: dict[tuple[str, ...], Role] = {}
    for role in roles().values():
        for title in (role.name, *role.titles, role.korean):
            if words := tuple(_WORD.findall(fold(title))):
                found.setdefault(words, role)
    return found


@cache
def _korean() -> tuple[tuple[str, Role], ...]:
    """The Korean titles without their blanks, the longest first."""
    found = {
        fold(title).replace(" ", ""): role
        for role in roles().values()
        for title in (role.korean, *role.titles)
        if _HANGUL.search(title) and len(title) >= _LEAST_HANGUL
    }
    return tuple(sorted(found.items(), key=lambda one: (-len(one[0]), one[0])))
