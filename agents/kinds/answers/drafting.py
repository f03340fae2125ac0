"""What a model is told of an item, what it gives, and what code finds wrong with that. Pure."""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from agents.evidence.checking import issues, unheld
from agents.evidence.counting import normalised
from agents.evidence.sources import Source
from agents.evidence.text import one_line
from agents.kinds.answers import firms
from agents.kinds.answers.blind import hints
from agents.kinds.answers.cutting import fits, length_of
from agents.kinds.answers.inputs import MOST_TEXT
from agents.kinds.answers.results import Said
from agents.kinds.answers.telling import told
from agents.kinds.answers.voices import endings
from agents.results.types import Length

MOST_COMMENTS = 4
_LEAST_OWN = 0.5
"""The share of a proposal's sentences that are the person's own."""
_LEAST_FILLED = 0.3


class Asked(Struct, frozen=True, rename="camel"):
    """An item: its question, what it asks in truth, and the limit in words.

    `material` is what the person has told or written for it, `resume` their résumé, `firm` and
    `role` who and what is applied to. `ruled` is what rules make of the material. `keeps_out`:
    nothing may show school, region, family, age, sex or name.
    """

    question: str
    asks: tuple[str, ...]
    limit: str
    length: Length
    material: str
    resume: str
    firm: str | None
    role: str | None
    employers: tuple[str, ...]
    ruled: str | None
    keeps_out: bool
    document_language: str | None
    language: str | None


class Coached(Struct, frozen=True):
    """What is said of a text, and another order of it, if one is better."""

    comments: Annotated[tuple[Said, ...], Meta(max_length=MOST_COMMENTS)] = ()
    proposal: Annotated[str, Meta(max_length=MOST_TEXT)] | None = None


class Written(Struct, frozen=True):
    """The text of an answer; null where nothing was given to write it from."""

    text: Annotated[str, Meta(max_length=MOST_TEXT)] | None = None


def sources_of(given: Asked) -> list[Source]:
    """What says something of the person, and what does not."""
    personal = [Source("resume", given.resume), Source("answer", given.material)]
    # The question and the names are no claims where they are said again.
    named = " ".join(filter(None, (given.firm, given.role, given.question)))
    return [*personal, Source("job", named)]


def faults(text: str, given: Asked) -> list[str]:
    """What is wrong with a text that is to be handed in, in words for its writer."""
    found = []
    if not fits(text, given.length):
        measured = length_of(text, given.length)
        found.append(f"It has {measured}, and the limit is {given.limit}.")
    found += [one.what for one in issues({"": text}, sources_of(given), given.document_language)]
    own = given.material + given.resume
    found += [
        f"The form names another firm than the one that is applied to: {named.name!r}."
        for named in firms.others(text, given.firm, given.employers)
        if named.name not in own or given.firm
    ]
    new = [text[slice(*span)] for span in added(text, given.material)]
    found += [
        f"What is handed in ends in –습니다: {one.sentence!r}."
        for one in endings(new)
        if one.voice != "formal"
    ]
    found += [f"An applicant says 귀사: {word!r}." for word in firms.own_words("\n".join(new))]
    if given.keeps_out:
        found += [f"A blind form keeps this out: {hint.quote!r}." for hint in hints(text)]
    return found


def miswritten(drafted: Written, given: Asked) -> list[str]:
    """What is wrong with a draft."""
    if drafted.text is None or not drafted.text.strip() or drafted.text == given.ruled:
        return []
    found = faults(drafted.text, given)
    filled = length_of(drafted.text, given.length) / given.length.max
    if (
        given.ruled
        and filled < _LEAST_FILLED
        and length_of(given.ruled, given.length) > (length_of(drafted.text, given.length))
    ):
        found.append("It leaves out what was told: use it.")
    return found


def well_written(drafted: Written, given: Asked) -> Written:
    """The draft; what rules make of the material where it is no good."""
    if drafted.text is None or not drafted.text.strip():
        return Written(given.ruled)
    text = normalised(drafted.text).strip()
    return Written(given.ruled) if miswritten(Written(text), given) else Written(text)


def miscoached(coached: Coached, given: Asked) -> list[str]:
    """What is wrong with comments and a proposal."""
    found = [
        f"Nobody said this of the person: {one.quote!r}."
        for comment in coached.comments
        for one in unheld(comment, sources_of(given))
    ]
    if coached.proposal and coached.proposal != given.ruled:
        found += faults(coached.proposal, given)
        if own_share(coached.proposal, given.material) < _LEAST_OWN:
            found.append("Keep to the person's own sentences: order and cut them.")
    return found


def well_coached(coached: Coached, given: Asked) -> Coached:
    """The comments that hold, and the proposal if it does; else that of rules."""
    comments = tuple(
        comment for comment in coached.comments if not unheld(comment, sources_of(given))
    )
    if not coached.proposal:
        return replace(coached, comments=comments)
    proposal = normalised(coached.proposal).strip()
    if miscoached(Coached((), proposal), given):
        return Coached(comments, given.ruled if given.ruled != given.material else None)
    return Coached(comments, proposal if proposal != given.material else None)


def own_share(text: str, material: str) -> float:
    """The share of a text's sentences that the person has written."""
    sentences = told(text)
    own = len(sentences) - len(added(text, material))
    return own / len(sentences) if sentences else 0.0


def added(text: str, material: str) -> tuple[tuple[int, int], ...]:
    """The characters of a text's sentences that are none of the person's: `text[slice(*span)]`.

    A sentence is theirs where all of it stands in theirs; what led to it may be gone.
    """
    known = one_line(material).casefold()
    found, end = [], 0
    for sentence in told(text):
        start = end + len(sentence.gap) if end else 0
        end = start + len(sentence.text)
        if one_line(sentence.text).casefold() not in known:
            found.append((start, end))
    return tuple(found)


def limit_in_words(length: Length) -> str:
    """A limit for a model: "700 characters with blanks"."""
    if length.unit == "bytes":
        return f"{length.max} bytes in {length.encoding or 'utf-8'}"
    blanks = (
        "" if length.unit == "words" else " with blanks" if length.spaces else " without blanks"
    )
    return f"{length.max} {length.unit}{blanks}"
