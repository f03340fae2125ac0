"""`/v1/kinds`: the kinds of session that this server has."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.kind.kind import Kind
from agents.kind.roles import ROLES
from protocol.catalogue import Text
from server.http.languages import current_language
from server.http.requests import json, resource


def routes(kinds: Iterable[Kind]) -> list[BaseRoute]:
    """The routes of this resource."""
    return [resource("/kinds", GET=Kinds(kinds).list)]


class Kinds:
    """The handlers."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = tuple(kinds)

    async def list(self, request: Request) -> Response:
        """GET /v1/kinds: what people read of them is in the language that the request accepts."""
        language = current_language()
        kinds = [
            {
                "name": kind.name,
                "version": kind.version,
                "title": kind.words("title", language),
                "description": kind.words("description", language),
                "input": kind.input_schema(),
                "result": kind.result_schema(),
                "stateSchema": kind.state_schema(),
                "graph": kind.graph(),
                "tasks": [
                    {
                        "step": task.step,
                        "title": kind.words(f"tasks.{task.name}", language),
                        "offline": task.by_rule,
                    }
                    for task in kind.asked.values()
                ],
            }
            for kind in self._kinds
        ]
        roles = {role: Text(f"roles.{role}").to(language) for role in ROLES}
        return json({"kinds": kinds, "roles": roles}, headers={"Content-Language": language})
