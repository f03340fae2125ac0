"""E-mail addresses: one normal form for all ways to write one, and what looks like another's."""

import hashlib
import unicodedata
from collections.abc import Iterator

import msgspec
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from protocol.catalogue import Text
from protocol.errors import Malformed

MOST = 254
"""Characters that an address may have (RFC 5321 §4.5.3.1.3, erratum 1690)."""

TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
"""Scripts that people write together: what UTS #39 §5.2 calls highly restrictive."""


class Email(msgspec.Struct, frozen=True):
    """An address as its owner writes it, and the hash of the one form that stands for it.

    Two that differ in nothing but large and small letters, in how letters are put together, or in
    how their domain is written, have the same.
    """

    shown: str
    hash: str


def parse(text: str) -> Email:
    """The address that a text is. Raises Malformed, which says why it is none that is taken.

    Nobody is asked whether there is such a domain.
    """
    text = text.strip()
    if len(text) > MOST:
        raise Malformed(Text("errors.malformed.email_long", most=MOST))
    try:
        found = validate_email(text, check_deliverability=False, strict=True)
    except (EmailSyntaxError, EmailNotValidError):
        raise Malformed(Text("errors.malformed.email")) from None
    local, domain = found.local_part, found.domain
    if len(f"{local}@{found.ascii_domain}".encode()) > MOST:
        raise Malformed(Text("errors.malformed.email_long", most=MOST))
    if unicodedata.normalize("NFKC", local) != local or not all(
        _is_plain(label) for label in (local, *domain.split("."))
    ):
        raise Malformed(Text("errors.malformed.email_scripts"))
    normal = f"{unicodedata.normalize('NFC', local.casefold())}@{found.ascii_domain.lower()}"
    return Email(f"{local}@{domain}", hashlib.sha256(normal.encode()).hexdigest())


def _is_plain(label: str) -> bool:
    """Whether its letters are of one script, or of such as are written together."""
    scripts = set(_scripts(label))
    return len(scripts) <= 1 or any(scripts <= together for together in TOGETHER)


def _scripts(label: str) -> Iterator[str]:
    """The scripts of its letters, by which their names begin; digits and marks have none."""
    for letter in label:
        if unicodedata.category(letter).startswith("L"):
            yield unicodedata.name(letter, "UNKNOWN").partition(" ")[0].partition("-")[0]
