"""HTTP errors as RFC 9457 `application/problem+json`, with a stable `code`."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from protocol.catalogue import CATALOGUE, Said, Text, told
from protocol.errors import CloseCode, Internal, RemoteProtocolError
from server.http.languages import current_language
from server.http.request_ids import current_id
from server.logs import get_logger
from server.security_events import refused

log = get_logger(__name__)

PROBLEM = "application/problem+json"

_INCOMPLETE = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
"""What is missing of the request may still come, and is not to be read (RFC 9110 §15.5.9)."""

CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    421: "misdirected",
    429: "rate_limited",
    431: "too_large",
}
"""The codes of errors that are HTTP's own."""


class ProblemDetails(msgspec.Struct, rename="camel", omit_defaults=True):
    """The members of RFC 9457 §3.1 that we use, and ours.

    Those are `code`, `retryMs`, `details`, and `requestId`, under which the logs have the request.
    """

    title: str
    status: int
    detail: str
    code: str
    retry_ms: int | None = None
    details: Any = None
    request_id: str | None = None


def problem(error: RemoteProtocolError) -> Response:
    """The problem document of an error that is the caller's to know, in their language."""
    headers = {}
    if error.retry_ms is not None:
        headers["Retry-After"] = str(-(-error.retry_ms // 1000))
    if error.status in _INCOMPLETE:
        headers["Connection"] = "close"
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    document = ProblemDetails(
        title=told(title_of(error.status), current_language()),
        status=error.status,
        detail=told(error.text, current_language()),
        code=error.code,
        retry_ms=error.retry_ms,
        details=error.details,
    )
    return _response(document, headers)


def title_of(status: int) -> Said:
    """What an HTTP status is called."""
    key = f"http.{status}"
    return Text(key) if key in CATALOGUE else HTTPStatus(status).phrase


def _response(document: ProblemDetails, headers: dict[str, str] | None = None) -> Response:
    document.request_id = current_id()
    spoken = {"Content-Language": current_language(), "Vary": "Accept-Language"}
    return Response(
        msgspec.json.encode(document),
        document.status,
        {**spoken, **(headers or {})},
        media_type=PROBLEM,
    )


async def on_remote_error(request: Request, exc: Exception) -> Response:
    """Answer an error of the protocol's own tree."""
    assert isinstance(exc, RemoteProtocolError)  # noqa: S101 - registered for this class alone
    refused(request.scope, exc)
    return problem(exc)


async def on_http_error(request: Request, exc: Exception) -> Response:
    """Answer what Starlette's routing raises: no such path, method not allowed."""
    assert isinstance(exc, HTTPException)  # noqa: S101 - registered for this class alone
    status = HTTPStatus(exc.status_code)
    detail = title_of(status) if exc.detail == status.phrase else str(exc.detail)
    return http_problem(status, detail, dict(exc.headers or {}))


def http_problem(
    status: HTTPStatus, detail: Said, headers: dict[str, str] | None = None
) -> Response:
    """The problem document of an error that is HTTP's own, and none of the protocol's."""
    code = CODES.get(status, "error")
    language = current_language()
    title = told(title_of(status), language)
    return _response(ProblemDetails(title, status, told(detail, language), code), headers)


async def on_disconnect(request: Request, exc: Exception) -> Response:
    """The caller was gone before its request was whole: there is nobody to answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


class Faults:
    """ASGI middleware: a bug of ours is logged, and the caller learns its request's id alone.

    It stands inside of what every answer gets its headers by, which Starlette's own does not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        is_http = scope["type"] == "http"
        try:
            await self.app(scope, receive, noting if is_http else send)
        except Exception:
            log.exception("request_failed", path=scope["path"])
            if not is_http:
                with suppress(RuntimeError):  # it may be closed already
                    await send({"type": "websocket.close", "code": CloseCode.INTERNAL})
            elif not begun:
                fault = Internal(Text("errors.internal.logged"))
                await problem(fault)(scope, receive, send)
            # Else half an answer stands there, which the server ends as that.
