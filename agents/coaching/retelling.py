"""An answer told again in better order, with the person's own facts and no other."""

import re
from collections.abc import Iterable

from agents.coaching.open_points import language_of, tells_a_story
from agents.coaching.signs import code, place
from agents.coaching.snippets import folded, without_fillers
from agents.coaching.types import Round
from agents.evidence.sentences import sentence_spans
from agents.evidence.text import one_line
from agents.telling.types import Part, Seen
from protocol.catalogue import Text

MOST_SENTENCES = 40
MOST_CHARACTERS = 4_000
"""Of a longer answer the beginning of each of its parts is told again."""
_LEAST = {"en": 12, "ko": 6}
"""Words of an answer in which there is a story."""
_ORDER: tuple[Part, ...] = ("situation", "task", "action", "result", "lesson")
_END = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,3}$")


def retold(current: Round) -> str:
    """The person's own sentences in the order of a story, in the language of the answer.

    Every word is theirs but for the open places, which stand in brackets ("[how many?]"); what
    only wins time is left out. "" where no story is told, or where nothing would be different.
    """
    seen = current.seen
    language = language_of(current)
    if seen is None or not tells_a_story(current) or seen.words < _LEAST[code(language)]:
        return ""
    sentences = _sentences(current)
    told = _placed(sentences, seen)
    lines = [line for part in _ORDER for line in _part(part, told, seen, language)]
    text = _counted(" ".join(lines), seen, language)
    return "" if folded(text) == folded(" ".join(sentences)) else text


def _sentences(current: Round) -> list[str]:
    """The sentences of an answer, each once, in order and up to a limit."""
    found: dict[str, str] = {}
    length = 0
    for message in current.said:
        for _, sentence in sentence_spans(message):
            length += len(sentence)
            if len(found) == MOST_SENTENCES or length > MOST_CHARACTERS:
                return list(found.values())
            found.setdefault(folded(sentence), one_line(sentence))
    return list(found.values())


def _placed(sentences: list[str], seen: Seen) -> dict[Part, list[str]]:
    """The sentences by the part that they belong to, in order.

    As little as can be is moved, so that nothing is torn from what it hangs on: an end that was
    told before anything was done, a scene that was told after it, and a lesson before the end.
    """
    deeds = [n for n, one in enumerate(sentences) if _is_any(one, (*seen.deeds, *seen.shared))]
    first, last = (deeds[0], deeds[-1]) if deeds else (len(sentences), -1)
    free = [n for n in range(len(sentences)) if n not in deeds]

    def found(passages: Iterable[str]) -> list[int]:
        wanted = [one for one in passages if one]
        return [n for n in free if _is_any(sentences[n], wanted)]

    ends = found((seen.parts.get("result", ""), *seen.quotes("outcome")))
    scenes = found((seen.parts.get("situation", ""), *seen.quotes("case")))
    lessons = [
        n for n in found((seen.parts.get("lesson", ""), *seen.quotes("learning"))) if n > last
    ]
    told: dict[Part, list[str]] = {part: [] for part in _ORDER}
    begun: dict[int, Part] = dict.fromkeys(deeds, "action")
    if ends and (ends[-1] > last or ends[-1] < first):
        begun[ends[-1]] = "result"
    if lessons and lessons[-1] not in begun:
        begun[lessons[-1]] = "lesson"
    if scenes and scenes[0] > first and not _is_any(sentences[first], seen.quotes("case")):
        begun.setdefault(scenes[0], "situation")
    here: Part = "situation"
    for n, sentence in enumerate(sentences):
        part = begun.get(n, here)
        told[part].append(sentence)
        # What is told early, or late, is told by itself; what comes next goes on as before.
        alone = part in ("result", "situation") and (n < first or part == "situation")
        here = here if alone else part
    return told


def _is_any(sentence: str, passages: Iterable[str]) -> bool:
    return any(_is_in(one, sentence) for one in passages)


def _is_in(passage: str, sentence: str) -> bool:
    one, other = folded(passage), folded(sentence)
    return bool(one) and (one in other or other in one)


def _part(part: Part, told: dict[Part, list[str]], seen: Seen, language: str) -> list[str]:
    """The lines of a part, and its open place."""
    lines = [line for sentence in told[part] if (line := _line(sentence, language))]
    is_open = not lines
    if part == "task" or (part == "situation" and seen.band("case") == "there"):
        is_open = False
    if part == "action":
        is_open = not seen.deeds and not seen.parts.get("action")
    if part in ("result", "lesson"):
        scale = seen.band("outcome" if part == "result" else "learning")
        is_open = not lines and scale not in ("there", "partly")
    return [*lines, Text(f"coaching.retold.{part}").to(code(language))] if is_open else lines


def _line(sentence: str, language: str) -> str:
    line = without_fillers(sentence, language)
    if not line:
        return ""
    line = line[:1].upper() + line[1:]
    return line if _END.search(line) or code(language) == "ko" else f"{line}."


def _counted(text: str, seen: Seen, language: str) -> str:
    """The text with an open place behind the first word for many, where a number would help."""
    if seen.sensitive or not (at := place(text, "uncounted", language)):
        return text
    gap = Text("coaching.retold.how_many").to(code(language))
    return f"{text[: at[1]]} {gap}{text[at[1] :]}"
