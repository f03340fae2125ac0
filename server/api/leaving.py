"""`DELETE /v1/me` and `/v1/me/export`: all that the caller has is theirs to delete, and to take."""

import time
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import (
    CareerPilotError,
    Forbidden,
    RateLimited,
    Unavailable,
)
from server.accounts.deletion import Deletion
from server.accounts.logins import From
from server.accounts.sign_in import SignIn
from server.accounts.take_out import TakeOut
from server.admission.credentials import forget_cookies
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.recording import Recorder
from server.admission.tokens import Identity
from server.http.file_names import attachment
from server.http.http_protocol import CUT_OFF
from server.http.languages import current_language
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import body_of, decode, resource
from server.http.schemes import is_secure
from server.logs import get_logger

MAX_BODY = 8 * 1024

FRESH_S = 300
"""So old a token may be that deletes who has no password."""

AGAIN_MS = 10_000

ZIP = "application/zip"

DISPOSITION = Field("Content-Disposition", "That it is a file, and its name (RFC 6266)")

NO_COOKIE = Field("Set-Cookie", "The cookie of who is no more, taken back")

log = get_logger(__name__)


class Farewell(msgspec.Struct, forbid_unknown_fields=True):
    """The body of DELETE /v1/me: the password of who has one."""

    password: str = ""


def routes(
    identities: Identities,
    reads: Reads,
    deletion: Deletion,
    take_out: TakeOut,
    sign_in: SignIn,
    recorder: Recorder,
) -> list[BaseRoute]:
    """The routes of this resource."""
    leaving = Leaving(identities, reads, deletion, take_out, sign_in, recorder)
    delete = Operation(
        leaving.delete,
        body=as_json(Farewell),
        may_be_empty=True,
        answers=(
            Answer(202, "All of it is being deleted", headers=(NO_COOKIE,)),
            Answer(204, "All of it is deleted", headers=(NO_COOKIE,)),
        ),
        errors=(Forbidden, RateLimited, Unavailable),
    )
    export = Operation(
        leaving.export,
        answers=(Answer(200, "The archive", {ZIP: bytes}, (DISPOSITION,)),),
        errors=(Forbidden, RateLimited, Unavailable),
    )
    return [
        resource("/me/export", GET=export),
        resource("/me", DELETE=delete),
    ]


class Leaving:
    """The handlers. Each is about whoever calls, and about nobody else."""

    def __init__(
        self,
        identities: Identities,
        reads: Reads,
        deletion: Deletion,
        take_out: TakeOut,
        sign_in: SignIn,
        recorder: Recorder,
    ) -> None:
        self._identities = identities
        self._reads = reads
        self._deletion = deletion
        self._take_out = take_out
        self._sign_in = sign_in
        self._recorder = recorder
        self._exporting: set[str] = set()

    async def delete(self, request: Request) -> Response:
        """Deletes the caller: all that they have, and all that says that there was one.

        It ends what runs for them, and their connections. Who has a password gives it; who has none
        comes with a token of the last five minutes. It cannot be undone.
        """
        caller = await self._identities.caller(request, safe=False)
        self._reads.admit(caller)
        given: Farewell = decode(await body_of(request, MAX_BODY) or b"{}", Farewell)
        await self._prove(request, caller, given.password)
        self._note("account_deleted", caller, request)
        is_gone = await self._deletion.delete(caller.user)
        status = HTTPStatus.NO_CONTENT if is_gone else HTTPStatus.ACCEPTED
        response = Response(status_code=status)
        forget_cookies(response, secure=is_secure(request.scope))
        return response

    def _note(self, event: str, caller: Identity, request: Request) -> None:
        self._recorder.record(event, user=caller.user, scope=request.scope, outcome="ok")

    async def _prove(self, request: Request, caller: Identity, password: str) -> None:
        """Have the caller show that it is them. Raises Forbidden, and RateLimited."""
        account = await self._sign_in.find(caller)
        if account is not None:
            await self._sign_in.prove(account, password, From.of(request))
        elif time.time() - self._identities.issued_at(request) > FRESH_S:
            raise Forbidden(Text("errors.forbidden.not_fresh", minutes=FRESH_S // 60))

    async def export(self, request: Request) -> Response:
        """All that the caller has, as a ZIP file, which comes piece by piece.

        Conversations are in it as JSON and Markdown, and what is kept in all of its versions.
        """
        caller = await self._identities.caller(request, safe=True)
        self._reads.admit(caller)
        if caller.user in self._exporting:
            raise RateLimited(Text("errors.rate_limited.take_out"), retry_ms=AGAIN_MS)
        day = time.strftime("%Y-%m-%d", time.gmtime())
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": attachment(f"CareerPilot {day}.zip"),
        }
        if request.method == "HEAD":
            return Response(headers=headers, media_type=ZIP)
        self._note("data_exported", caller, request)
        cut_off = request.scope.get("extensions", {}).get(CUT_OFF)
        pieces = self._told(caller, self._take_out.pieces(caller.user, current_language()), cut_off)
        return StreamingResponse(pieces, headers=headers, media_type=ZIP)

    async def _told(
        self,
        caller: Identity,
        pieces: AsyncIterator[bytes],
        cut_off: Callable[[], None] | None,
    ) -> AsyncIterator[bytes]:
        """The pieces, each charged as it goes. Where there are no more of them before the end, the
        connection is cut off: nobody is to take a part for the whole.
        """
        if caller.user in self._exporting:
            return
        self._exporting.add(caller.user)
        try:
            async for piece in pieces:
                self._reads.charge(caller, size=len(piece))
                yield piece
        except CareerPilotError as error:
            log.warning("take_out_ended", why=type(error).__name__)
            if cut_off is None:
                raise
            cut_off()
        finally:
            self._exporting.discard(caller.user)
