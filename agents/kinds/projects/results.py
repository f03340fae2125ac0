"""What comes of it: projects, each with what lies on the table at its end."""

from typing import Annotated

from msgspec import Meta, Struct

from agents.results.types import Line, Passage, Result

MOST = 30
"""Projects that one session comes to have."""


class ProjectMilestone(Struct, frozen=True):
    """A step of a project, and the hours that it takes."""

    title: Line
    hours: Annotated[float, Meta(ge=0, le=1_000)]


class ProjectIdea(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A project. `stack` is what it needs, tools and materials; the hours of its milestones add up
    to `hours`. `line` goes into a résumé once it is done: places in brackets are for the person.
    """

    id: Line
    title: Line
    pitch: Passage
    stack: Annotated[tuple[Line, ...], Meta(max_length=12)]
    milestones: Annotated[tuple[ProjectMilestone, ...], Meta(max_length=12)]
    hours: Annotated[float, Meta(ge=0, le=1_000)]
    deliverable: Passage
    proves: Annotated[tuple[Passage, ...], Meta(max_length=6)]
    line: Passage
    first_step: Passage
    stretch: Passage
    careful: Passage | None = None


class ProjectsResult(Result, kw_only=True, rename="camel"):
    """Projects, no two of them alike."""

    projects: Annotated[list[ProjectIdea], Meta(max_length=MOST)]
