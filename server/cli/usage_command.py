"""`careerpilot usage`: what models have cost, all that are asked here or one's own use of them."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from server.cli.library_command import EPILOG
from server.settings.settings import Settings

PATH = "/v1/me/usage"
BY = ("day", "kind", "model")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "sum up what a day's calls of models cost, or (--mine) what you have used"
    parser = commands.add_parser("usage", help=help, description=help, epilog=f"--mine: {EPILOG}")
    parser.set_defaults(command=run)
    parser.add_argument("day", nargs="?", type=day, help="such as 2026-11-21 (default: today, UTC)")
    parser.add_argument(
        "--mine", action="store_true", help="what you have used yourself, and what is left"
    )
    parser.add_argument("--by", choices=BY, help="sum it up by day, kind or model")
    parser.add_argument("--from", dest="first", type=day, help="from that day (UTC) on")
    parser.add_argument("--to", dest="last", type=day, help="to that day (UTC)")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def day(text: str) -> str:
    """The value of an option that is a day. Raises what argparse reports."""
    return date.fromisoformat(text).isoformat()


def run(options: argparse.Namespace) -> int:
    """Print it; returns the exit status."""
    one = ("by", "first", "last", "url", "json")
    if options.mine or any(getattr(options, name) for name in one):
        return _mine(options)
    return _all(options)


def _all(options: argparse.Namespace) -> int:
    from server.cli.own_store import NotAsked, ask_store
    from server.cli.usage import read, table, today

    wanted = options.day or today()
    try:
        sums = ask_store(Settings.load().storage, lambda store: read(store.model_gate, wanted))
    except NotAsked as exc:
        print(exc, file=sys.stderr)
        return 1
    print("\n".join(table(sums)))
    return 0


def _mine(options: argparse.Namespace) -> int:
    from server.cli.remote import ChatError, sign_in

    settings = Settings.load()
    given = {
        "from": options.first or options.day,
        "to": options.last or options.day,
        "by": options.by,
    }
    query = urlencode({name: value for name, value in given.items() if value})
    try:
        keep = settings.storage.data_dir / "terminal.json"
        api = sign_in(options.url or settings.listen.url, keep)
        document = api.call(f"{PATH}?{query}" if query else PATH)
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print("\n".join(report(document, options.by or "day")))
    return 0


def report(document: Mapping[str, Any], by: str) -> Iterator[str]:
    """What was used, and what is left, as lines for people."""
    from server.cli.library import aligned, moment
    from server.cli.screen import printable

    rows = [
        (
            one[by],
            "–" if by == "model" else f"{one.get('runs', 0):,}",
            f"{one['calls']:,}",
            f"{one['tokens']['input']:,}",
            f"{one['tokens']['output']:,}",
            f"{one['cost']:.4f}",
        )
        for one in document["usage"]
    ]
    yield from map(printable, aligned([(by, "runs", "calls", "input", "output", "USD"), *rows]))
    for name, words, until in LEFT:
        if (left := document["left"].get(name)) is not None:
            amount = f"{left:,.2f} USD" if name.startswith("money") else f"{left:,} {words}"
            yield f"Left: {amount}, until {moment(document['resetsAt'][until])}"


LEFT = (
    ("requestsToday", "requests", "day"),
    ("tokensToday", "tokens", "day"),
    ("tokensThisMonth", "tokens", "month"),
    ("moneyThisMonth", "", "month"),
)
"""What may be left, what it is called, and with what it starts anew."""
