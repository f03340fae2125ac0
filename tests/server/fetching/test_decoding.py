"""Bodies are decoded as they come, in whatever pieces, and never beyond what is wanted."""

import gzip
import tracemalloc
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fetching.decoding import Damaged, Decoder

PACKED = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
}
CODINGS = st.sampled_from(sorted(PACKED))


def decoded(coding: str, packed: bytes, most: int, cuts: list[int]) -> Decoder:
    """A decoder that was given these bytes in pieces."""
    decoder = Decoder(coding, most)
    places = sorted({0, len(packed), *(cut % (len(packed) + 1) for cut in cuts)})
    for start, end in pairwise(places):
        decoder.feed(packed[start:end])
    return decoder


@given(CODINGS, st.binary(max_size=400), st.lists(st.integers(0, 999), max_size=6))
def test_pieces_make_the_whole_wherever_they_are_cut(
    coding: str, body: bytes, cuts: list[int]
) -> None:
    decoder = decoded(coding, PACKED[coding](body), 400, cuts)
    assert decoder.whole() == body
    assert not decoder.full


@given(CODINGS, st.binary(min_size=11, max_size=400), st.lists(st.integers(0, 999), max_size=6))
def test_no_more_is_decoded_than_is_wanted(coding: str, body: bytes, cuts: list[int]) -> None:
    decoder = decoded(coding, PACKED[coding](body), 10, cuts)
    assert decoder.full
    assert decoder.whole() == body[:10]


@given(CODINGS, st.binary(max_size=200))
def test_whatever_comes_is_decoded_or_damaged(coding: str, packed: bytes) -> None:
    decoder = Decoder(coding, 50)
    try:
        decoder.feed(packed)
        assert len(decoder.whole()) <= 50
    except Damaged:
        assert coding in ("gzip", "deflate")


def test_nothing_is_decoded_that_is_not_wanted() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    decoder = decoded("gzip", bomb, 1000, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert decoder.whole() == bytes(1000)
    assert peak < 200_000


def test_what_follows_the_end_is_left_out() -> None:
    assert decoded("gzip", gzip.compress(b"page") + b"more", 99, [3, 20]).whole() == b"page"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "x"])
def test_coding_that_was_not_asked_for_is_damaged(coding: str) -> None:
    with pytest.raises(Damaged):
        Decoder(coding, 10)
