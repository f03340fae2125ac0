"""Tickets: whom they let in, once, where and from where."""

import math
import time
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.errors import NotSignedIn
from server.admission import tickets as module
from server.admission.tickets import Tickets
from server.admission.tokens import Identity
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.admission.requests import origin, request

SESSION = "0190f0c4-7d5a-7000-8000-000000000001"
OTHER = "0190f0c4-7d5a-7000-8000-000000000002"
PAGE = "https://page.example"


@dataclass
class Tried:
    """How a ticket is shown."""

    session: str = SESSION
    page: str | None = PAGE


def asked(page: str | None) -> dict[str, Any]:
    return request(*([origin(page)] if page else []), scheme="ws")


def identity(**changes: Any) -> Identity:
    return Identity("ada", False, time.time() + 60, 5.0)._replace(**changes)


@pytest.fixture
def tickets(store: Store) -> Tickets:
    return Tickets(store.tickets)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"guest": True, "plan": "guest"},
        {"login": "l1", "plan": "pro", "ends_at": time.time() + 9000},
        {"key": "k1", "scopes": frozenset({"sessions:read"}), "expires_at": math.inf},
    ],
)
async def test_ticket_lets_in_who_asked_for_it_as_they_were_known(
    changes: dict[str, Any], tickets: Tickets
) -> None:
    one = identity(**changes)
    ticket = await tickets.make(one, SESSION, asked(PAGE))
    assert await tickets.take(ticket, SESSION, asked(PAGE)) == one


async def test_ticket_for_no_session_is_for_any(tickets: Tickets) -> None:
    ticket = await tickets.make(identity(), "", asked(None))
    assert (await tickets.take(ticket, OTHER, asked(None))).user == "ada"


@pytest.mark.parametrize(
    "tried",
    [Tried(session=OTHER), Tried(page="https://other.example"), Tried(page=None)],
    ids=["another session", "another page", "no page"],
)
async def test_ticket_that_is_shown_elsewhere_is_refused_and_gone(
    tried: Tried, tickets: Tickets
) -> None:
    ticket = await tickets.make(identity(), SESSION, asked(PAGE))
    for one in (tried, Tried()):
        with pytest.raises(NotSignedIn, match="ticket"):
            await tickets.take(ticket, one.session, asked(one.page))


async def test_ticket_of_no_page_is_of_no_use_to_one(tickets: Tickets) -> None:
    ticket = await tickets.make(identity(), SESSION, asked(None))
    with pytest.raises(NotSignedIn):
        await tickets.take(ticket, SESSION, asked(PAGE))


async def test_ticket_is_of_use_once(tickets: Tickets) -> None:
    ticket = await tickets.make(identity(), SESSION, asked(PAGE))
    await tickets.take(ticket, SESSION, asked(PAGE))
    with pytest.raises(NotSignedIn):
        await tickets.take(ticket, SESSION, asked(PAGE))


async def test_ticket_does_not_outlive_the_sign_in(
    tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = identity()
    ticket = await tickets.make(ends, SESSION, asked(PAGE))
    monkeypatch.setattr(module.time, "time", lambda: ends.expires_at)
    with pytest.raises(NotSignedIn):
        await tickets.take(ticket, SESSION, asked(PAGE))


@pytest.mark.parametrize("ticket", ["", "x", "x" * 43, "x" * 100_000, "\ud800" * 43, "é" * 43])
async def test_text_that_is_no_ticket_is_refused(ticket: str, tickets: Tickets) -> None:
    with pytest.raises(NotSignedIn):
        await tickets.take(ticket, SESSION, asked(PAGE))


async def test_what_is_kept_of_a_ticket_is_not_what_is_shown(
    tickets: Tickets, redis: RedisServer
) -> None:
    ticket = await tickets.make(identity(), SESSION, asked(PAGE))
    assert ticket not in talk(redis.port, "KEYS", "*")
