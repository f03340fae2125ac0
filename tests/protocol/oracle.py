"""AG-UI's own client, in one node process, as the judge of logs."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from protocol.codec import encode_event
from protocol.events import Event

HOME = Path(__file__).parent.parent / "agui"


class Oracle:
    """What `@ag-ui/client` makes of a log."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None or not (HOME / "node_modules" / "@ag-ui").is_dir():
            raise RuntimeError("needs node, and once: npm ci --prefix tests/agui")
        self._process = subprocess.Popen(
            [node, "oracle.mjs"], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def judge(self, events: Sequence[Event]) -> dict[str, Any]:
        """`messages`, `state`, `warnings` at the end of the log, or `error`."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(b"[" + b",".join(encode_event(event) for event in events) + b"]\n")
        stdin.flush()
        # JavaScript writes 6.8e16 as an integer; as doubles the two are the same number.
        answer: dict[str, Any] = json.loads(stdout.readline(), parse_int=float)
        return answer

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()
