"""Answers to requests that no application is asked: complete, and logged."""

from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Scope
from structlog.contextvars import bound_contextvars

from protocol.catalogue import Said
from server.http.problems import CODES, http_problem
from server.http.request_ids import HEADER, current_id, new_id
from server.http.security_headers import HEADERS
from server.security_events import refused_as, security_event


def refusal(scope: Scope, status: HTTPStatus, why: Said, event: str = "") -> Response:
    """The problem document, under the request's id or a new one, with every header of an answer.

    It is logged as what its status stands for among security events, or as `event`. `scope` is as
    much of the request as is known.
    """
    request_id = current_id() or new_id()
    with bound_contextvars(request_id=request_id):
        if event:
            security_event(event, scope, str(why))
        else:
            refused_as(scope, CODES.get(status, ""), str(why))
        answer = http_problem(status, why)
    answer.headers[HEADER] = request_id
    for name, value in HEADERS.items():
        answer.headers[name] = value
    answer.headers["Connection"] = "close"
    return answer
