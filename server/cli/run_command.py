"""`careerpilot run`: a kind's result on standard output, from files and without a conversation."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.cli.library_command import UnreadableFile, stored_resume
from server.settings.settings import Settings

if TYPE_CHECKING:
    from server.cli.own_server import OwnServer
    from server.cli.remote import Api
    from server.cli.runner import Ask, Ended

DESCRIPTION = (
    "Runs a kind of session to its result, which is printed; how far it is, is said on standard "
    "error. It is done by the server that runs, else by one of its own for the time."
)
EPILOG = (
    "Who asks is as for `careerpilot chat`. At a terminal a question that would make the result "
    "better is put first; elsewhere the likeliest answer is taken. Ctrl-C cancels the run. The "
    "exit status is 0 with a result, 1 without one, and 2 where it was asked for wrongly."
)


class Misused(Exception):
    """The command can't be run as it was given; the message says why."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "run a kind of session to its result, and print that"
    parser = commands.add_parser("run", help=help, description=DESCRIPTION, epilog=EPILOG)
    parser.set_defaults(command=run)
    parser.add_argument("kind", help="one of those that `careerpilot kinds` lists")
    parser.add_argument(
        "--input",
        metavar="FILE|-",
        default="{}",
        help="its input, as JSON in a file (- is standard input); or the JSON object itself",
    )
    parser.add_argument(
        "--resume",
        metavar="FILE|ID",
        help="the résumé for its input: a file, which is sent, or the id of a stored one",
    )
    parser.add_argument(
        "--job",
        metavar="URL|FILE|ID",
        help="the job for its input: an address, a file, whose text is sent, or a stored one's id",
    )
    parser.add_argument(
        "--format", choices=("md", "json"), default="md", help="of the result (default: md)"
    )
    parser.add_argument("--language", help="in which to be spoken to, such as ko")
    parser.add_argument("--provider", help="the provider of models to ask first (or: offline)")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from server.cli.following import NotStarted
    from server.cli.remote import ChatError

    settings = Settings.load()
    try:
        given = _given(options.input)
        with served(options, settings) as (api, own):
            return _run(options, settings, given, api, own)
    except (Misused, UnreadableFile) as exc:
        print(exc, file=sys.stderr)
        return 2
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 2 if isinstance(exc, NotStarted) and exc.code == "malformed" else 1


def _given(text: str) -> dict[str, Any]:
    """The input that was given, as far as it is JSON. Raises Misused."""
    if text == "-":
        raw, name = sys.stdin.read(), "standard input"
    elif text.lstrip().startswith("{"):
        raw, name = text, "--input"
    else:
        try:
            raw, name = Path(text).read_text(encoding="utf-8"), text
        except OSError as exc:
            raise UnreadableFile(Path(text), exc) from None
        except UnicodeDecodeError:
            raise Misused(f"{text} is not a text in UTF-8.") from None
    try:
        value = json.loads(raw)
    except ValueError as exc:
        raise Misused(f"The input in {name} is not JSON: {exc}.") from None
    if not isinstance(value, dict):
        raise Misused(f"The input in {name} is not a JSON object.")
    return value


@contextlib.contextmanager
def served(
    options: argparse.Namespace, settings: Settings
) -> "Iterator[tuple[Api, OwnServer | None]]":
    """Whom to ask: the server that runs, else one of its own, for the time of the block."""
    from server.cli.own_server import own_server
    from server.cli.remote import NoServer, sign_in

    keep = settings.storage.data_dir / "terminal.json"
    usual = settings.listen.url
    try:
        api = sign_in(options.url or usual, keep)
    except NoServer:
        if options.url:
            raise
    else:
        yield _speaking(api, options), None
        return
    with own_server(settings) as own:
        yield _speaking(sign_in(own.url, keep, usual), options), own


def _speaking(api: "Api", options: argparse.Namespace) -> "Api":
    return replace(api, spoken=options.language or "")


