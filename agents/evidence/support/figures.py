"""Numbers, dates and durations that the sources do not hold."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from agents.evidence.quantities import Quantity, quantities
from agents.evidence.support.bearings import (
    anchored,
    anchored_all,
    is_of_another,
    is_of_job,
    is_schooling,
    opens,
    part_of,
)
from agents.evidence.support.findings import Finding
from agents.evidence.support.frequencies import frequencies, is_held, unheld_frequencies
from agents.evidence.support.known import Known, Line
from agents.evidence.support.statements import Statement
from agents.evidence.support.words import content, stems
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.text import words as words_of
from agents.evidence.word_lists import words
from agents.resume.dates import periods
from agents.resume.lines import Slice

_LATER = re.compile(
    r"(?i)\s?(?:years?|년)\s?(?:(?P<later>after|later|뒤|후|만에)|before|earlier|전)"
)
_BEGAN = re.compile(
    r"(?i)\b(?:began|begun|start(?:ed|ing)?|since|ago|first|joined|joining|behind)\b|시작|부터|이래|째"
)
_BEFORE = re.compile(r"(?i)\b(?:before|previously|prior to)\b|전에|이전|앞서")
_SOME = 2
"""Words that say of what something is told."""
_CHANGED = re.compile(
    r"(?i)\b(?:grew|grown|rose|risen|increas|fell|fallen|drop|reduc|cut|improv|"
    r"went (?:up|down)|up|down)[^.,;]{0,24}\bby\s(?:about\s|around\s|over\s|nearly\s|almost\s)?$"
)
_SHARE = re.compile(r"(?i)\s?(?:%|per\s?cent)?\sof\b")
"""What stands behind a percentage that is a share of something, and no change."""
_TEAM = re.compile(r"(?i)\b(?:team|crew|group|staff|department)\sof\s(?:about\s|around\s|some\s)?$")
_STAFF = re.compile(r"(?i)\b(?:staff|employees|people|workers)\b|직원|사원")
_LONG_HEAD = 200
"""Characters from which on a line with a time is more than the head of an entry."""
_FIRM = re.compile(r"(?i)\b(?:company|firm|employer|employs?|organi[sz]ation|business)\b|회사|기업")
_SINCE_WHEN = re.compile(r"(?i)\bsince\s(?:[A-Za-z]{3,9}\.?\s)?$")
_SINCE_THEN = re.compile(r"\d{4}년?\s?(?:\d{1,2}월)?\s?부터")
_STUDIES = re.compile(
    r"(?i)\b(?:stud(?:y|ies|ied|ying)|degree|school|university|college|graduat\w{1,5}|apprentice\w{0,5})\b|"
    r"학교|대학|졸업|전공|재학|실습"
)
_MOST_LINES = 200
"""Lines of a source of whose numbers one may be a sum or a difference."""
_MOST_EQUAL = 60
"""Equal numbers of the sources of which one may be meant."""
_SAME_MONTHS = 0.6
_TIMES = ("year", "month")
_CLOCK = ("hour", "minute", "second")
_PROMOTED = re.compile(
    r"(?i)(?:promoted to|became|band 5, then|later|then)\s(?P<title>[A-Z][^,;(|"
    r"\d]{2,50}?)\s(?=in|on|from|since|\(|\d)"
)
_SINCE = re.compile(
    r"(?i)(?:since|from|until|till|joined|started|began|left|between|부터|까지)\W{0,3}$"
)
_CLAIMS_SUM = re.compile(
    r"(?i)\b(?:total|altogether|combined|overall|in all|across|together)\b|총|합쳐|합계|통틀어|"
    r"합하|모두"
)
_CLOCK_TIME = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_SCALES = {"hour": 3600.0, "minute": 60.0}
_APART = 40
"""Characters between two numbers that belong together."""
_LISTED = (
    r"mother|tongue|native|job|role|employer|compan|firm|position|language|school|degree|organi[sz]ation|"
    r"hospital|회사|직장|곳|개 회사|개국어|개 언어"
)
_ONE = re.compile(r"(?i)\b(?:an?|one)\s(?=[a-z])")
_FEW = 12
"""Counts in words up to here may be of what a text lists."""


def unheld_figures(statement: Statement, known: Known) -> Iterator[Finding]:
    """The numbers, years and durations of a statement that nothing holds."""
    found = quantities(statement.text)
    yield from unheld_frequencies(statement, known)
    often = [one[:2] for one in frequencies(statement.text) if is_held(one[2], known)]
    for one in found:
        if any(start <= one.start and one.end <= end for start, end in often):
            continue
        if one.is_year and not one.label and _is_calendar(one):
            yield from _year(one, statement, known)
        elif one.kind in _TIMES:
            if not _is_duration_held(one, statement, known):
                yield Finding(
                    "date",
                    one.start,
                    one.end,
                    f"No source says {one.written!r}, nor do its dates come to that.",
                )
        elif not _is_held(one, found, statement, known):
            yield Finding("number", one.start, one.end, f"No source has {_told(one)} for this.")
    yield from _months(statement, known)


def _is_calendar(one: Quantity) -> bool:
    return "," not in one.written and not one.spelled


def _told(one: Quantity) -> str:
    return repr(" ".join([one.written, *one.noun[:1]]))


def _year(one: Quantity, statement: Statement, known: Known) -> Iterator[Finding]:
    year = int(one.value)
    if year not in known.years:
        yield Finding("date", one.start, one.end, f"No source names the year {year}.")
        return
    if _is_before_promotion(one, statement, known):
        yield Finding("date", one.start, one.end, "The sources name another date for that title.")
        return
    entries = anchored(statement, known)
    if not entries:
        if _dated_otherwise(year, statement, known) or _misplaced(
            year, one.start, statement, known
        ):
            yield Finding(
                "date", one.start, one.end, f"The sources name {year} for something else."
            )
        return
    bound = _SINCE.search(statement.text[max(0, one.start - 14) : one.start]) or re.match(
        r"년?(?:도)?\s?\d{0,2}\s?월?(?:부터|까지)", statement.text[one.end : one.end + 12]
    )
    named = any(year in entry.years for entry in entries)
    within = any(
        12 * year <= last and first < 12 * year + 12
        for entry in entries
        for first, last in entry.spans
    )
    held = named or (within and not bound)
    if not held and not (_same_line(year, statement, known) and not bound):
        yield Finding("date", one.start, one.end, f"The sources do not name {year} for this.")


@lru_cache(maxsize=4096)
def _promotions(line: str) -> tuple[re.Match[str], ...]:
    return tuple(_PROMOTED.finditer(line))


def _is_before_promotion(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a title is said to be held since a year before that of the promotion to it."""
    told = statement.text.lower()
    if (
        not _SINCE.search(
            statement.text[max(0, one.start - 24) : one.start].rstrip(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "
            )
            + " "
        )
        and "since" not in told
    ):
        return False
    for line in known.lines:
        for match in _promotions(line.text):
            at = told.find(match["title"].lower().strip())
            years = {
                int(q.value) for q in quantities(line.text[match.end("title") :])[:2] if q.is_year
            }
            if at >= 0 and years and int(one.value) < min(years):
                return True
    return False


