"""What of a result is handed in, by its shape: a résumé, a letter, or the answers of a form.

It stands alone: no evidence, no checks, no notes. What is open or not certain there is marked, and
`unfinished` says, before the document, that it is. Pure.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from agents.kind.exports import SHAPES
from agents.kind.references import StoredResumeRef
from agents.resume.facts import Reading
from agents.resume.language import language as language_of
from server.exports.characters import one_line
from server.exports.document import Block
from server.exports.handed_in.answers import answers_blocks
from server.exports.handed_in.cv import STANDARD, cv_blocks, forms
from server.exports.handed_in.doubts import Doubts
from server.exports.handed_in.letter import SENDER, letter_blocks
from server.exports.handed_in.wording import Wording
from server.exports.html import SIZES, Paper, paper_for
from server.exports.marks import count, marked

Tag = str | None


class Style(msgspec.Struct, frozen=True):
    """How a CV is laid out: `layout` of the result, else `style` of the input."""

    form: str | None = None
    pages: int | float | None = None
    paper: str | None = None


class Given(msgspec.Struct, frozen=True, rename="camel"):
    """What of a session's input says how the document is to be."""

    document_language: Any = None
    country: Any = None
    style: Any = None
    addressee: Any = None
    resume: Any = None
    items: Any = None

    @classmethod
    def of(cls, input: bytes, stored: bytes | None = None) -> "Given":
        """Of an input as it is stored, with what is `stored` of the résumé that it names."""
        found = msgspec.json.decode(input, type=cls)
        resume = msgspec.json.decode(stored).get("resume") if stored else None
        return msgspec.structs.replace(found, resume=resume) if resume else found


def resume_named(result: Mapping[str, Any], input: bytes) -> StoredResumeRef | None:
    """The stored résumé that says whose a letter is, where nothing else does."""
    if not isinstance(result.get("paragraphs"), list) or result.get("sender"):
        return None
    try:
        return msgspec.json.decode(input, type=_Named).resume
    except msgspec.ValidationError:
        return None


class _Named(msgspec.Struct, frozen=True):
    resume: StoredResumeRef


class Handed(NamedTuple):
    """A document to hand in: its title and whose it is, for its properties, its language and day;
    `marks` is how many places in it are marked, `unsure` whether anything may be doubted at all;
    `pages` is how many it is to have, if anybody said so.
    """

    title: str
    author: str
    language: str
    day: str
    paper: Paper
    blocks: tuple[Block, ...]
    marks: int
    unsure: bool
    pages: int | None = None


def is_handed_in(result: Mapping[str, Any]) -> bool:
    """Whether a result is of such a shape."""
    return any(isinstance(result.get(name), dict if name == "resume" else list) for name in SHAPES)


def handed_in(result: Mapping[str, Any], given: Given, language: str, day: str) -> Handed:
    """The document of a result. `language` is its language where nothing else tells, `day` its day
    where the result has none. Raises ValueError where the result is of no such shape.
    """
    style = _style(result.get("layout"), given.style)
    form = next((name for name in forms() if name == style.form), STANDARD)
    own = forms()[form].get("language") if "resume" in result else None
    country = given.country if isinstance(given.country, str) else None
    tag = _tag(result, given) or _told(result) or own or language
    wording = Wording.of(tag, country)
    doubts = Doubts(result.get("confirm"))
    as_of = result.get("asOf")
    today = as_of if isinstance(as_of, str) else day
    match result:
        case {"resume": dict(resume)}:
            names = _texts(result.get("sections"))
            blocks = cv_blocks(resume, form, wording, doubts, today, names)
            author = _name(resume)
            title = wording.title(form) or wording.title("lebenslauf")
        case {"paragraphs": list()}:
            sender = _sender(result, given, today)
            addressee = result.get("addressee") or given.addressee
            to = addressee if isinstance(addressee, str) else ""
            blocks = letter_blocks(result, sender, to, wording, doubts)
            author = one_line(str(sender.get("name") or ""))
            title = one_line(str(result.get("subject") or "")) or wording.title("letter")
        case {"items": list()}:
            asked = given.items if isinstance(given.items, list) else []
            blocks = answers_blocks(result, asked, wording)
            author, title = "", wording.title("answers")
        case _:
            raise ValueError("nothing in the result is handed in")
    blocks = marked(blocks)
    marks = count(blocks)
    pages = style.pages
    return Handed(
        title=f"{author} – {title}" if author else title,
        author=author,
        language=tag,
        day=today,
        paper=_paper(style, country),
        blocks=blocks,
        marks=marks,
        unsure=marks > 0 or bool(result.get("confirm")),
        pages=int(pages) if pages and 1 <= pages <= 10 else None,
    )


def paper_of(result: Mapping[str, Any], given: Given) -> Paper:
    """The paper that the document is for: its style's, else that of the country."""
    country = given.country if isinstance(given.country, str) else None
    return _paper(_style(result.get("layout"), given.style), country)


def _style(*given: Any) -> Style:
    """What the result says, else what the input does."""
    for one in given:
        if isinstance(one, Mapping) and one:
            try:
                return msgspec.convert(one, Style)
            except msgspec.ValidationError:
                continue
    return Style()


def _paper(style: Style, country: str | None) -> Paper:
    return next((paper for paper in SIZES if paper == style.paper), paper_for(country))


def _tag(result: Mapping[str, Any], given: Given) -> Tag:
    """The language that was asked for."""
    asked = result.get("documentLanguage") or given.document_language
    return asked if isinstance(asked, str) and asked else None


def _told(result: Mapping[str, Any]) -> Tag:
    """The language that the document's own text is in, where that tells."""
    texts: list[str] = []
    _gather(
        [result.get("resume"), result.get("text"), result.get("paragraphs")]
        if "items" not in result
        else [one.get("text") for one in result["items"] if isinstance(one, Mapping)],
        texts,
    )
    return language_of("\n".join(texts), Counter())


def _gather(value: Any, texts: list[str]) -> None:
    match value:
        case str() if " " in value:
            texts.append(value)
        case list():
            for one in value:
                _gather(one, texts)
        case dict():
            for name, one in value.items():
                if name != "evidence":
                    _gather(one, texts)


def _texts(value: Any) -> Sequence[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _name(resume: Mapping[str, Any]) -> str:
    basics = resume.get("basics")
    name = basics.get("name") if isinstance(basics, Mapping) else None
    return one_line(name) if isinstance(name, str) else ""


def _sender(result: Mapping[str, Any], given: Given, today: str) -> Mapping[str, Any]:
    """Whose letter it is: as the result says it, else the résumé."""
    sender = result.get("sender")
    if isinstance(sender, Mapping):
        return sender
    if isinstance(given.resume, str):
        facts = Reading(given.resume).facts(dt.date.fromisoformat(today))
        return {name: getattr(facts, name) for name in SENDER}
    basics = given.resume.get("basics") if isinstance(given.resume, Mapping) else None
    if not isinstance(basics, Mapping):
        return {}
    location = basics.get("location")
    city = location.get("city") if isinstance(location, Mapping) else None
    return {**{name: basics.get(name) for name in SENDER}, "location": city}
