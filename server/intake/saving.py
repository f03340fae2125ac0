"""Résumés that runs save: as new ones, or as the next version of one that is stored."""

import datetime as dt

import msgspec

from agents.reading.errors import ReadingError
from agents.reading.media_type import JSON
from protocol.errors import NotFound, Overloaded
from server.admission.tokens import Identity
from server.holdings.resumes import checked_resume, resume_contents, source_of
from server.holdings.sources import Source
from server.intake.keeper import NOT_THERE, Keeper
from server.intake.readings import BUSY_MS, NO_PROCESS
from server.intake.refusals import not_read
from server.reading.sandbox import ReadingBusy, Sandbox

EDITED = "resume.json"
"""What the sandbox is told that edited data is called."""


class ResumeSaver:
    """Keeps what runs have made of résumés, of the user for whom they run.

    What is done again with the same is done once: a new one is known by its id, a version by what
    it says.
    """

    def __init__(self, keeper: Keeper, sandbox: Sandbox) -> None:
        self._keeper = keeper
        self._sandbox = sandbox

    async def save(
        self,
        user: str,
        id: str,
        raw: bytes,
        expected: int | None,
        title: str | None,
        today: dt.date,
        *,
        guest: bool,
    ) -> int:
        """Keep JSON Resume, with the facts of that day, and say as which version.

        With the version that is `expected` it is the one after it; with None it is a new résumé
        with this `title`. Raises NotFound, PreconditionFailed, and what is said of one that can't
        be read or kept.
        """
        caller = Identity(user, guest, 0.0)
        data = checked_resume(raw)
        source = Source(title, JSON, len(data))
        if expected is not None:
            holding = await self._keeper.find(caller, "resumes", id)
            if holding is None:
                raise NotFound(NOT_THERE)
            source = source_of(holding.entry.head)
        try:
            reading = await self._sandbox.read(caller.user, data, name=EDITED, today=today)
        except ReadingError as error:
            raise not_read(error) from None
        except ReadingBusy as error:
            raise Overloaded(error.text, retry_ms=BUSY_MS) from None
        except OSError:
            raise Overloaded(NO_PROCESS, retry_ms=BUSY_MS) from None
        contents = resume_contents(source, reading)
        if expected is not None:
            return await self._keeper.keep_version(caller, "resumes", id, expected, contents)
        named = msgspec.structs.replace(contents, title=title or contents.title)
        await self._keeper.keep_new(caller, "resumes", id, "", named)
        return 1
