"""Which part of a résumé somebody means who names it in words. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from agents.data_files import listed, read
from agents.evidence.text import QUOTED, content
from agents.kinds.cv.pieces import Piece
from agents.resume.lines import fold

MOST = 8
_MOST_OF_IT = 0.6
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(r"\b(?:before|above|ahead of)\b")
_ENOUGH = 0.5
"""The share of the named words from which on a part is meant."""
_HANGUL = re.compile(r"[가-힣]+")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|도|만|의|로|으로|에서|에|부터)$")
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = {
    "one": 1, "a": 1, "single": 1, "two": 2, "three": 3, "four": 4, "eine": 1, "zwei": 2,
    "drei": 3, "한": 1, "두": 2, "세": 3, "네": 4,
}  # fmt: skip
_PAGES = re.compile(
    r"(?<!\d)(?P<digits>\d)\s?(?:pages?\b|seiten?\b|페이지|장|쪽)"
    r"|\b(?P<word>one|a|single|two|three|four|eine|zwei|drei)[ -](?:pages?|seiten?)\b"
    r"|(?P<korean>한|두|세|네)\s?(?:페이지|장|쪽)"
)
_ALL = re.compile(r"\b(?:everything|all|alles)\b|전부|모두|다 ")


def sections_meant(wish: str, there: Iterable[str]) -> list[str]:
    """The sections that a wish names, as places; "" is none."""
    said = f" {' '.join(_WORD.findall(fold(wish)))} "
    known = set(there)
    found = [
        (len(name), section)
        for section, names in _sections().items()
        if section in known
        for name in names
        if _stands_in(name, said)
    ]
    best = max((length for length, _ in found), default=0)
    return list(dict.fromkeys(_place(section) for length, section in found if length == best))


def meant(wish: str, pieces: Sequence[Piece], ignored: Iterable[str]) -> list[str]:
    """The places that a wish names: parts that have most of its words, else a section.

    `ignored` are phrases that say what is to be done with them. What stands in quotation marks is
    looked for as it is. Several are meant only where they have as much of it.
    """
    quoted = [fold(quote.strip('"“”「」')) for quote in QUOTED.findall(wish)]
    exact = [piece.path for piece in pieces for one in quoted if one and one in fold(piece.text)]
    if exact:
        return _outermost(exact)
    rest = fold(wish)
    for phrase in sorted(ignored, key=len, reverse=True):
        rest = re.sub(rf"(?<![^\W_]){re.escape(phrase)}", " ", rest)
    named = sections_meant(rest, (piece.section for piece in pieces))
    wanted = _words(rest) - _common()
    if jobs := _jobs_meant(rest, wanted, pieces):
        return jobs
    if wanted:
        shares = [(len(_held(wanted, piece.text)) / len(wanted), piece) for piece in pieces]
        best = max((share for share, _ in shares), default=0.0)
        if best >= (1.0 if named else _ENOUGH):
            return _outermost(piece.path for share, piece in shares if share == best)
    return named


def order_meant(wish: str, there: Iterable[str]) -> tuple[str, str] | None:
    """Two sections of which the first is to stand before the second: "licences above education"."""
    found = [sections_meant(part, there) for part in _compared(wish)]
    return (found[0][0], found[1][0]) if found and all(found) else None


def moved(wish: str) -> str:
    """What of a wish names what is to be moved: all of it, or what stands before another thing."""
    return _compared(wish)[0] if _compared(wish) else wish


def _compared(wish: str) -> list[str]:
    """The two parts of a wish that wants one thing before another; none where it does not."""
    parts = _BEFORE.split(fold(wish), maxsplit=1)
    if len(parts) > 1 and all(part.strip() for part in parts):
        return parts
    words, korean, _ = fold(wish).partition("보다")
    one, _, other = words.strip().rpartition(" ")
    return [one, other] if korean and one else []


def _jobs_meant(said: str, wanted: set[str], pieces: Sequence[Piece]) -> list[str]:
    """The job that is told by its year, or by its place among the jobs; none where neither is."""
    jobs = [piece for piece in pieces if piece.section == "work" and not piece.is_line]
    if not jobs or not any(_says(said, word) for word in listed(__package__, "words", "jobs")):
        return []
    years = {word for word in wanted if _YEAR.fullmatch(word)}
    if years:
        return [piece.path for piece in jobs if years <= _words(piece.text)][:1]
    for at, key in ((0, "current"), (1, "second"), (2, "third"), (3, "fourth"), (-1, "oldest")):
        is_it = any(_says(said, word) for word in listed(__package__, "words", key))
        if is_it and -len(jobs) <= at < len(jobs):
            return [jobs[at].path]
    return []


def _says(said: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", said) is not None


def pages_meant(wish: str) -> int | None:
    """The number of pages that a wish names."""
    found = _PAGES.search(wish.casefold())
    if not found:
        return None
    number = found["digits"] or found["korean"] or found["word"]
    return int(number) if number.isdigit() else _NUMBERS[number]


def says_all(wish: str) -> bool:
    """Whether it is everything that is meant."""
    return _ALL.search(fold(wish)) is not None


def _held(wanted: set[str], text: str) -> set[str]:
    own, plain = _words(text), fold(text)
    return {word for word in wanted if word in own or _is_in(word, plain)}


def _is_in(word: str, text: str) -> bool:
    """Whether a text has a Korean word, or most of its syllables, two by two."""
    if not _HANGUL.fullmatch(word):
        return False
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    held = sum(pair in text for pair in pairs)
    return word in text or (len(pairs) > 2 and held >= _MOST_OF_IT * len(pairs))


def _words(text: str) -> set[str]:
    korean = {_PARTICLE.sub("", word) if len(word) > 2 else word for word in _HANGUL.findall(text)}
    latin = content(_HANGUL.sub(" ", text))
    latin |= {word for word in _WORD.findall(fold(text)) if any(map(str.isdigit, word))}
    return {word for word in korean | latin if len(word) > 1}


def _outermost(paths: Iterable[str]) -> list[str]:
    """The places without those that are in others; none where very many are meant."""
    known = list(dict.fromkeys(paths))
    found = [one for one in known if not any(one.startswith(f"{other}/") for other in known)]
    return found if len(found) <= MOST else []


def _place(section: str) -> str:
    return "/basics/summary" if section == "basics" else f"/{section}"


def _stands_in(name: str, said: str) -> bool:
    return f" {name} " in said if name.isascii() else name in said


@cache
def _sections() -> Mapping[str, tuple[str, ...]]:
    return {
        section: tuple(" ".join(name.split()) for name in names.split(","))
        for section, names in read(__package__, "sections").items()
    }


@cache
def _common() -> frozenset[str]:
    """Words by which nothing is named: "the job at", "my point about"."""
    said = listed(__package__, "words", "common")
    return said | content(" ".join(said))
