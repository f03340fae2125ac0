"""Postings on the web: the recruiting system's data, what the page tells programs, its text."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from agents.errors import Refused, RunFailure
from agents.kind.services import Fetched, FoundPosting, Web
from agents.models.compute import Compute
from agents.models.request import Caller
from agents.postings.details import details_of
from agents.postings.fields.places import town_of
from agents.postings.merging import is_same, merged, same_title
from agents.postings.pages.decoding import decoded
from agents.postings.pages.page import MAX_TEXT, Page, page_of
from agents.postings.phrases import pattern
from agents.postings.systems.addresses import Address, address_of, addresses_in, employer_in
from agents.postings.systems.systems import told_of
from agents.postings.told import Told, amount, job_of_linked, line
from agents.results.job import JobPosting, JobSource, Salary
from agents.resume.employers import company_score
from agents.resume.lines import fold
from protocol.catalogue import Text

Failed = Literal["login", "gone", "list", "other"]

LEAST_TEXT = 120
"""Characters from which on a page, or a description, says something of a job."""
LEAST_ASKED, LEAST_MUST, LEAST_NICE = 4, 3, 2
"""So much asks a page that is a posting although no heading of it says so."""
MOST_FRAMES = 3
_MOST_NAME = 80
_PIECES = re.compile(r"\s[|·•–—-]\s|[｜|_(（)）]")
_AUTHORITY = pattern("authority")
_JOBS_AT = pattern("jobs_at")
_DOMAIN = re.compile(r"@([\w-]{3,63})\.[\w.]{2,30}")
_LONGEST_PAY = 400
_MOST_PAID = 3
_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d{1,9}(?:[.,]\d{1,2})?")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN = "text/plain"
_GONE = frozenset({404, 410})
_LOCKED = frozenset({401, 407})
_WHY: Mapping[str, tuple[Text, str]] = {
    "login": (Text("postings.page.login"), "invalid_input"),
    "gone": (Text("postings.page.gone"), "not_found"),
    "list": (Text("postings.page.list"), "invalid_input"),
    "other": (Text("postings.page.other"), "invalid_input"),
}


class WebPostings:
    """Postings on the web, read by rules."""

    def __init__(self, web: Web, compute: Compute, today: Callable[[], date] | None = None) -> None:
        """`today` is the date by which a posting is old: that in UTC, where it is not given."""
        self._web = web
        self._compute = compute
        self._today = today or (lambda: datetime.now(UTC).date())

    async def at(self, caller: Caller, url: str, language: str) -> FoundPosting:
        """The posting that stands there.

        Raises RunFailure, whose text says what to do: where the page can't be had, asks for a
        login, is gone, is a list of jobs or is no posting.
        """
        address = address_of(url)
        found, is_gone = await self._in_system(caller, address, url)
        if found is not None:
            return found
        fetched = await self._web.fetch(caller, url)
        there = address_of(fetched.url)
        if there is not None and there != address:
            found, is_gone = await self._in_system(caller, there, url)
            if found is not None:
                return found
        return await self._on_page(caller, url, fetched, is_gone=is_gone)

    async def _in_system(
        self, caller: Caller, address: Address | None, url: str
    ) -> tuple[FoundPosting | None, bool]:
        """The posting by its system's data; else whether these say that it is gone."""
        is_gone = False
        if address is None:
            return None, False
        for place in address.data:
            try:
                fetched = await self._web.fetch(caller, place)
            except RunFailure:
                continue
            if fetched.status != 200:
                is_gone = is_gone or fetched.status in _GONE
                continue
            told = await self._compute.call(caller, told_of, address, fetched.body, slow=True)
            if told is None:
                continue
            if told.job.hiring_organization is None and address.named:
                told = await self._with_employer(caller, address, told, url)
            source = JobSource("ats", url, fetched.fetched_at)
            found = await self._compute.call(
                caller, composed, told, source, self._today(), True, slow=True
            )
            return found, False
        return None, is_gone

    async def _with_employer(self, caller: Caller, address: Address, told: Told, url: str) -> Told:
        """What is told, with the employer that only the page names."""
        try:
            fetched = await self._web.fetch(caller, url)
        except RunFailure:
            return told
        if fetched.status != 200 or fetched.media_type not in _HTML:
            return told
        return await self._compute.call(caller, with_employer, address, told, fetched, slow=True)

    async def _on_page(
        self, caller: Caller, url: str, fetched: Fetched, *, is_gone: bool
    ) -> FoundPosting:
        kind = fetched.media_type
        if fetched.status in _GONE:
            raise _refused("gone")
        if fetched.status in _LOCKED:
            raise _refused("login")
        if not 200 <= fetched.status < 300:
            raise RunFailure(Text("postings.page.status", status=fetched.status), "invalid_input")
        if kind == "application/pdf" or kind.startswith("image/"):
            raise Refused(Text("postings.page.file"))
        if kind not in _HTML and kind != _PLAIN:
            raise _refused("other")
        read = await self._compute.call(caller, of_page, fetched, url, self._today(), slow=True)
        if isinstance(read, FoundPosting):
            return read
        why, shown = read
        for address in shown[:MOST_FRAMES]:
            found, _ = await self._in_system(caller, address, url)
            if found is not None:
                return found
        raise _refused("gone" if is_gone and why == "other" else why)


