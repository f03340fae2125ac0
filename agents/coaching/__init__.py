"""What a coach says to what was told: to keep, to change, to ask on, and next.

Pure, and by rules: which things are open is told by what was seen in an answer (`agents.telling`);
whether what was said is right or convincing is judged nowhere here.
"""

from agents.coaching.practising import exercise, weak_points
from agents.coaching.probing import follow_up
from agents.coaching.reacting import reaction
from agents.coaching.replying import danger, reply
from agents.coaching.retelling import retold
from agents.coaching.stories import asked_for, fits, story, theme
from agents.coaching.summing_up import summary

__all__ = [
    "asked_for",
    "danger",
    "exercise",
    "fits",
    "follow_up",
    "reaction",
    "reply",
    "retold",
    "story",
    "summary",
    "theme",
    "weak_points",
]
