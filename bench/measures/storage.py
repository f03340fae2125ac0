"""What a résumé that is kept takes of Redis' memory."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis

from bench.lab import Lab
from bench.reading import CORPUS
from bench.table import Row, compared, median
from bench.target import Running
from tests.processes import eventually

COLLECTION = "/v1/resumes"
TWO_PAGES = "en_operations_two_pages.pdf"
ENDINGS = {".docx", ".html", ".hwpx", ".md", ".odt", ".pdf", ".rtf", ".txt"}
"""Files that have a text, as far as they are no scans."""


async def measure(lab: Lab) -> list[Row]:
    """The corpus, sent to a worker by one guest, and what Redis says that all its keys take.

    The bases are the bytes of the texts that were read. What the résumés have in common (an index,
    their hashes) is shared out among them.
    """
    with lab.careerpilot() as server, redis.Redis(port=lab.redis.port) as client:
        sent = {path.name: found for path in _files() if (found := _sent(server, path))}
        taken = {
            key.decode(): int(client.memory_usage(key, samples=0) or 0)
            for key in client.scan_iter("u:{*}:resumes*", count=1000)
        }
    each = {key.rpartition(":")[2]: size for key, size in taken.items() if ":resumes:id:" in key}
    shared = (sum(taken.values()) - sum(each.values())) / len(each)
    texts = {name: len(found["text"].encode()) for name, found in sent.items()}
    sizes = {name: each[found["id"]] + shared for name, found in sent.items()}
    what = f"memory of Redis per stored résumé, {len(each)} of them, median"
    return [
        compared(what, "B", median(texts.values()), median(sizes.values()), "ours <= 4096"),
        compared("  of two pages", "B", texts[TWO_PAGES], sizes[TWO_PAGES], "ours <= 8192"),
        Row("  largest", "B", max(sizes.values())),
    ]


def _files() -> list[Path]:
    return sorted(path for path in (CORPUS / "documents").iterdir() if path.suffix in ENDINGS)


def _sent(server: Running, path: Path) -> dict[str, Any] | None:
    """What became of a file; None where it can't be read, and so is not kept."""
    status, document = _asked(server, "POST", f"?name={quote(path.name)}", path.read_bytes())
    if status == http.client.UNPROCESSABLE_ENTITY:
        return None
    found: dict[str, Any] = document

    def settled() -> bool:
        nonlocal found
        _, found = _asked(server, "GET", f"/{document['id']}")
        return found["status"] == "ready"

    eventually(settled, f"{path.name} has been read")
    return found


def _asked(server: Running, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    name, _, value = server.headers.strip().partition(": ")
    connection.request(method, COLLECTION + path, body, {name: value})
    try:
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
