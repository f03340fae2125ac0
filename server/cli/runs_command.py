"""`careerpilot runs`: what a session's runs did, by which models, and what they cost."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from server.cli.library_command import EPILOG
from server.settings.settings import Settings

HEAD = ("run", "command", "started", "seconds", "outcome", "steps", "input", "output", "USD")
STEPS_HEAD = ("step", "model", "input", "output", "USD", "ms", "came to")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "list what a session's newest runs did and cost, or one of them step by step"
    parser = commands.add_parser("runs", help=help, description=help, epilog=EPILOG)
    parser.set_defaults(command=run)
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("run", metavar="RUN", nargs="?", help="one of them, by its id")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")


def run(options: argparse.Namespace) -> int:
    """Print them; returns the exit status."""
    from server.cli.remote import ChatError, sign_in

    settings = Settings.load()
    path = f"/v1/sessions/{quote(options.session, safe='')}/runs"
    if options.run is not None:
        path += f"/{quote(options.run, safe='')}"
    try:
        keep = settings.storage.data_dir / "terminal.json"
        document = sign_in(options.url or settings.listen.url, keep).call(path)
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        lines = table(document["runs"]) if options.run is None else report(document)
        print("\n".join(lines))
    return 0


def table(runs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each run."""
    from server.cli.library import aligned, moment

    rows = [
        (
            one["id"],
            one["command"],
            moment(one["startedAt"]),
            f"{(one['endedAt'] - one['startedAt']) / 1000:.1f}",
            one["error"] or one["outcome"],
            str(one["steps"]),
            *_spent(one),
        )
        for one in runs
    ]
    yield from aligned([HEAD, *rows])


def report(document: Mapping[str, Any]) -> Iterator[str]:
    """A run step by step, and what its roles said to each other."""
    from server.cli.library import aligned
    from server.cli.screen import printable

    rows = [(step["name"], _model(step), *_spent(step), str(step["ms"]), _end(step))
            for step in document["steps"]]  # fmt: skip
    yield from map(printable, aligned([STEPS_HEAD, *rows]))
    for message in document["messages"]:
        content = json.dumps(message["content"], ensure_ascii=False)
        yield printable(f"{message['sender']} to {message['to']} ({message['task']}): {content}")


def _spent(one: Mapping[str, Any]) -> tuple[str, str, str]:
    counts = (one["tokens"][name] for name in ("input", "output"))
    read, written = ("–" if count is None else f"{count:,}" for count in counts)
    return read, written, f"{one['cost']:.4f}"


def _model(step: Mapping[str, Any]) -> str:
    if step["offline"]:
        return "rules"
    name = "/".join(filter(None, (step["provider"], step["model"])))
    return f"{name} (kept)" if step["kept"] else name or "–"


def _end(step: Mapping[str, Any]) -> str:
    return str(step["error"] or (step["verdict"] or {}).get("decision") or "an answer")
