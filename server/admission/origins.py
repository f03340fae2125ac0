"""Which pages may use the server (RFC 6454): a guard against cross-site request forgery."""

from starlette.types import Scope

from protocol.catalogue import Text
from protocol.errors import Forbidden
from server.admission.credentials import cookie_of, header, names_itself
from server.http.schemes import is_secure
from server.settings.parsers import PORTS


def check_origin(scope: Scope, allowed: frozenset[str], *, safe: bool = False) -> None:
    """Raise Forbidden for a browser's request from a page that is not ours (RFC 6454).

    A page of the origin that was asked, and of those in `allowed`, may pass: scheme, host and port
    have to be the same, and in `allowed` stand as browsers write them. A request without an Origin
    passes where it changes nothing (`safe`) or does not lean on the cookie, which a browser sends
    along unasked.
    """
    headers = scope["headers"]
    origin = header(headers, b"origin")
    if origin is None:
        if not safe and not names_itself(headers) and cookie_of(headers):
            raise Forbidden(Text("errors.forbidden.no_origin"))
        return
    given, own = _canonical(origin), own_origin(scope)
    if given in allowed or given == own:
        return
    if own and given.partition("://")[2] == own.partition("://")[2]:
        # Mostly a proxy that ends TLS and does not say so, or whose word is not believed.
        raise Forbidden(Text("errors.forbidden.origin_or_url", origin=origin[:200], own=own))
    raise Forbidden(Text("errors.forbidden.origin", origin=origin[:200]))


def own_origin(scope: Scope) -> str | None:
    """The origin of pages that the server itself gives to who asks as this; None without a Host."""
    host = header(scope["headers"], b"host")
    return _canonical(f"{'https' if is_secure(scope) else 'http'}://{host}") if host else None


def _canonical(origin: str) -> str:
    """As browsers write it (RFC 6454 §6.2): small letters, no default port."""
    text = origin.lower()
    port = PORTS.get(text.partition("://")[0])
    return text.removesuffix(f":{port}") if port else text
