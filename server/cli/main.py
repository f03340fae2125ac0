"""The command line: `careerpilot serve | chat | run | resumes | read | usage | doctor` and others.

What a subcommand needs is imported when it runs, so that `--help` and `doctor` answer at once, and
even where something is missing.
"""

import argparse
import asyncio
import errno
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from protocol.errors import CareerPilotError
from server.cli import (
    audit_command,
    batch_command,
    export_command,
    library_command,
    login_command,
    models_command,
    practice_command,
    run_command,
    runs_command,
    usage_command,
    users_command,
)
from server.settings.settings import Settings, SettingsError

if TYPE_CHECKING:
    from agents.kind.kind import Kind

OVERRIDES = ("host", "port", "workers")
"""Settings that `serve` also takes as options."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns the exit status. 2 is for wrong arguments and settings."""
    try:
        try:
            return _run(argv)
        finally:
            print(end="", flush=True)  # there may be no standard output at all
    except BrokenPipeError:  # who read this has gone, `| head` say
        _say_no_more()
        return 128 + signal.SIGPIPE
    except OSError as exc:
        if exc.errno != errno.ENOSPC:
            raise
        _say_no_more()
        print(f"What this prints is not whole: {exc.strerror}.", file=sys.stderr)
        return 1


def _say_no_more() -> None:
    # What could not be written Python would try again at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str] | None) -> int:
    options = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    try:
        return int(options.command(options))
    except SettingsError as exc:
        for problem in exc.problems:
            print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="careerpilot", description=__doc__.splitlines()[0])
    parser.set_defaults(command=_serve, host=None, port=None, workers=None)
    commands = parser.add_subparsers(title="commands")

    serve = commands.add_parser("serve", help="serve the API and the page (the default)")
    serve.add_argument("--host", help="the address to listen on (CAREERPILOT_HOST)")
    serve.add_argument("--port", help="the port to listen on (CAREERPILOT_PORT)")
    serve.add_argument("--workers", help="worker processes (CAREERPILOT_WORKERS)")

    chat = commands.add_parser("chat", help="follow a session in this terminal")
    chat.set_defaults(command=_chat)
    chat.add_argument("--url", help="where CareerPilot is (default: this machine)")
    chat.add_argument("--session", help="the id of a session to go on with")
    chat.add_argument("--kind", default="chat", help="the kind of a new session (default: chat)")
    chat.add_argument("--provider", help="the provider of models to ask first (or: offline)")
    chat.add_argument("--input", type=json_object, default={}, help="its input, a JSON object")
    chat.add_argument(
        "--resume",
        metavar="FILE|ID",
        help="a résumé for its input, or else for what you say first: a file, which is sent, or "
        "the id of a stored one",
    )

    run_command.add_parser(commands)
    batch_command.add_parser(commands)
    runs_command.add_parser(commands)
    export_command.add_parser(commands)
    library_command.add_parsers(commands)
    practice_command.add_parser(commands)
    models_command.add_parser(commands)
    login_command.add_parsers(commands)
    users_command.add_parser(commands)

    read = commands.add_parser("read", help="say what a machine reads in a résumé or another file")
    read.set_defaults(command=_read)
    read.add_argument("file", type=Path, help="PDF, DOCX, ODT, RTF, HWPX, HTML, text and others")
    read.add_argument("--json", action="store_true", help="print it as JSON")

    kinds = commands.add_parser("kinds", help="list the kinds of session")
    kinds.set_defaults(command=_kinds)

    graph = commands.add_parser("graph", help="print a kind's states as a Mermaid diagram")
    graph.set_defaults(command=_graph)
    graph.add_argument("kind")

    usage_command.add_parser(commands)
    audit_command.add_parser(commands)

    doctor = commands.add_parser("doctor", help="check what serving needs, and say what to do")
    doctor.set_defaults(command=_doctor)
    doctor.add_argument(
        "--models", action="store_true", help="also ask every configured key for a word"
    )
    return parser


def json_object(text: str) -> dict[str, Any]:
    """The value of an option that is a JSON object. Raises what argparse reports."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text!r} is not a JSON object")
    return value


def _settings(options: argparse.Namespace) -> Settings:
    given = {f"CAREERPILOT_{name.upper()}": getattr(options, name) for name in OVERRIDES}
    return Settings.load(os.environ | {name: text for name, text in given.items() if text})


def _serve(options: argparse.Namespace) -> int:
    from server.process.serve import serve

    return serve(_settings(options))


def _chat(options: argparse.Namespace) -> int:
    from server.cli.remote import ChatError, answerer, ask_input, sign_in, takes_resume
    from server.cli.terminal import chat, new_session

    settings = Settings.load()
    url = options.url or settings.listen.url
    try:
        api = sign_in(url, settings.storage.data_dir / "terminal.json")
        session, start, given = options.session, None, options.input
        documents = [library_command.stored_resume(api, options.resume)] if options.resume else []
        if session is None:
            if documents and takes_resume(api, options.kind):
                given = given | {"resume": {"id": documents.pop()}}
            document = ask_input(api, options.kind, given)
            session, start = new_session(options.kind, document, options.provider)
        print(f"Session {session}. To come back: careerpilot chat --session {session}")
        if start is not None and (text := answerer(api, options.provider)):
            print(f"Answers: {text}")
        asyncio.run(chat(api, session, start, documents))
    except (ChatError, library_command.UnreadableFile) as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


def _read(options: argparse.Namespace) -> int:
    from agents.reading.errors import ReadingError
    from server.cli.reading import document, read_file, refusal, report

    try:
        reading = asyncio.run(read_file(options.file, Settings.load().reading))
    except ReadingError as exc:
        print(refusal(exc).decode() if options.json else exc, file=_stream(options))
        return 1
    except OSError as exc:
        print(f"{options.file} can't be opened: {exc.strerror}.", file=sys.stderr)
        return 1
    print(document(reading).decode() if options.json else "\n".join(report(reading)))
    return 0


def _stream(options: argparse.Namespace) -> TextIO:
    """Where a refusal goes: JSON is the command's answer, words are not."""
    return sys.stdout if options.json else sys.stderr


def _load_kinds() -> "Mapping[str, Kind]":
    from agents.kind.loader import load

    try:
        return load(Settings.load().sessions.kinds)
    except (CareerPilotError, ImportError) as exc:
        raise SettingsError([f"CAREERPILOT_KINDS can't be used: {exc}."]) from None


def _kinds(options: argparse.Namespace) -> int:
    for kind in _load_kinds().values():
        print(f"{kind.name:12} {kind.title}: {kind.description}")
    return 0


def _graph(options: argparse.Namespace) -> int:
    kinds = _load_kinds()
    if options.kind not in kinds:
        print(f"There is no kind {options.kind!r}. There are: {', '.join(kinds)}.", file=sys.stderr)
        return 2
    print(kinds[options.kind].graph(), end="")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from server.cli.doctor import examine, report

    status = report(examine(dict(os.environ)))
    if not options.models:
        return status
    try:
        settings = Settings.load()
    except SettingsError:
        return status  # what is wrong has been reported
    return max(status, asyncio.run(_check_models(settings)))


async def _check_models(settings: Settings) -> int:
    from server.cli.doctor import report
    from server.cli.model_check import check_models

    # One by one: each may take a while.
    return max([report([finding]) async for finding in check_models(settings)])
