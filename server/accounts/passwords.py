"""Passwords: which are taken, and their hashes, which are made in threads, few at once."""

import asyncio
import contextlib
import os
import threading
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from protocol.catalogue import Text
from protocol.errors import Malformed, RateLimited
from server.settings.accounts import AccountSettings

LEAST = 8
"""Characters, as NIST SP 800-63B has it; there are no rules on which."""

MOST_BYTES = 1024

AT_ONCE = 2
"""Passwords that a worker hashes at once."""

NICENESS = 10
"""By so much threads that hash stand back (Linux): tokens of others go first."""

RETRY_MS = 2000

PATIENCE_S = 5.0
"""So long one waits for a turn, on a machine that is busy with other things."""

OURS = "careerpilot"

T = TypeVar("T")


def normal(password: str) -> bytes:
    """A password as it is hashed: in NFKC, as NIST SP 800-63B has it. Raises Malformed.

    One keyboard makes of a letter what another makes two characters of, Korean ones above all.
    """
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        size = 0
    if not 0 < size <= MOST_BYTES:
        raise Malformed(Text("errors.malformed.password_long", most=MOST_BYTES))
    return unicodedata.normalize("NFKC", password).encode()


@cache
def common() -> frozenset[str]:
    """The passwords that people choose most, those that are long enough; of the library zxcvbn."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST)


class Passwords:
    """Hashes passwords by argon2id, and checks them. To be closed."""

    def __init__(self, settings: AccountSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.password_passes,
            memory_cost=settings.password_memory_kib,
            parallelism=1,
        )
        self._most_waiting = settings.passwords_waiting
        self.waiting = 0
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords", _stand_back)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """The hash of a password, with the parameters as they are set. Raises RateLimited where
        too many wait.
        """
        return await self.in_thread(lambda: self._hasher.hash(normal(password)))

    async def check(self, hash: str | None, password: str) -> bool:
        """Whether a password is the one that was hashed; without a hash it is not.

        The work is the same either way. Raises RateLimited where too many wait.
        """
        given = normal(password)
        return await self.in_thread(lambda: self._check(hash, given))

    async def check_new(self, password: str, own: Iterable[str]) -> None:
        """Whether a password may be chosen; `own` are words of its owner's, such as their address.

        Raises Malformed, which says why not, and RateLimited where too many wait.
        """
        text = normal(password).decode()
        if len(text) < LEAST:
            raise Malformed(Text("errors.malformed.password_short", least=LEAST))
        told = text.casefold()
        if told in {OURS, *(word.casefold() for word in own)} or len(set(told)) == 1:
            raise Malformed(Text("errors.malformed.password_own"))
        # The first one loads the list, which takes a moment and some MB.
        if await self.in_thread(lambda: told in common()):
            raise Malformed(Text("errors.malformed.password_common"))

    def is_outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than are set."""
        return self._hasher.check_needs_rehash(hash)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, hash: str | None, given: bytes) -> bool:
        nobodys = self._hash_of_nobody()  # also where it is not needed: it takes as long to make
        try:
            right = self._hasher.verify(hash or nobodys, given)
        except (Argon2Error, InvalidHashError):
            return False
        return right and hash is not None

    def _hash_of_nobody(self) -> str:
        if not self._nobodys:
            self._nobodys = self._hasher.hash(os.urandom(32))
        return self._nobodys

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do what takes long, when it is its turn. Raises RateLimited where too many wait, or its
        turn does not come within PATIENCE_S.
        """
        if self.waiting >= self._most_waiting:
            raise RateLimited(Text("errors.rate_limited.passwords"), retry_ms=RETRY_MS)
        self.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._turns.acquire()
        except TimeoutError:
            raise RateLimited(Text("errors.rate_limited.passwords"), retry_ms=RETRY_MS) from None
        finally:
            self.waiting -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._turns.release()


def _stand_back() -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
