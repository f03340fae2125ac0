"""OpenAPI says of every route what it takes and gives, and it is OpenAPI."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

import protocol.errors
from protocol.errors import RemoteProtocolError
from server.http.operations import Answer, Field, Operation
from server.http.requests import resource
from server.reference.application import application
from server.reference.openapi import Served, served
from tests.documents import ROOT
from tests.openapi import at, codes, document, escaped, references

APP = application(("tests.chaos.kinds", "bench.kinds"))
OPERATIONS = list(served(APP.routes))
OVER_HTTP = [one for one in OPERATIONS if not one.is_socket]

HELPERS = [
    "server/admission", "server/http", "server/intake", "server/streams", "server/message_page.py",
    "server/followers/unfolding.py", "protocol/cursor.py", "protocol/codec.py",
]  # fmt: skip
"""Where the functions are that handlers leave things to, and that say what they raise."""


def where(one: Served) -> str:
    return f"/paths/{escaped(one.path)}/{one.method.lower()}"


def name(one: Served) -> str:
    return f"{one.method} {one.path}"


@pytest.mark.slow(seconds=2.9)
def test_document_is_openapi() -> None:
    assert document()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for title, schema in document()["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert "." not in title, f"{title}: two types have this name"
    for reference in references(document()):
        assert at(document(), reference.removeprefix("#"))


def routed(routes: list[BaseRoute], under: str = "") -> Iterator[tuple[str, str]]:
    """Every path and method that the routes take, whatever they declare."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routed(route.routes, under + route.path)
        elif isinstance(route, WebSocketRoute):
            yield under + route.path, "get"
        else:
            assert isinstance(route, Route)
            assert route.methods, f"{route.path} takes any method"
            yield from ((under + route.path, method.lower()) for method in route.methods)


def test_every_route_and_method_is_in_it() -> None:
    found = {
        (path, method)
        for path, item in document()["paths"].items()
        for method in set(item) - {"parameters"}
    }
    assert {one for one in routed(APP.routes) if one[1] != "head"} == found
    assert {("/openapi.json", "get"), ("/health/ready", "get"), ("/v1/sessions", "post")} <= found


def test_every_operation_says_what_it_does_under_a_name_of_its_own() -> None:
    found = [at(document(), where(one)) for one in OPERATIONS]
    assert len({operation["operationId"] for operation in found}) == len(found)
    for operation in found:
        assert len(operation["summary"].split()) > 2
        assert "/v1" not in operation["summary"]
    tags = {tag["name"] for tag in document()["tags"]}
    assert {tag for operation in found for tag in operation["tags"]} == tags


def test_every_error_of_the_protocol_is_in_it() -> None:
    told = {code for one in OVER_HTTP for status in STATUSES for code in codes(where(one), status)}
    client_half = protocol.errors.Gap
    assert {error.code for error in ERRORS.values() if error is not client_half} <= told


def test_kinds_of_session_are_told_apart_by_their_kind() -> None:
    body = at(document(), "/paths/~1v1~1sessions/post/requestBody/content/application~1json/schema")
    kinds = set(document()["x-kinds"])
    assert set(body["discriminator"]["mapping"]) == kinds >= {"chat", "interview", "pulse"}
    chat = at(document(), body["discriminator"]["mapping"]["chat"].removeprefix("#"))
    assert chat["allOf"][1]["properties"] == {
        "kind": {"const": "chat"},
        "input": {"$ref": "#/components/schemas/ChatInput"},
    }
    result = document()["x-kinds"]["interview"]["result"]
    assert result == {"$ref": "#/components/schemas/InterviewResult"}


def test_file_is_any_bytes_as_a_body_and_a_part_of_a_form() -> None:
    body = at(document(), "/paths/~1v1~1resumes/post/requestBody/content")
    assert body["*/*"] == {}
    form = at(document(), body["multipart/form-data"]["schema"]["$ref"].removeprefix("#"))
    assert form["properties"]["file"]["contentMediaType"] == "application/octet-stream"


