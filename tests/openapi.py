"""The OpenAPI document, and answers that are held against it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from server.reference.__main__ import described

Json = dict[str, Any]

FRAMING = {
    "allow", "connection", "content-length", "content-type", "date", "keep-alive", "server",
    "transfer-encoding", "via",
}  # fmt: skip
"""Fields of HTTP itself, which OpenAPI leaves to it."""

HOME = "urn:openapi"

MOST = 200_000
"""Bytes of a body that is looked at."""


@cache
def validator(pointer: str) -> Draft202012Validator:
    """Of the schema at that place of the document."""
    home = Resource.from_contents(document(), default_specification=DRAFT202012)
    registry = Registry().with_resource(HOME, home)
    return Draft202012Validator({"$ref": f"{HOME}#{pointer}"}, registry=registry)


def at(document: Any, pointer: str) -> Any:
    """What is there (RFC 6901)."""
    for part in pointer.split("/")[1:]:
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


@cache
def document() -> Json:
    """The document of a server with the kinds that tests have."""
    found: Json = json.loads(described(("tests.chaos.kinds", "bench.kinds")))
    return found


@cache
def templates() -> list[tuple[re.Pattern[str], str]]:
    """A pattern for each path of the document; those that name more of it come first."""
    paths = sorted(document()["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in paths]


def operation(answer: httpx.Response) -> str | None:
    """Where the document has the operation that was asked; None where it has none."""
    path = answer.request.url.path
    found = next((name for pattern, name in templates() if pattern.fullmatch(path)), None)
    method = answer.request.method.replace("HEAD", "GET").lower()
    if found is None or method not in document()["paths"][found]:
        return None
    return f"/paths/{escaped(found)}/{method}"


def check(answer: httpx.Response) -> None:
    """Hold an answer against the document: status, head, and the body where it is JSON and small.

    What is not in it is no operation (404, 405), or a page. To be a hook of a client: so it is with
    those of tests/server/calls.py.
    """
    asked, status = answer.request.method, str(answer.status_code)
    # Browsers ask OPTIONS of CORS, and event streams have no HEAD.
    if asked == "OPTIONS" or (asked, status) == ("HEAD", "405"):
        return
    where = operation(answer)
    if where is None:
        path = answer.request.url.path
        assert status in ("404", "405") or not re.match(r"/(?:v1|health)/|/\w+\.json$", path)
        return
    responses = at(document(), where)["responses"]
    assert status in responses, f"{status} is not declared of {where}: {answer.read()!r}"
    place = f"{where}/responses/{status}"
    if "$ref" in responses[status]:
        place = responses[status]["$ref"].removeprefix("#")
    _check_response(answer, place)


def _check_response(answer: httpx.Response, place: str) -> None:
    response = at(document(), place)
    declared = {name.lower() for name in response["headers"]} | FRAMING
    found = {name for name in answer.headers if not name.startswith("access-control-")}
    found -= {"vary"} if answer.headers.get("vary") == "Origin" else set()  # that is of CORS, too
    assert found <= declared, f"{found - declared} are not declared at {place}"
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    content = response.get("content", {})
    assert media_type in content if media_type else not content, place
    size = int(answer.headers.get("content-length", MOST))
    if media_type.endswith("json") and answer.request.method != "HEAD" and size < MOST:
        answer.read()
        validator(f"{place}/content/{escaped(media_type)}/schema").validate(answer.json())


def codes(where: str, status: int) -> set[str]:
    """The codes that an operation is declared to give under this status."""
    response = at(document(), where)["responses"].get(str(status), {})
    if "$ref" in response:
        response = at(document(), response["$ref"].removeprefix("#"))
    return set(re.findall(r"`(\w+)`", response.get("description", "")))


def references(node: Any) -> Iterator[str]:
    """Every reference in a document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    if isinstance(node, list):
        for value in node:
            yield from references(value)
