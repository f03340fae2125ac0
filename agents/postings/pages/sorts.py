"""Of what sort a page is: a posting, a login wall, one that is gone, a list of jobs, or another."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from agents.postings.headings import kind_of_heading, says_it
from agents.postings.pages.elements import Element
from agents.postings.pages.words import names, words
from agents.postings.phrases import pattern

Sort = Literal["posting", "login", "gone", "list", "other"]

FEW_LINES = 8
"""So many first lines say what a page is about."""
SHORT = 1_200
"""Characters of a page that has not much to say."""
_LONGEST_NOTE = 200
_LONGEST_HEADING = 60
_MANY_LINKS = 5
_SOME_LINKS = 3
_MOST_LINKS = 2_000
_LEAST_LINKED = 0.3
"""The share of a list's text that its links are."""
_SIGNS = ("tasks", "asked", "offer", "apply")
_CORE = frozenset({"tasks", "asked"})
"""What no page has that only tells of a firm."""
_SAYS_IT = 0.4
_HEADS = 0.6
_OF_PARTS: dict[str, str] = {
    "duties": "tasks", "must": "asked", "nice": "asked", "mixed": "asked", "benefits": "offer",
    "apply": "apply",
}  # fmt: skip
"""What the headings of a posting's parts are signs of."""
_COUNTED = pattern("counted_jobs")
_NUMBER = re.compile(r"[0-9a-f-]{16,}|\d+")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,30}")
_MISSING = re.compile(r"\b(?:404|410)\b")
_NOT_LINKS = {"nav", "footer", "header"}


class Shown(NamedTuple):
    """What tells of what sort a page is."""

    title: str
    headings: tuple[str, ...]
    """Those of the first and second rank in its own part."""
    lines: tuple[str, ...]
    """Its own part, line by line."""
    asks_password: bool
    cards: int
    """Links to pages of one kind, with short words as jobs have: the most of a kind."""
    card_share: float
    """Which share of the page's text these are."""
    has_posting: bool
    """Whether it tells programs of a single job."""
    types: frozenset[str]
    """What it tells programs of."""
    notes: tuple[str, ...] = ()
    """Short notes that stand apart."""


def sort_of(shown: Shown) -> Sort:
    """Of what sort the page is that shows this."""
    length = sum(map(len, shown.lines))
    signs = _signs(shown.lines)
    if _says(shown, "gone", length, is_posting=len(signs) >= 2) or _is_missing(shown, length):
        return "gone"
    if not signs and length < SHORT and (shown.asks_password or _says(shown, "login", length)):
        return "login"
    article = is_article(shown)
    has_core = bool(signs & _CORE)
    if (len(signs) >= 3 and has_core and not article) or (shown.has_posting and length > 200):
        return "posting"
    is_listed = "itemlist" in shown.types and not shown.has_posting
    if (is_listed and shown.cards >= _SOME_LINKS) or _is_list(shown, len(signs), has_core=has_core):
        return "list"
    if article:
        return "other"
    is_posting = (len(signs) >= 2 and has_core) or _is_told(shown.lines, signs)
    return "posting" if is_posting else "other"


def is_article(shown: Shown) -> bool:
    """Whether it is told as one, or called one, and not as a posting."""
    if shown.has_posting:
        return False
    if shown.types & names("sorts", "article", "types"):
        return True
    heads = (shown.title.partition("|")[0], *shown.headings[:1])
    return any(words("sorts", "article", "titles").in_(one) for one in heads)


def cards(body: Element) -> tuple[int, float]:
    """How many links a page has to pages of one kind, and the share of its text that they are."""
    kinds: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    seen: set[str] = set()
    whole = len(body.text) or 1
    for element in body.below():
        address = element.get("href").split("#")[0]
        if element.tag != "a" or not address or address in seen or len(seen) > _MOST_LINKS:
            continue
        seen.add(address)
        text = element.head(_LONGEST_NOTE)
        if not 4 <= len(text) < _LONGEST_NOTE or any(o.tag in _NOT_LINKS for o in element.above()):
            continue
        kind = _kind_of(address)
        kinds[kind] += 1
        lengths[kind] += len(text)
    if not kinds:
        return 0, 0.0
    kind, count = max(kinds.items(), key=lambda one: (one[1], lengths[one[0]]))
    return count, lengths[kind] / whole


def _kind_of(address: str) -> str:
    """What addresses of one kind of page have in common: their folder, and names of fields."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    folders = [_NUMBER.sub("#", part) for part in parts.path.split("/") if part]
    fields = sorted(field.partition("=")[0] for field in parts.query.split("&") if field)
    return "/".join([parts.netloc, *folders[:-1], str(len(folders)), *fields[:3]])


def _signs(lines: Iterable[str]) -> set[str]:
    """Which parts of a posting have a heading, or a line that begins with its name."""
    found: set[str] = set()
    for line in lines:
        head = line.partition("\t")[0].partition(":")[0].partition("：")[0].lstrip("•# ")
        head = head.strip("【】[]■◆●▶<>〈〉《》 ")
        if not 1 < len(head) <= _LONGEST_HEADING:
            continue
        found |= {sign for sign in _SIGNS if words("sorts", "signs", sign).share(head) >= _SAYS_IT}
        kind = kind_of_heading(head)
        if kind in _OF_PARTS and says_it(head, kind, _HEADS):
            found.add(_OF_PARTS[kind])
    return found


def _is_told(lines: tuple[str, ...], signs: set[str]) -> bool:
    """Whether a posting without headings is told: it says several things, and how to apply."""
    text = "\n".join(lines)
    told = {sign for sign in _SIGNS if words("sorts", "signs", sign).in_(text)} | signs
    reachable = _MAIL.search(text[:20_000]) is not None or "apply" in signs
    return len(told) >= 3 and "asked" in told and reachable and len(text) < 4 * SHORT


def _says(shown: Shown, what: str, length: int, *, is_posting: bool = False) -> bool:
    """Whether the page says so of itself: in a heading, or in a note that is most of it."""
    said = words("sorts", what)
    heads = [one for one in (shown.title, *shown.headings[:2]) if len(one) <= _LONGEST_NOTE]
    lines = (*shown.lines[:FEW_LINES], *shown.notes)
    first = [line for line in lines if len(line) <= _LONGEST_NOTE]
    if is_posting:
        return any(said.share(line) > 0.25 for line in (*heads[1:], *first[:4], *shown.notes))
    if any(said.share(one) > 0.2 for one in heads) or any(said.share(one) > 0.1 for one in first):
        return True
    return length < SHORT and any(said.in_(line) for line in shown.lines[:40])


def _is_missing(shown: Shown, length: int) -> bool:
    heads = (shown.title, *shown.headings[:1])
    return length < SHORT and any(_MISSING.search(one) for one in heads if len(one) < 80)


def _is_list(shown: Shown, signs: int, *, has_core: bool) -> bool:
    if shown.cards >= _MANY_LINKS and shown.card_share >= _LEAST_LINKED:
        return True
    listed = words("sorts", "list")
    heads = (shown.title.partition("|")[0], *shown.headings[:1])
    named = any(listed.share(one) > 0.3 for one in heads)
    counted = any(_COUNTED.search(one) for one in heads)
    if (named or counted) and (signs < 2 or not has_core) and shown.cards >= _SOME_LINKS:
        return True
    if (named or counted) and signs < 3 and len(shown.headings) > _MANY_LINKS:
        return True
    return shown.cards >= _MANY_LINKS and signs < 2 and shown.card_share > 0.15


def asks_password(tree: Any) -> bool:
    """Whether the page has a field for a password."""
    return tree.css_first('input[type="password"]') is not None
