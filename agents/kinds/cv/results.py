"""What comes of it: the résumé as it is handed in, what was left out of it, and what is open."""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.versions import Version
from agents.kinds.cv.inputs import Form, Paper
from agents.results.types import Line, Open, Pointer, Requirement, Result

MOST_LEFT_OUT = 200

Section: TypeAlias = Line


class LeftOut(Struct, frozen=True):
    """Something that does not stand in the CV, and why.

    `path` is its place in the résumé as it was read, and its `id`; `text` is how it begins.
    """

    id: Pointer
    path: Pointer
    text: Line
    why: Line


class Layout(Struct, frozen=True):
    """How it is laid out: the form, the paper, and about how many pages it fills."""

    form: Form
    paper: Paper
    pages: Annotated[int, Meta(ge=1)]


class CvResult(Result, kw_only=True):
    """A CV for a job or a role.

    `resume` is JSON Resume, whose sections stand in the order of `sections`. Each of its texts was
    given, but for a summary that a model has made of them, the endings of Korean points, the tools
    that a job's lines name, and the open line of a form. `confirm` has nothing, as what nothing
    given holds does not stand there.
    """

    resume: dict[str, Any]
    sections: Annotated[list[Section], Meta(max_length=20)]
    layout: Layout
    requirements: Annotated[list[Requirement], Meta(max_length=50)]
    left_out: Annotated[list[LeftOut], Meta(max_length=MOST_LEFT_OUT)]
    open: Annotated[list[Open], Meta(max_length=30)]
    versions: Annotated[list[Version], Meta(max_length=10)]