def _line_years(statement: Statement, known: Known) -> set[int]:
    """The years of the lines that share words with a statement."""
    told = statement.told
    return {
        int(number.value)
        for line in known.lines
        if len(told & line.stems) >= 2
        for number in line.numbers
        if number.is_year
    }


def _same_line(year: int, statement: Statement, known: Known) -> bool:
    """Whether a line that shares words with the statement names the year."""
    return year in _line_years(statement, known)


def _dated_otherwise(year: int, statement: Statement, known: Known) -> bool:
    """Whether the one line that has a name of the statement is of other years."""
    names = {word for word in _NAMED.findall(statement.text) if not opens(word)}
    for name in names:
        lines = [line for line in known.lines if name in line.text]
        if len(lines) == 1 and not lines[0].is_list:
            years = {int(number.value) for number in lines[0].numbers if number.is_year}
            if years and year not in years and not lines[0].is_head:
                return True
    return False


def _misplaced(year: int, at: int, statement: Statement, known: Known) -> bool:
    """Whether what is told stands in blocks of the sources that do not name the year."""
    told = statement.told
    if _is_too_early(year, at, statement, known):
        return True
    if len(told) < _SOME:
        return False
    if _is_rivalled(year, told, known):
        return True
    part = set(content(part_of(statement, at), statement.language))
    near = (line for line in known.lines if str(year) in line.text)
    if any(part & line.stems for line in near if line.is_credential or statement.language == "ko"):
        return False
    best = max((len(told & line.stems) for line in known.lines), default=0)
    if best < max(2, 0.6 * len(told)):
        return False
    blocks = {line.block for line in known.lines if len(told & line.stems) == best}
    dated = {line.block for line in known.lines if str(year) in line.text}
    texts = " ".join(line.text for line in known.lines if line.block in blocks)
    return blocks.isdisjoint(dated) and bool(re.search(r"(?:19|20)\d\d", texts))


