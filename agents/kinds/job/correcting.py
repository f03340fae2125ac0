"""What people say of a job that its posting does not: it goes before that, and is marked."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from agents.data_files import read
from agents.evidence.text import clip, content, one_line, words
from agents.kind import Confirm
from agents.kinds.job.wording import text
from agents.postings.details import details_of
from agents.results.job import JobPosting, JobRequirement, Salary
from protocol.catalogue import Said

MOST_SAID = 200
"""Characters of what somebody says."""
MOST_READ = 2_000
"""Characters of a wish that are looked at."""
LEAST_PAY = 100
"""From here on a figure without a currency, and without what it is paid for, is taken for pay."""
MOST_CORRECTIONS = 100
MOST_LISTED = 50

Remote = Literal["onsite", "hybrid", "remote"]
_QUOTED = re.compile(r'["“„«]([^"“”„«»]{1,200})["”“»]')
_ENDS = " \t.,;!?\"'“”„«»"
_FIGURE = re.compile(r"\d")
_ANY = "EUR"
_NUMBER = re.compile(r"(?<![\w.,])#?(\d{1,2})(?:번|번째|\.)?(?![\w,.]*\d)")


class Moved(Struct, frozen=True):
    """A requirement, by its text, that counts otherwise than the posting says."""

    text: str
    to: Literal["must", "nice"]


class Correction(Struct, frozen=True):
    """What somebody has said is so. What is None they have said nothing of."""

    title: str | None = None
    hiring_organization: str | None = None
    job_location: tuple[str, ...] | None = None
    remote: Remote | None = None
    base_salary: Salary | None = None
    salary_text: str | None = None
    moved: Moved | None = None


_FIELDS = ("title", "hiring_organization", "job_location", "remote", "base_salary", "salary_text")
_SHOWN = {
    "title": "/title",
    "hiring_organization": "/hiringOrganization",
    "job_location": "/jobLocation",
    "remote": "/remote",
    "salary_text": "/baseSalary",
}
"""Where each is in the result; of what is paid the words say it all."""


def corrected(posting: JobPosting, corrections: Sequence[Correction]) -> JobPosting:
    """The posting with what was said of it, conditions first; of what was said twice the last
    counts."""
    fields: dict[str, Any] = {}
    for one in corrections:
        fields |= {name: value for name in _FIELDS if (value := getattr(one, name)) is not None}
    if "salary_text" in fields:
        fields["base_salary"] = fields.get("base_salary")
    if "job_location" in fields:
        fields["job_location"] = list(fields["job_location"])
    return _moved(replace(posting, **fields), _moves(corrections))


def _moves(corrections: Sequence[Correction]) -> dict[str, str]:
    """Where each requirement stands that was moved, by its text."""
    return {one.moved.text: one.moved.to for one in corrections if one.moved}


def _moved(posting: JobPosting, moves: dict[str, str]) -> JobPosting:
    """The posting with what was moved at the end of where it is to stand."""

    def stay(entries: list[JobRequirement], kind: str) -> list[JobRequirement]:
        return [one for one in entries if moves.get(one.text, kind) == kind]

    def come(entries: list[JobRequirement], kind: str) -> list[JobRequirement]:
        return [one for one in entries if moves.get(one.text) == kind]

    # What is only nice to have is no condition.
    plain = [replace(one, knockout=False) for one in come(posting.must_have, "nice")]
    must = [*stay(posting.must_have, "must"), *come(posting.nice_to_have, "must")]
    nice = [*stay(posting.nice_to_have, "nice"), *plain]
    must.sort(key=lambda one: not one.knockout)
    return replace(posting, must_have=must[:MOST_LISTED], nice_to_have=nice[:MOST_LISTED])


def to_confirm(
    read: JobPosting, corrections: Sequence[Correction], told: Callable[[Said], str]
) -> list[Confirm]:
    """What stands in a job because somebody has said it: the posting, as it was read, does not."""
    shown = corrected(read, corrections)
    why = told(text("confirm.said"))
    found: list[Confirm] = []
    for name, path in _SHOWN.items():
        value = getattr(shown, name)
        if value != getattr(read, name) and value:
            said = ", ".join(value) if isinstance(value, list) else str(value)
            found.append(Confirm(path, said, why))
    for place, now, before in (
        ("mustHave", shown.must_have, read.must_have),
        ("niceToHave", shown.nice_to_have, read.nice_to_have),
    ):
        known = {one.text for one in before}
        found += [
            Confirm(f"/{place}/{number}", one.text[:1_000], why)
            for number, one in enumerate(now)
            if one.text not in known
        ]
    return found[:MOST_LISTED]


def title_in(wish: str) -> Correction | None:
    """The title that somebody says a job has."""
    value = _value("title", wish)
    return Correction(title=value) if value else None


def organisation_in(wish: str) -> Correction | None:
    """Who hires, by what somebody says."""
    value = _value("organisation", wish)
    return Correction(hiring_organization=value) if value else None


def place_in(wish: str) -> Correction | None:
    """Where the work is done, or how, by what somebody says; None for what it is not."""
    wish = wish[:MOST_READ]
    if re.search(_values()["denied"], wish):
        return None
    for name, pattern in _values()["remote"].items():
        if re.search(pattern, wish):
            return Correction(remote=name)
    value = _value("place", wish)
    return Correction(job_location=(value,)) if value else None


def pay_in(said: str, as_of: str, before: Salary | None) -> Correction | None:
    """What is paid, by what somebody says; what they do not say is as it was `before`."""
    words_said = clip(one_line(said[:MOST_READ]), MOST_SAID)
    today = dt.date.fromisoformat(as_of)
    pay = details_of(words_said, today).base_salary
    if pay is None and (as_money := _FIGURE.sub(rf"{_ANY} \g<0>", words_said, count=1)):
        # A posting names the currency, or it speaks of no money; who answers need not.
        found = details_of(as_money, today).base_salary
        is_pay = found is not None and (found.unit or (found.max or found.min or 0) >= LEAST_PAY)
        pay = replace(found, currency=None) if found and is_pay else None
    if pay is None or (pay.min is None and pay.max is None):
        return None
    if before is not None:
        currency, unit = pay.currency or before.currency, pay.unit or before.unit
        pay = replace(pay, currency=currency, unit=unit)
    return Correction(base_salary=pay, salary_text=words_said)


def meant(wish: str, entries: Sequence[JobRequirement]) -> JobRequirement | None:
    """The requirement that somebody speaks of: the only one, one whose words they say, or by its
    number in the list; None where it may be another."""
    if len(entries) == 1:
        return entries[0]
    wish = wish[:MOST_READ]
    quoted = [one_line(one).casefold() for one in _QUOTED.findall(wish)]
    by_quote = [one for one in entries if any(quote in one.text.casefold() for quote in quoted)]
    if len(by_quote) == 1:
        return by_quote[0]
    scores = [(_shared(wish, one.text), one) for one in entries]
    best = max((score for score, _ in scores), default=0)
    likeliest = [one for score, one in scores if score == best]
    if best and len(likeliest) == 1:
        return likeliest[0]
    numbers = {int(one) for one in _NUMBER.findall(wish)}
    by_number = [one for at, one in enumerate(entries, 1) if at in numbers]
    return by_number[0] if len(by_number) == 1 else None


def _shared(wish: str, requirement: str) -> int:
    """How many words of a wish stand in a requirement; a Korean particle is no part of one."""
    there = content(requirement)
    found = len(content(wish) & there)
    lowered = requirement.casefold()
    for word in words(wish):
        if "가" <= word[0] <= "힣" and len(word) > 1:
            found += any(stem in lowered for stem in (word, word[:-1]) if len(stem) > 1)
    return found


def _value(name: str, wish: str) -> str | None:
    """What a wish says something is, without what stands around it."""
    for pattern in _values()[name]:
        if found := re.search(pattern, one_line(wish[:MOST_READ])):
            value = clip(found["value"].strip(_ENDS), MOST_SAID)
            return value or None
    return None


@cache
def _values() -> dict[str, Any]:
    return read(__package__, "values")
