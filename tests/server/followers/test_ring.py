"""The ring against a plain list of the whole log."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import MAX_SERVER_FRAME
from server.followers.ring import RING_BYTES, RING_EVENTS, Hole, Ring


def raw(number: int, size: int = 0) -> bytes:
    return json.dumps({"n": number, "pad": "x" * size}).encode()


def fed(*counts: int, size: int = 0) -> tuple[Ring, list[bytes]]:
    """A ring that was given `counts` events at a time, and all that it was given."""
    ring, log = Ring(0), []
    for count in counts:
        new = [raw(len(log) + i + 1, size) for i in range(count)]
        log += new
        ring.append(len(log), new)
    return ring, log


@given(st.lists(st.integers(1, 200), max_size=20))
def test_ring_holds_the_newest_events_whatever_the_batches(counts: list[int]) -> None:
    ring, log = fed(*counts)
    assert ring.head == len(log)
    assert ring.after(ring.first - 1) == log[ring.first - 1 :]
    assert len(ring.after(ring.first - 1)) <= RING_EVENTS


@given(st.integers(1, 50), st.integers(0, 60), st.integers(1, 30))
def test_ring_takes_each_event_once_or_refuses_a_hole(head: int, start: int, count: int) -> None:
    ring, log = fed(head)
    again = [raw(start + i + 1) for i in range(count)]
    if start > head:
        with pytest.raises(Hole):
            ring.append(start + count, again)
        assert ring.head == head
        return
    new = max(0, start + count - head)
    frame = ring.append(start + count, again)
    assert frame == (ring.frame_after(head) if new else None)
    assert ring.after(0) == log + again[len(again) - new :]


def test_ring_forgets_the_oldest_when_its_bytes_run_out() -> None:
    ring, log = fed(*[1] * 40, size=20_000)
    held = ring.after(ring.first - 1)
    assert sum(map(len, held)) <= RING_BYTES
    assert held == log[ring.first - 1 :]


def test_ring_that_begins_with_large_events_holds_no_more_bytes_than_one_that_grew() -> None:
    grown, log = fed(100, size=RING_BYTES // 10)
    made = Ring(len(log), log)
    assert made.first == grown.first
    assert made.after(made.first - 1) == log[made.first - 1 :]


def test_ring_keeps_the_newest_event_however_large() -> None:
    ring, log = fed(1, 1, size=2 * RING_BYTES)
    assert ring.after(1) == log[1:]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.data())
def test_reader_that_follows_frames_gets_every_event_once(
    counts: list[int], data: st.DataObject
) -> None:
    ring, _ = fed(*counts, size=3000)
    seq = data.draw(st.integers(ring.first - 1, ring.head))
    got = []
    while seq < ring.head:
        after, upto, payload = ring.frame_after(seq) or (0, 0, b"")
        assert len(payload) < MAX_SERVER_FRAME
        decoded = json.loads(payload)
        assert decoded["seq"] == upto
        assert upto - len(decoded["events"]) == after == seq
        got += [event["n"] for event in decoded["events"]]
        seq = upto
    assert got == list(range(ring.head - len(got) + 1, ring.head + 1))


def test_readers_at_one_place_share_one_frame() -> None:
    ring, _ = fed(3)
    assert ring.frame_after(1) is ring.frame_after(1) is not None
    assert ring.append(4, [raw(4)]) is ring.frame_after(3)
