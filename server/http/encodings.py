"""Content codings (RFC 9110 §8.4) of bytes that are the same for everybody, and made once.

What differs from one caller to the next, or goes out as it comes, is never compressed: of the
former the length could be told by who has a part of it, and a stream would wait for more.
"""

import gzip
import re
from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from server.http.etags import etag_of, is_known
from server.http.operations import Field

CONTENT_ENCODING = Field("Content-Encoding", "`gzip`, where the request takes that")
"""What an operation declares that answers with an `Encoded`."""

_CODING = re.compile(
    r"\s{0,9}([\w!#$%&'*+.^`|~-]{1,64})\s{0,9}(?:;\s{0,9}q\s{0,9}=\s{0,9}([01](?:\.\d{0,3})?)\s{0,9})?"
)
_GZIP = ("gzip", "x-gzip", "*")
"""By what names it is asked for, the most exact one first."""


def takes_gzip(fields: Iterable[str]) -> bool:
    """Whether fields `Accept-Encoding` (§12.5.3) take gzip. What can't be read says nothing."""
    weights = {}
    for element in ",".join(fields).split(","):
        if found := _CODING.fullmatch(element):
            weights[found[1].lower()] = float(found[2] or 1)
    named = [weights[name] for name in _GZIP if name in weights]
    return bool(named) and named[0] > 0


class Encoded:
    """Bytes of a media type, and the same as gzip (RFC 1952) where that is shorter."""

    def __init__(self, plain: bytes, media_type: str) -> None:
        self.plain = plain
        self.media_type = media_type
        # Without a time in it: the same bytes are the same at every worker.
        packed = gzip.compress(plain, mtime=0)
        self.gzip = packed if len(packed) < len(plain) else None
        self._tags = {body: etag_of(body) for body in (self.plain, self.gzip) if body is not None}

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """These bytes in the coding that the request takes, or 304 where it has them already."""
        packed = self.gzip if takes_gzip(request.headers.getlist("accept-encoding")) else None
        body = packed or self.plain
        varies = [headers[name] for name in headers if name.lower() == "vary"]
        heads = dict(headers) | {
            "ETag": self._tags[body],
            "Vary": ", ".join([*varies, "Accept-Encoding"]),
        }
        if is_known(self._tags[body], request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=heads)
        if packed:
            heads["Content-Encoding"] = "gzip"
        return Response(body, headers=heads, media_type=self.media_type)
