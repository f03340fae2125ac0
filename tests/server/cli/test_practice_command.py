"""What `careerpilot practice` prints; against a server: test_library.py."""

from typing import Any

from server.cli.practice_command import report

STORY = {"id": "1", "title": "The pallets", "text": "I counted\nthem."}
NOTHING: dict[str, Any] = {"stories": [], "weakPoints": [], "asked": [], "exercise": None}


def test_nothing_is_said_to_be_nothing() -> None:
    assert list(report(NOTHING)) == ["Nothing is remembered."]


def test_all_of_it_is_told_what_is_next_first() -> None:
    story = STORY | {"parts": {"action": True, "result": False, "lesson": False}, "fits": ["why"]}
    exercise = {"title": "Say I", "text": "Once more.", "question": "What did you do?"}
    weak = [{"competency": "outcome", "text": "No result"}]
    document = NOTHING | {"stories": [story], "exercise": exercise, "weakPoints": weak}
    assert list(report(document)) == [
        "Next (1)", "  Say I", "  Once more.", "  What did you do?",
        "Stories (1)", "  The pallets", "    I counted", "    them.",
        "    lacks: result, lesson", "    fits: why",
        "Weak points (1)", "  outcome: No result",
    ]  # fmt: skip


def test_what_people_wrote_does_nothing_to_the_terminal() -> None:
    story = STORY | {"title": "\x1b[2Jgone", "parts": {}, "fits": []}
    asked = [{"text": "Why\x07 us?", "at": 0}]
    weak = [{"competency": "outcome", "text": "\x9b1m"}]
    document = {"stories": [story], "weakPoints": weak, "asked": asked, "exercise": None}
    assert not {"\x1b", "\x07", "\x9b"} & set("".join(report(document)))
