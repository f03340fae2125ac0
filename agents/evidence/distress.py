"""Whether somebody says that they want to die or to harm themselves.

It counts only where they speak of themselves and mean it: "this deadline kills me", "I am dying to
work there" and "kill the process" say nothing of the kind. It is no diagnosis.
"""

import re

from agents.data_files import read
from agents.evidence.text import one_line

_DATA = read(__package__, "distress")


def _filled(pattern: str) -> str:
    """The pattern with each {name} replaced by the part of that name."""
    for name, part in _DATA["parts"].items():
        if f"{{{name}}}" in pattern:
            pattern = pattern.replace(f"{{{name}}}", _filled(part))
    return pattern


_SIGN = re.compile("|".join(map(_filled, _DATA["signs"])))


def is_in_danger(text: str) -> bool:
    """Whether the writer says, of themselves, that they want to die or to come to harm."""
    said = one_line(text.lower()).replace("'", "").replace("’", "")
    return _SIGN.search(said) is not None
