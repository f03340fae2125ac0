"""A page of the handbook as a message: what was asked for first, its name at the end.

The entry's own texts stand in it word for word, so that it is known later what was said.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from agents.handbook import Answer, Part
from agents.handbook.entries import Language
from agents.kinds.chat import wording

_LISTED = frozenset({"step", "avoid"})


def told(made: Answer, language: Language, heard: str) -> str:
    """An answer from an entry, with its name at the end."""
    parts = [*_parts(made.parts, language)]
    if made.all_told:
        parts.append(wording.text("page.all_told").to(language))
    brackets = wording.text("page.brackets").to(language)
    if made.open and brackets not in heard:
        parts.append(brackets)
    name = wording.text("page.name", title=made.title).to(language)
    parts.append(f"*{name}*")
    return "\n\n".join(parts)


def offered(titles: Iterable[str], language: Language, first_step: str = "") -> str:
    """Titles to choose from, as a numbered list: the nearest, of which none is certain to fit.

    With a `first_step` they are those that people begin with in a wide field.
    """
    lines = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    if not first_step:
        return f"{wording.text('page.near').to(language)}\n\n{lines}"
    begin = wording.text("page.begin", step=first_step).to(language)
    return f"{wording.text('page.wide').to(language)}\n\n{lines}\n\n{begin}"


def _parts(parts: Sequence[Part], language: Language) -> Iterator[str]:
    for kind, group in groupby(parts, key=lambda one: one.kind):
        found = list(group)
        if kind == "situation" and len(found) > 1:
            title = wording.text("page.depends")
            lines = "\n".join(f"- **{one.where}:** {one.text}" for one in found)
            yield f"**{title.to(language)}**\n\n{lines}"
            continue
        if kind in _LISTED:
            lines = "\n".join(f"- {one.text}" for one in found)
            title = wording.text("page.step") if kind == "step" else wording.text("page.avoid")
            yield f"**{title.to(language)}**\n\n{lines}"
            continue
        for one in found:
            yield _single(one, language)


def _single(part: Part, language: Language) -> str:
    match part.kind:
        case "sentence":
            title = wording.text("page.sentence", where=part.where)
        case "situation":
            title = wording.text("page.situation", when=part.where)
        case "whom":
            title = wording.text("page.whom")
        case _:
            country, _, month = part.where.partition(" ")
            title = wording.text("page.note", country=country, month=month)
    text = f"\n\n> {part.text}" if part.kind == "sentence" else f" {part.text}"
    return f"**{title.to(language)}**{text}"
