"""A text that was given to be looked at: points of a résumé, a story, a whole résumé."""

import datetime as dt
import re
from functools import cache

from agents.data_files import read
from agents.evidence.text import clip, words
from agents.evidence.word_lists import is_korean
from agents.kinds.chat import wording
from agents.kinds.chat.grounding import is_resume_text
from agents.telling.observe import observe
from agents.telling.types import Part, Subject

LEAST_PASTED = 200
"""Characters of a message from which on it is looked at as what was handed in."""
LEAST_STORY = 40
"""Words of what may be a story; in Korean one says as much in about two thirds of them."""
STORY_PARTS: tuple[Part, ...] = ("situation", "task", "action", "result")
_LEAST_STORY_KOREAN = 26
_LEAST_PARTS = 2
_MOST_POINTS = 8
_LONG_POINT = {"en": 35, "ko": 24}
"""Words of a point that is better told in two."""
_ANY_DAY = dt.date(2026, 1, 1)
"""It is looked whether a text is a résumé, and not how long somebody has worked."""
_BULLET = re.compile(r"(?m)^[^\S\n]*[-*•·–][^\S\n]+(?P<point>\S.{7,})$")


def looked_at(text: str, language: str) -> str:
    """What can be said by rule of a text that was pasted; "" where none was."""
    if points := looked_at_points(text, language):
        return points
    if is_resume_alone(text):
        return wording.text("pasted.resume").to(language)
    if story := "" if _asks(text) else check_story(text, language):
        return f"{wording.text('pasted.story').to(language)}\n{story}\n\n{_form(language)}"
    return ""


def looked_at_points(text: str, language: str) -> str:
    """What can be said of the points in it alone; "" where it has none."""
    points = check_points(text, language)
    if not points:
        return ""
    return f"{wording.text('pasted.points').to(language)}\n{points}\n\n{_form(language)}"


def is_resume_alone(text: str) -> bool:
    """Whether a message is a résumé that was pasted, with no question to it."""
    return len(text) >= LEAST_PASTED and not _asks(text) and is_resume_text(text, _ANY_DAY)


def is_whole_story(text: str) -> bool:
    """Whether a message is a story with all its parts, and no question to it."""
    return not _asks(text) and len(_parts(text)) == len(STORY_PARTS)


def _asks(text: str) -> bool:
    return "?" in text


def without_points(text: str) -> str:
    """What stands beside the points in a message."""
    return _BULLET.sub("", text).strip()


def check_points(text: str, language: str) -> str:
    """A look at each point of a résumé, where the text holds any."""
    points = [match["point"].strip() for match in _BULLET.finditer(text)]
    return "\n".join(
        f'- "{clip(one, 100)}": {_check_point(one, language)}' for one in points[:_MOST_POINTS]
    )


def check_story(text: str, language: str) -> str:
    """Which parts of a story can be found, where the text is long enough to be one."""
    parts = _parts(text)
    if len(parts) < _LEAST_PARTS:
        return ""
    named = {part: wording.text(f"story.{part}").to(language) for part in STORY_PARTS}
    lines = [f'- {named[part]}: "{clip(quote, 140)}"' for part, quote in parts.items()]
    missing = [named[part] for part in STORY_PARTS if part not in parts]
    if missing:
        end = wording.text("pasted.missing", parts=", ".join(missing)).to(language)
    else:
        end = wording.text("pasted.whole").to(language)
    number = "" if _counted(text) else f" {wording.text('pasted.no_number').to(language)}"
    return "\n".join([*lines, end + number])


def _parts(text: str) -> dict[Part, str]:
    """The parts of a story with their passages; none where nothing is told that somebody did."""
    least = _LEAST_STORY_KOREAN if is_korean(text) else LEAST_STORY
    if len(words(text)) < least:
        return {}
    story = observe([text], Subject("", "story"))
    if not story.deeds:
        return {}
    return {part: quote for part, quote in story.parts.items() if part in STORY_PARTS}


def _counted(text: str) -> bool:
    return bool(observe([text], Subject("", "story")).counted)


def _form(language: str) -> str:
    return wording.text("pasted.form").to(language)


def _check_point(point: str, language: str) -> str:
    spoken = "ko" if is_korean(point) else "en"
    wrong = []
    if _pattern(spoken, "duty").search(point):
        wrong.append(wording.text("point.duty"))
    if not re.search(r"\d", point):
        wrong.append(wording.text("point.number"))
    if not _pattern(spoken, "result").search(point):
        wrong.append(wording.text("point.result"))
    if len(words(point)) > _LONG_POINT[spoken]:
        wrong.append(wording.text("point.long"))
    found = wrong or [wording.text("point.whole")]
    return " ".join(one.to(language) for one in found)


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    return re.compile(read(__package__, "points")[language][name])
