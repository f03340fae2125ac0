"""What to look at in an answer before it is sent: what is wrong for sure goes first."""

import re
from collections.abc import Mapping, Sequence

from agents.evidence.brackets import brackets
from agents.evidence.counting import normalised, unencodable
from agents.evidence.hollow import hollow
from agents.evidence.text import clip, one_line
from agents.kinds.answers import firms, wording
from agents.kinds.answers.blind import hints
from agents.kinds.answers.consistency import differing
from agents.kinds.answers.cutting import LITTLE, length_of, without_background
from agents.kinds.answers.inputs import FormItem
from agents.kinds.answers.lengths import Value, words_of
from agents.kinds.answers.material import Form
from agents.kinds.answers.openings import is_empty, sayings
from agents.kinds.answers.private import private
from agents.kinds.answers.results import AnswerWarning, Code
from agents.kinds.answers.sorts import Sort
from agents.kinds.answers.telling import DEED, HEADING, Sentence, speaks_korean
from agents.kinds.answers.voices import endings, strays
from agents.telling.languages import language_of

MOST = 40
_MOST_OF_CODE = 6
_QUOTE = 160
_LEAST_LETTERS = 20
"""Of fewer nobody can tell the language."""
_SHORT_FORM = 60
"""Characters of a limit so small that nothing is short."""
_LEAST_SENTENCES = 2
_READ = frozenset(("en", "ko", ""))
_EMPTY_PLACE = re.compile(r"[○◯]{2,}|_{3,}|(?<![가-힣A-Za-z])X{2,4}(?=[가-힣])|\[\s{0,5}\]")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")


def warnings(
    item: FormItem,
    answer: str,
    sentences: Sequence[Sentence],
    sorts: Sequence[Sort],
    form: Form,
    *,
    document_language: str | None,
    language: str | None,
    is_new: bool,
) -> tuple[AnswerWarning, ...]:
    """What to look at in a text, told in that language, what is wrong for sure first.

    `is_new`: nobody was told yet that the text is short, which is told once.
    """
    found = _Found(language)
    _of_firm(found, answer, form)
    _of_person(found, answer, sorts, form)
    for one, line in differing(sentences, form.lines):
        found.add("differs", one.text, {"line": clip(line.quote, _QUOTE)})
    _of_length(found, item, answer, sentences)
    read = _of_language(found, item, answer, document_language)
    if read:
        _of_voice(found, sentences, answer)
        _of_words(found, sentences)
    for quote in _open_places(answer):
        found.add("open_place", quote)
    if is_new and is_short(item, answer):
        found.add("short", None, words_of(item.length, length_of(answer, item.length)))
    return tuple(found.warnings[:MOST])


def is_short(item: FormItem, answer: str) -> bool:
    """Whether a text leaves so much room that it is told, kindly."""
    length = item.length
    return length.max >= _SHORT_FORM and length_of(answer, length) < LITTLE * length.max


class _Found:
    """Warnings, as they are found: few of a kind, each quote once."""

    def __init__(self, language: str | None) -> None:
        self.warnings: list[AnswerWarning] = []
        self._language = language

    def add(
        self, code: Code, quote: str | None, values: Mapping[str, Value] = {}, key: str = ""
    ) -> None:
        if quote is not None:
            quote = clip(one_line(quote), _QUOTE)
        same = [one for one in self.warnings if one.code == code]
        if len(same) >= _MOST_OF_CODE or any(one.quote == quote for one in same):
            return
        quoted = {} if quote is None else {"quote": quote}
        text = wording.text(f"warning.{key or code}", **values, **quoted).to(self._language)
        self.warnings.append(AnswerWarning(code, quote, text))


def _of_firm(found: _Found, answer: str, form: Form) -> None:
    for named in firms.others(answer, form.firm, form.employers):
        if form.firm:
            values: dict[str, Value] = {"times": named.times, "firm": clip(form.firm, 80)}
            found.add("wrong_firm", named.name, values)
        else:
            found.add("wrong_firm", named.name, {"times": named.times}, "wrong_firm_unknown")
    for word in firms.own_words(answer):
        found.add("firm_word", word)
    for post in firms.other_posts(answer, form.title):
        found.add("wrong_post", post, {"title": clip(form.title or "", 80)})


def _of_person(found: _Found, answer: str, sorts: Sequence[Sort], form: Form) -> None:
    """What is private; and what a blind form keeps out, or else the family where one tells of it
    instead of oneself."""
    for quote in private(answer):
        found.add("personal_data", quote)
    grown = any(sort.key == "growth" for sort in sorts)
    for hint in hints(answer, form.name):
        if form.blind:
            found.add(hint.code, hint.quote)
        elif grown and hint.code == "blind_family":
            found.add("family", hint.quote)


def _of_length(found: _Found, item: FormItem, answer: str, sentences: Sequence[Sentence]) -> None:
    length = item.length
    measured = length_of(answer, length)
    if measured > length.max:
        values = words_of(length, measured) | {"more": measured - length.max}
        first = without_background(sentences)
        if first is None:
            found.add("over_limit", None, values)
        else:
            found.add("over_limit", first.text, values, "over_limit_cut")
    strange = unencodable(answer) if length.encoding == "euc-kr" else _EMOJI.findall(answer)
    for char in strange:
        found.add("unencodable", char)
    breaks = normalised(answer).count("\n")
    counts_breaks = length.unit == "characters" and length.spaces
    if counts_breaks and measured <= length.max < measured + breaks:
        found.add("line_breaks", None)


def _of_language(found: _Found, item: FormItem, answer: str, document_language: str | None) -> bool:
    """Whether the text is in a language that rules read."""
    spoken = language_of(answer)
    if sum(map(str.isalpha, answer)) < _LEAST_LETTERS:
        return True
    if spoken not in _READ:
        found.add("unread", None)
        return False
    wanted = (document_language or language_of(item.question)).split("-")[0].lower()
    if spoken and wanted and spoken != wanted:
        found.add("other_language", None)
    return True


def _of_voice(found: _Found, sentences: Sequence[Sentence], answer: str) -> None:
    if not speaks_korean(answer):
        return
    ends = endings(one.text for one in sentences if one.rank != HEADING)
    for sentence in strays(ends):
        found.add("two_voices", sentence)
    one_voice = len({one.voice for one in ends}) == 1
    if one_voice and ends[0].voice != "formal" and len(ends) >= _LEAST_SENTENCES:
        found.add("informal_voice", ends[0].sentence)


def _of_words(found: _Found, sentences: Sequence[Sentence]) -> None:
    body = [one for one in sentences if one.rank != HEADING]
    if body and is_empty(body[0].text):
        found.add("empty_opening", body[0].text)
    for one in body:
        if one.rank >= DEED or one.numbers:
            continue
        words = dict.fromkeys((*sayings(one.text), *hollow(one.text)))
        for word in words:
            if not any(word != other and word in other for other in words):
                found.add("hollow", word)


def _open_places(answer: str) -> list[str]:
    """Places that are still to be filled in; a heading in brackets is none."""
    lines = {line.strip() for line in answer.splitlines()}
    left = [one for one in brackets(answer) if one not in lines or "?" in one]
    return [*left, *(match.group() for match in _EMPTY_PLACE.finditer(answer))]
