"""Who is calling. Whatever proves it, a guest's token today, becomes an Identity here."""

import time

from starlette.requests import HTTPConnection
from starlette.types import Scope

from protocol.errors import Forbidden, NotSignedIn, RateLimited
from server.admission.credentials import COOKIE, credential_of
from server.admission.origins import check_origin
from server.admission.rate_limits import Buckets, subscriber
from server.admission.tokens import Grant, Identity, Tokens
from server.http.schemes import is_secure
from server.settings.sections import AccessSettings, LifetimeSettings, LimitSettings


def identify(scope: Scope, tokens: Tokens, late_s: int = 0) -> Identity:
    """The caller by bearer token, else by cookie. Raises what Tokens.check does.

    Over TLS the cookie without the prefix counts only with a token of the release before: any host
    of the same site may have set it, to have somebody write into a session of its own.
    """
    token, cookie = credential_of(scope["headers"])
    identity = tokens.check(token, late_s)
    if cookie == COOKIE and is_secure(scope) and not identity.old_form:
        raise NotSignedIn("This sign-in is not one for https. Sign in again.")
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
        limits: LimitSettings,
    ) -> None:
        self._tokens = tokens
        self._origins = frozenset(access.origins) | ({access.url} if access.url else set())
        self._has_guests = access.guests
        self.late_s = lifetimes.guest_session_seconds
        """So long after its end a token still says which guest it was."""
        self._newcomers = Buckets(limits.guests_per_second, limits.guests_burst)

    def check_origin(self, request: HTTPConnection, *, safe: bool = False) -> None:
        """Raises Forbidden for a browser's request from a page that is not ours."""
        check_origin(request.scope, self._origins, safe=safe)

    def caller(self, request: HTTPConnection, *, safe: bool) -> Identity:
        """The caller, from a page that may ask this. Raises Forbidden, else NotSignedIn.

        Whoever comes from elsewhere learns nothing of whom the browser knows, nor of what there is.
        """
        self.check_origin(request, safe=safe)
        return identify(request.scope, self._tokens)

    def guest(self, request: HTTPConnection) -> Grant:
        """A token for the guest who asks, or for a new one.

        Who comes late is still the same guest as long as a session of theirs may be kept, until
        guests end. Raises Forbidden without guests, and RateLimited where an address makes too many
        new ones.
        """
        if not self._has_guests:
            raise Forbidden("This server has no guests. Sign in with an account.")
        try:
            known = identify(request.scope, self._tokens, self.late_s)
        except NotSignedIn:
            known = None
        if known is None or not known.guest:
            self._admit_guest(request.client.host if request.client else "")
            return self._tokens.guest()
        return self._tokens.guest(known)

    def _admit_guest(self, address: str) -> None:
        wait_ms = self._newcomers.take(subscriber(address), time.monotonic())
        if wait_ms:
            raise RateLimited("Too many new guests come from your address.", retry_ms=wait_ms)
