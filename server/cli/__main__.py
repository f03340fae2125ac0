"""`python -m server.cli` is `careerpilot`."""

import sys

from server.cli.main import main

sys.exit(main())
