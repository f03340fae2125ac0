"""Who is calling. Whatever proves it, a guest's token today, becomes an Identity here."""

from starlette.requests import HTTPConnection
from starlette.types import Scope

from protocol.catalogue import Text
from protocol.errors import Forbidden, NotSignedIn
from server.admission.credentials import COOKIE, cookie_of, credential_of, header
from server.admission.newcomers import Newcomers
from server.admission.origins import check_origin
from server.admission.tokens import Grant, Identity, Tokens
from server.http.schemes import is_secure
from server.security_events import USER, security_event
from server.settings.sections import AccessSettings, LifetimeSettings


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


class Identities:
    """Tells callers apart, and makes guests.

    Who is known in another way than by a token (an account's password, an API key, a ticket) is one
    more method that returns an Identity: nobody else looks at credentials.
    """

    def __init__(
        self,
        tokens: Tokens,
        access: AccessSettings,
        lifetimes: LifetimeSettings,
        newcomers: Newcomers,
    ) -> None:
        self._tokens = tokens
        self._origins = frozenset(access.origins) | ({access.url} if access.url else set())
        self._has_guests = access.guests
        self.late_s = lifetimes.guest_session_seconds
        """So long after its end a token still says which guest it was."""
        self._newcomers = newcomers

    def check_origin(self, request: HTTPConnection, *, safe: bool = False) -> None:
        """Raises Forbidden for a browser's request from a page that is not ours."""
        try:
            check_origin(request.scope, self._origins, safe=safe)
        except Forbidden as exc:
            security_event("origin_refused", request.scope, exc.message)
            raise

    async def identify(self, request: HTTPConnection) -> Identity:
        """The caller. Raises NotSignedIn."""
        headers = request.scope["headers"]
        try:
            identity = identify(request.scope, self._tokens)
        except NotSignedIn as exc:
            if header(headers, b"authorization") is not None or cookie_of(headers):
                security_event("token_refused", request.scope, exc.message)
            raise
        request.scope[USER] = identity.user
        return identity

    async def caller(self, request: HTTPConnection, *, safe: bool) -> Identity:
        """The caller, from a page that may ask this. Raises Forbidden, else NotSignedIn.

        Whoever comes from elsewhere learns nothing of whom the browser knows, nor of what there is.
        """
        self.check_origin(request, safe=safe)
        return await self.identify(request)

    def issued_at(self, request: HTTPConnection) -> float:
        """When the token was issued that names the caller, who was identified, in Unix seconds."""
        return self._tokens.issued_at(credential_of(request.scope["headers"]).token)

    async def guest(self, request: HTTPConnection) -> Grant:
        """A token for the guest who asks, or for a new one.

        Who comes late is still the same guest as long as a session of theirs may be kept, until
        guests end. Raises Forbidden without guests, and RateLimited where an address makes too many
        new ones.
        """
        if not self._has_guests:
            raise Forbidden(Text("errors.forbidden.no_guests"))
        try:
            known = identify(request.scope, self._tokens, self.late_s)
        except NotSignedIn:
            known = None
        if known is None or not known.guest:
            await self._newcomers.admit(request.client.host if request.client else "")
            return self._tokens.guest()
        return self._tokens.guest(known)
