"""Which recruiting system a page is in, and where the same stands as data."""

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import msgspec

from agents.data_files import read

_MOST_ADDRESS = 2_000
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


class _Pattern(msgspec.Struct, frozen=True):
    name: str
    page: re.Pattern[str]
    data: tuple[str, ...]
    query: bool


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
            return Address(pattern.name, names["board"], names["id"], data)
    return None


def _asked_language(query: str) -> str:
    asked = parse_qs(query, max_num_fields=50).get("language", [""])[0] if query else ""
    return f"?language={asked}" if _LANGUAGE.fullmatch(asked) else ""


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            one["name"],
            re.compile(one["page"] + ("" if one.get("query") else r"(?=[/?#-]|$)"), re.IGNORECASE),
            tuple(one["data"]),
            one.get("query", False),
        )
        for one in read(__package__, "systems")["system"]
    )
