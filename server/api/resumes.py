"""`/v1/resumes`: sent as files, listed, shown, edited, renamed, deleted."""

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.reading.media_type import JSON
from agents.resume.json_resume import JsonResume
from server.admission.tokens import Identity
from server.holdings.holdings import Contents, Failure
from server.holdings.resumes import (
    ResumeDocument,
    ResumeList,
    ResumeResults,
    checked_resume,
    resume_contents,
    source_of,
    unread_resume,
)
from server.holdings.sources import Source
from server.http.operations import as_json
from server.http.requests import body_of, resource
from server.intake.files import SentFile
from server.intake.operations import (
    ID,
    deleting,
    history,
    listing,
    renaming,
    replacing,
    showing,
    taking,
    taking_all,
)
from server.intake.readings import Order
from server.intake.saving import EDITED
from server.intake.scans import Scans
from server.intake.shelf import Intake, Shelf, id_of
from server.intake.vision import VISION, allows_vision
from store.holdings.types import Holding


def routes(intake: Intake, scans: Scans) -> list[BaseRoute]:
    """The routes of this resource."""
    resumes = Resumes(intake, scans)
    data = as_json(JsonResume)
    return [
        resource(
            "/resumes",
            GET=listing(resumes.list, ResumeList),
            POST=taking(resumes.create, data, ResumeDocument, VISION),
        ),
        resource("/resumes:batch", POST=taking_all(resumes.create_all, ResumeResults, VISION)),
        resource(
            "/resumes/{id}",
            ID,
            GET=showing(resumes.get, ResumeDocument),
            PUT=replacing(resumes.replace, data, ResumeDocument),
            PATCH=renaming(resumes.rename, ResumeDocument),
            DELETE=deleting(resumes.delete),
        ),
        resource("/resumes/{id}/versions", ID, GET=history(resumes.versions)),
    ]


class ResumeForm:
    """How files are read as résumés. `vision`: a model may be shown what has no text."""

    def __init__(self, scans: Scans, caller: Identity, *, vision: bool) -> None:
        self._scans, self._caller, self._vision = scans, caller, vision

    async def read(self, file: SentFile) -> Contents:
        """The text, and the facts as of today."""
        today = dt.datetime.now(dt.UTC).date()
        reading = await self._scans.read(self._caller, file, vision=self._vision, today=today)
        return resume_contents(file.source.known(reading.document), reading)

    def unread(self, file: SentFile, failure: Failure | None = None) -> Contents:
        """One that is still being read or, with a reason, could not be."""
        return unread_resume(file.source, failure)

    def renewed(self, same: Holding) -> Contents | None:
        """Nothing: the same file is the same résumé."""
        return None


class EditedForm(ResumeForm):
    """How the data of a résumé is read that came from somewhere else."""

    def __init__(self, scans: Scans, caller: Identity, source: Source) -> None:
        super().__init__(scans, caller, vision=False)
        self._source = source

    async def read(self, file: SentFile) -> Contents:
        """The text that is made of the data, and its facts as of today."""
        today = dt.datetime.now(dt.UTC).date()
        reading = await self._scans.read(self._caller, file, vision=False, today=today)
        return resume_contents(self._source, reading)


class Resumes:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, intake: Intake, scans: Scans) -> None:
        self._shelf = Shelf(intake, "resumes", "resume")
        self._intake = intake
        self._scans = scans

    def _form(self, request: Request, caller: Identity) -> ResumeForm:
        return ResumeForm(self._scans, caller, vision=allows_vision(request))

    async def list(self, request: Request) -> Response:
        """The caller's résumés, newest first, without text and facts."""
        return await self._shelf.show_all(request)

    async def get(self, request: Request) -> Response:
        """A résumé with all that is in it, as it is or as it was in an earlier version."""
        return await self._shelf.show_one(request)

    async def rename(self, request: Request) -> Response:
        """Gives a résumé another title."""
        return await self._shelf.rename_one(request)

    async def delete(self, request: Request) -> Response:
        """Deletes a résumé and all of its versions."""
        return await self._shelf.delete_one(request)

    async def versions(self, request: Request) -> Response:
        """Shows which versions of a résumé are kept, newest first."""
        return await self._shelf.show_versions(request)

    async def create(self, request: Request) -> Response:
        """Reads a file and keeps what is in it as a résumé.

        The same bytes are the same résumé. What takes over two seconds is answered with 202 and
        `reading`, and is `ready`, or has `failed`, a while later. With `vision=true` the text of a
        scan or a picture is copied by a model that is shown it, which a warning says.
        """
        return await self._shelf.take_one(request, lambda caller: self._form(request, caller))

    async def create_all(self, request: Request) -> Response:
        """Reads several files and keeps each as a résumé."""
        return await self._shelf.take_all(request, lambda caller: self._form(request, caller))

    async def replace(self, request: Request) -> Response:
        """Replaces the data of a résumé, from which its text and facts are made anew."""
        caller = await self._shelf.changer(request)
        id = id_of(request)
        with self._shelf.upload(request, caller) as upload:
            raw = await body_of(request)
            upload.grow(len(raw))
            data = checked_resume(raw)
            holding, expected = await self._shelf.current(request, caller, id)
            form = EditedForm(self._scans, caller, source_of(holding.entry.head))
            order = Order(caller, "resumes", SentFile(EDITED, JSON, data), form)
            contents = await self._intake.readings.read_now(order)
            await self._intake.keeper.keep_version(caller, "resumes", id, expected, contents)
        return await self._shelf.answer(caller, id)
