"""A page as a picture, for models that see."""

import struct
import zlib
from typing import Final

from agents.reading.errors import ReadingError
from agents.reading.limits import LIMITS, ReadingLimits
from agents.reading.pdf.reader import opened

SCALE: Final = 2.0
"""Pixels for a point, where the page is not too large for it."""


def page_image(data: bytes, page: int, limits: ReadingLimits = LIMITS) -> bytes:
    """The page of that number, from 1, as a PNG of at most `limits.pixels`.

    Raises ReadingError; IndexError where there is no such page.
    """
    pdf = opened(data, limits)
    try:
        if not 1 <= page <= len(pdf):
            raise IndexError(page)
        shown = pdf[page - 1]
        width, height = shown.get_size()
        scale = min(SCALE, (limits.pixels / max(1.0, width * height)) ** 0.5)
        if max(width, height) * scale < 1:
            raise ReadingError("damaged")
        bitmap = shown.render(scale=scale, rev_byteorder=True)
        return _png(bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, bitmap.buffer)
    finally:
        pdf.close()


def _png(width: int, height: int, stride: int, channels: int, pixels: bytes) -> bytes:
    kinds = {1: 0, 3: 2, 4: 6}
    raw = memoryview(pixels).cast("B")
    rows = b"".join(
        b"\0" + raw[row * stride : row * stride + width * channels].tobytes()
        for row in range(height)
    )
    head = struct.pack("!IIBBBBB", width, height, 8, kinds[channels], 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    chunks = (
        struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
