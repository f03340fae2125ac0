"""Bodies, packed or not: whole where they are good, and bounded where they are not."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import pairwise

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import response_body
from agents.models.response_body import MAX_ANSWER, MAX_REFUSAL, PIECE, bound
from protocol.errors import TooLarge


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "utf-8": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
}
BOMB = 300_000_000
"""Bytes that the tests' bombs would unpack to."""


class Body(httpx2.AsyncByteStream):
    """Chunks that are there at once."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


async def pieces(coding: str, *chunks: bytes, status: int = 200) -> list[bytes]:
    headers = {"content-encoding": coding} if coding else {}
    request = httpx2.Request("POST", "http://127.0.0.1/")
    response = httpx2.Response(status, headers=headers, stream=Body(*chunks), request=request)
    await bound(response)
    return [piece async for piece in response.aiter_bytes()]


@pytest.mark.slow(seconds=4.3)
@given(
    st.sampled_from(sorted(PACKED)),
    st.binary() | st.integers(0, 5 * PIECE).map(lambda n: b"word " * n),
    st.lists(st.integers(0, 3 * PIECE), max_size=8),
)
def test_body_comes_out_as_it_went_in_however_it_is_packed_and_split(
    coding: str, data: bytes, at: Sequence[int]
) -> None:
    packed = PACKED[coding](data)
    cuts = sorted({0, len(packed), *(cut for cut in at if cut < len(packed))})
    chunks = [packed[a:b] for a, b in pairwise(cuts)]
    out = asyncio.run(pieces(coding, *chunks))
    assert b"".join(out) == data
    assert all(0 < len(piece) <= PIECE for piece in out)


async def test_deflate_without_a_head_may_be_cut_after_its_first_byte() -> None:
    packed = raw_deflate(b"words")
    assert b"".join(await pieces("deflate", packed[:1], packed[1:])) == b"words"


@given(st.lists(st.binary(max_size=20), min_size=1), st.integers(1, 50))
def test_members_of_gzip_are_one_body_and_what_follows_is_passed_over(
    parts: list[bytes], size: int
) -> None:
    packed = b"".join(map(gzip.compress, parts)) + b"\0\0 and \x1f more"
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(asyncio.run(pieces("gzip", *chunks))) == b"".join(parts)


async def test_endless_rest_behind_a_packed_answer_is_left() -> None:
    with pytest.raises(TooLarge):
        await pieces("gzip", gzip.compress(b"Yes"), *[bytes(100_000)] * 200)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_bomb_is_left_where_an_answer_may_be_no_longer(coding: str) -> None:
    with pytest.raises(TooLarge):
        await pieces(coding, PACKED[coding](bytes(BOMB)))


@pytest.mark.slow(seconds=2.1)
@pytest.mark.parametrize("status", [302, 400, 429, 500])
async def test_error_is_read_so_far_as_it_is_of_use(status: int) -> None:
    out = await pieces("gzip", gzip.compress(b"x" * BOMB), status=status)
    assert 0 < sum(map(len, out)) <= MAX_REFUSAL


async def test_error_that_does_not_unpack_is_empty() -> None:
    assert await pieces("gzip", b"nonsense", status=500) == []


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "gzip"])
async def test_answer_that_does_not_unpack_is_none(coding: str) -> None:
    with pytest.raises(zlib.error):
        await pieces(coding, b"nonsense")


@pytest.mark.parametrize(
    ("coding", "chunks"),
    [
        ("gzip", [gzip.compress(b"x" * MAX_ANSWER)]),
        ("gzip", [gzip.compress(b"") * 30_000]),
        ("", [b"x" * MAX_ANSWER]),
        ("", [b"x"] * 30_000),
    ],
    ids=["bomb", "members", "long", "chunks"],
)
async def test_others_have_their_turn_while_a_body_is_there_at_once(
    coding: str, chunks: list[bytes]
) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    out = await pieces(coding, *chunks)
    counting.cancel()
    assert turns >= max(sum(map(len, out)) / (2 * PIECE), 500)


async def test_request_asks_for_what_can_be_unpacked_here() -> None:
    async with httpx2.AsyncClient(headers=response_body.HEADERS) as client:
        request = client.build_request("POST", "http://127.0.0.1/")
    assert request.headers["accept-encoding"] == "gzip, deflate"
