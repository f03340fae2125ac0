"""`/v1/kinds`: the kinds of session that this server has."""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.kind.kind import Kind
from server.http.operations import Answer, Operation, as_json
from server.http.requests import json, resource


class TaskDocument(msgspec.Struct):
    """Something that a kind asks of a model, and how far it gets without one."""

    step: str
    title: str
    offline: Literal["full", "partly", "none"]


class KindDocument(msgspec.Struct, rename="camel"):
    """A kind of session: JSON Schemas of its input, result and state, and its states as Mermaid."""

    name: str
    version: int
    title: str
    description: str
    input: dict[str, Any]
    result: dict[str, Any] | None
    state_schema: dict[str, Any] | None
    graph: str
    tasks: list[TaskDocument]

    @classmethod
    def of(cls, kind: Kind) -> "KindDocument":
        """The document of a kind."""
        return cls(
            name=kind.name,
            version=kind.version,
            title=kind.title,
            description=kind.description,
            input=kind.input_schema(),
            result=kind.result_schema(),
            state_schema=kind.state_schema(),
            graph=kind.graph(),
            tasks=[TaskDocument(t.step, t.title, t.by_rule) for t in kind.asked.values()],
        )


class KindList(msgspec.Struct):
    """Every kind of session."""

    kinds: list[KindDocument]


def routes(kinds: Iterable[Kind]) -> list[BaseRoute]:
    """The routes of this resource."""
    list_ = Operation(
        Kinds(kinds).list,
        answers=(Answer(200, "The kinds", as_json(KindList)),),
        signed_in=False,
    )
    return [resource("/kinds", GET=list_)]


class Kinds:
    """The handlers."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = tuple(kinds)

    async def list(self, request: Request) -> Response:
        """Every kind of session that there is: what it takes, and what comes of it."""
        return json(KindList([KindDocument.of(kind) for kind in self._kinds]))
