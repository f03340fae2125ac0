"""A body may take as long as it makes progress, and no longer."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.requests import Request

from protocol.errors import TooLarge, TooSlow
from server.http.uploads import PIECE, Pace, receive

PACE = Pace(bytes=1000, seconds=10, whole_s=60)

Clock = Callable[[float], None]


@pytest.fixture
async def forward(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Puts the loop's clock forward."""
    loop = asyncio.get_running_loop()
    now, ahead = loop.time, 0.0

    def by(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    monkeypatch.setattr(loop, "time", lambda: now() + ahead)
    return by


class Sender:
    """A request whose body comes in these pieces, after so many seconds each."""

    def __init__(self, forward: Clock, *pieces: tuple[float, int], declared: int | None = None):
        self._forward = forward
        self._pieces = list(pieces)
        headers = [] if declared is None else [(b"content-length", str(declared).encode())]
        self.request = Request({"type": "http", "headers": headers}, self._receive)
        self.asked = 0

    async def _receive(self) -> dict[str, object]:
        self.asked += 1
        if not self._pieces:
            return {"type": "http.request", "body": b"", "more_body": False}
        seconds, size = self._pieces.pop(0)
        self._forward(seconds)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * size, "more_body": True}


async def size_of(sender: Sender, most: int = 100_000, pace: Pace = PACE) -> int:
    taken = bytearray()
    await receive(sender.request, taken.extend, most=most, pace=pace)
    return len(taken)


async def test_body_that_keeps_the_pace_may_take_long(forward: Clock) -> None:
    assert await size_of(Sender(forward, *[(9.0, 1000)] * 6)) == 6000


async def test_body_that_comes_in_small_pieces_keeps_the_pace_all_the_same(forward: Clock) -> None:
    assert await size_of(Sender(forward, *[(0.9, 100)] * 60)) == 6000


async def test_body_that_stops_is_too_slow(forward: Clock) -> None:
    with pytest.raises(TooSlow, match=r"1 kB must come in any 10 seconds"):
        await size_of(Sender(forward, (1, 50_000), (10.1, 1)))


async def test_body_that_comes_drop_by_drop_is_too_slow(forward: Clock) -> None:
    with pytest.raises(TooSlow):
        await size_of(Sender(forward, *[(1.0, 10)] * 100))


async def test_body_that_takes_longer_than_any_may_is_too_slow(forward: Clock) -> None:
    with pytest.raises(TooSlow):
        await size_of(Sender(forward, *[(9.0, 1000)] * 7))


async def test_body_that_says_that_it_is_too_large_is_not_read(forward: Clock) -> None:
    sender = Sender(forward, (0, 1), declared=1001)
    with pytest.raises(TooLarge):
        await size_of(sender, most=1000)
    assert sender.asked == 0


async def test_body_that_is_larger_than_it_may_be_is_refused_when_it_is(forward: Clock) -> None:
    sender = Sender(forward, *[(0, 500)] * 100)
    with pytest.raises(TooLarge):
        await size_of(sender, most=1000)
    assert sender.asked == 3
    assert await size_of(Sender(forward, *[(0, 500)] * 2), most=1000) == 1000


async def test_body_is_handed_on_in_pieces_between_which_others_have_their_turn(
    forward: Clock,
) -> None:
    turns, sizes = 0, list[tuple[int, int]]()

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count())
    await receive(
        Sender(forward, (0, 4 * PIECE)).request,
        lambda piece: sizes.append((len(piece), turns)),
        most=10**9,
        pace=PACE,
    )
    other.cancel()
    assert [size for size, _ in sizes] == [PIECE] * 4
    assert len({turn for _, turn in sizes}) == 4
