"""Versions of a thing as entity tags (RFC 9110 §8.8.3), and the condition `If-Match` on them."""

import re

from starlette.requests import Request

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]{0,100})"')


def version_tag(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def versions_of(request: Request) -> frozenset[int] | None:
    """The versions that the thing may have, by `If-Match`; None where any will do.

    Tags that are none of ours, or weak, name no version (RFC 9110 §13.1.1).
    """
    given = ",".join(request.headers.getlist("if-match")).strip()
    if not given or given == "*":
        return None
    return frozenset(
        int(tag)
        for weak, tag in _TAG.findall(given)
        if not weak and tag.isascii() and tag.isdigit() and len(tag) < 10
    )
