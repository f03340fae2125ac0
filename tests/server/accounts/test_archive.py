"""An archive is written piece by piece, and is a ZIP file when it is read."""

import io
import os
import time
import zipfile
from collections.abc import AsyncIterator

from server.accounts.archive import PIECE, Archive

LARGE = os.urandom(40 * PIECE)
SLOW_S = 0.05


async def each(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_files_come_out_as_they_went_in_and_no_more_than_a_piece_is_held() -> None:
    archive, out, slowest = Archive(), bytearray(), 0.0
    files = {"a.txt": (b"a", b"", b"b"), "empty.txt": (), "대화/b.bin": (LARGE,)}
    for name, pieces in files.items():
        since = time.process_time()
        async for data in archive.add(name, each(*pieces)):
            slowest = max(slowest, time.process_time() - since)
            assert len(data) < 3 * PIECE
            out += data
            since = time.process_time()
    out += archive.end()
    read = zipfile.ZipFile(io.BytesIO(bytes(out)))
    assert read.testzip() is None
    assert {name: read.read(name) for name in read.namelist()} == {
        name: b"".join(pieces) for name, pieces in files.items()
    }
    assert slowest < SLOW_S, "others have their turn in between"
