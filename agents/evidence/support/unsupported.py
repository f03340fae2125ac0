"""Statements about a person that no source holds."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

import msgspec

from agents.evidence.brackets import without_brackets
from agents.evidence.claims import misquoted
from agents.evidence.sources import Source
from agents.evidence.support.credentials import unheld_credentials
from agents.evidence.support.deeds import unheld_deeds
from agents.evidence.support.figures import unheld_figures
from agents.evidence.support.findings import Claim, Finding
from agents.evidence.support.known import Known, known
from agents.evidence.support.names import unheld_names
from agents.evidence.support.statements import Statement, statements

_APART = re.compile(
    r"(?m)^[ \t]{0,9}\d{1,2}[.)][ \t]|[\w.+-]{1,64}@[\w.-]{1,100}|(?:https?://|www\.)\S{1,300}|\b[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}/\S{0,200}"
)
_CODE = re.compile(r"[+＋]?[(（]?\d[\d ()./（）．／－ー-]{5,30}\d")
"""What may be the number of a telephone, of a person or of a day, in figures."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LEAST_DIGITS = 7
_PART = re.compile(r"[^,;\n]{12,200}")
"""Of an enumeration; shorter ones may be figures that stand elsewhere for something else."""
MOST = 20_000
"""Characters of a text that are looked at: ten pages."""
MOST_STATEMENTS = 200
"""Statements of a text that are looked at; of equal ones the first stands for all."""


class Unsupported(msgspec.Struct, frozen=True):
    """A statement that no source holds: what kind of one, its words, where they stand, and why.

    `quote` is `text[slice(*span)]` of the text that was checked; `why` is for a model.
    """

    kind: Claim
    quote: str
    span: tuple[int, int]
    why: str


def unsupported(
    text: str,
    sources: Sequence[Source],
    today: dt.date | None = None,
    *,
    to_person: bool = False,
) -> list[Unsupported]:
    """What a text says of the person that the sources do not hold, in the order of the text.

    Only sources that speak about the person hold anything of them; what is told as the words of a
    job is no claim. Durations of what goes on are counted up to `today`, without which they are
    counted up to the latest year that the sources name. `to_person`: the text talks to them, and
    what it asks them to do is no claim. Pure.
    """
    plain = _APART.sub(lambda part: " " * len(part.group()), without_brackets(text[:MOST]))
    held = known(tuple(sources), today)
    found = [_placed(text, one, 0) for one in _quotes(plain, sources)]
    seen: dict[str, list[Finding]] = {}
    for statement in statements(plain, held.names, held.others, to_person=to_person):
        if statement.text in seen:
            found += [_placed(text, one, statement.start) for one in seen[statement.text]]
            continue
        if len(seen) >= MOST_STATEMENTS:
            break
        seen[statement.text] = []
        if held.says(statement.text):
            continue
        seen[statement.text] = _unheld(statement, held)
        found += [_placed(text, one, statement.start) for one in seen[statement.text]]
    copied = _copied(plain, sources) if found else []
    told = [one for one in found if not _is_within(one, copied)]
    return sorted(told, key=lambda one: one.span)


def _copied(text: str, sources: Sequence[Source]) -> list[tuple[int, int]]:
    """Where a source stands whole: telephone numbers and the like, addresses. It tells nothing."""
    there = {code for source in sources for _, code in _codes(source.text)}
    said = "\n".join(_folded(source.text) for source in sources)
    found = [match.span() for match, code in _codes(text) if code in there]
    parts = (match for match in _PART.finditer(text) if any(map(str.isdigit, match.group())))
    return found + [match.span() for match in parts if _folded(match.group()) in said]


def _is_within(one: Unsupported, copied: Sequence[tuple[int, int]]) -> bool:
    if one.kind not in ("number", "date"):
        return False
    return any(start <= one.span[0] and one.span[1] <= end for start, end in copied)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _codes(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Long numbers that count nothing, with their digits; two years are a time, and no code."""
    for match in _CODE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= LEAST_DIGITS and len(_YEAR.findall(match.group())) < 2:
            yield match, digits


def _placed(text: str, one: Finding, start: int) -> Unsupported:
    span = (start + one.start, start + one.end)
    return Unsupported(one.kind, text[slice(*span)], span, one.why)


def _quotes(text: str, sources: Sequence[Source]) -> Iterator[Finding]:
    for quote in dict.fromkeys(misquoted(text, [source.text for source in sources])):
        at = text.find(quote)
        if at >= 0:
            yield Finding("quote", at, at + len(quote), f"Nobody said {quote!r}.")


def _unheld(statement: Statement, held: Known) -> list[Finding]:
    """What of a statement is held by nothing; deeds only where nothing else was found."""
    found = [
        *unheld_names(statement, held),
        *unheld_credentials(statement, held),
        *unheld_figures(statement, held),
    ]
    return found or list(unheld_deeds(statement, held))
