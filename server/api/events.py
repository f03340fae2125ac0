"""`/v1/sessions/{id}/events`: a session's frames, as server-sent events or by long-poll."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from protocol.catalogue import Text
from protocol.cursor import Cursor
from protocol.errors import Malformed, RemoteProtocolError
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.http.accept import asks_for
from server.http.problems import problem
from server.http.requests import session_id
from server.streams.poll import MAX_WAIT_S, poll
from server.streams.sse import EventStream
from server.streams.stream import StreamContext


def routes(identities: Identities, reads: Reads, streams: StreamContext) -> list[BaseRoute]:
    """The routes of this resource."""
    return [Route("/sessions/{id}/events", EventsEndpoint(identities, reads, streams))]


class EventsEndpoint:
    """`GET /v1/sessions/{id}/events`: SSE, or long-poll where JSON is asked for."""

    def __init__(self, identities: Identities, reads: Reads, streams: StreamContext) -> None:
        self._identities = identities
        self._reads = reads
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Errors before the first frame are problem documents; after it, `error` frames."""
        request = Request(scope, receive)
        if request.method != "GET":
            raise HTTPException(405, headers={"Allow": "GET"})
        try:
            identity = self._identities.caller(request, safe=True)
            session = session_id(request)
            cursor = _cursor(request)
            self._reads.admit(identity)
            if asks_for("application/json", "text/event-stream", request.headers.getlist("accept")):
                await self._poll(request, session, identity, cursor, send)
            else:
                response = EventStream(self._streams, session, identity, cursor)
                await response(scope, receive, send)
        except RemoteProtocolError as exc:
            await problem(exc)(scope, receive, send)

    async def _poll(
        self, request: Request, session: str, identity: Identity, cursor: Cursor, send: Send
    ) -> None:
        wait = _wait(request.query_params.get("wait"))
        frames = await poll(self._streams, session, identity, cursor, wait, request.receive)
        body = b"[" + b",".join(frames) + b"]"
        self._reads.charge(identity, size=len(body))
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


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
