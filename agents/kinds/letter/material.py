"""What a letter can be made of: what the job asks, and the lines of the résumé that show it.

Pure. A line is told as a sentence only where rules can do so with certainty, and no sentence goes
in that says more than the résumé.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from agents.assessment.levels import has_result
from agents.assessment.outline import Point
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.career.titles import ends_in_title
from agents.delivery.given import apart, overlaps, remarks
from agents.evidence.hollow import hollow
from agents.evidence.sentences import sentence_spans
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.text import clip, content, one_line
from agents.kinds.letter import english, korean
from agents.kinds.letter.drafts import Fact, Limit, Material
from agents.kinds.letter.parts import shared, split
from agents.kinds.letter.phrasing import phrase
from agents.postings.asked import Posting
from agents.postings.read import posting_of, read_posting
from agents.postings.target import target_of
from agents.results.types import Requirement
from agents.resume.experience import month_of
from agents.resume.facts import JobFact
from protocol.catalogue import Text

MOST_FACTS, MOST_NEAR, MOST_LIMITS = 24, 16, 2
MOST_ASK = 90
"""Characters of what is asked for, as a letter names it."""
MOST_ITEM = 120
MOST_OTHERS = 20
_MOST_NAME = 60
_MOST_OF_ONE, _MOST_NEAR_READ = 8, 40
"""Lines that are read for each thing that is asked for, and beside them: each takes its time."""
_LEAST_ASK, _LEAST_CLAIM = 2, 3
_CUT = re.compile(r"[,;]\s")
_UNQUOTED = re.compile(r"[\"“”\[\]|]")
"""What can't stand between quotation marks, or is left open."""
_ASIDE = re.compile(r"\s?(?:[(（\[]|\s[-–—]\s|[:;])")
_CLAUSE = re.compile(r"[가-힣](?:다|거나|고|며|면|요|자|서)$")
"""Korean that does not end as the name of a thing does."""
_UNENDED = re.compile(r"(?i)\b(?:in|of|to|for|at|with|or|and|the|an?|by|on|from|is|are|be|as)$")
_SMALL = frozenset(["of", "the", "and", "for", "in", "at", "on", "to", "a", "an", "de", "la"])
_ONLY_SIGN = re.compile(r"^[^\w]+|[^\w)%]+$")
_PLANNING = re.compile(
    r"(?i)\bnotice(?: period)?\b|\bavailable (?:from|immediately|to start)\b|\bcan start\b"
    r"|입사 가능|출근 가능|근무 가능일"
)
_BLIND = re.compile(r"블라인드\s?채용|(?i:blind (?:hiring|recruitment))")
_NAME = re.compile(r"[A-Z가-힣0-9㈜(]")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Told(Struct, frozen=True):
    """The texts that were given, what a letter can be made of, and what is said of them."""

    resume: str = ""
    job: str = ""
    material: Material = Material()
    remarks: tuple[Text, ...] = ()


def told_of(
    resume: str, job: str | Mapping[str, Any], written: str | None, day: str, said_in: str | None
) -> Told:
    """All that there is to say, as of a day.

    The letter is in the language `written` (BCP 47), else in that of the posting, else in that of
    the résumé. People are told things in `said_in`.
    """
    today = dt.date.fromisoformat(day)
    posting = read_posting(job) if isinstance(job, str) else posting_of(job)
    sheet = sheet_of(resume, today)
    target = target_of(None, None, posting, sheet.facts)
    found = shown(target.asked, sheet, today)
    said = remarks(resume, posting, sheet.facts)
    if not target.from_posting:
        said.append(Text("postings.assumed.posting_asks_nothing"))
    said += apart(target, found, sheet.facts, said_in)
    blind = _is_blind(job, posting.text)
    material = _material(sheet, posting, found, written, today, blind=blind)
    return Told(resume, posting.text, material, tuple(dict.fromkeys(said)))


def _material(
    sheet: Sheet,
    posting: Posting,
    found: Sequence[Shown],
    written: str | None,
    today: dt.date,
    *,
    blind: bool,
) -> Material:
    language = written or posting.language or sheet.facts.language or "en"
    reader = _Reader(sheet, posting.text, language, today, blind=blind)
    facts = reader.facts(found)
    current = next((one for one in sheet.facts.jobs if one.current), None)
    asks = {one.asked.id: ask for one in found if (ask := _short(one.asked.text))}
    alone = not overlaps(found)
    return Material(
        language=language,
        firm=_shown_as(posting.employer or _named_again(posting.text)),
        title=_title(posting.title),
        name=_shown_as(sheet.facts.name),
        employer=_employer(current),
        role=one_line(current.title) if current and current.title else None,
        facts=facts,
        near=reader.near(facts, found),
        asks=asks,
        limits=tuple(reader.limits(found))[:MOST_LIMITS],
        conditions=tuple(
            asks.get(one.asked.id, clip(one.asked.text, MOST_ASK))
            for one in found
            if one.asked.knockout and one.status == "notShown"
        ),
        missing=tuple(
            asks[one.asked.id]
            for one in found
            if one.asked.id in asks
            and one.asked.kind == "must"
            and not one.asked.knockout
            and one.status == "notShown"
        ),
        planning=_planning(sheet.text, language),
        others=tuple(dict.fromkeys(filter(None, map(_employer, sheet.facts.jobs))))[:MOST_OTHERS],
        no_overlap=alone,
        requirements=tuple(map(_requirement, found)),
    )


