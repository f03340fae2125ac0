"""Compressed files: what they would unpack to is known before anything is."""

import io
import zipfile
import zlib
from typing import Final

from agents.reading.errors import ReadingError
from agents.reading.limits import MAX_MEMBERS, MAX_RATIO, ReadingLimits
from protocol.catalogue import Text

SMALL: Final = 1_000_000
"""Bytes up to which it does not matter how many times its size a file unpacks to."""
TOO_LARGE = Text("reading.unpacks")


class ZipFile:
    """A compressed file whose sizes are within the limits; else ReadingError is raised."""

    def __init__(self, data: bytes, limits: ReadingLimits) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
            members = self._file.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise ReadingError("damaged") from None
        sizes = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or sizes > limits.unpacked:
            raise ReadingError("too_large", TOO_LARGE)
        if any(m.file_size > SMALL and m.file_size > MAX_RATIO * m.compress_size for m in members):
            raise ReadingError("too_large", TOO_LARGE)
        if any(member.flag_bits & 1 for member in members):
            raise ReadingError("encrypted")
        self._left = limits.unpacked
        self.names = [member.filename for member in members]

    def read(self, name: str) -> bytes | None:
        """What a member holds; None where there is none. Raises ReadingError."""
        if name not in self.names:
            return None
        try:
            with self._file.open(name) as member:
                data = member.read(self._left + 1)
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
            ValueError,
        ):  # fmt: skip
            raise ReadingError("damaged") from None
        self._left -= len(data)
        if self._left < 0:
            raise ReadingError("too_large", TOO_LARGE)
        return data
