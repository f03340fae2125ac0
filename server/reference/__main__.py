"""`python -m server.reference kinds|errors|frames` prints that document."""

import sys

from server.reference.reference import main

sys.exit(main(sys.argv[1:]))
