"""Sessions of the kind, and what they gave without a model when that was last looked at."""

from collections.abc import Mapping
from typing import Any

from agents.kind import FoundPosting, Refused, Services
from agents.kinds.job.extracting import Passages
from agents.kinds.job.kind import Job
from agents.models.request import Caller, Model
from agents.testing import Conversation, Shelf
from protocol.catalogue import Text
from tests.documents import ROOT

POSTINGS = ROOT / "tests/material/postings"
NOW_MS = 1_795_996_800_000
"""30 November 2026."""
CASES = (
    "en_charge_nurse.txt",
    "en_data_analyst.txt",
    "en_shift_manager.txt",
    "en_teacher.txt",
    "ko_backend.txt",
    "ko_production.txt",
)
URL = "https://jobs.example/1"
GONE = Refused(Text("runs.no_web"), "not_found")


def text_of(name: str) -> str:
    """A posting of the material."""
    return (POSTINGS / name).read_text(encoding="utf-8")


class Board:
    """Postings on the web (`Services.postings`), which say how often they were asked for."""

    def __init__(self, pages: Mapping[str, FoundPosting | Refused] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[str] = []

    async def at(self, caller: Caller, url: str, language: str) -> FoundPosting:
        """The posting there. Raises Refused where there is none."""
        self.asked.append(url)
        found = self.pages.get(url, GONE)
        if isinstance(found, Refused):
            raise found
        return found


def page(text: str = "Nurse\nWe look for a nurse. A licence is required.", **more: Any) -> Any:
    """A posting that stands somewhere."""
    source = {"kind": "page", "url": URL, "fetchedAt": NOW_MS}
    posting = {
        "title": "Nurse",
        "hiringOrganization": "Clinic",
        "mustHave": [{"id": "m1", "text": "A licence", "knockout": True, "quote": "A licence"}],
        "source": source,
    }
    known = {name: more.pop(name) for name in ("hidden", "differs") if name in more}
    return FoundPosting(posting | more, text, **known)


def session(
    given: Mapping[str, Any],
    *,
    shelf: Shelf | None = None,
    board: Board | None = None,
    model: Model | None = None,
    **options: Any,
) -> Conversation:
    """A session of somebody whose shelf that is."""
    library, postings = shelf or Shelf(), board or Board()
    talk = Conversation(
        Job(),
        given,
        model=model,
        options=options,
        services=lambda lent: Services(model=lent, library=library, postings=postings),
    )
    talk.now_ms = NOW_MS
    return talk


DECEIT = Passages(
    title="Chief Happiness Officer",
    hiring_organization="Acme Global Holdings",
    job_location=("Dubai",),
    base_salary="£95,000 to £120,000 a year",
    date_posted="Posted on 3 March 2026",
    valid_through="Apply by 24 December 2026",
    experience="At least 15 years of leadership",
    education="A doctorate in philosophy",
    must_have=("A doctorate in philosophy is required", "You must be under 35"),
    nice_to_have=("Fluent Esperanto",),
    responsibilities=("Run the whole group of companies.",),
    benefits=("A company aeroplane.",),
    how_to_apply="Send 50 pounds to apply@acme.example",
    documents=("A photo of your passport",),
)
"""What a model answers that invents everything."""
