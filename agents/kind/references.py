"""What a kind's input says of a thing that the user has: a text, or the id of what is stored."""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

import msgspec

from agents.errors import InvalidInput
from protocol.catalogue import Text
from protocol.commands import Id
from protocol.messages import MAX_SAFE_INTEGER

LEAST_RESUME, MOST_RESUME = 100, 50_000
"""Characters that a résumé has which is given as a text; a stored one may have less."""

LEAST_JOB, MOST_JOB = 20, 50_000
"""Characters that a job has which is given as a text, and at most those of a stored one."""

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


class StoredJobRef(
    msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True
):
    """A stored job of the user, as it is when the session begins; or where a posting stands.

    Just one of the two. A `url` is not read yet: see `check_references`.
    """

    id: Id | None = None
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)] | None = None


JobText: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        min_length=LEAST_JOB,
        max_length=MOST_JOB,
        extra_json_schema={"x-stored": "jobs"},
    ),
]
"""A job as the text of its posting."""

JobRef: TypeAlias = JobText | StoredJobRef
"""A job, as a text or as one that is stored: `Turn.job` gives what is known of it."""

Stored: TypeAlias = StoredResumeRef | StoredJobRef


def references(given: msgspec.Struct) -> Iterator[Stored]:
    """The stored things that a kind's input names."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if isinstance(value, Stored):
            yield value


def check_references(given: msgspec.Struct) -> None:
    """Raise InvalidInput, whose text says what to do, where an input names a job as none can be."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if not isinstance(value, StoredJobRef):
            continue
        if value.url is not None:
            raise InvalidInput(Text("options.job_url"))
        if value.id is None:
            raise InvalidInput(Text("options.no_job"))
