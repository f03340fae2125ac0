"""A score that a model gives, asked three times: the median counts, and its range is shown."""

from collections.abc import Callable
from typing import Any, TypeVar

from agents.kind import Task, Turn

In = TypeVar("In")
Out = TypeVar("Out")


async def median_of_three(
    turn: Turn[Any, Any], task: Task[Any, Out], inputs: Any, score: Callable[[Out], int | None]
) -> tuple[Out, tuple[int, int] | None]:
    """The answer whose score is in the middle, and the lowest and the highest of them.

    Rules answer the same whenever they are asked, so they are asked once, and there is no range.
    Nor is there one where fewer than two of the answers have a score; the first that has one
    counts then, else the first.
    """
    first = await turn.ask(task, inputs)
    if not turn.by_model(task):
        return first, None
    others = await turn.together(task.on(inputs, fresh=True), task.on(inputs, fresh=True))
    scored = [
        (s, at, one) for at, one in enumerate((first, *others)) if (s := score(one)) is not None
    ]
    if not scored:
        return first, None
    if len(scored) == 1:
        return scored[0][2], None
    ordered = sorted(scored, key=lambda found: found[:2])
    return ordered[(len(ordered) - 1) // 2][2], (ordered[0][0], ordered[-1][0])
