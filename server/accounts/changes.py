"""What has changed of accounts, as every worker hears it within moments: what has ended, which plan
somebody has now.

An account's access token counts until it runs out, unless what it is of has ended: that is heard of
for longer than any such token is valid. Guests' tokens last longer than anything is remembered; so
of a guest who was not seen for a while the store is asked once.
"""

import time
from collections import OrderedDict
from typing import get_args

from protocol.catalogue import Text
from protocol.errors import NotSignedIn
from server.admission.tokens import Identity
from server.settings.plans import Plan
from store.accounts.accounts import CHANGES_MS, Accounts
from store.accounts.types import Change
from store.errors import StoreUnavailable

TICK_S = 2.0
"""So often a worker listens, unless its heartbeat is shorter."""

OVERLAP_MS = 5000
"""So much of what was heard is heard again: a clock may have been set back."""

KNOWN_S = 900.0
MOST_KNOWN = 20_000
"""So long, and of so many, a worker takes a guest to be one still who was one."""

PLANS: frozenset[str] = frozenset(get_args(Plan))


class Changes:
    """What has ended, and who has another plan, as far as this worker has heard."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._since = 0
        self._ended: dict[tuple[str, str], int] = {}
        self._plans: dict[str, tuple[int, Plan]] = {}
        self._guests: OrderedDict[str, float] = OrderedDict()

    async def look(self) -> None:
        """Hear what is new. Raises StoreUnavailable, and then it is heard the next time."""
        for change in await self._accounts.changes(self._since):
            self._since = max(self._since, change.at - OVERLAP_MS)
            self._hear(change)
        self._forget(self._since - CHANGES_MS)

    def _hear(self, change: Change) -> None:
        match change.words:
            case ("plan", user, plan) if plan in PLANS:
                if change.at >= self._plans.get(user, (0, plan))[0]:
                    self._plans[user] = (change.at, plan)  # type: ignore[assignment]
            case (what, whose):
                self._ended[what, whose] = change.at

    def _forget(self, before: int) -> None:
        self._ended = {name: at for name, at in self._ended.items() if at > before}
        self._plans = {user: (at, plan) for user, (at, plan) in self._plans.items() if at > before}

    def has_ended(self, identity: Identity) -> bool:
        """Whether what proved the caller is known to have ended."""
        if not self._ended:
            return False
        if ("user", identity.user) in self._ended:
            return True
        if identity.guest:
            return ("guest", identity.user) in self._ended
        login, key = ("login", identity.login), ("key", identity.key)
        return login in self._ended or key in self._ended

    async def now(self, identity: Identity) -> Identity:
        """The caller, of the plan that they have now. Raises NotSignedIn where it has ended."""
        if self.has_ended(identity) or (identity.guest and await self._is_over(identity.user)):
            raise NotSignedIn(Text("errors.not_signed_in.ended"))
        plan = self._plans.get(identity.user)
        return identity if plan is None or identity.guest else identity._replace(plan=plan[1])

    async def _is_over(self, guest: str) -> bool:
        """Whether a guest has signed up or in meanwhile. While the store is away nobody knows."""
        now = time.monotonic()
        if self._guests.get(guest, 0.0) > now:
            return False
        try:
            if await self._accounts.has_ended(guest):
                return True
        except StoreUnavailable:
            return False  # there is nothing that they could be shown, or could do
        self._guests[guest] = now + KNOWN_S
        self._guests.move_to_end(guest)
        if len(self._guests) > MOST_KNOWN:
            self._guests.popitem(last=False)
        return False
