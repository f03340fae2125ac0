"""`/v1/sessions/{id}/commands`: commands over HTTP."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.codec import decode_command
from protocol.commands import Command
from protocol.errors import (
    Conflict,
    Malformed,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    RemoteProtocolError,
    SessionFull,
    StorageFull,
    Unavailable,
)
from protocol.frames import Ack, Ping, Pong, Problem
from server.admission.admission import Admission
from server.admission.identities import Identities
from server.http.languages import current_language
from server.http.operations import (
    LIMIT_LEFT,
    LIMIT_POLICY,
    Answer,
    Field,
    Operation,
    as_json,
)
from server.http.requests import SESSION_ID, address_of, body_of, json, resource, session_id


def routes(identities: Identities, admission: Admission) -> list[BaseRoute]:
    """The routes of this resource."""
    commands = Commands(identities, admission)
    submit = Operation(
        commands.submit,
        scope="sessions:write",
        body=as_json(Command),
        answers=(
            Answer(
                202,
                "It is durable; `duplicate`: it was before",
                as_json(Ack),
                (LIMIT_POLICY, LIMIT_LEFT),
            ),
            _rejected(NotAllowed, Conflict, SessionFull),
            _rejected(QuotaExceeded, headers=(LIMIT_POLICY, LIMIT_LEFT)),
            _rejected(StorageFull),
        ),
        errors=(NotFound, RateLimited, Unavailable),
    )
    return [resource("/sessions/{id}/commands", SESSION_ID, POST=submit)]


def _rejected(*errors: type[RemoteProtocolError], headers: tuple[Field, ...] = ()) -> Answer:
    """The answer that says, under the errors' one status, which of them it is."""
    codes = " or ".join(f"`{error.code}`" for error in errors)
    return Answer(
        errors[0].status, f"`rejected`, with {codes} in its `error`", as_json(Ack), headers
    )


class Commands:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, identities: Identities, admission: Admission) -> None:
        self._identities = identities
        self._admission = admission

    async def submit(self, request: Request) -> Response:
        """Says something to a session, once for each id of a command.

        What comes of it is told by the session's events.
        """
        caller = await self._identities.caller(request, safe=False)
        session = session_id(request)
        command = decode_command(await body_of(request))
        if isinstance(command, Ping | Pong):
            raise Malformed(Text("errors.malformed.no_command"))
        try:
            status = await self._admission.submit(
                session, caller, command, address_of(request.scope)
            )
        except RemoteProtocolError as exc:
            if exc.status != 409 and not isinstance(exc, QuotaExceeded | StorageFull):
                raise
            return json(
                Ack(command.id, "rejected", Problem.of(exc, current_language())), exc.status
            )
        return json(Ack(command.id, status), 202)
