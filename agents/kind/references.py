"""What a kind's input says of a thing that the user has: a text, or the id of what is stored."""

import re
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

_ADDRESS = re.compile(r"(?i)https?://[^\s/?#\\]+[^\s\\]*")

MOST_ADDRESS = 2_000
"""Characters of an address."""

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MAX_SAFE_INTEGER)]


Address: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_ADDRESS)]
"""Where a page stands: see `is_address`."""


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
    """A stored job of the user, or where a posting stands: as it is when the session begins.

    Just one of the two: see `check_references`.
    """

    id: Id | None = None
    url: Address | None = None


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
"""A job: a text, one that is stored, or where it stands. `Turn.job` gives what is known of it."""

DocumentRef: TypeAlias = Annotated[Id, msgspec.Meta(extra_json_schema={"x-stored": "documents"})]
"""The id of a stored document: `Turn.document` gives what it says. The field of an input that has
one is called `document`."""

Stored: TypeAlias = StoredResumeRef | StoredJobRef


def references(given: msgspec.Struct) -> Iterator[Stored]:
    """The stored things that a kind's input names, but for documents."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if isinstance(value, StoredResumeRef) or (isinstance(value, StoredJobRef) and value.id):
            yield value


def documents_of(given: msgspec.Struct) -> list[str]:
    """The ids of the documents that a kind's input names."""
    id = getattr(given, "document", None)
    return [id] if isinstance(id, str) else []


def check_references(given: msgspec.Struct) -> None:
    """Raise InvalidInput, whose text says what to do, where an input names a job as none can be."""
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if not isinstance(value, StoredJobRef):
            continue
        if (value.id is None) is (value.url is None):
            raise InvalidInput(Text("options.no_job"))
        check_address(value.url)


def check_address(url: str | None) -> None:
    """Raise InvalidInput, which says what to do, for what can be no page of the web.

    Whether it may be asked for, only who fetches it knows.
    """
    if url is not None and not is_address(url):
        raise InvalidInput(Text("options.job_url"))


def is_address(text: str) -> bool:
    """Whether a text has the form of an address of the web: it names a scheme and a host."""
    return _ADDRESS.fullmatch(text) is not None
