"""How much of what a job asks for a résumé shows: one number out of the statuses."""

from collections.abc import Sequence

from agents.assessment.shown import Shown
from agents.results.types import Status

WEIGHTS = {"must": 3, "nice": 1}
VALUES: dict[Status, float] = {"shown": 1.0, "partly": 0.5, "notShown": 0.0, "contradicted": 0.0}


def coverage(shown: Sequence[Shown]) -> int | None:
    """0–100; conditions are no part of it. None where a job asks for nothing else."""
    counted = [one for one in shown if not one.asked.knockout]
    weight = sum(WEIGHTS[one.asked.kind] for one in counted)
    if not weight:
        return None
    reached = sum(WEIGHTS[one.asked.kind] * VALUES[one.status] for one in counted)
    return int(100 * reached / weight + 0.5)
