"""What one gives who has a form to fill in, and what one says of its answers."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef
from agents.results.types import Length

MOST_ITEMS = 12
MOST_TEXT = 10_000
"""Characters of an answer, and of what is given for one."""

Mode: TypeAlias = Literal["coach", "draft"]
Id: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
Of: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=64, extra_json_schema={"x-list": "items"})
]
"""The id of an item in the result."""
ROWS = {"x-rows": True}
"""A list that a form asks for row by row."""
Words: TypeAlias = Annotated[str, Meta(max_length=MOST_TEXT)]


class FormItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A question of the form, and how long its answer may be."""

    id: Id
    question: Annotated[str, Meta(min_length=1, max_length=2_000)]
    length: Length


class ItemMaterial(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person wants to tell, or has written, for an item."""

    item: Id
    text: Words


class AnswersInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form. With `coach` the texts stay the person's own, with `draft` they are made of what was
    given. `blind`: nothing may show who somebody is; where it is not said, the posting tells it.
    """

    resume: ResumeRef
    job: JobRef | None = None
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None
    items: Annotated[
        tuple[FormItem, ...], Meta(min_length=1, max_length=MOST_ITEMS, extra_json_schema=ROWS)
    ]
    material: Annotated[
        tuple[ItemMaterial, ...], Meta(max_length=5 * MOST_ITEMS, extra_json_schema=ROWS)
    ] = ()
    mode: Mode = "coach"
    blind: bool | None = None


class WriteAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person has written for an item."""

    id: Of
    text: Words


class ShortenAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """How long an item's text is to be at most, in the unit of its limit; its limit by default."""

    id: Of
    to: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class OneItem(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the items."""

    id: Of
