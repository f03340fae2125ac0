"""HTTP errors as RFC 9457 `application/problem+json`, with a stable `code`."""

from http import HTTPStatus
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from protocol.errors import Internal, RemoteProtocolError
from server.logs import get_logger

log = get_logger(__name__)

_INCOMPLETE = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
"""What is missing of the request may still come, and is not to be read (RFC 9110 §15.5.9)."""

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    421: "misdirected",
}


class ProblemDetails(msgspec.Struct, rename="camel", omit_defaults=True):
    """The members of RFC 9457 §3.1 that we use, and ours: `code`, `retryMs`, `details`."""

    title: str
    status: int
    detail: str
    code: str
    retry_ms: int | None = None
    details: Any = None


def problem(error: RemoteProtocolError) -> Response:
    """The problem document of an error that is the caller's to know."""
    headers = {}
    if error.retry_ms is not None:
        headers["Retry-After"] = str(-(-error.retry_ms // 1000))
    if error.status in _INCOMPLETE:
        headers["Connection"] = "close"
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    document = ProblemDetails(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.message,
        code=error.code,
        retry_ms=error.retry_ms,
        details=error.details,
    )
    return _response(document, headers)


def _response(document: ProblemDetails, headers: dict[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode(document),
        document.status,
        headers,
        media_type="application/problem+json",
    )


async def on_remote_error(request: Request, exc: Exception) -> Response:
    """Answer an error of the protocol's own tree."""
    assert isinstance(exc, RemoteProtocolError)  # noqa: S101 - registered for this class alone
    return problem(exc)


async def on_http_error(request: Request, exc: Exception) -> Response:
    """Answer what Starlette's routing raises: no such path, method not allowed."""
    assert isinstance(exc, HTTPException)  # noqa: S101 - registered for this class alone
    return http_problem(HTTPStatus(exc.status_code), str(exc.detail), dict(exc.headers or {}))


def http_problem(
    status: HTTPStatus, detail: str, headers: dict[str, str] | None = None
) -> Response:
    """The problem document of an error that is HTTP's own, and none of the protocol's."""
    code = _CODES.get(status, "error")
    return _response(ProblemDetails(status.phrase, status, detail, code), headers)


async def on_disconnect(request: Request, exc: Exception) -> Response:
    """The caller was gone before its request was whole: there is nobody to answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def on_fault(request: Request, exc: Exception) -> Response:
    """Answer a bug of ours: it is logged, and the caller learns nothing of it."""
    log.error("request_failed", path=request.url.path, exc_info=exc)
    return problem(Internal("Something went wrong on our side. It has been logged."))
