"""`/v1/documents`: files that a conversation may use, and images that a model may look at."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.reading.errors import ReadingError
from agents.reading.media_type import type_of_bytes
from agents.reading.pictures import PICTURES, size_of
from protocol.catalogue import Text
from protocol.errors import Malformed
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
from server.http.operations import Field
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
from server.intake.shelf import Intake, Shelf
from server.reading.sandbox import Sandbox
from server.settings.sections import UploadSettings
from store.holdings.types import Holding

NO_CONSENT = Text("errors.malformed.vision")
IMAGE_TOO_LARGE = Text("reading.image_too_large")


VISION = Field("vision", "Whether a model may be shown the file as it is", bool)


def routes(intake: Intake, sandbox: Sandbox, settings: UploadSettings) -> list[BaseRoute]:
    """The routes of this resource."""
    documents = Documents(intake, sandbox, settings)
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
        self, sandbox: Sandbox, settings: UploadSettings, user: str, *, vision: bool
    ) -> None:
        self._sandbox, self._settings, self._user = sandbox, settings, user
        self._vision = vision

    async def read(self, file: SentFile) -> Contents:
        """The text, or an image as it is. Of data the text is as it stands in the file."""
        media_type = type_of_bytes(file.data)
        if media_type in PICTURES:
            self._check_image(file.data, media_type)
            return image_contents(file.source, file.data, vision=self._vision)
        reading = await self._sandbox.read(
            self._user,
            file.data,
            name=file.name,
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

    def __init__(self, intake: Intake, sandbox: Sandbox, settings: UploadSettings) -> None:
        self._shelf = Shelf(intake, "documents", "document")
        self._sandbox = sandbox
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
        said = request.query_params.get("vision", "false")
        if said not in ("true", "false"):
            raise Malformed(NO_CONSENT)
        vision = said == "true"
        return DocumentForm(self._sandbox, self._settings, caller.user, vision=vision)
