"""A session as a document: what it came to, and what was said. Functions for a process of its own.

What they take and give can be sent there and back, and each does a part: how long a session is says
nothing of how much there is at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from protocol.catalogue import CATALOGUE
from protocol.messages import ActivityMessage, AssistantMessage, Message, TextPart, UserMessage
from server.exports import prose
from server.exports.characters import one_line
from server.exports.document import Block, Emphasis, Heading, Paragraph, words
from server.exports.fit import step_for
from server.exports.handed_in.handed import Given, Handed, handed_in, paper_of
from server.exports.html import Paper, html
from server.exports.markdown import markdown
from server.exports.names import Names
from server.exports.places import Schema
from server.exports.properties import Properties
from server.exports.result import result_blocks
from server.stored import decode_message

ASSISTANT = "CareerPilot"


class Head(NamedTuple):
    """What a document begins with: `kind` by its name and as it is called, `day` as YYYY-MM-DD."""

    title: str
    kind: str
    kind_title: str
    day: str
    language: str

    @property
    def names(self) -> Names:
        """What things are called in its language."""
        return _names(self.language)


class HandedFile(NamedTuple):
    """What is handed in as a file: what whoever gets it calls it, its language, and itself."""

    title: str
    language: str
    data: bytes


@cache
def _names(language: str) -> Names:
    return Names(CATALOGUE.section("page.", language))


def printed(head: Head, result: Mapping[str, Any], schema: Schema, paper: Paper) -> bytes:
    """The result as HTML to be printed."""
    blocks = (*_top(head), *result_blocks(result, schema, head.names, head.kind))
    return _encoded(html(one_line(head.title), blocks, head.language, paper))


def handed_page(
    head: Head,
    result: Mapping[str, Any],
    input: bytes,
    paper: Paper | None,
    stored: bytes | None = None,
) -> HandedFile:
    """What of a result is handed in, as HTML to be printed; a note is for the screen alone.

    `stored` is what is kept of the résumé that the input names, where it is needed.
    """
    made = _handed(head, result, Given.of(input, stored), paper)
    page = html(
        made.title,
        made.blocks,
        made.language,
        made.paper,
        "handed",
        step=_step(made),
        note=_note(head, made),
        note_language=head.language,
    )
    return HandedFile(made.title, made.language, _encoded(page))


def handed_docx(
    head: Head,
    result: Mapping[str, Any],
    input: bytes,
    paper: Paper | None,
    stored: bytes | None = None,
) -> HandedFile:
    """The same as DOCX, with the note beside its beginning."""
    from server.exports.docx import docx  # it takes a while to load

    made = _handed(head, result, Given.of(input, stored), paper)
    data = docx(made.blocks, made.paper, _step(made), _properties(head, made))
    return HandedFile(made.title, made.language, data)


def handed_pdf(
    head: Head,
    result: Mapping[str, Any],
    input: bytes,
    paper: Paper | None,
    stored: bytes | None = None,
) -> HandedFile:
    """The same as PDF. Raises NoFont where none here has its letters."""
    from server.exports.pdf import pdf  # it is there with the extra `pdf` only

    made = _handed(head, result, Given.of(input, stored), paper)
    data = pdf(made.blocks, made.paper, _step(made), _properties(head, made))
    return HandedFile(made.title, made.language, data)


def handed_paper(result: Mapping[str, Any], input: bytes) -> Paper:
    """The paper that what is handed in is for, where nobody asks for another."""
    return paper_of(result, Given.of(input))


def _handed(head: Head, result: Mapping[str, Any], given: Given, paper: Paper | None) -> Handed:
    made = handed_in(result, given, head.language, head.day)
    return made._replace(paper=paper) if paper else made


def _step(made: Handed) -> int:
    return step_for(made.blocks, made.paper, made.pages)


def _properties(head: Head, made: Handed) -> Properties:
    return Properties(made.title, made.author, made.language, made.day, _note(head, made))


def _note(head: Head, made: Handed) -> str:
    """What is to be known before it is handed in; nothing where it is finished."""
    if not made.unsure:
        return ""
    key = "page.export.marked" if made.marks else "page.export.unsure"
    return head.names.text(key, count=made.marks)


def opening(head: Head, result: Mapping[str, Any] | None, schema: Schema | None) -> bytes:
    """The beginning of a session as Markdown, up to its messages. Without a schema it has none."""
    found = list(_top(head))
    if schema is not None:
        found.append(Heading(2, words(head.names.text("page.result.title"))))
        none = Paragraph(words(head.names.text("page.word.no_result")))
        found += result_blocks(result, schema, head.names, head.kind, 3) if result else [none]
    found.append(Heading(2, words(head.names.text("page.session.conversation"))))
    return _encoded(markdown(found) + "\n")


def transcript(raws: Sequence[bytes], language: str) -> bytes:
    """What was said in some messages, as Markdown; nothing where nothing was."""
    return _transcript(raws, _names(language), prose.blocks)


def transcript_as_written(raws: Sequence[bytes], language: str) -> bytes:
    """The same in no time: texts stand there as they were written."""
    return _transcript(raws, _names(language), lambda text, level: prose.as_written(text))


def _top(head: Head) -> tuple[Block, ...]:
    about = " · ".join(one_line(part) for part in (head.kind_title, head.day) if part)
    return (Heading(1, words(one_line(head.title))), Paragraph((Emphasis(words(about)),)))


def _transcript(raws: Sequence[bytes], names: Names, read: Any) -> bytes:
    messages = map(decode_message, raws)
    found = [block for message in messages for block in _message(message, names, read)]
    return _encoded(f"\n{markdown(found)}\n") if found else b""


def _message(message: Message, names: Names, read: Any) -> Iterator[Block]:
    """Who says what; what a person writes is no Markdown, and files go along with it."""
    match message:
        case UserMessage(content=content):
            said = content if isinstance(content, str) else "\n".join(_texts(content))
            blocks, who = prose.as_written(said), names.text("page.transcript.user")
        case AssistantMessage(content=str(said)):
            blocks, who = read(said, 3), ASSISTANT
        case ActivityMessage(activity_type="documents", content={"documents": list(brought)}):
            called = [str(one.get("name")) for one in brought if isinstance(one, dict)]
            text = names.text("page.transcript.attached", names=one_line(", ".join(called)))
            yield Paragraph((Emphasis(words(text)),))
            return
        case _:
            return
    if blocks:
        yield Heading(3, words(who))
        yield from blocks


def _texts(content: Sequence[Any]) -> Iterator[str]:
    return (part.text for part in content if isinstance(part, TextPart))


def _encoded(text: str) -> bytes:
    """A half of a character that has no other (a surrogate) is no text: it is left out."""
    return text.encode("utf-8", "ignore")
