"""Names of things: a posting's word for what a résumé names otherwise, and acronyms."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from agents.postings.asked import Asked
from agents.resume.lines import Slice
from agents.resume.pointers import Key, pointer, points
from agents.resume.skills import mentions, skill_of

_ACRONYM = re.compile(r"(?<![\w&.-])[A-Z][A-Z0-9]{1,5}(?![\w&-])")
_WORDS = re.compile(r"[A-Za-z][\w'’-]*")
_SMALL = frozenset(["of", "and", "for", "the", "in", "to"])
_HANGUL = re.compile(r"[가-힣]")
MOST_TERMS = 12
MOST_POINTS = 400


class Renamed(NamedTuple):
    """A place that calls something as the posting does, beside its own word for it."""

    path: str
    before: str
    after: str
    own: str
    term: str


class LongForm(NamedTuple):
    """What an acronym stands for, as the résumé has it, and the text that uses it first."""

    words: str
    first_use: str


def same_by_another_name(
    resume: Mapping[str, Any], text: str, asked: Sequence[Asked]
) -> Iterator[Renamed]:
    """Where the résumé has what the posting asks for, and its word for it nowhere.

    The word is put in brackets behind the résumé's own, once, in the list of skills or else in the
    first line that names it. Only what the list of skills holds for one and the same is renamed,
    and only in the same script.
    """
    told = text.casefold()
    own = _own_words(resume)
    done = set[str]()
    for one in asked:
        words = Slice(one.quote or one.text, 0)
        for mention in mentions([words], sure=True):
            term = mention.said.text
            if mention.skill is None or mention.name in done or mention.name not in one.skills:
                continue
            done.add(mention.name)
            if term.casefold() in told or len(done) > MOST_TERMS:
                continue
            found = own.get((mention.name, _is_korean(term)))
            if found:
                yield Renamed(*found[:2], _beside(found[1], found[2], term), found[2], term)


def long_forms(texts: Iterable[str]) -> dict[str, LongForm]:
    """Acronyms that the texts use before they say what they stand for, and what that is.

    Those whose long form stands beside them anyway, or comes first, need none.
    """
    told = list(texts)
    uses: dict[str, int] = {}
    for at, text in enumerate(told):
        for match in _ACRONYM.finditer(text):
            uses.setdefault(match.group(), at)
    found: dict[str, LongForm] = {}
    for short, at in list(uses.items())[:MOST_TERMS]:
        for other, text in enumerate(told):
            long = _long_form(short, text) if other > at else None
            if long and not re.search(rf"(?i){re.escape(long)}", " ".join(told[: at + 1])):
                found[short] = LongForm(long, told[at])
                break
    return found


def _long_form(short: str, text: str) -> str | None:
    """Words whose first letters are the acronym's, and which begin with capital letters."""
    words = list(_WORDS.finditer(text))
    for start in range(len(words)):
        at, letters = start, 0
        while at < len(words) and letters < len(short):
            word = words[at].group()
            if word.lower() in _SMALL and letters and word[0].upper() != short[letters]:
                at += 1
                continue
            if word[0] != short[letters] or word == short:
                break
            if at > start and text[words[at - 1].end() : words[at].start()].strip(" -"):
                break
            letters += 1
            at += 1
        if letters == len(short) and len(short) > 1:
            return text[words[start].start() : words[at - 1].end()]
    return None


def _own_words(resume: Mapping[str, Any]) -> dict[tuple[str, bool], tuple[str, str, str]]:
    """Where each skill is named first, by its name and whether that is in Hangul: the place, its
    text, and the word in it."""
    found: dict[tuple[str, bool], tuple[str, str, str]] = {}
    for key, written in _listed(resume):
        known = skill_of(written)
        if known:
            found.setdefault((known.name, _is_korean(written)), (pointer(key), written, written))
    for point in islice(points(resume), MOST_POINTS):
        for mention in mentions([Slice(point.text, 0)]):
            word = mention.said.text
            place = (mention.name, _is_korean(word))
            found.setdefault(place, (point.path, point.text, word))
    return found


def _listed(resume: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """The entries of the résumé's list of skills."""
    for at, skill in enumerate(resume.get("skills") or []):
        if not isinstance(skill, Mapping):
            continue
        words = skill.get("keywords")
        entries: list[tuple[Key, Any]] = [(("skills", at, "name"), skill.get("name"))]
        entries += [
            (("skills", at, "keywords", number), word)
            for number, word in enumerate(words if isinstance(words, list) else ())
        ]
        yield from ((key, written) for key, written in entries if isinstance(written, str))


def _is_korean(text: str) -> bool:
    return _HANGUL.search(text) is not None


def _beside(text: str, own: str, term: str) -> str:
    return text.replace(own, f"{own} ({term})", 1)
