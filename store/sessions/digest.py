"""A digest of what a command says, short enough to be kept with its id in one number."""

import hashlib

FIRST, END = 1 << 16, 1 << 29
"""Digests are whole numbers from FIRST up to below END (see `remember` in steps/session.lua)."""


def digest(content: bytes) -> int:
    """From FIRST to END - 1; 0 for no content, which is never compared.

    It tells a slip apart, not a forgery: whoever makes two contents of one digest has only the
    second of their own commands taken for the first.
    """
    if not content:
        return 0
    found = hashlib.blake2b(content, digest_size=8).digest()
    return FIRST + int.from_bytes(found) % (END - FIRST)
