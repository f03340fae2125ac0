"""The chat's tasks as the offline model does them: from a handbook, and by looking at form."""

from collections.abc import Sequence

from agents.evidence.instructions import is_only_instruction
from agents.evidence.text import clip, one_line, words
from agents.handbook import answer, asks_for, by_id
from agents.handbook.asking import Asked as Wish
from agents.handbook.entries import Language, count
from agents.kinds.chat import pages, wording
from agents.kinds.chat.courtesies import courtesy
from agents.kinds.chat.inputs import Asked, Handbook, Subject
from agents.kinds.chat.lookup import (
    STRAINED,
    can_be_read,
    country_of,
    language_of,
    title_of,
)
from agents.kinds.chat.pasted import check_points, looked_at, looked_at_points
from agents.models.request import Line

_SPOKEN = ("en", "ko")
_MOST_NAME = 80
_MOST_TOPIC = 120


def greet(given: Subject) -> str:
    """The first words of a chat, and who answers in it."""
    language = language_of(given.topic or "", given.language)
    parts = [
        _greeting(given, language),
        wording.text("greeting.rules", count=count()).to(language),
    ]
    if excuse := _excuse(given.language):
        parts.append(excuse)
    return "\n\n".join(parts)


def _greeting(given: Subject, language: Language) -> str:
    if not given.topic:
        return wording.text("greeting.hello").to(language)
    if not given.handbook.pages:
        topic = clip(one_line(given.topic), _MOST_TOPIC)
        return wording.text("greeting.unknown", topic=topic).to(language)
    page = _from_handbook(given.handbook, given.topic, [given.topic], "", given.language)
    return f"{wording.text('greeting.topic').to(language)}\n\n{page}"


def reply(given: Asked, conversation: Sequence[Line]) -> str:
    """The answer to the last message, knowing those before."""
    told = [line.text for line in conversation if line.role == "user" and not line.label]
    text = told[-1] if told else ""
    language = language_of(text, given.language, told[:-1])
    heard = "\n".join(line.text for line in conversation if line.role == "assistant")
    found = _answered(given, text, told, heard, language)
    files = [_looked_at(line, language) for line in _brought(conversation)]
    if files:
        found = [
            *files,
            wording.text("file.limit").to(language),
            *(found if given.handbook.pages else []),
        ]
    if not heard:
        found.append(wording.text("greeting.rules", count=count()).to(language))
    return "\n\n".join(found)


def _answered(
    given: Asked, text: str, told: Sequence[str], heard: str, language: Language
) -> list[str]:
    """What is said to the text of a message."""
    if not words(text):
        return [wording.text("reply.no_words").to(language)]
    if not given.handbook.pages:
        return [looked_at(text, language) or _unfound(given, text, language)]
    page = _from_handbook(given.handbook, text, told, heard, given.language)
    points = looked_at_points(text, language)
    return [points, page] if points else [page]


def _from_handbook(
    handbook: Handbook, text: str, told: Sequence[str], heard: str, tag: str | None
) -> str:
    """The page that fits, beginning with what was asked for; or the nearest, which is said."""
    language = language_of(text, tag, told)
    first, *others = (page.id for page in handbook.pages)
    titles = [title_of(id, language) for id in others]
    kind = [wording.text("reply.strained").to(language)] if handbook.strained else []
    if handbook.fits != "sure":
        begin = by_id()[first].wording(language).steps[0] if handbook.fits == "wide" else ""
        near = pages.offered([title_of(first, language), *titles], language, begin)
        return "\n\n".join([*kind, near])
    made = answer(
        by_id()[first],
        _wish(text, told),
        language,
        text=text,
        told=told,
        heard=heard,
        country=country_of(tag),
    )
    if first == STRAINED or (kind and kind[0] in heard):
        kind = []  # the entry itself begins with a kind word, and one is enough
    return "\n\n".join([*kind, pages.told(made, language, heard)])


def _wish(text: str, told: Sequence[str]) -> Wish | None:
    """What a message asks for. Who says the same twice running wants more than was said."""
    if [one_line(one).lower() for one in told[-2:]] == [one_line(text).lower()] * 2:
        return "more"
    return asks_for(text)


def _unfound(given: Asked, text: str, language: Language) -> str:
    """What is said where the handbook has nothing on a message."""
    if is_only_instruction(text):
        return wording.text("reply.instruction").to(language)
    if not can_be_read(text):
        return wording.text("reply.language").to(language)
    match courtesy(text):
        case "hello":
            return wording.text("reply.hello").to(language)
        case "thanks":
            return wording.text("reply.thanks").to(language)
    if given.handbook.fits == "outside":
        return wording.text("reply.outside").to(language)
    return wording.text("reply.nothing").to(language)


def _brought(conversation: Sequence[Line]) -> Sequence[Line]:
    """The files that came with the last message."""
    end = len(conversation) - 1
    begin = end
    while begin > 0 and conversation[begin - 1].label:
        begin -= 1
    return conversation[begin:end]


def _looked_at(file: Line, language: Language) -> str:
    """What can be said of a file by rule."""
    name = clip(one_line(file.label), _MOST_NAME)
    if file.images:
        return wording.text("file.picture", name=name).to(language)
    if points := check_points(file.text, language):
        return f"{wording.text('file.points', name=name).to(language)}\n{points}"
    count = len(words(file.text))
    return wording.text("file.nothing", name=name, count=count).to(language)


def _excuse(language: str | None) -> str:
    """What is said to who asks for a language that rules don't have."""
    if language is None or language.split("-")[0].lower() in _SPOKEN:
        return ""
    return wording.text("greeting.language", language=language).to(language)
