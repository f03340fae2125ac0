"""Files that tests send, and how."""

from pathlib import Path
from typing import Any

import httpx

from tests.agents.reading.files import At, pdf
from tests.server.calls import Caller

CORPUS = Path(__file__).parents[2] / "agents/reading/corpus"
BAD = CORPUS / "bad"
TWO_PAGES = CORPUS / "documents/en_operations_two_pages.pdf"

PDF = pdf([At(50, 700, "Ada Example"), At(50, 680, "ada@example.com")])

PLENTY = {
    "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    "CAREERPILOT_COMMANDS_BURST": "1000",
    "CAREERPILOT_UPLOAD_BYTES_PER_SECOND": "1000000000",
    "CAREERPILOT_UPLOAD_BYTES_BURST": "1000000000",
    "CAREERPILOT_UPLOAD_PATIENCE_SECONDS": "60",
}
"""Settings of a server whose tests send more than people do, and wait until it is read."""


def text(name: str = "Ada Example") -> bytes:
    """A short résumé as a text."""
    return (
        f"{name}\nada@example.com\n\nSummary\nKeeps bridges standing.\n\nExperience\n"
        "Engineer, Example Works\n2019-03 - 2021-06\n• Built bridges\n\n"
        "Education\nBSc, Example School\n2015 - 2018\n\nSkills\nPython, Excel\n"
    ).encode()


def send(
    caller: Caller, data: bytes, name: str | None = "cv.txt", to: str = "resumes", **query: str
) -> httpx.Response:
    """Send a file as the body of a request."""
    params = query if name is None else query | {"name": name}
    headers = {"Content-Type": "application/octet-stream"}
    return caller.http.post(f"/v1/{to}", params=params, content=data, headers=headers)


def sent(caller: Caller, data: bytes, name: str | None = "cv.txt", to: str = "resumes") -> Any:
    """The document of a file that is sent for the first time."""
    answer = send(caller, data, name, to)
    assert answer.status_code == 201, answer.text
    return answer.json()
