"""What a kind is called in the languages of its texts, and in those that it has no texts of."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.errors import MachineError
from agents.kind import Kind
from agents.kind.loader import load
from protocol.catalogue import told

MODULE = """
import msgspec
from agents.kind import Action, Kind, NoMemory, Needs, On, Task

ASK = Task(
    "generator", "ask", inputs=NoMemory, output=str, prompt="Ask.", offline=Needs.MODEL,
)

class Brought(Kind):
    name, input_type, initial = "brought", NoMemory, "open"
    actions = (Action("go"),)
    tasks = (ASK,)
    table = {"open": {"start": On("begin", ("open",)), "action:go": On("begin", ("open",))}}

    async def begin(self, turn):
        return "open"

class Heir(Brought):
    title = "An heir"
"""

ENGLISH = {
    "title": "Brought along",
    "description": "What it is.",
    "actions.go": "Go",
    "tasks.ask": "Asks",
    "says.hello": "Hello {name}",
}
KOREAN = {
    "title": "가져온 것",
    "description": "무엇인지.",
    "actions.go": "가기",
    "tasks.ask": "묻고 있어요",
    "says.hello": "{name}님, 안녕하세요",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a kind in the module `brought_kind`, and its texts."""
    (tmp_path / "brought_kind.py").write_text(MODULE)
    (tmp_path / "texts").mkdir()
    write(tmp_path, en=ENGLISH, ko=KOREAN)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("brought_kind", None)


def write(folder: Path, **texts: Any) -> None:
    for language, of in texts.items():
        path = folder / "texts" / f"{language}.json"
        path.write_text(json.dumps(of), encoding="utf-8")


def brought(name: str = "Brought") -> Kind:
    kind: Kind = getattr(importlib.import_module("brought_kind"), name)()
    return kind


def test_kind_is_called_as_its_texts_say(folder: Path) -> None:
    kind = brought()
    assert (kind.title, kind.description) == ("Brought along", "What it is.")
    assert kind.words("title", "ko-KR") == "가져온 것"
    assert kind.words("tasks.ask", "ko") == "묻고 있어요"
    assert kind.offered("open") == [{"name": "go", "title": "Go"}]
    assert kind.offered("open", "ko") == [{"name": "go", "title": "가기"}]
    assert kind.first_state("ko")["actions"] == kind.offered("open", "ko")
    assert kind.at_rest({}, "open", "ko")["actions"] == kind.offered("open", "ko")
    assert told(kind.title_for(None), "ko") == "가져온 것"


def test_language_that_a_kind_has_no_texts_of_is_english(folder: Path) -> None:
    (folder / "texts" / "ko.json").unlink()
    assert brought().words("title", "ko") == "Brought along"


def test_kind_says_other_texts_of_its_own(folder: Path) -> None:
    assert brought().text("says.hello", name="Ana").to("ko") == "Ana님, 안녕하세요"
    with pytest.raises(LookupError):
        brought().text("says.hello")


def test_kind_that_is_made_from_another_has_its_texts_and_its_own_words(folder: Path) -> None:
    heir = brought("Heir")
    assert (heir.title, heir.words("title", "ko")) == ("An heir", "An heir")
    assert heir.words("description", "ko") == "무엇인지."
    assert heir.offered("open", "ko")[0]["title"] == "가기"


@pytest.mark.parametrize(
    ("english", "why"),
    [
        ({"title": "T", "description": "D", "tasks.ask": "Asks"}, "action 'go': it has no title"),
        ({"title": "T", "description": "D", "actions.go": "Go"}, "task 'ask': it has no title"),
        (
            {"title": "T", "actions.go": "Go", "tasks.ask": "Asks"},
            "its texts have no 'description'",
        ),
        (ENGLISH | {"actions.stay": "Stay"}, "its texts have 'actions.stay', and it has not"),
        (ENGLISH | {"tasks.none": "None"}, "its texts have 'tasks.none', and it has not"),
        (ENGLISH | {"says.bye": "{"}, "says.bye"),
    ],
)
def test_kind_whose_texts_are_not_whole_is_refused(
    english: dict[str, str], why: str, folder: Path
) -> None:
    (folder / "texts" / "ko.json").unlink()
    write(folder, en=english)
    with pytest.raises(MachineError, match=why):
        brought()


def test_kind_whose_languages_differ_is_refused(folder: Path) -> None:
    write(folder, ko={key: text for key, text in KOREAN.items() if key != "says.hello"})
    with pytest.raises(MachineError, match=r"ko\.json has no says\.hello"):
        brought()


def test_kind_without_texts_says_its_classs_words_in_every_language() -> None:
    interview = load()["interview"]

    class Plain(type(interview)):  # type: ignore[misc]
        title = "Plain words"

    assert Plain().words("title", "ko") == "Plain words"
