"""The fields of a JSON object while it is still being written."""

from typing import Any

import jiter

PERIOD_S = 0.05
"""A field is shown anew at most this often, in seconds."""

_NUMBER = "0123456789+-.eE"


class Partial:
    """Feed it the text as it comes; `due` says which fields have become more since the last time.

    A string is shown as far as it is written, a list with the elements that have begun; a number,
    `true` and `null` only when they are whole. Text that is no JSON object shows nothing.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._shown: dict[str, Any] = {}
        self._next = 0.0

    def feed(self, text: str) -> None:
        """More of the text."""
        self._text.append(text)

    def due(self, now: float) -> dict[str, Any]:
        """The fields that are new or have changed; none before the period is over.

        `now` is monotonic, in seconds.
        """
        if now < self._next:
            return {}
        fields = _read("".join(self._text))
        changed = {
            name: value
            for name, value in fields.items()
            if name not in self._shown or self._shown[name] != value
        }
        if changed:
            self._shown |= changed
            self._next = now + PERIOD_S
        return changed


def _read(text: str) -> dict[str, Any]:
    # A number that the text ends with may go on.
    whole = text.rstrip(_NUMBER) if text and text[-1] in _NUMBER else text
    try:
        value = jiter.from_json(whole.encode(), partial_mode="trailing-strings")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
