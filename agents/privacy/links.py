"""Links to somebody's profiles and own pages, and the names that they have there."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from agents.career.skills import skills
from agents.data_files import listed
from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span
from agents.resume.contact import LINK, link_key

_HANDLE = pattern(__name__, "handle")
_LABEL = pattern(__name__, "label")
_WEB = re.compile(
    r"(?i)\bhttps?://[^\s<>()\"'|•·,]{3,300}|(?<![\w@.-])www\.[\w.-]{3,100}(?:/[^\s<>()\"'|•·,]{0,200})?"
)
"""Links in any domain there is."""
_DOT = re.compile(r"\.[A-Za-z]{2}|://")
"""What stands in every link."""
_WORD = re.compile(r"[^\s<>()\"'|•·,]{4,600}")
_BEFORE = 40
_LEAST_HINT = 4
"""Letters of a name that stand in a domain only if it is that person's."""


def links(text: str, addresses: Iterable[str] = ()) -> Iterator[Span]:
    """The personal links in a text, in which these mail addresses stand."""
    names = list(_hints(text, addresses))
    for start, link in _written(text):
        line = small(text[max(0, start - _BEFORE) : start]).rpartition("\n")[2]
        if _LABEL.search(line) or is_profile(link) or _is_own(link, names):
            yield Span(start, start + len(link), "LINK", link_key(link))
    for match in _HANDLE.finditer(small(text)):
        name = match[match.lastgroup or 0].rstrip(".")
        start = match.start(match.lastgroup or 0)
        yield Span(start, start + len(name), "LINK", name.strip("@/"))


def _written(text: str) -> Iterator[tuple[int, str]]:
    """The links in a text, and where each begins."""
    for word in _WORD.finditer(text):
        if not _DOT.search(word.group()) or ("@" in word.group() and "/" not in word.group()):
            continue
        match = _WEB.search(text, *word.span()) or LINK.search(text, *word.span())
        if match:
            yield match.start(), match.group().rstrip(".,;:!?])}*_")


def is_profile(link: str) -> bool:
    """Whether a link leads to what belongs to a person, by the shape of its address."""
    host, _, path = link_key(link).partition("/")
    parts = [part for part in re.split(r"[/?#]", path) if part]
    site = next((site for site in _suffixes(host) if site in _listed("hosts")), None)
    if site is None:
        above = host.partition(".")[2]
        if above in _listed("domains") and host.partition(".")[0] not in _listed("reserved"):
            return True
        return bool(parts) and _names_person(parts)
    if site in _listed("queries"):
        return bool(parts)
    return bool(parts) and parts[0] not in _listed("reserved")


def handle_of(link: str) -> str:
    """What somebody is called on a site, as it is written in a link; nothing where it may be a
    thing that has a page there."""
    parts = link.split("?")[0].rstrip("/").split("/")
    name = parts[-1].lstrip("@")
    deep = len([part for part in parts if "." not in part and part not in ("", "https:", "http:")])
    alone = deep == 1 or (deep == 2 and parts[-2].lower() in _listed("before_handles"))
    return name if alone and name.casefold() not in _things() else ""


@cache
def _things() -> frozenset[str]:
    spellings = (one.text for skill in skills().values() for one in skill.spellings)
    return frozenset(text.casefold() for text in spellings) | _listed("reserved") | _listed("pages")


def _names_person(parts: list[str]) -> bool:
    """Whether the path of any site names somebody: `/@name`, `/~name`, `/in/name`."""
    named = len(parts[0]) > 2 and parts[0][0] in "@~"
    return named or (len(parts) == 2 and parts[0] in _listed("before_handles"))


def _suffixes(host: str) -> Iterator[str]:
    """A host, and the domains that it is in."""
    while host:
        yield host
        host = host.partition(".")[2]


def _hints(text: str, addresses: Iterable[str]) -> Iterator[str]:
    """Parts of names that a domain of one's own may have: from mail addresses and the top."""
    top = next((line for line in text[:400].splitlines() if line.strip()), "")
    words = top.split()
    head = words if 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) else []
    for source in (*(address.partition("@")[0] for address in addresses), *head):
        yield from (
            part for part in re.split(r"[\W\d_]+", source.lower()) if len(part) >= _LEAST_HINT
        )


def _is_own(link: str, names: list[str]) -> bool:
    """Whether its domain has the name of somebody who is named here."""
    host = link_key(link).partition("/")[0].rpartition(".")[0]
    return any(name in host for name in names)


@cache
def _listed(key: str) -> frozenset[str]:
    return listed(__package__, "links", key)
