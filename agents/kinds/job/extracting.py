"""What a model reads in a posting: it points at passages, and code reads what they say.

So nothing can come into a job that the posting does not say: a passage that does not stand in it is
dropped, an amount, a date or a number of years is read from the passage by rules, and what rules
have found themselves stays.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct
from msgspec.structs import replace

from agents.evidence.sources import Source, find_quote
from agents.evidence.text import content, one_line
from agents.kind import MOST_JOB, Issue, Judging, Revision, Verdict
from agents.postings.details import details_of
from agents.postings.read import read_posting
from agents.results.job import Application, JobPosting, JobRequirement, RequiredEducation

MOST_ISSUES = 20
LEAST_LETTERS = 2
MOST_LINE = 200
MOST_ENTRIES = 50
SAME = 0.6
"""Passages that share so much of their words are about the same."""

There: TypeAlias = Callable[[str | None], str | None]
"""The passage as it stands in the posting, if it does."""
Reader: TypeAlias = Callable[[str], JobPosting]
"""What rules read in a passage."""

Quote = Annotated[str, Meta(max_length=600)]
Quotes = Annotated[tuple[Quote, ...], Meta(max_length=MOST_ENTRIES)]


class Passages(Struct, frozen=True, rename="camel"):
    """Passages of a posting, each by what it says; null, or empty, where the posting does not."""

    title: Quote | None = None
    hiring_organization: Quote | None = None
    job_location: Quotes = ()
    base_salary: Quote | None = None
    date_posted: Quote | None = None
    valid_through: Quote | None = None
    experience: Quote | None = None
    education: Quote | None = None
    must_have: Quotes = ()
    nice_to_have: Quotes = ()
    responsibilities: Quotes = ()
    benefits: Quotes = ()
    how_to_apply: Quote | None = None
    documents: Quotes = ()


class Brief(Struct, frozen=True):
    """A posting's text, and what rules have found in it."""

    text: str
    known: Passages
    revision: Revision | None = None


def brief_of(posting: JobPosting, text: str) -> Brief:
    """What a model is given of a posting that rules have read."""
    apply = posting.apply
    salary = posting.salary_text
    return Brief(
        text,
        Passages(
            title=posting.title,
            hiring_organization=posting.hiring_organization,
            job_location=tuple(posting.job_location),
            base_salary=salary[:600] if salary else None,
            date_posted=posting.date_posted,
            valid_through=posting.valid_through,
            experience=_cut(posting.experience.quote) if posting.experience else None,
            education=_cut(posting.education.text) if posting.education else None,
            must_have=tuple(_cut(one.quote or one.text) or "" for one in posting.must_have),
            nice_to_have=tuple(_cut(one.quote or one.text) or "" for one in posting.nice_to_have),
            responsibilities=tuple(one[:600] for one in posting.responsibilities),
            benefits=tuple(one[:600] for one in posting.benefits),
            how_to_apply=_cut(apply.how) if apply else None,
            documents=tuple(apply.documents) if apply else (),
        ),
    )


def _cut(text: str | None) -> str | None:
    return text[:600] if text else None


def by_rules(given: Brief) -> Passages:
    """What rules have found."""
    return given.known


def misquoted(judging: Judging) -> Verdict:
    """What code finds wrong with passages: those that do not stand in the posting."""
    given: Brief = judging.given
    if judging.draft == given.known:
        return Verdict("approve")
    known = set(_passages(given.known))
    issues = [
        Issue(f"/{where}", NOT_THERE, quote[:500])
        for where, quote in _passages(judging.draft)
        if (where, quote) not in known and stands_in(quote, given.text) is None
    ]
    if not issues:
        return Verdict("approve")
    return Verdict("revise", None, tuple(issues[:MOST_ISSUES]), COPY)


NOT_THERE = "The posting does not say this."
COPY = "Copy passages character by character. What the posting does not say is null, or left out."


def _passages(draft: Passages) -> Iterator[tuple[str, str]]:
    for name in draft.__struct_fields__:
        value: str | Sequence[str] | None = getattr(draft, name)
        for one in [value] if isinstance(value, str) else value or ():
            yield name, one


def stands_in(quote: str, text: str) -> str | None:
    """The passage in the text's own words, white space folded; None where it does not stand there.

    One of fewer than two letters says nothing.
    """
    if sum(char.isalpha() for char in quote) < LEAST_LETTERS:
        return None
    found = find_quote(quote, [Source("job", text)])
    return one_line(text[slice(*found[1])]) if found else None


def completed(own: JobPosting, said: Passages, text: str, as_of: str) -> JobPosting:
    """The posting of rules, with what passages say that they have not found.

    A field that rules have found stays as it is, and so does each entry of its lists.
    """
    there = partial(_there, text=text)
    read = partial(details_of, today=dt.date.fromisoformat(as_of))
    fields: dict[str, Any] = {
        **_head(own, said, there, text),
        **_pay(own, said, there, read),
        **_said_once(own, said, there, read),
        **_lists(own, said, there),
        **_requirements(own, map(there, (*said.must_have, *said.nice_to_have)), read),
    }
    return replace(own, **{name: value for name, value in fields.items() if value is not None})


