"""Which pages may use the server (RFC 6454): a guard against cross-site request forgery."""

from protocol.errors import Forbidden
from server.admission.credentials import Headers, cookie_of, header


def check_origin(headers: Headers, allowed: frozenset[str], *, safe: bool = False) -> None:
    """Raise Forbidden for a browser's request from a page that is not ours (RFC 6454).

    A page served by this host, and those in `allowed` (`https://host[:port]`), may pass. A request
    without an Origin passes where it changes nothing (`safe`) or does not lean on the cookie, which
    a browser sends along unasked.
    """
    origin = header(headers, b"origin")
    if origin is None:
        if not safe and header(headers, b"authorization") is None and cookie_of(headers):
            raise Forbidden("A request with a cookie must say its Origin.")
        return
    if origin in allowed:
        return
    host = header(headers, b"host")
    if not host or origin.partition("://")[2].lower() != host.lower():
        raise Forbidden(f"Pages from {origin[:200]} may not use this server.")
