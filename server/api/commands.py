"""`/v1/sessions/{id}/commands`: commands over HTTP."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.codec import decode_command
from protocol.errors import Malformed, QuotaExceeded, RemoteProtocolError, StorageFull
from protocol.frames import Ack, Ping, Pong, Problem
from server.admission.admission import Admission
from server.admission.identities import Identities
from server.http.languages import current_language
from server.http.requests import body_of, json, resource, session_id


def routes(identities: Identities, admission: Admission) -> list[BaseRoute]:
    """The routes of this resource."""
    commands = Commands(identities, admission)
    return [resource("/sessions/{id}/commands", POST=commands.submit)]


class Commands:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, identities: Identities, admission: Admission) -> None:
        self._identities = identities
        self._admission = admission

    async def submit(self, request: Request) -> Response:
        """POST /v1/sessions/{id}/commands"""
        caller = self._identities.caller(request, safe=False)
        session = session_id(request)
        command = decode_command(await body_of(request))
        if isinstance(command, Ping | Pong):
            raise Malformed(Text("errors.malformed.no_command"))
        try:
            status = await self._admission.submit(session, caller, command)
        except RemoteProtocolError as exc:
            if exc.status != 409 and not isinstance(exc, QuotaExceeded | StorageFull):
                raise
            return json(
                Ack(command.id, "rejected", Problem.of(exc, current_language())), exc.status
            )
        return json(Ack(command.id, status), 202)
