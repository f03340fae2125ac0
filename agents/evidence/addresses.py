"""Addresses of the web in a text."""

import re

_ADDRESS = re.compile(
    r"(?i:\bhttps?:|\bwww\.)"
    r"|\b[A-Za-z0-9-]{2,60}\.(?:com|org|net|io|dev|edu|gov|app|ai|co|kr)\b"
)


def names_address(text: str) -> bool:
    """Whether a text names an address of the web, whole or only the name of a site."""
    return _ADDRESS.search(text) is not None
