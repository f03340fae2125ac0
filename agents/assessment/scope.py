"""What somebody's work is answerable for, as far as a text shows it."""

from agents.assessment.outline import Outline
from agents.assessment.standing import standing
from agents.assessment.words import pattern

_BANDS = (
    (4, pattern("leads_firm")), (3, pattern("leads_leaders")),
    (2, pattern("leads_team")), (1, pattern("guides_others")),
)  # fmt: skip
_MOST = 600
"""Characters of a point that are looked at."""


def scope_of(outline: Outline) -> int:
    """0 own tasks, 1 guides others, 2 leads a team or a whole product, 3 leads through others or a
    site, 4 a firm. By what is told of jobs and projects, not by what is claimed."""
    told = [point for point in outline.points if point.context in {"job", "project"}]
    return max((_scope(point.text[:_MOST]) for point in told), default=0)


def _scope(text: str) -> int:
    for band, pattern_ in _BANDS:
        match = pattern_.search(text)
        if match and standing(text, match.span()) == "is":
            return band
    return 0
