"""All that a posting's text says of the job, in the fields of a stored one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from agents.career.skills import skills as listed_skills
from agents.postings.asked import Asked, Posting
from agents.postings.clauses import sentences
from agents.postings.fields.applying import application, blind, passages, tells_how
from agents.postings.fields.days import deadline, posted
from agents.postings.fields.labels import Fact, facts
from agents.postings.fields.money import Paid, paid
from agents.postings.fields.places import places_of
from agents.postings.fields.schooling import education_of, experience_of
from agents.postings.fields.terms import employment_of, head_of, remote_of
from agents.postings.fields.warnings import warnings
from agents.postings.headings import Part, kind_of_heading
from agents.postings.layout import layout
from agents.postings.phrases import pattern, phrases, spoken
from agents.postings.read import prepared, read_posting
from agents.postings.sections import Block, blocks
from agents.results.job import JobPosting, JobRequirement
from agents.resume.lines import Line, Slice
from agents.resume.skills import mentions

_MOST_TITLE = 200
_MOST_ENTRIES = 50
_MOST_PASSAGE = 2_000
_NO_TITLE = "–"
_NOT_ASKED = frozenset({"fee_asked", "bank_or_id_asked", "unpaid_task"})
"""Warnings of what nobody must have, though the posting calls it necessary."""
_LIKELIEST = "en"
"""The language whose words are looked for in a text too short to tell its own."""
_DUTIES: frozenset[Part] = frozenset({"duties", "work"})
_OPEN: frozenset[Part] = frozenset({"head", "other", "about", "apply"})
_ALSO = re.compile(r",\s|[;、，+]|\s(?:plus|and|und|sowie|et|y|e|en|och|oraz|i)\s(?!\W?\d)")
_OFFERS = pattern("offers_first")
_OWN_VOICE = pattern("own_voice")
_NOT_GIVEN = pattern("not_given")
_BENEFITS: frozenset[Part] = frozenset({"benefits"})
_ELSEWHERE = frozenset({"title", "employer", "place", "posted", "deadline", "employment", "remote",
                        "documents", "salary", "other"})  # fmt: skip
"""Facts that are no duty and no benefit, whatever heading they stand below."""


def details_of(text: str, today: date, said: str | None = None) -> JobPosting:
    """What a posting's text says; what it does not say is None, or empty.

    Words are the text's own, white space folded. Any text can be read: of one that names no job the
    first line is the title, of one that is blank a dash. `today` is the date by which a posting is
    old, `said` the language that the text is said to be in. At most 50,000 characters are looked
    at; what it costs grows with them, and no faster.
    """
    posting = read_posting(text, said)
    with spoken(posting.language or _LIKELIEST):
        return _details(posting, prepared(posting.text), today)


def _details(posting: Posting, text: str, today: date) -> JobPosting:
    lines = layout(text)
    found = blocks(text)
    told = facts(lines)
    title = _title(posting, lines)
    begins = next((one.said.start for one in found if one.part != "head"), len(text))
    head = head_of(lines, begins)
    about_applying = passages(found)
    posted_on = posted(text, told, today)
    until = deadline(text, told, about_applying)
    pay = paid(text, told, found)
    warned = warnings(lines, text, posting.employer, posted_on, until, today)
    of_fees = {one.quote for one in warned if one.code in _NOT_ASKED}
    asked = [
        one
        for at, one in enumerate(posting.asked)
        if one.quote not in of_fees and not _is_repeated(one, posting.asked[:at])
    ]
    duties = _said(found, _DUTIES, told)
    return JobPosting(
        title=title,
        hiring_organization=posting.employer[:_MOST_TITLE] if posting.employer else None,
        job_location=[_folded(one) for one in places_of(told, head, found, text, posting.employer)],
        remote=remote_of(told, head, found),
        employment_type=employment_of(lines[0].text if lines else "", told, head, found),
        base_salary=pay.salary,
        salary_text=_folded(pay.text) if pay.text else None,
        date_posted=posted_on.day.isoformat() if posted_on else None,
        valid_through=until.day.isoformat() if until else None,
        must_have=_entries(asked, "must"),
        nice_to_have=_entries(asked, "nice"),
        experience=experience_of(asked, told),
        education=education_of(asked, told, lines),
        responsibilities=duties,
        benefits=[one for one in _said(found, _BENEFITS, told) if not _is_pay(one, pay)],
        keywords=_keywords(asked, duties),
        apply=application(found, told, lines),
        blind=blind(text, lines),
        warnings=warned,
        language=posting.language,
    )


def _title(posting: Posting, lines: Sequence[Line]) -> str:
    first = _folded(lines[0].text) if lines else _NO_TITLE
    return (posting.title or first or _NO_TITLE)[:_MOST_TITLE]


def _is_repeated(one: Asked, before: Sequence[Asked]) -> bool:
    """Whether it only says what a firm does not do for those who lack a permit that is asked."""
    quote = one.quote or ""
    is_own = _OWN_VOICE.match(quote) is not None or _NOT_GIVEN.search(quote) is not None
    return one.topic == "permit" and is_own and any(other.topic == "permit" for other in before)


def _entries(asked: Iterable[Asked], kind: str) -> list[JobRequirement]:
    return [
        JobRequirement(
            one.id, one.text, one.knockout and one.topic != "other", list(one.skills), one.quote
        )
        for one in asked
        if one.kind == kind
    ]


def _said(found: Iterable[Block], parts: frozenset[Part], told: Sequence[Fact]) -> list[str]:
    """What stands in such parts, an item or a sentence each; not what is a field of its own."""
    taken = sorted(
        (min(one.label.start, one.value.start), one.value.end)
        for one in told
        if one.field in _ELSEWHERE and not (one.field == "other" and _heads(one, parts))
    )
    return list(islice(dict.fromkeys(_passages(found, parts, taken)), _MOST_ENTRIES))


def _heads(fact: Fact, parts: frozenset[Part]) -> bool:
    """Whether a label is the heading of these parts as well: "福利"."""
    kind = kind_of_heading(fact.label.text)
    has_figure = any(map(str.isdigit, fact.value.text))
    return kind is not None and parts == {kind} and not has_figure


def _is_pay(said: str, pay: Paid) -> bool:
    """Whether a passage says what is paid, and nothing besides."""
    return said == _folded(pay.text or "") and (pay.salary is None or not _ALSO.search(said))


def _passages(
    found: Iterable[Block], parts: frozenset[Part], taken: Sequence[tuple[int, int]]
) -> Iterator[str]:
    for block in found:
        is_in = block.part in parts
        is_open = parts == _BENEFITS and not block.item and block.part in _OPEN
        if not (is_in or is_open):
            continue
        for said in [block.said] if block.item else sentences(block.said):
            at = bisect_right(taken, said.start, key=lambda span: span[0]) - 1
            is_fact = at >= 0 and said.start < taken[at][1]
            is_aside = not block.item and (
                tells_how(said.text)
                or phrases("cues", "aside").in_(said.text)
                or phrases("labels", "deadline").in_(said.text)
            )
            is_told = is_in or _OFFERS.search(said.text) is not None
            if is_told and not (is_fact or is_aside) and any(map(str.isalpha, said.text)):
                yield _folded(said.text)[:_MOST_PASSAGE]


def _keywords(asked: Iterable[Asked], duties: Iterable[str]) -> list[str]:
    """The listed skills that what is asked and what is to be done name."""
    known = listed_skills()
    names = [name for one in asked for name in one.skills]
    names += [one.name for one in mentions([Slice(duty, 0) for duty in duties])]
    return [name for name in dict.fromkeys(names) if name in known][:_MOST_ENTRIES]


def _folded(text: str) -> str:
    return " ".join(text.split())
