"""Scans and pictures: a model copies their text where it may, and else one is told what to do."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from server.intake.scans import MOST_PAGES
from tests.clients import guest, new_http
from tests.processes import Server, Servers
from tests.server.api.files import CORPUS, PLENTY, text
from tests.server.calls import Json
from tests.server.talk import provided
from tests.upstream import Answer, Received, Scene, Upstream

pytestmark = pytest.mark.slow

SETTINGS = {**PLENTY, "CAREERPILOT_UPLOAD_PATIENCE_SECONDS": "1"}
SCAN = (CORPUS / "documents/en_scan.pdf").read_bytes()
COPIED = text("Ada Scanned").decode()


@pytest.fixture(scope="module")
def running(started: Servers, port: int) -> Server:
    """A server whose provider has models that see."""
    return started.start(CAREERPILOT_CACHE="off", **SETTINGS, **provided(openai=Upstream(port)))


class Sender:
    """A guest who sends files."""

    def __init__(self, server: Server, token: str, http: httpx.AsyncClient) -> None:
        self._base, self._http = f"{server.url}/v1", http
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def send(self, data: bytes, to: str = "resumes", **query: str) -> httpx.Response:
        """Send a file as it is."""
        headers = self._headers | {"Content-Type": "application/octet-stream"}
        url = f"{self._base}/{to}"
        return await self._http.post(url, params=query, content=data, headers=headers)

    async def read(self, answer: httpx.Response, to: str = "resumes") -> Json:
        """What became of a file when it has been read."""
        document: Json = answer.json()
        while document["status"] == "reading":
            await asyncio.sleep(0.02)
            url = f"{self._base}/{to}/{document['id']}"
            document = (await self._http.get(url, headers=self._headers)).json()
        return document


@pytest.fixture
async def sender(server: Server) -> AsyncIterator[Sender]:
    """A new guest."""
    async with new_http() as http:
        yield Sender(server, await guest(server.url, http), http)


def copying(call: Received) -> Scene:
    """A model that copies the text of a page, in the fence that models like."""
    return Answer(["```text\n", COPIED, "\n```"])


def pictures(call: Received) -> list[bytes]:
    """The pictures that a model was shown."""
    found: list[bytes] = []

    def look(value: Any) -> None:
        if isinstance(value, str) and value.startswith("data:image/"):
            found.append(base64.b64decode(value.partition(",")[2]))
        for child in (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        ):
            look(child)

    look(call.body)
    return found


async def test_scan_is_copied_by_a_model_where_it_may_look_and_that_is_said(
    sender: Sender, up: Upstream
) -> None:
    up.play(then=copying)
    answer = await sender.send(SCAN, name="scan.pdf", vision="true")
    assert answer.status_code in (201, 202), answer.text
    one = await sender.read(answer)
    assert (one["status"], one["facts"]["name"]) == ("ready", "Ada Scanned")
    assert one["source"]["mediaType"] == "application/pdf"
    assert one["source"]["pages"] == len(up.calls) >= 1
    assert "```" not in one["text"]
    assert one["warnings"][0]["code"] == "image_only"
    assert all(shown.startswith(b"\x89PNG") for call in up.calls for shown in pictures(call))
    assert [len(pictures(call)) for call in up.calls] == [1] * len(up.calls)
    again = await sender.send(SCAN, name="scan.pdf", vision="true")
    assert (again.status_code, again.json()["id"]) == (200, one["id"])


async def test_slow_model_is_waited_for_behind_the_answer(sender: Sender, up: Upstream) -> None:
    more = asyncio.Event()
    up.play(then=lambda call: Answer([COPIED], hold=(0, more)))
    answer = await sender.send(SCAN, name="slow.pdf", vision="true")
    assert (answer.status_code, answer.json()["status"]) == (202, "reading")
    more.set()
    assert (await sender.read(answer))["status"] == "ready"


async def test_scan_that_may_not_be_seen_is_refused_with_what_to_do(
    sender: Sender, up: Upstream
) -> None:
    answer = await sender.send(SCAN, name="scan.pdf")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "no_text")
    assert "Allow a model to look at this file" in problem["detail"]
    assert problem["details"] == {"seers": ["OpenAI"]}
    assert up.calls == []


@pytest.mark.parametrize("said", [["NOTHING"], ["  \n"]])
async def test_scan_on_which_there_is_nothing_has_no_text(
    sender: Sender, up: Upstream, said: list[str]
) -> None:
    up.play(then=lambda call: Answer(said))
    answer = await sender.send(SCAN, name="empty.pdf", vision="true")
    if answer.status_code == 202:  # it may have taken a while to find out
        assert (await sender.read(answer))["error"]["code"] == "no_text"
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "no_text")


async def test_document_is_copied_as_a_resume_is(sender: Sender, up: Upstream) -> None:
    up.play(then=copying)
    one = await sender.read(
        await sender.send(SCAN, "documents", name="scan.pdf", vision="true"), "documents"
    )
    assert one["text"].startswith("Ada Scanned")
    assert one["warnings"][0]["code"] == "image_only"


async def test_picture_of_a_resume_is_shown_as_it_is(sender: Sender, up: Upstream) -> None:
    up.play(then=copying)
    picture = (CORPUS / "bad/cat.png").read_bytes()
    one = await sender.read(await sender.send(picture, name="photo.png", vision="true"))
    assert one["facts"]["name"] == "Ada Scanned"
    assert [pictures(call) for call in up.calls] == [[picture]]
    assert one["source"]["mediaType"] == "image/png"


async def test_what_has_text_is_never_shown_to_a_model(sender: Sender, up: Upstream) -> None:
    answer = await sender.send(text("Ada Plain"), name="cv.txt", vision="true")
    assert (answer.status_code, up.calls) == (201, [])
    assert "image_only" not in orjson.dumps(answer.json()).decode()


async def test_long_scan_is_copied_in_part_and_that_is_said(sender: Sender, up: Upstream) -> None:
    up.play(then=copying)
    pages = MOST_PAGES + 2
    one = await sender.read(await sender.send(drawn(pages), name="long.pdf", vision="true"))
    assert len(up.calls) == MOST_PAGES
    assert [warning["code"] for warning in one["warnings"]][:2] == ["image_only", "cut"]


def drawn(pages: int) -> bytes:
    """A PDF of so many pages with a line drawn on each, and no text."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects.append(b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids))
    objects.append(b"<</Length 15>>stream\n0 0 m 99 99 l S\nendstream")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 3 0 R>>"
    objects += [page] * pages
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%b endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + head + table + tail


@pytest.fixture(scope="module")
def blind(started: Servers, port: int) -> Server:
    """A server whose models see nothing."""
    return started.start(**PLENTY, **provided(compatible=Upstream(port)))


async def test_scan_is_refused_where_no_model_sees(blind: Server, up: Upstream) -> None:
    async with new_http() as http:
        sender = Sender(blind, await guest(blind.url, http), http)
        answer = await sender.send(SCAN, name="scan.pdf", vision="true")
        assert (answer.status_code, answer.json()["code"]) == (422, "no_text")
        assert "there is no model here that can look at it" in answer.json()["detail"]
        plain = await sender.send(SCAN, name="scan.pdf")
        assert "Allow a model" not in plain.json()["detail"]
        assert "details" not in plain.json()
    assert up.calls == []
