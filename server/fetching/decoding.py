"""What a body is decoded by: pieces that never give more than is asked for, whatever they hold."""

import zlib

CODINGS = "gzip, deflate"
"""What is asked for (RFC 9110, section 8.4.1). The standard library stops in the middle of these;
of Brotli and Zstandard it has no decoder in every version of Python that we run on."""

_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class Damaged(Exception):
    """It is not what it says to be, or of a coding that was not asked for."""


class Decoder:
    """Decodes a body that comes in pieces, up to `most` bytes in all: then `full` is true."""

    def __init__(self, coding: str, most: int) -> None:
        """Raises Damaged for a coding that is not known."""
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Damaged
        self._coding = coding.removeprefix("x-")
        self._inflater = zlib.decompressobj(_GZIP) if self._coding == "gzip" else None
        self._most = most
        self._parts: list[bytes] = []
        self._length = 0
        self.full = False

    def feed(self, piece: bytes) -> None:
        """The next piece. Raises Damaged. Of what is over `most` nothing is decoded."""
        if self.full:
            return
        if self._coding == "deflate" and self._inflater is None and piece:
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS if _has_head(piece) else _RAW)
        room = self._most - self._length
        if self._inflater is None:
            self._add(piece, room)
        elif not self._inflater.eof:
            try:
                self._add(self._inflater.decompress(piece, room + 1), room)
            except zlib.error:
                raise Damaged from None

    def whole(self) -> bytes:
        """All that was decoded, up to `most`. Raises Damaged where the end is missing."""
        if self._inflater is not None and not self._inflater.eof and not self.full:
            raise Damaged
        return b"".join(self._parts)

    def _add(self, part: bytes, room: int) -> None:
        self._parts.append(part[:room])
        self._length += len(self._parts[-1])
        self.full = self.full or len(part) > room


def _has_head(piece: bytes) -> bool:
    """Whether a body of `deflate` begins as zlib's do (RFC 1950, 2.2), which some do not."""
    if len(piece) < 2:
        return piece[:1] == b"\x78"
    return piece[0] & 15 == 8 and (piece[0] << 8 | piece[1]) % 31 == 0
