"""Stand-in until the real one is merged."""

from typing import Any

import msgspec

PERIOD_S = 0.4


class OverLimit(Exception):
    """Over a limit."""


class Put(msgspec.Struct, frozen=True):
    path: tuple[int | str, ...]
    value: Any


class Grow(msgspec.Struct, frozen=True):
    path: tuple[int | str, ...]
    text: str


class Whole(msgspec.Struct, frozen=True):
    path: tuple[int | str, ...]
    value: str


Change = Put | Grow | Whole


class Filling:
    def __init__(self, schema: Any) -> None:
        self._text: list[str] = []
        self.waits = False

    def feed(self, text: str) -> None:
        self._text.append(text)

    def due(self, now: float) -> list[Change]:
        return []

    def finish(self) -> list[Change]:
        try:
            value = msgspec.json.decode("".join(self._text))
        except msgspec.DecodeError:
            return []
        return [Put((), value)]
