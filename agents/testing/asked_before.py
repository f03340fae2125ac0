"""What users were asked, in memory: for sessions of one user that know of each other."""

from collections.abc import Sequence

from agents.kind import GivenBefore, GivenQuestion, ResumeMark
from agents.models.request import Caller


class AskedBefore:
    """Questions that were given (`Services.asked`), newest first in `before`."""

    def __init__(self) -> None:
        self.given: list[tuple[ResumeMark, GivenQuestion]] = []

    async def before(self, caller: Caller, resume: ResumeMark) -> GivenBefore:
        """Those about the same text, or the same stored résumé."""
        given = [question for mark, question in reversed(self.given) if _is_same(mark, resume)]
        return GivenBefore(given, len(self.given))

    async def record(
        self, caller: Caller, resume: ResumeMark, questions: Sequence[GivenQuestion], until: int
    ) -> bool:
        """Remember these, unless others about the résumé have come since."""
        new = [(resume, question) for question in questions]
        if all(one in self.given for one in new):
            return True
        if any(_is_same(mark, resume) for mark, _ in self.given[until:]):
            return False
        self.given += new
        return True


def _is_same(one: ResumeMark, other: ResumeMark) -> bool:
    return one.hash == other.hash or (other.id != "" and one.id == other.id)
