"""A site's rules for programs (RFC 9309), as Protego reads them. Pure."""

from protego import Protego

from server.fetching.urls import WebAddress

PRODUCT = "CareerPilot"
"""The product token by which rules name us (RFC 9309, section 2.2.1)."""

PATH = "/robots.txt"

MOST_BYTES = 500 * 1024
"""So much of a file of rules is read (RFC 9309, section 2.5)."""

MOST_REDIRECTS = 5
"""So many are followed to it (RFC 9309, section 2.3.1.2)."""

NOBODY = b"User-agent: *\nDisallow: /"
"""What a site is taken to say whose rules can't be had (RFC 9309, section 2.3.1.4)."""

ANYBODY = b""
"""What it is taken to say where it has none (RFC 9309, section 2.3.1.3)."""


def rules(status: int, body: bytes) -> bytes:
    """The rules that an answer stands for: of a client's error none, of a server's all."""
    if 200 <= status < 300:
        return body if len(body) < MOST_BYTES else _whole_lines(body[:MOST_BYTES])
    return ANYBODY if 300 <= status < 500 else NOBODY


def permits(rules: bytes, address: WebAddress) -> bool:
    """Whether we may ask for a page. Takes up to a fifth of a second for rules of the greatest
    length: the time grows with it, whatever they are."""
    if address.target == PATH or not rules:
        return True
    text = rules.decode(errors="replace").removeprefix("\ufeff")
    return Protego.parse(text).can_fetch(address.url, PRODUCT)


def _whole_lines(cut: bytes) -> bytes:
    """All but the last line, of which the rest may be missing: half a rule may say far more."""
    return cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r"), 0)]
