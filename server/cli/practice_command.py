"""`careerpilot practice`: what is remembered of one's interviews, and forgetting it."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from server.cli.library_command import EPILOG
from server.settings.settings import Settings

PATH = "/v1/me/practice"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "show what is remembered of your interviews: stories, weak points, what to practise next"
    parser = commands.add_parser("practice", help=help, description=help, epilog=EPILOG)
    parser.set_defaults(command=run)
    parser.add_argument(
        "act", nargs="?", choices=("show", "delete"), default="show",
        help="show it (the default), or forget all of it",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for; returns the exit status."""
    from server.cli.remote import ChatError, sign_in

    settings = Settings.load()
    try:
        keep = settings.storage.data_dir / "terminal.json"
        api = sign_in(options.url or settings.listen.url, keep)
        if options.act == "delete":
            api.send("DELETE", PATH)
            return 0
        document = api.call(PATH)
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print("\n".join(report(document)))
    return 0


def report(document: Mapping[str, Any]) -> Iterator[str]:
    """All of it, as lines for people."""
    from server.cli.library import moment
    from server.cli.screen import printable

    lines = [
        *_section("Next", map(_exercise, filter(None, [document["exercise"]]))),
        *_section("Stories", map(_story, document["stories"])),
        *_section(
            "Weak points", (f"{one['competency']}: {one['text']}" for one in document["weakPoints"])
        ),
        *_section(
            "Asked", (f"{moment(one['at'])}  {one['text']}" for one in document["asked"])
        ),
    ]  # fmt: skip
    yield from map(printable, lines or ["Nothing is remembered."])


def _section(name: str, entries: Iterator[str]) -> Iterator[str]:
    found = list(entries)
    if found:
        yield f"{name} ({len(found)})"
        yield from (f"  {line}" for entry in found for line in entry.splitlines())


def _exercise(one: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (one["title"], one["text"], one["question"])))


def _story(one: Mapping[str, Any]) -> str:
    lacks = [part for part, told in one["parts"].items() if not told]
    lines = (
        one["title"],
        *(f"  {line}" for line in one["text"].splitlines()),
        f"  lacks: {', '.join(lacks)}" if lacks else "",
        f"  fits: {', '.join(one['fits'])}" if one["fits"] else "",
    )
    return "\n".join(filter(None, lines))