def with_employer(address: Address, told: Told, fetched: Fetched) -> Told:
    """What is told, with the employer that its page tells programs, or has in its title."""
    page = page_of(fetched.body, fetched.charset, fetched.url)
    beside = _told_on(page)
    name = beside.job.hiring_organization if beside else None
    name = name or employer_in(address, page.title, told.job.title)
    return told._replace(job=replace(told.job, hiring_organization=name)) if name else told


def of_page(
    fetched: Fetched, url: str, today: date
) -> FoundPosting | tuple[Failed, tuple[Address, ...]]:
    """The posting that a page is, or why it is none, and those of systems that it shows."""
    if fetched.media_type == _PLAIN:
        page = _plain_page(fetched)
    else:
        page = page_of(fetched.body, fetched.charset, fetched.url)
    told = _told_on(page)
    if page.sort != "posting":
        if told is None or not _says_more(told, page):
            why: Failed = page.sort
            systems = tuple(addresses_in(url, page.frames))
            plain = None if systems or page.sort != "other" else _plain_posting(page, today)
            if plain is None:
                return why, systems
            plain = replace(plain, source=JobSource("page", url, fetched.fetched_at))
            return FoundPosting(_mapping(plain), page.text, page.hidden)
        source = JobSource("json-ld", url, fetched.fetched_at)
        found = composed(told, source, today, False)
        return msgspec.structs.replace(found, hidden=page.hidden)
    job = _employed(_titled(details_of(page.text, today, page.language), page), page)
    differs: Any = ()
    if told is not None:
        job, differs = merged(job, told.job, page.text, today=today)
    job = replace(job, source=JobSource("page", url, fetched.fetched_at))
    return FoundPosting(_mapping(job), page.text, page.hidden, differs)


def _plain_posting(page: Page, today: date) -> JobPosting | None:
    """The posting that a page is whose parts have no headings by which one is known.

    It asks for several things, and names who hires, or tells what must be from what is welcome.
    """
    if page.is_article:
        return None
    job = _titled(details_of(page.text, today, page.language), page)
    must, nice = len(job.must_have), len(job.nice_to_have)
    is_told = job.hiring_organization is not None and must + nice >= LEAST_ASKED
    is_apart = must >= LEAST_MUST and nice >= LEAST_NICE
    return job if must and (is_told or is_apart) else None


def _titled(job: JobPosting, page: Page) -> JobPosting:
    """The job under the whole of its title, where the page's heading and its name have that."""
    heading = line(page.heading)
    if heading is None or not same_title(JobPosting(heading), (page.title,)):
        return job
    is_named = same_title(job, (page.title,))
    return job if is_named and not is_same(job.title, heading) else replace(job, title=heading)