def _there(quote: str | None, text: str) -> str | None:
    return stands_in(quote, text) if quote else None


def _line(passage: str | None) -> str | None:
    """The passage, where it is short enough for a name."""
    return passage if passage and len(passage) <= MOST_LINE else None


def _head(own: JobPosting, said: Passages, there: There, text: str) -> dict[str, Any]:
    """What the job is called, who hires, and where."""
    found: dict[str, Any] = {}
    if _title_is_a_guess(own, text):
        found["title"] = _line(there(said.title))
    if own.hiring_organization is None:
        found["hiring_organization"] = _line(there(said.hiring_organization))
    if not own.job_location:
        places = [_line(there(one)) for one in said.job_location]
        found["job_location"] = list(dict.fromkeys(filter(None, places)))
    return found


def _pay(own: JobPosting, said: Passages, there: There, read: Reader) -> dict[str, Any]:
    """What is paid: the words that say it, and what rules read in them."""
    passage = there(said.base_salary)
    if passage is None or own.base_salary is not None or own.salary_text is not None:
        return {}
    found = read(passage)
    return {"base_salary": found.base_salary, "salary_text": found.salary_text or passage}


def _said_once(own: JobPosting, said: Passages, there: There, read: Reader) -> dict[str, Any]:
    """Dates, years and a degree: read in the words that say them."""
    found: dict[str, Any] = {}
    for name in ("date_posted", "valid_through", "experience", "education"):
        passage = there(getattr(said, name))
        if passage is None or getattr(own, name) is not None:
            continue
        found[name] = getattr(read(passage), name)
        if name == "education":
            found[name] = found[name] or RequiredEducation(passage, "posting")
    return found


def _lists(own: JobPosting, said: Passages, there: There) -> dict[str, Any]:
    """Duties, benefits, and how one applies."""
    found: dict[str, Any] = {}
    for name in ("responsibilities", "benefits"):
        if not getattr(own, name):
            found[name] = _apart(map(there, getattr(said, name)), ())
    if own.apply is None:
        how = there(said.how_to_apply)
        documents = [one for one in _apart(map(there, said.documents), ()) if _line(one)]
        found["apply"] = Application(how, documents) if how or documents else None
    return found


def _title_is_a_guess(own: JobPosting, text: str) -> bool:
    """Whether the title is but the text's first line, for want of another."""
    is_text = own.source.kind in {"text", "image", "pdf"}
    return is_text and read_posting(text).title is None


def _requirements(
    own: JobPosting, passages: Iterable[str | None], read: Reader
) -> dict[str, list[JobRequirement]]:
    """What is asked for, with passages that rules have not read: a must is what its words call one.

    In a posting's list the words that call something a must stand above it, and rules have read
    all such lists: of what they have not, only its own words count.
    """
    must, nice = list(own.must_have), list(own.nice_to_have)
    known = [one.quote or one.text for one in (*must, *nice)]
    known += [*own.responsibilities, *own.benefits]
    for number, passage in enumerate(_apart(passages, known), len(must) + len(nice) + 1):
        found = read(passage)
        (one, *_) = [*found.must_have, *found.nice_to_have, JobRequirement("", passage)]
        is_must = bool(found.must_have)
        entry = replace(one, id=f"x{number}", text=passage, quote=passage)
        (must if is_must else nice).append(entry if is_must else replace(entry, knockout=False))
    return {"must_have": must[:MOST_ENTRIES], "nice_to_have": nice[:MOST_ENTRIES]}


def _apart(passages: Iterable[str | None], known: Iterable[str]) -> list[str]:
    """The passages that are about something else than those before them, and what is known."""
    seen = [one.casefold() for one in known]
    found: list[str] = []
    for passage in passages:
        if passage and not any(_same(passage.casefold(), one) for one in seen):
            found.append(passage)
            seen.append(passage.casefold())
    return found


def _same(one: str, other: str) -> bool:
    if one in other or other in one:
        return True
    first, second = content(one), content(other)
    return bool(first and second) and len(first & second) >= SAME * min(len(first), len(second))


def bounded(posting: JobPosting) -> JobPosting:
    """The posting, without the last entries of lists where it is too long for other kinds.

    What it asks for goes last.
    """
    for name in ("benefits", "responsibilities", "nice_to_have", "must_have"):
        while len(msgspec.json.encode(posting)) > MOST_JOB and (entries := getattr(posting, name)):
            posting = replace(posting, **{name: entries[: len(entries) // 2]})
    return posting


def without_id(posting: JobPosting) -> JobPosting:
    """The posting, of whatever stored job it is."""
    return replace(posting, id=UNSET)
