"""The process of a hostile guest: `python -m bench.attack.attacker ATTACK --port …`.

Prints, as JSON, how often it was told what.
"""

import argparse
import json
import os
from contextlib import closing

from bench.attack.attacks import ATTACKS
from bench.attack.guest import Guest
from bench.process import raise_file_limit

NICE = 10
"""It shares a core with those who are measured, and is not what they wait for."""


def main() -> None:
    """Attack the server on that port, then say what came of it."""
    parser = argparse.ArgumentParser(prog="bench.attack.attacker")
    parser.add_argument("attack", choices=ATTACKS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--seconds", type=float, required=True)
    given = parser.parse_args()
    raise_file_limit()
    os.nice(NICE)
    with closing(Guest(given.port, given.token, given.seconds)) as guest:
        ATTACKS[given.attack].act(guest)
    print(json.dumps(guest.told))


if __name__ == "__main__":
    main()
