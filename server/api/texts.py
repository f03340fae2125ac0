"""`/v1/texts`: what the page says, in a language."""

from hashlib import sha256

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import CATALOGUE, ENGLISH, LANGUAGES, lookup
from server.http.languages import current_language
from server.http.requests import resource

SECTION = "page."
"""What the keys of the page's texts begin with."""


def routes() -> list[BaseRoute]:
    """The routes of this resource."""
    return [resource("/texts", GET=Texts().get)]


class Texts:
    """The handlers. What they answer is made once: it changes with the release alone."""

    def __init__(self) -> None:
        self._bodies = {language: _body(language) for language in LANGUAGES}

    async def get(self, request: Request) -> Response:
        """GET /v1/texts: in `?language=`, else in the one that the request accepts.

        A text that goes by a number is an object, `{"one", "other"}`.
        """
        asked = request.query_params.get("language")
        language = (lookup(asked, LANGUAGES) or ENGLISH) if asked else current_language()
        body = self._bodies[language]
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        headers = {
            "ETag": tag,
            # Kept, but asked for again: a new release has others, and the page names them by key.
            "Cache-Control": "no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        if tag in _tags(request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")


def _body(language: str) -> bytes:
    return msgspec.json.encode(
        {"language": language, "texts": CATALOGUE.section(SECTION, language)}
    )


def _tags(fields: list[str]) -> set[str]:
    """The tags that a caller has the answer under; weak ones are as good (RFC 9110 §13.1.2)."""
    return {tag.strip().removeprefix("W/") for tag in ",".join(fields).split(",")}
