"""A form as it stands: each item with what rules see in its text, and what items share. Pure."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from agents.evidence.counting import counts, normalised
from agents.evidence.text import clip, one_line
from agents.kinds.answers import wording
from agents.kinds.answers.blind import hints
from agents.kinds.answers.comparing import Pair
from agents.kinds.answers.cutting import cut, length_of
from agents.kinds.answers.inputs import FormItem
from agents.kinds.answers.lengths import way_of, words_of
from agents.kinds.answers.material import Form
from agents.kinds.answers.ordering import conclusion, first
from agents.kinds.answers.outline import evidence, is_mine, outline
from agents.kinds.answers.overlap import FIGURE, Told, marks_of, same_stories
from agents.kinds.answers.private import private
from agents.kinds.answers.results import FormAnswer, SharedStory
from agents.kinds.answers.sorts import Sort, sorts_of
from agents.kinds.answers.telling import (
    BACKGROUND,
    COUNTED,
    DEED,
    EMPTY,
    HEADING,
    RESULT,
    Sentence,
    joined,
    told,
)
from agents.kinds.answers.warnings import is_short, warnings
from agents.results.types import Length
from agents.telling.languages import language_of
from protocol.catalogue import Text

ASKS = 3
_QUOTE = 120
_MOST_ASKS = 8
_TINY = {"characters": 40, "words": 8, "bytes": 80}
"""Limits in which no sentence has room."""
_SHARED = re.compile(r"(?i)\b(?:team|we|us|our|together|colleagues?)\b|저희|우리|팀|함께|동료")
_PLANNED = frozenset(("plans", "motivation", "issue"))
_ENDS = frozenset(
    ("teamwork", "challenge", "behaviour", "time", "competence", "record", "statement")
)
"""Sorts whose answers say what came of it."""


class View(Struct, frozen=True):
    """What rules look at: the form, its texts by the ids of the items, and in which language it is
    told. `warned` are the items whose text was called short before."""

    items: tuple[FormItem, ...]
    texts: dict[str, str]
    form: Form
    document_language: str | None
    language: str | None
    warned: frozenset[str] = frozenset()
    left_out: dict[str, int] = {}
    """How many sentences have no place in a draft."""
    same: tuple[Pair, ...] = ()
    """Pairs that a model has found to tell the same."""
    proposes: bool = True
    """Whether another order is proposed beside a text."""


class Seen(Struct, frozen=True):
    """What was seen: the items, which of them share a story, and which are called short now."""

    items: tuple[FormAnswer, ...]
    overlap: tuple[SharedStory, ...]
    short: frozenset[str]


def seen(view: View) -> Seen:
    """Everything that stands in the result of a form."""
    answers: list[FormAnswer] = []
    used: set[str] = set()
    for number, item in enumerate(view.items):
        one = _answer(view, item, number, used)
        used |= {line.quote for line in one.evidence}
        answers.append(one)
    short = frozenset(
        item.id
        for item in view.items
        if view.texts.get(item.id) and is_short(item, view.texts[item.id])
    )
    return Seen(tuple(answers), overlaps(view), short)


def sentences_of(item: FormItem, text: str) -> tuple[Sentence, ...]:
    """The sentences of a text as an answer to an item."""
    planned = any(sort.key in _PLANNED for sort in sorts_of(item.question))
    return told(text, item.question, planned)


def arranged(item: FormItem, text: str) -> str | None:
    """The text with its conclusion first, cut to the limit; None where no sentence fits."""
    told_all = sentences_of(item, text)
    worth = [one for one in told_all if one.rank != EMPTY] or told_all
    kept = cut(first(worth), item.length)
    return joined(kept) if kept else None


def handed_in(material: str, form: Form) -> tuple[str, int]:
    """The material without the sentences that have no place in an answer, and how many they were:
    with private data, or what a blind form keeps out."""
    sentences = told(material)
    kept = [
        one
        for one in sentences
        if not (private(one.text) or (form.blind and hints(one.text, form.name)))
    ]
    return joined(kept), len(sentences) - len(kept)


def drafted(item: FormItem, material: str, document_language: str | None) -> tuple[str | None, str]:
    """What rules make of material: the text, or None and why: "text", "language", "no_room"."""
    if not material.strip():
        return None, "text"
    wanted = (document_language or language_of(item.question)).split("-")[0].lower()
    spoken = language_of(material)
    if wanted and spoken and spoken != wanted:
        return None, "language"
    made = arranged(item, material)
    return made, "" if made else "no_room"


def overlaps(view: View) -> tuple[SharedStory, ...]:
    """The items that tell the same story, told in the language of the session."""
    form = view.form
    names = tuple(name for name in (form.firm, form.title, *form.employers) if name)
    given = [
        Told(item.id, view.texts.get(item.id, ""), (item.question, *names)) for item in view.items
    ]
    found = []
    for same in same_stories(given):
        values = {"first": same.items[0], "second": same.items[1]}
        shared = ", ".join(dict.fromkeys(clip(one, 30) for one in same.shared))
        text = wording.text("overlap", **values, shared=shared).to(view.language)
        found.append(SharedStory(same.items, text))
    known = {frozenset(one.items) for one in found}
    for pair in view.same:
        if frozenset((pair.first, pair.second)) not in known:
            values = {"first": pair.first, "second": pair.second, "why": pair.why}
            text = wording.text("overlap.model", **values).to(view.language)
            found.append(SharedStory((pair.first, pair.second), text))
    return tuple(found)


def _answer(view: View, item: FormItem, number: int, used: set[str]) -> FormAnswer:
    text = normalised(view.texts.get(item.id, "")).strip()
    sorts = sorts_of(item.question)
    sentences = sentences_of(item, text) if text else ()
    path = f"/items/{number}/text"
    laid = outline(sorts, item.question, sentences, view.form, used, path, view.language)
    over = length_of(text, item.length) > item.length.max
    proposal = arranged(item, text) if text and view.proposes else None
    return FormAnswer(
        id=item.id,
        question=item.question,
        length=item.length,
        asks=_asks(sorts, view.language),
        outline=laid.lines,
        text=text or None,
        counts=counts(text),
        over=over,
        comments=_comments(item, text, sorts, sentences, view),
        proposal=proposal if proposal != text else None,
        added=(),
        evidence=evidence(text, view.form) if text else laid.lent,
        confirm=(),
        open=laid.open,
        warnings=warnings(
            item,
            text,
            sentences,
            sorts,
            view.form,
            document_language=view.document_language,
            language=view.language,
            is_new=item.id not in view.warned,
        )
        if text
        else (),
    )


def _asks(sorts: Sequence[Sort], language: str | None) -> tuple[str, ...]:
    lines = [wording.text(f"asks.{sort.key}.{n}") for sort in sorts for n in range(1, ASKS + 1)]
    return tuple(line.to(language) for line in lines[:_MOST_ASKS])


def _comments(
    item: FormItem, text: str, sorts: Sequence[Sort], sentences: Sequence[Sentence], view: View
) -> tuple[str, ...]:
    """What is said of a text, the length first."""
    length = item.length
    found: list[Text] = []
    if text:
        measured = length_of(text, length)
        values = words_of(length, measured)
        if length.unit == "words":
            found.append(wording.text("comment.words", measured=measured, max=length.max))
        else:
            found.append(wording.text("comment.count", **values, way=way_of(length)))
    if is_tiny(length):
        unit = words_of(length, 0)["unit"]
        found.append(wording.text("comment.tiny", max=length.max, unit=unit))
    elif not text:
        found.append(wording.text("comment.empty"))
    if text and not is_tiny(length):
        found += _of_content(sorts, sentences)
    if left := view.left_out.get(item.id, 0):
        found.append(wording.text("comment.left_out", count=left))
    return tuple(one.to(view.language) for one in found)


def is_tiny(length: Length) -> bool:
    """Whether no sentence has room in a limit."""
    return length.max <= _TINY[length.unit]


def _of_content(sorts: Sequence[Sort], sentences: Sequence[Sentence]) -> list[Text]:
    body = [one for one in sentences if one.rank != HEADING]
    found = []
    at = conclusion(body)
    if at:
        quote = clip(one_line(body[at].text), _QUOTE)
        found.append(wording.text("comment.order", number=at + 1, quote=quote))
    ends = any(sort.key in _ENDS for sort in sorts)
    if ends and not any(one.rank == RESULT for one in body):
        found.append(wording.text("comment.no_result"))
    if any(one.signs.shared for one in body) and not any(one.rank >= DEED for one in body):
        found.append(wording.text("comment.no_own"))
    best = max(body, key=lambda one: (one.rank, one.numbers), default=None)
    if best is not None and best.rank >= COUNTED:
        found.append(wording.text("comment.keep", quote=clip(one_line(best.text), _QUOTE)))
    elif body and all(one.rank <= BACKGROUND for one in body):
        found.append(wording.text("comment.no_detail"))
    return found


def less_about(sentences: Sequence[Sentence], wish: str) -> tuple[Sentence, ...]:
    """The sentences without those that tell of others, or of what a wish names, and have no deed
    of one's own."""
    named = {mark for mark in marks_of(wish) if not mark.startswith(FIGURE)}
    return tuple(
        one
        for one in sentences
        if one.rank >= COUNTED
        or is_mine(one)
        or not (one.signs.shared or _SHARED.search(one.text) or named & marks_of(one.text).keys())
    )


def gathered(material: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What was given for each item, in one text."""
    return {id: normalised("\n".join(texts)).strip() for id, texts in material.items()}
