"""docs/settings.md: the same on every machine, and what the table says."""

import subprocess
import sys

import pytest

from agents.models.registry import providers
from server.settings.document import markdown
from server.settings.settings import Settings
from tests.documents import ROOT
from tests.processes import clean_environ


def printed(code: str, environ: dict[str, str]) -> str:
    """What another Python prints that runs `code`."""
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


MARKDOWN = "from server.settings.document import markdown; print(markdown(), end='')"


@pytest.mark.parametrize("home", ["/", "/h", "/careerpilot"])
def test_document_is_the_same_whatever_home_is(home: str) -> None:
    document = printed(MARKDOWN, clean_environ() | {"HOME": home})
    assert document == (ROOT / "docs" / "settings.md").read_text()


def test_home_is_the_root_where_there_is_none() -> None:
    environ = clean_environ()
    environ.pop("HOME", None)
    nobody = "import pwd; pwd.getpwuid = {}.__getitem__; "
    assert printed(nobody + MARKDOWN, environ) == (ROOT / "docs" / "settings.md").read_text()
    imported = "from server.settings.settings import Settings; "
    data_dir = imported + "print(Settings().storage.data_dir)"
    assert printed(nobody + data_dir, environ) == "/.local/share/careerpilot\n"
    given = environ | {"CAREERPILOT_DATA_DIR": "/data"}
    loaded = (
        "from server.settings.settings import Settings; print(Settings.load().storage.data_dir)"
    )
    assert printed(nobody + loaded, given) == "/data\n"


def test_document_is_what_the_code_says() -> None:
    """Written by `make docs`."""
    assert (ROOT / "docs" / "settings.md").read_text() == markdown()
    for row in Settings.rows():
        assert f"`{row.metadata['env']}`" in markdown()
    for provider in providers().values():
        for env in (*provider.key_env, provider.url_env, *filter(None, [provider.model_env])):
            assert f"`{env}`" in markdown()
