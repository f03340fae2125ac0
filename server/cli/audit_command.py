"""`careerpilot audit`: security events and acts on accounts, as they were written down."""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from server.settings.settings import Settings

if TYPE_CHECKING:
    from store.store import Store

UNITS = {"m": "minutes", "h": "hours", "d": "days"}

FACTS = ("plan", "before", "code", "count", "from", "login", "key", "email")
"""What an event may say besides, in the order in which it is shown."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "list security events and acts on accounts"
    parser = commands.add_parser(
        "audit", help=help, description=help,
        epilog="Nobody is named: people, addresses, logins and keys are hashes, by a key that ends "
        "with its user. With --user only that user's are listed.",
    )  # fmt: skip
    parser.set_defaults(command=run)
    parser.add_argument(
        "--user", metavar="EMAIL|ID", help="whose: an e-mail address or a user's id"
    )
    parser.add_argument(
        "--since", type=since, metavar="WHEN",
        help="from when on: a day or time (UTC) such as 2026-12-01 or 2026-12-01T08:30, or how "
        "long ago, such as 30m, 12h or 7d",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print a JSON object for each")


def since(text: str) -> int:
    """The value of an option that is a time, in ms since 1970. Raises what argparse reports."""
    if ago := re.fullmatch(r"(\d{1,6})([mhd])", text):
        when = datetime.now(UTC) - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    else:
        when = datetime.fromisoformat(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return int(when.timestamp() * 1000)


def run(options: argparse.Namespace) -> int:
    """Print them; returns the exit status, which is 1 where there is no such user."""
    from server.cli.own_store import NotAsked, ask_store

    show = _json if options.json else _line

    async def listed(store: "Store") -> bool:
        names = None if options.user is None else await names_of(store, options.user)
        if names is not None and not names:
            return False
        found = await store.audit.since(str(options.since or 0))
        while found:
            for id, entry in found:
                if names is None or entry.get("who") in names:
                    print(show(int(id.partition("-")[0]), entry))
            place = f"({found[-1][0]}"
            found = await store.audit.since(place)
        return True

    try:
        if ask_store(Settings.load().storage, listed):
            return 0
        print(f"There is no user {options.user!r} who has a key to be found by.", file=sys.stderr)
    except NotAsked as exc:
        print(exc, file=sys.stderr)
    return 1


async def names_of(store: "Store", user: str) -> set[str]:
    """What a user is called in the audit; nothing where nobody can tell any more."""
    from protocol.errors import Malformed
    from server.accounts.emails import parse
    from server.audit import named

    id = user
    if "@" in user:
        try:
            id = await store.accounts.user_of(parse(user).hash)
        except Malformed:
            return set()
    return {named(key, id) for key in await store.audit.keys_of(id)} if id else set()


def _json(at_ms: int, entry: Mapping[str, Any]) -> str:
    return json.dumps({"at": at_ms, **entry}, ensure_ascii=False)


def _line(at_ms: int, entry: Mapping[str, str]) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    facts = (f"{name}={entry[name]}" for name in FACTS if name in entry)
    return "  ".join((at, entry["event"], entry["outcome"], entry.get("who", "-"), *facts))
