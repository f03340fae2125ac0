"""Numbers, dates and durations that the sources do not hold."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line, content
from agents.evidence.support.lists import words
from agents.evidence.support.quantities import Quantity, quantities
from agents.evidence.support.statements import Statement
from agents.evidence.text import stem
from agents.resume.dates import periods
from agents.resume.facts import JobFact
from agents.resume.lines import Slice, fold

_TIMES = ("year", "month")
_CLOCK = ("hour", "minute", "second")
_SINCE = re.compile(
    r"(?i)(?:since|from|until|till|joined|started|began|left|between|부터|까지)\W{0,3}$"
)
_PER = re.compile(r"(?i)\b(?:from|to)\b|→|->|에서")
_CLAIMS_SUM = re.compile(
    r"(?i)\b(?:total|altogether|combined|overall|in all|across|together)\b|총|합쳐|합계|통틀어|합하|모두"
)
_SCALES = {"hour": 3600.0, "minute": 60.0}
_FEW = 12
"""Counts in words up to here may be of what a text lists."""


def unheld_figures(statement: Statement, known: Known) -> Iterator[Finding]:
    """The numbers, years and durations of a statement that nothing holds."""
    found = quantities(statement.text)
    for one in found:
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
    anchored = _anchored(statement, known)
    if not anchored:
        if _misplaced(year, statement, known):
            yield Finding(
                "date", one.start, one.end, f"The sources name {year} for something else."
            )
        return
    ends = {int(d[:4]) for job in anchored for d in (job.start, job.end) if d}
    bound = _SINCE.search(statement.text[max(0, one.start - 12) : one.start]) or re.match(
        r"\s?(?:부터|까지)", statement.text[one.end : one.end + 4].lstrip("년")
    )
    within = any(_within(year, job, known) for job in anchored)
    held = (
        year in ends
        or (not bound and within)
        or (bound and within and year in _line_years(statement, known))
    )
    if not held and not _same_line(year, statement, known):
        yield Finding("date", one.start, one.end, f"The sources do not name {year} for this.")


def _line_years(statement: Statement, known: Known) -> set[int]:
    """The years of the lines that share words with a statement."""
    told = set(content(statement.text, statement.language))
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


def _misplaced(year: int, statement: Statement, known: Known) -> bool:
    """Whether what is told stands in blocks of the sources that do not name the year."""
    told = set(content(statement.text, statement.language))
    if len(told) < 2:
        return False
    best = max((len(told & line.stems) for line in known.lines), default=0)
    if best < 2:
        return False
    blocks = {line.block for line in known.lines if len(told & line.stems) == best}
    dated = {line.block for line in known.lines if str(year) in line.text}
    texts = " ".join(line.text for line in known.lines if line.block in blocks)
    return blocks.isdisjoint(dated) and bool(re.search(r"(?:19|20)\d\d", texts))


def _within(year: int, job: JobFact, known: Known) -> bool:
    start = int(job.start[:4]) if job.start else None
    end = int(job.end[:4]) if job.end else max(known.years, default=2100) + 5
    return start is not None and start <= year <= end


def _anchored(statement: Statement, known: Known) -> list[JobFact]:
    """The jobs whose employer a statement names; else those whose title it does."""
    told = fold(statement.sentence)
    jobs = [job for facts in known.facts for job in facts.jobs]
    named = [job for job in jobs if job.employer and _names(job.employer, told)]
    return named or [
        job for job in jobs if job.title and len(job.title) > 3 and fold(job.title) in told
    ]


def _names(employer: str, told: str) -> bool:
    """Whether a text names an employer, in short too: "Ravensmoor" for "Ravensmoor Foods Ltd"."""
    whole = fold(employer)
    if whole in told:
        return True
    first = [
        word for word in re.findall(r"[\w&’'-]{3,}", whole) if word not in {"the", "주식회사"}
    ][:1]
    return bool(first) and re.search(rf"(?<!\w){re.escape(first[0])}", told) is not None


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


def _known_months(known: Known) -> set[str]:
    found = set()
    for line in known.lines:
        for period in periods(Slice(line.text, 0)):
            for date in (period.start, period.end):
                if date and date.first:
                    last = date.last or date.first
                    found |= {
                        f"{date.year:04d}-{month:02d}" for month in range(date.first, last + 1)
                    }
    return found


def _is_duration_held(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a source says it, or dates come to it."""
    said = [number.value for number, _ in known.numbers if number.kind in _TIMES]
    if any(abs(value - one.value) < 0.6 for value in said):
        return True
    anchored = _anchored(statement, known)
    months = _spans(known, anchored) if anchored else _spans(known, None)
    return any(_fits(one, value) for value in [*months, *said])


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


