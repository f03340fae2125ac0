"""An experience that was told: which parts it has, and which questions it fits."""

from collections.abc import Iterable
from functools import cache

import msgspec

from agents.coaching.open_points import language_of, tells_a_story, text_of
from agents.coaching.signs import ENGLISH, KOREAN, code, pattern, split
from agents.coaching.snippets import folded, head, without_fillers
from agents.coaching.types import Round, Story
from agents.data_files import read
from agents.evidence.sentences import sentence_spans
from agents.evidence.text import one_line
from agents.telling.types import Part
from protocol.catalogue import Text

MOST_TITLE = 60
"""Characters of a title."""
MOST_TEXT = 6_000
"""Characters of a story that are kept."""
_MOST_THEMES = 5
_LEAST = 2
"""A title has more words than this."""
_PARTS: tuple[Part, ...] = ("situation", "task", "action", "result", "lesson")


class Theme(msgspec.Struct, frozen=True):
    """What a story may be of: the parts that it needs then, and words that show it."""

    key: str
    parts: tuple[Part, ...]
    words: dict[str, tuple[str, ...]]

    def hits(self, text: str, language: str) -> int:
        """How many different words of the theme stand in a text."""
        shape = pattern(code(language), self.words[code(language)])
        return len({match.group().lower() for match in shape.finditer(text)})


def story(current: Round) -> Story | None:
    """The experience that an answer tells; None where it tells none."""
    seen = current.seen
    if seen is None or not tells_a_story(current):
        return None
    parts: dict[Part, bool] = {part: bool(seen.parts.get(part)) for part in _PARTS}
    parts["action"] = True
    if not (parts["situation"] or parts["result"]):
        return None
    text = text_of(current)[:MOST_TEXT]
    return Story(
        title=_title(current, seen.parts.get("situation", "")),
        text=text,
        parts=parts,
        fits=_themes(f"{current.subject.text}\n{text}", parts, language_of(current)),
        number=current.number,
    )


def fits(story: Story, questions: Iterable[str]) -> tuple[str, ...]:
    """Those of the questions that the story fits, in their order: it is of what they ask for."""
    return tuple(question for question in questions if asked_for(question) & set(story.fits))


def asked_for(question: str) -> frozenset[str]:
    """The themes (keys) that a question asks for, in English or Korean."""
    languages = (ENGLISH, KOREAN)
    return frozenset(
        one.key for one in themes() if any(one.hits(question, language) for language in languages)
    )


def theme(key: str) -> Text:
    """What a theme is called. Raises LookupError for a key that there is not."""
    return Text(f"coaching.theme.{key}")


@cache
def themes() -> tuple[Theme, ...]:
    """All themes, in the order of the list."""
    listed = read(__package__, "themes")
    return tuple(
        Theme(
            key, tuple(one["parts"]), {name: split(one[name]) for name in (ENGLISH, KOREAN)}
        )
        for key, one in listed.items()
    )  # fmt: skip


def _themes(text: str, parts: dict[Part, bool], language: str) -> tuple[str, ...]:
    """The themes that most words speak for, of those whose parts are told."""
    possible = [one for one in themes() if all(parts[part] for part in one.parts)]
    hits = {one.key: one.hits(text, language) for one in possible}
    best = sorted((key for key, count in hits.items() if count), key=lambda key: -hits[key])
    return tuple(best[:_MOST_THEMES])


def _title(current: Round, situation: str) -> str:
    """A few words of theirs that the story can be known by: its first ones, or of its scene."""
    language = language_of(current)
    seen = current.seen
    scenes = (*seen.quotes("case"), situation) if seen else (situation,)
    lines = [without_fillers(one_line(s), language) for _, s in sentence_spans(text_of(current))]
    told = [line for line in lines[:2] if any(_is_of(line, scene) for scene in scenes)]
    first = next((line for line in (*told, *lines) if len(line.split()) > _LEAST), situation)
    title = head(first, MOST_TITLE, language).rstrip(".,;:!? ")
    return title[:1].upper() + title[1:]


def _is_of(line: str, scene: str) -> bool:
    return bool(scene) and (folded(line) in folded(scene) or folded(scene) in folded(line))
