"""What the data of recruiting systems say of a posting, in the fields of a job.

Their shapes are those of their public documentation, which docs/postings.md names.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from agents.postings.systems.addresses import Address
from agents.postings.told import (
    Told,
    day,
    employment,
    line,
    place,
    places,
    remote,
    salary,
    text_of,
)
from agents.reading.errors import ReadingError
from agents.reading.xml_tree import Element, parse
from agents.results.job import JobPosting, JobSource, Salary

MOST_JOBS = 5_000
"""Postings of an employer that are looked through."""
_ATS = JobSource("ats")


def told_of(address: Address, body: bytes) -> Told | None:
    """What a system's data say of a posting; None where they are not of its shape, or not of it."""
    reader = _READERS[address.system]
    try:
        value = _xml(body) if address.system == "personio" else json.loads(body)
        return reader(address, value)
    except (ValueError, RecursionError, ReadingError, TypeError, AttributeError, KeyError):
        return None


def _greenhouse(address: Address, job: Mapping[str, Any]) -> Told | None:
    ranges = [one for one in _list(job.get("pay_input_ranges")) if isinstance(one, dict)]
    return _told(
        title=job.get("title"),
        organization=job.get("company_name"),
        where=[place(_map(job.get("location")).get("name"))],
        paid=_cents(ranges[0]) if len(ranges) == 1 else None,
        posted=day(job.get("first_published")),
        until=day(job.get("application_deadline")),
        parts=[("", job.get("content"))],
    )


def _cents(range_: Mapping[str, Any]) -> Salary | None:
    low, high = range_.get("min_cents"), range_.get("max_cents")
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    # The unit is in no field: it is said, or not, in the text.
    return salary(range_.get("currency_type"), low / 100, high / 100, None)


def _lever(address: Address, job: Mapping[str, Any]) -> Told | None:
    kinds = _map(job.get("categories"))
    where = _list(kinds.get("allLocations")) or [kinds.get("location")]
    paid = _map(job.get("salaryRange"))
    interval = str(paid.get("interval") or "").removesuffix("-salary").removesuffix("-wage")
    parts = [("", job.get("description") or job.get("descriptionPlain"))]
    parts += [(one.get("text"), one.get("content")) for one in _list(job.get("lists"))]
    parts += [("", job.get("additional") or job.get("additionalPlain"))]
    parts += [("", job.get("salaryDescription"))]
    return _told(
        title=job.get("text"),
        where=[place(one) for one in where],
        how=remote(job.get("workplaceType")),
        kinds=kinds.get("commitment"),
        paid=salary(paid.get("currency"), paid.get("min"), paid.get("max"), interval),
        posted=day(job.get("createdAt")),
        parts=parts,
    )


def _ashby(address: Address, board: Mapping[str, Any]) -> Told | None:
    job = _of_board(_list(board.get("jobs")), address.id, "id", "jobUrl", "applyUrl")
    if job is None:
        return None
    where = [job.get("location")]
    where += [_map(one).get("location") for one in _list(job.get("secondaryLocations"))]
    how = remote(job.get("workplaceType")) or ("remote" if job.get("isRemote") is True else None)
    pay = _map(job.get("compensation"))
    parts = _list(pay.get("summaryComponents"))
    salaries = [one for one in parts if _map(one).get("compensationType") == "Salary"]
    paid = _map(salaries[0]) if len(salaries) == 1 else {}
    interval = str(paid.get("interval") or "")
    return _told(
        title=job.get("title"),
        where=[place(one) for one in where],
        how=how,
        kinds=job.get("employmentType"),
        paid=salary(paid.get("currencyCode"), paid.get("minValue"), paid.get("maxValue"), interval),
        posted=day(job.get("publishedAt")),
        parts=[
            ("", job.get("descriptionHtml") or job.get("descriptionPlain")),
            ("Compensation", pay.get("compensationTierSummary")),
        ],
    )


def _workable(address: Address, value: Mapping[str, Any]) -> Told | None:
    board = _list(value.get("jobs"))
    job = _of_board(board, address.id, "shortcode", "url", "shortlink") if board else value
    if job is None or (not board and "jobs" in value):
        return None
    where = [_map(one) for one in _list(job.get("locations"))] or [_map(job.get("location")) or job]
    is_remote = job.get("telecommuting") is True or job.get("remote") is True
    return _told(
        title=job.get("title"),
        organization=value.get("name") if board else None,
        where=[
            place(one.get("city"), one.get("region") or one.get("state"), one.get("country"))
            for one in where
        ],
        how=remote(job.get("workplace")) or ("remote" if is_remote else None),
        kinds=job.get("employment_type") or job.get("type"),
        posted=day(job.get("published_on") or job.get("published") or job.get("created_at")),
        parts=[
            ("", job.get("description")),
            ("Requirements", job.get("requirements")),
            ("Benefits", job.get("benefits")),
        ],
    )


