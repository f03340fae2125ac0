"""How large a picture is, is told by its head, and by no more of it."""

import struct
import time

import pytest

from agents.reading.pictures import JPEG, MOST_SEGMENTS, PNG, WEBP, size_of

IHDR = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


FRAME = segment(0xC0, struct.pack(">BHH", 8, 480, 640) + bytes(10))
PHOTO = b"\xff\xd8" + segment(0xE0, b"JFIF\0" + bytes(9)) + segment(0xE1, bytes(5000))


def webp(kind: bytes, head: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + head + bytes(20)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (IHDR, PNG),
        (PHOTO + FRAME, JPEG),
        (PHOTO + b"\xff\xff\xff" + FRAME, JPEG),
        (PHOTO + segment(0xC4, bytes(30)) + segment(0xC2, FRAME[4:]), JPEG),
        (webp(b"VP8X", bytes(4) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")), WEBP),
        (webp(b"VP8L", b"\x2f" + (639 | 479 << 14).to_bytes(4, "little")), WEBP),
        (webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 640, 480)), WEBP),
    ],
)
def test_size_of_a_picture_is_found(data: bytes, media_type: str) -> None:
    assert size_of(data, media_type) == (640, 480)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (IHDR[:20], PNG),
        (IHDR[:16] + bytes(8), PNG),
        (PHOTO, JPEG),
        (PHOTO + FRAME[:6], JPEG),
        (b"\xff\xd8" + segment(0xE0, b"") * (MOST_SEGMENTS + 1) + FRAME, JPEG),
        (b"\xff\xd8\0\0\0\0\0\0\0\0\0\0\0", JPEG),
        (webp(b"VP9 ", b""), WEBP),
        (webp(b"VP8 ", bytes(10)), WEBP),
        (b"RIFF\0\0\0\0WEBP", WEBP),
    ],
)
def test_picture_whose_head_says_no_size_has_none(data: bytes, media_type: str) -> None:
    assert size_of(data, media_type) is None


@pytest.mark.parametrize("filler", [b"\xff", segment(0xE0, b"")])
def test_picture_without_end_is_looked_at_for_a_moment(filler: bytes) -> None:
    begun = time.process_time()
    assert size_of(b"\xff\xd8" + filler * (10_000_000 // len(filler)), JPEG) is None
    assert time.process_time() - begun < 0.05
