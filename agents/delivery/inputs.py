"""What every kind that delivers takes, besides what is its own."""

from typing import Annotated, TypeAlias

import msgspec

from agents.kind import Language

Country: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
"""ISO 3166-1, alpha 2."""


class DeliveryInput(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """The languages and the country: whether a session is spoken in one and writes in another.

    `language` is that in which one is spoken to, `documentLanguage` that of what one hands in,
    `country` the one whose customs count.
    """

    language: Language | None = None
    document_language: Language | None = None
    country: Country | None = None
