"""A user's stored things in memory, which say how often they were asked for."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from agents.kind import Refused, SavedResume, StoredDocument, StoredJob, StoredResume
from agents.models.request import Caller
from protocol.catalogue import Text


class Shelf:
    """A library (`Services.library`): what it has is put in and taken away by the test.

    What stands in `reading`, by its id, is waited for: the title is told and the test's function
    called before it is looked for.
    """

    def __init__(self, *things: StoredResume | StoredJob | StoredDocument) -> None:
        self.resumes: dict[str, StoredResume] = {}
        self.jobs: dict[str, StoredJob] = {}
        self.documents: dict[str, StoredDocument] = {}
        self.reading: dict[str, tuple[str, Callable[[], None]]] = {}
        self.asked: list[str] = []
        """The ids that it was asked for, in their order."""
        for thing in things:
            self.put(thing)

    def put(self, thing: StoredResume | StoredJob | StoredDocument) -> None:
        """Store something in place of what has its id."""
        if isinstance(thing, StoredResume):
            self.resumes[thing.id] = thing
        elif isinstance(thing, StoredJob):
            self.jobs[thing.id] = thing
        else:
            self.documents[thing.id] = thing

    def delete(self, id: str) -> None:
        """Take it away."""
        self.resumes.pop(id, None)
        self.jobs.pop(id, None)
        self.documents.pop(id, None)

    async def resume(
        self,
        caller: Caller,
        id: str,
        version: int | None = None,
        waits: Callable[[str], None] | None = None,
    ) -> StoredResume:
        """The résumé. Raises Refused where there is none of that id, or of that version."""
        self._look(id, waits)
        found = self.resumes.get(id)
        if found is None or version not in (None, found.version):
            raise Refused(Text("runs.no_resume"), "not_found")
        return found

    async def save_resume(
        self, caller: Caller, resume: Mapping[str, Any], today: dt.date, place: SavedResume | str
    ) -> SavedResume:
        """Put it in its place. Raises Refused where the newest version is another by now."""
        text = " ".join(str(resume).split())
        if isinstance(place, str):
            id = f"new-{caller.run}"
            self.put(StoredResume(id, 1, place, text, data=resume))
            return SavedResume(id, 1)
        known = self.resumes.get(place.id)
        if known is None:
            raise Refused(Text("runs.no_resume"), "not_found")
        if known.version == place.version + 1 and known.data == resume:
            return SavedResume(place.id, known.version)
        if known.version != place.version:
            raise Refused(Text("runs.resume_changed", version=known.version), "precondition_failed")
        self.put(StoredResume(place.id, place.version + 1, known.title, text, data=resume))
        return SavedResume(place.id, place.version + 1)

    async def job(self, caller: Caller, id: str) -> StoredJob:
        """The job. Raises Refused where there is none of that id."""
        self._look(id, None)
        if id not in self.jobs:
            raise Refused(Text("runs.no_job"), "not_found")
        return self.jobs[id]

    async def save_job(self, caller: Caller, posting: Mapping[str, Any], id: str | None) -> str:
        """Put it in its place; a job that is new has the id `job-` and the session's."""
        place = id or f"job-{caller.session}"
        known = self.jobs.get(place)
        if known is None or known.posting != posting:
            version = known.version + 1 if known else 1
            self.put(StoredJob(place, version, str(posting["title"]), posting))
        return place

    async def document(
        self, caller: Caller, id: str, waits: Callable[[str], None] | None = None
    ) -> StoredDocument:
        """The document, or the résumé. Raises Refused where there is none of that id."""
        self._look(id, waits)
        if id in self.resumes:
            found = self.resumes[id]
            return StoredDocument(id, found.title, "text/plain", found.text)
        if id not in self.documents:
            raise Refused(Text("runs.no_document"), "not_found")
        return self.documents[id]

    def _look(self, id: str, waits: Callable[[str], None] | None) -> None:
        self.asked.append(id)
        if id in self.reading:
            title, read = self.reading.pop(id)
            if waits is not None:
                waits(title)
            read()
