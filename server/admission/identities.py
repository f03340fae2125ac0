"""Who is calling. Whatever proves it, a token, an API key or a ticket, becomes an Identity here."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from protocol.catalogue import Text
from protocol.errors import Forbidden, NotSignedIn
from server.admission.api_keys import ApiKeys
from server.admission.credentials import (
    COOKIE,
    cookie_of,
    credential_of,
    names_itself,
    shows_api_key,
)
from server.admission.issuers import Issuers
from server.admission.newcomers import Newcomers
from server.admission.origins import check_origin
from server.admission.recording import NoRecorder, Recorder
from server.admission.scopes import NEEDED, may, out_of_scope
from server.admission.standing import NothingEnds, Standing
from server.admission.tickets import QUERY, Tickets
from server.admission.tokens import Grant, Identity, Tokens
from server.http.requests import uuid_of
from server.http.schemes import is_secure
from server.security_events import USER, security_event
from server.settings.sections import AccessSettings, LifetimeSettings

NOTHING_ENDS = NothingEnds()

LONG_S = 366 * 24 * 3600
"""Longer than any login lasts."""


def identify(scope: Scope, tokens: Tokens, late_s: int = 0) -> Identity:
    """The caller by bearer token, else by cookie. Raises what Tokens.check does.

    Over TLS the cookie without the prefix counts only with a token of the release before: any host
    of the same site may have set it, to have somebody write into a session of its own.
    """
    token, cookie = credential_of(scope["headers"])
    identity = tokens.check(token, late_s)
    if cookie == COOKIE and is_secure(scope) and not identity.old_form:
        raise NotSignedIn(Text("errors.not_signed_in.not_https"))
    return identity


@dataclass(frozen=True, slots=True)
class Ways:
    """How callers are known besides by our own tokens."""

    api_keys: ApiKeys
    tickets: Tickets
    issuers: Issuers


class Identities:
    """Tells callers apart, and makes guests.

    Nobody else looks at credentials. What callers are refused for what they showed is recorded.
    """

    def __init__(
        self,
        tokens: Tokens,
        access: AccessSettings,
        lifetimes: LifetimeSettings,
        newcomers: Newcomers,
        ways: Ways,
        recorder: Recorder | None = None,
        standing: Standing = NOTHING_ENDS,
    ) -> None:
        self._tokens = tokens
        self._ways = ways
        self._recorder = recorder or NoRecorder()
        self._origins = frozenset(access.origins) | ({access.url} if access.url else set())
        self._has_guests = access.guests
        self.late_s = lifetimes.guest_session_seconds
        """So long after its end a token still says which guest it was."""
        self._newcomers = newcomers
        self._standing = standing

    def check_origin(self, request: HTTPConnection, *, safe: bool = False) -> None:
        """Raises Forbidden for a browser's request from a page that is not ours."""
        try:
            check_origin(request.scope, self._origins, safe=safe)
        except Forbidden as exc:
            security_event("origin_refused", request.scope, exc.message)
            raise

    async def identify(self, request: HTTPConnection) -> Identity:
        """The caller, who may do what is asked.

        Raises NotSignedIn, Forbidden for who lacks the scope, RateLimited, Unavailable.
        """
        scope = request.scope
        ticket = request.query_params.get(QUERY) if scope["type"] == "websocket" else None
        try:
            identity = await self._standing.now(await self._known(request, ticket))
        except NotSignedIn as exc:
            self._refused(scope, ticket, exc)
            raise
        scope[USER] = identity.user
        if not may(identity.scopes, needed := scope.get(NEEDED)):
            self._recorder.record(
                "key_refused", user=identity.user, scope=scope, outcome="refused", key=identity.key
            )
            raise out_of_scope(needed)
        return identity

    def _refused(self, scope: Scope, ticket: str | None, why: NotSignedIn) -> None:
        """Note that what a request has shown was not valid, if it has shown anything."""
        if ticket is not None:
            event = "ticket_refused"
        elif shows_api_key(scope["headers"]):
            event = "key_refused"
        else:
            event = ""
        if event:
            self._recorder.record(event, user="", scope=scope, outcome="refused")
        if event or names_itself(scope["headers"]) or cookie_of(scope["headers"]):
            security_event("token_refused", scope, why.message)

    async def _known(self, request: HTTPConnection, ticket: str | None) -> Identity:
        """The caller by a ticket, else by an API key or a token, whoever issued it."""
        if ticket is not None:
            session = uuid_of(request.path_params.get("id", "")) or ""
            return await self._ways.tickets.take(ticket, session, request.scope)
        shown = credential_of(request.scope["headers"])
        if shown.is_api_key:
            return await self._ways.api_keys.check(shown.token)
        issuer = None if shown.cookie else self._ways.issuers.of(shown.token)
        if issuer is not None:
            return await self._ways.issuers.check(shown.token, issuer)
        return identify(request.scope, self._tokens)

    def refuse_api_key(self, request: HTTPConnection) -> None:
        """Raises Forbidden for who shows an API key: that signs nobody in."""
        if shows_api_key(request.scope["headers"]):
            raise out_of_scope(None)

    async def caller(self, request: HTTPConnection, *, safe: bool) -> Identity:
        """The caller, from a page that may ask this. Raises Forbidden, else what `identify` does.

        Whoever comes from elsewhere learns nothing of whom the browser knows, nor of what there is.
        """
        self.check_origin(request, safe=safe)
        return await self.identify(request)

    def issued_at(self, request: HTTPConnection) -> float:
        """When the token was issued that names the caller, who was identified, in Unix seconds."""
        return self._tokens.issued_at(credential_of(request.scope["headers"]).token)

    def login_of(self, request: HTTPConnection) -> str:
        """The login that the caller's access token is of, valid still or not; '' where of none."""
        try:
            return identify(request.scope, self._tokens, LONG_S).login
        except NotSignedIn:
            return ""

    async def guest(self, request: HTTPConnection) -> Grant:
        """A token for the guest who asks, or for a new one.

        Who comes late is still the same guest as long as a session of theirs may be kept, until
        guests end. Raises Forbidden without guests and for an API key, and RateLimited where an
        address makes too many new ones.
        """
        self.refuse_api_key(request)
        if not self._has_guests:
            raise Forbidden(Text("errors.forbidden.no_guests"))
        try:
            known = await self._standing.now(identify(request.scope, self._tokens, self.late_s))
        except NotSignedIn:
            known = None
        if known is None or not known.guest:
            await self._newcomers.admit(request.client.host if request.client else "")
            return self._tokens.guest()
        return self._tokens.guest(known)
