"""The prompts of tasks that several kinds have: one text file a task."""

from pathlib import Path

from agents.kind.prompts import prompts_in

PROMPTS = prompts_in(Path(__file__).parent)
"""By the name of the task."""
