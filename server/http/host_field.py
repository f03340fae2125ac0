"""The Host field of a request (RFC 9110 §7.2): by which name the server was called."""

import re

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,255})(?::[0-9]{0,5})?", re.IGNORECASE)
"""As browsers and HTTP clients write it."""


def name_of(host: str) -> str | None:
    """The name or address in a Host field; None where it is no such field.

    In small letters, without the dot that a full name may end with.
    """
    found = _HOST.fullmatch(host)
    return found[1].lower().removesuffix(".") if found else None
