"""What is left out of a conversation that does not fit, and what is said of it instead."""

from collections.abc import Callable, Sequence

from agents.models.prompt import tokens
from agents.models.request import Line

_CLIP = 160
"""Characters of a message that its summary keeps."""

HEAD = 1_000
"""Characters that are looked at for them."""


def beginning(text: str) -> str:
    """What is looked at of a message that cannot be read whole."""
    return text[:HEAD]


def readable(
    lines: Sequence[Line], room: int, beginning: Callable[[str], str] = beginning
) -> tuple[Line, ...]:
    """The lines, of those that cannot be among the last `room` tokens their beginnings alone.

    So what a long history costs depends on what a model can read of it, and not on all that was
    ever said.
    """
    taken, shown = 0, list[Line]()
    for line in reversed(lines):
        if shown and taken > room:
            shown.append(Line(line.role, beginning(line.text), label=line.label))
        else:
            shown.append(line)
            taken += tokens.of_line(line)
    return tuple(reversed(shown))


def recent(lines: Sequence[Line], room: int) -> int:
    """How many of the lines are to go, oldest first, so that the rest takes at most `room` tokens.

    The last one stays in any case, with the material that was given with it. What tools gave back
    never stays without the calls for it.
    """
    gone, last, taken = len(lines), last_message(lines), 0
    while gone and (taken := taken + tokens.of_line(lines[gone - 1])) <= room:
        gone -= 1
    gone = max(0, min(gone, last))
    while gone < last and lines[gone].results:
        gone += 1
    return gone - 1 if gone and lines[gone].results else gone


def last_message(lines: Sequence[Line]) -> int:
    """Where the last message begins, its material included."""
    last = len(lines) - 1
    while last > 0 and lines[last - 1].label:
        last -= 1
    return last


def summary(gone: Sequence[Line], room: int) -> str:
    """How many are gone, and the beginnings of as many of the latest as `room` tokens take."""
    heads: list[str] = []
    for line in reversed(gone):
        head = f"{line.label or line.role}: {_head(line.text)}"
        room -= tokens.estimate(head)
        if room < 0:
            break
        heads.append(head)
    count = f"Earlier messages that were left out for their length: {len(gone)}."
    shown = f" The last {len(heads)} began:" if heads else ""
    return "\n".join([count + shown, *reversed(heads)])


def _head(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CLIP else f"{line[:_CLIP]}…"
