"""Answers as they are seen, made by hand: for what is said to them, not for how they are seen."""

from typing import Any

from agents.coaching.types import Round
from agents.telling.types import Band, Observation, Scale, Seen, Style, Subject

STORY = Subject("Tell me about something that went wrong on your shift.", "story")
KOREAN = Subject("근무 중에 잘못된 일이 있었다면 말씀해 주시겠습니까?", "story")
DAY = Subject("Tell me about a busy day.", "story")
SCALES: tuple[Scale, ...] = ("case", "part", "judgement", "outcome", "learning", "answer")
PALLETS = (
    "We had 40 pallets with the wrong labels and they had to go out at six. "
    "It was because of the new printer. We stayed and did it again. "
    "They went out at half past seven."
)
FULL = (
    "Last March a driver rang at six as three students had dead tickets. I had shipped the change "
    "that broke them. I rolled it back before I looked for the cause, because the students were "
    "standing in the rain. That took six minutes and cost us the evening, and my colleague was "
    "against it. Nobody paid a fine. Since then I try every date change on our own passes first."
)


def seen(
    said: str,
    *,
    language: str = "en",
    quotes: dict[Scale, tuple[str, ...]] | None = None,
    bands: dict[Scale, Band] | None = None,
    **more: Any,
) -> Seen:
    """What is seen in an answer; a scale that is not named is open."""
    named = bands or {}
    found = [
        Observation(scale, named.get(scale, "notYet"), (quotes or {}).get(scale, ()))
        for scale in SCALES
    ]
    return Seen(language, len(said.split()), tuple(found), **more)


def asked(
    said: str = PALLETS,
    *,
    number: int = 1,
    subject: Subject = STORY,
    probed: tuple[str, ...] = (),
    language: str = "en",
    style: Style | None = None,
    **more: Any,
) -> Round:
    """A round with one answer."""
    about = Subject(subject.text, style) if style else subject
    looked_at = seen(said, language=language, **more)
    return Round(number, about, (said,), looked_at, probed, language=language)


def pallets(number: int = 1, *, probed: tuple[str, ...] = ()) -> Round:
    """Only "we"; what came of it is told, with its size."""
    first, cause, deed, end = (f"{one}." for one in PALLETS.rstrip(".").split(". "))
    return asked(
        number=number,
        probed=probed,
        bands={"case": "there", "part": "partly", "judgement": "partly", "outcome": "there",
               "answer": "there"},
        quotes={"case": (first,), "outcome": (end,), "judgement": (cause,)},
        parts={"situation": first, "action": deed, "result": end},
        shared=(deed,),
        counted=(first, end),
    )  # fmt: skip


def full(number: int = 1, *, probed: tuple[str, ...] = (), **more: Any) -> Round:
    """All that a full answer has."""
    scene, cause, deed, price, end, lesson = (f"{one}." for one in FULL.rstrip(".").split(". "))
    return asked(
        FULL,
        number=number,
        probed=probed,
        bands=dict.fromkeys(SCALES, "there"),
        quotes={"case": (scene,), "outcome": (end, price), "learning": (lesson,),
                "judgement": (deed,)},
        parts={"situation": scene, "action": deed, "result": end, "lesson": lesson},
        deeds=(cause, deed),
        counted=(price,),
        **more,
    )  # fmt: skip
