"""What people have said of themselves in their account."""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from protocol.catalogue import Text
from protocol.errors import Forbidden, Malformed
from server.admission.tokens import Identity
from store.accounts.accounts import Accounts
from store.accounts.types import Account

Setting: TypeAlias = Annotated[str, Meta(max_length=500)] | bool | int | float | None
"""What one setting of a client may be."""

MOST_SETTINGS = 50
SETTINGS_BYTES = 4096

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_COUNTRY = re.compile(r"[A-Z]{2}")

FIELDS = {
    "name": "name", "language": "language", "country": "country", "time_zone": "timeZone",
    "settings": "settings",
}  # fmt: skip
"""How the store calls what may be changed."""


class Profiles:
    """Reads and changes them."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def of(self, caller: Identity) -> Account | None:
        """The caller's account; None for a guest, and for who is known by an issuer alone."""
        return None if caller.guest else await self._accounts.get(caller.user)

    async def change(self, caller: Identity, given: Mapping[str, Any]) -> Account:
        """Change what is given, by the names of FIELDS; None takes it away.

        Raises Forbidden for who has no account, and Malformed.
        """
        account = await self.of(caller)
        if account is None:
            raise Forbidden(Text("errors.forbidden.no_account"))
        values = {
            FIELDS[name]: None if value is None else _checked(name, value, account)
            for name, value in given.items()
        }
        if values and not await self._accounts.change(account.id, values):
            raise Forbidden(Text("errors.forbidden.no_account"))
        return await self._accounts.get(account.id) or account


def _checked(name: str, value: Any, account: Account) -> str:
    """A value as it is kept. Raises Malformed."""
    if name == "settings":
        return _merged(value, account)
    text: str = unicodedata.normalize("NFC", value).strip()
    if not _FITS[name](text):
        raise Malformed(Text("errors.malformed.me", field=FIELDS[name]))
    return text


def _merged(given: Mapping[str, Setting], account: Account) -> str:
    before = msgspec.json.decode(account.settings) if account.settings else {}
    merged = {name: value for name, value in {**before, **given}.items() if value is not None}
    raw = msgspec.json.encode(merged)
    if len(merged) > MOST_SETTINGS or len(raw) > SETTINGS_BYTES:
        raise Malformed(Text("errors.malformed.settings", most=MOST_SETTINGS, bytes=SETTINGS_BYTES))
    return raw.decode()


def is_name(text: str) -> bool:
    """Whether somebody may be called so: no line breaks, nothing that is not seen."""
    return not any(
        unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in text
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


_FITS: Mapping[str, Callable[[str], bool]] = {
    "name": is_name,
    "language": lambda text: _LANGUAGE.fullmatch(text) is not None,
    "country": lambda text: _COUNTRY.fullmatch(text) is not None,
    "time_zone": lambda text: text in _zones(),
}
