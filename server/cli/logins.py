"""Logins with accounts, as the terminal keeps them: refresh tokens, in a file of the user's own."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

NAME = "logins.json"
"""The file, beside that of the guests."""


class BrokenLogins(Exception):
    """The file can't be read; the message says why, and what to do."""


@contextmanager
def changing(path: Path) -> Iterator[dict[str, str]]:
    """The refresh tokens by the address of their server; kept as they are at the end of the block.

    Nobody else changes them meanwhile: a refresh token is good once, and of two commands that start
    at the same time one waits for the other. Where the block raises, all stays as it was. Raises
    BrokenLogins.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w", opener=private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = kept(path)
        before = dict(found)
        yield found
        if found != before:
            _write(path, found)


def kept(path: Path) -> dict[str, str]:
    """The refresh tokens, as they are now. Raises BrokenLogins."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        raise BrokenLogins(f"{path} is broken: {exc}. Remove it, and sign in again.") from None


def _write(path: Path, tokens: dict[str, str]) -> None:
    """Write the file, whole or not at all: a token that is lost can't be had again."""
    new = path.with_suffix(".new")
    with open(new, "w", opener=private) as file:
        json.dump(tokens, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def private(path: str, flags: int) -> int:
    """Open a file that nobody but this user can read."""
    return os.open(path, flags, 0o600)
