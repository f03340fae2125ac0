"""OpenAPI says of every route what it takes and gives, and it is OpenAPI."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

import protocol.errors
from protocol.errors import NotFound, RemoteProtocolError
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
    "server/admission", "server/http", "server/intake", "server/streams",
    "server/followers/unfolding.py", "server/message_page.py", "protocol/cursor.py",
    "protocol/codec.py",
]  # fmt: skip
"""Where the functions are that handlers leave things to, and that say what they raise."""


def where(one: Served) -> str:
    return f"/paths/{escaped(one.path)}/{one.method.lower()}"


def name(one: Served) -> str:
    return f"{one.method} {one.path}"


def test_document_is_openapi() -> None:
    assert document()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
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


def test_who_must_be_signed_in_is_told_how() -> None:
    schemes = document()["components"]["securitySchemes"]
    for one in OPERATIONS:
        needed = [name for way in at(document(), where(one))["security"] for name in way]
        assert set(needed) == (set(schemes) if one.operation.signed_in else set())
    open_ = {one.path for one in OPERATIONS if not one.operation.signed_in}
    assert {path for path in open_ if path.startswith("/v1/")} == {"/v1/auth/guest", "/v1/kinds"}


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
NEGOTIATED = {"accept"}
"""What the media types of answers say."""


@pytest.mark.parametrize("path", sorted((ROOT / "server/api").glob("*.py")), ids=lambda p: p.stem)
def test_field_that_a_resource_reads_is_declared(path: Path) -> None:
    module = f"server.api.{path.stem}"
    ours = [one.operation for one in OPERATIONS if one.operation.handler.__module__ == module]
    declared = {f.name.lower() for each in ours for f in (*each.query, *each.headers)}
    read = {(query or header).lower() for query, header in READS.findall(path.read_text())}
    assert read - NEGOTIATED <= declared


def raised(text: str) -> set[str]:
    """The errors in what a function says that it raises, or does raise."""
    return {word for word in re.findall(r"\b[A-Z]\w+\b", text) if word in ERRORS}


def promises() -> dict[str, set[str]]:
    """By the names of the helpers' functions, what they say that they raise.

    Class methods have the name of their class before their own, as where they are called.
    """
    found: dict[str, set[str]] = {}
    for place in HELPERS:
        files = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py"))
        for file in files:
            for scope in ast.walk(ast.parse(file.read_text())):
                for node in _functions(scope):
                    said = (ast.get_docstring(node) or "").partition("Raises ")[2]
                    name = node.name
                    if isinstance(scope, ast.ClassDef) and node.decorator_list:
                        name = f"{scope.name}.{name}"
                    found.setdefault(name, set()).update(raised(said) | _raises(node))
    return found


def _functions(scope: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    children = ast.iter_child_nodes(scope)
    return [node for node in children if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _raises(node: ast.AST) -> set[str]:
    """What is raised in it."""
    inner = (each.exc for each in ast.walk(node) if isinstance(each, ast.Raise) and each.exc)
    return {word for exc in inner for word in raised(ast.unparse(exc).partition("(")[0])}


def _calls(node: ast.AST) -> set[str]:
    """The names of what is called in it, each with and without what stands before its dot."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    words = [ast.unparse(func).split(".") for func in calls]
    return {".".join(each[-length:]) for each in words for length in (1, 2)}


PROMISES = promises()

NEVER = {"POST /v1/sessions": {"NotAllowed", "SessionFull"}}
"""What helpers raise for others: these are for sessions that there are already."""


def errors_of(handler: Any) -> set[str]:
    """What a handler raises, and what it leaves things to, inside of its module too."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(handler)))  # type: ignore[arg-type]
    own = {node.name: node for scope in ast.walk(tree) for node in _functions(scope)}
    found: set[str] = set()
    seen, left = set[str](), [ast.parse(textwrap.dedent(inspect.getsource(handler)))]
    while left:
        node = left.pop()
        found |= _raises(node)
        for called in _calls(node) - seen:
            seen.add(called)
            found |= PROMISES.get(called, set())
            # The public ones are handlers: `list` is mostly Python's.
            if called in own and called.startswith("_"):
                left.append(own[called])  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("one", OVER_HTTP, ids=name)
def test_error_that_a_handler_may_raise_is_declared(one: Served) -> None:
    wanted = errors_of(one.operation.handler)
    told = {
        error for error in wanted if ERRORS[error].code in codes(where(one), ERRORS[error].status)
    }
    assert wanted - told == NEVER.get(name(one), set())


def test_errors_that_a_handler_raises_are_found() -> None:
    (submit,) = [one for one in OVER_HTTP if one.path.endswith("/commands")]
    found = errors_of(submit.operation.handler)
    assert {"Forbidden", "TooSlow", "NotAllowed", "StorageFull", "Malformed"} <= found
    assert "Gap" not in found
    assert raised("Raises NotFound, and nothing else.") == {NotFound.__name__}
