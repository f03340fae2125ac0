"""`careerpilot resumes`, `documents` and `jobs`: their options, and what they print."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.settings.settings import Settings

if TYPE_CHECKING:
    from server.cli.library import Library
    from server.cli.remote import Api

EPILOG = (
    "Signs in with the token in the environment variable CAREERPILOT_TOKEN, else as the guest "
    "whose token `careerpilot chat` and this keep in CAREERPILOT_DATA_DIR. The exit status is 1, "
    "and the reason on standard error, where the server refuses or does not answer."
)


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add a command for each collection."""
    _add(commands, "resumes", "résumé", "résumés", edited="JSON Resume")
    _add(commands, "documents", "document", "documents", edited=None)
    _add(commands, "jobs", "job", "jobs", edited="job")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    one: str,
    many: str,
    *,
    edited: str | None,
) -> None:
    help = f"list, add, read and change the {many} that you keep on a server"
    parser = commands.add_parser(name, help=help, description=help, epilog=EPILOG)
    parser.set_defaults(command=run, collection=name, act=_list, url=None, json=False)
    acts = parser.add_subparsers(title="commands", metavar="COMMAND")

    def act(
        name: str, does: Callable[["Library", argparse.Namespace], None], help: str
    ) -> argparse.ArgumentParser:
        added = acts.add_parser(name, help=help, description=help, epilog=EPILOG)
        added.set_defaults(act=does)
        added.add_argument("--url", help="where CareerPilot is (default: this machine)")
        return added

    listed = act("list", _list, f"list your {many} (the default)")
    added = act("add", _add_one, f"send a file as a {one}, and wait until it has been read")
    shown = act("show", _show, f"print a {one}")
    renamed = act("rename", _rename, f"give a {one} another title")
    deleted = act("delete", _delete, f"delete a {one} with all of its versions")
    of_one = [shown, renamed, deleted]
    with_json = [listed, shown]
    added.add_argument("file", type=Path)
    added.set_defaults(vision=False)
    if name in ("documents", "resumes"):
        added.add_argument(
            "--vision",
            action="store_true",
            help="a model may be shown this file as it is, with all that can be seen on it",
        )
    if edited is not None:
        changed = act("edit", _edit, f"replace what is known of a {one}: a new version of it")
        versions = act("versions", _versions, f"list the versions of a {one} that are kept")
        of_one += [changed, versions]
        with_json.append(versions)
    for parser_of_one in of_one:
        parser_of_one.add_argument("id", metavar="ID")
    renamed.add_argument("title")
    if edited is not None:
        shown.add_argument("--version", type=int, metavar="N", help="as it was in that version")
        changed.add_argument(
            f"--{name.removesuffix('s')}",
            dest="document",
            type=Path,
            required=True,
            metavar="FILE.json",
            help=f"the {edited} that takes its place",
        )
        changed.add_argument(
            "--version",
            type=int,
            metavar="N",
            help="the version that this was made of: it is refused where there is a newer one",
        )
    else:
        shown.set_defaults(version=None)
    for parser_with_json in with_json:
        parser_with_json.add_argument("--json", action="store_true", help="print it as JSON")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for; returns the exit status."""
    from server.cli.library import Library
    from server.cli.remote import ChatError, sign_in

    settings = Settings.load()
    try:
        api = sign_in(
            options.url or settings.listen.url, settings.storage.data_dir / "terminal.json"
        )
        options.act(Library(api, options.collection), options)
    except (ChatError, UnreadableFile) as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


class UnreadableFile(Exception):
    """A file of this machine can't be read; the message says which, and why."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} can't be opened: {error.strerror}.")


def _list(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import table

    found = list(library.entries())
    _print(found, table(found), options)


def _show(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import report

    document = library.get(options.id, options.version)
    _print(document, report(document), options)


def _versions(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import version_table

    found = library.versions(options.id)
    _print(found, version_table(found), options)


def _add_one(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import line, warnings

    document = _sent(library, options.file, vision=options.vision)
    print("\n".join([line(document), *warnings(document)]))


def stored_resume(api: "Api", given: str) -> str:
    """The id of a résumé: what was given, or that of the file of this name, which is sent.

    Raises ChatError and UnreadableFile.
    """
    from server.cli.library import Library

    path = Path(given)
    if not path.is_file():
        return given
    return str(_sent(Library(api, "resumes"), path, vision=False)["id"])


def stored_document(api: "Api", path: Path) -> str:
    """The id of a document, which is a file that is sent. Raises ChatError and UnreadableFile."""
    from server.cli.library import Library

    return str(_sent(Library(api, "documents"), path, vision=False)["id"])


def _sent(library: "Library", path: Path, *, vision: bool) -> Mapping[str, Any]:
    """Send a file, and wait until it has been read. Raises ChatError and UnreadableFile."""
    told = _Told(path.name)
    try:
        with path.open("rb") as file:
            return library.add(file, path.name, vision=vision, told=told.say)
    except OSError as exc:
        raise UnreadableFile(path, exc) from None
    finally:
        told.end()


def _edit(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import line

    try:
        document = options.document.read_bytes()
    except OSError as exc:
        raise UnreadableFile(options.document, exc) from None
    print(line(library.edit(options.id, document, options.version)))


def _rename(library: "Library", options: argparse.Namespace) -> None:
    from server.cli.library import line

    print(line(library.rename(options.id, options.title)))


def _delete(library: "Library", options: argparse.Namespace) -> None:
    library.delete(options.id)


def _print(document: Any, lines: Iterable[str], options: argparse.Namespace) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2) if options.json else "\n".join(lines))


class _Told:
    """How far something is, in a line on standard error where that is a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last = ""

    def say(self, how_far: str) -> None:
        """Put this into the line's place."""
        if sys.stderr.isatty() and how_far != self._last:
            self._last = how_far
            print(f"\r{self._name}: {how_far}\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave no line behind."""
        if self._last:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
