"""The page's files as they go out."""

import gzip
import re
import shutil
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from server.app import PAGE
from server.page_files import PageFiles
from tests.server.calls import Caller

NAMED = re.compile(r'(?:href|src)="(/page/[^"]+)"')
LINK = re.compile(r'<link rel="(\w+)" href="/page/\w+/([^"]+)"')
PAGES = """<html>
<link rel="stylesheet" href="/ui/a.css">
<link rel="stylesheet" href="/ui/b.css">
<script type="module" src="/app.js"></script>
<a href="#/x"></a><a href="/v1/kinds"></a>
"""
MODULES = {
    "app.js": 'import { a } from "./ui/a.js";\nexport { b } from "./b.js";\nimport("./later.js");',
    "b.js": 'import "./ui/a.js";\n/* import "./c.js" */',
    "ui/a.js": "export const a = 1;",
    "later.js": 'import { a } from "./ui/a.js";\nimport {\n  c,\n} from "./c.js";',
    "c.js": "export const c = 1;",
    "ui/a.css": "a {}",
    "ui/b.css": "b {}",
    "index.html": PAGES,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in MODULES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


async def get(files: PageFiles, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    app = Starlette(routes=[Mount("/", files)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers=headers
    ) as http:
        return await http.request(method, path)


async def test_page_names_its_files_by_their_version_and_keeps_them(folder: Path) -> None:
    files = PageFiles(folder)
    page = await get(files, "/")
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    named = NAMED.findall(page.text)
    assert all(name.startswith(f"/page/{files.version}/") for name in named)
    for name in named:
        file = await get(files, name)
        assert file.status_code == 200
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert 'href="#/x"' in page.text
    assert 'href="/v1/kinds"' in page.text


async def test_page_asks_at_once_for_what_it_needs_and_later_for_what_it_may_need(
    folder: Path,
) -> None:
    links = LINK.findall((await get(PageFiles(folder), "/")).text)
    assert links == [
        ("stylesheet", "ui/all.css"),
        ("modulepreload", "b.js"),
        ("modulepreload", "ui/a.js"),
        # In a template: a script has them fetched when nothing else has to be.
        ("prefetch", "c.js"),
        ("prefetch", "later.js"),
    ]


async def test_style_sheets_are_one_file_in_their_order(folder: Path) -> None:
    assert (await get(PageFiles(folder), "/ui/all.css")).text == "a {}\nb {}"


@pytest.mark.parametrize("name", ["app.js", "c.js", "index.html", "ui/b.css"])
def test_version_is_another_where_a_file_is(folder: Path, name: str) -> None:
    before = PageFiles(folder).version
    assert PageFiles(folder).version == before
    (folder / name).write_text(f"{MODULES[name]} ")
    assert PageFiles(folder).version != before


def test_version_is_another_where_a_file_has_another_name(folder: Path) -> None:
    before = PageFiles(folder).version
    shutil.move(folder / "c.js", folder / "d.js")
    assert PageFiles(folder).version != before


async def test_file_of_another_version_is_ours_and_is_not_kept(folder: Path) -> None:
    files = PageFiles(folder)
    other = await get(files, "/page/0123456789abcdef/c.js")
    assert other.text == MODULES["c.js"]
    assert other.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/gone.js", 404),
        ("GET", "/page/0123/gone.js", 404),
        ("GET", "/page/0123/../app.js", 404),
        ("GET", "/page/0123/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/ui", 404),
        ("HEAD", "/app.js", 200),
        ("POST", "/app.js", 405),
    ],
)
async def test_what_is_no_file_is_not_found(
    folder: Path, method: str, path: str, status: int
) -> None:
    assert (await get(PageFiles(folder), path, method)).status_code == status


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("app.js", "text/javascript; charset=utf-8"),
        ("ui/tokens.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("client/protocol.d.ts", "text/plain; charset=utf-8"),
    ],
)
async def test_file_has_its_type_whatever_this_machine_says(name: str, media_type: str) -> None:
    file = await get(PageFiles(PAGE), f"/{name}")
    assert file.headers["content-type"] == media_type


def test_files_go_out_compressed_and_are_asked_for_by_their_tag(nobody: Caller) -> None:
    compressed = nobody.http.get("/client.js", headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.headers["cache-control"] == "no-cache"
    plain = nobody.http.get("/client.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == compressed.content == (PAGE / "client.js").read_bytes()
    tag = compressed.headers["etag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    assert nobody.http.get("/client.js", headers=known).status_code == 304


def test_first_view_weighs_little_and_asks_for_few_files() -> None:
    """Floors: what is added to it is to be loaded when it is needed."""
    files = PageFiles(PAGE)
    page = files._entry.plain.decode()  # noqa: SLF001 - what goes out, without a server
    first = [name for how, name in LINK.findall(page) if how in ("stylesheet", "modulepreload")]
    bodies = [files._files[name] for name in [*first, "app.js"]]  # noqa: SLF001
    assert len(bodies) <= 33
    assert sum(len(body.gzip or body.plain) for body in bodies) <= 54_000
    assert all(gzip.decompress(body.gzip) == body.plain for body in bodies if body.gzip)
