"""`/openapi.json` and `/asyncapi.json`: what the server takes and gives, for programs to read."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from server.http.etags import ETAG, IF_NONE_MATCH, etag_of, is_known
from server.http.operations import JSON, Answer, Handler, Operation, as_json
from server.http.requests import resource

FRESH_S = 300
"""How long a cache gives a document without asking: so long after an update it is the old one."""


class Documents:
    """The handlers. A document is made once, and then only sent."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self._tags: dict[str, str] = {}

    def publish(self, **documents: dict[str, Any]) -> None:
        """From now on these are the documents, by their names."""
        for name, document in documents.items():
            self._bodies[name] = msgspec.json.encode(document)
            self._tags[name] = etag_of(self._bodies[name])

    async def openapi(self, request: Request) -> Response:
        """This document: OpenAPI 3.1 of everything that is served over HTTP."""
        return self._answer("openapi", request)

    async def asyncapi(self, request: Request) -> Response:
        """The frames of a session's WebSocket, as AsyncAPI 3."""
        return self._answer("asyncapi", request)

    def _answer(self, name: str, request: Request) -> Response:
        tag = self._tags[name]
        headers = {"ETag": tag, "Cache-Control": f"public, max-age={FRESH_S}"}
        if is_known(tag, request.headers.getlist("if-none-match")):
            return Response(None, 304, headers)
        return Response(self._bodies[name], 200, headers, media_type=JSON)


def routes(documents: Documents) -> list[BaseRoute]:
    """The routes of these documents, which are published when all routes are known."""
    return [
        resource("/openapi.json", GET=_document(documents.openapi)),
        resource("/asyncapi.json", GET=_document(documents.asyncapi)),
    ]


def _document(handler: Handler) -> Operation:
    return Operation(
        handler,
        answers=(
            Answer(200, "The document", as_json(dict[str, Any]), (ETAG,)),
            Answer(304, "The caller has it already", headers=(ETAG,)),
        ),
        headers=(IF_NONE_MATCH,),
        signed_in=False,
    )
