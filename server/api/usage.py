"""`/v1/me/usage`: what the caller has used, what is left of it, and when there is more."""

from datetime import UTC, date, datetime
from typing import Any, cast, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import Text
from protocol.errors import Malformed, RateLimited, Unavailable
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import json, resource
from server.limits.limits import REQUESTS, Limits
from server.usage.quota import Left, ResetsAt, UsageQuota
from server.usage.summary import By, UsageEntry, summed
from store.usage.usage import Usage

MOST_DAYS = 366
"""So many are summed up at once."""


class UsageReport(msgspec.Struct, rename="camel"):
    """What was used from one day to another, what is left now, and when there is more."""

    usage: list[UsageEntry]
    left: Left
    resets_at: ResetsAt


FROM = Field("from", "The first day (UTC); without it the first of the month of `to`", date)
TO = Field("to", "The last day (UTC); without it today", date)
BY = Field("by", "What is summed up: each day (the default), kind of session or model", By)


def routes(
    identities: Identities, reads: Reads, usage: Usage, quota: UsageQuota, limits: Limits
) -> list[BaseRoute]:
    """The routes of this resource."""
    report = Operation(
        UsageResource(identities, reads, usage, quota, limits).get,
        query=(FROM, TO, BY),
        answers=(Answer(200, "What was used", as_json(UsageReport)),),
        errors=(Malformed, RateLimited, Unavailable),
        scope="usage",
    )
    return [resource("/me/usage", GET=report)]


class UsageResource:
    """The handler. It is about whoever calls, and about nobody else."""

    def __init__(
        self,
        identities: Identities,
        reads: Reads,
        usage: Usage,
        quota: UsageQuota,
        limits: Limits,
    ) -> None:
        self._identities = identities
        self._reads = reads
        self._usage = usage
        self._quota = quota
        self._limits = limits

    async def get(self, request: Request) -> Response:
        """What the caller has used, what is left, and when there is more.

        It is kept for 400 days. Days and months are those of UTC, by which quotas start anew.
        """
        caller = await self._identities.caller(request, safe=True)
        self._reads.admit(caller)
        query = request.query_params
        last = _day(query.get("to")) or datetime.now(UTC).date()
        first = _day(query.get("from")) or last.replace(day=1)
        by = query.get("by", "day")
        if by not in get_args(By):
            raise Malformed(Text("errors.malformed.usage_by"))
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Malformed(Text("errors.malformed.usage_days", most=MOST_DAYS))
        rows = await self._usage.between(caller.user, str(first), str(last))
        left, resets_at = await self._quota.standing(caller)
        requests = (await self._limits.left(caller, [REQUESTS])).get(REQUESTS)
        left.requests_today = requests.left if requests else None
        answer = json(UsageReport(summed(rows, cast("By", by)), left, resets_at))
        self._reads.charge(caller, size=len(answer.body))
        return answer


def _day(text: str | None) -> date | None:
    """A day of a query. Raises Malformed."""
    if text is None:
        return None
    try:
        found: Any = msgspec.convert(text, date)
    except msgspec.ValidationError:
        raise Malformed(Text("errors.malformed.usage_day")) from None
    return cast("date", found)
