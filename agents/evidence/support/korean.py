"""What Korean tells in words of its own: titles, grades of certificates, tools by their sound."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known
from agents.evidence.support.statements import Statement
from agents.evidence.word_lists import words

_AS = re.compile(
    r"(?<![가-힣])(?P<title>[가-힣]{2,10}?)(?:(?:으로서|로서)(?![가-힣])|"
    r"(?:으로|로)(?=\s(?:[^\s,.]{1,12}\s){0,4}?(?:근무|일하|일했|일한|일해|재직|입사|채용|승진|발령|활동)))"
)
_OTHERS = re.compile(
    r"\s?(?:에게|님|께|부재|을 보조|를 보조|업무를? 보조|보조|의 지시|지시|과 함께|"
    r"와 함께|보고|이 없|을 도와|를 도와|을 지원|대행|을 대신|를 대신|"
    r"[:(]?\s?(?:교육 )?과정|시험|준비|지망|양성)"
)
"""What follows a title that is told of somebody else, or not had yet."""
_GRADE = re.compile(r"(?P<name>[가-힣A-Za-z]{2,14})\s?(?P<grade>[1-9])(?P<unit>급|종|단)(?!\d)")
_SHORT = 2
"""Syllables of a word that other words may begin with by chance."""
_ROW = re.compile(r"[,;|·\n]")
_WITH = re.compile(
    r"(?<![가-힣A-Za-z])(?P<name>[가-힣]{3,8}?)(?P<particle>으로|로|을|를|에|과|와)(?=[\s,.])"
)


def unheld_korean(statement: Statement, known: Known) -> Iterator[Finding]:
    """The titles, grades and tools of a Korean statement that nothing holds."""
    yield from _titles(statement, known)
    yield from _grades(statement, known)
    yield from _tools(statement, known)


@cache
def _title_pattern() -> re.Pattern[str]:
    body = "|".join(sorted(words("ko", "titles"), key=len, reverse=True))
    return re.compile(
        rf"(?:{body})(?=(?:으로|로|으로서|로서|을 맡|를 맡|직을|직책|입니다|이다|였|이었|까지|급|"
        rf"으로의|로의|\s?승진|\s?역할|이 되|가 되|직$|님이|,|$))"
    )


def _titles(statement: Statement, known: Known) -> Iterator[Finding]:
    named = [(m.start(), m.group()) for m in _title_pattern().finditer(statement.text)]
    endings = tuple(words("ko", "title_endings"))
    named += [
        (m.start(), m["title"])
        for m in _AS.finditer(statement.text)
        if m["title"].endswith(endings) and m["title"] not in words("ko", "no_titles")
    ]
    for at, title in named:
        if not _is_called(title, known.text):
            yield Finding("title", at, at + len(title), f"No source has the title {title!r}.")
            return


def _is_called(title: str, text: str) -> bool:
    """Whether a text has a title that is not told of somebody else."""
    return any(not _OTHERS.match(text, m.end()) for m in re.finditer(re.escape(title), text))


def _grades(statement: Statement, known: Known) -> Iterator[Finding]:
    """Grades of certificates, where the sources have the certificate in another or none at all."""
    for match in _GRADE.finditer(statement.text):
        held = _held_grades(known)
        grade = match["grade"] + match["unit"]
        of_it = {has for name, has in held if name.endswith(match["name"][-3:])}
        if grade not in (of_it or {has for _, has in held}):
            said = match.group()
            yield Finding(
                "certificate", match.start(), match.end(), f"No source has the grade {said!r}."
            )
            return


@lru_cache(maxsize=16)
def _held_grades(known: Known) -> frozenset[tuple[str, str]]:
    """The names of certificates with their grades."""
    return frozenset(
        (match["name"], match["grade"] + match["unit"])
        for row in _ROW.split(known.text)
        for match in _GRADE.finditer(re.sub(r"\s?\(\s?(?=\d[급종단])", " ", row))
    )


def _tools(statement: Statement, known: Known) -> Iterator[Finding]:
    """Tools whose foreign names are written by their sound, where no source has the name."""
    for match in _WITH.finditer(statement.text):
        name = match["name"]
        if _is_foreign(name) and not known.has_words(name):
            yield Finding(
                "tool", match.start("name"), match.end("name"), f"No source names {name!r}."
            )
            return


def _is_foreign(word: str) -> bool:
    """Whether a word is foreign by its sound, and none that all trades have taken in."""
    if any(
        word == one or (len(one) > _SHORT and (word.startswith(one) or word.endswith(one)))
        for one in words("ko", "loans")
    ):
        return False
    return sum(one in _sounds() for one in word) * 2 >= len(word)


@cache
def _sounds() -> frozenset[str]:
    """The syllables that hardly stand in words of Korean or Chinese origin."""
    return frozenset("".join(words("ko", "foreign")))
