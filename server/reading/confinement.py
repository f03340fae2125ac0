"""What a process gives up before it looks at a stranger's file.

Limits of the operating system hold everywhere. The network and the files of the machine are taken
away where the kernel has the means for it and lets this process use them (Linux, often not inside
of a container); where it does not, the rest holds all the same.
"""

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

LEAST_FILES = 32
_MB = 1024 * 1024

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SIGKILL = 9
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_READ = (1 << 2) | (1 << 3)
"""Landlock's rights to read files, and to list directories."""
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files each version of Landlock knows; later ones know 16."""
_NET_RIGHTS = 0b11
_SCOPES = 0b11

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
"""Where fonts are that a file may name and not have."""


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("net", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def confine(*, memory_mb: int, seconds: int, readable: Iterable[Path]) -> None:
    """Give up all that reading a file does not need. It can't be undone.

    From here on this process has `memory_mb` of address space and `seconds` of a processor's time,
    starts no other, writes no file, and reads those below `readable` only.
    """
    if sys.platform == "linux":
        _leave_network()
        _leave_files(readable)
    for limit, most in (
        (resource.RLIMIT_AS, memory_mb * _MB),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, LEAST_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _lower(limit, most)


def _lower(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has limits that it does not let set
        resource.setrlimit(limit, (least, least))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _leave_network() -> None:
    """Go where there is no network, alone or, without the right to that, as another user."""
    libc = _libc()
    if libc.unshare(_CLONE_NEWNET):
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _leave_files(readable: Iterable[Path]) -> None:
    """Let Landlock forbid all files but these, connections, and signals to other processes."""
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    rules = _Ruleset((1 << _FILE_RIGHTS.get(version, 16)) - 1, _NET_RIGHTS, _SCOPES)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return
    for path in readable:
        with contextlib.suppress(OSError):
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = _PathBeneath(_READ, parent)
            libc.syscall(_LANDLOCK_ADD, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
            os.close(parent)
    libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)
