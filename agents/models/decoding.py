"""Decoding: the JSON of an event as its type, of which only what is needed must be right."""

import json
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

T = TypeVar("T")

NEEDED = msgspec.Meta(extra={"needed": True})
"""Annotates a field without which there is no answer: it is never lost."""

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
"""Tokens. What is below zero, or more than any call takes, is no count."""

_MAX_ODD = 65_536
"""Bytes of an event that is looked through field by field, which takes some 10 ms then."""


def decoded(decoder: "msgspec.json.Decoder[T]", data: bytes) -> T:
    """The data as the decoder's type, also where something is odd that is not needed.

    A field that does not fit is left at its default, and NEEDED ones where they are empty. What is
    no UTF-8 becomes U+FFFD; halves of surrogate pairs stay (see `surrogates`). Raises
    DecodeError, or another ValueError, for what cannot be read.
    """
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if len(data) > _MAX_ODD:
            raise
    document = _document(data)
    # Gemini puts an error into an array.
    if isinstance(document, list) and len(document) == 1:
        (document,) = document
    fitted: T = _fitted(document, decoder.type)
    return fitted


def _document(data: bytes) -> Any:
    text = data.decode(errors="replace")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        if "\\u" not in text:
            raise
        return json.loads(text)


def _fitted(value: Any, type_: Any) -> Any:
    """The value as that type. Raises ValidationError."""
    if type_ is msgspec.Raw:
        return msgspec.Raw(json.dumps(value).encode())
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        for option in _options(type_):
            if isinstance(value, dict) and _is_struct(option):
                return _struct(value, option)
            if isinstance(value, list) and get_origin(option) is list:
                (item,) = get_args(option)
                return [_fitted(one, item) for one in value if one is not None]
        raise


def _struct(value: dict[str, Any], type_: type[msgspec.Struct]) -> msgspec.Struct:
    made = {}
    for field in msgspec.structs.fields(type_):
        given = value.get(field.encode_name)
        if given is None and not field.required:
            continue
        try:
            made[field.name] = _fitted(given, field.type)
        except msgspec.ValidationError:
            if field.required or (given and _is_needed(field.type)):
                raise
    return type_(**made)


def _options(type_: Any) -> Iterator[Any]:
    """The types that the annotation allows."""
    if get_origin(type_) is Annotated:
        yield from _options(get_args(type_)[0])
    elif get_origin(type_) in (Union, UnionType):
        for option in get_args(type_):
            yield from _options(option)
    else:
        yield type_


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _is_needed(type_: Any) -> bool:
    return NEEDED in getattr(type_, "__metadata__", ())
