"""Whether a text is a resume at all, told by what is found in it, and what else is to be said."""

import re

from agents.resume.facts import Facts, Reading
from agents.resume.patterns import pattern

_ENOUGH = 3
"""Signs of a resume that are enough; each sign of something else takes two of them away."""
_ADVERT = pattern(__name__, "advert")
_MAIL = pattern(__name__, "mail")
_TOTAL = pattern(__name__, "total")
_MOST_APART = 0.25
"""By what share a total that the text states may differ from the months of its jobs."""


def is_resume(reading: Reading, facts: Facts) -> bool:
    """Whether a text is somebody's resume, and no advert, e-mail or anything else.

    Jobs and schools with their times, ways to reach somebody, and headings speak for it; what
    employers write in adverts, and how letters begin and end, against it.
    """
    dated = any(job.start for job in facts.jobs)
    signs = (
        dated,
        bool(facts.jobs) and any(job.employer for job in facts.jobs),
        bool(facts.education),
        len(facts.skills) > 2 and "skills" in reading.sections.kinds,
        bool(facts.email or facts.phone),
        facts.name is not None,
        len(reading.sections.kinds & {"experience", "education", "skills"}) > 1,
    )
    adverts = len({match.group().lower() for match in _ADVERT.finditer(reading.text)})
    letters = len(_MAIL.findall(reading.text))
    against = (adverts > 1) * (1 + (not dated) + (adverts > 2)) + (letters > 1) * (1 + (not dated))
    return sum(signs) - against >= _ENOUGH


def stated_months(text: str) -> int | None:
    """The months of work that a text says somebody has: "8 years of experience"."""
    match = _TOTAL.search(text)
    if not match:
        return None
    number = re.sub(r"\D", "", match["years"] or match["jahre"] or "")
    return int(number) * 12 if number and int(number) <= 60 else None


def totals_differ(stated: int | None, counted: int | None) -> bool:
    """Whether a stated total of months and the months of the jobs are far apart."""
    if stated is None or counted is None:
        return False
    return abs(stated - counted) > max(12, _MOST_APART * stated)
