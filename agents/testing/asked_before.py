"""What users were asked, in memory: for sessions of one user that know of each other."""

from collections.abc import Sequence

from agents.kind import GivenQuestion, ResumeMark
from agents.models.request import Caller


class AskedBefore:
    """Questions that were given (`Services.asked`), newest first in `before`."""

    def __init__(self) -> None:
        self.given: list[tuple[ResumeMark, GivenQuestion]] = []

    async def before(self, caller: Caller, resume: ResumeMark) -> list[GivenQuestion]:
        """Those about the same text, or the same stored résumé."""
        return [
            question
            for mark, question in reversed(self.given)
            if mark.hash == resume.hash or (resume.id != "" and mark.id == resume.id)
        ]

    async def record(
        self, caller: Caller, resume: ResumeMark, questions: Sequence[GivenQuestion]
    ) -> None:
        """Remember these, those that are there already no second time."""
        self.given += [
            (resume, question) for question in questions if (resume, question) not in self.given
        ]
