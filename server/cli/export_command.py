"""`careerpilot export`: a session as a file."""

import argparse
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from server.cli.library_command import EPILOG, UnreadableFile
from server.settings.settings import Settings

FORMATS = ("md", "html", "docx", "pdf", "json", "resume.json")
BINARY = {"docx", "pdf"}
"""What is no text: it goes into a file, or through a pipe."""
PAPERS = ("a4", "letter")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "print a session, or its result, as a file"
    parser = commands.add_parser("export", help=help, description=help, epilog=EPILOG)
    parser.set_defaults(command=run)
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument(
        "--format",
        default="md",
        help=f"one that its kind has ({', '.join(FORMATS)}; default: md)",
    )
    parser.add_argument(
        "--paper", choices=PAPERS, help="of html, docx and pdf (default: by country)"
    )
    parser.add_argument("--language", help="of its titles, such as ko (default: the session's)")
    parser.add_argument("--output", metavar="FILE", type=Path, help="where it goes")
    parser.add_argument("--url", help="where CareerPilot is (default: this machine)")


def run(options: argparse.Namespace) -> int:
    """Write it; returns the exit status."""
    from server.cli.remote import ChatError, sign_in

    settings = Settings.load()
    asked = {name: getattr(options, name) for name in ("format", "paper", "language")}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    path = f"/v1/sessions/{quote(options.session, safe='')}/export?{query}"
    try:
        keep = settings.storage.data_dir / "terminal.json"
        pieces = sign_in(options.url or settings.listen.url, keep).pieces(path)
        if options.output is None and options.format in BINARY:
            _pour(pieces)
        elif options.output is None:
            _print(pieces)
        else:
            write(options.output, pieces)
    except (ChatError, UnreadableFile, NoText) as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


class NoText(Exception):
    """A terminal cannot show it; the message says what to do."""

    def __init__(self) -> None:
        super().__init__("A terminal can't show this form. Say where the file goes: --output FILE.")


def _pour(pieces: Iterator[bytes]) -> None:
    """What is no text goes through a pipe as it is."""
    if sys.stdout.isatty():
        raise NoText
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.flush()


def _print(pieces: Iterator[bytes]) -> None:
    """What was said to a session must not move a terminal's cursor; elsewhere it is as it is."""
    from server.cli.screen import printable

    shown = printable if sys.stdout.isatty() else str
    decoder = getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        sys.stdout.write(shown(decoder.decode(piece)))


def write(output: Path, pieces: Iterator[bytes]) -> None:
    """All of it, or the file stays as it was."""
    part = output.with_name(f"{output.name}.part")
    try:
        try:
            with part.open("wb") as file:
                file.writelines(pieces)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except OSError as exc:
        raise UnreadableFile(output, exc) from None
