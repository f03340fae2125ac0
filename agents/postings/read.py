"""A posting, as text or as a stored job, as what it asks for."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from msgspec.structs import replace

from agents.postings.asked import MOST_ASKED, Asked, Posting
from agents.postings.clauses import clauses
from agents.postings.conditions import asked_of, years_in
from agents.postings.head import employer_of, title_of
from agents.postings.headings import languages_of
from agents.postings.phrases import spoken
from agents.postings.sections import blocks
from agents.resume.language import language
from agents.resume.lines import Slice, lines

MOST_CHARACTERS = 50_000
"""Of a posting, as many are looked at."""
MOST_LINES = 1_500
"""Lines that are looked at."""
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), " ")
"""What is as wide as a blank, or wider: as many characters, so that places stay where they are."""
_HEAD_LINES = 3
_SAID = 3
_FEW_WORDS = 6
_MOST_HEADINGS = 200
_OWN_LETTERS = {"pl": "łąęśżźń", "pt": "ãõ", "es": "ñ¿¡", "sv": "å", "de": "ß"}
_MOST_OF_LETTERS = 4_000
_LETTERS_OF_HEADING = 4
"""How many of a language's own letters count for as much as a heading."""
_MOST_HEADING = 100
"""Characters of a line that may be a heading."""
_MOST_CLAUSE = 600
_MOST_CLAUSES = 400


def read_posting(text: str, said: str | None = None) -> Posting:
    """What a posting says: a list with headings, a table, or prose, in one of twelve languages.

    At most 50 entries, each verbatim. Any text can be read. What it costs grows with the length of
    the text, and no faster. `said` is the language that it is said to be in: it counts where
    the text is too short to tell its own.
    """
    whole = "\n".join(text[:MOST_CHARACTERS].split("\n")[:MOST_LINES])
    text = prepared(whole)
    code = language(text, _heading_languages(text) + said_to_be(said))
    with spoken(code):
        return _read(whole, text, code)


def said_to_be(code: str | None) -> Counter[str]:
    """What it counts that a text is said to be in that language: as much as some headings."""
    return Counter({code: _SAID} if code else {})


def prepared(text: str) -> str:
    """A posting's text with plain blanks, each where a wider one was."""
    return text.translate(_BLANKS)


def _read(whole: str, text: str, code: str | None) -> Posting:
    asked: list[Asked] = []
    seen: set[str] = set()
    for clause in islice(clauses(blocks(text)), _MOST_CLAUSES):
        key = " ".join(clause.said.text.casefold().split())
        if key in seen:
            continue
        seen.add(key)
        asked.append(asked_of(clause.said.part(0, _MOST_CLAUSE), clause.kind, len(asked) + 1))
        if len(asked) == MOST_ASKED:
            break
    head = lines(text[:4_000])[:12]
    return Posting(
        title=_folded(title_of(head, text)),
        employer=_folded(employer_of(head, text)),
        language=code,
        asked=tuple(asked),
        years=_years(asked) or _head_years(line.text for line in head[:_HEAD_LINES]),
        text=whole,
    )


def posting_of(job: Mapping[str, Any]) -> Posting:
    """A stored job, in schema.org's names, as a posting; its text is what the job has of it."""
    with spoken(job.get("language")):
        return _posting_of(job)


def _posting_of(job: Mapping[str, Any]) -> Posting:
    asked: list[Asked] = []
    for kind, key in (("must", "mustHave"), ("nice", "niceToHave")):
        for entry in job.get(key) or ():
            asked.append(_stored(entry, kind, len(asked) + 1))
    experience = job.get("experience") or {}
    education = job.get("education") or {}
    years = experience.get("minYears")
    if years and not any(one.years for one in asked) and (quote := experience.get("quote")):
        asked.append(asked_of(Slice(quote, 0), "must", len(asked) + 1))
    if education and not any(one.topic == "education" for one in asked):
        asked.append(_stored({"text": education["text"], "knockout": True}, "must", len(asked) + 1))
    return Posting(
        title=job.get("title"),
        employer=job.get("hiringOrganization"),
        language=job.get("language"),
        asked=tuple(asked[:MOST_ASKED]),
        years=years or _years(asked),
        text=_text_of(job, asked),
    )


def _stored(entry: Mapping[str, Any], kind: Any, number: int) -> Asked:
    """An entry of a stored job: what it says itself goes before what its words say."""
    read = asked_of(Slice(entry.get("quote") or entry["text"], 0), kind, number)
    return replace(
        read,
        text=entry["text"],
        quote=entry.get("quote"),
        knockout=bool(entry.get("knockout", False)),
        skills=tuple(dict.fromkeys((*entry.get("skills", ()), *read.skills))),
    )


def _text_of(job: Mapping[str, Any], asked: Iterable[Asked]) -> str:
    parts = [job.get("title"), job.get("hiringOrganization"), *(job.get("jobLocation") or ())]
    parts += [one.quote or one.text for one in asked]
    parts += [*(job.get("responsibilities") or ()), *(job.get("benefits") or ())]
    return "\n".join(part for part in parts if part)


def _folded(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _heading_languages(text: str) -> Counter[str]:
    """The languages of what stands in the posting as headings do: short, and by itself.

    Letters that one language has, too: "a)" and "o" are words of several.
    """
    found: Counter[str] = Counter()
    for code, letters in _OWN_LETTERS.items():
        if count := sum(map(text[:_MOST_OF_LETTERS].count, letters)) // _LETTERS_OF_HEADING:
            found[code] = count
    for line in text.split("\n", _MOST_HEADINGS)[:_MOST_HEADINGS]:
        words = line.split()
        is_short = 0 < len(words) <= _FEW_WORDS and len(line) <= _MOST_HEADING
        if is_short and not line.rstrip().endswith("."):
            found.update(languages_of(line))
    return found


def _years(asked: Iterable[Asked]) -> float | None:
    return max((one.years for one in asked if one.years and one.kind == "must"), default=None)


def _head_years(head: Iterable[str]) -> float | None:
    """The years that stand beside the title: "경력 8년↑"."""
    for text in head:
        for cell in re.split(r"[/|·,()\t]", text):
            is_field = len(cell.split()) <= _FEW_WORDS and re.search(
                r"(?i)경력|experience|exp\b", cell
            )
            if is_field and (years := years_in(cell)):
                return years
    return None
