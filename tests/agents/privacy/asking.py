"""Requests with personal data in them, and a model that says what it was asked."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from agents.models.request import Delta, Finish, Request, TextDelta


def request(**given: Any) -> Request:
    """A request for text."""
    known = {"kind": "chat", "role": "generator", "task": "reply", "tier": "lite"}
    return Request(**(known | {"instructions": "Be brief."} | given))


class Told:
    """A model that notes what it is asked and says what it is told, by itself or by the request."""

    def __init__(self, *deltas: Delta) -> None:
        self.requests: list[Request] = []
        self._deltas: Sequence[Delta] = deltas or (Finish(),)

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The deltas, whatever is asked."""
        self.requests.append(request)
        for delta in self._deltas:
            yield delta


def letters(text: str) -> list[TextDelta]:
    """The text letter by letter."""
    return [TextDelta(letter) for letter in text]
