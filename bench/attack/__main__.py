"""`python -m bench.attack [ATTACK ...] [--rounds N] [--seconds S]`."""

import argparse
import os
import signal
import sys

import uvloop

from bench.attack.attacks import ATTACKS
from bench.attack.outcome import Outcome, render
from bench.attack.siege import besiege
from bench.process import LOAD_CORE, raise_file_limit

MOST_S = 20.0


def main() -> int:
    """Attack, and print the table; the status is 1 where something is not as it should be."""
    given = _parse()
    raise_file_limit()
    os.sched_setaffinity(0, {LOAD_CORE})
    # A killed run ends as an interrupted one does: its servers are stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outcomes = uvloop.run(_all(given.attacks or list(ATTACKS), given.rounds, given.seconds))
    print(render(outcomes))
    return int(any(outcome.faults for outcome in outcomes))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=__doc__)
    parser.add_argument("attacks", nargs="*", choices=[*ATTACKS, []], metavar="ATTACK",
                        help=f"any of {', '.join(ATTACKS)}; all without")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=3, help="how often each")
    parser.add_argument("--seconds", type=_seconds, default=6.0, help="how long each round")
    return parser.parse_args()


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= MOST_S:
        raise argparse.ArgumentTypeError(f"at most {MOST_S:.0f} seconds")
    return seconds


async def _all(names: list[str], rounds: int, seconds: float) -> list[Outcome]:
    outcomes = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        outcomes.append(await besiege(name, rounds, seconds))
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
