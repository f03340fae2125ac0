"""The stages that a system design goes through, one requirement of which changes on the way."""

from typing import Literal

from agents.kinds.interview.wording import TEXTS
from protocol.catalogue import Text

Stage = Literal["requirements", "estimates", "interface", "data", "change", "scale"]
STAGES: tuple[Stage, ...] = ("requirements", "estimates", "interface", "data", "change", "scale")
CHANGES = ("readers", "place", "failure", "privacy")
"""Requirements that may change: each touches another part of a design."""


def asks(stage: int, number: int) -> Text:
    """What is asked at a stage; which requirement changes goes by the question's number.

    Raises IndexError where there are no more stages.
    """
    name = STAGES[stage]
    if name != "change":
        return TEXTS.text(f"stages.{name}")
    return TEXTS.text(f"stages.change.{CHANGES[number % len(CHANGES)]}")
