"""Types that results of several kinds share. Names on the wire are in camel case.

A quote is a verbatim part of its source but for white space, which is folded.
"""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.kind import Confirm

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Passage: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1_000)]
Pointer: TypeAlias = Annotated[str, Meta(max_length=300)]
"""A JSON Pointer (RFC 6901)."""

Score: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
Level: TypeAlias = Annotated[int, Meta(ge=0, le=100, multiple_of=5)]
"""How well somebody can do something, as far as a text shows it."""

SourceKind: TypeAlias = Literal["resume", "job", "answer", "text", "document"]
Judge: TypeAlias = Literal["rules", "model"]
Writer: TypeAlias = Literal["rules", "model", "mixed"]
Status: TypeAlias = Literal["shown", "partly", "notShown", "contradicted"]


class _Part(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A part of a result: what is not there is left out."""


class Evidence(_Part, frozen=True):
    """A passage of what was given: where it stands in the parsed document, and in its text."""

    quote: Passage
    source: SourceKind
    path: Pointer | None = None
    span: tuple[int, int] | None = None


class Requirement(Struct, frozen=True, rename="camel"):
    """What a job or a role asks, and whether the text says it: `notShown` is no verdict on anybody.

    A `knockout` is a condition; it is part of no score. `ask` gets what the text does not say.
    """

    id: Line
    text: Passage
    kind: Literal["must", "nice"]
    knockout: bool
    status: Status
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=10)] = ()
    ask: Line | UnsetType = UNSET


class Open(_Part, frozen=True):
    """A place that only the person can fill, and the question that gets it."""

    path: Pointer
    ask: Line


class Finding(Struct, frozen=True):
    """Something that was found, and what shows it."""

    text: Passage
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=10)] = ()


class Resource(_Part, frozen=True):
    """Something to learn from. A `url` is of a list, or of the user; never a model's own."""

    title: Line
    type: Literal["docs", "course", "book", "practice", "project", "community"]
    url: Annotated[str, Meta(max_length=2_000)] | None = None
    skill: Line | None = None
    hours: Annotated[float, Meta(ge=0, le=10_000)] | None = None
    free: bool | None = None


class Length(_Part, frozen=True):
    """How long a text may be."""

    max: Annotated[int, Meta(ge=1, le=1_000_000)]
    unit: Annotated[
        Literal["words", "characters", "bytes"], Meta(extra_json_schema={"default": "characters"})
    ]
    spaces: Annotated[bool, Meta(extra_json_schema={"default": True})]
    encoding: Literal["utf-8", "euc-kr"] | None = None


class Next(Struct, frozen=True):
    """Another kind that goes on from here, with its input filled in."""

    kind: Line
    title: Line
    input: dict[str, Any]


class Method(Struct, frozen=True):
    """The formula or rubric behind scores: those of different ones are not to be compared."""

    name: Line
    version: Annotated[int, Meta(ge=1)]


class Result(Struct, kw_only=True, rename="camel"):
    """What every result has beside its own fields.

    `notJudged` has the reason for each field that is null because nothing here could judge it;
    `ranges` the lowest and the highest of a score that was judged more than once.
    """

    judged_by: Judge
    written_by: Writer
    method: Method
    as_of: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    """The date that "today" was."""
    not_judged: dict[str, Line] = {}
    assumed: Annotated[list[Line], Meta(max_length=20)] = []
    confirm: Annotated[list[Confirm], Meta(max_length=50)] = []
    next: Annotated[list[Next], Meta(max_length=3)] = []
    ranges: dict[str, tuple[Score, Score]] = {}
