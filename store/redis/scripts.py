"""What goes to Redis: plain commands, and runs of Lua scripts, each of them one atomic step."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import hiredis
from msgspec import Struct

Word = str | bytes | int

_ROOMS = Path(__file__).parent.parent


class Script(Struct, frozen=True):
    """A script's source, and the SHA-1 by which Redis knows it once it has seen it."""

    source: bytes
    sha: bytes


class Call(Struct, frozen=True):
    """One command on its way to Redis. `key` says to which node of a cluster it belongs.

    Of a script, `words` are its arguments, and its keys, so many, are packed already.
    """

    key: str
    words: tuple[Word, ...]
    script: Script | None = None
    keys: bytes = b""
    key_count: int = 0

    def packed(self) -> bytes:
        """The command as it goes over the wire."""
        return self._packed(b"EVALSHA", self.script.sha) if self.script else pack(self.words)

    def packed_in_full(self) -> bytes:
        """The same with the script's source, for a Redis that has not seen the script."""
        return self._packed(b"EVAL", self.script.source) if self.script else pack(self.words)

    def _packed(self, verb: bytes, script: bytes) -> bytes:
        count = 3 + self.key_count + len(self.words)
        first = pack_words((verb, script, self.key_count))
        return b"".join((b"*%d\r\n" % count, first, self.keys, pack_words(self.words)))


def pack(words: tuple[Word, ...]) -> bytes:
    """Words as one command of the Redis protocol."""
    packed: bytes = hiredis.pack_command(words)  # type: ignore[arg-type]  # its stub says 1-tuple
    return packed


def pack_words(words: tuple[Word, ...]) -> bytes:
    """Words as they stand in a command, without their number at its head."""
    packed = pack(words)
    return packed[packed.index(b"\n") + 1 :]


def command(key: str, *words: Word) -> Call:
    """A plain command that touches `key` and nothing else."""
    return Call(key, words)


def pairs(flat: Sequence[bytes]) -> dict[str, bytes]:
    """A hash as Redis sends it: names and values by turns."""
    names = [name.decode() for name in flat[::2]]
    return dict(zip(names, flat[1::2], strict=True))


def run(script: Script, keys: Sequence[str], *arguments: Word) -> Call:
    """A run of `script`; all `keys` are on one node."""
    return Call(keys[0], arguments, script, pack_words(tuple(keys)), len(keys))


def load(*files: str) -> Script:
    """The script that these files make, one after the other, each as `room/name.lua`.

    What is shared comes first. A file lies in the room of the part that runs it, and its head says
    what it promises.
    """
    source = b"\n".join([(_ROOMS / file).read_bytes() for file in files])
    return Script(source, hashlib.sha1(source, usedforsecurity=False).hexdigest().encode())
