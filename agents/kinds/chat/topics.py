"""What the offline coach makes of a message: its topics, its facts, and a text to be checked."""

import re
from functools import cache
from itertools import pairwise

import msgspec

from agents.career.titles import titles
from agents.data_files import read
from agents.evidence.text import clip, mentions, one_line, words
from agents.telling.observe import observe
from agents.telling.types import Part, Subject

FIRST_STEPS = 3
LEAST_STORY = 40
"""Words of what may be a story."""
STAR_PARTS: tuple[Part, ...] = ("situation", "task", "action", "result")


class Topic(msgspec.Struct, frozen=True):
    """Something that the coach has advice on."""

    name: str
    title: str
    words: tuple[str, ...]
    steps: tuple[str, ...]
    ask: str

    def in_(self, text: str) -> int:
        """How many of the topic's words the text has; longer ones count for more."""
        return sum(1 + word.count(" ") for word in self.words if mentions(text, (word,)))


class Facts(msgspec.Struct, frozen=True):
    """What the person said about themselves, in their own words."""

    role: str | None = None
    goal: str | None = None
    years: str | None = None
    when: str | None = None


_AFTER_ROLE = r"(?:at|in|with|for|and|but|who|looking|trying|from|now)\b"
_NO_ROLE = r"(?:of|to|by|about|like|as|my|our|the|not|at|in|with|for|and|but|who|from)\b"
_TITLES = "|".join(sorted(titles()))
_FACTS = (
    (
        "role",
        re.compile(
            r"(?i)\b(?:i am|i['’]m|currently) an? (?P<fact>"
            rf"(?:(?!{_NO_ROLE})[a-z][\w/+#.-]{{0,30}} ){{0,4}}(?:{_TITLES}))\b"
        ),
    ),
    (
        "role",
        re.compile(
            r"(?i)\b(?:i work|i worked|working) as an? (?P<fact>[a-z][\w /+#.-]{1,40}?)"
            rf"(?= {_AFTER_ROLE}|[,.;!?\n]|$)"
        ),
    ),
    (
        "goal",
        re.compile(
            r"(?i)\b(?:become|move into|get into|break into|switch to|apply(?:ing)? for"
            r"|interview(?:ing)? for|interview as|job as|offer (?:for|as)|role as"
            r"|transition (?:in)?to) (?:an? |the )?(?P<fact>(?!(?-i:it|me|us|my)\b)[a-z]"
            r"[\w /+#.-]{1,40}?)"
            r"(?= (?:at|in|with|but|who|and|role|job|position|next|on|this|tomorrow|from|what"
            r"|how)\b|[,.;!?\n]|$)"
        ),
    ),
    (
        "years",
        re.compile(r"(?i)\b(?P<fact>\w+ (?:years?|months?))\b(?= (?:of|as|in|at|experience)|[,.])"),
    ),
    (
        "when",
        re.compile(
            r"(?i)\b(?P<fact>tomorrow|today|next week|this week"
            r"|in (?:\w+ )?(?:days?|hours?|weeks?)"
            r"|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
        ),
    ),
)
"""What people say of themselves, and how. A role is told by its title, or by what it is called."""
_BULLET = re.compile(r"(?m)^[^\S\n]*[-*•–][^\S\n]+(?P<point>\S.{8,})$")
_RESULT = re.compile(
    r"(?i)\b(?:reduc|increas|improv|sav|cut|grew|doubl|halv|win|won|from .{1,80} to|by \d|so that|"
    r"result|achiev|deliver|launch|ship)"
)
_DUTY = re.compile(
    r"(?i)^(?:responsible for|duties|worked on|helped|assisted|involved in|participated)"
)


@cache
def topics() -> tuple[Topic, ...]:
    """Everything that there is advice on."""
    return tuple(msgspec.convert(entry, Topic) for entry in read(__package__, "advice")["topic"])


def topics_of(text: str) -> list[Topic]:
    """The topics of a text, the one it speaks of most first."""
    counted = sorted(((t.in_(text), t) for t in topics()), key=lambda pair: -pair[0])
    return [topic for count, topic in counted if count]


def facts_of(said: list[str]) -> Facts:
    """The person's facts; what was said last counts."""
    found: dict[str, str] = {}
    for text in said:
        for name, pattern in _FACTS:
            if match := pattern.search(text):
                found[name] = one_line(match["fact"])
    return Facts(**found)


def check_points(text: str) -> str | None:
    """A look at each point of a CV, where the text holds any."""
    points = [match["point"].strip() for match in _BULLET.finditer(text)]
    return "\n".join(f'- "{clip(p, 100)}": {_check_point(p)}' for p in points[:8]) or None


def _check_point(point: str) -> str:
    missing = []
    if _DUTY.search(point):
        missing.append("it names a duty; begin with what you did")
    if not re.search(r"\d", point):
        missing.append("no number: how many, how much, how often?")
    if not _RESULT.search(point):
        missing.append("no result: what was different afterwards?")
    if len(words(point)) > 35:
        missing.append("long: make it two")
    return "; ".join(missing) if missing else "a deed, a number and a result are there."


def check_story(text: str) -> str | None:
    """Which parts of a STAR story can be found, where the text is long enough to be one."""
    if len(words(text)) < LEAST_STORY:
        return None
    story = observe([text], Subject("", "story"))
    parts = {part: quote for part, quote in story.parts.items() if part in STAR_PARTS}
    if not story.deeds or len(parts) < 2:
        return None
    found = [f'- {part}: "{clip(quote, 140)}"' for part, quote in parts.items()]
    missing = [part for part in STAR_PARTS if part not in parts]
    end = f"I cannot find: {', '.join(missing)}." if missing else "All four parts are there."
    number = "" if story.counted else " There is no number in it yet: how many, how much, how long?"
    return "\n".join([*found, end + number])


def steps_left(topic: Topic, heard: str) -> tuple[str, ...]:
    """The topic's advice that has not been given yet."""
    return tuple(step for step in topic.steps if step not in heard)


def is_repeat(said: list[str]) -> bool:
    """Whether the person says the same thing twice running."""
    plain = [one_line(text).lower() for text in said]
    return any(a == b for a, b in pairwise(plain[-2:]))
