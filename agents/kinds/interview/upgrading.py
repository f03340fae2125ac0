"""What earlier versions have stored of an interview, as this one has it."""

from typing import Any

from agents.kind import Stored

KEPT = ("number", "difficulty", "draft", "from_ms", "share_ms", "prepared", "hints", "skipped")
"""Of a question that was asked; its competencies and its review were counts, and fall away."""


def upgraded(stored: Stored) -> Stored:
    """The session with what was asked and answered, to be looked at anew.

    The clock of an interview that began with one goes on.
    """
    if not stored.phase:
        return stored
    asked = stored.memory.get("asked", [])
    stored.memory["asked"] = [_question(one, stored.input.get("type", "")) for one in asked]
    stored.state.setdefault("feedback", None)
    return stored


def _question(asked: dict[str, Any], type: str) -> dict[str, Any]:
    style = {"behavioral": "story", "dsa": "algorithm"}.get(type, "knowledge")
    kept = {name: asked[name] for name in KEPT if name in asked}
    kept["draft"] = {**asked["draft"], "style": style}
    kept["tries"] = [{"parts": asked.get("parts", []), "probed": asked.get("probed", [])}]
    return kept
