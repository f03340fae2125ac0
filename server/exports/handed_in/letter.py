"""A letter: whose it is, of which day, to whom, and its text. Its open places stand in the text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agents.resume.contact import written_phone
from server.exports.characters import one_line, seen
from server.exports.document import Block, Heading, Line, Paragraph, lines, plain, words
from server.exports.handed_in.doubts import Doubts
from server.exports.handed_in.wording import Wording

SENDER = ("name", "location", "email", "phone")
"""What is said of whose letter it is, a line each."""


def letter_blocks(
    result: Mapping[str, Any],
    sender: Mapping[str, Any],
    addressee: str,
    wording: Wording,
    doubts: Doubts,
) -> tuple[Block, ...]:
    """The document. What is not known of sender and addressee is left out."""
    return tuple(_blocks(result, sender, addressee, wording, doubts))


def _blocks(
    result: Mapping[str, Any],
    sender: Mapping[str, Any],
    addressee: str,
    wording: Wording,
    doubts: Doubts,
) -> Iterator[Block]:
    whose = [one_line(str(sender[name])) for name in SENDER if sender.get(name)]
    whose = [written_phone(one, wording.country) for one in whose]
    if whose:
        yield Paragraph(lines("\n".join(whose)))
    if day := result.get("asOf"):
        yield Paragraph(words(wording.day(str(day))))
    to = _lined(addressee)
    if to and _is_to(to, str(result.get("text") or "")):
        yield Paragraph(lines(to))
    subject = result.get("subject")
    if isinstance(subject, str) and subject.strip():
        yield Heading(1, doubts.line(subject, "/subject"))
    yield from map(Paragraph, _passages(result, doubts))


def _is_to(addressee: str, text: str) -> bool:
    """Whether a text speaks to them: one that was changed meanwhile may be to somebody else."""
    named = addressee.split("\n")[0].partition(",")[0]
    return all(word in text for word in re.findall(r"\w+", named))


def _passages(result: Mapping[str, Any], doubts: Doubts) -> Iterator[Line]:
    """The passages of its text, from the salutation to the name below it."""
    known: dict[str, str] = {}
    listed = result.get("paragraphs")
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping):
            known[one_line(str(one.get("text") or ""))] = f"/paragraphs/{number}/text"
    text = result.get("text")
    passages = _lined(text).split("\n\n") if isinstance(text, str) and text.strip() else known
    for passage in passages:
        path = known.get(one_line(passage))
        said = doubts.lines(passage, *([path] if path else []), within=("/text",))
        if plain(said).strip():
            yield said


def _lined(text: str) -> str:
    """A text whose lines have no blanks around them, and whose passages one empty line between."""
    passages: list[list[str]] = [[]]
    for line in map(one_line, seen(text).split("\n")):
        if line:
            passages[-1].append(line)
        elif passages[-1]:
            passages.append([])
    return "\n\n".join("\n".join(one) for one in passages if one)
