"""Places as resumes name them: "Leeds", "Freiburg im Breisgau", "San Jose, CA", "서울시 강남구"."""

import re
from functools import cache

import msgspec

from agents.data_files import read
from agents.resume.lines import Slice, fold
from agents.resume.patterns import pattern

_POSTCODE = pattern(__name__, "postcode")
_STREET = pattern(__name__, "street")
_DISTRICT = re.compile(
    r"\s{1,9}(?:\d{1,2}(?:er|e|ème)?|[IVX]{1,5})(?:\s(?:arr|arrondissement)\b.*)?$"
)
"""The number of a part of a town: "Lyon 3e"."""
_HAN = (
    r"(?:東京都|北海道|(?:京都|大阪)府|[\u4e00-\u9fff]{2,3}[県省])[\u3040-\u30ff\u4e00-\u9fff\d丁目番地-]{0,24}"
    r"|[\u4e00-\u9fff]{2,4}市[\u4e00-\u9fff]{1,4}[区區][\u4e00-\u9fff\d]{0,16}"
)
"""Compiled when it is needed: its ranges are large, and few resumes are Chinese or Japanese."""
_KOREAN = re.compile(r"[가-힣]{1,6}(?:특별시|광역시|특별자치[시도]|시|도|군|구|읍|면|동|로|길)")
_KOREAN_UNIT = re.compile(r"(?:특별자치시|특별자치도|특별시|광역시|시|도)$")
_AREA = pattern(__name__, "area")


class Place(msgspec.Struct, frozen=True):
    """A place, and the country that it is in where that is known (ISO 3166)."""

    said: Slice
    country: str | None


def place(said: Slice, *, loose: bool = False) -> Place | None:
    """The place that a part of a line is, with nothing else in it; None where it is none.

    A town that no list has is one before its region; where nothing but a place is to be expected
    (`loose`), before its country, too.
    """
    text = said.text.strip(" ,.;()")
    if not 2 <= len(text) <= 90 or (not text[0].isalnum() and text[0] != "〒"):
        return None
    pieces = [piece.strip(" .") for piece in re.split(r"[,，/]|\s[-–—·|]\s", text)]
    pieces = [piece for piece in pieces if piece]
    has_town = any(fold(piece) in _towns() for piece in pieces[1:])
    if not loose and has_town and not _known(pieces[0], first=True, loose=False):
        return None  # before a town stands the name of somebody who is there
    known = [_known(piece, first=at == 0, loose=loose) for at, piece in enumerate(pieces)]
    if not any(known) or len(pieces) > 5:
        return _eastern(said)
    ends_in_region = pieces[-1].split()[0] in _codes() or (loose and known[-1])
    is_town = known[0] or (len(pieces) <= 3 and ends_in_region and _may_be_place(pieces[0]))
    if is_town and (all(known[1:]) or sum(map(bool, known)) * 2 > len(pieces)):
        return Place(said, next((k for k in reversed(known) if k and k != "?"), None))
    return None


def country_of(text: str) -> str | None:
    """The country that the town of that name is in, or whose name the text is."""
    return _towns().get(fold(text)) or _countries().get(fold(text))


def is_street(text: str) -> bool:
    """Whether the text has a street and a number in it."""
    return bool(_STREET.search(text))


def _eastern(said: Slice) -> Place | None:
    if said.text.isascii() or max(said.text) < "\u1100":
        return None
    if re.fullmatch(_HAN, said.text):
        return Place(said, country_of(said.text[:2]) or country_of(said.text[:3]))
    words = said.text.split()
    named = [word for word in words if _KOREAN.fullmatch(word) or country_of(word) == "KR"]
    countries = {country_of(words[0]), country_of(_KOREAN_UNIT.sub("", words[0]))}
    is_place = named and len(named) == len(words) and "KR" in countries
    return Place(said, "KR") if is_place else None


def _known(piece: str, *, first: bool, loose: bool) -> str | None:
    """The country that a name is, or is in; "?" where only that it is a place is known."""
    text = _AREA.sub("", _POSTCODE.sub("", piece).strip(" ,")).strip()
    text = _DISTRICT.sub("", text)
    region = _regions().get(fold(text))
    # "Victoria" is a town; behind one it is what that lies in.
    found = (country_of(text) or region) if first else (region or country_of(text))
    if found:
        return found
    words = text.split()
    if (
        len(words) > 1
        and words[-1] in _codes()
        and ((loose and not piece.isupper()) or country_of(" ".join(words[:-1])))
    ):
        return _codes()[words[-1]]
    if not first and text in _codes():
        return _codes()[text]
    if len(words) > 1 and (found := country_of(words[0])) == "KR" and len(words) < 5:
        return found if all(map(_KOREAN.fullmatch, words[1:])) else None
    has_code = _POSTCODE.search(piece) and text[:1].isupper() and len(words) <= 3
    if has_code and re.search(r"\d{5}|\d{2}-\d{3}|[A-Z]\d", piece) and not re.search(r"\d", text):
        return "?"
    return None


def _may_be_place(text: str) -> bool:
    """Whether it could be the name of a town that is in no list."""
    bare = _POSTCODE.sub("", text)
    words = bare.split()
    return (
        not re.search(r"\d", bare)
        and 0 < len(words) <= 3
        and all(w[:1].isupper() or len(w) < 5 for w in words)
    )


@cache
def _countries() -> dict[str, str]:
    return {
        name: code
        for code, names in read(__package__, "countries").items()
        for name in _names(names)
    }


@cache
def _towns() -> dict[str, str]:
    return _table("towns")


@cache
def _regions() -> dict[str, str]:
    return _table("regions")


@cache
def _codes() -> dict[str, str]:
    found = _places()["codes"].items()
    return {name.strip(): code for code, names in reversed(found) for name in names.split(",")}


@cache
def _places() -> dict[str, dict[str, str]]:
    return read(__package__, "places")


def _table(key: str) -> dict[str, str]:
    found = _places()[key].items()
    return {name: code for code, names in reversed(found) for name in _names(names)}


def _names(text: str) -> list[str]:
    return [fold(" ".join(name.split())) for name in text.split(",")]