def _employed(job: JobPosting, page: Page) -> JobPosting:
    """The job with the employer that its text does not tell apart, but the page names beside it.

    A board has its name there, too: whoever hires is known by it in the text, or where one writes.
    """
    if job.hiring_organization is not None:
        return job
    pieces = [piece.strip() for piece in _PIECES.split(page.title)]
    for piece in [*pieces, *page.names]:
        name = _JOBS_AT.sub("", piece)
        if 3 < len(name) < _MOST_NAME and not is_same(name, job.title) and _is_in(name, page.text):
            kept = [one for one in job.warnings if one.code != "no_employer"]
            places = job.job_location or town_of(name)
            return replace(job, hiring_organization=name, warnings=kept, job_location=places)
    return job


def _is_in(name: str, text: str) -> bool:
    """Whether a text names somebody, or has an address of theirs."""
    plain = re.sub(r"[\W_]", "", fold(name))
    domains = (re.sub(r"[\W_]", "", fold(one)) for one in _DOMAIN.findall(text))
    has_name = (company_score(name) > 0 and name in text) or _AUTHORITY.fullmatch(name) is not None
    return has_name or any(len(one) > 3 and one in plain for one in domains)


def _says_more(told: Told, page: Page) -> bool:
    """Whether programs are told a posting of which the page shows nothing."""
    is_longer = len(told.text) >= max(LEAST_TEXT, len(page.text))
    return is_longer and page.sort in ("login", "other")


def _plain_page(fetched: Fetched) -> Page:
    text = decoded(fetched.body, fetched.charset)[:MAX_TEXT].strip()
    return Page(text, "", (), (), "posting" if len(text) >= LEAST_TEXT else "other", None)


def _told_on(page: Page) -> Told | None:
    """What a page tells programs of the job that it shows; of several, that with its title."""
    found = [one for one in map(job_of_linked, page.linked) if one is not None]
    names = (page.title, *page.text.split("\n")[:5])
    if len(found) > 1:
        found = [one for one in found if same_title(one.job, names)][:1]
    if not found:
        return None
    job = found[0].job
    if job.base_salary is not None and _is_guess(page, job):
        job = replace(job, base_salary=None)
    return found[0]._replace(job=job)


def _is_guess(page: Page, job: JobPosting) -> bool:
    """Whether the board says on the page that it has guessed the pay."""
    return bool(page.guesses) and job.base_salary is not None


def composed(told: Told, source: JobSource, today: date, is_shown: bool) -> FoundPosting:
    """A posting that only programs are told, as a page would show it: its head above its text."""
    job = told.job
    about = [job.hiring_organization, *job.job_location]
    head = [job.title, "\t".join(one for one in about if one)]
    text = "\n".join([*filter(None, head), "", told.text])[:MAX_TEXT]
    read = _with_told_pay(details_of(text, today), job, text, today)
    seen, differs = merged(read, job, text, is_shown=is_shown, today=today)
    return FoundPosting(_mapping(replace(seen, source=source)), text, (), differs)


def _with_told_pay(read: JobPosting, told: JobPosting, text: str, today: date) -> JobPosting:
    """What was read, with the pay of the line that has the amounts that are told.

    A posting may name several amounts, of which the first need not be the pay.
    """
    pay = told.base_salary
    if pay is None or pay.min is None or pay.max is None or _is_pay(read, pay):
        return read
    wanted = {f"{pay.min:g}", f"{pay.max:g}"}
    rows = (row for row in text.split("\n") if len(row) <= _LONGEST_PAY)
    for row in islice((row for row in rows if wanted <= set(_numbers(row))), _MOST_PAID):
        found = details_of(row, today)
        if _is_pay(found, pay):
            return replace(read, base_salary=found.base_salary, salary_text=found.salary_text)
    return read


def _is_pay(job: JobPosting, pay: Salary) -> bool:
    found = job.base_salary
    return found is not None and (found.min, found.max) == (pay.min, pay.max)


def _numbers(row: str) -> Iterator[str]:
    for found in _NUMBER.findall(row):
        value = amount(found)
        if value is not None:
            yield f"{value:g}"


def _mapping(job: JobPosting) -> Mapping[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(job)
    return found


def _refused(why: str) -> RunFailure:
    text, code = _WHY[why]
    return Refused(text, code)
