"""How large a picture is, told by its head: nothing of it is drawn."""

import struct
from typing import NamedTuple

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"

PICTURES = frozenset({PNG, JPEG, WEBP})
"""The types that models look at."""

MOST_SEGMENTS = 1_000
"""Segments of a JPEG, and bytes between, that may stand before its size. Cameras write twenty."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG behind which its size stands (ITU-T T.81, table B.1)."""


class Size(NamedTuple):
    """A picture's width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """All of them."""
        return self.width * self.height


def size_of(data: bytes, media_type: str) -> Size | None:
    """The size of a picture of one of PICTURES; None where its head does not say one."""
    size = {PNG: _png, JPEG: _jpeg, WEBP: _webp}[media_type](data)
    return size if size and size.pixels else None


def _png(data: bytes) -> Size | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return Size(*struct.unpack_from(">II", data, 16))


def _jpeg(data: bytes) -> Size | None:
    at = 2
    for _ in range(MOST_SEGMENTS):
        if len(data) < at + 9 or data[at] != 0xFF:
            return None
        if data[at + 1] == 0xFF:  # any number of them may stand before a marker
            at += 1
            continue
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return Size(width, height)
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + max(2, length)
    return None


def _webp(data: bytes) -> Size | None:
    """Of the three kinds of WebP: VP8, VP8L and VP8X (RFC 9649, sections 2.5 to 2.7)."""
    if len(data) < 30:
        return None
    kind, head = data[12:16], data[20:30]
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[n : n + 3], "little") + 1 for n in (4, 7))
        return Size(width, height)
    if kind == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 6)
        return Size(width & 0x3FFF, height & 0x3FFF)
    return None
