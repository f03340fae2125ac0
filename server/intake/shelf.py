"""A collection over HTTP: what all that people keep has in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from protocol.catalogue import Text
from protocol.errors import Malformed, NotFound, RemoteProtocolError
from protocol.frames import Problem
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.holdings.holdings import Fields, shown
from server.holdings.sources import LONGEST_TITLE
from server.http.languages import current_language
from server.http.requests import MAX_PAGE, body_of, decode, json, limit_of, uuid_of
from server.http.uploads import declared_size
from server.http.versions import version_tag, versions_of
from server.intake.files import Files
from server.intake.keeper import NOT_THERE, Keeper, stale
from server.intake.readings import Form, Order, Readings
from server.intake.uploads import Upload, Uploads
from store.holdings.holdings import cursor_after
from store.holdings.types import Collection, Entry, Holding, Listed, Standing

STRETCHES = 10
"""So many stretches of MAX_PAGE are looked at for one page of those that are wanted."""

NO_VERSION = Text("errors.malformed.version")
NO_CURSOR = Text("errors.malformed.cursor")


@dataclass(frozen=True, slots=True)
class Intake:
    """What the collections of one worker share."""

    identities: Identities
    reads: Reads
    uploads: Uploads
    files: Files
    readings: Readings

    @property
    def keeper(self) -> Keeper:
        """What keeps it."""
        return self.readings.keeper


class NewTitle(msgspec.Struct, forbid_unknown_fields=True):
    """Another title."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]


class Shows(Protocol):
    """What makes a document of a holding."""

    def __call__(
        self, entry: Entry, standing: Standing, *parts: bytes, language: str = ...
    ) -> Fields:
        """The document, of the JSON objects kept of it, in the reader's language."""
        ...


