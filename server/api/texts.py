"""`/v1/texts`: what the page says, in a language."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.catalogue import CATALOGUE, ENGLISH, LANGUAGES, lookup
from protocol.catalogue.catalogue import Pair
from server.http.encodings import CONTENT_ENCODING, Encoded
from server.http.etags import ETAG, IF_NONE_MATCH
from server.http.languages import current_language
from server.http.operations import CONTENT_LANGUAGE, VARY, Answer, Field, Operation, as_json
from server.http.requests import resource

SECTION = "page."
"""What the keys of the page's texts begin with."""


def routes() -> list[BaseRoute]:
    """The routes of this resource."""
    heads = (ETAG, CONTENT_LANGUAGE, VARY)
    get = Operation(
        Texts().get,
        query=(Field("language", "A language tag (BCP 47); else what the request accepts"),),
        headers=(IF_NONE_MATCH,),
        answers=(
            Answer(200, "The texts", as_json(TextList), (*heads, CONTENT_ENCODING)),
            Answer(304, "They are as before", headers=heads),
        ),
        signed_in=False,
    )
    return [resource("/texts", GET=get)]


class TextList(msgspec.Struct):
    """What the page says, by key. What goes by a number is an object, `{"one", "other"}`."""

    language: str
    texts: dict[str, str | Pair]


class Texts:
    """The handlers. What they answer is made once: it changes with the release alone."""

    def __init__(self) -> None:
        self._bodies = {language: _body(language) for language in LANGUAGES}

    async def get(self, request: Request) -> Response:
        """What the page says, in `?language=`, else in the one that the request accepts."""
        asked = request.query_params.get("language")
        language = (lookup(asked, LANGUAGES) or ENGLISH) if asked else current_language()
        headers = {
            # Kept, but asked for again: a new release has others, and the page names them by key.
            "Cache-Control": "no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return self._bodies[language].answer(request, headers)


def _body(language: str) -> Encoded:
    texts = TextList(language, CATALOGUE.section(SECTION, language))
    return Encoded(msgspec.json.encode(texts), "application/json")
