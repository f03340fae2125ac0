"""Where the texts of settings come from: a `.env` file, and the environment."""

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_LINK_NAME = re.compile(r"_(SERVICE_(HOST|PORT)|PORT_\d{1,5}_(TCP|UDP|SCTP))(_|$)")
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


def _line(binding: Binding) -> int:
    """Its line. Empty lines before it are part of it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