def test_who_must_be_signed_in_is_told_how() -> None:
    schemes = document()["components"]["securitySchemes"]
    tokens = {"bearer", "cookie", "hostCookie"}
    assert set(schemes) == tokens | {"apiKey", "ticket"}
    for one in OPERATIONS:
        ways = at(document(), where(one))["security"]
        scope = one.operation.scope
        expected = {name: [] for name in tokens} if one.operation.signed_in else {}
        if scope:
            expected |= {"bearer": [scope], "apiKey": [scope]}
        if one.is_socket:
            expected["ticket"] = []
        assert {name: needed for way in ways for name, needed in way.items()} == expected
    open_ = {one.path for one in OPERATIONS if not one.operation.signed_in}
    assert {path for path in open_ if path.startswith("/v1/")} == {
        "/v1/auth/guest", "/v1/auth/login", "/v1/auth/logout", "/v1/auth/refresh",
        "/v1/auth/reset", "/v1/auth/signup", "/v1/kinds", "/v1/texts",
    }  # fmt: skip


def test_websocket_is_described_by_asyncapi() -> None:
    socket = at(document(), "/paths/~1v1~1sessions~1{id}~1ws/get")
    assert socket["externalDocs"]["url"] == "asyncapi.json"
    assert "101" in socket["responses"]


async def nothing(request: Request) -> Response:
    """Does nothing at all."""
    return Response()


def test_route_that_declares_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="declares no operations"):
        list(served([Route("/nothing", nothing)]))


@pytest.mark.parametrize("fields", [(), (Field("other", "Another"),)])
def test_path_that_has_other_fields_than_are_declared_is_refused(fields: tuple[Field, ...]) -> None:
    get = Operation(nothing, answers=(Answer(200, "Nothing"),))
    with pytest.raises(ValueError, match="not declared"):
        list(served([resource("/nothing/{id}", *fields, GET=get)]))


# What handlers do is held against what is declared of them.

ERRORS = {
    name: error
    for name, error in vars(protocol.errors).items()
    if isinstance(error, type)
    and issubclass(error, RemoteProtocolError)
    and error is not RemoteProtocolError
}
STATUSES = sorted({error.status for error in ERRORS.values()})

READS = re.compile(
    r"""query(?:_params)?\.get\(\s*["'](\w+)["']|headers\.get(?:list)?\(\s*["']([\w-]+)["']"""
)
NEGOTIATED = {"accept", "user-agent"}
"""What the media types of answers say, and what is noted and changes nothing."""


@pytest.mark.parametrize("path", sorted((ROOT / "server/api").glob("*.py")), ids=lambda p: p.stem)
def test_field_that_a_resource_reads_is_declared(path: Path) -> None:
    module = f"server.api.{path.stem}"
    ours = [one.operation for one in OPERATIONS if one.operation.handler.__module__ == module]
    declared = {f.name.lower() for each in ours for f in (*each.query, *each.headers)}
    read = {(query or header).lower() for query, header in READS.findall(path.read_text())}
    assert read - NEGOTIATED <= declared


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    """Those of a module, by how they are called.

    A method of Keeper is `keeper.get`, as what is of a class is mostly called like it; a class
    method is `Keeper.of`.
    """
    for scope in ast.walk(ast.parse(path.read_text())):
        for node in ast.iter_child_nodes(scope):
            if not isinstance(node, Function):
                continue
            if not isinstance(scope, ast.ClassDef):
                yield node.name, node
            elif node.decorator_list:
                yield f"{scope.name}.{node.name}", node
            else:
                yield f"{snake(scope.name)}.{node.name}", node


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def helpers() -> dict[str, Function]:
    """The functions of HELPERS."""
    paths = [ROOT / place for place in HELPERS]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))]
    return dict(pair for file in sorted(files) for pair in functions(file))


