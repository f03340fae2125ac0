"""Titles, degrees, certificates and languages that the sources do not hold."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from agents.evidence.alternatives import alternatives
from agents.evidence.support.awards import unheld_awards
from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line
from agents.evidence.support.korean import unheld_korean
from agents.evidence.support.names import NAMED_CATEGORIES
from agents.evidence.support.statements import Statement
from agents.evidence.support.titles import unheld_titles
from agents.evidence.support.words import stands
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.word_lists import credential_text, credential_words, ranked, words
from agents.resume.lines import Slice, fold
from agents.resume.skills import mentions
from agents.resume.spoken_languages import language_code

_DENIED = re.compile(
    r"(?i)\b(?:not yet|not started|booked|planned|in progress|studying (?:for|towards?)|working "
    r"towards?|expired|lapsed|"
    r"not renewed|preparing|pending|expected|due in|passed \d{1,3} of)\b|"
    r"(?<!\d)\d{1,3} of \d{1,3} (?:exams|papers|"
    r"modules)|준비 중|준비중|예정|공부 중|미취득|만료|갱신 안|필기 합격"
)
"""What says that a certificate is not held yet, or no longer."""
_LAPSED = re.compile(r"(?i)\b(?:expired|lapsed|not renewed)\b|만료|갱신 안")
_NOT_YET = re.compile(
    r"(?i)\b(?:not (?:yet|started|done|taken|finished|renewed)|booked|planned|in progress|"
    r"finishing|enrolled|expected(?: \w{2,9})? \d{4}|ongoing|working towards?|expired|lapsed)\b|"
    r"미취득|준비 중|예정|: ?(?:no|none)\b|: ?없음"
)
_HAS = re.compile(
    r"(?i)\b(?:holds?|has|have|had|am|is|i['’](?:m|ve)|qualified|certified|licen[sc]ed|registered|passed|completed|"
    r"gained|got|obtained|earned|with)\b|보유|취득|합격|소지|갖고|갖춘|있|이수|수료"
)
_CERTIFIES = re.compile(
    r"(?i)\b(?:certif\w*|course|passed|exam|licen[sc]e\w*|ticket|associate|professional|foundation|level)\b|"
    r"자격|인증|면허|취득|이수|수료|합격|급\b|기사|\(\s?(?:19|20)\d\d"
)
"""What says that a line is of a certificate, which may stand with its year alone."""
_HELD_NOW = re.compile(
    r"(?i)\b(?:holds?|current|valid|certified|licen[sc]ed|qualified|up to date)\b|보유|소지|유효"
)
_BEGUN = re.compile(
    r"(?i)\b(?:began|begun|start(?:ed|ing)?|enrol\w*|stud(?:y|ies|ied|ying)|taking|doing|expired|still|remaining|left)\b|"
    r"시작|공부|준비|입학|다니"
)
"""Words of who does not say that it is had."""
_MOST_LINES = 40
_SOME, _MOST_OF, _LONG = 2, 0.6, 7
_STATUS = ("chartered", "certified", "licensed", "accredited")
"""What somebody is by a certificate, who may be on the way to it only."""
_HOLDS = re.compile(
    r"(?i)\b(?:holds?|current(?:ly)?|valid|have|has|up to date)\b|보유|소지|유효|갖고|가지고"
)
_UNIVERSITY = re.compile(r"universit|college|hochschule|대학|polytechnic")
_NO_NAME = re.compile(r"\d|(?:고|며|서|에|여|해|한|된|은)$")
"""What a Korean word has that is a date, or ends a clause, and no name of a certificate."""
_FIELD = re.compile(
    r"\s(?:degree\s)?(?:\([^)]{0,20}\)\s?)?(?:in|of)\s(?P<field>(?:[\w&-]+\s?){1,5})"
)
_KOREAN_FIELD = re.compile(r"([가-힣]{2,10}?)(?:학과|학부|전공|과)?\s?(?:학사|석사|박사|전공)")
_LANGUAGE = re.compile(r"[A-Z][a-z]{2,14}|[가-힣]{1,6}어(?![가-힣]{3})")


def unheld_credentials(statement: Statement, known: Known) -> Iterator[Finding]:
    """The titles, degrees, certificates and languages of a statement that nothing holds."""
    yield from (unheld_korean if statement.language == "ko" else unheld_titles)(statement, known)
    yield from _degrees(statement, known)
    yield from _certificates(statement, known)
    yield from _not_yet(statement, known)
    yield from unheld_awards(statement, known)
    yield from _languages(statement, known)


def _degrees(statement: Statement, known: Known) -> Iterator[Finding]:
    if statement.language == "ko":
        yield from _korean_degrees(statement, known)
        yield from _grades(statement, known)
        return
    for match in _degree_pattern().finditer(statement.text):
        word = " ".join(match.group().lower().replace("’", "'").split())
        if len(word) <= 2 and not match.group().isupper():
            continue
        if word in words("en", "open_degrees") and not _is_degree(statement.text, match):
            continue
        level = ranked("degrees")[word]
        learnt = _levels(known)
        is_any = word in {"degree", "graduated", "graduate"}
        if (not is_any and level not in learnt) or (
            is_any and not learnt & {2, 3, 4} and not _UNIVERSITY.search(known.folded)
        ):
            yield Finding(
                "degree", match.start(), match.end(), f"No source has such a degree: {word!r}."
            )
            return
        field = _FIELD.match(statement.text, match.end())
        told = field and _field_words(field["field"])
        if field and told and not any(one in _learnt_fields(known) for one in told):
            yield Finding(
                "degree",
                match.start(),
                field.end("field"),
                f"No source has a degree in {field['field'].strip()!r}.",
            )
            return
        if (
            field is None
            and not is_any
            and _before_is_unknown(statement.text, match.start(), known)
        ):
            yield Finding("degree", match.start(), match.end(), "No source has a degree in that.")
            return
    yield from _grades(statement, known)


@lru_cache(maxsize=16)
def _learnt_fields(known: Known) -> frozenset[str]:
    """The stems of the lines that tell of a degree or a school, and of those beside them."""
    at = [
        line.number
        for line in known.lines
        if _degree_pattern().search(line.text) or _UNIVERSITY.search(fold(line.text))
    ]
    near = {one for number in at for one in (number - 1, number, number + 1)}
    found = [line.stems for line in known.lines if line.number in near]
    return frozenset().union(*found) if found else known.stems


def _before_is_unknown(text: str, start: int, known: Known) -> bool:
    """Whether a field before a degree is of no source: "a law degree"."""
    word = re.search(r"([a-z]{3,20})\s$", text[:start])
    stops = {
        "the",
        "her",
        "his",
        "and",
        "with",
        "has",
        "holds",
        "hold",
        "hons",
        "honours",
        "college",
        "university",
        "have",
        "had",
        "got",
        "for",
        "full",
        "first",
        "second",
        "own",
        "finished",
        "completed",
        "took",
        "earned",
        "did",
        "year",
        "time",
        "degree",
        "relevant",
        "related",
        "your",
        "their",
        "one",
        "two",
        "also",
        "bachelor",
        "master",
    }
    return word is not None and word[1] not in stops and stem(word[1]) not in known.stems


@cache
def _degree_pattern() -> re.Pattern[str]:
    names = [name for name in ranked("degrees") if name.isascii()]
    both = [*names, *(name.replace("'", "’") for name in names)]
    return re.compile(rf"(?i)(?<![\w-])(?:{alternatives(both)})(?![\w-])")


@cache
def _grade_rows() -> tuple[tuple[str, ...], ...]:
    rows = credential_text("grades").strip().splitlines()
    return tuple(tuple(one.strip() for one in row.split(" / ")) for row in rows)


def _grades(statement: Statement, known: Known) -> Iterator[Finding]:
    """How well a degree was taken."""
    lowered = statement.text.lower()
    if statement.language == "en" and not re.search(
        r"degree|graduat|honours|honors|bsc|\bmsc\b|\bphd\b|\bmba\b|master|bachelor|\b[bm]a\b|university|college|diploma|class",
        lowered,
    ):
        return
    for row in _grade_rows():
        said = next((one for one in row if stands(one, lowered)), None)
        if said and not any(stands(one, known.folded) for one in row):
            at = lowered.find(said)
            yield Finding("degree", at, at + len(said), f"No source has this grade: {said!r}.")
            return


def _field_words(field: str) -> list[str]:
    stops = {"the", "a", "from", "at", "with", "and", "my", "university", "college"}
    told = []
    for word in re.findall(r"[\w&-]+", field.lower()):
        if word in {"from", "at", "with", "which", "who", "in", "that"}:
            break
        if word not in stops and word not in STOPWORDS:
            told.append(stem(word))
    return told


def _is_degree(text: str, match: re.Match[str]) -> bool:
    near = text[max(0, match.start() - 16) : match.end() + 16].lower()
    return bool(
        re.search(
            r"degree|graduate[d]? (?:of|in|from)|(?:master|bachelor)'?s? (?:of|in)|\bhas a |"
            r"\bholds? |\bmy (?:master|bachelor|degree)|\ba (?:master|bachelor|degree|bs|ba|ma|"
            r"ms)|\b(?:ba|bs|ma|ms) in\b",
            near,
        )
    )


@lru_cache(maxsize=16)
def _levels(known: Known) -> set[int]:
    """The levels of the degrees that are named; who has a higher one is not said to have others."""
    levels = ranked("degrees")
    found = {
        levels[word]
        for match in _degree_pattern().finditer(known.text)
        if (len(match.group()) > 2 or match.group().isupper())
        and (word := " ".join(match.group().lower().replace("’", "'").split()))
        not in {"graduate", "degree", "graduated"}
    }
    if not found and any(entry.study_type for facts in known.facts for entry in facts.education):
        found.add(0)
    if any(f"{name} of" in known.folded for name in ("bachelor", "master", "doctor")):
        found |= {
            level
            for name, level in (("bachelor of", 2), ("master of", 3), ("doctor of", 4))
            if name in known.folded
        }
    for korean, level in (
        ("박사", 4),
        ("석사", 3),
        ("학사", 2),
        ("대학교", 2),
        ("전문학사", 1),
        ("전문대", 1),
        ("대학원", 3),
    ):
        if korean in known.text:
            found.add(level)
    return found


def _korean_degrees(statement: Statement, known: Known) -> Iterator[Finding]:
    for match in re.finditer(r"박사|석사|학사|전문학사|대학원|MBA", statement.text):
        level = {"박사": 4, "석사": 3, "대학원": 3, "MBA": 3, "전문학사": 1}.get(match.group(), 2)
        if level not in _levels(known):
            yield Finding(
                "degree",
                match.start(),
                match.end(),
                f"No source has such a degree: {match.group()!r}.",
            )
            return
    for match in _KOREAN_FIELD.finditer(statement.text):
        field = match[1].removesuffix("학")
        if not known.has_words(field[:3]) and field not in {"학과", "복수", "부"}:
            yield Finding(
                "degree", match.start(), match.end(), f"No source has a degree in {match[1]!r}."
            )
            return


def _certificates(statement: Statement, known: Known) -> Iterator[Finding]:
    text = statement.text
    signs = credential_words("signs")
    for match in re.finditer(r"[^\W\d_][\w&'’/-]*", text):
        word = match.group().lower()
        sign = word if word in signs else None
        if statement.language == "ko":
            sign = next((one for one in signs if one in word and one[0] >= "가"), None)
        if sign is None:
            continue
        beside = _beside(text, match.start(), match.end(), statement.language)
        unknown = [w for w in beside if not _is_held_word(w, known)]
        signed = any(one in known.folded for one in signs)
        if unknown and (len(unknown) * 2 > len(beside)):
            yield Finding(
                "certificate",
                match.start(),
                match.end(),
                f"No source has this certificate: {' '.join(beside)!r}.",
            )
            return
        if beside and not unknown and _is_denied(beside, statement, known):
            yield Finding(
                "certificate",
                match.start(),
                match.end(),
                f"The sources say that this is not held: {' '.join(beside)!r}.",
            )
            return
        tool = not unknown and _is_tool_only(beside, known)
        if tool:
            yield Finding(
                "certificate", match.start(), match.end(), f"No source has a certificate of {tool}."
            )
            return
        if not beside and not signed:
            yield Finding("certificate", match.start(), match.end(), "No source has a certificate.")
            return


def _is_tool_only(beside: list[str], known: Known) -> str | None:
    """The tool of a certificate, where the sources name it and no certificate of it."""
    for mention in mentions([Slice(" ".join(beside), 0)]):
        if mention.skill is None or mention.skill.category not in NAMED_CATEGORIES:
            continue
        name = fold(mention.said.text)
        lines = [line for line in known.lines if stands(name, fold(line.text))]
        if lines and not any(_CERTIFIES.search(line.text) for line in lines):
            return mention.said.text
    return None


def _not_yet(statement: Statement, known: Known) -> Iterator[Finding]:
    """What the only line that tells of it says not to have been begun, or to have ended."""
    told = statement.told - known.names
    denied = _DENIED.search(statement.sentence) or _BEGUN.search(statement.sentence)
    sure = len(told) == 1 and _HELD_NOW.search(statement.text) is not None
    if (len(told) < _SOME and not sure) or denied or not _HAS.search(statement.text):
        return
    least = max(min(_SOME, len(told)), _MOST_OF * len(told))
    best = max((_share(told, line) for line in _not_had(known)), default=0)
    if best < least:
        return
    without = {line.number for line in _not_had(known)}
    others = (line for line in known.lines_of(told) if line.number not in without)
    if all(_share(told, line) < best for line in islice(others, _MOST_LINES)):
        start = len(statement.text) - len(statement.text.lstrip())
        yield Finding(
            "certificate", start, len(statement.text.rstrip()), "The sources say that it is not so."
        )


@lru_cache(maxsize=16)
def _not_had(known: Known) -> tuple[Line, ...]:
    """The lines that tell of what is not had yet, or no longer: few of a résumé."""
    lines = (line for line in known.lines if _NOT_YET.search(line.text) and not line.is_item)
    return tuple(islice(lines, _MOST_LINES))


def _share(told: frozenset[str], line: Line) -> int:
    return sum(_is_like(one, line.stems) for one in told)


def _is_like(one: str, others: frozenset[str]) -> bool:
    return one in others or (
        len(one) > _LONG and any(other[:_LONG] == one[:_LONG] for other in others)
    )


class _Piece(NamedTuple):
    """A sentence of a source, and whether it has the sign of a certificate."""

    text: str
    folded: str
    is_signed: bool


@lru_cache(maxsize=16)
def _pieces(known: Known) -> tuple[_Piece, ...]:
    rows = (row for line in known.lines for row in re.split(r"[.;]\s", line.text))
    signs = re.compile(alternatives(credential_words("signs")))
    return tuple(_Piece(row, fold(row), signs.search(fold(row)) is not None) for row in rows)


def _is_denied(beside: list[str], statement: Statement, known: Known) -> bool:
    """Whether every line that has a certificate says that it is not held yet, or no longer."""
    if _DENIED.search(statement.sentence):
        return False
    said = {word for word in _STATUS if stands(word, fold(statement.text))}
    if said and all(
        _DENIED.search(line.text)
        for line in known.lines
        if any(stands(word, fold(line.text)) for word in said)
    ):
        return True
    names = [fold(word) for word in beside]
    told = [one for one in _pieces(known) if all(stands(name, one.folded) for name in names)]
    named = [one.text for one in told if one.is_signed] or [one.text for one in told]
    if all(_LAPSED.search(piece) for piece in named) and not _HOLDS.search(statement.text):
        return False
    return bool(named) and all(_DENIED.search(piece) for piece in named)


def _beside(text: str, start: int, end: int, language: str) -> list[str]:
    """The words beside the sign of a certificate that say which it is."""
    plain = credential_words("beside") | credential_words("signs")
    before = re.split(r"[.,;:()]", text[max(0, start - 60) : start])[-1]
    after = re.split(r"[.,;:()]", text[end : end + 60])[0]
    if language == "ko":
        sign = text[start:end]
        own = list(re.findall(r"[가-힣A-Za-z0-9]+", before)[-2:])
        head = next(
            (
                sign[: sign.index(one)]
                for one in credential_words("signs")
                if one in sign and sign.index(one) > 1
            ),
            "",
        )
        said = [w for w in own if w not in plain and not _NO_NAME.search(w)]
        return [head] if head else said
    words_before = list(re.findall(r"[\w&'’/-]+", before)[-4:])
    words_after = list(re.findall(r"[\w&'’/-]+", after)[:4])
    if any(w[0].isupper() and len(w) > 1 for w in words_before):
        chosen = words_before
    else:
        chosen = [*words_before[-2:], *words_after]
    return [w for w in chosen if w.lower() not in plain and not w.isdigit()]


def _is_held_word(word: str, known: Known) -> bool:
    plain = fold(word)
    return (
        plain in known.tokens
        or stem(plain) in known.stems
        or plain in known.initials
        or known.has_words(word)
    )


@cache
def _language_signs() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(credential_words('levels_known'))})(?!\w)")


def _languages(statement: Statement, known: Known) -> Iterator[Finding]:
    text, lowered = statement.text, statement.text.lower()
    if statement.language == "en" and not _language_signs().search(lowered):
        return
    for match in _LANGUAGE.finditer(text):
        code = language_code(match.group())
        if code is None:
            continue
        if code not in known.languages:
            yield Finding(
                "language",
                match.start(),
                match.end(),
                f"No source says that they speak {match.group()}.",
            )
            continue
        told = _fluency(
            text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 30]
        )
        levels = [
            level
            for level in (_near_level(line, code) for line in known.languages[code].split("\n"))
            if level
        ]
        if told and levels and told > max(levels):
            yield Finding(
                "language",
                match.start(),
                match.end(),
                f"The sources say less of how well they speak {match.group()}.",
            )


def _fluency(before: str, after: str) -> int | None:
    """The level that is told beside the name of a language."""
    levels = ranked("fluency")
    behind = re.split(r"[.;,]|\band\b|\bbut\b", before.lower())[-1]
    ahead = re.split(r"[.;,]", after)[0].lower()
    found = [
        level for name, level in levels.items() if _stands(name, behind) or _stands(name, ahead)
    ]
    return max(found, default=None)


def _near_level(line: str, code: str) -> int | None:
    """The level that a line tells of a language, up to the next that it names."""
    for match in re.finditer(r"[^\W\d_]{2,20}", line):
        if language_code(match.group()) == code:
            rest = line[match.end() : match.end() + 50]
            stop = next(
                (
                    m.start()
                    for m in re.finditer(r"[^\W\d_]{2,20}", rest)
                    if language_code(m.group())
                ),
                len(rest),
            )
            level = _level_in(rest[:stop].lower())
            before = re.split(r"[,;|/·]", line[: match.start()])[-1].lower()
            return level or _level_in(before)
    return None


def _level_in(text: str) -> int | None:
    found = [level for name, level in ranked("fluency").items() if _stands(name, text)]
    return max(found, default=None)


def _stands(name: str, text: str) -> bool:
    if "가" <= name[0] <= "힣":
        return name in text and len(name) > 1
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
