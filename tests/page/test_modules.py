"""The page's modules: who imports whom, and their own tests under node's test runner."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "server" / "page"

MAY_IMPORT = {
    "client": {"client"},
    "ui": {"ui", "vendor"},
    "vendor": set(),
    "kinds": {"kinds", "ui"},
    "views": {"views", "kinds", "ui", "client"},
    "app.js": {"views", "kinds", "ui", "client"},
}
"""Which rooms the modules of each of them may import."""

PUBLISHED = "client.js"
"""Where other people's pages import the client from: it belongs to the room of that name."""

REGISTRY = Path("kinds/registry.js")
DEFAULT = Path("kinds/default.js")
OWN = {REGISTRY.name, DEFAULT.name}
"""What is in the room of the kinds and is not for one of them."""

TOKEN = re.compile(r'(?P<text>`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
IMPORT = re.compile(
    r"""\b(?:import|export)\b[^;"']*?\bfrom\s*["'](?P<static>[^"']*)["']"""
    r"""|\bimport\s*["'](?P<bare>[^"']*)["']"""
    r"""|\bimport\s*\(\s*(?:["'](?P<dynamic>[^"']*)["']\s*\))?"""
)
DOM = re.compile(
    r"(?<![\w.$#])(?:globalThis\s*(?:\?\.|\.)\s*)?"
    r"(?P<name>window|self|document|navigator|location|history|screen|localStorage|sessionStorage"
    r"|addEventListener|removeEventListener|matchMedia|getComputedStyle|alert|confirm|prompt"
    r"|customElements|DOMParser|Node|\w*Element|(?:request|cancel)AnimationFrame"
    r"|(?:Resize|Mutation|Intersection)Observer)\b"
)
GUARDED = re.compile(r"globalThis\s*\.\s*\w+\?\.")
"""How a module for browsers and others asks for what only browsers have."""


def breaches(page: Path) -> list[str]:
    """What in the page's folder does not keep to its room."""
    modules = sorted(path.relative_to(page) for path in page.rglob("*.js"))
    return [f"{module}: {said}" for module in modules for said in _breaches(page, module)]


def _breaches(page: Path, module: Path) -> Iterator[str]:
    code = _code(page / module)
    if room(module) not in MAY_IMPORT:
        yield "is in no room"
        return
    for found in IMPORT.finditer(code):
        named = found["static"] or found["bare"] or found["dynamic"]
        if not named or not re.match(r"\.\.?/.*\.js$", named):
            yield f"{found[0]!r} names no file beside it"
            continue
        target = (page / module).parent.joinpath(named).resolve()
        if not target.is_file() or not target.is_relative_to(page.resolve()):
            yield f"there is no {named}"
        elif not may_import(module, target.relative_to(page.resolve())):
            yield f"may not import {named}"
    if room(module) == "client":
        yield from _dom(re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code))


def _dom(code: str) -> Iterator[str]:
    for found in DOM.finditer(code):
        if not GUARDED.match(code, found.start()):
            yield f"names {found['name']}"


def room(module: Path) -> str:
    """The room that a file belongs to; the page's entry is one by itself."""
    return "client" if module == Path(PUBLISHED) else module.parts[0]


def may_import(module: Path, target: Path) -> bool:
    """Whether one file of the page may import another."""
    if room(target) not in MAY_IMPORT[room(module)]:
        return False
    if room(target) != "kinds" or module == REGISTRY:
        return True
    return target == (DEFAULT if room(module) == "kinds" else REGISTRY)