HELPED = helpers()

NEVER = {
    # Of sessions that there are already.
    "POST /v1/sessions": {"NotAllowed", "SessionFull"},
    # `receive` is that of ASGI there, and not that of uploads.
    "GET /v1/sessions/{id}/events": {"TooLarge", "TooSlow"},
    # They replace whatever version there is.
    "POST /v1/resumes": {"PreconditionFailed"},
    "POST /v1/documents": {"PreconditionFailed"},
}
"""What is found, and never raised."""


def named(text: str) -> set[str]:
    """The errors that a text names; their root are all."""
    found = {word for word in re.findall(r"\b[A-Z]\w+\b", text) if word in ERRORS}
    return set(ERRORS) if RemoteProtocolError.__name__ in text else found


class Raising:
    """Looks for what functions raise, by themselves and by what they call."""

    def __init__(self, known: dict[str, Function]) -> None:
        self._known = known
        self._seen = set[str]()

    def of(self, name: str) -> set[str]:
        """What the function of that name raises, and says that it does; nothing the second time."""
        if name not in self._known or name in self._seen:
            return set()
        self._seen.add(name)
        node = self._known[name]
        said = (ast.get_docstring(node) or "").partition("Raises ")[2]
        return named(said) | self._within(node, name.partition(".")[0])

    def _within(self, node: ast.AST, owner: str) -> set[str]:
        if isinstance(node, ast.Try):
            rest = (*node.handlers, *node.orelse, *node.finalbody)
            caught = set[str]().union(*map(_caught, node.handlers))
            return (self._all(node.body, owner) - caught) | self._all(rest, owner)
        found = self._all(ast.iter_child_nodes(node), owner)
        if isinstance(node, ast.Raise) and node.exc:
            found |= named(ast.unparse(node.exc).partition("(")[0])
        elif isinstance(node, ast.Call):
            found |= self.of(_callee(node, owner))
        return found

    def _all(self, nodes: Iterable[ast.AST], owner: str) -> set[str]:
        return set[str]().union(*(self._within(node, owner) for node in nodes))


def _caught(handler: ast.ExceptHandler) -> set[str]:
    """What goes no further than to this handler."""
    goes_on = any(isinstance(each, ast.Raise) for each in ast.walk(handler))
    return set() if goes_on or handler.type is None else named(ast.unparse(handler.type))


def _callee(call: ast.Call, owner: str) -> str:
    """The name of what a function of that class calls, as `functions` has it."""
    *place, name = ast.unparse(call.func).split(".")
    if place == ["self"]:
        return f"{owner}.{name}"
    return f"{place[-1].lstrip('_')}.{name}" if place else name


def errors_of(handler: Any) -> set[str]:
    """What a handler raises, and whatever it calls, in its module and in HELPERS."""
    known = HELPED | dict(functions(Path(inspect.getfile(handler))))
    return Raising(known).of(f"{snake(type(handler.__self__).__name__)}.{handler.__name__}")


@pytest.mark.parametrize("one", OVER_HTTP, ids=name)
def test_error_that_a_handler_may_raise_is_declared(one: Served) -> None:
    wanted = errors_of(one.operation.handler)
    told = {
        error for error in wanted if ERRORS[error].code in codes(where(one), ERRORS[error].status)
    }
    assert wanted - told <= NEVER.get(name(one), set())


def test_errors_that_a_handler_raises_are_found() -> None:
    (submit,) = [one for one in OVER_HTTP if one.path.endswith("/commands")]
    found = errors_of(submit.operation.handler)
    assert {"Forbidden", "TooSlow", "NotAllowed", "StorageFull", "Malformed"} <= found
    (edit,) = [one for one in OVER_HTTP if name(one) == "PUT /v1/resumes/{id}"]
    found = errors_of(edit.operation.handler)
    assert {"PreconditionFailed", "QuotaExceeded", "Overloaded"} <= found
