"""`/v1/documents`: files that a conversation may use, and images that a model may look at."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.reading.errors import ReadingError
from agents.reading.media_type import type_of_bytes
from agents.reading.pictures import PICTURES, size_of
from protocol.catalogue import Text
from server.admission.tokens import Identity
from server.holdings.documents import (
    DocumentDocument,
    DocumentList,
    DocumentResults,
    data_type,
    document_contents,
    image_contents,
    unread_document,
    with_consent,
)
from server.holdings.holdings import Contents, Failure
from server.http.requests import resource
from server.intake.files import SentFile
from server.intake.operations import (
    ID,
    deleting,
    history,
    listing,
    renaming,
    showing,
    taking,
    taking_all,
)
from server.intake.readings import Form
from server.intake.scans import Scans
from server.intake.shelf import Intake, Shelf
from server.intake.vision import VISION, allows_vision
from server.settings.sections import UploadSettings
from store.holdings.types import Holding

IMAGE_TOO_LARGE = Text("reading.image_too_large")


def routes(intake: Intake, scans: Scans, settings: UploadSettings) -> list[BaseRoute]:
    """The routes of this resource."""
    documents = Documents(intake, scans, settings)
    return [
        resource(
            "/documents",
            GET=listing(documents.list, DocumentList),
            POST=taking(documents.create, {}, DocumentDocument, VISION),
        ),
        resource(
            "/documents:batch", POST=taking_all(documents.create_all, DocumentResults, VISION)
        ),
        resource(
            "/documents/{id}",
            ID,
            GET=showing(documents.get, DocumentDocument),
            PATCH=renaming(documents.rename, DocumentDocument),
            DELETE=deleting(documents.delete),
        ),
        resource("/documents/{id}/versions", ID, GET=history(documents.versions)),
    ]


class DocumentForm:
    """How a user's files are read as documents. `vision`: a model may be shown them as they are."""

    def __init__(
        self, scans: Scans, settings: UploadSettings, caller: Identity, *, vision: bool
    ) -> None:
        self._scans, self._settings, self._caller = scans, settings, caller
        self._vision = vision

    async def read(self, file: SentFile) -> Contents:
        """The text, or an image as it is. Of data the text is as it stands in the file."""
        media_type = type_of_bytes(file.data)
        if media_type in PICTURES:
            self._check_image(file.data, media_type)
            return image_contents(file.source, file.data, vision=self._vision)
        reading = await self._scans.read(
            self._caller,
            file,
            vision=self._vision,
            data_type=data_type(file.name, file.media_type),
        )
        document = reading.document
        return document_contents(file.source.known(document), document, vision=self._vision)

    def _check_image(self, data: bytes, media_type: str) -> None:
        size = size_of(data, media_type)
        if size is None:
            raise ReadingError("damaged")
        if len(data) > self._settings.image_bytes or size.pixels > self._settings.image_pixels:
            raise ReadingError("too_large", IMAGE_TOO_LARGE)

    def unread(self, file: SentFile, failure: Failure | None = None) -> Contents:
        """One that is still being read or, with a reason, could not be."""
        return unread_document(file.source, failure, vision=self._vision)

    def renewed(self, same: Holding) -> Contents | None:
        """The same file, where only now a model may be shown it."""
        return with_consent(same) if self._vision else None


class Documents:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, intake: Intake, scans: Scans, settings: UploadSettings) -> None:
        self._shelf = Shelf(intake, "documents", "document")
        self._scans = scans
        self._settings = settings

    async def list(self, request: Request) -> Response:
        """The caller's documents, newest first, without their text."""
        return await self._shelf.show_all(request)

    async def get(self, request: Request) -> Response:
        """A document with all that is in it, as it is or as it was in an earlier version."""
        return await self._shelf.show_one(request)

    async def rename(self, request: Request) -> Response:
        """Gives a document another title."""
        return await self._shelf.rename_one(request)

    async def delete(self, request: Request) -> Response:
        """Deletes a document and all of its versions."""
        return await self._shelf.delete_one(request)

    async def versions(self, request: Request) -> Response:
        """Shows which versions of a document are kept, newest first."""
        return await self._shelf.show_versions(request)

    async def create(self, request: Request) -> Response:
        """Reads a file and keeps its text as a document, or an image as it is.

        The same bytes are the same document. What takes over two seconds is answered with 202 and
        `reading`, and is `ready`, or has `failed`, a while later.
        """
        return await self._shelf.take_one(request, lambda caller: self._form(request, caller))

    async def create_all(self, request: Request) -> Response:
        """Reads several files and keeps each as a document."""
        return await self._shelf.take_all(request, lambda caller: self._form(request, caller))

    def _form(self, request: Request, caller: Identity) -> Form:
        vision = allows_vision(request)
        return DocumentForm(self._scans, self._settings, caller, vision=vision)