class Shelf:
    """What is done with a collection, one of which is called a `noun`.

    Everything asks first who calls; what belongs to another does not exist.
    """

    def __init__(
        self, intake: Intake, collection: Collection, noun: str, shows: Shows = shown
    ) -> None:
        self._shows = shows
        self._intake = intake
        self._collection: Collection = collection
        self._noun = noun
        self._keeper = intake.keeper

    async def changer(self, request: Request) -> Identity:
        """Who asks for a change. Raises NotSignedIn, Forbidden."""
        return await self._intake.identities.caller(request, safe=False)

    def upload(self, request: Request, caller: Identity) -> Upload:
        """The caller's upload that begins now, which is to end. Raises RateLimited, Overloaded."""
        return self._intake.uploads.begin(caller, declared_size(request))

    def change(self, caller: Identity) -> None:
        """Take one change of the caller's. Raises RateLimited."""
        self._intake.uploads.admit_change(caller)

    async def show_all(
        self, request: Request, wanted: Callable[[Entry], bool] | None = None
    ) -> Response:
        """Show those that the caller has, or of them those that are `wanted`, newest first.

        Raises NotSignedIn, Forbidden, Malformed, RateLimited, Unavailable.
        """
        caller = await self._intake.identities.caller(request, safe=True)
        query = request.query_params
        limit = limit_of(query.get("limit"))
        self._intake.reads.admit(caller)
        try:
            listed = await self._some(caller, limit, query.get("cursor"), wanted)
        except ValueError:
            raise Malformed(NO_CURSOR) from None
        entries = [self._shown(one, one.head) for one in listed.entries]
        document: Fields = {self._collection: entries}
        if listed.cursor is not None:
            document["cursor"] = listed.cursor
        answer = json(document)
        self._intake.reads.charge(caller, size=len(answer.body) + listed.scanned)
        return answer

    async def _some(
        self,
        caller: Identity,
        limit: int,
        cursor: str | None,
        wanted: Callable[[Entry], bool] | None,
    ) -> Listed:
        """At most `limit` of the caller's; fewer, with a cursor, where many had to be looked at.

        Raises ValueError for what is not a cursor of this listing.
        """
        holdings, user = self._keeper.holdings, caller.user
        if wanted is None:
            return await holdings.list(self._collection, user, limit, cursor)
        found, scanned = list[Entry](), 0
        for _ in range(STRETCHES):
            listed = await holdings.list(self._collection, user, MAX_PAGE, cursor)
            scanned += listed.scanned
            cursor = listed.cursor
            for entry in filter(wanted, listed.entries):
                found.append(entry)
                if len(found) == limit:
                    is_last = entry is listed.entries[-1]
                    return Listed(found, cursor if is_last else cursor_after(entry), scanned)
            if cursor is None:
                break
        return Listed(found, cursor, scanned)

    async def show_one(self, request: Request) -> Response:
        """Show one of them, or an earlier version of it.

        Raises NotSignedIn, Forbidden, NotFound, Malformed, RateLimited, Unavailable.
        """
        caller = await self._intake.identities.caller(request, safe=True)
        id, version = id_of(request), _version_of(request.query_params.get("version"))
        self._intake.reads.admit(caller)
        answer = await self.answer(caller, id, version=version)
        self._intake.reads.charge(caller, size=len(answer.body))
        return answer

    async def rename_one(self, request: Request) -> Response:
        """Give one of them another title.

        Raises NotSignedIn, Forbidden, NotFound, Malformed, TooLarge, TooSlow, PreconditionFailed,
        RateLimited, Unavailable.
        """
        caller = await self.changer(request)
        id = id_of(request)
        self._intake.uploads.admit_change(caller)
        change: NewTitle = decode(await body_of(request), NewTitle)
        await self._check_condition(request, caller, id)
        await self._keeper.rename(caller, self._collection, id, change.title)
        return await self.answer(caller, id)

    async def delete_one(self, request: Request) -> Response:
        """Delete one of them.

        Raises NotSignedIn, Forbidden, NotFound, PreconditionFailed, RateLimited, Unavailable.
        """
        caller = await self.changer(request)
        id = id_of(request)
        self._intake.uploads.admit_change(caller)
        await self._check_condition(request, caller, id)
        await self._keeper.delete(caller, self._collection, id)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_versions(self, request: Request) -> Response:
        """Show the versions of one that are kept, newest first.

        Raises NotSignedIn, Forbidden, NotFound, RateLimited, Unavailable.
        """
        caller = await self._intake.identities.caller(request, safe=True)
        id = id_of(request)
        self._intake.reads.admit(caller)
        found = await self._keeper.holdings.versions(self._collection, caller.user, id)
        if found is None:
            raise NotFound(NOT_THERE)
        kept = [{"version": one.version, "at": one.at, "bytes": one.size} for one in found]
        return json({"versions": kept})

    async def take_one(self, request: Request, form_of: Callable[[Identity], Form]) -> Response:
        """Take a file: 201, 200 where it was there, 202 where it is still being read.

        Raises NotSignedIn, Forbidden, Malformed, TooLarge, TooSlow, Unsupported, Encrypted,
        Damaged, NoText, TooManyPages, QuotaExceeded, StorageFull, RateLimited, Overloaded,
        Unavailable.
        """
        await self._intake.readings.turns.next()
        caller = await self.changer(request)
        form = form_of(caller)
        with self.upload(request, caller) as upload:
            file = await self._intake.files.one_of(request, upload)
            order = Order(caller, self._collection, file, form)
            taken = await self._intake.readings.take(order, upload)
        return await self.answer(caller, taken.id, taken.status)

    async def take_all(self, request: Request, form_of: Callable[[Identity], Form]) -> Response:
        """Take several files, and say what became of each, in their order.

        Raises NotSignedIn, Forbidden, Malformed, TooLarge, TooSlow, RateLimited, Overloaded.
        """
        await self._intake.readings.turns.next()
        caller = await self.changer(request)
        form = form_of(caller)
        with self.upload(request, caller) as upload:
            files = await self._intake.files.all_of(request, upload)
            self._intake.uploads.charge(caller, len(files) - 1)
            results = [
                await self._result(Order(caller, self._collection, file, form), upload)
                for file in files
            ]
        return json({"results": results}, HTTPStatus.MULTI_STATUS)

    async def _result(self, order: Order, upload: Upload) -> Fields:
        name = order.file.name
        try:
            taken = await self._intake.readings.take(order, upload)
            holding = await self._keeper.kept(order.caller, self._collection, taken.id)
        except RemoteProtocolError as error:
            return {
                "name": name,
                "status": error.status,
                "error": Problem.of(error, current_language()),
            }
        entry = holding.entry
        document = self._shown(entry, entry.head)
        return {"name": name, "status": taken.status, self._noun: document}

    def _shown(self, entry: Entry, *parts: bytes) -> Fields:
        """A document, as whoever asks now reads it."""
        standing = self._keeper.standing(entry)
        return self._shows(entry, standing, *parts, language=current_language())

    async def current(
        self, request: Request, caller: Identity, id: str
    ) -> tuple[Holding, int | None]:
        """One as it stands, and the version on which the caller's change builds; None: on any.

        Raises NotFound and, where the caller has read another version, PreconditionFailed.
        """
        holding = await self._keeper.kept(caller, self._collection, id)
        version, wanted = holding.entry.version, versions_of(request)
        if wanted is None:
            return holding, None
        if version not in wanted:
            raise stale(version)
        return holding, version

    async def _check_condition(self, request: Request, caller: Identity, id: str) -> None:
        """Look at the caller's condition, if there is one. Raises what `current` does."""
        if versions_of(request) is not None:
            await self.current(request, caller, id)

    async def answer(
        self,
        caller: Identity,
        id: str,
        status: int = HTTPStatus.OK,
        *,
        version: int | None = None,
    ) -> Response:
        """The document of one, with its version as its entity tag. Raises NotFound, Unavailable."""
        holding = await self._keeper.kept(caller, self._collection, id, version)
        entry = holding.entry
        document = self._shown(entry, entry.head, holding.body)
        headers = {"ETag": version_tag(entry.version)}
        if status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
            headers["Location"] = f"/v1/{self._collection}/{id}"
        return json(document, status, headers)


def id_of(request: Request) -> str:
    """The id in the path. What is not a UUID names nothing: raises NotFound."""
    id = uuid_of(request.path_params["id"])
    if id is None:
        raise NotFound(NOT_THERE)
    return id


def _version_of(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Malformed(NO_VERSION)
    return int(text)
