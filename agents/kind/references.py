"""What a kind's input says of a thing that the user has: a text, or the id of what is stored."""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

import msgspec

from protocol.commands import Id
from protocol.messages import MAX_SAFE_INTEGER

LEAST_RESUME, MOST_RESUME = 100, 50_000
"""Characters that a résumé has which is given as a text; a stored one may have less."""

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MAX_SAFE_INTEGER)]


class StoredResumeRef(
    msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True
):
    """A stored résumé of the user: in that version, else as it is when the session begins."""

    id: Id
    version: Number | None = None


ResumeText: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        min_length=LEAST_RESUME,
        max_length=MOST_RESUME,
        extra_json_schema={"x-stored": "resumes"},
    ),
]
"""A résumé as a text. In the schema `x-stored` names the collection that one may choose from."""

ResumeRef: TypeAlias = ResumeText | StoredResumeRef
"""A résumé, as a text or as one that is stored: `Turn.resume` gives its text."""


def references(given: msgspec.Struct) -> Iterator[StoredResumeRef]:
    """The stored things that a kind's input names."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if isinstance(value, StoredResumeRef):
            yield value
