"""What a conversation may ask for besides its kind's own input: `options` of a start."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from agents.errors import InvalidInput
from protocol.catalogue import Said, Text, misfit

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
"""A well-formed language tag, by and large (RFC 5646, section 2.1)."""

Language: TypeAlias = Annotated[str, msgspec.Meta(pattern=LANGUAGE, max_length=35)]
ProviderName: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$(?!\n)", max_length=64)
]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All options that there are. Which providers are set up, models know.

    What can't be kept to yet has a default, and no other value is taken.
    """

    provider: ProviderName | None = None
    language: Language | None = None
    clarify: bool = True
    """Whether somebody is there to answer a question that would make the result better."""
    masking: Literal["strict"] | bool = True
    when: Literal["now", "cheap", "night"] = "now"
    gentle: bool | UnsetType = UNSET
    """Whether one practises without a clock and without marks meanwhile, or (`false`) as in an
    exam; where nobody says so, the kind decides."""


def spoken(given: Any, options: Mapping[str, Any]) -> str | None:
    """The language that a session is to be in: its input's, where that has one, else its options'.

    None leaves it to who reads.
    """
    return getattr(given, "language", None) or options.get("language")


def alone(options: Mapping[str, Any] | None) -> dict[str, Any]:
    """The options of a session that nobody sits at: no question is put, unless they ask for it."""
    return {"clarify": False, **(options or {})}


NOT_YET = ("when",)
"""Options of which this server keeps only to the default."""

_DEFAULTS = Options()


def check_options(raw: Any, *, providers: Collection[str] | None = None) -> None:
    """Raise InvalidInput, whose text says what does not fit and where.

    That is any option that there is not, and any value that this server can't keep to: to take it
    would be to promise it. `providers` are those that the caller may choose; None is any. What is
    taken has a few hundred bytes at most.
    """
    try:
        options = msgspec.convert(raw or {}, Options)
    except msgspec.ValidationError as error:
        raise InvalidInput(misfit(error)) from error
    for name in NOT_YET:
        if getattr(options, name) != getattr(_DEFAULTS, name):
            kept = msgspec.json.encode(getattr(_DEFAULTS, name)).decode()
            raise InvalidInput(Text("options.default", value=kept, name=name))
    chosen = options.provider
    if chosen is not None and providers is not None and chosen not in providers:
        raise InvalidInput(Text("options.provider", known=_any_of(providers)))


def _any_of(names: Collection[str]) -> Said:
    first, *others = names
    return Text("lists.or", first=first, second=_any_of(others)) if others else first
