"""`/v1/kinds`: the kinds of session that this server has."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.kind.exports import Format
from agents.kind.kind import Kind
from agents.kind.roles import ROLES, RoleName
from protocol.catalogue import Text
from server.exports.formats import formats_here
from server.http.encodings import CONTENT_ENCODING, Encoded
from server.http.etags import ETAG, IF_NONE_MATCH
from server.http.languages import current_language
from server.http.operations import CONTENT_LANGUAGE, VARY, Answer, Operation, as_json
from server.http.requests import resource
from server.runs.answering import Answerer

PURPOSE = Text("purpose.statement")


class TaskDocument(msgspec.Struct):
    """Something that a kind asks of a model, and how far it gets without one."""

    step: str
    title: str
    offline: Literal["full", "partly", "none"]


class KindDocument(msgspec.Struct, rename="camel"):
    """A kind of session: JSON Schemas of its input, result and state, and its states as Mermaid.

    `batches`: many inputs may be done as one batch. `reads`: messages may bring documents.
    `practises`: sessions go by what the user has practised before, and take the option `gentle`.
    `exports` are the forms in which a session can be had as a file.
    """

    name: str
    version: int
    title: str
    description: str
    input: dict[str, Any]
    result: dict[str, Any] | None
    state_schema: dict[str, Any] | None
    graph: str
    batches: bool
    reads: bool
    practises: bool
    exports: list[Format]
    tasks: list[TaskDocument]

    @classmethod
    def of(cls, kind: Kind, language: str) -> "KindDocument":
        """The document of a kind, in a language."""
        return cls(
            name=kind.name,
            version=kind.version,
            title=kind.words("title", language),
            description=kind.words("description", language),
            input=kind.input_schema(),
            result=kind.result_schema(),
            state_schema=kind.state_schema(),
            graph=kind.graph(),
            batches=kind.batches,
            reads=kind.reads,
            practises=kind.practises,
            exports=list(formats_here(kind.formats)),
            tasks=[
                TaskDocument(task.step, kind.words(f"tasks.{task.name}", language), task.by_rule)
                for task in kind.asked.values()
            ],
        )


class ModelDocument(msgspec.Struct):
    """Who may answer, in people's words. `provider` is what `options.provider` asks for."""

    provider: str
    text: str


class KindList(msgspec.Struct):
    """Every kind of session, what the roles are called, and what all of it is for, and is not.

    `models`: the first one answers in sessions that ask for none, those that follow where it fails;
    `offline`, the last, is rules and no model.
    """

    purpose: str
    kinds: list[KindDocument]
    roles: dict[RoleName, str]
    models: list[ModelDocument]


def routes(
    kinds: Iterable[Kind], looked_up: Callable[[], None], answerers: Sequence[Answerer]
) -> list[BaseRoute]:
    """The routes of this resource. `looked_up` is told of each who asks: soon they will begin."""
    heads = (ETAG, CONTENT_LANGUAGE, VARY)
    list_ = Operation(
        Kinds(kinds, looked_up, answerers).list,
        headers=(IF_NONE_MATCH,),
        answers=(
            Answer(200, "The kinds", as_json(KindList), (*heads, CONTENT_ENCODING)),
            Answer(304, "They are as before", headers=heads),
        ),
        signed_in=False,
    )
    return [resource("/kinds", GET=list_)]


class Kinds:
    """The handlers. What they answer is made once for each language."""

    def __init__(
        self, kinds: Iterable[Kind], looked_up: Callable[[], None], answerers: Sequence[Answerer]
    ) -> None:
        self._kinds = tuple(kinds)
        self._answerers = answerers
        self._looked_up = looked_up
        self._bodies: dict[str, Encoded] = {}

    async def list(self, request: Request) -> Response:
        """Every kind of session that there is: what it takes, and what comes of it."""
        self._looked_up()
        language = current_language()
        body = self._bodies.get(language) or self._bodies.setdefault(language, self._in(language))
        # A kind that is there after a new start is to be seen.
        heads = {
            "Cache-Control": "no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return body.answer(request, heads)

    def _in(self, language: str) -> Encoded:
        kinds = [KindDocument.of(kind, language) for kind in self._kinds]
        roles = {role: Text(f"roles.{role}").to(language) for role in ROLES}
        models = [ModelDocument(one.provider, one.text.to(language)) for one in self._answerers]
        body = KindList(PURPOSE.to(language), kinds, roles, models)
        return Encoded(msgspec.json.encode(body), "application/json")
