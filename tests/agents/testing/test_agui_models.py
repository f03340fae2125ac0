"""AG-UI's own models read a log, where they are installed."""

import subprocess
import sys
from typing import Any

import pytest

from agents.kinds.chat.kind import Chat
from agents.testing import Conversation, assert_agui_accepts
from protocol.events import StepStartedEvent


async def test_log_of_a_conversation_is_accepted() -> None:
    talk = Conversation(Chat())
    await talk.start()
    await talk.say("How do I ask for a raise?")
    assert_agui_accepts(talk.log)


def test_event_that_is_none_of_agui_is_named() -> None:
    wrong: Any = StepStartedEvent(step_name=None)
    with pytest.raises(AssertionError, match="event 1 is none of AG-UI"):
        assert_agui_accepts([StepStartedEvent(step_name="a"), wrong])


def test_who_has_not_installed_agui_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ag_ui.core", None)
    with pytest.raises(ImportError, match="ag-ui-protocol"):
        assert_agui_accepts([])


def test_kit_is_imported_without_anything_that_only_tests_have() -> None:
    code = "import sys, agents.testing; print({'ag_ui', 'pydantic', 'pytest'} & set(sys.modules))"
    argv = [sys.executable, "-c", code]
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout == "set()\n"