class _Reader:
    """A résumé, read for what a letter in a language may say of it."""

    def __init__(
        self, sheet: Sheet, posting: str, language: str, today: dt.date, *, blind: bool
    ) -> None:
        self._sheet = sheet
        self._points = sheet.outline.points
        self._language = language.split("-")[0].lower()
        own = (sheet.facts.language or "en").split("-")[0]
        self._foreign = own != self._language
        self._blind = blind
        self._sources = [Source("resume", sheet.text), Source("job", posting)]
        self._now = month_of(today)
        self._heads: dict[int, str] = {}
        for point in self._points:
            if point.is_head and point.entry is not None:
                head = self._heads.get(point.entry, "")
                self._heads[point.entry] = f"{head} {one_line(point.text)}"
        self._apart: Sequence[Point] = ()
        self._told: dict[tuple[int, int], Fact | None] = {}

    def facts(self, found: Sequence[Shown]) -> tuple[Fact, ...]:
        """A fact for each thing that is shown, musts first, then further ones, each part once."""
        order = [one for one in sorted(found, key=_weight) if one.status in {"shown", "partly"}]
        rest = [one for one in found if one.status == "notShown"]
        shows, self._apart = split(*self._points_of(order), rest)
        known: dict[Point, list[str]] = {}
        more: list[Point] = []
        for one in order:
            id = one.asked.id
            parts = [part for part in shows.get(id, ()) if self._fact(part, one) is not None]
            fresh = [part for part in parts if part not in known]
            best = next(iter(self._best_first(fresh, one)), None)
            if best is None and parts:
                known[next(part for part in parts if part in known)].append(id)
            elif best is not None:
                known[best] = [id, *(other for other in shows if best in shows[other])]
                more += [part for part in fresh if part != best]
        for part in dict.fromkeys(more):
            known.setdefault(part, [id for id in shows if part in shows[id]])
        made = ((self._fact(part), ids) for part, ids in known.items())
        facts = [replace(one, requirements=tuple(dict.fromkeys(ids))) for one, ids in made if one]
        return tuple(facts[:MOST_FACTS])

    def near(self, but: Sequence[Fact], asked: Sequence[Shown]) -> tuple[Fact, ...]:
        """What was done elsewhere: what has words of what is asked first, then that with a
        result."""
        taken = [fact.span for fact in but]
        points = [
            point
            for point in (*self._apart, *self._points)
            if point.context in {"job", "project"} and not point.is_head
        ]
        points.sort(key=lambda point: (not has_result(point.text), point.span))
        found: list[Fact] = []
        for point in points[:_MOST_NEAR_READ]:
            start, end = point.span
            fact = self._fact(point)
            if fact and fact.sentence and not any(start <= at < end for at, _ in taken):
                taken.append(point.span)
                found.append(replace(fact, is_related=shared(point.text, asked) > 0))
        return tuple(found[:MOST_NEAR])

    def limits(self, found: Sequence[Shown]) -> Iterator[Limit]:
        """Conditions of which the résumé says the contrary, or that they are still to be met."""
        for one in found:
            if one.asked.knockout and one.status == "contradicted" and one.evidence:
                quote, span = one.evidence[0].quote, one.evidence[0].span
                if span and len(quote) <= MOST_ITEM and (ask := _short(one.asked.text)):
                    yield Limit(ask, one_line(quote), span)

    def _points_of(self, order: Sequence[Shown]) -> tuple[dict[int, Point], dict[int, list[Shown]]]:
        """The points that show something, by number, and what each shows; the best first."""
        found: dict[int, list[Shown]] = {}
        for one in order:
            for number in self._numbers(one):
                found.setdefault(number, []).append(one)
        return {number: self._points[number] for number in found}, found

    def _numbers(self, one: Shown) -> list[int]:
        """The points that show it, the best first."""
        spans = [part.span for part in one.evidence if part.span]
        first = [n for span in spans for n in one.points if self._points[n].span[0] == span[0]]
        return list(dict.fromkeys((*first, *one.points)))[:_MOST_OF_ONE]

    def _best_first(self, parts: Iterable[Point], one: Shown) -> list[Point]:
        def worth(part: Point) -> tuple[bool, bool]:
            fact = self._fact(part, one)
            return (fact is None or not fact.sentence, part.is_head)

        return sorted(parts, key=worth)

    def _fact(self, point: Point, one: Shown | None = None) -> Fact | None:
        """A point as a fact; None for what can't be told, or is nobody's business here."""
        if point.span not in self._told:
            self._told[point.span] = self._made(point, one)
        return self._told[point.span]

    def _made(self, point: Point, one: Shown | None) -> Fact | None:
        if point.is_empty or not point.text.strip() or (self._blind and self._names_school(point)):
            return None
        job = self._job(point)
        employer = _employer(job) or ""
        quote, span = one_line(point.text), point.span
        sentence = item = ""
        if point.is_head and point.context == "job":
            sentence = self._role(job)
        elif self._foreign:
            sentence = self._quoting(quote)
        elif point.context in {"job", "project", "claim"}:
            sentence = self._sentence(point)
            if not sentence and self._language == "en" and one and english.is_duty(point.text):
                sentence = self._quoting(quote)
        if not sentence and point.context not in {"job", "project"}:
            item = self._item(point, one)
        if sentence and not self._holds(sentence):
            sentence = ""
        raw = "" if sentence or item or one is None else self._raw(point)
        if not (sentence or item or raw):
            return None
        is_role = point.is_head and bool(sentence)
        shown_result = bool(sentence) and not is_role and has_result(point.text)
        at = "" if self._foreign else employer
        return Fact(
            quote,
            span,
            (),
            sentence,
            item,
            at,
            point.entry if point.context in {"job", "project"} and not self._foreign else None,
            point.context == "job",
            shown_result,
            is_role,
            raw,
        )

    def _sentence(self, point: Point) -> str:
        job = point.context != "claim" and point.entry is not None
        if self._language == "ko":
            return korean.told(point.text, job=job)
        return english.told(point.text, current=self._is_current(point), job=job)

    def _quoting(self, quote: str) -> str:
        first = next((said for _, said in sentence_spans(quote)), "")
        return phrase(self._language, "quoted", quote=first) if len(first) <= MOST_ITEM else ""

    def _item(self, point: Point, one: Shown | None) -> str:
        """What may stand in a list: of a list of skills only those that are asked for."""
        if point.is_head:
            return ""
        if point.context == "listed" and one is not None and one.asked.topic != "language":
            named = [
                skill.written
                for skill in self._sheet.facts.skills
                if skill.name in one.asked.skills and skill.written in point.text
            ]
            return ", ".join(dict.fromkeys(named))
        if point.context == "claim" and (one is None or not self._states(point, one)):
            return ""
        part = self._part(point, one).split(" | ")[0]
        made = (korean if self._language == "ko" else english).item(part)
        return made if made and len(made) <= MOST_ITEM and not hollow(made) else ""

    def _raw(self, point: Point) -> str:
        """The résumé's own words, for what no rule can tell: as much of them as a letter quotes."""
        if point.is_head or self._is_name(point) or point.is_empty:
            return ""
        if point.context == "claim" and (
            ":" in point.text or len(point.text.split()) < _LEAST_CLAIM
        ):
            return ""
        said = (korean if self._language == "ko" else english).item(point.text)
        if len(said) > MOST_ITEM:
            cuts = [found.start() for found in _CUT.finditer(said, 0, MOST_ITEM + 1)]
            said = said[: cuts[-1]] if cuts else ""
        return said if said and not hollow(said) and not _UNQUOTED.search(said) else ""

    def _is_name(self, point: Point) -> bool:
        """Whether it says who somebody is."""
        name = (self._sheet.facts.name or "").casefold()
        return bool(name) and name in one_line(point.text).casefold()

    def _states(self, point: Point, one: Shown) -> bool:
        """Whether what is said at the top, or of oneself, states a condition that is met."""
        said = one_line(point.text)
        return one.asked.knockout and not self._is_name(point) and not said[:1].islower()

    def _part(self, point: Point, one: Shown | None) -> str:
        """The sentence of a point that has most of what is asked for."""
        parts = [said for _, said in sentence_spans(point.text)]
        if one is None or len(parts) < 2:
            return point.text
        wanted = content(one.asked.text)
        return max(parts, key=lambda said: len(content(said) & wanted))

    def _role(self, job: JobFact | None) -> str:
        """Where somebody worked, as what, and from when to when."""
        employer = _employer(job)
        if job is None or employer is None or not job.start:
            return ""
        title = re.split(r"\s*(?:→|->)\s*", one_line(job.title or ""))[-1]
        start, end = _month(job.start, self._language), _month(job.end, self._language)
        values = {"start": start, "employer": employer, "title": title, "end": end}
        return phrase(self._language, "role_now" if job.current else "role_then", **values)

    def _holds(self, sentence: str) -> bool:
        """Whether a sentence says nothing but what the résumé does."""
        return not unsupported(sentence, self._sources) and not hollow(sentence, self._language)

    def _job(self, point: Point) -> JobFact | None:
        jobs = self._sheet.facts.jobs
        if point.path and (found := re.match(r"/jobs/(\d+)", point.path)):
            return jobs[int(found[1])] if int(found[1]) < len(jobs) else None
        head = self._heads.get(point.entry, "") if point.entry is not None else ""
        by_name = [one for one in jobs if one.employer and one.employer in head]
        by_title = [one for one in jobs if one.title and one.title in head]
        by_both = [one for one in by_name if one in by_title]
        # "Technician" is also in "Senior technician": the longest title is the one that is meant.
        by_both.sort(key=lambda one: -len(one.title or ""))
        return next(iter((*by_both, *by_name, *by_title)), None)

    def _is_current(self, point: Point) -> bool:
        job = self._job(point)
        if job is not None or point.entry is None:
            return job.current if job else False
        ends = self._sheet.outline.entries[point.entry].ends
        return ends is not None and ends >= self._now

    def _names_school(self, point: Point) -> bool:
        return any(
            one.institution and one.institution in one_line(point.text)
            for one in self._sheet.facts.education
        )


