"""What runs save: résumés and jobs, as new ones or as the next version, and what is added to
applications."""

import datetime as dt

import msgspec

from agents.kind.services import AppliedFor, InterviewEntry
from agents.reading.errors import ReadingError
from agents.reading.media_type import JSON
from agents.results.job import JobPosting
from protocol.errors import NotFound, Overloaded, PreconditionFailed
from server.admission.tokens import Identity
from server.holdings.applications import application_contents, application_of, with_entry
from server.holdings.holdings import Contents
from server.holdings.jobs import job_contents, job_hash
from server.holdings.resumes import checked_resume, resume_contents, source_of
from server.holdings.sources import Source
from server.intake.keeper import NOT_THERE, Keeper
from server.intake.readings import BUSY_MS, NO_PROCESS
from server.intake.refusals import not_read
from server.reading.sandbox import ReadingBusy, Sandbox

KEPT = 1
"""Of an application only the newest version is kept, as where its user changes it."""
TRIES = 8
"""How often a change is made anew where another came in between."""
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


class JobSaver:
    """Keeps the jobs that runs have made, of the user for whom they run, as `POST /v1/jobs` does.

    What is done again with the same is done once.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def save(self, user: str, raw: bytes, id: str | None, own: str, *, guest: bool) -> str:
        """Keep a posting (JSON of `JobPosting`), and say as which job.

        It is the next version of the one of that `id`. With None it is one the id of which is
        `own`, unless the user has just the same already: then it is that one. Raises what is said
        of one that can't be kept.
        """
        caller = Identity(user, guest, 0.0)
        contents = job_contents(msgspec.json.decode(raw, type=JobPosting))
        if id is not None:
            return await self._replace(caller, id, contents)
        added = await self._keeper.keep_new(caller, "jobs", own, job_hash(contents), contents)
        if added.status == "created":
            return own
        if added.id != own and await self._says(caller, added.id, contents):
            return added.id
        return await self._replace(caller, own, contents)

    async def _replace(self, caller: Identity, id: str, contents: Contents) -> str:
        """Put it in the place of what the job says, or make a job of it where there is none."""
        if await self._says(caller, id, contents):
            return id
        added = await self._keeper.keep_new(caller, "jobs", id, "", contents)
        if added.status == "exists":
            await self._keeper.keep_version(caller, "jobs", id, None, contents)
            await self._keeper.rename(caller, "jobs", id, contents.title)
        return id

    async def _says(self, caller: Identity, id: str, contents: Contents) -> bool:
        """Whether there is a job of that id, and it says the same."""
        known = await self._keeper.find(caller, "jobs", id)
        return known is not None and known.body == contents.body


class ApplicationSaver:
    """Adds to applications what came of an interview, for the user for whom a run works."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def find(self, user: str, id: str) -> AppliedFor | None:
        """The application, if there is one."""
        found = await self._keeper.find(Identity(user, False, 0.0), "applications", id)
        if found is None:
            return None
        job = application_of(found.entry.head, found.body).job
        return AppliedFor(id, job.title, job.hiring_organization or "", job.id)

    async def add(self, user: str, id: str, entry: InterviewEntry, *, guest: bool) -> bool | None:
        """Whether there was room for it; None where there is no such application.

        The same again changes nothing. Raises PreconditionFailed where others change it all the
        time, and what is said of one that can't be kept.
        """
        for left in reversed(range(TRIES)):
            try:
                return await self._add(Identity(user, guest, 0.0), id, entry)
            except NotFound:
                return None
            except PreconditionFailed:
                if not left:
                    raise
        return None

    async def _add(self, caller: Identity, id: str, entry: InterviewEntry) -> bool:
        holding = await self._keeper.kept(caller, "applications", id)
        before = application_of(holding.entry.head, holding.body)
        after = with_entry(before, entry)
        if after is None:
            return False
        if after != before:
            contents, version = application_contents(after), holding.entry.version
            await self._keeper.keep_version(
                caller, "applications", id, version, contents, keep=KEPT
            )
        return True
