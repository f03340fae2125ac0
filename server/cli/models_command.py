"""`careerpilot models`: which model answers, which run on this machine, and taking one of them."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from server.cli.library_command import UnreadableFile
from server.settings.settings import Settings

if TYPE_CHECKING:
    from server.local_models.looking import Found
    from server.local_models.taking import Change

DOTENV = Path(".env")
"""The file of settings that `careerpilot serve` and `make run` read: in the working directory."""

MOST_BYTES = 1024 * 1024
"""A file that is longer is none of settings."""

DESCRIPTION = (
    "Says which model answers, and which models Ollama, llama.cpp, LM Studio or vLLM have on this "
    "machine. Nothing is sent to these but the question for their list, before one is taken."
)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    help = "say which model answers, and take one that runs on this machine"
    parser = commands.add_parser("models", help=help, description=DESCRIPTION)
    parser.set_defaults(command=_list)
    acts = parser.add_subparsers(title="commands", metavar="COMMAND")
    listed = acts.add_parser("list", help="list them (the default)", description=DESCRIPTION)
    listed.set_defaults(command=_list)
    help = "print the settings that have a model answer, or write them into .env"
    used = acts.add_parser("use", help=help, description=f"{help[0].upper()}{help[1:]}.")
    used.set_defaults(command=_use)
    used.add_argument("model", help="its name, as `careerpilot models` lists it")
    used.add_argument("--server", help="which has it, where several do: ollama, llama.cpp, …")
    used.add_argument("--write", action="store_true", help="write them into .env in this directory")


def _list(options: argparse.Namespace) -> int:
    from server.runs.model_service import who_answers

    settings = Settings.load()
    found = _look(settings)
    print(f"Answers: {who_answers(settings.models)[0].text}")
    print("\n".join(report(settings, found)))
    return 0


def report(settings: Settings, found: "Sequence[Found]") -> Iterator[str]:
    """What runs on this machine, as lines for people."""
    from server.local_models.taking import lost, others

    if wrong := lost(settings.models, found):
        yield f"! {wrong}: start it, or take another."
    free = list(others(settings.models, found))
    for one in found:
        yield f"{one.title}, port {one.port}" + ("" if one in free else " (taken)")
        for model in one.models:
            yield f"  {model.name}" + (" (answered on another machine)" * model.elsewhere)
    if not found:
        yield "No server of models was found on this machine; docs/models.md says where is looked."
    elif free:
        yield "careerpilot models use NAME takes one; before that nothing is sent to it."


def _use(options: argparse.Namespace) -> int:
    from server.local_models.taking import CannotTake, change, chosen

    settings = Settings.load()
    try:
        server, name = chosen(_look(settings), options.model, options.server)
        wanted = change(server, name, settings.models)
        return _write(wanted) if options.write else _print(wanted, settings)
    except (CannotTake, UnreadableFile) as exc:
        print(exc, file=sys.stderr)
        return 1


def _look(settings: Settings) -> "list[Found]":
    from server.local_models.looking import look, places
    from server.local_models.taking import also

    return look(also(settings.models, places(settings.models.local_servers)))


def _print(wanted: "Change", settings: Settings) -> int:
    from server.settings.dotenv import line

    for name, value in wanted.values.items():
        print(line(name, value))
    _say(f"These go into {DOTENV}, where CareerPilot is started; --write does that.")
    kept = settings.models.compatible_window
    if kept and wanted.without:
        _say(f"{', '.join(wanted.without)} is another server's: take it out.")
    _caution(wanted, known=bool(kept and not wanted.without))
    return 0


def _write(wanted: "Change") -> int:
    from server.runs.model_service import who_answers

    models = write(wanted, DOTENV, os.environ).models
    print(f"Written into {DOTENV.absolute()}: {', '.join(wanted.values)}.")
    print(f"Answers, once CareerPilot is started anew: {who_answers(models)[0].text}")
    _caution(wanted, known=models.compatible_window is not None)
    return 0


def write(wanted: "Change", path: Path, environ: Mapping[str, str]) -> Settings:
    """Set what is wanted in a file of settings, or leave it as it was; returns what holds then.

    Raises UnreadableFile, and SettingsError where the settings would not do.
    """
    from server.settings.dotenv import edited

    try:
        place = path.resolve()
        text = _text(place) if place.exists() else ""
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o600
        handle, part = tempfile.mkstemp(prefix=".env.", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(edited(text, wanted.values, wanted.without).encode())
                os.fchmod(file.fileno(), mode)
            settings = Settings.load(environ, Path(part))
            Path(part).replace(place)
        finally:
            Path(part).unlink(missing_ok=True)
    except OSError as exc:
        raise UnreadableFile(path, exc) from None
    return settings


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise OSError(0, "it is too large")
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise OSError(0, "it is no text in UTF-8") from None


def _caution(wanted: "Change", *, known: bool) -> None:
    """What else is to be known; `known`: how many tokens the model takes is set already."""
    from server.local_models.taking import WINDOW

    if not known and WINDOW not in wanted.values:
        _say(
            f"How many tokens it takes at once, its list does not say: {WINDOW} does, or else "
            "128,000 are assumed, and what is too long may be cut off. See docs/models.md."
        )
    for name, value in wanted.values.items():
        if os.environ.get(name, value) != value:
            _say(f"{name} is set in the environment as well, which goes first.")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
