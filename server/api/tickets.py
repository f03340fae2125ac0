"""`/v1/tickets`: what opens a WebSocket where no header and no cookie can be sent."""

import uuid

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import RateLimited, Unavailable
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tickets import SECONDS, Tickets
from server.http.operations import Answer, Operation, as_json
from server.http.requests import body_of, decode, json, resource

MAX_BODY = 1024


class NewTicket(msgspec.Struct, forbid_unknown_fields=True):
    """The body of POST /v1/tickets, which may be empty.

    With `session` the ticket opens that session alone.
    """

    session: uuid.UUID | None = None


class MadeTicket(msgspec.Struct, rename="camel"):
    """A ticket, and for how many seconds it may be used."""

    ticket: str
    expires_in: int


def routes(identities: Identities, reads: Reads, tickets: Tickets) -> list[BaseRoute]:
    """The routes of this resource."""
    create = Operation(
        TicketDesk(identities, reads, tickets).create,
        scope="sessions:write",
        body=as_json(NewTicket),
        may_be_empty=True,
        answers=(Answer(201, "The ticket", as_json(MadeTicket)),),
        errors=(RateLimited, Unavailable),
    )
    return [resource("/tickets", POST=create)]


class TicketDesk:
    """The handlers."""

    def __init__(self, identities: Identities, reads: Reads, tickets: Tickets) -> None:
        self._identities = identities
        self._reads = reads
        self._tickets = tickets

    async def create(self, request: Request) -> Response:
        """Makes a ticket, which opens one WebSocket as `?ticket=`.

        It lets the caller in, once, from the page that asked for it.
        """
        caller = await self._identities.caller(request, safe=False)
        self._reads.admit(caller)
        asked: NewTicket = decode(await body_of(request, MAX_BODY) or b"{}", NewTicket)
        session = str(asked.session) if asked.session else ""
        ticket = await self._tickets.make(caller, session, request.scope)
        return json(MadeTicket(ticket, SECONDS), 201)
