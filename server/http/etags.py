"""Entity tags of answers that are the same bytes for everybody (RFC 9110 §8.8.3)."""

import hashlib
import re
from collections.abc import Iterable

from server.http.operations import Field

ETAG = Field("ETag", "The tag of these bytes")
IF_NONE_MATCH = Field("If-None-Match", "The tags of what the caller has")
"""What an operation declares that answers with tags."""

_TAG = re.compile(r'(?:W/)?("[^"]{0,100}")')


def etag_of(body: bytes) -> str:
    """The strong tag of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(tag: str, fields: Iterable[str]) -> bool:
    """Whether fields `If-None-Match` (§13.1.2) name the tag, weakly or not: it is not sent again.

    What cannot be read names nothing.
    """
    given = ",".join(fields)
    return given.strip() == "*" or tag in _TAG.findall(given)
