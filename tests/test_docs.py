"""The documents say what the code does, and their examples run."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from starlette.routing import Mount, Route, WebSocketRoute

from agents.kind import Kind
from agents.kind.loader import load
from agents.kinds.chat.kind import Chat
from agents.kinds.interview.kind import Interview
from agents.testing import Conversation
from protocol.schema import documents as protocol_documents
from server.api.events import MAX_WAIT_S
from server.reference.__main__ import DOCUMENTS, described
from server.reference.application import application
from server.reference.errors import errors
from server.reference.frames import frames
from server.reference.kinds import kinds
from server.settings.document import markdown as settings_document
from store.redis.embedded import Embedded
from tests.documents import ROOT, blocks, example, read, rows, section
from tests.processes import SECRET, Server, Servers, clean_environ, lines_of
from tests.server.api.files import text

PROTOCOL = read("docs/PROTOCOL.md")
PAGES = ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
GENERATED = {
    "docs/settings.md": settings_document,
    "docs/kinds.md": lambda: kinds(load().values()),
    "docs/errors.md": errors,
    "docs/frames.md": frames,
    "docs/openapi.json": described,
}


@pytest.mark.skipif(not shutil.which("redis-cli"), reason="the backup is made by redis-cli")
def test_backup_that_is_made_during_a_rewrite_has_all_that_was_written_before(
    tmp_path: Path,
) -> None:
    data_dir, backup = tmp_path / "data", tmp_path / "backup"
    embedded = Embedded.start(data_dir)
    (data_dir / "secret").write_text(SECRET)
    written = {f"k{number}": "x" * 1000 for number in range(2000)}
    with Redis.from_url(embedded.url, decode_responses=True) as db:
        db.mset(written)
        # So slow that the rewrite still lasts when the backup begins.
        db.config_set("rdb-key-save-delay", 500)
        db.bgrewriteaof()
        stopping = threading.Event()

        def go_on() -> None:
            with Redis.from_url(embedded.url) as writer:
                while not stopping.is_set():
                    writer.incr("later")

        writing = threading.Thread(target=go_on)
        writing.start()
        try:
            env = os.environ | {"CAREERPILOT_DATA_DIR": str(data_dir), "BACKUP": str(backup)}
            script = example("docs/operations.md", "backup")
            assert db.info("persistence")["aof_rewrite_in_progress"] == 1
            subprocess.run(["sh", "-c", script], env=env, check=True, stdout=subprocess.PIPE)
            assert db.info("persistence")["aof_rewrite_in_progress"] == 0
            assert db.config_get("auto-aof-rewrite-percentage") != {
                "auto-aof-rewrite-percentage": "0"
            }
        finally:
            stopping.set()
            writing.join()
    embedded.stop()
    assert (backup / "secret").read_text() == SECRET
    restored = Embedded.start(backup)
    with Redis.from_url(restored.url, decode_responses=True) as db:
        assert db.mget(*written) == list(written.values())
        assert int(db.get("later") or 0) > 0
    restored.stop()


@pytest.mark.parametrize("path", GENERATED)
def test_document_equals_what_the_code_generates(path: str) -> None:
    assert read(path) == GENERATED[path](), "run: make docs"


def test_make_docs_writes_every_generated_document() -> None:
    recipe = read("Makefile").partition("\ndocs:")[2].partition("\n\n")[0]
    for path in GENERATED:
        assert f"> {path}" in recipe
    assert "-m protocol.schema" in recipe
    assert protocol_documents()


def test_make_run_leaves_it_to_the_server_to_say_where_it_is(servers: Servers) -> None:
    recipe = read("Makefile").partition("\nrun:")[2].partition("\n\n")[0]
    assert recipe.splitlines()[1:] == ["\t@exec $(BIN)/careerpilot serve"]
    server = servers.start()
    (line,) = [line for line in lines_of(server.output()) if line["event"] == "serving"]
    assert line["url"] == server.url


@pytest.mark.parametrize("path", PAGES)
def test_link_in_a_document_leads_to_a_file(path: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(path))
    for target in targets:
        if not target.startswith("http"):
            assert (ROOT / path).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("path", PAGES)
def test_file_or_make_target_that_a_document_names_exists(path: str) -> None:
    text = read(path)
    for named in re.findall(r"`((?:protocol|store|agents|server|tests|bench|docs)/[\w/.]*)`", text):
        assert (ROOT / named).exists(), named
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets


def test_test_that_the_readme_names_exists() -> None:
    named = re.findall(r"pytest (\S+?\.py)(?: -k (\w+))?`", read("README.md"))
    assert len(named) >= 8
    for path, words in named:
        assert re.search(rf"def test_\w*{words}", read(path)), (path, words)


def test_every_command_of_the_readme_is_one_of_the_command_line() -> None:
    used = set(re.findall(r"careerpilot (\w+)", " ".join(blocks(read("README.md")))))
    assert used
    asked = [sys.executable, "-m", "server.cli", "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert all(f"    {command} " in told for command in used)


def routes() -> set[tuple[str, str]]:
    """Every method and path that is served."""
    app = application()
    (api,) = [mount for mount in app.routes if isinstance(mount, Mount) and mount.path == "/v1"]
    http = [r for r in api.routes if isinstance(r, Route)]
    found = {(method, "/v1" + r.path) for r in http for method in r.methods or {"GET"}}
    return found | {("GET", "/v1" + r.path) for r in api.routes if isinstance(r, WebSocketRoute)}


def test_endpoints_of_the_protocol_document_are_served() -> None:
    named = {
        (method, path)
        for cell, *_ in rows(section(PROTOCOL, 3))
        for path in re.findall(r"/v1/[^`]+", cell)
        for method in re.findall(r"[A-Z]{3,}", cell)
    }
    assert len(named) == 14
    assert named <= routes()
    assert "`POST /v1/auth/guest` makes a guest" in section(PROTOCOL, 8)
    assert ("POST", "/v1/auth/guest") in routes()
    assert f"(at most {MAX_WAIT_S})" in PROTOCOL


def documented(kind: str) -> str:
    """What section 10 says of a kind."""
    return re.split(r"^`(\w+)`", section(PROTOCOL, 10), flags=re.MULTILINE)[
        {"chat": 2, "interview": 4}[kind]
    ]


def names(text: str) -> set[str]:
    """The field names in a notation: `"name"` where a value, another name, or the end follows."""
    values = re.sub(r'(?<=[:|] )?"[^"]*"(?:\|"[^"]*")+', "", text)
    return set(re.findall(r'"(\w+)"', values))


def schema_names(schema: dict[str, Any]) -> set[str]:
    """Every field of a schema and of the types that it defines."""
    own = set(schema["properties"])
    return own.union(*(inner["properties"] for inner in schema.get("$defs", {}).values()))


@pytest.mark.parametrize("kind", [Chat(), Interview()], ids=["chat", "interview"])
def test_input_of_the_protocol_document_is_the_kinds(kind: Kind) -> None:
    notation = re.findall(r"`(\{.*?\})`", documented(kind.name))[0]
    schema = kind.input_schema()
    assert names(notation) == set(schema["properties"])
    optional = set(re.findall(r'"(\w+)"\?', notation))
    assert optional == set(schema["properties"]) - set(schema["required"])
    for name, words in re.findall(r'"(\w+)"\??: ("[^"]*"(?:\|"[^"]*")+)', notation):
        assert set(json.loads(f"[{words.replace('|', ',')}]")) == chosen_from(
            schema["properties"][name]
        )
    for name, low, high in re.findall(r'"(\w+)"\??: ([\d,]+)–([\d,]+)', notation):
        assert bounds(schema["properties"][name]) == (whole(low), whole(high))


def chosen_from(field: dict[str, Any]) -> set[str]:
    """The words that a field may have, null aside."""
    among = [one["enum"] for one in field.get("anyOf", [field]) if "enum" in one]
    return {word for words in among for word in words if word is not None}


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def bounds(field: dict[str, Any]) -> tuple[int, int]:
    """The least and the greatest value, or length."""
    one = next((b for b in field.get("anyOf", ()) if b != {"type": "null"}), field)
    if one["type"] == "string":
        return one["minLength"], one["maxLength"]
    return one["minimum"], one["maximum"]


def test_result_of_the_protocol_document_is_the_interviews() -> None:
    notation = re.findall(r"Result:\n`(\{.*\})`", documented("interview"))[0]
    schema = Interview().result_schema()
    assert schema is not None
    assert names(notation) == schema_names(schema)
    assert '"communicationScore", "technicalScore": 0–100' in notation
    assert bounds(schema["properties"]["overallScore"]) == (0, 100)
    assert bounds(schema["$defs"]["CompetencyResult"]["properties"]["rating"]) == (1, 5)


@pytest.mark.parametrize("kind", [Chat(), Interview()], ids=["chat", "interview"])
def test_phases_and_actions_of_the_protocol_document_are_the_kinds(kind: Kind) -> None:
    text = documented(kind.name)
    phases = re.findall(r"Phases (.*?)\. ", text + " ", re.DOTALL)[0]
    declared = {*kind.table, *kind.passing}
    assert declared <= set(re.findall(r"`(\w+)`", phases)) <= declared | {"message"}
    actions = re.findall(r"Actions: (.*?)\.", text)
    named = set(re.findall(r"`(\w+)`", actions[0])) if actions else set()
    assert named == {action.name for action in kind.actions}


async def test_state_of_the_protocol_document_is_the_interviews() -> None:
    question, clock = re.findall(r"`(?:question|clock)` `\{(.*?)\}`", documented("interview"))
    resume = read("tests/agents/resume/resumes/backend.txt")
    given = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10, "resume": resume}
    talk = Conversation(Interview(), given)
    await talk.start()
    shown = set(talk.state["question"])
    assert set(re.findall(r"\w+(?![\w?])", question)) <= shown <= set(re.findall(r"\w+", question))
    assert set(talk.state["clock"]) == set(re.findall(r"\w+", clock))
    general = json.loads(section_example(6))
    assert set(general) <= set(talk.state)


def section_example(number: int) -> str:
    """The state document of section 6, its abbreviations filled in."""
    found = re.findall(r"`(\{\"kind\".*?\})`", section(PROTOCOL, number))[0]
    filled = found.replace("[…]", "[]").replace("{…}|null, …", "null").replace(":…", ":null")
    return str(filled)


@pytest.mark.slow
def test_tests_of_the_kind_of_the_development_document_pass(tmp_path: Path) -> None:
    (tmp_path / "test_reference.py").write_text(example("docs/development.md", "kind-test"))
    argv = [sys.executable, "-m", "pytest", "-q", "-o", "asyncio_mode=auto", str(tmp_path)]
    environ = clean_environ() | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(argv, env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


@pytest.mark.slow
def test_client_of_the_development_document_gets_the_whole_answer(servers: Servers) -> None:
    server = servers.start()
    code = example("docs/development.md", "client")
    environ = clean_environ() | {"URL": server.url}
    done = subprocess.run(
        [sys.executable, "-"], input=code, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    session, _, text = done.stdout.partition(" ")
    assert session.count("-") == 4
    assert text.startswith("Hello. This is what I have on it.")
    assert text.rstrip().endswith("I could also look at your own case.")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the requests are made by curl")
def test_requests_of_the_document_on_resumes_are_answered(servers: Servers, tmp_path: Path) -> None:
    server = servers.start()
    (tmp_path / "cv.txt").write_bytes(text())
    env = os.environ | {"URL": server.url, "AUTH": f"Authorization: Bearer {server.guest()}"}
    script = example("docs/resumes.md", "resumes")
    done = subprocess.run(
        ["sh", "-ec", script], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"label":"Engineer"' in done.stdout
    assert '"title":"For Example Works"' in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the requests are made by curl")
def test_requests_of_the_documents_on_applications_practice_and_accounts_are_answered(
    servers: Servers,
) -> None:
    server = servers.start()
    env = os.environ | {"URL": server.url, "AUTH": f"Authorization: Bearer {server.guest()}"}
    told = []
    for name in ("applications", "practice", "accounts"):
        script = example(f"docs/{name}.md", name)
        done = subprocess.run(
            ["sh", "-ec", script], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    applications, practice, accounts = told
    assert '"deadline":"2026-12-24"' in applications
    assert applications.count('"status":"applied"') == 2
    assert practice.count('"title":"The wrong labels"') == 3
    assert practice.count('"question":"What did you do?"') == 2
    assert accounts.count('"email":"ada@example.com","name":"","plan":"free"') == 2


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Any]:
    """A page in a browser."""
    from playwright.sync_api import sync_playwright

    from tests.page.conftest import FLAGS

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=program, args=FLAGS
        )
        yield context.pages[0]
        context.close()


@pytest.mark.slow
def test_page_of_the_development_document_holds_a_conversation(
    servers: Servers, chromium: Any
) -> None:
    server: Server = servers.start()
    code = example("docs/development.md", "page")
    chromium.route("**/mine.html", lambda route: route.fulfill(body=code, content_type="text/html"))
    chromium.goto(f"{server.url}/mine.html")
    lines = chromium.locator("#messages li")
    lines.filter(has_text="assistant: Hello").wait_for()
    chromium.get_by_label("Message").fill("How do I ask for a raise?")
    chromium.get_by_role("button", name="Send").click()
    lines.filter(has_text="user: How do I ask for a raise?").wait_for()
    lines.filter(has_text="From the handbook: A raise where I am.").wait_for()


def test_command_that_make_docs_runs_prints_what_is_in_the_file() -> None:
    environ = os.environ | {"CAREERPILOT_KINDS": ""}
    files = {Path(path).stem: path for path in GENERATED}
    for name in DOCUMENTS:
        asked = [sys.executable, "-m", "server.reference", name]
        told = subprocess.run(
            asked, capture_output=True, text=True, check=True, cwd=ROOT, env=environ
        ).stdout
        assert told == read(files[name])
