"""Words that leave open what somebody did are found at the beginning of items."""

import pytest

from agents.resume.wording import weak_opening


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Responsible for the till", "Responsible for"),
        ("Helped with the harvest", "Helped with"),
        ("Zuständig für die Kasse", "Zuständig für"),
        ("Chargée de la caisse", "Chargée de"),
        ("Encargada de la caja", "Encargada de"),
        ("매장 관리 담당", "담당"),
    ],
)
def test_weak_opening_is_quoted(text: str, opening: str):
    assert weak_opening(text) == opening


@pytest.mark.parametrize("text", ["Ran the till", "Helpful to all", "Kasse geführt", ""])
def test_deed_has_no_weak_opening(text: str):
    assert weak_opening(text) is None
