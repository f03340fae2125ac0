"""What the sources hold, looked up once for all statements."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from agents.evidence.quantities import Quantity, quantities
from agents.evidence.sources import Source
from agents.evidence.support.words import stems
from agents.evidence.word_lists import credential_words
from agents.resume.dates import Period, periods
from agents.resume.facts import Facts, facts_of
from agents.resume.lines import Slice, fold
from agents.resume.skills import mentions
from agents.resume.spoken_languages import language_code

_WORD = re.compile(r"[^\W_](?:[^\W_]|[.&+#'’/-](?=[^\W_]))*[+#]*")
_ITEMS = re.compile(r"[,;|/·]")
_MOST = 100_000
"""Characters of a source that are looked at."""
_MOST_LINES = 2_000
_HEAD = 90
"""Characters that the head of an entry has at most."""
_ITEM = re.compile(r"[-*>+–o]\s|[•·◦▪※]|\d{1,2}[.)]\s")
_SENTENCE_END = re.compile(
    r"(?<=[a-z0-9가-힣)%”\"][.!?])(?<!^\d\.)(?<!^\d\d\.)\s+(?=[A-Z가-힣\"“]|\d{4}년)"
)
_SENTENCE_WORDS = 7
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
_YEAR = re.compile(r"(?<![\d.,])(?:19[4-9]\d|20[0-7]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"['’](\d\d)(?!\d)")


_CASED = re.compile(r"^\(?[주유]\)?(?=[가-힣]{3})|(?<=[가-힣]{2})(?:은|는|이|가|을|를|의|에서|에)$")


class Line(NamedTuple):
    """A line of a personal source: its words, its numbers, and whether it only lists things."""

    text: str
    stems: frozenset[str]
    numbers: tuple[Quantity, ...]
    is_list: bool
    is_credential: bool
    is_head: bool
    is_item: bool
    block: int
    number: int
    times: tuple[Period, ...]


class Entry(NamedTuple):
    """A part of a source with a time: its head as written, all of it, its times, and its years.

    Times are their first and last months, counted from the year 0.
    """

    head: str
    text: str
    spans: tuple[tuple[float, float], ...]
    years: frozenset[int]


class Known:
    """The sources of statements about one person, as of a day."""

    def __init__(self, sources: Sequence[Source], today: dt.date | None) -> None:
        self.personal = [source.text[:_MOST] for source in sources if source.is_personal]
        self.jobs = [source.text[:_MOST] for source in sources if not source.is_personal]
        self.text = "\n".join(self.personal)
        self.folded = fold(self.text)
        self.today = today

    @cached_property
    def facts(self) -> list[Facts]:
        """What each text about the person says, as of that day or the latest year it names."""
        years = [int(year) for year in _YEAR.findall(self.text)]
        day = self.today or dt.date(max(years, default=2000), 12, 31)
        return [facts_of(text, today=day) for text in self.personal]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the personal sources; a block is what stands between headings or dates."""
        found: list[Line] = []
        block = 0
        for text in self.personal:
            block += 1
            for row in text.split("\n")[:_MOST_LINES]:
                plain = row.strip()
                if not plain:
                    continue
                if _YEAR.search(plain) and not plain.startswith(("-", "•", "*", ">", "·")):
                    block += 1
                item = _ITEM.match(plain) is not None
                for told in [plain] if item else sentences_of(plain):
                    times = tuple(periods(Slice(told, 0)))
                    found.append(
                        Line(
                            told,
                            frozenset(stems(told)),
                            tuple(
                                quantities(
                                    told[mark.end() :] if (mark := _ITEM.match(told)) else told
                                )
                            ),
                            _is_list(told),
                            _is_credential(told),
                            not item and not _is_told(told) and any(p.ranged for p in times),
                            item,
                            block,
                            len(found),
                            times,
                        )
                    )
        return found

    @cached_property
    def entries(self) -> list[Entry]:
        """The jobs, schools and other times: what stands from one line with a time to the next."""
        return [entry for text in self.personal for entry in self._entries(text)]

    def _entries(self, text: str) -> Iterator[Entry]:
        groups: list[list[str]] = []
        above: str | None = None
        opened: str | None = None
        for row in text.split("\n")[:_MOST_LINES]:
            plain = row.strip()
            item = _ITEM.match(plain) is not None
            first = plain if item or not plain else sentences_of(plain)[0]
            begins = (
                not item
                and len(first) < 2 * _HEAD
                and any(p.ranged for p in periods(Slice(first, 0)))
            )
            if begins:
                taken = (
                    above is not None
                    and bool(groups)
                    and groups[-1][-1].endswith(above)
                    and len(groups[-1]) > 1
                )
                if taken:
                    groups[-1].pop()
                if opened is not None and self._is_within(first, opened):
                    groups[-1].append(plain)
                else:
                    groups.append([above, plain] if above else [plain])
            elif groups and plain:
                groups[-1].append(plain)
            if plain:
                opened = first if begins else None
            names = plain and not begins and len(plain) < _HEAD
            numbered = _NUMBERED.match(plain)
            above = (
                plain[numbered.end() if numbered else 0 :]
                if names and (numbered or not item)
                else None
            )
        for rows in groups:
            heads = list(takewhile(lambda row: not _ITEM.match(row), rows))
            if not any(is_bullet(row) for row in rows):
                heads = heads[:2]
            spans = [
                self._span(period)
                for row in rows
                for period in periods(Slice(row, 0))
                if period.ranged and not (period.current and _ITEM.match(row))
            ]
            whole = "\n".join(rows)
            years = {int(year) for year in _YEAR.findall(whole)}
            kept = tuple(span for span in spans if span)
            head = "\n".join(sentences_of(row)[0] for row in heads[:3])
            yield Entry(head, whole, kept, frozenset(years))

    def _is_within(self, row: str, other: str) -> bool:
        """Whether a row tells the time of the row above it more exactly."""
        inner, outer = (
            [self._span(period) for period in periods(Slice(text, 0)) if period.ranged]
            for text in (row, other)
        )
        return any(
            a and b and b != a and b[0] <= a[0] and a[1] <= b[1] for a in inner for b in outer
        )

    def _span(self, period: Period) -> tuple[float, float] | None:
        if period.start is None:
            return None
        if period.end is not None:
            return period.start.begins, period.end.ends
        return (period.start.begins, self.now) if period.current else None

    @cached_property
    def now(self) -> float:
        """The month up to which is counted, from the year 0."""
        if self.today:
            return self.today.year * 12 + self.today.month - 1
        return max(self.years, default=2000) * 12 + 11

    @cached_property
    def _by_stem(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            for one in line.stems:
                found.setdefault(one, []).append(line)
        return found

    def lines_of(self, told: Iterable[str]) -> list[Line]:
        """The lines that share a stem, in order."""
        found = {line.number: line for one in told for line in self._by_stem.get(one, ())}
        return [found[number] for number in sorted(found)]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words about the person."""
        return frozenset().union(*(line.stems for line in self.lines))

    @cached_property
    def _beginnings(self) -> dict[int, frozenset[str]]:
        return {}

    def beginnings(self, size: int) -> frozenset[str]:
        """The first so many letters of the stems about the person."""
        if size not in self._beginnings:
            self._beginnings[size] = frozenset(one[:size] for one in self.stems)
        return self._beginnings[size]

    @cached_property
    def job_stems(self) -> frozenset[str]:
        """The stems of the words of the job."""
        return frozenset(stem for text in self.jobs for stem in stems(text))

    @cached_property
    def job_pairs(self) -> frozenset[tuple[str, str]]:
        """The stems that stand side by side in the job."""
        rows = (row for text in self.jobs for row in re.split(r"[.,;:\n]", text))
        return frozenset(pair for row in rows for pair in pairwise(stems(row)))

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every word about the person as it is written, in small letters, parts of joined too."""
        found = {fold(word) for word in _WORD.findall(self.text)}
        parts = {part for word in found for part in re.split(r"[.&+'’/-]", word) if part}
        return frozenset(found | parts)

    @cached_property
    def job_tokens(self) -> frozenset[str]:
        """The same of the job."""
        return frozenset(fold(word) for text in self.jobs for word in _WORD.findall(text))

    @cached_property
    def others(self) -> frozenset[str]:
        """The words that only the job has, as they are written, in small letters."""
        plain = {_CASED.sub("", word) for word in self.job_tokens}
        return frozenset(
            word
            for word in plain | self.job_tokens
            if word not in self.tokens and not (word[0] >= "가" and word in self.folded)
        )

    @cached_property
    def initials(self) -> frozenset[str]:
        """First letters of names of several words, as they are shortened to: "NHS"."""
        found = set()
        for text in self.personal:
            for row in text.split("\n"):
                letters = [word[0].lower() for word in _WORD.findall(row) if word[0].isalpha()]
                for size in (2, 3, 4, 5):
                    found |= {
                        "".join(letters[at : at + size]) for at in range(len(letters) - size + 1)
                    }
        return frozenset(found)

    @cached_property
    def skills(self) -> frozenset[str]:
        """The names of the skills that are named, and of those that they imply."""
        found = {
            mention.skill
            for text in self.personal
            for mention in mentions([Slice(row, 0) for row in text.split("\n")], sure=True)
            if mention.skill
        }
        names = {skill.name for skill in found}
        return frozenset(names | {name for skill in found for name in skill.implies})

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that are named."""
        short = {2000 + int(year) for year in _SHORT_YEAR.findall(self.text)}
        pairs = re.findall(
            r"(?<!\d)(\d\d)\s?[./]\s?(?:0?[1-9]|1[0-2])(?!\d)|(?<!\d)(?:0?[1-9]|1[0-2])/(\d\d)(?!\d)",
            self.text,
        )
        short |= {2000 + int(a or b) for a, b in pairs}
        return frozenset({int(year) for year in _YEAR.findall(self.text)} | short)

    @cached_property
    def numbers(self) -> list[tuple[Quantity, Line]]:
        """Every number with its line."""
        return [(one, line) for line in self.lines for one in line.numbers]

    @cached_property
    def languages(self) -> dict[str, str]:
        """The spoken languages that are named, by their codes, each with its line."""
        found: dict[str, str] = {}
        for line in self.lines:
            for word in re.findall(r"[^\W\d_]{2,20}", line.text):
                code = language_code(word)
                if code:
                    found[code] = f"{found.get(code, '')}\n{line.text}"
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the person's name, in small letters."""
        return frozenset(
            word.lower()
            for facts in self.facts
            if facts.name
            for word in re.findall(r"\w+", facts.name)
        )

    def has_words(self, text: str) -> bool:
        """Whether the personal sources hold the text but for case, accents and white space."""
        return " ".join(fold(text).split()) in self._flat

    def says(self, text: str) -> bool:
        """Whether a source about the person says so word by word, in a line that begins so."""
        told = " ".join(fold(text).split()).strip(" .!;:,-*•+")
        return len(told.split()) > 2 and told in self._flat

    @cached_property
    def _flat(self) -> str:
        return " ".join(self.folded.split())


@lru_cache(maxsize=16)
def known(sources: tuple[Source, ...], today: dt.date | None) -> Known:
    """The sources, looked up."""
    return Known(sources, today)


def _is_told(row: str) -> bool:
    """Whether a row is a whole sentence, and no head of an entry."""
    return row.endswith(".") and len(row.split()) >= _SENTENCE_WORDS


def sentences_of(row: str) -> list[str]:
    """The sentences of a row of a source, which is mostly one."""
    return [part for part in _SENTENCE_END.split(row) if part.strip()]


def is_bullet(row: str) -> bool:
    """Whether a row is an item that has no number, as heads may have one."""
    return is_item(row) and _NUMBERED.match(row) is None


def is_item(row: str) -> bool:
    """Whether a row is an item of a list, by the mark that it begins with."""
    return _ITEM.match(row) is not None


def _is_list(line: str) -> bool:
    label, _, rest = line.rpartition(":")
    items = [item.strip() for item in _ITEMS.split(rest or label) if item.strip()]
    return len(items) > 1 and sum(len(item.split()) <= 3 for item in items) >= 0.8 * len(items)


def _is_credential(line: str) -> bool:
    return bool(credential_words("signs") & set(re.findall(r"[^\W\d_]+", line.lower())))
