"""`/v1/applications`: for which jobs somebody applies, how far that is, and what went where."""

import asyncio
import datetime as dt
import uuid
from typing import Any, TypeGuard

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import Malformed, PreconditionFailed
from server.admission.tokens import Identity
from server.holdings.applications import (
    STATUSES,
    Application,
    ApplicationChange,
    ApplicationDocument,
    ApplicationList,
    Filled,
    NewApplication,
    SentDocument,
    Status,
    StoredJobFacts,
    application_contents,
    application_of,
    application_shown,
    chosen,
    has_status,
    new_documents,
    patched,
    settled,
)
from server.http.operations import Field, as_json
from server.http.requests import body_of, decode, resource, uuid_of
from server.http.versions import versions_of
from server.intake.operations import ID, adding, deleting, listing, patching, showing
from server.intake.shelf import Intake, Shelf, id_of
from store.holdings.types import Collection
from store.sessions.sessions import Sessions

STATUS = Field("status", "Only those in this status", Status)

KEPT = 1
"""Of an application only the newest version is kept: what people take out of it is gone."""

TRIES = 8
"""How often a change without a condition is made anew where another came in between."""

COLLECTIONS: dict[str, Collection] = {"resume": "resumes", "document": "documents"}
"""Where a document with an `id` is kept, by its kind."""

NO_ID = Text("errors.malformed.session_id")


def routes(intake: Intake, sessions: Sessions) -> list[BaseRoute]:
    """The routes of this resource."""
    applications = Applications(intake, sessions)
    body = as_json(NewApplication)
    return [
        resource(
            "/applications",
            GET=listing(applications.list, ApplicationList, STATUS),
            POST=adding(applications.create, body, ApplicationDocument),
        ),
        resource(
            "/applications/{id}",
            ID,
            GET=showing(applications.get, ApplicationDocument),
            PATCH=patching(applications.change, ApplicationChange, ApplicationDocument),
            DELETE=deleting(applications.delete),
        ),
    ]


class Applications:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, intake: Intake, sessions: Sessions) -> None:
        self._shelf = Shelf(intake, "applications", "application", application_shown)
        self._keeper = intake.keeper
        self._sessions = sessions

    async def list(self, request: Request) -> Response:
        """The caller's applications, newest first, without notes and contacts."""
        status = _status_of(request.query_params.get("status"))
        if status is None:
            return await self._shelf.show_all(request)
        return await self._shelf.show_all(request, lambda entry: has_status(entry, status))

    async def get(self, request: Request) -> Response:
        """An application with all that is in it."""
        return await self._shelf.show_one(request)

    async def delete(self, request: Request) -> Response:
        """Deletes an application. What it names stays."""
        return await self._shelf.delete_one(request)

    async def create(self, request: Request) -> Response:
        """Keeps an application. Sent again with the same id, it is the same, as it is by then."""
        caller = await self._shelf.changer(request)
        with self._shelf.upload(request, caller) as upload:
            raw = await body_of(request)
            upload.grow(len(raw))
            form: NewApplication = decode(raw, NewApplication)
            id = str(uuid.uuid4()) if form.id is msgspec.UNSET else uuid_of(form.id)
            if id is None:
                raise Malformed(NO_ID)
            if await self._keeper.find(caller, "applications", id) is not None:
                return await self._shelf.answer(caller, id)
            contents = application_contents(await self._settled(caller, form, None))
            added = await self._keeper.keep_new(caller, "applications", id, "", contents)
        status = 201 if added.status == "created" else 200
        return await self._shelf.answer(caller, added.id, status)

    async def change(self, request: Request) -> Response:
        """Changes an application by a JSON Merge Patch (RFC 7396).

        Without a condition (`If-Match`) it is a change of the application as it is by then.
        """
        caller = await self._shelf.changer(request)
        id = id_of(request)
        with self._shelf.upload(request, caller) as upload:
            raw = await body_of(request)
            upload.grow(len(raw))
            patch = decode(raw, dict[str, Any])
            tries = 1 if versions_of(request) is not None else TRIES
            for left in reversed(range(tries)):
                try:
                    await self._patch(request, caller, id, patch)
                    break
                except PreconditionFailed:
                    if not left:
                        raise
        return await self._shelf.answer(caller, id)

    async def _patch(
        self, request: Request, caller: Identity, id: str, patch: dict[str, Any]
    ) -> None:
        holding, _ = await self._shelf.current(request, caller, id)
        entry = holding.entry
        before = application_of(entry.head, holding.body)
        after = await self._settled(caller, patched(before, patch), before)
        if after == before:
            return
        contents = application_contents(after)
        await self._keeper.keep_version(
            caller, "applications", id, entry.version, contents, keep=KEPT
        )
        if contents.title != entry.title:
            await self._keeper.rename(caller, "applications", id, contents.title)

    async def _settled(
        self, caller: Identity, form: Filled, before: Application | None
    ) -> Application:
        """What is kept of it, once what it newly names was found to be the caller's.

        Raises Malformed, which names what was not.
        """
        job = chosen(form).id
        stored = None
        if job is not None and (before is None or job != before.job.id):
            found = await self._keeper.find(caller, "jobs", job) if is_id(job) else None
            if found is None:
                raise _unknown([job])
            stored = msgspec.json.decode(found.body, type=StoredJobFacts)
        today = dt.datetime.now(dt.UTC).date()
        after = settled(form, before, today, stored)
        documents = [*after.documents]
        new = new_documents(after, before)
        looked = await asyncio.gather(*(self._found(caller, documents[at]) for at in new))
        unknown = []
        for at, one in zip(new, looked, strict=True):
            if one is None:
                unknown.append(documents[at].session or documents[at].id or "")
            else:
                documents[at] = one
        if unknown:
            raise _unknown(unknown)
        return msgspec.structs.replace(after, documents=documents)

    async def _found(self, caller: Identity, one: SentDocument) -> SentDocument | None:
        """The same with what it is called, and the version that there is now; None: there is none.

        What is called something already keeps that.
        """
        if one.session is not None:
            if not is_id(one.session):
                return None
            info = await self._sessions.get(one.session, caller.user)
            if info is None:
                return None
            return msgspec.structs.replace(one, title=one.title or _line(info.title))
        collection = COLLECTIONS.get(one.kind)
        if collection is None or not is_id(one.id):
            return None
        holding = await self._keeper.find(caller, collection, one.id, one.version)
        if holding is None:
            return None
        version = holding.entry.version if collection == "resumes" else one.version
        title = one.title or _line(holding.entry.title)
        return msgspec.structs.replace(one, title=title, version=version)


def is_id(text: str | None) -> TypeGuard[str]:
    """Whether something of ours may be called so."""
    return text is not None and uuid_of(text) == text


def _line(text: str) -> str | None:
    return text.strip()[:200] or None


def _status_of(text: str | None) -> Status | None:
    if text is None:
        return None
    for status in STATUSES:
        if status == text:
            return status
    raise Malformed(Text("errors.malformed.application_status", known=", ".join(STATUSES)))


def _unknown(ids: list[str]) -> Malformed:
    """What the caller is told who names what they do not have."""
    unknown = list(dict.fromkeys(ids))
    named = Text("errors.malformed.not_kept", ids=", ".join(unknown))
    return Malformed(named, details={"unknown": unknown})
