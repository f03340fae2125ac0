"""`careerpilot users`: who has an account; another plan for one, a link for a forgotten password.

It works on the Redis itself: whoever may use that runs the server.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime

from protocol.errors import CareerPilotError, Malformed
from server.settings.plans import PLANS
from server.settings.settings import Settings
from store.accounts.types import Account
from store.errors import StoreUnavailable
from store.store import Store

PAGE = 200
"""Accounts that are read at once."""

GIVEN = tuple(plan for plan in PLANS if plan != "guest")
"""The plans that an account may have."""

HEAD = ("e-mail", "plan", "since", "id")


class NoAccount(CareerPilotError):
    """There is none by that address or id."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "list accounts, give one another plan, or make a link for a forgotten password"
    parser = commands.add_parser("users", help=help, description=help)
    acts = parser.add_subparsers(title="acts", required=True)
    listing = acts.add_parser("list", help="list the accounts, the newest first")
    listing.set_defaults(command=run, act=_list)
    listing.add_argument("--json", action="store_true", help="print them as JSON, one a line")
    plan = acts.add_parser("plan", help="give an account another plan")
    plan.set_defaults(command=run, act=_plan)
    plan.add_argument("user", metavar="EMAIL|ID")
    plan.add_argument("plan", choices=GIVEN)
    reset = acts.add_parser("reset", help="make a link that sets a forgotten password anew, once")
    reset.set_defaults(command=run, act=_reset)
    reset.add_argument("user", metavar="EMAIL|ID")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for; returns the exit status."""
    try:
        asyncio.run(_on_store(Settings.load(), options))
    except StoreUnavailable as exc:
        print(f"Redis is away: {exc.reason}", file=sys.stderr)
        return 1
    except CareerPilotError as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


async def _on_store(settings: Settings, options: argparse.Namespace) -> None:
    from store.keys import use_prefix
    from store.redis.embedded import Embedded

    act: Callable[[Settings, Store, argparse.Namespace], Awaitable[None]] = options.act
    storage = settings.storage
    use_prefix(storage.key_prefix)
    embedded = None if storage.redis_url else Embedded.start(storage.data_dir)
    store = Store(embedded.url if embedded else storage.redis_url or "")
    try:
        await act(settings, store, options)
    finally:
        await store.close()
        if embedded:
            embedded.stop()


async def _list(settings: Settings, store: Store, options: argparse.Namespace) -> None:
    found = [account async for account in _all(store)]
    if options.json:
        for account in found:
            print(json.dumps(_shown(account), ensure_ascii=False))
    else:
        print("\n".join(table(found)))


async def _all(store: Store) -> AsyncIterator[Account]:
    """Every account, the newest first."""
    after = None
    while page := await store.accounts.listed(after, PAGE):
        for user, _ in page:
            if account := await store.accounts.get(user):
                yield account
        user, since = page[-1]
        after = (since, user)


def _shown(account: Account) -> dict[str, str]:
    since = datetime.fromtimestamp(account.created / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    return {"email": account.email, "plan": account.plan, "since": since, "id": account.id}


def table(accounts: list[Account]) -> Iterator[str]:
    """Lines: a head, and one for each account."""
    rows = [HEAD, *(tuple(_shown(account).values()) for account in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


async def _plan(settings: Settings, store: Store, options: argparse.Namespace) -> None:
    account = await _account(store, options.user)
    await store.accounts.set_plan(account.id, options.plan)
    await _noted(settings, store, "plan_changed", account, plan=options.plan, before=account.plan)
    print(f"{account.email} has the plan {options.plan} now; it was {account.plan}.")


async def _reset(settings: Settings, store: Store, options: argparse.Namespace) -> None:
    from server.accounts.sign_in import RESET_S, new_link

    account = await _account(store, options.user)
    token = await new_link(store.accounts, account.id)
    await _noted(settings, store, "reset_made", account)
    print(f"{settings.access.url or settings.listen.url}/#reset={token}")
    minutes = RESET_S // 60
    print(
        f"Whoever opens this sets the password of {account.email} anew: once, within {minutes} "
        "minutes. Hand it to its owner, and to nobody else.",
        file=sys.stderr,
    )


async def _noted(
    settings: Settings, store: Store, event: str, account: Account, **facts: str
) -> None:
    """Write in the audit what an operator did to an account."""
    from server.audit import Audit

    audit = Audit(store.audit, settings.audit.events, settings.lifetimes.guest_seconds * 1000)
    audit.record(event, user=account.id, scope=None, outcome="ok", **facts)
    await audit.close()


async def _account(store: Store, user: str) -> Account:
    """The account of that address or id. Raises NoAccount."""
    from server.accounts.emails import parse

    id = user
    if "@" in user:
        try:
            id = await store.accounts.user_of(parse(user).hash)
        except Malformed as exc:
            raise NoAccount(f"{user}: {exc.message}") from None
    account = await store.accounts.get(id) if id else None
    if account is None:
        raise NoAccount(f"Nobody has an account as {user}.")
    return account
