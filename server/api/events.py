"""`/v1/sessions/{id}/events`: a session's frames, as server-sent events or by long-poll."""

from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.cursor import Cursor
from protocol.errors import Malformed, NotFound, Overloaded, RateLimited, Unavailable
from protocol.frames import ServerFrame
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.http.accept import asks_for
from server.http.operations import JSON, Answer, Field, Operation
from server.http.requests import SESSION_ID, resource, session_id
from server.streams.poll import MAX_WAIT_S, poll
from server.streams.sse import ACCEL_BUFFERING, EVENT_STREAM, EventStream, FrameStream
from server.streams.stream import AFTER, EPOCH, StreamContext


def routes(identities: Identities, reads: Reads, streams: StreamContext) -> list[BaseRoute]:
    """The routes of this resource."""
    events = Events(identities, reads, streams)
    get = Operation(
        events.get,
        scope="sessions:read",
        query=(
            AFTER,
            EPOCH,
            Field(
                "wait",
                "How many seconds a long-poll waits for something new",
                Annotated[float, Meta(ge=0, le=MAX_WAIT_S)],
            ),
        ),
        headers=(Field("Last-Event-ID", "EPOCH:SEQ of the last event; goes before the query"),),
        answers=(
            Answer(
                200,
                "Frames as they come; by long-poll (`Accept: application/json`) those that the "
                "caller has not seen",
                {EVENT_STREAM: FrameStream, JSON: list[ServerFrame]},
                (ACCEL_BUFFERING,),
            ),
        ),
        errors=(Malformed, NotFound, RateLimited, Overloaded, Unavailable),
    )
    return [resource("/sessions/{id}/events", SESSION_ID, head=False, GET=get)]


class Events:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, identities: Identities, reads: Reads, streams: StreamContext) -> None:
        self._identities = identities
        self._reads = reads
        self._streams = streams

    async def get(self, request: Request) -> Response:
        """A session's frames from a cursor on: as server-sent events, or by long-poll.

        Without a cursor they begin with a snapshot. What goes wrong before the first frame is a
        problem document; after it, an `error` frame.
        """
        identity = await self._identities.caller(request, safe=True)
        session = session_id(request)
        cursor = _cursor(request)
        self._reads.admit(identity)
        if not asks_for(JSON, EVENT_STREAM, request.headers.getlist("accept")):
            return EventStream(self._streams, session, identity, cursor)
        wait = _wait(request.query_params.get("wait"))
        frames = await poll(self._streams, session, identity, cursor, wait, request.receive)
        body = b"[" + b",".join(frames) + b"]"
        self._reads.charge(identity, size=len(body))
        return Response(body, 200, {"Cache-Control": "no-store"}, media_type=JSON)


def _cursor(request: Request) -> Cursor:
    last = request.headers.get("last-event-id")
    if last:
        return Cursor.from_last_event_id(last)
    return Cursor.from_query(request.query_params.get("after"), request.query_params.get("epoch"))


def _wait(value: str | None) -> float:
    try:
        seconds = float(value) if value else 0.0
    except ValueError:
        raise Malformed(Text("errors.malformed.wait")) from None
    if not 0 <= seconds <= MAX_WAIT_S:
        raise Malformed(Text("errors.malformed.wait_most", seconds=MAX_WAIT_S))
    return seconds
