"""How one applies: the sentence that says so, the papers that are wanted, a form's questions."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from agents.postings.clauses import sentences
from agents.postings.fields.labels import Fact, said_of
from agents.postings.phrases import pattern, phrases
from agents.postings.sections import Block
from agents.results.job import Application, FormLength, FormQuestion
from agents.resume.lines import Line, Slice

_WAY = pattern("apply_way")
_COPIES = pattern("copies")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|https?://\S{3,200}")
_LIMIT = pattern("limit")
_IS_MOST = pattern("limit_is_most")
_ASKS = pattern("form_asks")
_BLANKS_OUT = pattern("blanks_out")
_LED = re.compile(
    r"^[^:：?？]{3,80}[:：]\s(?=\S)|^(?:and|und|et|y|e|en|och)\s|^\([^()]{1,30}\)\s(?:and\s)?"
)
_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{8,400}[?？.])[\"”“»]")
_AROUND = pattern("limit_lead")
_BEHIND = re.compile(r"^[^()（）\[\]]{0,40}[)\]）】]")
_UNITS = {"words": "word|wörter|worte|mots?|palabras|palavras|parole|woorden|słów|ord|단어|词|語",
          "bytes": "byte|바이트"}  # fmt: skip
_MOST_HOW = 1_000
_NEAR = 36
_MOST_QUESTION = 600
_MOST_AROUND = 40
_MOST_LIMITS = 30
_MOST_FORM = 50
_NOT_ASKED = pattern("papers_not_wanted")
_NOT_WRITTEN = pattern("not_to_be_written")


def passages(found: Sequence[Block]) -> list[Slice]:
    """The sentences about how one applies, wherever they stand."""
    said: list[Slice] = []
    for block in found:
        said += [
            sentence
            for sentence in sentences(block.said)
            if block.part == "apply" or tells_how(sentence.text)
        ]
    return said


def application(
    found: Sequence[Block], told: Sequence[Fact], lines: Sequence[Line]
) -> Application | None:
    """How one applies; None where the posting does not say."""
    said = passages(found)
    how = _how(said)
    said += [fact.value for fact in said_of(told, "documents")]
    documents = list(dict.fromkeys(name for one in said for name in _papers(one.text)))[:50]
    form = list(_form(lines))[:_MOST_FORM]
    return Application(how, documents, form) if how or documents or form else None


def tells_how(text: str) -> bool:
    """Whether a sentence says where to send what, or how else one applies."""
    is_about = phrases("apply", "how").in_(text)
    return is_about and (
        _ADDRESS.search(text) is not None
        or _WAY.search(text) is not None
        or phrases("apply", "documents").in_(text)
    )


def _how(said: Sequence[Slice]) -> str | None:
    """The sentence that says where to send what: one with an address before one without."""
    about = [one.text for one in said if tells_how(one.text)]
    found = next((text for text in about if _ADDRESS.search(text)), next(iter(about), None))
    return " ".join(found.split())[:_MOST_HOW] if found else None


def _papers(text: str) -> Iterator[str]:
    """The papers that a sentence asks for, as they are written; the longer name of two."""
    copies = [match.span() for match in islice(_COPIES.finditer(text), _MOST_LIMITS)]
    listed = [
        span
        for span in phrases("apply", "documents").spans(text)
        if not any(start < span[1] and span[0] < end for start, end in copies)
    ]
    for start, end in sorted(copies + listed):
        denied = [
            one.span() for one in _NOT_ASKED.finditer(text, max(0, start - _NEAR), end + _NEAR)
        ]
        if not _NOT_WRITTEN.search(text) and not any(s < end and start < e for s, e in denied):
            yield " ".join(text[start:end].split())


def _form(lines: Sequence[Line]) -> Iterator[FormQuestion]:
    """The questions that have a limit, behind them or in the line below."""
    before: Line | None = None
    for line in lines:
        for match in islice(_LIMIT.finditer(line.text), _MOST_LIMITS):
            if not _is_limit(line.text, match):
                continue
            near = max(0, match.start() - _MOST_QUESTION)
            around = _AROUND.search(
                line.text, max(near, match.start() - _MOST_AROUND), match.start()
            )
            lead = _last(line.said.part(near, around.start() if around else match.start()))
            if not any(map(str.isalpha, lead)) or _IS_MOST.fullmatch(lead.strip(" (")):
                question = before.text if before else None
            else:
                question = lead
            if question and _asks(question):
                yield FormQuestion(
                    " ".join(question.split())[:_MOST_QUESTION], _length(line.text, match)
                )
                break
        before = line


def _last(said: Slice) -> str:
    """The last sentence, or question, that stands before a limit, without what leads to it."""
    parts = sentences(said)
    last = parts[-1].text if parts else ""
    if quoted := _QUOTED.search(last):
        return quoted[1]
    return _LED.sub("", last).strip() if _ASKS.search(_LED.sub("", last)) else last


def _is_limit(text: str, match: re.Match[str]) -> bool:
    near = text[max(0, match.start() - 30) : match.end() + 24]
    return _IS_MOST.search(near) is not None


def _asks(text: str) -> bool:
    return _ASKS.search(text) is not None


def _length(text: str, match: re.Match[str]) -> FormLength:
    digits = re.sub(r"\D", "", match["most"])
    unit = match["unit"].lower()
    kind = next((name for name, words in _UNITS.items() if re.match(words, unit)), "characters")
    has_blanks = _BLANKS_OUT.search(text[max(0, match.start() - 12) : match.end() + 40]) is None
    return FormLength(max=min(max(int(digits), 1), 1_000_000), unit=kind, spaces=has_blanks)  # type: ignore[arg-type]


def blind(text: str, lines: Sequence[Line]) -> bool | None:
    """Whether a posting says that applications are read blind, or that it wants a picture."""
    for line in lines:
        if _BLIND.search(line.text):
            return True
    return False if any(_PICTURE.search(line.text) for line in lines) else None


_BLIND = pattern("blind")
_PICTURE = pattern("picture_wanted")