def _weight(one: Shown) -> tuple[bool, bool, bool, int]:
    """Musts before what would be nice, abilities before conditions, what is shown before parts."""
    return (
        one.asked.kind != "must",
        one.asked.knockout,
        one.status != "shown",
        not one.points,
    )


def _requirement(one: Shown) -> Requirement:
    return Requirement(
        one.asked.id,
        one.asked.text[:1_000],
        one.asked.kind,
        one.asked.knockout,
        one.status,
        one.evidence,
    )


def _short(text: str) -> str:
    """What is asked for in few words, a verbatim part of it."""
    plain = _ONLY_SIGN.sub("", one_line(text))
    aside = _ASIDE.search(plain)
    cut = plain[: aside.start()] if aside else plain
    if len(cut.split()) >= _LEAST_ASK:
        plain = cut
    plain = plain.rstrip(" .,;:")
    if _CLAUSE.search(plain) or _UNENDED.search(plain):
        return ""
    if len(plain) > MOST_ASK:
        head = plain[:MOST_ASK]
        plain = head[: head.rfind(", ")] if ", " in head[20:] else ""
    return plain


def _named_again(text: str) -> str | None:
    """Who hires, where no rule for the heads of postings tells: what begins the first line, and is
    named again below."""
    first, _, rest = text.strip().partition("\n")
    name = re.split(r"\s[-–—|·/:]\s|[|:]", first.strip(" []【】#*"))[0].strip()
    if not (2 <= len(name) <= _MOST_NAME and _NAME.match(name)) or ends_in_title(name):
        return None
    return name if re.search(rf"(?<!\w){re.escape(name)}", rest) else None


