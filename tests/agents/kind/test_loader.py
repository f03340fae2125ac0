"""Kinds are found by themselves."""

import subprocess
import sys
from pathlib import Path

import pytest

from agents.errors import MachineError
from agents.kind.loader import load

ECHO = """
import msgspec
from agents.kind import Kind, On

class Input(msgspec.Struct):
    pass

class Echo(Kind):
    name = "echo"
    title = "Echo"
    description = "Says it again."
    input_type = Input
    initial = "open"
    table = {"open": {"start": On("greet", ("open",)), "message": On("echo", ("open",))}}

    async def greet(self, turn):
        return "open"

    async def echo(self, turn):
        await turn.say(turn.text)
        return "open"
"""


def test_registry_finds_the_kinds_of_its_package():
    assert {"chat", "interview"} <= set(load())


def test_registry_finds_a_kind_in_one_more_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "echo_kind.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load(["echo_kind"])["echo"].title == "Echo"


def test_registry_refuses_two_kinds_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "chat_again.py").write_text(ECHO.replace('"echo"\n    title', '"chat"\n    title'))
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MachineError, match="two kinds"):
        load(["chat_again"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def broken(:\n", r"invalid syntax \(wrong_kind.py, line 1\)"),
        ("x = 1\nx / 0\n", r"ZeroDivisionError: division by zero \(wrong_kind.py, line 2\)"),
        ("from agents.kind import Kind\nKind.nothing()\n", r"AttributeError: .*line 2\)"),
    ],
)
def test_registry_says_where_a_module_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
):
    (tmp_path / "wrong_kind.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ImportError, match=f"^wrong_kind: .*{told}$"):
        load(["wrong_kind"])


def test_registry_imports_no_kind_before_it_is_asked():
    code = "import sys, agents.kind.loader; print('agents.kinds.chat.kind' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_registry_finds_a_kind_in_a_package_that_imports_it_from_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = tmp_path / "echo_package"
    package.mkdir()
    (package / "__init__.py").write_text("from echo_package.kind import Echo\n")
    (package / "kind.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load(["echo_package"])["echo"].title == "Echo"
