"""A provider of models on the wire, in a process of its own: streams the same answer to all."""

import argparse
import asyncio
from collections.abc import Sequence

from bench.stamp import make_token
from tests.upstream import Answer, Upstream

TOKENS = 400
"""How many chunks of text an answer has, unless told otherwise."""


class Stamps(Sequence[str]):
    """So many tokens, each made at the moment when it is sent."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def __getitem__(self, index: int | slice) -> str:  # type: ignore[override]  # no slices
        """A new one."""
        if index not in range(self._count):
            raise IndexError
        return make_token()


async def serve(port: int, interval_s: float, tokens: int) -> None:
    """Answer every call alike, for ever, with so long a pause between two chunks."""
    async with Upstream(port) as upstream:
        upstream.play(then=Answer(tokens=Stamps(tokens), interval_s=interval_s))
        await asyncio.Event().wait()


def main() -> None:
    """Serve on 127.0.0.1 until a signal comes."""
    parser = argparse.ArgumentParser(prog="bench.upstream")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--interval", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--tokens", type=int, default=TOKENS)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.interval, given.tokens))


if __name__ == "__main__":
    main()
