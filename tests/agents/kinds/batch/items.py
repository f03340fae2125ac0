"""The items of a batch in memory: they run when told to, and the test says how they end."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.kind import Item
from agents.models.request import Caller


class Fake:
    """What `agents.kind.services.Items` says. `begun` has every attempt at each, in order."""

    def __init__(self) -> None:
        self.inputs: dict[int, Any] = {}
        self.now: dict[int, Item] = {}
        self.begun: list[tuple[int, int]] = []
        self.cancelled: list[int] = []

    def id(self, caller: Caller, number: int) -> str:
        """Its number, in words."""
        return f"item-{number}"

    async def make(self, caller: Caller, kind: str, inputs: Mapping[int, Any], total: int) -> None:
        """Remember them."""
        for number, given in inputs.items():
            assert self.inputs.setdefault(number, given) == given
            self.now.setdefault(number, Item("waiting"))

    async def begin(self, caller: Caller, numbers: Sequence[int], attempt: int) -> None:
        """They run: once for each attempt."""
        for number in numbers:
            if (number, attempt) not in self.begun:
                self.begun.append((number, attempt))
                self.now[number] = Item("running")

    async def standing(self, caller: Caller, numbers: Sequence[int]) -> list[Item]:
        """As the test has said."""
        return [self.now[number] for number in numbers]

    async def cancel(self, caller: Caller, numbers: Sequence[int]) -> None:
        """They have ended."""
        for number in numbers:
            self.cancelled.append(number)
            self.end(number, "cancelled", "")

    def end(self, number: int, code: str = "", message: str = "No.") -> None:
        """It is done, or has failed with that code."""
        error = {"code": code, "message": message} if code else None
        self.now[number] = Item("failed" if code else "done", error=error)

    def end_all(self) -> None:
        """Whatever runs is done."""
        for number, item in self.now.items():
            if item.status == "running":
                self.end(number)
