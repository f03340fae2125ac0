"""What a session of the kind is given, and what its actions are."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import Address, DocumentRef

LEAST, MOST = 20, 50_000
"""Characters of a posting that is given as a text, and those that are read of any."""

Said = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class JobInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a posting stands, its text, or the document that it is: just one of the three."""

    url: Annotated[Address, Meta(extra_json_schema={"format": "uri"})] | None = None
    text: Annotated[str, Meta(min_length=LEAST, max_length=MOST)] | None = None
    document: DocumentRef | None = None

    @property
    def ways(self) -> int:
        """How many of the three it has."""
        return sum(one is not None for one in (self.url, self.text, self.document))


class Set(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What is so, by whoever knows the job; what stands here goes before what the posting says.

    `salary` is as one would write it: "50,000–60,000 EUR a year".
    """

    title: Said | None = None
    hiring_organization: Said | None = None
    salary: Said | None = None
    job_location: Annotated[list[Said], Meta(min_length=1, max_length=10)] | None = None
    remote: Literal["onsite", "hybrid", "remote"] | None = None


class ToNice(Struct, frozen=True):
    """Something among what must be that is only nice to have."""

    id: Annotated[str, Meta(max_length=200, extra_json_schema={"x-list": "mustHave"})]


class ToMust(Struct, frozen=True):
    """Something among what is nice to have that must be."""

    id: Annotated[str, Meta(max_length=200, extra_json_schema={"x-list": "niceToHave"})]
