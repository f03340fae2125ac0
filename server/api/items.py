"""`/v1/sessions/{id}/items`: what came of each input of a batch."""

from typing import get_args

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import Malformed, NotFound, Overloaded, RateLimited, Unavailable
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.http.operations import JSON, Answer, Field, Operation, as_json
from server.http.requests import (
    CURSOR,
    LIMIT,
    NO_SESSION,
    SESSION_ID,
    limit_of,
    resource,
    session_id,
)
from server.items import AT_ONCE, Item, ItemStatus, items_of, of_status, with_results
from store.store import Store

PAGE_BYTES = 1024 * 1024
"""A page ends when it has so many bytes, however many items it was to have."""

STATUS = Field("status", "Only those that stand so", ItemStatus)


class ItemList(msgspec.Struct, omit_defaults=True):
    """Items in the order of the input; `cursor` where there are more."""

    items: list[Item]
    cursor: str | None = None


def routes(identities: Identities, reads: Reads, store: Store) -> list[BaseRoute]:
    """The routes of this resource."""
    items = Items(identities, reads, store)
    list_ = Operation(
        items.list,
        scope="sessions:read",
        query=(STATUS, LIMIT, CURSOR),
        answers=(Answer(200, "The items", as_json(ItemList)),),
        errors=(NotFound, Malformed, RateLimited, Overloaded, Unavailable),
    )
    return [resource("/sessions/{id}/items", SESSION_ID, GET=list_)]


class Items:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, identities: Identities, reads: Reads, store: Store) -> None:
        self._identities = identities
        self._reads = reads
        self._store = store

    async def list(self, request: Request) -> Response:
        """The items of a batch with their results, each as soon as it is done.

        They stand in the order of the input. A session of another kind has none.
        """
        caller = await self._identities.caller(request, safe=True)
        session, query = session_id(request), request.query_params
        limit, after = limit_of(query.get("limit")), _after(query.get("cursor"))
        status = query.get("status")
        if status is not None and status not in get_args(ItemStatus):
            known = ", ".join(get_args(ItemStatus))
            raise Malformed(Text("errors.malformed.item_status", known=known))
        self._reads.admit(caller)
        found = await self._store.sessions.at_rest(session, caller.user)
        if found is None:
            raise NotFound(NO_SESSION)
        left = [item for item in of_status(items_of(found), status) if item.number > after]
        shown, size = list[bytes](), 0
        while left and len(shown) < limit and size < PAGE_BYTES:
            some = left[: min(AT_ONCE, limit - len(shown))]
            read = await with_results(self._store, caller.user, some)
            encoded = [msgspec.json.encode(item) for item in read]
            shown += encoded
            size += sum(map(len, encoded))
            after, left = some[-1].number, left[len(some) :]
        cursor = b',"cursor":"%d"' % after if left else b""
        self._reads.charge(caller, size=size)
        content = b'{"items":[%b]%b}' % (b",".join(shown), cursor)
        return Response(content, headers={"Cache-Control": "no-store"}, media_type=JSON)


def _after(cursor: str | None) -> int:
    """The number of the last item of the page before. Raises Malformed."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 6):
        raise Malformed(Text("errors.malformed.cursor"))
    return int(cursor)
