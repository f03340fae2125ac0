"""docs/openapi.json, served as /openapi.json: every operation, as OpenAPI 3.1.

Made of what the routes are made of (server.http.operations).
"""

import inspect
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, cast

import msgspec
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from agents.kind.kind import Kind
from protocol.frames import VERSION
from protocol.schema import UNIONS
from server.admission.credentials import API_KEY_FIELD, COOKIE, HOST_COOKIE
from server.admission.tickets import QUERY
from server.http.operations import (
    CONTENT_LANGUAGE,
    LIMIT_LEFT,
    LIMIT_POLICY,
    SCHEMAS,
    VARY,
    Answer,
    ByValue,
    Content,
    Endpoint,
    Field,
    Operation,
)
from server.http.problems import CODES, PROBLEM, ProblemDetails
from server.http.request_ids import HEADER as REQUEST_ID
from server.http.security_headers import HEADERS, TLS_HEADERS
from server.reference.markdown import said

Json = dict[str, Any]

API = "server.api"

DESCRIPTION = """\
Career conversations as durable logs. What is said in a session, and how one follows it, is told by
[AsyncAPI](asyncapi.json) of its WebSocket; server-sent events and long-poll carry the same frames.

HEAD is GET without the body; a session's events have none. Paths that are not here are answered
with 404 `not_found`, methods with 405 `method_not_allowed` and `Allow`. Every error is a problem
document (RFC 9457) with a `code` that stays, and a `requestId` that the logs have, too. Pages of
other origins may ask where the server is set to allow them."""

BEARER = """\
A token that `POST /v1/auth/guest` gave, or that of an issuer which the server believes; or an API
key that has the scope which is named, where one is."""
API_KEY = "An API key that has the scope which is named; the same as bearer."
TICKET = "What `POST /v1/tickets` gave, for one WebSocket."
IN_COOKIE = "The same in a cookie. What changes something then needs an `Origin` that is allowed."

ANY_REQUEST = {
    HTTPStatus.BAD_REQUEST: "It is no request of HTTP, or has not one Host.",
    HTTPStatus.MISDIRECTED_REQUEST: "The server has another name.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many connections come from one address.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The head of the request is too large.",
}
"""What any request may be answered with, before an operation is asked; the codes are HTTP's own."""

RETRIED = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.INSUFFICIENT_STORAGE,
)
"""The statuses of errors that may say when to try again."""

LIMITED = (LIMIT_POLICY, LIMIT_LEFT)
"""What answers of 429 may say of limits."""

RETRY_AFTER = Field("Retry-After", "In how many seconds to try again", int)
CHALLENGE = Field("WWW-Authenticate", "`Bearer`")
OF_PROBLEMS = (CONTENT_LANGUAGE, VARY)
"""What the head of every problem document has."""

BINDS = {
    "Content-Security-Policy": "What the answer may load and do where it is a page",
    "Referrer-Policy": "That nobody is told from where one came",
    "X-Content-Type-Options": "That its type is not guessed",
    "Cross-Origin-Opener-Policy": "That pages of others keep no hold on it",
    "Cache-Control": "Whether it may be kept: what is personal may not",
    "Strict-Transport-Security": "That one is to come back over TLS; only over TLS",
}
"""What each header is for that binds browsers."""

EVERY_ANSWER = (
    Field(REQUEST_ID, "The request's id: the caller's, where it gave one, else a new one"),
    *(Field(name, BINDS[name]) for name in HEADERS | TLS_HEADERS),
)
"""What every answer has in its head."""

ANY_HEADERS = (
    Field(REQUEST_ID, "An id for the logs: 8 to 64 letters, digits, dots, dashes, underscores"),
    Field("Accept-Language", "In which language people are told what went wrong, or what there is"),
)
"""What every request may have in its head."""


class Served(NamedTuple):
    """An operation, where it is, and what stands in that path."""

    path: str
    method: str
    operation: Operation
    fields: tuple[Field, ...]
    is_socket: bool


def served(routes: Iterable[BaseRoute], under: str = "") -> Iterator[Served]:
    """Every operation of these routes. Raises TypeError for a route that declares none.

    What is mounted without routes of its own, as files are, is no part of the API. Raises
    ValueError where what stands in a path is not what is declared of it.
    """
    for route in routes:
        if isinstance(route, Mount):
            yield from served(route.routes, under + route.path)
            continue
        endpoint = getattr(route, "endpoint", None)
        if not isinstance(route, Route | WebSocketRoute) or not hasattr(endpoint, "operations"):
            raise TypeError(f"{route} declares no operations")
        path = under + re.sub(r":\w+}", "}", route.path)
        declared = cast(Endpoint, endpoint)
        if re.findall(r"{(\w+)}", path) != [field.name for field in declared.path]:
            raise ValueError(f"{path} has fields that are not declared")
        for method, operation in declared.operations.items():
            is_socket = isinstance(route, WebSocketRoute)
            yield Served(path, method, operation, declared.path, is_socket)


