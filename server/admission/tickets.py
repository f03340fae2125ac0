"""Tickets: what opens one WebSocket where neither a header nor a cookie can be sent.

A ticket stands for whoever asked for it. It is shown in a URL, so it is worth nothing once it was
used, 30 s after it was made, upon another session than the one that it was made for, and from
another page than the one that asked for it.
"""

import hashlib
import math
import secrets
import time
from typing import Final

import msgspec
from starlette.types import Scope as AsgiScope

from protocol.catalogue import Text
from protocol.errors import NotSignedIn
from server.admission.credentials import header
from server.admission.scopes import Scope
from server.admission.tokens import Identity
from server.settings.plans import Plan
from store.tickets.tickets import Tickets as Stored

SECONDS: Final = 30
"""So long a ticket may be used."""

QUERY: Final = "ticket"
"""What it is called in a query."""

_BYTES: Final = 32
_LENGTH: Final = 43


class _Ticket(msgspec.Struct, array_like=True):
    """Whom a ticket lets in, and where. An empty session is any of the user's."""

    user: str
    guest: bool
    expires_at: float | None
    signed_in_at: float
    login: str
    key: str
    scopes: list[Scope] | None
    plan: Plan
    ends_at: float
    session: str
    origin: str


class Tickets:
    """Makes tickets and takes them, each once, whichever worker is asked."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def make(self, identity: Identity, session: str, scope: AsgiScope) -> str:
        """A ticket for the caller, who asks by this request. Raises Unavailable."""
        ticket = _Ticket(
            identity.user,
            identity.guest,
            None if math.isinf(identity.expires_at) else identity.expires_at,
            identity.signed_in_at,
            identity.login,
            identity.key,
            None if identity.scopes is None else sorted(identity.scopes),
            identity.plan,
            identity.ends_at,
            session,
            _origin_of(scope),
        )
        text = secrets.token_urlsafe(_BYTES)
        await self._stored.put(_hash_of(text), msgspec.json.encode(ticket), SECONDS * 1000)
        return text

    async def take(self, text: str, session: str, scope: AsgiScope) -> Identity:
        """Whom it lets in to that session, by this request; then it is gone, whatever comes of it.

        Raises NotSignedIn, Unavailable.
        """
        may_be_one = len(text) == _LENGTH and text.isascii()
        raw = await self._stored.take(_hash_of(text)) if may_be_one else None
        if raw is None:
            raise NotSignedIn(Text("errors.not_signed_in.ticket"))
        ticket = msgspec.json.decode(raw, type=_Ticket)
        expires_at = math.inf if ticket.expires_at is None else ticket.expires_at
        fits = ticket.session in ("", session) and ticket.origin == _origin_of(scope)
        if not fits or time.time() >= expires_at:
            raise NotSignedIn(Text("errors.not_signed_in.ticket"))
        return Identity(
            ticket.user,
            ticket.guest,
            expires_at,
            ticket.signed_in_at,
            login=ticket.login,
            key=ticket.key,
            scopes=None if ticket.scopes is None else frozenset(ticket.scopes),
            plan=ticket.plan,
            ends_at=ticket.ends_at,
        )


def _origin_of(scope: AsgiScope) -> str:
    """From which page it comes, as a browser says it; empty where none does."""
    return (header(scope["headers"], b"origin") or "").lower()


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
