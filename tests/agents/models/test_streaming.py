"""From a response to deltas, whatever the provider: the ends, good and bad."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import streaming
from agents.models.faults import Fault, of_cause
from agents.models.request import (
    Delta,
    Finish,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)

USAGE = Usage("p", "m", 1, 2)


DELTAS: dict[bytes, Delta] = {
    b"ANEW": Withdraw(),
    b"HALF": TextDelta("\ud83d"),
    b"OTHER": TextDelta("\udc4b"),
    b"THOUGHT": ReasoningDelta("Hm\ud83d"),
    b"CALL": ToolCall("a", "find", '{"x":"\ud83d\udc4b\ud83d"}'),
}
"""What words mean that stand for no text of their own."""


class Words(streaming.EventReader):
    """Events are words; some of them mean something."""

    def feed(self, data: bytes) -> Iterable[Delta]:
        match data:
            case b"STOP":
                self.finish = Finish()
            case b"REFUSED":
                self.finish = of_cause("filtered", "no")
            case b"COUNT":
                self.usage = USAGE
            case b"LAST":
                self.complete = True
            case b"BROKEN":
                raise ValueError("not JSON")
            case b"BUG":
                raise KeyError("delta")
            case b"CALLING":
                self.pending = True
            case b"FAILED":
                raise of_cause("server")
            case _ if data in DELTAS:
                return [DELTAS[data]]
            case _:
                text, _, reason = data.decode().partition("|")
                self.finish = Finish() if reason else self.finish
                return [TextDelta(text)]
        return []

    def whole(self, data: bytes) -> Iterable[Delta]:
        """Documents have words, too."""
        said = json.loads(data)["said"]
        self.finish = Finish()
        return [TextDelta(said)]


class Body(httpx2.AsyncByteStream):
    """What the connection brings: chunks, then its end, an error, or nothing more.

    The chunk of number `late` is none that is there at once.
    """

    def __init__(
        self,
        chunks: Sequence[bytes],
        end: Exception | None = None,
        *,
        stays: bool = False,
        late: int | None = None,
    ):
        self.chunks, self.end, self.stays, self.late = chunks, end, stays, late
        self.read = False
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for number, chunk in enumerate(self.chunks):
            if number == self.late:
                await asyncio.sleep(0)
            yield chunk
        if self.end:
            raise self.end
        if self.stays:
            await asyncio.Event().wait()
        self.read = True

    async def aclose(self) -> None:
        self.closed = True


@asynccontextmanager
async def opening(
    body: Body, headers: dict[str, str] | None = None
) -> AsyncIterator[httpx2.Response]:
    request = httpx2.Request("POST", "http://127.0.0.1/")
    response = httpx2.Response(200, headers=headers, stream=body, request=request)
    try:
        yield response
    finally:
        await response.aclose()


async def heard(body: Body, *, continued: bool = False) -> list[Delta]:
    answer = streaming.answer(opening(body), Words("p", "m", ""), "key", continued=continued)
    return [delta async for delta in answer]


async def fault(body: Body) -> Fault:
    with pytest.raises(Fault) as raised:
        await heard(body)
    return raised.value


def sse(*words: str) -> list[bytes]:
    return [f"data: {word}\n\n".encode() for word in words]


async def test_usage_and_finish_come_last_in_whatever_order_they_came() -> None:
    body = Body(sse("Yes.", "STOP", "COUNT", "LAST"))
    assert await heard(body) == [TextDelta("Yes."), USAGE, Finish()]
    assert await heard(Body(sse("COUNT", "Yes.", "STOP"))) == [TextDelta("Yes."), USAGE, Finish()]


@given(st.data())
def test_answer_is_the_same_however_its_bytes_are_split(data: st.DataObject) -> None:
    raw = "data: Grüße\r\n\r\n: ping\n\nevent: x\ndata: STOP\n\ndata: LAST\n\n".encode()
    cuts = sorted(data.draw(st.sets(st.integers(1, len(raw) - 1))))
    chunks = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert asyncio.run(heard(Body(chunks))) == [TextDelta("Grüße"), Finish()]


async def test_response_is_read_to_its_end_so_that_its_connection_is_used_again() -> None:
    body = Body([*sse("Yes.", "STOP", "LAST"), b": bye\n\n"])
    await heard(body)
    assert body.read
    assert body.closed


async def test_nothing_is_taken_after_the_last_event() -> None:
    assert await heard(Body(sse("Yes.", "STOP", "LAST", "No.", "BROKEN"))) == [
        TextDelta("Yes."),
        Finish(),
    ]


@pytest.mark.timing
@pytest.mark.parametrize(
    ("words", "limit"), [(("LAST",), streaming.DRAIN_S), ((), streaming.TAIL_S)]
)
async def test_whole_answer_does_not_wait_for_a_connection_that_stays_open(
    words: tuple[str, ...], limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "TAIL_S", 0.2)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    deltas = await heard(Body(sse("Yes.", "STOP", "COUNT", *words), stays=True))
    assert deltas == [TextDelta("Yes."), USAGE, Finish()]
    assert loop.time() - begun < min(limit, streaming.TAIL_S) + 1


@pytest.mark.parametrize("error", [httpx2.ReadError("reset"), httpx2.DecodingError("gzip")])
async def test_whole_answer_is_not_lost_by_how_its_connection_ends(error: Exception) -> None:
    body = Body(sse("Yes.", "STOP"), error)
    assert await heard(body) == [TextDelta("Yes."), Finish()]


@pytest.mark.parametrize(
    "rest",
    [sse("BROKEN"), sse("FAILED"), sse("BROKEN", "No."), [b"data: " + b"x" * 9_000_000] * 2],
    ids=range(4),
)
async def test_whole_answer_is_not_lost_by_what_follows_on_it(rest: list[bytes]) -> None:
    assert await heard(Body(sse("Yes.|STOP") + rest)) == [TextDelta("Yes."), Finish()]


async def test_mistake_of_a_reader_is_told_also_after_the_end() -> None:
    with pytest.raises(KeyError):
        await heard(Body(sse("Yes.|STOP", "BUG")))


@pytest.mark.parametrize("words", [("A|STOP", "B|STOP", "C|STOP"), ("A|STOP", "B", "C", "STOP")])
async def test_answer_that_goes_on_after_a_reason_to_stop_is_whole_at_the_next(
    words: tuple[str, ...],
) -> None:
    assert await heard(Body(sse(*words))) == [*map(TextDelta, "ABC"), Finish()]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (Body(sse("A|STOP", "B")), "cut"),
        (Body(sse("A|STOP", "CALLING")), "cut"),
        (Body(sse("A|STOP", "B|STOP"), httpx2.ReadError("reset")), "cut"),
        (Body(sse("A|STOP", "B|STOP", "BROKEN")), "broken"),
        (Body(sse("A|STOP", "B|STOP", "FAILED")), "server"),
        (Body(sse("A|STOP", "REFUSED")), "filtered"),
        (Body(sse("A", "REFUSED", "STOP")), "filtered"),
    ],
    ids=range(7),
)
async def test_reason_to_stop_that_was_none_makes_no_answer_whole(body: Body, cause: str) -> None:
    assert (await fault(body)).cause == cause


async def test_answer_that_went_on_is_waited_for_as_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "TAIL_S", 0.0)
    body = Body(sse("A|STOP", "B|STOP", "C|STOP"), late=2)
    assert await heard(body) == [*map(TextDelta, "ABC"), Finish()]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (Body(sse("Half")), "cut"),
        (Body(sse("Half", "LAST")), "cut"),
        (Body(sse("Half"), httpx2.ReadError("reset")), "cut"),
        (Body(sse("Half"), httpx2.ReadTimeout("slow")), "stalled"),
        (Body(sse("Half", "BROKEN")), "broken"),
        (Body([b"data: " + b"x" * 9_000_000, b"x" * 9_000_000]), "broken"),
        (Body([]), "empty"),
        (Body([b": ping\n\n"]), "empty"),
        (Body(sse("STOP")), "empty"),
        (Body([b'{"error": {"message": "Busy", ', b'"type": "overloaded_error"}}']), "overloaded"),
        (Body([b'{"error": "Out of order"}']), "empty"),
        (Body(sse("REFUSED")), "filtered"),
    ],
    ids=range(12),
)
async def test_what_is_not_a_whole_answer_is_a_fault(body: Body, cause: str) -> None:
    assert (await fault(body)).cause == cause
    assert body.closed


async def test_usage_of_a_refused_answer_is_told_before_the_fault() -> None:
    answer = streaming.answer(opening(Body(sse("COUNT", "REFUSED"))), Words("p", "m", ""), "key")
    assert await anext(answer) == USAGE
    with pytest.raises(Fault):
        await anext(answer)


async def test_nothing_more_may_follow_on_a_beginning_that_was_whole() -> None:
    assert await heard(Body(sse("STOP")), continued=True) == [Finish()]


async def test_mistake_of_a_reader_is_not_taken_for_a_fault() -> None:
    with pytest.raises(KeyError):
        await heard(Body(sse("BUG")))


async def test_answer_that_is_left_closes_its_response() -> None:
    body = Body(sse("Half"), stays=True)
    answer = streaming.answer(opening(body), Words("p", "m", ""), "key")
    assert await anext(answer) == TextDelta("Half")
    await answer.aclose()
    assert body.closed


@pytest.mark.parametrize(
    "sign",
    ["", " ", "null", ": keep-alive", ":", "ping", "PING", "[ping]", '"heartbeat"', "keep-alive",
     "[KEEP_ALIVE]", "keepalive", "noop", '""', "[]"],
)  # fmt: skip
async def test_sign_of_life_among_the_events_is_passed_over(sign: str) -> None:
    body = Body(sse(sign, "Yes.", sign, "STOP", sign, "LAST"))
    assert await heard(body) == [TextDelta("Yes."), Finish()]


async def test_sign_of_life_without_a_value_is_passed_over() -> None:
    assert await heard(Body([b"data\n\n", *sse("Yes.", "STOP")])) == [TextDelta("Yes."), Finish()]


async def test_word_that_is_said_is_no_sign_of_life() -> None:
    assert await heard(Body(sse("pingpong", "STOP"))) == [TextDelta("pingpong"), Finish()]


@pytest.mark.parametrize(
    ("words", "deltas"),
    [
        (("HALF", "OTHER"), [TextDelta("👋")]),
        (("A", "HALF"), [TextDelta("A"), TextDelta("\ufffd")]),
        (("HALF",), [TextDelta("\ufffd")]),
        (("OTHER",), [TextDelta("\ufffd")]),
        (("HALF", "B"), [TextDelta("\ufffdB")]),
        (
            ("THOUGHT", "OTHER"),
            [ReasoningDelta("Hm"), ReasoningDelta("\ufffd"), TextDelta("\ufffd")],
        ),
        (("HALF", "CALL"), [TextDelta("\ufffd"), ToolCall("a", "find", '{"x":"👋\ufffd"}')]),
        (("HALF", "ANEW", "A"), [Withdraw(), TextDelta("A")]),
    ],
)
async def test_halves_of_a_character_are_joined_and_one_that_stays_alone_is_told(
    words: tuple[str, ...], deltas: list[Delta]
) -> None:
    assert await heard(Body(sse(*words, "STOP"))) == [*deltas, Finish()]


async def test_answer_that_was_withdrawn_and_not_said_anew_is_empty() -> None:
    assert (await fault(Body(sse("Half", "ANEW", "STOP")))).cause == "empty"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
async def test_answer_that_comes_as_one_document_is_taken(size: int, mark: bytes) -> None:
    data = mark + b'\n{"said":\n "data: Yes."}\n'
    body = Body([data[start : start + size] for start in range(0, len(data), size)])
    assert await heard(body) == [TextDelta("data: Yes."), Finish()]


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        (b'{"said": "Yes.", "error": {"code": 429}}', "rate_limited"),
        (b'[{"error": {"code": 503, "message": "Busy"}}]', "overloaded"),
        (b'{"said": "Yes.', "empty"),
        (b'{"nothing": 1}' + b"\n" * 300_000, "empty"),
        (b"Yes.", "empty"),
    ],
    ids=range(5),
)
async def test_document_that_is_no_answer_is_a_fault(document: bytes, cause: str) -> None:
    class Strict(Words):
        def whole(self, data: bytes) -> Iterable[Delta]:
            return super().whole(data) if b"said" in data else ()

    answer = streaming.answer(opening(Body([document])), Strict("p", "m", ""), "key")
    with pytest.raises(Fault) as raised:
        await anext(answer)
    assert raised.value.cause == cause


async def test_what_a_reader_held_back_comes_before_the_usage() -> None:
    class Holding(Words):
        def rest(self) -> Iterable[Delta]:
            return [TextDelta(" No.")]

    opened = opening(Body(sse("Yes.", "COUNT", "STOP", "LAST")))
    answer = streaming.answer(opened, Holding("p", "m", ""), "key")
    assert [delta async for delta in answer] == [TextDelta("Yes."), TextDelta(" No."), USAGE,
                                                 Finish()]  # fmt: skip


async def test_event_that_is_longer_than_any_is_none() -> None:
    body = Body([b"data: ", *[b"x" * 50_000] * 6, b"\n\n", *sse("STOP")])
    assert (await fault(body)).cause == "broken"
    body = Body([b"data: ", *[b"x" * 50_000] * 4, b"\n\n", *sse("STOP")])
    assert len(await heard(body)) == 2


async def test_failure_to_open_is_a_fault() -> None:
    @asynccontextmanager
    async def refused() -> AsyncIterator[httpx2.Response]:
        raise httpx2.ConnectError("All connection attempts failed")
        yield

    with pytest.raises(Fault) as raised:
        await anext(streaming.answer(refused(), Words("p", "m", ""), "key"))
    assert raised.value.cause == "connection"
