"""`/v1/jobs`: postings that somebody may apply for."""

import uuid

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.results.job import JobPosting
from server.holdings.jobs import JobDocument, JobList, job_contents, job_hash
from server.http.operations import as_json
from server.http.requests import body_of, decode, resource
from server.intake.operations import (
    ID,
    adding,
    deleting,
    history,
    listing,
    renaming,
    replacing,
    showing,
)
from server.intake.shelf import Intake, Shelf, id_of


def routes(intake: Intake) -> list[BaseRoute]:
    """The routes of this resource."""
    jobs = Jobs(intake)
    body = as_json(JobPosting)
    return [
        resource(
            "/jobs", GET=listing(jobs.list, JobList), POST=adding(jobs.create, body, JobDocument)
        ),
        resource(
            "/jobs/{id}",
            ID,
            GET=showing(jobs.get, JobDocument),
            PUT=replacing(jobs.replace, body, JobDocument),
            PATCH=renaming(jobs.rename, JobDocument),
            DELETE=deleting(jobs.delete),
        ),
        resource("/jobs/{id}/versions", ID, GET=history(jobs.versions)),
    ]


class Jobs:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, intake: Intake) -> None:
        self._shelf = Shelf(intake, "jobs", "job")
        self._keeper = intake.keeper

    async def list(self, request: Request) -> Response:
        """The caller's jobs, newest first, by what tells them apart."""
        return await self._shelf.show_all(request)

    async def get(self, request: Request) -> Response:
        """A job with all that is in it, as it is or as it was in an earlier version."""
        return await self._shelf.show_one(request)

    async def rename(self, request: Request) -> Response:
        """Gives a job another title."""
        return await self._shelf.rename_one(request)

    async def delete(self, request: Request) -> Response:
        """Deletes a job and all of its versions."""
        return await self._shelf.delete_one(request)

    async def versions(self, request: Request) -> Response:
        """Shows which versions of a job are kept, newest first."""
        return await self._shelf.show_versions(request)

    async def create(self, request: Request) -> Response:
        """Keeps a posting as a job; the same posting is the same job."""
        caller = await self._shelf.changer(request)
        with self._shelf.upload(request, caller) as upload:
            raw = await body_of(request)
            upload.grow(len(raw))
            contents = job_contents(decode(raw, JobPosting))
            id = str(uuid.uuid4())
            added = await self._keeper.keep_new(caller, "jobs", id, job_hash(contents), contents)
        status = 201 if added.status == "created" else 200
        return await self._shelf.answer(caller, added.id, status)

    async def replace(self, request: Request) -> Response:
        """Replaces what a job says, its title included."""
        caller = await self._shelf.changer(request)
        id = id_of(request)
        with self._shelf.upload(request, caller) as upload:
            raw = await body_of(request)
            upload.grow(len(raw))
            contents = job_contents(decode(raw, JobPosting))
            _, expected = await self._shelf.current(request, caller, id)
            await self._keeper.keep_version(caller, "jobs", id, expected, contents)
            await self._keeper.rename(caller, "jobs", id, contents.title)
        return await self._shelf.answer(caller, id)
