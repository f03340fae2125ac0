"""In which language a request is answered: `Accept-Language` (RFC 9110 §12.5.4)."""

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from protocol.catalogue import ENGLISH, LANGUAGES, lookup

_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


class Languages:
    """ASGI middleware: has everything below it know in which language the caller is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name == b"accept-language"]
        token = _language.set(preferred(value.decode("latin-1") for value in given))
        try:
            await self.app(scope, receive, send)
        finally:
            _language.reset(token)


def current_language() -> str:
    """The language of the request that is being answered; English outside of one."""
    return _language.get()


def preferred(fields: Iterable[str], known: Iterable[str] = LANGUAGES) -> str:
    """The one of `known` languages that fields `Accept-Language` ask for; English if none is.

    The range of the greatest weight counts, of equals the first. `*` is whatever is not named,
    English before others. What is refused (`q=0`) is not chosen for another range; what cannot be
    read counts as not said.
    """
    languages = sorted(known, key=lambda language: language != ENGLISH)
    ranges = list(_ranges(",".join(fields)))
    named = {lookup(tag, languages) for tag, _ in ranges if tag != "*"}
    refused = {tag for tag, weight in ranges if weight == 0}
    for tag, weight in sorted(ranges, key=lambda found: -found[1]):
        if weight == 0:
            break
        if tag == "*":
            found = next((language for language in languages if language not in named), None)
        else:
            found = lookup(tag, languages)
        if found is not None and found.lower() not in refused:
            return found
    return ENGLISH


def _ranges(field: str) -> Iterator[tuple[str, float]]:
    for element in field.split(","):
        tag, _, parameter = (part.strip().lower() for part in element.partition(";"))
        weight = _WEIGHT.fullmatch(parameter or "q=1")
        if tag and weight:
            yield tag, float(weight[1])
