"""Where the texts of settings come from: a `.env` file, and the environment."""

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_LINK_NAME = re.compile(r"_(SERVICE_(HOST|PORT)|PORT_\d{1,5}_(TCP|UDP|SCTP))(_|$)")
_PLAIN = re.compile(r"[\w./:@+-]+", re.ASCII)
_LINK_VALUE = re.compile(r"(tcp|udp|sctp)://")


def without_links(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` but for what says where a service is, which is no setting.

    Kubernetes sets CAREERPILOT_PORT=tcp://… and more where there is a Service of that name (its
    documentation of Services: discovering services, environment variables).
    """
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("CAREERPILOT_")
        or not (_LINK_NAME.search(name) or _LINK_VALUE.match(value))
    }


def read_dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    """The values of the file, if there is one; `problems` get a sentence for each fault."""
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        problems.append(f"{path} can't be read as UTF-8 text: {exc}.")
        return {}
    values = {}
    for binding in parse_stream(StringIO(text)):
        if binding.key and binding.value is not None:
            values[binding.key] = binding.value
        elif binding.key or binding.error:
            problems.append(f"{path}, line {_line(binding)}: not NAME=value.")
    return values


def line(name: str, value: str) -> str:
    """A line of such a file that sets `name`, harmless in a shell, too.

    Raises ValueError for a value that none such can hold: one with a quote, or of several lines.
    """
    if not value.isprintable() or "'" in value:
        raise ValueError(f"no line of settings can hold {value!r}")
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    doubled = value.replace("\\", "\\\\")
    return f"{name}='{doubled}'"


def edited(text: str, values: Mapping[str, str], without: Iterable[str] = ()) -> str:
    """The text of such a file with these values set, and with none of `without`.

    What it says else stays as it is. A name keeps its first place; new ones come at the end.
    Raises ValueError as `line` does.
    """
    left = {name: line(name, value) for name, value in values.items()}
    gone = {*left, *without}
    kept = []
    for binding in parse_stream(StringIO(text)):
        said = binding.original.string
        if binding.key not in gone:
            kept.append(said)
            continue
        # Empty lines before it are part of it.
        kept.append(said[: len(said) - len(said.lstrip())])
        if new := left.pop(binding.key or "", None):
            kept.append(f"{new}\n")
    whole = "".join(kept)
    if left and whole and not whole.endswith("\n"):
        whole += "\n"
    return whole + "".join(f"{new}\n" for new in left.values())


def _line(binding: Binding) -> int:
    """Its line. Empty lines before it are part of it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