_NAMED = re.compile(r"(?<!\w)[A-Z]{2,}[A-Za-z0-9]{0,12}(?![A-Za-z0-9])")


def _is_too_early(year: int, at: int, statement: Statement, known: Known) -> bool:
    """Whether what is said to go on since a year began later, in every line that tells of it."""
    before, behind = statement.text[max(0, at - 24) : at], statement.text[at : at + 14]
    if not _SINCE_WHEN.search(before) and not _SINCE_THEN.match(behind):
        return False
    told = statement.told
    if not told:
        return False
    lines = [line for line in known.lines if told <= line.stems]
    begun = [
        min((time.start.year for time in line.times if time.start), default=None)
        for line in lines
        if not is_schooling(line.text)
    ]
    spans = [
        min(entry.spans)[0]
        for entry in known.entries
        if entry.spans and told <= set(stems(entry.head)) and not is_schooling(entry.head)
    ]
    years = [one for one in begun if one is not None] + [int(month // 12) for month in spans]
    return bool(years) and min(years) > year


def _is_rivalled(year: int, told: frozenset[str], known: Known) -> bool:
    """Whether the line that says most of what is told names another year for it."""
    share, line = max(
        ((len(told & line.stems), line) for line in known.lines_of(told)),
        key=lambda one: one[0],
        default=(0, None),
    )
    if line is None or line.is_head or share < max(_SOME, 0.6 * len(told)):
        return False
    parts = _by_year(line.text)
    if year not in parts:
        within = any(
            time.ranged
            and time.start
            and time.start.begins < 12 * year + 12
            and (time.end is None or time.end.ends >= 12 * year)
            for time in line.times
        )
        return bool(parts) and line.is_item and not within
    own = len(told & parts[year])
    return any(len(told & other) > own for other in parts.values())


@lru_cache(maxsize=1024)
def _by_year(text: str) -> dict[int, frozenset[str]]:
    """The stems of what stands before each year of a line, from the year before it on."""
    parts: dict[int, frozenset[str]] = {}
    begun, last = 0, frozenset[str]()
    for one in quantities(text):
        if one.is_year:
            own = frozenset(stems(text[begun : one.start]))
            # "of 2024 and 2025": what stands before the former is of both.
            last = own or last
            parts.setdefault(int(one.value), last)
            begun = one.end
    return parts


def _months(statement: Statement, known: Known) -> Iterator[Finding]:
    """Months of the calendar that the sources do not name with that year."""
    for period in periods(Slice(statement.text, 0)):
        for date in (period.start, period.end):
            if (
                date is None
                or date.first is None
                or date.first != date.last
                or date.year not in known.years
            ):
                continue
            written = f"{date.year:04d}-{date.first:02d}"
            if written not in _known_months(known):
                yield Finding(
                    "date", period.said.start, period.said.end, f"No source names {written}."
                )


@lru_cache(maxsize=16)
def _known_months(known: Known) -> set[str]:
    found = set()
    for line in known.lines:
        for period in line.times:
            for date in (period.start, period.end):
                if date and date.first:
                    last = date.last or date.first
                    found |= {
                        f"{date.year:04d}-{month:02d}" for month in range(date.first, last + 1)
                    }
    return found


def _is_duration_held(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a source says it, or dates come to it."""
    if is_of_job(one, statement, known):
        return False
    if (between := _between(one, statement, known)) is not None:
        return between
    said = [number.value for number, _ in known.numbers if number.kind in _TIMES]
    if any(abs(value - one.value) < _SAME_MONTHS for value in said):
        return True
    entries = anchored_all(statement, known)
    months = _months_of([span for entry in entries for span in entry.spans])
    if _BEGAN.search(statement.sentence):
        months += [known.now - begun + 1 for entry in entries for begun, _ in entry.spans]
    if not entries or not months or _BEFORE.search(statement.sentence):
        schools = _STUDIES.search(statement.sentence) is not None
        spans = [
            span
            for entry in known.entries
            if schools or not is_schooling(entry.head)
            for span in entry.spans
        ]
        months += [*_months_of(spans), *_since(statement, known, schools=schools)]
    return any(_fits(one, value) for value in [*months, *said])


def _between(one: Quantity, statement: Statement, known: Known) -> bool | None:
    """Whether what is said to lie so many years from a year that is named does; None if none is."""
    years = {int(number.value) for number in quantities(statement.text) if number.is_year}
    apart = _LATER.match(statement.text, one.end)
    if one.kind != "year" or len(years) != 1 or apart is None:
        return None
    year, span = years.pop(), round(one.value / 12)
    sign = 1 if apart["later"] else -1
    return any(year - sign * step in known.years for step in (span, span + 1))


def _fits(one: Quantity, months: float) -> bool:
    """Whether so many months may be told as the duration, as it is hedged."""
    value, step = one.value, 12.0 if one.value >= 12 and one.kind == "year" else 1.0
    if one.hedge == "over":
        return value - 0.5 <= months < value + max(step, 0.25 * value)
    if one.hedge == "under":
        return value - max(step * 0.6, 0.2 * value) <= months <= value + 0.5
    if one.hedge == "about":
        return abs(months - value) <= max(step * 0.5, 0.1 * value)
    if one.kind == "month":
        return abs(months - value) <= 1
    return -0.17 * step - 1 <= months - value <= 0.5 * step


def _months_of(spans: list[tuple[float, float]]) -> list[float]:
    """Months that follow from times: of each, and of those that follow each other, together."""
    found: list[float] = []
    ordered = sorted(set(spans))
    for at, (begun, _) in enumerate(ordered):
        total = 0.0
        for first, last in ordered[at : at + 12]:
            total += last - first + 1
            found += [total, total - 1, last - begun, last - begun + 1]
    return found


def _since(statement: Statement, known: Known, *, schools: bool) -> Iterator[float]:
    """Months from each year that is named with the same words, and of the work of each text."""
    lines = known.lines_of(statement.told)
    years = {int(n.value) for line in lines for n in line.numbers if n.is_year}
    begun = {
        time.start.begins
        for line in known.lines
        if not line.is_item and (schools or not is_schooling(line.text))
        for time in line.times
        if time.start
    }
    yield from (known.now - month + 1 for month in begun)
    yield from (known.now - (year * 12 + 5.5) for year in years)
    yield from (float(f.experience_months) for f in known.facts if f.experience_months)


def _is_held(one: Quantity, found: list[Quantity], statement: Statement, known: Known) -> bool:
    """Whether a number stands in a source for the same thing, or follows from those that do."""
    if _is_speech(one, statement):
        return True
    if one.label:
        written = f"{one.label.strip()} {one.written}"
        return (
            known.has_words(written)
            or known.has_words(f"{one.label.strip()}{one.written}")
            or (known.has_words(one.written) and _alike(one, statement, known))
        )
    if is_of_job(one, statement, known):
        return False
    for number, line in islice(_equal(one, known), _MOST_EQUAL):
        if _same_thing(one, number, statement, line) and not is_of_another(
            one, number, line, statement, known
        ):
            return True
    return _follows(one, statement, known) or _is_listed(one, statement, known)


def _equal(one: Quantity, known: Known) -> Iterator[tuple[Quantity, Line]]:
    """The numbers of the sources that come to the same, each with its line."""
    for number, line in known.numbers:
        whole = number.is_whole and not one.is_whole and one.kind == number.kind
        if not whole and _same_value(one, number):
            yield number, line


def _is_speech(one: Quantity, statement: Statement) -> bool:
    """Whether it counts things of speech: "two things", "한 가지"."""
    rhetorical = words(statement.language, "rhetorical")
    noun = one.noun[0] if one.noun else ""
    if statement.language == "ko":
        return one.value < 10 and noun.startswith(tuple(rhetorical))
    return one.spelled and one.value < 10 and any(word in rhetorical for word in one.noun[:2])


def _alike(one: Quantity, statement: Statement, known: Known) -> bool:
    told = statement.told
    return any(number.value == one.value and told & line.stems for number, line in known.numbers)


def _same_value(one: Quantity, number: Quantity) -> bool:
    value, held = one.value, number.value
    if one.kind != number.kind and "count" in {one.kind, number.kind}:
        value, held = one.raw, number.raw
    if abs(value - held) <= 1e-9 * max(1.0, abs(held)):
        return True
    if one.hedge == "over":
        return value <= held <= value * 1.3
    if one.hedge == "under":
        return value * 0.8 <= held <= value
    if one.hedge == "about":
        return abs(held - value) <= 0.12 * value
    return False


def _same_thing(one: Quantity, number: Quantity, statement: Statement, line: Line) -> bool:
    """Whether two equal numbers count the same: their units agree, and so do nouns or lines."""
    if one.kind in _CLOCK and number.kind in _CLOCK:
        return True
    if one.kind == "times" and number.kind == "count":
        return _shares(statement, line, 1)
    if one.kind != number.kind:
        bare = "count" in {one.kind, number.kind} and (not one.noun or not number.noun)
        return bare and _shares(statement, line, 1)
    if one.kind == "percent" and _is_change(one, statement) and _is_share(number, line):
        return False
    if one.kind in {"percent", "money", "times"}:
        return _shares(statement, line, 1) or not statement.told
    people = _is_people(one) or _TEAM.search(statement.text[: one.start]) is not None
    if people and _is_people(number):
        # How many a firm has stands in the head of an entry, and is nobody's team.
        return not _is_size(number, line) or _FIRM.search(statement.text) is not None
    if (
        _is_people(one) != _is_people(number)
        and one.noun
        and number.noun
        and not _shares(statement, line, 2)
    ):
        return _noun_in(one, line)
    return _noun_in(one, line) or _shares(statement, line, 1)


def _is_size(number: Quantity, line: Line) -> bool:
    """Whether the number of a head is of all who work for an employer."""
    at = line.text.find(number.written, number.start)
    return (
        line.is_head
        and len(line.text) < _LONG_HEAD
        and _STAFF.search(line.text[max(0, at - 8) : at + 24]) is not None
    )


def _is_change(one: Quantity, statement: Statement) -> bool:
    return _CHANGED.search(statement.text[max(0, one.start - 40) : one.start]) is not None


def _is_share(number: Quantity, line: Line) -> bool:
    at = line.text.find(number.written, number.start)
    return _SHARE.match(line.text, at + len(number.written)) is not None


def _noun_in(one: Quantity, line: Line) -> bool:
    if not one.noun:
        return False
    text = line.text.lower()
    said = set(words_of(text))
    return any(
        (noun in said and noun not in STOPWORDS)
        or stem(noun) in line.stems
        or (noun[0] >= "가" and noun[:2] in text)
        for noun in one.noun[:2]
        if len(noun) > 1
    )


def _shares(statement: Statement, line: Line, least: int) -> bool:
    told = statement.told
    return len(told & line.stems) >= min(least, len(told))


def _is_people(one: Quantity) -> bool:
    if any(noun in words("en", "people") for noun in one.noun[:3]):
        return True
    return bool(one.noun) and one.noun[0].startswith(("명", "인", "분", "사람"))


def _follows(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a number is a sum, a difference or a share of those of the sources."""
    for line in islice(_lines_with_numbers(statement, known), _MOST_LINES):
        values = [
            number
            for number in line.numbers[:_MOST_EQUAL]
            if number.kind not in _TIMES and not number.is_year
        ]
        for first, second in pairwise(values):
            if second.start - first.end > _APART:
                continue
            if first.kind != second.kind and second.kind != "count":
                continue
            if _comes_of(one, first, second, line):
                return True
        if one.kind in _CLOCK and _is_clock_apart(one, line.text):
            return True
        if one.kind == "count" and len(values) > 2 and _near(one, sum(v.value for v in values)):
            return True
    return bool(_CLAIMS_SUM.search(statement.sentence)) and _is_sum(one, known)


def _lines_with_numbers(statement: Statement, known: Known) -> Iterator[Line]:
    """The lines with numbers that share a word with a statement, or all if it has none."""
    lines = known.lines_of(statement.told) if statement.told else known.lines
    return (line for line in lines if len(line.numbers) > 1 or ":" in line.text)


def _comes_of(one: Quantity, first: Quantity, second: Quantity, line: Line) -> bool:
    """Whether a number is what two of a line come to."""
    scale = _SCALES.get(first.kind, 1.0) if second.kind != first.kind else 1.0
    low, high = sorted((first.value, second.value * scale))
    points = one.kind == "count" and first.kind == "percent" and one.noun[:1] == ("points",)
    unit = one.kind == first.kind or (first.kind == "count" and one.kind in line.text.lower())
    results = []
    if points:
        results.append(high - low)
    if one.kind == "percent" and low:
        results.append(100 * (high - low) / first.value)
    if one.kind == "percent" and second.is_whole and second.value:
        results.append(100 * first.value / second.value)
    if one.kind == "times" and low:
        results.append(high / low)
    if unit:
        results += [high - low, high + low]
    return any(_near(one, value) for value in results)


def _is_clock_apart(one: Quantity, text: str) -> bool:
    """Whether two times of a line ("from 7:00 to 6:20") are so far apart, as minutes or hours."""
    times = [int(match[1]) * 60 + int(match[2]) for match in _CLOCK_TIME.finditer(text)]
    return any(
        _near(one, factor * abs(first - second))
        for first, second in pairwise(times)
        for factor in (1, 60)
    )


def _near(one: Quantity, value: float) -> bool:
    spread = {"over": 0.3, "under": 0.2, "about": 0.12}.get(one.hedge, 0.0)
    rounding = 0.51 if one.kind == "percent" else 0.01
    if one.hedge == "over":
        return one.value - rounding <= value <= one.value * 1.3
    if one.hedge == "under":
        return one.value * 0.8 <= value <= one.value + rounding
    return abs(one.value - value) <= max(rounding, spread * one.value)


def _is_sum(one: Quantity, known: Known) -> bool:
    """Whether two or three numbers of the same kind come to it."""
    return any(_near(one, total) for total in _sums(known, one.kind))


@lru_cache(maxsize=64)
def _sums(known: Known, kind: str) -> frozenset[float]:
    """What two or three numbers of a kind come to."""
    values = [n.value for n, _ in known.numbers if n.kind == kind and not n.is_year][:40]
    pairs = {a + b for at, a in enumerate(values) for b in values[at + 1 :]}
    return frozenset(pairs | {total + value for total in pairs for value in values[:12]})


def _is_listed(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether it counts what the sources list: jobs, employers, languages, schools, years."""
    if one.kind != "count" or one.value > _FEW:
        return False
    if _is_enumerated(one, statement, known):
        return True
    if not one.noun:
        return False
    jobs = [job for facts in known.facts for job in facts.jobs]
    counts = {
        *range(2, sum(1 for entry in known.entries if entry.spans) + 1),
        len(jobs), len({job.employer for job in jobs if job.employer}),
        sum(len(facts.languages) for facts in known.facts),
        sum(len(facts.education) for facts in known.facts),
    }  # fmt: skip
    named = _LISTED
    return int(one.value) in counts and re.match(named, " ".join(one.noun)) is not None


def _is_enumerated(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a line with words of the statement tells that many things one by one.

    Those are years, or numbers of things, of which "a" and "an" are one each.
    """
    for line in known.lines_of(statement.told):
        years = {number.value for number in line.numbers if number.is_year}
        if len(years) == one.value and all(str(int(year)) in statement.text for year in years):
            return True
        counts = [n.value for n in line.numbers if n.kind == "count" and not n.is_year]
        if len(counts) > 1 and sum(counts) + len(_ONE.findall(line.text)) == one.value:
            return True
    return False
