"""Projects as rules write them: a pattern, grown or shrunk to the level and the hours."""

from agents.evidence.particles import filled
from agents.evidence.text import one_line
from agents.kinds.projects.choosing import Choice
from agents.kinds.projects.drafts import Draft, Step
from agents.kinds.projects.inputs import Level
from agents.kinds.projects.patterns import Pattern, careful, shapes
from agents.kinds.projects.reading import Known
from agents.kinds.projects.sizes import spread

HOURS: dict[Level, int] = {"junior": 8, "mid": 16, "senior": 24}
"""What a project takes where nothing was said."""
TINY = 4
"""Hours up to which it is one case, whatever the level."""
_BASE = (25.0, 45.0, 30.0)
_MORE = 15.0
MOST_TOOLS = 4
"""Tools of the person's own that are named."""


def written(choice: Choice, known: Known, level: Level, hours: int) -> Draft:
    """The project. Its hours add up. Raises LookupError for a pattern that there is no more."""
    one = choice.pattern
    if one is None:
        raise LookupError(choice.name)
    language = known.language
    said, shape = one.said[language], shapes()[one.shape]
    values = {"role": known.role, "skill": choice.skill or known.role}
    tiny = hours <= TINY
    scale = (shape.tiny if tiny else getattr(shape, level))[language]
    steps, proves = list(said.milestones), list(said.proves)
    if not tiny and level != "junior":
        steps.append(shape.mid_step[language])
        proves.append((shape.mid_proof if level == "mid" else shape.senior_proof)[language])
    if not tiny and level == "senior":
        steps.append(shape.senior_step[language])
    weights = [*_BASE[: len(said.milestones)], *[_MORE] * (len(steps) - len(said.milestones))]
    times = spread(hours, weights)

    def fill(text: str) -> str:
        said = one_line(filled(text, values))
        return said[:1].upper() + said[1:]

    return Draft(
        title=fill(said.title),
        pitch=f"{fill(said.pitch)} {scale}",
        stack=_stack(one, known),
        milestones=tuple(Step(fill(t), h) for t, h in zip(steps, times, strict=True)),
        deliverable=fill(said.deliverable),
        proves=tuple(map(fill, proves)),
        line=fill(said.line),
        first_step=fill(said.first_step),
        stretch=fill(said.stretch),
        careful=careful()[one.careful][language] if one.careful else None,
    )


def _stack(one: Pattern, known: Known) -> tuple[str, ...]:
    """Tools and materials: of the person's own tools those that fit, then what else it needs."""
    own = [able.label for able in known.able if able.category in one.uses][:MOST_TOOLS]
    return tuple(dict.fromkeys([*own, *one.said[known.language].stack]))
