"""What each model can, as its vendor's file says."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from agents.errors import AgentError
from agents.models.capabilities import Capabilities, Row, read

VENDORS = ("openai", "anthropic", "gemini")

Package = Callable[[str], str]


class Can(Row, frozen=True):
    """A vendor's own."""

    fly: bool = False


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Makes a package that has such a `capabilities.toml`; gives its name."""
    name = f"vendor_{tmp_path.name}"

    def make(text: str) -> str:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "capabilities.toml").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        return name

    return make


def adapter(vendor: str) -> ModuleType:
    return importlib.import_module(f"agents.models.vendors.{vendor}.adapter")


def test_first_row_that_fits_the_beginning_of_the_name_holds(package: Package) -> None:
    rows = "[[models]]\nname = 'm-1\\.'\nfly = true\n[[models]]\nname = 'm-[12]'\n"
    can: Capabilities[Can] = read(package(rows), Can)
    assert [can.of(model).fly for model in ("m-1.5", "m-1", "m-2", "an-m-1.5")] == [
        True,
        False,
        False,
        False,
    ]


def test_model_in_no_row_can_what_is_usual(package: Package) -> None:
    assert read(package("models = []"), Can).of("m-3") == Can("")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "more",
    ["wings = 2\n", "name = 3\n", "[[modles]]\nname = 'm'\n", "[[models]]\nname = '('\n", "?"],
)
def test_mistake_in_a_vendors_file_is_refused(package: Package, vendor: str, more: str) -> None:
    text = Path(adapter(vendor).__file__ or "").with_name("capabilities.toml").read_text()
    name = package(text + more)
    with pytest.raises(AgentError, match=f"capabilities.toml of {name}: "):
        read(name, adapter(vendor).Capability)
