"""A provider of models on the wire, in a process of its own: streams the same answer to all."""

import argparse
import asyncio

from tests.upstream import Answer, Upstream

TOKENS = 400
"""How many chunks of text an answer has, unless told otherwise."""


async def serve(port: int, interval_s: float, tokens: int) -> None:
    """Answer every call alike, for ever, with so long a pause between two chunks."""
    async with Upstream(port) as upstream:
        upstream.play(
            then=Answer(tokens=[f" token{n}" for n in range(tokens)], interval_s=interval_s)
        )
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
