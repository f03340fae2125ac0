"""Prizes and places that the sources do not hold, or tell as a lower one."""

import re
from collections.abc import Iterator
from functools import cache

from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known
from agents.evidence.support.statements import Statement
from agents.evidence.support.words import stands
from agents.evidence.word_lists import credential_text

_GIVEN = re.compile(r"(?:을|를|으로|도)?\s?(?:받|수상|차지|탔|타서|선정|입상|$|[.,(])")
"""What follows the Korean name of a prize that somebody got: "대상" is a target, too."""


def unheld_awards(statement: Statement, known: Known) -> Iterator[Finding]:
    """The first prize of a statement that no source tells of what it is told of."""
    if statement.language == "ko":
        yield from _korean(statement, known)
        return
    text = statement.text.lower()
    lines = [line.text.lower() for line in known.lines_of(statement.told)]
    told = [(row, word) for row in _rows("awards") for word in row if stands(word, text)]
    for row, word in told:
        others = any(stands(o, line) for line in lines for r in _rows("awards") for o in r)
        if others and not any(stands(one, line) for line in lines for one in row):
            at = text.find(word)
            yield Finding("certificate", at, at + len(word), f"No source tells of a {word!r}.")
            return


def _korean(statement: Statement, known: Known) -> Iterator[Finding]:
    for match in _korean_pattern().finditer(statement.text):
        if not _GIVEN.match(statement.text, match.end()):
            continue
        held = any(
            one.group() == match.group() and _GIVEN.match(known.text, one.end())
            for one in _korean_pattern().finditer(known.text)
        )
        if not held:
            said = match.group()
            yield Finding(
                "certificate", match.start(), match.end(), f"No source tells of the prize {said!r}."
            )
            return


@cache
def _rows(key: str) -> tuple[tuple[str, ...], ...]:
    rows = credential_text(key).strip().splitlines()
    return tuple(tuple(one.strip() for one in row.split(" / ")) for row in rows)


@cache
def _korean_pattern() -> re.Pattern[str]:
    names = sorted((name for row in _rows("korean_awards") for name in row), key=len, reverse=True)
    return re.compile(rf"(?<![가-힣])(?:{'|'.join(names)})")
