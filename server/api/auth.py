"""`/v1/auth`: how one becomes somebody: a guest, or who has an account, and how that ends."""

from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import (
    Forbidden,
    NotFound,
    NotSignedIn,
    RateLimited,
    Taken,
    Unavailable,
)
from server.accounts.logins import From, Logins, Tokened, login_of, plan_of
from server.accounts.sign_in import SignIn
from server.admission.credentials import (
    COOKIE,
    HOST_COOKIE,
    REFRESH_COOKIE,
    REFRESH_PATH,
    SECURE_REFRESH_COOKIE,
    forget_cookies,
    header,
    refresh_cookie_of,
)
from server.admission.identities import Identities
from server.http.languages import current_language
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import body_of, decode, json, resource
from server.http.schemes import is_secure
from server.settings.plans import Plan
from store.accounts.types import Account

MAX_BODY = 1024
"""Bytes that may be said by who is not signed in, to become a guest."""

MAX_CREDENTIALS = 16 * 1024
"""Bytes of a body with a password: the longest that is taken fits, however JSON writes it."""

ShortText = Annotated[str, Meta(max_length=1024)]
"""Of credentials; what they may be is checked, and told, where they are looked at."""


class NewGuest(msgspec.Struct, forbid_unknown_fields=True):
    """The body of POST /v1/auth/guest, which may be empty.

    With `cookie` the token comes in the cookie alone, where no script can read it.
    """

    cookie: bool = False


