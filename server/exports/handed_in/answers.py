"""The answers of a form: each question, what is said to it, and how long that is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.exports.characters import one_line, seen
from server.exports.document import (
    Block,
    Emphasis,
    Heading,
    Mark,
    Paragraph,
    words,
)
from server.exports.handed_in.doubts import Doubts
from server.exports.handed_in.wording import Wording


def answers_blocks(
    result: Mapping[str, Any], asked: Sequence[Any], wording: Wording
) -> tuple[Block, ...]:
    """The document. `asked` are the questions with their lengths, as they were given."""
    questions = {str(one["id"]): one for one in asked if isinstance(one, Mapping) and "id" in one}
    doubts = Doubts([*_listed(result.get("confirm")), *_own(result)])
    found: list[Block] = [Heading(1, words(wording.title("answers")))]
    for number, item in enumerate(_listed(result.get("items"))):
        if isinstance(item, Mapping):
            question = questions.get(str(item.get("id")), {})
            found += _answer(number, item, question, wording, doubts)
    return tuple(found)


def _own(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What each item says of itself that it is to be confirmed."""
    for number, item in enumerate(_listed(result.get("items"))):
        if isinstance(item, Mapping):
            for one in _listed(item.get("confirm")):
                if isinstance(one, Mapping):
                    yield {**one, "path": f"/items/{number}/text"}


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _answer(
    number: int,
    item: Mapping[str, Any],
    question: Mapping[str, Any],
    wording: Wording,
    doubts: Doubts,
) -> Iterator[Block]:
    said = one_line(str(item.get("question") or question.get("question") or item.get("id") or ""))
    yield Heading(2, words(f"{number + 1}. {said}"))
    text = item.get("text")
    if not isinstance(text, str) or not text.strip():
        yield Paragraph((Mark(wording.unwritten()),))
        return
    for passage in seen(text).split("\n"):
        if passage.strip():
            yield Paragraph(doubts.lines(passage, within=(f"/items/{number}/text",)))
    if counted := _counted(item, question, wording):
        yield Paragraph((Mark(counted) if item.get("over") is True else Emphasis(words(counted)),))


def _counted(item: Mapping[str, Any], question: Mapping[str, Any], wording: Wording) -> str:
    """How long it is in what its form counts; nothing where that was not said."""
    length, counts = question.get("length") or item.get("length"), item.get("counts")
    if not isinstance(length, Mapping) or not isinstance(counts, Mapping):
        return ""
    match length.get("unit"), length.get("spaces"), length.get("encoding"):
        case "characters", False, _:
            unit, name = "charactersNoSpaces", "charactersNoSpaces"
        case "bytes", _, "euc-kr":
            unit, name = "bytes", "bytesEucKr"
        case "bytes", _, _:
            unit, name = "bytes", "bytesUtf8"
        case "words", _, _:
            unit, name = "words", "words"
        case _:
            unit, name = "characters", "characters"
    match counts.get(name), length.get("max"):
        case int(count), int(most):
            return wording.count(unit, count, most)
    return ""
