"""`/v1/keys`: API keys, by which programs are let in."""

import time
import uuid
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import (
    Malformed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    StorageFull,
    Unavailable,
)
from server.admission.api_keys import ApiKeys
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.recording import Recorder
from server.admission.scopes import GIVEN
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import body_of, decode, json, resource, uuid_of
from store.api_keys.types import ApiKey

MAX_BODY = 4096
MOST_A_MINUTE = 60_000
LATEST = 253_402_300_799_000
"""The end of the year 9999, in ms since 1970."""

Given = Literal["sessions:read", "sessions:write", "resumes", "usage"]
"""The scopes that people may give: all but `admin`."""

ID = Field("id", "The key's id", uuid.UUID)


class NewKey(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A key that is to be made.

    `expiresAt` is when it ends (ms since 1970), `requestsPerMinute` how many requests it may make
    in a minute; without them it does not end, and has no limit besides the user's.
    """

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    scopes: Annotated[list[Given], Meta(min_length=1, max_length=len(GIVEN))]
    expires_at: Annotated[int, Meta(ge=0, le=LATEST)] | None = None
    requests_per_minute: Annotated[int, Meta(ge=1, le=MOST_A_MINUTE)] | None = None


class KeyDocument(msgspec.Struct, rename="camel"):
    """A key, without what is shown for it: `prefix` is how that begins.

    Times are in ms since 1970; `lastUsedAt` is right to a minute.
    """

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None
    requests_per_minute: int | None
    last_used_at: int | None


class MadeKey(KeyDocument):
    """A key that was just made, and what is shown for it: `key`, this once."""

    key: str


class KeyList(msgspec.Struct):
    """The keys that one has, the newest first."""

    keys: list[KeyDocument]


def routes(
    identities: Identities, reads: Reads, api_keys: ApiKeys, recorder: Recorder
) -> list[BaseRoute]:
    """The routes of this resource."""
    keys = Keys(identities, reads, api_keys, recorder)
    list_ = Operation(
        keys.list,
        answers=(Answer(200, "The keys", as_json(KeyList)),),
        errors=(RateLimited, Unavailable),
    )
    create = Operation(
        keys.create,
        body=as_json(NewKey),
        answers=(Answer(201, "The key, which is shown this once", as_json(MadeKey)),),
        errors=(QuotaExceeded, RateLimited, StorageFull, Unavailable),
    )
    delete = Operation(
        keys.delete,
        answers=(Answer(204, "It is valid no more, anywhere within a heartbeat"),),
        errors=(NotFound, RateLimited, Unavailable),
    )
    return [
        resource("/keys", GET=list_, POST=create),
        resource("/keys/{id}", ID, DELETE=delete),
    ]


class Keys:
    """The handlers. Each is for logins alone: an API key makes, shows and deletes none."""

    def __init__(
        self, identities: Identities, reads: Reads, api_keys: ApiKeys, recorder: Recorder
    ) -> None:
        self._identities = identities
        self._reads = reads
        self._api_keys = api_keys
        self._recorder = recorder

    async def list(self, request: Request) -> Response:
        """The caller's API keys, newest first."""
        caller = await self._identities.caller(request, safe=True)
        self._reads.admit(caller)
        found = await self._api_keys.of(caller)
        return json(KeyList([_document(one.key, one.used_at) for one in found]))

    async def create(self, request: Request) -> Response:
        """Makes an API key, which is shown in this answer and never again.

        Guests have none.
        """
        caller = await self._identities.caller(request, safe=False)
        self._reads.admit(caller)
        asked: NewKey = decode(await body_of(request, MAX_BODY), NewKey)
        scopes = [scope for scope in GIVEN if scope in asked.scopes]
        if asked.expires_at is not None and asked.expires_at <= time.time() * 1000:
            raise Malformed(Text("errors.malformed.key_expiry"))
        key, text = await self._api_keys.make(
            caller, asked.name, scopes, asked.expires_at, asked.requests_per_minute
        )
        self._recorder.record(
            "key_made", user=caller.user, scope=request.scope, outcome="ok", key=key.id
        )
        shown = _document(key, None)
        return json(MadeKey(**msgspec.structs.asdict(shown), key=text), 201)

    async def delete(self, request: Request) -> Response:
        """Deletes an API key. Connections that it opened are closed within a heartbeat."""
        caller = await self._identities.caller(request, safe=False)
        self._reads.admit(caller)
        id = uuid_of(request.path_params["id"])
        if id is None:
            raise NotFound(Text("errors.not_found.api_key"))
        await self._api_keys.delete(caller, id)
        self._recorder.record(
            "key_deleted", user=caller.user, scope=request.scope, outcome="ok", key=id
        )
        return Response(status_code=204)


def _document(key: ApiKey, used_at: int | None) -> KeyDocument:
    return KeyDocument(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=key.scopes,
        created_at=key.created_at,
        expires_at=key.expires_at,
        requests_per_minute=key.per_minute,
        last_used_at=used_at,
    )