def openapi(routes: Iterable[BaseRoute], kinds: Collection[Kind], wire: Json) -> Json:
    """The document of these routes and kinds; `wire` has the schemas of the protocol's types."""
    found = list(served(routes))
    schemas = Schemas(_types(found, kinds), wire)
    responses: Json = {}
    paths: dict[str, Json] = {}
    for one in found:
        item = paths.setdefault(one.path, _item(one, schemas))
        item[one.method.lower()] = _operation(one, schemas, responses)
    tags = sorted({_tag(one) for one in found})
    return {
        "openapi": "3.1.0",
        "info": {"title": "CareerPilot", "version": str(VERSION), "description": DESCRIPTION},
        "tags": [{"name": name, "description": _resource(name)} for name in tags],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "responses": dict(sorted(responses.items())),
            "headers": {field.name: _header(field, schemas) for field in EVERY_ANSWER},
            "parameters": {
                field.name: _parameter(field, "header", schemas) for field in ANY_HEADERS
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": BEARER},
                "cookie": _cookie(COOKIE, IN_COOKIE),
                "apiKey": _api_key("header", API_KEY_FIELD, API_KEY),
                "ticket": _api_key("query", QUERY, TICKET),
                "hostCookie": _cookie(HOST_COOKIE, f"{IN_COOKIE} This is its name over TLS."),
            },
        },
        "x-kinds": {kind.name: _kind(kind, schemas) for kind in kinds},
    }


class Schemas:
    """The schemas of types, and of all that they are made of; those of the wire, too."""

    def __init__(self, types: Iterable[Any], wire: Json) -> None:
        every = list(dict.fromkeys(types))
        # The wire's own are among them so that no other type gets the name of one.
        found, self.components = msgspec.json.schema_components(
            [*every, *UNIONS.values()], ref_template=SCHEMAS + "{name}"
        )
        for schema in self.components.values():
            if "description" in schema:
                schema["description"] = inspect.cleandoc(schema["description"])
        self._of = dict(zip(every, found, strict=False))
        self.components |= wire

    def of(self, type: Any) -> Json:
        """The schema of one of the types."""
        found: Json = self._of[type]
        return found

    def by_value(self, content: ByValue) -> Json:
        """The schema of a document whose fields have other types by the value of one of them."""
        base, variants = self.of(content.type), {}
        for value, types in content.types.items():
            properties = {name: self.of(type) for name, type in types.items()}
            name = f"{content.type.__name__}-{value}"
            self.components[name] = {
                "allOf": [
                    base,
                    {"properties": {content.field: {"const": value}, **properties}},
                ]
            }
            variants[value] = SCHEMAS + name
        if not variants:
            return base
        return {
            "oneOf": [{"$ref": ref} for ref in variants.values()],
            "discriminator": {"propertyName": content.field, "mapping": variants},
        }


def _types(found: Iterable[Served], kinds: Iterable[Kind]) -> Iterator[Any]:
    """Every type that the document speaks of."""
    yield ProblemDetails
    for one in found:
        operation = one.operation
        contents = [operation.body, *(answer.content for answer in operation.answers)]
        for type in (type for content in contents for type in content.values()):
            if isinstance(type, ByValue):
                yield type.type
                yield from (t for types in type.types.values() for t in types.values())
            elif type is not bytes:
                yield type
        told = (field for answer in operation.answers for field in answer.headers)
        for field in (*one.fields, *operation.query, *operation.headers, *told):
            yield field.type
    heads = (*EVERY_ANSWER, *ANY_HEADERS, *OF_PROBLEMS, *LIMITED, RETRY_AFTER, CHALLENGE)
    yield from (field.type for field in heads)
    for kind in kinds:
        yield from _kind_types(kind).values()


def _kind_types(kind: Kind) -> dict[str, Any]:
    types = {"input": kind.input_type, "result": kind.result_type, "state": kind.state_type}
    return {name: type for name, type in types.items() if type is not None}


def _kind(kind: Kind, schemas: Schemas) -> Json:
    """The types of a kind: of its input, its finished result, and its state's own fields."""
    return {name: schemas.of(type) for name, type in _kind_types(kind).items()}


def _item(one: Served, schemas: Schemas) -> Json:
    parameters = [_parameter(field, "path", schemas) for field in one.fields]
    shared = [{"$ref": f"#/components/parameters/{field.name}"} for field in ANY_HEADERS]
    return {"parameters": [*parameters, *shared]}


def _operation(one: Served, schemas: Schemas, responses: Json) -> Json:
    operation = one.operation
    summary, description = _parts(inspect.getdoc(operation.handler) or "")
    parameters = [_parameter(field, "query", schemas) for field in operation.query]
    parameters += [_parameter(field, "header", schemas) for field in operation.headers]
    document: Json = {
        "operationId": _id(one),
        "tags": [_tag(one)],
        "summary": summary,
    }
    if description:
        document["description"] = description
    if one.is_socket:
        document["externalDocs"] = {"url": "asyncapi.json", "description": "Its frames"}
    if parameters:
        document["parameters"] = parameters
    if operation.body:
        document["requestBody"] = {
            "content": _content(operation.body, schemas),
            "required": not operation.may_be_empty,
        }
    document["responses"] = _responses(one, schemas, responses)
    document["security"] = _security(one)
    return document


