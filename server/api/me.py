"""`/v1/me`: who the caller is, and what they have said of themselves."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import Forbidden, RateLimited, Unavailable
from server.accounts.logins import plan_of
from server.accounts.profiles import Profiles, Setting
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.http.operations import Answer, Operation, as_json
from server.http.requests import body_of, decode, json, resource
from server.intake.operations import MERGE_PATCH
from server.settings.plans import Plan
from store.accounts.types import Account

MAX_BODY = 32 * 1024


class Me(msgspec.Struct, rename="camel", omit_defaults=True):
    """Who the caller is. What is missing is not known; of a guest that is nearly everything.

    `createdAt` is in ms since 1970. `settings` are the client's own, as it left them.
    """

    id: str
    guest: bool
    plan: Plan
    email: str = ""
    name: str = ""
    language: str = ""
    country: str = ""
    time_zone: str = ""
    settings: dict[str, Setting] = {}
    created_at: int = 0


class MyChange(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A JSON Merge Patch (RFC 7396): what is not there stays, null takes away.

    `language` is a tag of BCP 47, `country` a code of ISO 3166-1, `timeZone` a name of the IANA's
    time zone database. `settings` are whatever a client keeps of how its user likes it, 50 of them,
    4 KiB in all.
    """

    name: Annotated[str, Meta(max_length=200)] | UnsetType | None = UNSET
    language: Annotated[str, Meta(max_length=35)] | UnsetType | None = UNSET
    country: Annotated[str, Meta(max_length=2)] | UnsetType | None = UNSET
    time_zone: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    settings: (
        dict[Annotated[str, Meta(min_length=1, max_length=64)], Setting] | UnsetType | None
    ) = UNSET


def routes(identities: Identities, reads: Reads, profiles: Profiles) -> list[BaseRoute]:
    """The routes of this resource."""
    me = MeResource(identities, reads, profiles)
    document = as_json(Me)
    get = Operation(
        me.get, answers=(Answer(200, "The caller", document),), errors=(RateLimited, Unavailable)
    )
    change = Operation(
        me.change,
        body={**as_json(MyChange), MERGE_PATCH: MyChange},
        answers=(Answer(200, "The caller, as they are now", document),),
        errors=(Forbidden, RateLimited, Unavailable),
    )
    return [resource("/me", GET=get, PATCH=change)]


class MeResource:
    """The handlers. Each is about whoever calls, and about nobody else."""

    def __init__(self, identities: Identities, reads: Reads, profiles: Profiles) -> None:
        self._identities = identities
        self._reads = reads
        self._profiles = profiles

    async def get(self, request: Request) -> Response:
        """Who the caller is."""
        caller = await self._identities.caller(request, safe=True)
        self._reads.admit(caller)
        return json(_shown(caller, await self._profiles.of(caller)))

    async def change(self, request: Request) -> Response:
        """Changes what the caller has said of themselves, who has an account."""
        caller = await self._identities.caller(request, safe=False)
        self._reads.admit(caller)
        asked: MyChange = decode(await body_of(request, MAX_BODY), MyChange)
        given = {
            name: value
            for name in asked.__struct_fields__
            if (value := getattr(asked, name)) is not UNSET
        }
        return json(_shown(caller, await self._profiles.change(caller, given)))


def _shown(caller: Identity, account: Account | None) -> Me:
    if account is None:
        return Me(caller.user, caller.guest, caller.plan)
    return Me(
        account.id,
        False,
        plan_of(account),
        account.email,
        account.name,
        account.language,
        account.country,
        account.time_zone,
        msgspec.json.decode(account.settings) if account.settings else {},
        account.created,
    )
