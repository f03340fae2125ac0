"""The files of a form (multipart/form-data, RFC 7578), taken out of it while it comes. No I/O."""

import hashlib

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from protocol.catalogue import Text
from protocol.errors import Malformed, TooLarge
from server.http.file_names import decoded

FIELD = "file"
"""The field whose parts are files; others are passed over."""

MOST_OTHERS = 10
"""Parts of other fields that a form may have."""

_NO_FORM = Text("errors.malformed.broken_form")

_ONE = Text("errors.too_large.one_file")


class IncomingFile:
    """A file as far as it has come. Of one that has over `most` bytes nothing is kept."""

    def __init__(self, name: str | None, media_type: str, most: int) -> None:
        self.name = name
        self.media_type = media_type
        self.data = bytearray()
        self.too_large = False
        self._most = most
        self._digest = hashlib.sha256()

    def add(self, piece: bytes | memoryview) -> None:
        """More of it."""
        if self.too_large or len(self.data) + len(piece) > self._most:
            self.too_large = True
            self.data.clear()
        else:
            self.data += piece
            self._digest.update(piece)

    @property
    def hash(self) -> str:
        """SHA-256 of its bytes, as hexadecimal digits."""
        return self._digest.hexdigest()


class FormFiles:
    """Takes the files out of a form: `feed` it, then `finish`.

    It has `most` files at most; of each, `most_bytes` are kept.
    """

    def __init__(self, content_type: str, *, most: int, most_bytes: int) -> None:
        """Raises Malformed where the type says no boundary."""
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise Malformed(_NO_FORM)
        self.files: list[IncomingFile] = []
        self._most, self._most_bytes = most, most_bytes
        self._others = 0
        self._ended = False
        self._current: IncomingFile | None = None
        self._field, self._value = bytearray(), bytearray()
        self._fields: dict[bytes, bytes] = {}
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._on_field,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_field_end,
                    "on_headers_finished": self._on_head,
                    "on_part_data": self._on_data,
                    "on_end": self._on_end,
                },
            )
        except FormParserError:
            raise Malformed(_NO_FORM) from None

    def feed(self, piece: bytes) -> None:
        """Take more of the form. Raises Malformed, and TooLarge for too many files."""
        try:
            self._parser.write(piece)
        except FormParserError:
            raise Malformed(_NO_FORM) from None

    def finish(self) -> list[IncomingFile]:
        """The files, when all has come. Raises Malformed where there are none, or not all."""
        if not self._ended:
            raise Malformed(_NO_FORM)
        if not self.files:
            raise Malformed(Text("errors.malformed.no_file", field=FIELD))
        return self.files

    def _begin(self) -> None:
        self._current = None
        self._fields.clear()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_field_end(self) -> None:
        self._fields[bytes(self._field).lower()] = bytes(self._value)
        self._field.clear()
        self._value.clear()

    def _on_head(self) -> None:
        _, options = parse_options_header(self._fields.get(b"content-disposition"))
        if options.get(b"name") != FIELD.encode():
            self._others += 1
            if self._others > MOST_OTHERS:
                raise Malformed(Text("errors.malformed.fields"))
            return
        if len(self.files) == self._most:
            raise TooLarge(
                _ONE if self._most == 1 else Text("errors.too_large.files", most=self._most)
            )
        given = options.get(b"filename")
        media_type, _ = parse_options_header(self._fields.get(b"content-type"))
        name = None if given is None else decoded(given).replace("%22", '"')
        self._current = IncomingFile(name, media_type.decode("latin-1"), self._most_bytes)
        self.files.append(self._current)

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._current is not None:
            self._current.add(memoryview(data)[start:end])

    def _on_end(self) -> None:
        self._ended = True