class NewAccount(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants an account. With `cookie` the tokens come in cookies alone."""

    email: ShortText
    password: ShortText
    name: Annotated[str, Meta(max_length=200)] = ""
    cookie: bool = False


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """Who has one. With `cookie` the tokens come in cookies alone."""

    email: ShortText
    password: ShortText
    cookie: bool = False


class Refresh(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A refresh token, where it is not in its cookie."""

    refresh_token: Annotated[str, Meta(max_length=512)] = ""


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    """A password, and the one that is to be in its place."""

    current: ShortText
    new: ShortText


class ForgottenPassword(msgspec.Struct, forbid_unknown_fields=True):
    """What a link has that sets a forgotten password anew, and the new one."""

    token: Annotated[str, Meta(max_length=512)]
    new: ShortText


class User(msgspec.Struct):
    """Who is signed in."""

    id: str
    guest: bool


class SignedIn(msgspec.Struct, rename="camel", omit_defaults=True):
    """A sign-in: the token, unless it is in the cookie alone, and for how many seconds it holds."""

    expires_in: int
    user: User
    access_token: str | None = None


class Member(msgspec.Struct):
    """Who is signed in with an account."""

    id: str
    email: str
    name: str
    plan: Plan
    guest: Literal[False] = False


class Renewed(msgspec.Struct, rename="camel", omit_defaults=True):
    """New tokens, unless they are in cookies alone; the access token holds for so many seconds."""

    expires_in: int
    access_token: str | None = None
    refresh_token: str | None = None


class Entered(Renewed, kw_only=True, omit_defaults=True):
    """A sign-in with an account."""

    user: Member


class ShownLogin(msgspec.Struct, rename="camel"):
    """A login of the caller's: when it was begun and last renewed (ms since 1970), from where."""

    id: str
    created_at: int
    last_used_at: int
    address: str
    agent: str
    current: bool


class LoginList(msgspec.Struct):
    """The caller's logins, newest first."""

    logins: list[ShownLogin]


SET_COOKIE = Field("Set-Cookie", "The token, as a cookie that no script can read")
SET_COOKIES = Field("Set-Cookie", "The tokens, as cookies that no script can read, where asked for")
NO_COOKIES = Field("Set-Cookie", "Has the browser forget its cookies")
LOGIN_ID = Field("id", "The login's id")
TRIED = (Forbidden, RateLimited, Unavailable)
"""Errors of what anybody may try."""


def routes(identities: Identities, sign_in: SignIn, logins: Logins) -> list[BaseRoute]:
    """The routes of this resource."""
    auth = Auth(identities, sign_in, logins)
    guest = Operation(
        auth.guest,
        body=as_json(NewGuest),
        may_be_empty=True,
        answers=(Answer(200, "The guest is signed in", as_json(SignedIn), (SET_COOKIE,)),),
        errors=(Forbidden, RateLimited),
        signed_in=False,
    )
    signup = Operation(
        auth.signup,
        body=as_json(NewAccount),
        answers=(Answer(201, "The account", as_json(Entered), (SET_COOKIES,)),),
        errors=(*TRIED, Taken),
        signed_in=False,
    )
    login = Operation(
        auth.login,
        body=as_json(Credentials),
        answers=(Answer(200, "The sign-in", as_json(Entered), (SET_COOKIES,)),),
        errors=(*TRIED, NotSignedIn),
        signed_in=False,
    )
    refresh = Operation(
        auth.refresh,
        body=as_json(Refresh),
        may_be_empty=True,
        answers=(Answer(200, "New tokens", as_json(Renewed), (SET_COOKIES,)),),
        errors=(*TRIED, NotSignedIn),
        signed_in=False,
    )
    logout = Operation(
        auth.logout,
        body=as_json(Refresh),
        may_be_empty=True,
        answers=(Answer(204, "The login has ended", headers=(NO_COOKIES,)),),
        errors=(NotSignedIn, Forbidden, RateLimited, Unavailable),
        signed_in=False,
    )
    password = Operation(
        auth.password,
        body=as_json(NewPassword),
        answers=(Answer(204, "It is set, and all other logins have ended"),),
        errors=TRIED,
    )
    reset = Operation(
        auth.reset,
        body=as_json(ForgottenPassword),
        answers=(Answer(204, "It is set, and all logins have ended"),),
        errors=(*TRIED, NotSignedIn),
        signed_in=False,
    )
    listed = Operation(
        auth.logins,
        answers=(Answer(200, "The caller's logins", as_json(LoginList)),),
        errors=(Unavailable,),
    )
    ended = Operation(
        auth.end,
        answers=(Answer(204, "It has ended"),),
        errors=(NotFound, Unavailable),
    )
    return [
        resource("/auth/guest", POST=guest),
        resource("/auth/signup", POST=signup),
        resource("/auth/login", POST=login),
        resource("/auth/refresh", POST=refresh),
        resource("/auth/logout", POST=logout),
        resource("/auth/password", POST=password),
        resource("/auth/reset", POST=reset),
        resource("/auth/logins", GET=listed),
        resource("/auth/logins/{id}", LOGIN_ID, DELETE=ended),
    ]


class Auth:
    """The handlers."""

    def __init__(self, identities: Identities, sign_in: SignIn, logins: Logins) -> None:
        self._identities = identities
        self._sign_in = sign_in
        self._logins = logins

    async def guest(self, request: Request) -> Response:
        """Makes a guest; who is one already stays the same, for longer."""
        self._identities.check_origin(request, safe=True)
        asked: NewGuest = decode(await body_of(request, MAX_BODY) or b"{}", NewGuest)
        token, identity, expires_in = await self._identities.guest(request)
        user = User(identity.user, identity.guest)
        response = json(SignedIn(expires_in, user, None if asked.cookie else token))
        _set_access(response, request, token, expires_in + self._identities.late_s)
        return response

    async def signup(self, request: Request) -> Response:
        """Makes an account, and signs in.

        Who is a guest stays the same user, with all that they have, which ends no more. Whether
        somebody has an account with an address is no secret: 409 `taken` says so.
        """
        self._check(request)
        asked: NewAccount = decode(await body_of(request, MAX_CREDENTIALS), NewAccount)
        account, tokened = await self._sign_in.sign_up(
            asked.email,
            asked.password,
            asked.name,
            current_language(),
            await self._guest_of(request),
            From.of(request),
        )
        return self._entered(request, account, tokened, HTTPStatus.CREATED, asked.cookie)

    async def login(self, request: Request) -> Response:
        """Signs in with an account.

        What a guest has who asks is moved to the account. A wrong password and an address that
        nobody has an account with are answered alike.
        """
        self._check(request)
        asked: Credentials = decode(await body_of(request, MAX_CREDENTIALS), Credentials)
        account, tokened = await self._sign_in.sign_in(
            asked.email, asked.password, await self._guest_of(request), From.of(request)
        )
        return self._entered(request, account, tokened, HTTPStatus.OK, asked.cookie)

    async def refresh(self, request: Request) -> Response:
        """Renews a login: a new access token, and the refresh token that is good from now on.

        The one that was shown is good for 10 seconds more, and brings the same next one. Shown
        later it was stolen: its login ends. A token that came in its cookie is renewed there.
        """
        self._check(request)
        asked: Refresh = decode(await body_of(request, MAX_CREDENTIALS) or b"{}", Refresh)
        in_cookie = not asked.refresh_token
        token = asked.refresh_token or self._cookie(request)
        if not token:
            raise NotSignedIn(Text("errors.not_signed_in.no_refresh"))
        if in_cookie:
            await self._check_same(request, token)
        _, tokened = await self._logins.renew(token, From.of(request))
        return self._answer(request, Renewed(tokened.grant.expires_in), tokened, in_cookie)

    async def logout(self, request: Request) -> Response:
        """Ends the login that the caller's token, or a refresh token, is of.

        Browsers forget their cookies.
        """
        self._check(request)
        asked: Refresh = decode(await body_of(request, MAX_CREDENTIALS) or b"{}", Refresh)
        token = asked.refresh_token or self._cookie(request)
        try:
            caller = await self._identities.identify(request)
        except NotSignedIn:
            if not token:
                raise
            caller = None
        if caller is not None and caller.login:
            await self._logins.end(caller, caller.login, From.of(request))
        if token:
            await self._logins.end_of(token, From.of(request))
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        forget_cookies(response, secure=is_secure(request.scope))
        return response

    async def password(self, request: Request) -> Response:
        """Sets another password. All logins of the account end but the caller's."""
        caller = await self._identities.caller(request, safe=False)
        asked: NewPassword = decode(await body_of(request, MAX_CREDENTIALS), NewPassword)
        await self._sign_in.change_password(caller, asked.current, asked.new, From.of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def reset(self, request: Request) -> Response:
        """Sets a forgotten password by what a link has, which is good once, for an hour.

        All logins of the account end; one signs in with the new password.
        """
        self._check(request)
        asked: ForgottenPassword = decode(
            await body_of(request, MAX_CREDENTIALS), ForgottenPassword
        )
        await self._sign_in.reset_password(asked.token, asked.new, From.of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def logins(self, request: Request) -> Response:
        """The logins of the caller's account: on which devices they are signed in."""
        caller = await self._identities.caller(request, safe=True)
        found = [
            ShownLogin(
                one.id, one.created, one.last_used, one.address, one.agent, one.id == caller.login
            )
            for one in await self._logins.of(caller)
        ]
        return json(LoginList(found))

    async def end(self, request: Request) -> Response:
        """Ends a login of the caller's account: that device is signed out."""
        caller = await self._identities.caller(request, safe=False)
        if not await self._logins.end(caller, request.path_params["id"], From.of(request)):
            raise NotFound(Text("errors.not_found.login"))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _check(self, request: Request) -> None:
        """The caller's page may ask this, and they show no API key. Raises Forbidden."""
        self._identities.check_origin(request)
        self._identities.refuse_api_key(request)

    async def _guest_of(self, request: Request) -> str | None:
        """The guest who asks, if one does."""
        try:
            caller = await self._identities.identify(request)
        except NotSignedIn:
            return None
        return caller.user if caller.guest else None

    def _cookie(self, request: Request) -> str:
        """The refresh token in its cookie, '' where there is none. Raises Forbidden for a request
        that does not say whose page it is from.
        """
        token = refresh_cookie_of(request.scope["headers"], secure=is_secure(request.scope))
        if token and header(request.scope["headers"], b"origin") is None:
            raise Forbidden(Text("errors.forbidden.no_origin"))
        return token

    async def _check_same(self, request: Request, token: str) -> None:
        """The refresh cookie, which a page of another host of this site may have set, is of the
        login that the access cookie is of, if that is of one. Raises NotSignedIn.
        """
        login = self._identities.login_of(request)
        if login and login != login_of(token):
            raise NotSignedIn(Text("errors.not_signed_in.not_valid"))

    def _entered(
        self, request: Request, account: Account, tokened: Tokened, status: int, cookie: bool
    ) -> Response:
        user = Member(account.id, account.email, account.name, plan_of(account))
        document = Entered(tokened.grant.expires_in, user=user)
        return self._answer(request, document, tokened, cookie, status)

    def _answer(
        self,
        request: Request,
        document: Renewed,
        tokened: Tokened,
        cookie: bool,
        status: int = HTTPStatus.OK,
    ) -> Response:
        """The answer, with the tokens where they are asked for: in it, or in cookies."""
        if not cookie:
            document.access_token = tokened.grant.token
            document.refresh_token = tokened.refresh
            return json(document, status)
        response = json(document, status)
        # Kept for longer than it is valid, so that one can tell which login it was of.
        _set_access(response, request, tokened.grant.token, tokened.refresh_s)
        secure = is_secure(request.scope)
        response.set_cookie(
            SECURE_REFRESH_COOKIE if secure else REFRESH_COOKIE,
            tokened.refresh,
            max_age=tokened.refresh_s,
            path=REFRESH_PATH,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return response


def _set_access(response: Response, request: Request, token: str, max_age: int) -> None:
    secure = is_secure(request.scope)
    response.set_cookie(
        HOST_COOKIE if secure else COOKIE,
        token,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