def test_page_modules_keep_to_their_rooms() -> None:
    assert breaches(PAGE) == []


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("client/fold.js", 'import { el } from "../ui/dom.js";', "may not import ../ui/dom.js"),
        ("client/id.js", 'import "../views/memory.js";', "may not import ../views/memory.js"),
        ("client/id.js", 'await import("../app.js");', "may not import ../app.js"),
        ("client/id.js", "import '../ui/dom.js'", "may not import ../ui/dom.js"),
        ("client.js", 'export * from "./kinds/default.js";', "may not import ./kinds/default.js"),
        ("client/outbox.js", 'import { a } from "left-pad";', "names no file beside it"),
        ("client/outbox.js", "import(`../ui/dom.js`);", "names no file beside it"),
        ("client/outbox.js", 'import "./gone.js";', "there is no ./gone.js"),
        ("client/outbox.js", 'document.title = "1";', "names document"),
        ("client/outbox.js", "const { title } = window.document;", "names window"),
        ("client/outbox.js", "globalThis.document.title;", "names document"),
        ("client/outbox.js", "const at = `${location.hash}`;", "names location"),
        ("client/outbox.js", 'addEventListener("online", go);', "names addEventListener"),
        ("client/outbox.js", "localStorage.clear();", "names localStorage"),
        ("ui/dom.js", 'import { memory } from "../views/memory.js";', "may not import"),
        ("ui/form.js", 'import {\n  newId,\n} from "../client/id.js";', "may not import"),
        ("kinds/interview.js", 'import { viewOf } from "./registry.js";', "may not import"),
        ("kinds/interview.js", 'import { memory } from "../views/memory.js";', "may not import"),
        ("kinds/pitch.js", 'import { interviewView } from "./interview.js";', "may not import"),
        ("kinds/default.js", 'import { interviewView } from "./interview.js";', "may not import"),
        ("views/result.js", 'import { a } from "../kinds/interview.js";', "may not import"),
        ("views/result.js", 'import "/ui/dom.js";', "names no file beside it"),
        ("attic/old.js", "", "is in no room"),
        ("more.js", "", "is in no room"),
    ],
)
def test_module_that_leaves_its_room_is_found(
    tmp_path: Path, module: str, line: str, said: str
) -> None:
    page = tmp_path / "page"
    shutil.copytree(PAGE, page)
    (page / module).parent.mkdir(exist_ok=True)
    with (page / module).open("a") as file:
        file.write(f"{line}\n")
    (found,) = breaches(page)
    assert found.startswith(f"{module}: ")
    assert said in found


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("client/outbox.js", "globalThis.document?.title;"),
        ("client/outbox.js", 'globalThis.addEventListener?.("online", go);'),
        ("client/outbox.js", '// document\n/* window.\n import "../app.js"; */ "location";'),
        ("client/outbox.js", "this.addEventListener(`a`, ({ detail }) => detail.location);"),
        ("ui/dom.js", "document.title;"),
        ("kinds/pitch.js", 'import { defaultView } from "./default.js";'),
        ("kinds/registry.js", 'import { pitchView } from "./interview.js";'),
        ("views/start.js", 'import { viewOf } from "../kinds/registry.js";'),
    ],
)
def test_module_may_do_what_belongs_to_its_room(tmp_path: Path, module: str, line: str) -> None:
    page = tmp_path / "page"
    shutil.copytree(PAGE, page)
    with (page / module).open("a") as file:
        file.write(f"{line}\n")
    assert breaches(page) == []


APPLICATIONS = ("application_dialog", "application_field", "board", "board_card")
NAMESAKES = {
    ("views/statuses.js", "interview"),
    *((f"views/{name}.js", "job") for name in APPLICATIONS),
}
"""Where a word of the wire is a kind's as well: an application has that status, and a `job`."""


def named(page: Path, kinds: Iterable[str]) -> list[str]:
    """Where the page names a kind outside of what is for kinds, comments aside."""
    name = re.compile(rf"(?<![\w-])(?:{'|'.join(kinds)})(?![\w-])", re.IGNORECASE)
    files = sorted(path.relative_to(page) for path in page.rglob("*.*"))
    return [
        f"{file}: {found[0]}"
        for file in files
        if room(file) not in ("kinds", "vendor") and file.suffix in {".js", ".css", ".html"}
        for found in name.finditer(_code(page / file))
        if (file.as_posix(), found[0]) not in NAMESAKES
    ]


def _code(path: Path) -> str:
    """The text without the comments."""
    return TOKEN.sub(lambda token: token["text"] or "", path.read_text())


VIEWS = {path.stem for path in (PAGE / "kinds").glob("*.js") if path.name not in OWN}
"""The names of the kinds that the page has a view for: others it can't have anything for."""


def test_no_kind_is_named_outside_of_the_views_of_kinds() -> None:
    assert "interview" in VIEWS
    assert named(PAGE, VIEWS) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("views/session.js", 'const ended = state.kind === "interview";'),
        ("views/session.js", "const ended = views.interview;"),
        ("app.js", "const hash = `#/new/interview`;"),
        ("index.html", "<p>An Interview</p>"),
        ("ui/style.css", '[data-kind="interview"] { color: red; }'),
    ],
)
def test_kind_that_is_named_elsewhere_is_found(tmp_path: Path, file: str, line: str) -> None:
    page = tmp_path / "page"
    shutil.copytree(PAGE, page)
    with (page / file).open("a") as opened:
        opened.write(f"{line}\n")
    (found,) = named(page, VIEWS)
    assert found.startswith(f"{file}: ")


def test_what_others_wrote_is_as_they_published_it_and_has_its_licence() -> None:
    vendor = PAGE / "vendor"
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$",
        (vendor / "README.md").read_text(),
        re.MULTILINE,
    )
    files = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*.js")}
    assert files == {name for name, _ in rows} != set()
    for name, digest in rows:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
        assert (vendor / name).with_name("LICENSE").is_file()


def test_view_of_every_kind_is_in_the_registry() -> None:
    registry = (PAGE / REGISTRY).read_text()
    assert all(f'from "./{name}.js"' in registry for name in VIEWS)


@pytest.mark.slow(seconds=3.9)
def test_page_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    assert node is not None, "node is needed"
    files = sorted(str(path) for path in Path(__file__).parent.rglob("*.test.mjs"))
    assert files
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
