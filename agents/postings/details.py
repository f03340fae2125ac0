"""All that a posting's text says of the job, in the fields of a stored one."""

from datetime import date

from agents.postings.read import read_posting
from agents.results.job import JobPosting, JobRequirement

_MOST_TITLE = 200
_NO_TITLE = "–"


def details_of(text: str, today: date) -> JobPosting:
    """What a posting's text says; what it does not say is None, or empty.

    Any text can be read: of one that names no job the first line is the title, of one that is
    blank a dash. `today` is the date by which a posting is old.
    """
    posting = read_posting(text)
    entries = {
        kind: [
            JobRequirement(one.id, one.text, one.knockout, list(one.skills), one.quote)
            for one in posting.asked
            if one.kind == kind
        ]
        for kind in ("must", "nice")
    }
    first = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), _NO_TITLE)
    return JobPosting(
        title=(posting.title or first)[:_MOST_TITLE],
        hiring_organization=posting.employer,
        must_have=entries["must"],
        nice_to_have=entries["nice"],
        language=posting.language,
    )