def _spans(known: Known, jobs: list[JobFact] | None) -> list[float]:
    """Months that follow from dates: of each job, of jobs together, from a date until today."""
    every = [job for facts in known.facts for job in facts.jobs]
    chosen = every if jobs is None else jobs
    found: list[float] = []
    spans = [span for job in chosen if (span := _span(job, known))]
    found += [last - first for first, last in spans]
    found += [last - first + 1 for first, last in spans]
    ordered = sorted(spans)
    for at in range(len(ordered)):
        total = 0.0
        for first, last in ordered[at : at + 12]:
            total += last - first + 1
            found += [total, total - 1, last - ordered[at][0], last - ordered[at][0] + 1]
    if jobs is None:
        now = _now(known)
        for facts in known.facts:
            found += [float(facts.experience_months)] if facts.experience_months else []
            for entry in facts.education:
                if entry.start and entry.end:
                    begun, ended = _month(entry.start), _month(entry.end, end=True)
                    found += [
                        ended - begun,
                        ended - begun + 1,
                        (int(entry.end[:4]) - int(entry.start[:4])) * 12,
                    ]
        found += [now - (year * 12 + 5.5) for year in known.years]
    return found


def _span(job: JobFact, known: Known) -> tuple[float, float] | None:
    if not job.start:
        return None
    end = _month(job.end, end=True) if job.end else _now(known) if job.current else None
    return (_month(job.start), end) if end is not None else None


def _month(written: str, *, end: bool = False) -> float:
    year, _, month = written.partition("-")
    return int(year) * 12 + (int(month) - 1 if month else 11 if end else 0)


def _now(known: Known) -> float:
    if known.today:
        return known.today.year * 12 + known.today.month - 1
    return max(known.years, default=2000) * 12 + 11


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
    for number, line in known.numbers:
        if _same_value(one, number) and _same_thing(one, number, statement, line):
            return True
    return _follows(one, statement, known) or _is_listed(one, known)


def _is_speech(one: Quantity, statement: Statement) -> bool:
    """Whether it counts things of speech: "two things", "한 가지"."""
    rhetorical = words(statement.language, "rhetorical")
    noun = one.noun[0] if one.noun else ""
    if statement.language == "ko":
        return one.value < 10 and noun.startswith(tuple(rhetorical))
    return one.spelled and one.value < 10 and any(word in rhetorical for word in one.noun[:2])


def _alike(one: Quantity, statement: Statement, known: Known) -> bool:
    told = set(content(statement.text, statement.language))
    return any(number.value == one.value and told & line.stems for number, line in known.numbers)


def _same_value(one: Quantity, number: Quantity) -> bool:
    value, held = one.value, number.value
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
    if one.kind != number.kind:
        return "count" in {one.kind, number.kind} and not one.noun and _shares(statement, line, 1)
    if one.kind in {"percent", "money", "times"}:
        return _shares(statement, line, 1) or not content(statement.text, statement.language)
    if _is_people(one) and _is_people(number):
        return True
    if (
        _is_people(one) != _is_people(number)
        and one.noun
        and number.noun
        and not _shares(statement, line, 2)
    ):
        return _noun_in(one, line)
    return _noun_in(one, line) or _shares(statement, line, 1)


def _noun_in(one: Quantity, line: Line) -> bool:
    if not one.noun:
        return False
    text = line.text.lower()
    return any(
        stem(noun) in line.stems or noun[:2] in text for noun in one.noun[:2] if len(noun) > 1
    )


def _shares(statement: Statement, line: Line, least: int) -> bool:
    told = set(content(statement.text, statement.language))
    return len(told & line.stems) >= min(least, len(told))


def _is_people(one: Quantity) -> bool:
    if any(noun in words("en", "people") for noun in one.noun[:3]):
        return True
    return bool(one.noun) and one.noun[0].startswith(("명", "인", "분", "사람"))


def _follows(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a number is a sum, a difference or a share of those of the sources."""
    for line in known.lines:
        values = [
            number for number in line.numbers if number.kind not in _TIMES and not number.is_year
        ]
        for first, second in pairwise(values):
            if (first.kind != second.kind and second.kind != "count") or not _shares(
                statement, line, 1
            ):
                continue
            scale = _SCALES.get(first.kind, 1.0) if second.kind != first.kind else 1.0
            low, high = sorted((first.value, second.value * scale))
            if one.kind == "percent" and low and _near(one, 100 * (high - low) / first.value):
                return True
            if one.kind == "times" and low and _near(one, high / low):
                return True
            if one.kind == first.kind and (_near(one, high - low) or _near(one, high + low)):
                return True
        if one.kind == "count" and len(values) > 2 and _near(one, sum(v.value for v in values)):
            return True
    return bool(_CLAIMS_SUM.search(statement.sentence)) and _is_sum(one, known)


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
    values = [n.value for n, _ in known.numbers if n.kind == one.kind and not n.is_year][:40]
    pairs = {a + b for at, a in enumerate(values) for b in values[at + 1 :]}
    return any(_near(one, total) for total in pairs) or any(
        _near(one, total + value) for total in pairs for value in values[:12]
    )


def _is_listed(one: Quantity, known: Known) -> bool:
    """Whether it counts what the sources list: jobs, employers, languages, schools."""
    if one.kind != "count" or one.value > _FEW or not one.noun:
        return False
    jobs = [job for facts in known.facts for job in facts.jobs]
    counts = {
        len(jobs), len({job.employer for job in jobs if job.employer}),
        sum(len(facts.languages) for facts in known.facts),
        sum(len(facts.education) for facts in known.facts),
    }  # fmt: skip
    named = r"job|role|employer|compan|firm|position|language|school|degree|organi[sz]ation|hospital|회사|직장|곳|개 회사|개국어|개 언어"
    return int(one.value) in counts and re.match(named, " ".join(one.noun)) is not None
