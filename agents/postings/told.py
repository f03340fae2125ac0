"""What programs are told of a job, as a job: fields that are none, or too large, are left out."""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from agents.data_files import read
from agents.postings.pages.page import text_of_html
from agents.postings.pages.words import listed, words
from agents.results.job import EmploymentType, JobPosting, Salary

MOST_TITLE = 200
MOST_PLACES = 20
_MOST_AMOUNT = 1e12
_MOST_HTML = 200_000
_MOST_STRINGS = 40
_SIGNS = re.compile(r"[\W_]+")
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,300}>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{2,5}|nbsp|[a-z]{2,8});")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"\d{1,9}(?:[.,\s]\d{3}){0,4}(?:[.,]\d{1,2})?")
_FIRST_MS = 946_684_800_000
"""The year 2000, in ms: what is less is no moment of a posting."""

Unit = Literal["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]
Remote = Literal["onsite", "hybrid", "remote"]


class Told(NamedTuple):
    """A job as programs are told of it, and its description as one reads it."""

    job: JobPosting
    text: str


def job_of_linked(linked: Mapping[str, Any]) -> Told | None:
    """The job that a JobPosting of schema.org is; None where it has no title."""
    title = line(linked.get("title") or linked.get("name"))
    if title is None:
        return None
    job = JobPosting(
        title=title,
        hiring_organization=line(_name(linked.get("hiringOrganization"))),
        job_location=_places(linked.get("jobLocation")),
        remote="remote" if _plain(linked.get("jobLocationType")) == "telecommute" else None,
        employment_type=employment(linked.get("employmentType")),
        base_salary=_salary(linked.get("baseSalary")),
        date_posted=day(linked.get("datePosted")),
        valid_through=day(linked.get("validThrough")),
    )
    return Told(job, text_of(linked.get("description")))


def line(value: Any, most: int = MOST_TITLE) -> str | None:
    """A text of one line without markup; None where there is none, or too much of it."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    text = str(value)[:5_000]
    if _TAG.search(text) or _ENTITY.search(text):
        text = text_of_html(text)
    text = " ".join(text.split())
    return text if 0 < len(text) <= most else None


def text_of(value: Any) -> str:
    """What a description says, whether it is HTML, HTML that was escaped, or plain text."""
    if not isinstance(value, str):
        return ""
    text = value[:_MOST_HTML]
    if not _TAG.search(text) and _ENTITY.search(text):
        text = _unescaped(text)
    if not _TAG.search(text):
        return text.strip()
    return text_of_html(text)


def day(value: Any) -> str | None:
    """A date of ISO 8601, or ms or s since 1970, as a date."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float) and value >= _FIRST_MS / 1000:
        seconds = value / 1000 if value >= _FIRST_MS else value
        try:
            return datetime.fromtimestamp(seconds, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return datetime.strptime(found[0], "%Y-%m-%d").date().isoformat() if found else None  # noqa: DTZ007
    except ValueError:
        return None


def employment(value: Any) -> list[EmploymentType]:
    """The kinds of employment in schema.org's values that these words stand for."""
    values = value if isinstance(value, list) else re.split(r"[,;/|]", str(value or ""))[:10]
    found = (_named("employment").get(_plain(one)) for one in [*values[:10], value])
    return cast("list[EmploymentType]", list(dict.fromkeys(one for one in found if one)))


def remote(value: Any) -> Remote | None:
    """Where one works, by a system's word for it."""
    return _named("remote").get(_plain(value))  # type: ignore[return-value]


def salary(currency: Any, least: Any, most: Any, unit: Any) -> Salary | None:
    """What is paid; None without an amount, or where the two do not go together."""
    low, high = amount(least), amount(most)
    code = currency.strip().upper() if isinstance(currency, str) else ""
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        return None
    return Salary(
        code if re.fullmatch("[A-Z]{3}", code) else None,
        low,
        high,
        _named("unit").get(_plain(unit)),  # type: ignore[arg-type]
    )


def amount(value: Any) -> float | None:
    """A positive number, or a text that is one: "45.000", "45,000.50"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = _number_of(value)
    if not isinstance(value, int | float) or not 0 < value <= _MOST_AMOUNT:
        return None
    return int(value) if value == int(value) else float(value)


def place(*parts: Any) -> str | None:
    """A place of its parts, from the smallest: each once."""
    found = [line(part, 120) for part in parts]
    return line(", ".join(dict.fromkeys(one for one in found if one)))


def places(found: Iterable[str | None]) -> list[str]:
    """Places, each once."""
    return list(dict.fromkeys(one for one in found if one))[:MOST_PLACES]


def _number_of(text: str) -> float | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    whole, sign, cents = text.strip(), "", ""
    if match := re.search(r"[.,](\d{1,2})$", whole):
        whole, sign, cents = whole[: match.start()], ".", match[1]
    return float(re.sub(r"\D", "", whole) + sign + cents)


def _unescaped(text: str) -> str:
    once = html.unescape(text)
    return html.unescape(once) if not _TAG.search(once) and _ENTITY.search(once) else once


def _plain(value: Any) -> str:
    text = value.rpartition("/")[2] if isinstance(value, str) else ""
    return _SIGNS.sub("", text.casefold())


@cache
def _named(kind: str) -> dict[str, str]:
    table = read("agents.postings.systems", "told")[kind]
    return {word: name for name, text in table.items() for word in listed(text)}


def _name(value: Any) -> Any:
    found = value[0] if isinstance(value, list) and value else value
    return found.get("name") or found.get("legalName") if isinstance(found, dict) else found


def _places(value: Any) -> list[str]:
    return places(_place(one) for one in (value if isinstance(value, list) else [value])[:50])


def _place(value: Any) -> str | None:
    if not isinstance(value, dict):
        return line(value)
    address = value.get("address")
    address = address[0] if isinstance(address, list) and address else address
    if isinstance(address, dict):
        return place(
            address.get("addressLocality"),
            address.get("addressRegion"),
            _name(address.get("addressCountry")),
        )
    return line(address) or line(value.get("name"))


def _salary(value: Any) -> Salary | None:
    """The pay of a JobPosting; None where a board says that it is its own guess."""
    found = value[0] if isinstance(value, list) and value else value
    if not isinstance(found, dict) or _is_guessed(found):
        return None
    inner = found.get("value", found)
    inner = inner[0] if isinstance(inner, list) and inner else inner
    if not isinstance(inner, dict):
        return salary(found.get("currency"), inner, inner, found.get("unitText"))
    one = inner.get("value")
    return salary(
        found.get("currency") or inner.get("currency"),
        inner.get("minValue", found.get("minValue", one)),
        inner.get("maxValue", found.get("maxValue", one)),
        inner.get("unitText") or found.get("unitText") or found.get("duration"),
    )


def _is_guessed(value: Mapping[str, Any]) -> bool:
    """Whether it is a distribution, which is what estimates have, or calls itself an estimate."""
    guess = words("apart", "estimate")
    waiting: list[Any] = [value]
    for _ in range(_MOST_STRINGS):
        if not waiting:
            break
        one = waiting.pop()
        if isinstance(one, dict):
            kind = _plain(one.get("@type"))
            if "distribution" in kind or any("estimat" in str(key).lower() for key in one):
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one[:10]
        elif isinstance(one, str) and (guess.in_(one) or "estimat" in one.lower()):
            return True
    return False
