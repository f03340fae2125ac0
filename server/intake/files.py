"""The files that a request brings: in a form, or as its body."""

from typing import NamedTuple

from starlette.requests import Request

from agents.reading.media_type import PLAIN, type_of_bytes
from protocol.catalogue import Text
from protocol.errors import Malformed
from server.holdings.sources import Source
from server.http.file_names import cleaned, decoded, disposition_name
from server.http.form_files import FormFiles, IncomingFile
from server.http.uploads import Pace, receive
from server.intake.uploads import Upload

MOST_FILES = 20
"""Files of one batch."""

BATCH = 2
"""So many times the bytes of the largest file all files of a batch may have together."""

FORM_BYTES = 64 * 1024
"""Bytes that a form may have beside its files."""

FORM = "multipart/form-data"

NO_FORM = Text("errors.malformed.form")


class SentFile(NamedTuple):
    """A file that has come: `too_large` where it has more bytes than are taken, and has none then.

    `hash` is SHA-256 of them, as hexadecimal digits.
    """

    name: str | None
    media_type: str
    data: bytes
    hash: str = ""
    too_large: bool = False

    @classmethod
    def of(cls, file: IncomingFile) -> "SentFile":
        """One of which no more comes."""
        name, data = cleaned(file.name or ""), bytes(file.data)
        file.data.clear()  # it is large, and would be there twice
        return cls(name, file.media_type, data, file.hash, file.too_large)

    @property
    def source(self) -> Source:
        """What is known of it before it is read."""
        media_type = type_of_bytes(self.data) or self.media_type or PLAIN
        return Source(self.name, media_type, len(self.data))


class Files:
    """Takes files out of requests, each of at most `most_bytes`, as fast as `pace` says."""

    def __init__(self, most_bytes: int, pace: Pace) -> None:
        self._most_bytes = most_bytes
        self._pace = pace

    async def one_of(self, request: Request, upload: Upload) -> SentFile:
        """The file of a request. Raises TooLarge, TooSlow, Malformed and Overloaded."""
        content_type = request.headers.get("content-type", "")
        if _is_form(content_type):
            files = await self._of_form(request, upload, most=1, most_bytes=self._most_bytes)
            return files[0]
        file = IncomingFile(_name_of(request), _type_of(content_type), self._most_bytes)

        def take(piece: bytes) -> None:
            upload.grow(len(piece))
            file.add(piece)

        await receive(request, take, most=self._most_bytes, pace=self._pace)
        return SentFile.of(file)

    async def all_of(self, request: Request, upload: Upload) -> list[SentFile]:
        """The files of a batch. Raises what `one_of` does."""
        if not _is_form(request.headers.get("content-type", "")):
            raise Malformed(NO_FORM)
        most_bytes = BATCH * self._most_bytes
        return await self._of_form(request, upload, most=MOST_FILES, most_bytes=most_bytes)

    async def _of_form(
        self, request: Request, upload: Upload, *, most: int, most_bytes: int
    ) -> list[SentFile]:
        content_type = request.headers.get("content-type", "")
        form = FormFiles(content_type, most=most, most_bytes=self._most_bytes)

        def take(piece: bytes) -> None:
            upload.grow(len(piece))
            form.feed(piece)

        await receive(request, take, most=most_bytes + FORM_BYTES, pace=self._pace)
        return [SentFile.of(file) for file in form.finish()]


def _is_form(content_type: str) -> bool:
    return _type_of(content_type) == FORM


def _type_of(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _name_of(request: Request) -> str | None:
    """By the query, or by the header, which goes behind it."""
    named = request.query_params.get("name")
    if named is not None:
        return named
    disposition = request.headers.get("content-disposition")
    if disposition is None:
        return None
    # Header fields are Latin-1 to us, and UTF-8 to many who send them.
    return disposition_name(decoded(disposition.encode("latin-1", "replace")))
