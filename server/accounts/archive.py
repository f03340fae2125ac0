"""A ZIP file that is read while it is written: nobody holds more of it than a piece."""

import asyncio
import time
import zipfile
from collections.abc import AsyncIterator

PIECE = 64 * 1024
"""So many bytes are packed in one go: others have their turn in between."""


class _Pipe:
    """What is written and not yet read. A file that cannot be gone back in."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes) -> int:
        """Take in some more."""
        self._bytes += data
        return len(data)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def read(self) -> bytes:
        """All that is there."""
        data = bytes(self._bytes)
        self._bytes.clear()
        return data


class Archive:
    """A ZIP file. Each file is added to its end before the next; `end` closes it."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Add a file; the bytes of the archive that come of it."""
        info = zipfile.ZipInfo(name, time.gmtime()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as file:
            async for piece in pieces:
                for first in range(0, len(piece), PIECE):
                    file.write(piece[first : first + PIECE])
                    if data := self._pipe.read():
                        yield data
                    await asyncio.sleep(0)
        yield self._pipe.read()

    def end(self) -> bytes:
        """What comes last: the list of what is in it."""
        self._zip.close()
        return self._pipe.read()