def _security(one: Served) -> list[Json]:
    """What may be shown for an operation, any one of them; of an API key, what it has to allow."""
    if not one.operation.signed_in:
        return []
    scope = one.operation.scope
    needed = [scope] if scope else []
    found: list[Json] = [{"bearer": needed}, {"cookie": []}, {"hostCookie": []}]
    if scope:
        found.append({"apiKey": needed})
    if one.is_socket:
        found.append({"ticket": []})
    return found


def _responses(one: Served, schemas: Schemas, shared: Json) -> Json:
    """What an operation answers, by status; errors that many share stand among the components."""
    # Upon a WebSocket errors are frames and close codes.
    errors = [] if one.is_socket else one.operation.all_errors()
    problems: dict[int, dict[str, str]] = {}
    for error in errors:
        problems.setdefault(error.status, {})[error.code] = said(error)
    for early, words in ANY_REQUEST.items():
        problems.setdefault(early, {}).setdefault(CODES[early], words)
    answers = {answer.status: _response(answer, schemas) for answer in one.operation.answers}
    for status, codes in problems.items():
        response = _problem(status, codes, schemas)
        if status in answers:
            answers[status] = _merged(answers[status], response)
        else:
            name = "-".join([str(int(status)), *codes])
            shared[name] = response
            answers[status] = {"$ref": f"#/components/responses/{name}"}
    return {str(int(status)): answers[status] for status in sorted(answers)}


def _response(answer: Answer, schemas: Schemas) -> Json:
    document: Json = {
        "description": answer.description,
        "headers": _heads(answer.headers, schemas),
    }
    if answer.content:
        document["content"] = _content(answer.content, schemas)
    return document


def _problem(status: int, codes: Mapping[str, str], schemas: Schemas) -> Json:
    """The response of errors with this status: their codes, and what they mean."""
    heads = [*OF_PROBLEMS, *([RETRY_AFTER] if status in RETRIED else [])]
    heads += LIMITED if status == HTTPStatus.TOO_MANY_REQUESTS else ()
    heads += [CHALLENGE] if status == HTTPStatus.UNAUTHORIZED else []
    exact = {"status": {"const": int(status)}, "code": {"enum": sorted(codes)}}
    schema = {"allOf": [schemas.of(ProblemDetails), {"properties": exact}]}
    return {
        "description": "\n".join(f"- `{code}`: {words}" for code, words in codes.items()),
        "headers": _heads(heads, schemas),
        "content": {PROBLEM: {"schema": schema}},
    }


def _merged(one: Json, other: Json) -> Json:
    """One response that is either of two, of different media types."""
    return {
        "description": f"{one['description']}\n{other['description']}",
        "headers": one["headers"] | other["headers"],
        "content": one.get("content", {}) | other["content"],
    }


def _heads(fields: Iterable[Field], schemas: Schemas) -> Json:
    every = {field.name: {"$ref": f"#/components/headers/{field.name}"} for field in EVERY_ANSWER}
    return every | {field.name: _header(field, schemas) for field in fields}


def _content(content: Content, schemas: Schemas) -> Json:
    return {media_type: _media(type, schemas) for media_type, type in content.items()}


def _media(type: Any, schemas: Schemas) -> Json:
    if type is bytes:
        return {}  # no schema: any bytes
    return {"schema": schemas.by_value(type) if isinstance(type, ByValue) else schemas.of(type)}


def _parameter(field: Field, place: str, schemas: Schemas) -> Json:
    required = {"required": True} if place == "path" else {}
    return {"name": field.name, "in": place, **required, **_header(field, schemas)}


def _header(field: Field, schemas: Schemas) -> Json:
    return {"description": field.description, "schema": schemas.of(field.type)}


def _cookie(name: str, description: str) -> Json:
    return _api_key("cookie", name, description)


def _api_key(place: str, name: str, description: str) -> Json:
    return {"type": "apiKey", "in": place, "name": name, "description": description}


def _parts(text: str) -> tuple[str, str]:
    """The first paragraph of a docstring, and the rest."""
    first, _, rest = text.partition("\n\n")
    return " ".join(first.split()).removesuffix("."), rest


def _words(path: str) -> list[str]:
    """What stands in a path besides its fields."""
    return re.findall(r"\w+", re.sub(r"\{\w+\}|^/v1|\.json$", "", path))


def _tag(one: Served) -> str:
    """The module of server.api that the path begins with, else that of the handler."""
    word = _words(one.path)[0]
    if f"{API}.{word}" in sys.modules:
        return word
    return one.operation.handler.__module__.rpartition(".")[2]


def _resource(tag: str) -> str:
    """What a resource is: the first words of its module."""
    return _parts(sys.modules[f"{API}.{tag}"].__doc__ or "")[0]


def _id(one: Served) -> str:
    """A name for the operation: what stands in its path, and that of the handler."""
    words = _words(one.path)
    name = getattr(one.operation.handler, "__name__", "")
    return "_".join(words if name in (words[-1], "__call__") else [*words, name])
