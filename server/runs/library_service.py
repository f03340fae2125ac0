"""What a user has stored, for runs: looked up, and waited for where it is still being read."""

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol, TypeAlias

import msgspec

from agents.errors import Refused, TimedOut
from agents.kind.references import Stored, StoredResumeRef
from agents.kind.services import NO_LIBRARY, SavedResume, StoredDocument, StoredJob, StoredResume
from agents.models.request import Caller
from protocol.catalogue import Text
from protocol.errors import PreconditionFailed, RemoteProtocolError
from server.runs.patience import patiently, pauses
from store.holdings.holdings import Holdings
from store.holdings.types import Collection, Holding

MARGIN_S = 45.0
"""So much longer than reading a file may take is waited: others' files may come first."""

NO_RESUME = Text("runs.no_resume")
NO_JOB = Text("runs.no_job")
NO_DOCUMENT = Text("runs.no_document")

Waits: TypeAlias = Callable[[str], None] | None


class Save(Protocol):
    """What keeps a résumé of a user: see `server.intake.saving`."""

    async def __call__(
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
        """Keep it, and say as which version. Raises RemoteProtocolError and StoreUnavailable."""
        ...


class SaveJob(Protocol):
    """What keeps a job of a user: see `server.intake.saving`."""

    async def __call__(
        self, user: str, raw: bytes, id: str | None, own: str, *, guest: bool
    ) -> str:
        """Keep it, and say as which. Raises RemoteProtocolError and StoreUnavailable."""
        ...


class _Source(msgspec.Struct, frozen=True, rename="camel"):
    """What a holding says of the file that it was made of."""

    name: str | None = None
    media_type: str = ""


class _Failure(msgspec.Struct):
    """Why a file could not be read."""

    code: str
    message: str


class _Head(msgspec.Struct):
    """What is used of a holding's head."""

    source: _Source = _Source()
    vision: bool = False
    error: _Failure | None = None
    resume: dict[str, Any] | None = None


class _Body(msgspec.Struct):
    """What is used of a holding's body."""

    text: str | None = None
    measured: dict[str, Any] | None = None


class LibraryService:
    """What `agents.kind.services.Library` says, over the store.

    `wait_s` is how long after it came a file that is being read is waited for, `save` what keeps
    a résumé, and `save_job` a job. While Redis is away it waits, as the run does for which it is
    asked.
    """

    def __init__(
        self,
        holdings: Holdings,
        wait_s: float,
        save: Save | None = None,
        save_job: SaveJob | None = None,
    ) -> None:
        self._holdings = holdings
        self._wait_s = wait_s
        self._save = save
        self._save_job = save_job

    async def resume(
        self, caller: Caller, id: str, version: int | None = None, waits: Waits = None
    ) -> StoredResume:
        """A résumé once it is read. Raises Refused or TimedOut, which say what to do."""
        found = await self._read("resumes", caller.user, id, version, waits)
        if found is None:
            raise Refused(NO_RESUME, "not_found")
        body = msgspec.json.decode(found.body, type=_Body)
        data = msgspec.json.decode(found.entry.head, type=_Head).resume
        return StoredResume(
            id, found.entry.version, found.entry.title, body.text or "", body.measured, data
        )

    async def save_resume(
        self, caller: Caller, resume: Mapping[str, Any], today: dt.date, place: SavedResume | str
    ) -> SavedResume:
        """Save JSON Resume as `Library.save_resume` says. Raises Refused, which says what to do."""
        raw = msgspec.json.encode(resume)
        expected: int | None = None
        title: str | None = None
        if isinstance(place, str):
            id = _id_for(f"{caller.session}/{caller.run}/{sha256(raw).hexdigest()}")
            title = place
        else:
            id, expected = place.id, place.version
        save = self._save
        if save is None:
            raise Refused(NO_LIBRARY, "not_found")
        is_guest = caller.subscription == "guest"
        try:
            version = await patiently(
                lambda: save(caller.user, id, raw, expected, title, today, guest=is_guest)
            )
        except PreconditionFailed as error:
            newest = error.details["version"]
            raise Refused(Text("runs.resume_changed", version=newest), error.code) from None
        except RemoteProtocolError as error:
            raise Refused(error.text, error.code) from None
        return SavedResume(id, version)

    async def job(self, caller: Caller, id: str) -> StoredJob:
        """A job as it is now. Raises Refused, which says what to do."""
        found = await self._read("jobs", caller.user, id, None, None)
        if found is None:
            raise Refused(NO_JOB, "not_found")
        posting = msgspec.json.decode(found.body, type=dict[str, Any])
        return StoredJob(id, found.entry.version, found.entry.title, posting)

    async def save_job(self, caller: Caller, posting: Mapping[str, Any], id: str | None) -> str:
        """Save a posting as `Library.save_job` says. Raises Refused, which says what to do."""
        raw, own = msgspec.json.encode(posting), _id_for(f"{caller.session}/job")
        save = self._save_job
        if save is None:
            raise Refused(NO_LIBRARY, "not_found")
        is_guest = caller.subscription == "guest"
        try:
            return await patiently(lambda: save(caller.user, raw, id, own, guest=is_guest))
        except RemoteProtocolError as error:
            raise Refused(error.text, error.code) from None

    async def document(self, caller: Caller, id: str, waits: Waits = None) -> StoredDocument:
        """A document, or a résumé, once it is read. Raises Refused or TimedOut."""
        found = await self._read("documents", caller.user, id, None, waits)
        if found is None:
            found = await self._read("resumes", caller.user, id, None, waits)
        if found is None:
            raise Refused(NO_DOCUMENT, "not_found")
        head = msgspec.json.decode(found.entry.head, type=_Head)
        body = msgspec.json.decode(found.body, type=_Body)
        return StoredDocument(
            id,
            head.source.name or found.entry.title,
            head.source.media_type,
            body.text,
            found.data,
            head.vision,
        )

    async def _read(
        self, collection: Collection, user: str, id: str, version: int | None, waits: Waits
    ) -> Holding | None:
        """The holding once it is read; None where there is none."""
        looks = pauses()
        while True:
            found = await patiently(lambda: self._holdings.get(collection, user, id, version))
            if found is None or found.entry.status == "ready":
                return found
            if found.entry.status == "failed":
                raise _unread(found)
            if now_ms() - found.entry.updated > self._wait_s * 1000:
                raise TimedOut(Text("runs.read_too_late", title=found.entry.title))
            if waits is not None:
                waits(found.entry.title)
                waits = None
            await asyncio.sleep(next(looks))


def _id_for(name: str) -> str:
    """An id that is always the same for a name, and looks like any other."""
    return str(uuid.UUID(bytes=sha256(name.encode()).digest()[:16], version=4))


def now_ms() -> int:
    """Milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


async def unknown(
    holdings: Holdings, user: str, given: Sequence[Stored], documents: Sequence[str]
) -> list[str]:
    """The ids among these, of what an input names and of documents, that the user does not have.

    Raises StoreUnavailable.
    """

    async def is_given(ref: Stored) -> bool:
        if isinstance(ref, StoredResumeRef):
            return await is_resume(ref.id, ref.version)
        return await holdings.versions("jobs", user, ref.id or "") is not None

    async def is_resume(id: str, version: int | None = None) -> bool:
        versions = await holdings.versions("resumes", user, id)
        return versions is not None and (
            version is None or version in {one.version for one in versions}
        )

    async def is_document(id: str) -> bool:
        found = await holdings.versions("documents", user, id)
        return found is not None or await is_resume(id)

    checks = [*map(is_given, given), *map(is_document, documents)]
    known = await asyncio.gather(*checks)
    named = [*(ref.id or "" for ref in given), *documents]
    return [id for id, is_known in zip(named, known, strict=True) if not is_known]


def _unread(found: Holding) -> Refused:
    failure = msgspec.json.decode(found.entry.head, type=_Head).error
    why = failure.message if failure else ""
    code = failure.code if failure else "no_text"
    return Refused(Text("runs.unread", title=found.entry.title, why=why), code)
