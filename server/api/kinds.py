"""`/v1/kinds`: the kinds of session that this server has."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.kind.kind import Kind
from server.http.requests import json, resource


def routes(kinds: Iterable[Kind]) -> list[BaseRoute]:
    """The routes of this resource."""
    return [resource("/kinds", GET=Kinds(kinds).list)]


class Kinds:
    """The handlers."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = tuple(kinds)

    async def list(self, request: Request) -> Response:
        """GET /v1/kinds"""
        kinds = [
            {
                "name": kind.name,
                "version": kind.version,
                "title": kind.title,
                "description": kind.description,
                "input": kind.input_schema(),
                "result": kind.result_schema(),
                "stateSchema": kind.state_schema(),
                "graph": kind.graph(),
                "tasks": [
                    {"step": task.step, "title": task.title, "offline": task.by_rule}
                    for task in kind.asked.values()
                ],
            }
            for kind in self._kinds
        ]
        return json({"kinds": kinds})
