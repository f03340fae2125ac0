"""What the kind gives: a job as it is stored, and what every result has."""

from typing import Any

import msgspec

from agents.results.job import JobPosting
from agents.results.types import Result


def _field(one: msgspec.structs.FieldInfo) -> tuple[str, Any, Any]:
    """A field as `defstruct` takes it."""
    if one.default_factory is not msgspec.NODEFAULT:
        return one.name, one.type, msgspec.field(default_factory=one.default_factory)
    return one.name, one.type, msgspec.field(default=one.default)


JobResult: type[msgspec.Struct] = msgspec.defstruct(
    "JobResult",
    [_field(one) for one in msgspec.structs.fields(JobPosting)],
    bases=(Result,),
    module=__name__,
    rename="camel",
    kw_only=True,
    namespace={
        "__doc__": "A job, as its posting says it; `id` is that of the stored job. What the "
        "posting does not say is null, or empty."
    },
)
"""All fields of a posting beside those of every result: they stand in one place."""

NAMES: tuple[str, ...] = tuple(one.encode_name for one in msgspec.structs.fields(JobPosting))
"""The names of a posting's fields on the wire."""


def fields_of(posting: JobPosting) -> dict[str, Any]:
    """A posting as a result has it."""
    found: dict[str, Any] = msgspec.to_builtins(posting)
    return found
