"""`/v1/sessions/{id}/export`: a session as a file."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from agents.kind.exports import ALWAYS, HANDED_IN, SET_HERE, Format
from agents.kind.kind import Kind
from protocol.catalogue import LANGUAGES, Text, lookup
from protocol.errors import (
    Malformed,
    NotAcceptable,
    NotFinished,
    NotFound,
    Overloaded,
    RateLimited,
    RemoteProtocolError,
    Unavailable,
)
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.exports import session as documents
from server.exports.calendar import calendar
from server.exports.fonts import NoFont
from server.exports.formats import (
    CALENDAR,
    CSV,
    DOCX,
    FILES,
    HTML,
    JSON,
    MARKDOWN,
    PDF,
    formats_here,
)
from server.exports.handed_in.handed import resume_named
from server.exports.html import SIZES, Look, Paper, policy
from server.exports.json_resume import json_resume
from server.http.accept import chosen
from server.http.file_names import attachment
from server.http.http_protocol import CUT_OFF
from server.http.languages import current_language
from server.http.operations import CONTENT_LANGUAGE, SCHEMAS, VARY, Answer, Field, Operation
from server.http.requests import NO_SESSION, SESSION_ID, resource, session_id
from server.logs import get_logger
from server.runs.helper import Helper
from server.session_files import (
    HANDED,
    Changed,
    Export,
    ExportedSession,
    Pieces,
    SessionFiles,
    each,
)
from server.stored import language_of
from store.sessions.types import Info
from store.store import Store

FORMAT = Field(
    "format",
    "Which form of it; without one `Accept` chooses",
    Literal[tuple(FILES)],
)
PAPER = Field(
    "paper",
    "Of HTML, DOCX and PDF: for which paper; else what the input says, or that of its country",
    Literal[tuple(SIZES)],
)
LANGUAGE = Field("language", "A language tag (BCP 47) of its titles; else the session's")
DISPOSITION = Field("Content-Disposition", "That it is a file, and its name (RFC 6266)")

log = get_logger(__name__)


def _json_schema() -> dict[str, Any]:
    """What JSON may be: the session or, in `resume.json`, a résumé."""
    template = SCHEMAS + "{name}"
    _, found = msgspec.json.schema_components([ExportedSession], ref_template=template)
    return {"anyOf": [found[ExportedSession.__name__], {"type": "object", "required": ["meta"]}]}


ExportedJson = Annotated[Any, msgspec.Meta(extra_json_schema=_json_schema())]


def routes(
    identities: Identities, reads: Reads, store: Store, kinds: Iterable[Kind], helper: Helper
) -> list[BaseRoute]:
    """The routes of this resource."""
    exports = Exports(identities, reads, store, {kind.name: kind for kind in kinds}, helper)
    get = Operation(
        exports.get,
        scope="sessions:write",
        query=(FORMAT, PAPER, LANGUAGE),
        answers=(
            Answer(
                200,
                "The file",
                {
                    JSON: ExportedJson,
                    MARKDOWN: str,
                    HTML: str,
                    DOCX: bytes,
                    PDF: bytes,
                    CALENDAR: str,
                    CSV: str,
                },
                (DISPOSITION, CONTENT_LANGUAGE, VARY),
            ),
        ),
        errors=(
            Malformed,
            NotFound,
            NotAcceptable,
            NotFinished,
            RateLimited,
            Overloaded,
            Unavailable,
        ),
    )
    return [resource("/sessions/{id}/export", SESSION_ID, GET=get)]


class Exports:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(
        self,
        identities: Identities,
        reads: Reads,
        store: Store,
        kinds: Mapping[str, Kind],
        helper: Helper,
    ) -> None:
        self._identities = identities
        self._reads = reads
        self._store = store
        self._kinds = kinds
        self._files = SessionFiles(store, kinds, helper)

    async def get(self, request: Request) -> Response:
        """A session as a file: what its runs that have ended left, in one of the kind's forms.

        `json` is all of it, `md` the result and the conversation; others are made of the result. It
        comes piece by piece, and ends in the midst where the session changes meanwhile.
        """
        caller = await self._identities.caller(request, safe=True)
        session = session_id(request)
        paper = _paper(request.query_params.get("paper"))
        self._reads.admit(caller)
        found = await self._store.sessions.at_rest(session, caller.user)
        if found is None:
            raise NotFound(NO_SESSION)
        kind = self._kinds.get(found.info.kind)
        form = wanted(request, kind.formats if kind else ALWAYS)
        export = Export.of(found, kind, _language(request, found.info))
        handed = await self._handed_in(form, export, caller, paper)
        pieces: Pieces = (
            each(handed.data) if handed else await self._pieces(form, export, caller, paper)
        )
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": attachment(export.name(FILES[form], handed)),
            "Vary": "Accept, Accept-Language",
        }
        if form in ("md", "html", "ics"):
            headers["Content-Language"] = handed.language if handed else export.head.language
        if form == "html":
            look: Look = "handed" if handed else "report"
            headers["Content-Security-Policy"] = policy(paper or export.paper, look)
        if request.method == "HEAD":
            await pieces.aclose()
            pieces = each()
        cut_off = request.scope.get("extensions", {}).get(CUT_OFF)
        content = self._told(pieces, session, caller, cut_off)
        return StreamingResponse(content, headers=headers, media_type=FILES[form].media_type)

    async def _handed_in(
        self, form: Format, export: Export, caller: Identity, paper: Paper | None
    ) -> documents.HandedFile | None:
        """The document that is handed in, where the form is that. Raises NotFinished and
        NotAcceptable.
        """
        if form not in HANDED or not export.is_handed_in:
            return None
        if export.part(form) is None:
            raise NotFinished(Text("errors.not_finished.export", format=form))
        ref = resume_named(export.result or {}, export.info.input)
        resume = ref and await self._store.holdings.get("resumes", caller.user, ref.id, ref.version)
        stored = resume.entry.head if resume else None
        given = (export.head, export.result, export.info.input, paper, stored)
        try:
            return await self._files.made(caller.user, export, HANDED[form], *given)
        except NoFont:
            raise NotAcceptable(Text("errors.not_acceptable.letters")) from None

    async def _pieces(
        self, form: Format, export: Export, caller: Identity, paper: Paper | None
    ) -> Pieces:
        """The file piece by piece; whatever may be refused is refused before the first."""
        if form not in ALWAYS and export.part(form) is None:
            raise NotFinished(Text("errors.not_finished.export", format=form))
        head, files, user = export.head, self._files, caller.user
        result, schema = export.result, export.schema
        match form:
            case "json":
                return files.json(export, user)
            case "csv":
                return files.csv(export, user)
            case "md":
                return await files.markdown(export, user)
            case "html":
                size = paper or export.paper
                made = await files.made(user, export, documents.printed, head, result, schema, size)
            case "ics":
                made = await files.made(user, export, calendar, result, export.made, head.names)
            case _:
                part = export.part(form)
                made = await files.made(user, export, json_resume, part, head.day)
        return each(made)

    async def _told(
        self,
        pieces: Pieces,
        session: str,
        caller: Identity,
        cut_off: Callable[[], None] | None,
    ) -> AsyncIterator[bytes]:
        """The pieces, each charged as it goes. Where there are no more of them before the end, the
        connection is cut off: nobody is to take a part for the whole.
        """
        try:
            async for piece in pieces:
                self._reads.charge(caller, size=len(piece))
                if piece:
                    yield piece
        except (Changed, RemoteProtocolError) as error:
            log.warning("export_ended", session=session, why=type(error).__name__)
            if cut_off is None:
                raise
            cut_off()


def _language(request: Request, info: Info) -> str:
    """In which language titles are: what is asked for, else the session's, else the caller's."""
    asked = request.query_params.get("language") or language_of(info)
    return (lookup(asked, LANGUAGES) if asked else None) or current_language()


def _paper(asked: str | None) -> Paper | None:
    """The paper that is asked for, if any. Raises Malformed."""
    if asked is None:
        return None
    found = next((paper for paper in SIZES if paper == asked), None)
    if found is None:
        raise Malformed(Text("errors.malformed.paper", names=", ".join(SIZES)))
    return found


def wanted(request: Request, formats: Iterable[Format]) -> Format:
    """The form that is asked for. Raises NotAcceptable."""
    known = {name: FILES[name] for name in formats_here(tuple(formats))}
    asked = request.query_params.get("format")
    if asked is None:
        types = {file.media_type: name for name, file in known.items() if file.negotiable}
        media_type = chosen(list(types), request.headers.getlist("accept"))
        found = types.get(media_type) if media_type else None
    else:
        found = next((name for name in known if name == asked), None)
    if found is None:
        names = ", ".join(known)
        why = Text("errors.not_acceptable.export", names=names)
        if asked == SET_HERE and HANDED_IN in known:
            why = Text("errors.not_acceptable.pdf", names=names)
        raise NotAcceptable(why, details={"formats": list(known)})
    return found
