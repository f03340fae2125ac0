"""What a conversation may ask for besides its kind's own input: `options` of a start."""

from typing import Annotated, Any, TypeAlias

import msgspec

from agents.errors import InvalidInput

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
"""A well-formed language tag, by and large (RFC 5646, section 2.1)."""

Language: TypeAlias = Annotated[str, msgspec.Meta(pattern=LANGUAGE, max_length=35)]


class Options(msgspec.Struct, frozen=True):
    """Those options that have a form to keep to. Which providers there are, models know."""

    language: Language | None = None


def check_options(raw: Any) -> None:
    """Raise InvalidInput, whose text says what does not fit and where."""
    try:
        msgspec.convert(raw or {}, Options)
    except msgspec.ValidationError as error:
        raise InvalidInput(str(error)) from error
