"""Events arrive whole, however their bytes are split, and whatever a proxy does to them."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import sse
from protocol.errors import TooLarge
from protocol.sse import COMMENT, SSEEvent, SSEParser, encode_sse
from tests.soak import at_length

STREAM = (
    encode_sse(b'{"type":"welcome"}')
    + COMMENT
    + encode_sse('{"t":"ä€😀"}'.encode(), "e:41")
    + encode_sse(b"two\nlines", "e:42")
)
EVENTS = [
    SSEEvent(b'{"type":"welcome"}'),
    SSEEvent('{"t":"ä€😀"}'.encode(), "e:41"),
    SSEEvent(b"two\nlines", "e:42"),
]


def parsed(*chunks: bytes) -> list[SSEEvent]:
    parser = SSEParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def test_event_is_written_with_line_feeds_only() -> None:
    assert encode_sse(b"{}", "e:1") == b"id: e:1\ndata: {}\n\n"
    assert encode_sse(b"{}") == b"data: {}\n\n"
    assert b"\r" not in STREAM


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_stream_is_read_whole_and_byte_by_byte(newline: bytes) -> None:
    stream = STREAM.replace(b"\n", newline)
    assert parsed(stream) == EVENTS
    assert parsed(*(stream[i : i + 1] for i in range(len(stream)))) == EVENTS


@settings(max_examples=at_length(100, 1000), deadline=None)
@given(data=st.data(), newline=st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_stream_is_read_however_it_is_split(data: st.DataObject, newline: bytes) -> None:
    stream = STREAM.replace(b"\n", newline)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))
    edges = [0, *sorted(cuts), len(stream)]
    assert parsed(*(stream[a:b] for a, b in pairwise(edges))) == EVENTS


def test_unfinished_event_is_dropped() -> None:
    assert parsed(STREAM + b"id: e:43\ndata: cut o") == EVENTS


def test_garbage_between_events_is_passed_over() -> None:
    garbage = b"\xff\xfe: nonsense\nunknown: field\ndat\nevent: x\n\n\n\n"
    assert parsed(garbage + STREAM + garbage) == EVENTS


def test_byte_order_mark_is_passed_over() -> None:
    assert parsed(b"\xef", b"\xbb\xbf" + STREAM) == EVENTS


def test_parser_keeps_the_last_id_and_the_retry_time() -> None:
    parser = SSEParser()
    parser.feed(STREAM + b"retry: 300\nretry: soon\nid: a\0b\ndata: x\n\n")
    assert (parser.last_id, parser.retry_ms) == ("e:42", 300)


def test_only_one_space_after_the_colon_is_removed() -> None:
    assert parsed(b"data:a\n\ndata:  b\n\ndata\n\n") == [
        SSEEvent(b"a"),
        SSEEvent(b" b"),
        SSEEvent(b""),
    ]


def test_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT", 100)
    for chunk in (b"data: " + b"x" * 100, b"data: x\n" * 60):
        with pytest.raises(TooLarge):
            parsed(chunk)


def test_parser_holds_no_more_of_an_event_than_it_is_told_to() -> None:
    with pytest.raises(TooLarge):
        SSEParser(100).feed(b"data: " + b"x" * 100)
    assert SSEParser(100).feed(b"data: x\n\n" * 50) == [SSEEvent(b"x")] * 50


@pytest.mark.timing
def test_long_line_takes_time_in_proportion_to_its_length_however_small_its_pieces() -> None:
    parser = SSEParser()
    begun = time.perf_counter()
    for _ in range(200_000):
        assert parser.feed(b"data: xxxxxxxxxxxxxx") == []
    assert time.perf_counter() - begun < 5, "some minutes, if each piece has all looked at again"
    (event,) = parser.feed(b"\n\n")
    assert len(event.data) == 200_000 * 20 - len(b"data: ")


def test_time_to_reconnect_that_is_no_number_of_ours_is_passed_over() -> None:
    assert parsed(b"retry: " + b"9" * 5_000 + b"\n\n" + STREAM) == EVENTS


@settings(max_examples=at_length(200, 2000), deadline=None)
@given(data=st.binary(max_size=100))
def test_any_bytes_are_read_alike_whole_and_split(data: bytes) -> None:
    assert parsed(data) == parsed(*(data[i : i + 1] for i in range(len(data))))
