"""`/v1/sessions/{id}/ws`: a session's frames and commands over a WebSocket."""

import contextlib

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import Receive, Scope, Send

from protocol.connection import ServerConnection
from protocol.cursor import Cursor
from protocol.errors import CloseCode, RemoteProtocolError
from protocol.frames import SUBPROTOCOL
from server.admission.admission import Admission
from server.admission.identities import Identities
from server.admission.scopes import NEEDED
from server.admission.scopes import Scope as Needed
from server.admission.tickets import QUERY
from server.http.languages import current_language
from server.http.operations import Answer, Field, Operation
from server.http.request_ids import HEADER, current_id
from server.http.requests import SESSION_ID, session_id
from server.logs import get_logger
from server.security_events import refused
from server.streams.stream import AFTER, EPOCH, StreamContext, expiry_ms, monotonic_ms
from server.streams.websocket import Listener, Socket, socket_stream

TICKET = Field(
    QUERY, "What `POST /v1/tickets` gave, once, where neither a header nor a cookie can be sent"
)
SCOPE: Needed = "sessions:read"
"""What opens it; commands need what they need."""

SUBPROTOCOL_FIELD = Field("Sec-WebSocket-Protocol", f"`{SUBPROTOCOL}`, where it was offered")

log = get_logger(__name__)


def routes(identities: Identities, admission: Admission, streams: StreamContext) -> list[BaseRoute]:
    """The routes of this resource."""
    return [WebSocketRoute("/sessions/{id}/ws", WebSocketEndpoint(identities, admission, streams))]


class WebSocketEndpoint:
    """`GET /v1/sessions/{id}/ws`, as an ASGI application."""

    def __init__(
        self, identities: Identities, admission: Admission, streams: StreamContext
    ) -> None:
        self._identities = identities
        self._admission = admission
        self._streams = streams
        self.path = (SESSION_ID,)
        self.operations = {
            "GET": Operation(
                self.__call__,
                scope=SCOPE,
                query=(AFTER, EPOCH, TICKET),
                answers=(Answer(101, "Frames from here on", headers=(SUBPROTOCOL_FIELD,)),),
            )
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A session's frames and commands over a WebSocket.

        It is accepted first, so that a browser can read the close code of a refusal.
        """
        await receive()
        request = HTTPConnection(scope)
        subprotocol = SUBPROTOCOL if SUBPROTOCOL in scope["subprotocols"] else None
        id_field = (HEADER.lower().encode(), (current_id() or "").encode())
        await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": [id_field]})
        conn = ServerConnection(
            "", self._streams.heartbeat_ms, monotonic_ms(), language=current_language()
        )
        try:
            scope[NEEDED] = SCOPE
            identity = await self._identities.caller(request, safe=False)
            conn.session_id = session_id(request)
            conn.expires_at = expiry_ms(identity)
            cursor = Cursor.from_query(
                request.query_params.get("after"), request.query_params.get("epoch")
            )
            with socket_stream(self._streams, conn, identity, scope, send) as stream:
                await stream.sender.begin(cursor)
                await Listener(stream, identity, self._admission, scope).listen(receive)
        except RemoteProtocolError as exc:
            refused(scope, exc)
            await self._refuse(conn, exc, Socket(send))
        except ConnectionResetError:
            log.debug("connection_lost", session=conn.session_id)

    async def _refuse(
        self, conn: ServerConnection, exc: RemoteProtocolError, socket: Socket
    ) -> None:
        """Say why, and close."""
        conn.error(exc)
        with contextlib.suppress(ConnectionResetError):
            for frame in conn.control_to_send():
                await socket.write(frame, None)
            await socket.close(conn.close_code or CloseCode.MALFORMED)