def _title(text: str | None) -> str | None:
    plain = _shown_as(re.sub(r"\s*[(（\[][^)）\]]*[)）\]]?|\s[-–—|]\s.*$", "", text or ""))
    return clip(plain, 80) if plain else None


def _shown_as(text: str | None) -> str | None:
    """A name as a letter writes it: not in capitals throughout."""
    plain = one_line(text or "").strip(" -–—|·,")
    if not plain:
        return None
    if len(plain.split()) > 1 and plain == plain.upper() != plain.lower():
        words = [w.lower() if w.lower() in _SMALL else _capital(w) for w in plain.split()]
        return " ".join([_capital(words[0]), *words[1:]])
    return plain


def _capital(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))


def _employer(job: JobFact | None) -> str | None:
    """An employer's name, where it is one: "same company" is none."""
    name = one_line(job.employer) if job and job.employer else ""
    if name.count(")") > name.count("("):
        name = f"({name}"  # of "(주)한빛" the reader of facts may leave out the first sign
    return name if _NAME.match(name) and ":" not in name and len(name) <= 80 else None


def _month(written: str | None, language: str) -> str:
    """A month or a year as one writes it."""
    if not written:
        return ""
    year, _, month = written.partition("-")
    if language == "ko":
        return f"{year}년 {int(month)}월" if month else f"{year}년"
    return f"{_MONTHS[int(month) - 1]} {year}" if month else year


def _planning(resume: str, language: str) -> str:
    """What the résumé says of when somebody could begin."""
    tell: Callable[[str], str] = korean.item if language.startswith("ko") else english.item
    for _, said in sentence_spans(resume):
        if _PLANNING.search(said) and len(said) <= MOST_ITEM and (found := tell(said)):
            return found
    return ""


def _is_blind(job: str | Mapping[str, Any], text: str) -> bool:
    return bool(isinstance(job, Mapping) and job.get("blind")) or bool(_BLIND.search(text))
