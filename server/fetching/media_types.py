"""The types of what is read, by what an answer says of itself. Pure."""

import re

READ = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/xhtml+xml",
        "application/xml",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/html",
        "text/plain",
        "text/xml",
    }
)

ACCEPTED = (
    "text/html, application/xhtml+xml, application/json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/plain;q=0.8, application/pdf;q=0.7, image/*;q=0.5"
)
"""What is asked for (RFC 9110, section 12.5.1)."""

_NAME = r"[a-z0-9!#$&^_.+-]{1,100}"
_TYPE = re.compile(rf"({_NAME}/{_NAME})\s*(?:[;,].*)?", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([a-z0-9._:-]{1,40})", re.IGNORECASE)


def media_type(field: str) -> tuple[str, str | None]:
    """The type in small letters ("" where it is none), and the charset that is named."""
    found = _TYPE.fullmatch(field.lstrip())
    charset = _CHARSET.search(field)
    return found[1].lower() if found else "", charset[1].lower() if charset else None


def is_read(type_: str) -> bool:
    """Whether something of this type is taken: pages, data, PDF and pictures."""
    structured = type_.startswith("application/") and type_.endswith(("+json", "+xml"))
    return type_ in READ or structured