def _smartrecruiters(address: Address, job: Mapping[str, Any]) -> Told | None:
    where = _map(job.get("location"))
    sections = _map(_map(job.get("jobAd")).get("sections"))
    names = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
    parts = [_map(sections.get(name)) for name in names]
    how = "hybrid" if where.get("hybrid") is True else None
    country = where.get("country")
    is_code = isinstance(country, str) and len(country) == 2
    return _told(
        title=job.get("name"),
        organization=_map(job.get("company")).get("name"),
        where=[place(where.get("city"), where.get("region"), None if is_code else country)],
        how=how or ("remote" if where.get("remote") is True else None),
        kinds=_map(job.get("typeOfEmployment")).get("label"),
        posted=day(job.get("releasedDate")),
        parts=[(part.get("title"), part.get("text")) for part in parts],
    )


def _recruitee(address: Address, value: Mapping[str, Any]) -> Told | None:
    job = _map(value.get("offer"))
    if not job:
        found = _of_board(_list(value.get("offers")), unquote(address.id), "slug", "careers_url")
        if found is None:
            return None
        job = found
    paid = _map(job.get("salary"))
    where = [_map(one) for one in _list(job.get("locations"))]
    named = [place(one.get("city") or one.get("name"), one.get("country")) for one in where]
    how = "hybrid" if job.get("hybrid") is True else None
    how = how or ("remote" if job.get("remote") is True else None)
    code = str(job.get("employment_type_code") or "")
    return _told(
        title=job.get("title"),
        organization=job.get("company_name"),
        where=named or [place(job.get("city"), job.get("country")) or line(job.get("location"))],
        how=how or ("onsite" if job.get("on_site") is True else None),
        kinds=code.replace("_permanent", "").replace("_", "-"),
        paid=salary(paid.get("currency"), paid.get("min"), paid.get("max"), paid.get("period")),
        posted=day(job.get("published_at")),
        until=day(job.get("close_at")),
        parts=[("", job.get("description")), ("Requirements", job.get("requirements"))],
    )


def _personio(address: Address, root: Element) -> Told | None:
    jobs = (one for one in root.below("position") if _said(one, "id") == address.id)
    job = next(jobs, None)
    if job is None:
        return None
    more = job.find("additionalOffices")
    offices = [_said(job, "office"), *(one.text.strip() for one in more or ())]
    parts = [
        (_said(one, "name"), _said(one, "value"))
        for one in job.below("jobDescription")
    ]  # fmt: skip
    kind = _said(job, "employmentType")
    kinds = [kind] if kind in ("intern", "trainee", "freelance") else []
    return _told(
        title=_said(job, "name"),
        organization=_said(job, "subcompany") or None,
        where=[place(one) for one in offices],
        kinds=[*kinds, _said(job, "schedule")],
        posted=day(_said(job, "createdAt")),
        parts=parts,
    )


def _told(
    *,
    title: Any,
    parts: Iterable[tuple[Any, Any]],
    organization: Any = None,
    where: Iterable[str | None] = (),
    how: Any = None,
    kinds: Any = None,
    paid: Salary | None = None,
    posted: str | None = None,
    until: str | None = None,
) -> Told | None:
    """A job of its fields, and its description: each part below its heading."""
    name = line(title)
    if name is None:
        return None
    job = JobPosting(
        title=name,
        hiring_organization=line(organization),
        job_location=places(where),
        remote=how,
        employment_type=employment(kinds),
        base_salary=paid,
        date_posted=posted,
        valid_through=until,
        source=_ATS,
    )
    return Told(job, "\n\n".join(_parts(parts)))


def _parts(parts: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    for heading, content in parts:
        text = text_of(_listed(content))
        if text:
            head = line(heading)
            yield f"{head}\n{text}" if head else text


def _listed(content: Any) -> Any:
    """A list's items that stand without their list."""
    is_bare = isinstance(content, str) and content.lstrip()[:4].lower() == "<li>"
    return f"<ul>{content}</ul>" if is_bare else content


def _of_board(jobs: list[Any], id: str, *names: str) -> Mapping[str, Any] | None:
    """The posting of that id, or whose address has it."""
    wanted = id.lower()
    for job in jobs[:MOST_JOBS]:
        if not isinstance(job, dict):
            continue
        for name in names:
            value = str(job.get(name) or "").lower().rstrip("/")
            if value == wanted or f"/{wanted}" in f"{value}/":
                return job
    return None


def _xml(body: bytes) -> Element:
    return parse(body)


def _said(element: Element, name: str) -> str:
    found = element.find(name)
    return found.text.strip() if found is not None else ""


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


_READERS: Mapping[str, Callable[[Address, Any], Told | None]] = {
    "greenhouse": _greenhouse,
    "lever": _lever,
    "ashby": _ashby,
    "workable": _workable,
    "smartrecruiters": _smartrecruiters,
    "recruitee": _recruitee,
    "personio": _personio,
}
