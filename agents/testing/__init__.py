"""What the author of a kind of session imports to test it, whatever runs the tests."""

from agents.testing.agui_models import assert_agui_accepts
from agents.testing.asked_before import AskedBefore
from agents.testing.conversation import Conversation
from agents.testing.counting_model import CountingModel
from agents.testing.interruptions import every_cancel, every_cut, every_retry
from agents.testing.pages import Pages
from agents.testing.recorder import CutOff, Recorder, event_types
from agents.testing.scripted_model import Deltas, NotScripted, Pause, ScriptedModel
from agents.testing.shelf import Shelf
from agents.testing.valid_log import assert_log_is_valid

__all__ = [
    "AskedBefore",
    "Conversation",
    "CountingModel",
    "CutOff",
    "Deltas",
    "NotScripted",
    "Pages",
    "Pause",
    "Recorder",
    "ScriptedModel",
    "Shelf",
    "assert_agui_accepts",
    "assert_log_is_valid",
    "event_types",
    "every_cancel",
    "every_cut",
    "every_retry",
]
