"""`python -m server.reference kinds|errors|frames` prints that document.

A test fails while a file in docs/ differs.
"""

import sys
from collections.abc import Callable

from agents.kind.loader import load
from server.reference.errors import errors
from server.reference.frames import frames
from server.reference.kinds import kinds
from server.settings.settings import Settings

DOCUMENTS: dict[str, Callable[[], str]] = {
    "kinds": lambda: kinds(load(Settings.load().sessions.kinds).values()),
    "errors": errors,
    "frames": frames,
}
"""Every document by its name. `kinds` has those that the settings name, too."""


def main(argv: list[str]) -> int:
    """Print the document that is named; 2 for a name that there is not."""
    make = DOCUMENTS.get(argv[0]) if len(argv) == 1 else None
    if make is None:
        usage = f"usage: python -m server.reference {'|'.join(DOCUMENTS)}\n"
        sys.stderr.write(usage)
        return 2
    sys.stdout.write(make())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
