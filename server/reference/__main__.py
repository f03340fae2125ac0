"""`python -m server.reference kinds|errors|frames|openapi` prints that document.

A test fails while a file in docs/ differs.
"""

import json
import sys
from collections.abc import Callable

from agents.kind.loader import load
from protocol.schema import definitions
from server.http.operations import SCHEMAS
from server.reference.application import application
from server.reference.errors import errors
from server.reference.frames import frames
from server.reference.kinds import kinds
from server.reference.openapi import openapi
from server.settings.settings import Settings


def described(modules: tuple[str, ...] = ()) -> str:
    """OpenAPI of a server with these modules' kinds besides ours."""
    app = application(modules)
    document = openapi(app.routes, app.state.worker.kinds.values(), definitions(SCHEMAS))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


DOCUMENTS: dict[str, Callable[[], str]] = {
    "kinds": lambda: kinds(load(Settings.load().sessions.kinds).values()),
    "errors": errors,
    "frames": frames,
    "openapi": lambda: described(Settings.load().sessions.kinds),
}
"""Every document by its name. `kinds` and `openapi` have those that the settings name, too."""


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
