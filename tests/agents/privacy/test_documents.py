"""Ten documents of seven countries by somebody who knows no rule: what is personal, what is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from agents.privacy.find import found
from agents.privacy.hiding import Hidden, hidden
from agents.privacy.restoring import restored
from tests.agents.privacy.asking import request

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.json"))


def read(name: str) -> tuple[str, dict[str, Any]]:
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")
    listed = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
    return text, listed


def kept(text: str, *, strict: bool = False) -> Hidden:
    """A request with the document as its input, as a model gets it."""
    return hidden(request(inputs={"resume": text}), lambda one: found(*one, strict=strict))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_personal_of_a_document_is_left(name: str, strict: bool) -> None:
    text, listed = read(name)
    shown = kept(text, strict=strict).request.inputs["resume"]
    assert [one for one in listed["personal"] if one["text"] in shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_personal_in_a_document_stays(name: str) -> None:
    text, listed = read(name)
    shown = kept(text).request.inputs["resume"]
    others = [one["text"] if isinstance(one, dict) else one for one in listed["notPersonal"]]
    assert [one for one in others if one in text and one not in shown] == []


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_document_comes_back_character_by_character(name: str, strict: bool) -> None:
    text, _ = read(name)
    given = kept(text, strict=strict)
    assert restored(given.request.inputs["resume"], given.values) == text


def test_documents_are_of_five_countries_and_more() -> None:
    assert len(NAMES) == 10
    assert len({name.partition("_")[0] for name in NAMES}) >= 5
