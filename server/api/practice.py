"""`/v1/me/practice`: what is remembered of the caller's practice, which is theirs to change."""

import time
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import PreconditionFailed, RateLimited, Unavailable
from server.admission.tokens import Identity
from server.http.operations import Answer, Operation, as_json
from server.http.requests import body_of, decode, json, resource
from server.http.uploads import declared_size
from server.http.versions import version_tag, versions_of
from server.intake.operations import ETAG, IF_MATCH, KEPT, MERGE_PATCH
from server.intake.refusals import not_kept
from server.intake.shelf import Intake
from server.practice.keeping import PracticeKeeper, Whose
from server.practice.record import ChangeOutline, PracticeChange, PracticeDocument, patched, shown

MOST_BYTES = 1024 * 1024
"""Of a change: all stories at their longest fit, in any script."""


def routes(intake: Intake, keeper: PracticeKeeper) -> list[BaseRoute]:
    """The routes of this resource."""
    practice = PracticeResource(intake, keeper)
    document = as_json(PracticeDocument)
    get = Operation(
        practice.get,
        scope="sessions:write",
        answers=(Answer(200, "What is remembered", document, (ETAG,)),),
        errors=(RateLimited, Unavailable),
    )
    change = Operation(
        practice.change,
        scope="sessions:write",
        headers=(IF_MATCH,),
        body={**as_json(PracticeChange), MERGE_PATCH: PracticeChange},
        answers=(Answer(200, "It, as it is now", document, (ETAG,)),),
        errors=(PreconditionFailed, *KEPT),
    )
    forget = Operation(
        practice.forget,
        scope="sessions:write",
        headers=(IF_MATCH,),
        answers=(Answer(204, "Nothing is remembered any more"),),
        errors=(PreconditionFailed, RateLimited, Unavailable),
    )
    return [resource("/me/practice", GET=get, PATCH=change, DELETE=forget)]


class PracticeResource:
    """The handlers. Each is about whoever calls, and about nobody else."""

    def __init__(self, intake: Intake, keeper: PracticeKeeper) -> None:
        self._intake = intake
        self._keeper = keeper

    async def get(self, request: Request) -> Response:
        """What is remembered of the caller's practice.

        Stories, weak points, questions that were asked, what to practise next, past interviews.
        """
        caller = await self._intake.identities.caller(request, safe=True)
        self._intake.reads.admit(caller)
        answer = await self._answer(caller)
        self._intake.reads.charge(caller, size=len(answer.body))
        return answer

    async def change(self, request: Request) -> Response:
        """Changes stories and exercise by a JSON Merge Patch (RFC 7396).

        What the caller has changed no later interview writes over. Without a condition (`If-Match`)
        it is a change of what there is by then.
        """
        caller = await self._intake.identities.caller(request, safe=False)
        with self._intake.uploads.begin(caller, declared_size(request)) as upload:
            raw = await body_of(request, MOST_BYTES)
            upload.grow(len(raw))
            decode(raw, ChangeOutline)
            patch: PracticeChange = decode(raw, PracticeChange)
            now_ms = time.time_ns() // 1_000_000
            why = await self._keeper.change(
                self._whose(caller),
                lambda record: patched(record, patch, now_ms),
                versions_of(request),
            )
        if why is not None:
            raise not_kept(why)
        return await self._answer(caller)

    async def forget(self, request: Request) -> Response:
        """Forgets all of it."""
        caller = await self._intake.identities.caller(request, safe=False)
        self._intake.uploads.admit_change(caller)
        await self._keeper.forget(self._whose(caller), versions_of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _whose(self, caller: Identity) -> Whose:
        return Whose(caller.user, caller.guest, self._intake.keeper.ends_ms(caller))

    async def _answer(self, caller: Identity) -> Response:
        record, found = await self._keeper.find(caller.user)
        document = shown(record, found.asked, found.version)
        return json(document, headers={"ETag": version_tag(found.version)})
