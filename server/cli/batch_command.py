"""`careerpilot batch`: many inputs out of a file, and what came of them in another."""

import argparse
import signal
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from server.cli.export_command import write
from server.cli.library_command import UnreadableFile, stored_document
from server.cli.run_command import Misused, files, say, served
from server.settings.settings import Settings

if TYPE_CHECKING:
    from server.cli.own_server import OwnServer
    from server.cli.remote import Api

DESCRIPTION = (
    "Does the same for many inputs of your own, which stand in a CSV file, a row each, whose "
    "columns are the input's fields, or in a JSON file, as a list. What came of them goes to a "
    "file, in the order of the input; how far it is, is said on standard error."
)
EPILOG = (
    "It is for one person's own documents: nobody is ranked. Ctrl-C cancels what is left; what is "
    "done is written all the same. The exit status is 0 where all are done, 1 where some have "
    "failed or nothing could be begun, and 2 where it was asked for wrongly."
)

LOOK_S = 1.0
"""So often it looks how far the batch is."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "do the same for many inputs out of a CSV or JSON file"
    parser = commands.add_parser("batch", help=help, description=DESCRIPTION, epilog=EPILOG)
    parser.set_defaults(command=run)
    parser.add_argument("kind", help="a kind of session that can be batched, such as analysis")
    parser.add_argument("file", type=Path, help="the inputs: CSV, or JSON where it ends in .json")
    parser.add_argument("--resume", metavar="FILE|ID", help="the résumé for all inputs")
    parser.add_argument("--job", metavar="URL|FILE|ID", help="the job for all inputs")
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="where the results go: as CSV, or as JSON where it ends in .json",
    )
    parser.add_argument("--at-once", type=int, default=5, help="how many at a time (default: 5)")
    parser.add_argument("--language", help="in which to be spoken to, such as ko")
    parser.add_argument("--provider", help="the provider of models to ask first (or: offline)")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from server.cli.remote import ChatError

    settings = Settings.load()
    try:
        with served(options, settings) as (api, own):
            return _run(options, settings, api, own)
    except (Misused, UnreadableFile) as exc:
        say(f"{exc}\n")
        return 2
    except ChatError as exc:
        say(f"{exc}\n")
        return 1


def _run(
    options: argparse.Namespace, settings: Settings, api: "Api", own: "OwnServer | None"
) -> int:
    kinds = {kind["name"]: kind for kind in api.call("/v1/kinds")["kinds"]}
    kind = kinds.get(options.kind)
    if kind is None or not kind["batches"]:
        known = ", ".join(name for name, one in kinds.items() if one["batches"])
        raise Misused(f"{options.kind!r} can't be done many at once. These can: {known}.")
    given = {
        "kind": options.kind,
        "concurrency": options.at_once,
        "document": stored_document(api, options.file),
        **files(options, settings, kind, api),
    }
    if options.language:
        given["language"] = options.language
    session = str(uuid.uuid4())
    asked: dict[str, Any] = {"clarify": False}
    if options.provider:
        asked["provider"] = options.provider
    new = {"id": session, "kind": "batch", "input": given, "options": asked}
    api.call("/v1/sessions", msgspec.json.encode(new))
    say(f"Session {session}\n")
    try:
        state = _followed(api, session, own)
        cancelled = False
    except KeyboardInterrupt:
        _cancel(api, session)
        state, cancelled = _followed(api, session, own), True
    result = state.get("result")
    if result is None:
        return 1
    form = "json" if options.output.suffix == ".json" else "csv"
    write(options.output, api.pieces(f"/v1/sessions/{session}/export?format={form}"))
    if cancelled:
        return 128 + signal.SIGINT
    return 0 if state["phase"] == "ready" and not result["failed"] else 1


def _followed(api: "Api", session: str, own: "OwnServer | None") -> dict[str, Any]:
    """The batch's state once it goes no further, whose way there is told."""
    told = ""
    while True:
        if own is not None:
            own.keep_up()
        document = api.call(f"/v1/sessions/{session}?messages=1")
        state, last = document.get("state") or {}, document.get("lastRun") or {}
        progress = state.get("progress") or {}
        if progress.get("total"):
            line = f"[{progress['done']}/{progress['total']}] {progress['label']}\n"
            if line != told:
                say(line)
            told = line
        if document["status"] == "idle" and last.get("outcome") == "error":
            say(f"{last['error']['message']}\n")
            return {**state, "phase": "failed"}
        if document["status"] == "idle" and state.get("phase") in ("paused", "ready"):
            for message in document["messages"]:
                say(f"{message['content']}\n")
            if state["phase"] == "paused":
                say(f"To go on: careerpilot chat --session {session}\n")
            return dict(state)
        time.sleep(LOOK_S)


def _cancel(api: "Api", session: str) -> None:
    command = {"type": "action", "id": f"cancel-{uuid.uuid4()}", "name": "cancel"}
    api.call(f"/v1/sessions/{session}/commands", msgspec.json.encode(command))
