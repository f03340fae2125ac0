"""Which recruiting system a page is in, and where the same stands as data."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import parse_qs, urlsplit

import msgspec

from agents.data_files import read

_MOST_ADDRESS = 2_000
_MOST_NAME = 200
_LANGUAGE = re.compile(r"[a-z]{2}")


class Address(msgspec.Struct, frozen=True):
    """A posting of a recruiting system."""

    system: str
    board: str
    """What the system calls the employer."""
    id: str
    """What it calls the posting."""
    data: tuple[str, ...]
    """The addresses of its data, which are asked in this order."""
    named: str = ""
    """How the page calls itself, where its data do not name the employer."""


class _Pattern(msgspec.Struct, frozen=True):
    name: str
    page: re.Pattern[str]
    data: tuple[str, ...]
    query: bool
    named: str


def address_of(url: str) -> Address | None:
    """The posting whose page this is; None where the address is in no known system."""
    if len(url) > _MOST_ADDRESS:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme.lower() not in ("http", "https", "") or parts.port not in (None, 80, 443):
            return None
    except ValueError:
        return None
    plain = f"{host}{parts.path}"
    for pattern in _patterns():
        found = pattern.page.match(f"{plain}?{parts.query}" if pattern.query else plain)
        if found is not None:
            names = {**found.groupdict(""), "language": _asked_language(parts.query)}
            data = tuple(one.format(**names) for one in pattern.data)
            return Address(pattern.name, names["board"], names["id"], data, pattern.named)
    return None


def addresses_in(url: str, frames: Iterable[str]) -> list[Address]:
    """The postings of known systems that a page at this address shows in frames, or by a script."""
    found = []
    for frame in frames:
        found.append(address_of(f"https:{frame}" if frame.startswith("//") else frame))
        found += [address_of(page) for page in _embedded(url, frame)]
    return list(dict.fromkeys(one for one in found if one is not None))


def _embedded(url: str, script: str) -> Iterator[str]:
    try:
        fields = parse_qs(urlsplit(url).query, max_num_fields=50)
    except ValueError:
        return
    for one in read(__package__, "systems")["embedded"]:
        board = re.match(rf"(?:https?:)?//{one['script']}", script[:_MOST_ADDRESS])
        for id_ in fields.get(one["field"], [])[:1]:
            if board is not None:
                yield one["page"].format(board=board["board"], id=id_)


def employer_in(address: Address, title: str, job: str) -> str | None:
    """The employer, by what the page of a job calls itself; None where that has another form."""
    before, _, after = address.named.partition("{employer}")
    start, end = before.replace("{job}", job), after.replace("{job}", job)
    is_so = bool(address.named) and title.startswith(start) and title.endswith(end)
    found = title[len(start) : len(title) - len(end)].strip() if is_so else ""
    return found if 0 < len(found) <= _MOST_NAME else None


def _asked_language(query: str) -> str:
    asked = parse_qs(query, max_num_fields=50).get("language", [""])[0] if query else ""
    return f"?language={asked}" if _LANGUAGE.fullmatch(asked) else ""


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            one["name"],
            re.compile(
                one["page"] + ("" if one.get("query") else r"(?=[/?#-]|$)"),
                re.IGNORECASE | re.ASCII,
            ),
            tuple(one["data"]),
            one.get("query", False),
            one.get("named", ""),
        )
        for one in read(__package__, "systems")["system"]
    )
