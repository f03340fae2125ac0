"""Answers and messages with what somebody expects who has not seen the code."""

import json
from pathlib import Path
from typing import Any

from agents.telling.observe import observe
from agents.telling.types import Band, Scale, Seen, Subject

HERE = Path(__file__).parent / "data"
LANGUAGES = ("en", "ko")
RANK: dict[Band | None, int] = {None: 0, "notYet": 0, "partly": 1, "there": 2}


def loaded(name: str) -> Any:
    """What a file of the folder `data` holds."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def story(question: str = "Tell me about a time when something went wrong at work.") -> Subject:
    """A question that asks for an experience."""
    return Subject(question, "story")


def seen(answer: str, question: str = "Tell me about a time when something went wrong.") -> Seen:
    """What is seen in an answer to a question that asks for an experience."""
    return observe([answer], story(question))


def bands(what: Seen) -> dict[Scale, int]:
    """The bands as numbers, 0 to 2."""
    return {one.scale: RANK[one.band] for one in what.observations}


def quotes(what: Seen) -> list[str]:
    """Every quote in what was seen."""
    found = [quote for one in what.observations for quote in one.quotes]
    found += [*what.parts.values(), *what.deeds, *what.shared, *what.counted, *what.plans]
    return [*found, *what.claims, *(one.quote for one in (*what.touched, *what.errors))]