def _run(
    options: argparse.Namespace,
    settings: Settings,
    given: dict[str, Any],
    api: "Api",
    own: "OwnServer | None",
) -> int:
    from protocol.commands import Start
    from server.cli.attending import attend
    from server.cli.following import new_id
    from server.cli.remote import named_answerer
    from server.cli.runner import Runner

    kinds = api.call("/v1/kinds")
    kind = _kind(options.kind, kinds["kinds"])
    attended = options.input != "-" and sys.stdin.isatty() and sys.stderr.isatty()
    asked: dict[str, Any] = {"clarify": attended}
    asked |= {n: v for n in ("language", "provider") if (v := getattr(options, n)) is not None}
    given = {**given, **files(options, settings, kind, api)}
    session = str(uuid.uuid4())
    print(f"Session {session}", file=sys.stderr)
    if text := named_answerer(kinds, options.provider):
        print(f"Answers: {text}", file=sys.stderr)
    titles = {task["step"]: task["title"] for task in kind["tasks"]}
    start = Start(new_id(), kind["name"], given, asked)

    def runner(ask: "Ask | None") -> Runner:
        keep_up = own.keep_up if own is not None else lambda: None
        return Runner(api, session, start, say, titles=titles, ask=ask, keep_up=keep_up)

    ended = asyncio.run(attend(runner, attended=attended, write=say))
    return _report(options, ended, kind, session, api)


def _kind(name: str, kinds: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The kind of that name. Raises Misused where there is none, or it has no result."""
    by_name = {kind["name"]: kind for kind in kinds}
    if name not in by_name:
        raise Misused(f"There is no kind {name!r}. There are: {', '.join(by_name)}.")
    if by_name[name]["result"] is None:
        raise Misused(f"{name} gives no result. Talk to it: careerpilot chat --kind {name}")
    return by_name[name]


def files(
    options: argparse.Namespace, settings: Settings, kind: Mapping[str, Any], api: "Api"
) -> dict[str, Any]:
    """What the options say of the input. Raises Misused, UnreadableFile and ChatError."""
    takes = kind["input"].get("properties", {})
    for name in ("resume", "job"):
        if getattr(options, name) is not None and name not in takes:
            raise Misused(f"{kind['name']} takes no --{name}.")
    found: dict[str, Any] = {}
    if options.resume is not None:
        found["resume"] = {"id": stored_resume(api, options.resume)}
    if options.job is not None:
        found["job"] = _job(options.job, settings)
    if options.language is not None and "language" in takes:
        found["language"] = options.language
    return found


def _job(given: str, settings: Settings) -> Any:
    """A job as inputs name it: its address, the text of a file, or the id of a stored one."""
    from agents.kind.references import is_address
    from agents.reading.errors import ReadingError
    from server.cli.reading import read_file
    from server.cli.remote import ChatError

    if is_address(given):
        return {"url": given}
    path = Path(given)
    if not path.is_file():
        return {"id": given}
    try:
        return asyncio.run(read_file(path, settings.reading)).document.text
    except ReadingError as exc:
        raise ChatError(f"{path}: {exc}") from None
    except OSError as exc:
        raise UnreadableFile(path, exc) from None


def say(text: str) -> None:
    """Tell whoever sits there, apart from the result."""
    print(text, end="", file=sys.stderr, flush=True)


def _report(
    options: argparse.Namespace, ended: "Ended", kind: Mapping[str, Any], session: str, api: "Api"
) -> int:
    """Print the result, or say why there is none; returns the exit status."""
    from server.exports.markdown import result_markdown
    from server.exports.names import Names

    if ended.outcome == "cancelled":
        say("Cancelled.\n")
        return 128 + signal.SIGINT
    if ended.outcome == "failed":
        say(f"{ended.why}\n")
        return 1
    if ended.result is None:
        say(f"There is no result yet. Go on: careerpilot chat --session {session}\n")
        return 1
    if options.format == "json":
        print(json.dumps(ended.result, ensure_ascii=False, indent=2))
        return 0
    names = Names(api.call("/v1/texts")["texts"])
    title, schema = kind["title"], kind["result"]
    print(result_markdown(title, ended.result, schema, names, kind["name"]))
    return 0
