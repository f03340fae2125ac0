"""What an operation of the API takes and gives, as data beside its handler.

Routes are made of operations (server.http.requests.resource), and so is the OpenAPI document
(server.reference.openapi): what is not declared is not served.

    resource(
        "/sessions/{id}",
        SESSION_ID,
        GET=Operation(
            sessions.get,
            query=(Field("before", "The id of a message"),),
            answers=(Answer(200, "The session", as_json(SessionDocument)),),
            errors=(NotFound, RateLimited, Unavailable),
        ),
    )

The handler's docstring says what it does: its first paragraph is the summary. Types are what
msgspec makes a schema of; `bytes` are any bytes. Errors that follow from what is declared need no
mention: those of telling who calls, and those of a body. docs/development.md has more.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from protocol.errors import (
    Forbidden,
    Internal,
    Malformed,
    NotSignedIn,
    RateLimited,
    RemoteProtocolError,
    TooLarge,
    TooSlow,
    Unavailable,
)
from server.admission.scopes import Scope

JSON = "application/json"

BYTES = "application/octet-stream"

SCHEMAS = "#/components/schemas/"
"""How a reference to the schema of a type begins; those of the wire are there, too."""

Handler = Callable[[Request], Awaitable[Response]]


class Field(msgspec.Struct, frozen=True):
    """One value in the path, the query or the head of a request, or in the head of an answer."""

    name: str
    description: str
    type: Any = str


File = Annotated[Any, msgspec.Meta(extra_json_schema={"type": "string", "contentMediaType": BYTES})]
"""The bytes of a file in a form (`multipart/form-data`)."""


CONTENT_LANGUAGE = Field("Content-Language", "The language of what people read in it")
LIMIT_POLICY = Field(
    "RateLimit-Policy", "The limits that this counts for: so many, in so many seconds"
)
LIMIT_LEFT = Field("RateLimit", "What is left of each, and in how many seconds there is one more")
"""Of draft-ietf-httpapi-ratelimit-headers-11; where nothing is limited they are not there."""
VARY = Field("Vary", "What of the request has chosen these bytes, as `Accept-Language`")


class ByValue(msgspec.Struct, frozen=True):
    """A `type` whose field `field` says of which types others of its fields are.

    `types` has them by the value of `field`, and then by the name of the other.
    """

    type: Any
    field: str
    types: Mapping[str, Mapping[str, Any]]


Content = Mapping[str, Any]
"""The type of a body, or a ByValue, by media type."""


class Answer(msgspec.Struct, frozen=True):
    """What an operation gives under one status, but for what every answer has in its head."""

    status: int
    description: str
    content: Content = {}
    headers: tuple[Field, ...] = ()


class Operation(msgspec.Struct, frozen=True):
    """One method of a resource.

    `headers` are those that change what is done, but for Accept, Authorization and Content-Type:
    the media types of bodies and answers, `signed_in` and `scope` say these. `errors` are the
    classes that the handler raises or lets through.
    """

    handler: Handler | ASGIApp
    """An application where it is a WebSocket's."""
    answers: tuple[Answer, ...]
    errors: tuple[type[RemoteProtocolError], ...] = ()
    query: tuple[Field, ...] = ()
    headers: tuple[Field, ...] = ()
    body: Content = {}
    may_be_empty: bool = False
    """Whether the body may be left out."""
    signed_in: bool = True
    """Whether it is for who has signed in."""
    scope: Scope | None = None
    """What an API key has to be allowed for it; None: it is for logins alone."""

    def all_errors(self) -> list[type[RemoteProtocolError]]:
        """Every error that is answered, those that need no mention too; by status."""
        found: set[type[RemoteProtocolError]] = {Internal, *self.errors}
        if self.signed_in:
            # What was issued elsewhere may have to be looked up, and an API key has a limit.
            found |= {NotSignedIn, Forbidden, RateLimited, Unavailable}
        if self.body:
            found |= {Malformed, TooLarge, TooSlow}
        return sorted(found, key=lambda error: (error.status, error.code))


class Endpoint(Protocol):
    """What stands behind a route: the values in its path, and an operation for each method."""

    path: tuple[Field, ...]
    operations: Mapping[str, Operation]


def as_json(type: Any) -> Content:
    """The content that is JSON of this type."""
    return {JSON: type}
