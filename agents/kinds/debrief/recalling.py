"""What rules read in a debrief, in English and Korean, in whatever order it is told.

A question stands where the text says that it was asked; how it went and what was answered is of
the question that was told of last, or of the one that is named. Doubt leaves things out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from agents.evidence.sentences import sentence_spans
from agents.evidence.text import content
from agents.kinds.debrief.reading import (
    LONGEST,
    MOST_LEARNED,
    MOST_QUESTIONS,
    MOST_SAID,
    Asked,
    Reading,
    Told,
    Went,
)
from agents.kinds.debrief.signs import plain, signs, what
from agents.telling.languages import language_of

_BULLET = re.compile(r"[ \t]{0,8}(?:[-*•▪·◦]|\(?\d{1,2}[.)])[ \t]+")
_EDGES = " \t\r\n\"'“”‘’,;:.!-–—→⇒>(「」"
_LETTERS = re.compile(r"[^\W\d_]")
_LIST = re.compile(r"[:(–—-]")
_ITEM = re.compile(r",\s(?:and\s)?|;\s|(?<!\S)\(?\d{1,2}[).]\s?")
_JOINS = re.compile(r"[\s,;:.–—-]{0,3}(?:(?:and|but|so|then|which) )?")
_VERB = re.compile(r"\b(?:was|went|felt|is|were)\s?$")
_QUOTED = re.compile(r'\s?"([^"\n]{2,300})"')
_QUOTES = tuple("\"'“‘「")
_SYLLABLES = re.compile(r"[가-힣]{2,}|[a-z][\w+#.-]+")
_LEADS = 4
"""So many words before the thing asked are passed over."""
_LEAST = 2
"""Letters that a question has at least."""
_HEADING = 60
"""Characters of a heading at most."""
_SHORT = 20
"""Characters of each of several things in a row, in Korean."""
_FAR = 200
"""Characters between two parts of an answer at most."""
_ORDER = ("first", "second", "third", "fourth", "fifth")
_EMPTY = re.compile(
    r"(?:that|it|this|me|us|them|him|her|questions?|a lot|something|things?|stuff|if|so|you"
    r"|the usual|what|why|how|when|where|who|which"
    r"|질문|것|그것|이것|저것|거|걸|뭐|뭔가|여러 ?가지|많이|저|제게)"
)

Span = tuple[int, int]


@dataclass(eq=False)
class _Question:
    """A question as it comes to be known: places in the text, or words that were known before."""

    text: str
    quote: str = ""
    known: str | None = None
    direct: bool = False
    went: Went | None = None
    went_at: Span | None = None
    answer: Span | None = None


def recall(given: Told) -> Reading:
    """What the text says; of a language that is not read here it is nothing."""
    language = language_of(given.text) or (given.language or "en").split("-")[0].lower()
    if language not in ("en", "ko"):
        return Reading()
    return _Recalled(given, language).reading()


class _Recalled:
    """A text on its way from its first line to its last."""

    def __init__(self, given: Told, language: str) -> None:
        self.text, self.plain, self.language = given.text, plain(given.text), language
        self.signs: Mapping[str, re.Pattern[str]] = signs(language)
        self.questions = [_Question(one.text, known=one.id) for one in given.earlier]
        self.last: list[_Question] = self.questions[-1:]
        self.said: list[str] = []
        self.learned: list[str] = []
        self.heading: Literal["theirs", "own"] | None = None
        for kind, lines in self._blocks():
            self._block(kind, lines)

    def reading(self) -> Reading:
        """What was found."""
        questions = [
            self._asked(one)
            for one in self.questions
            if one.known is None or one.went or one.answer
        ]
        return Reading(
            tuple(questions[:MOST_QUESTIONS]),
            tuple(dict.fromkeys(self.said))[:MOST_SAID],
            tuple(dict.fromkeys(self.learned))[:MOST_LEARNED],
        )

    def _asked(self, one: _Question) -> Asked:
        went_at, answer = one.went_at, one.answer
        went_quote = self.text[slice(*went_at)][:LONGEST] if went_at else None
        return Asked(
            text=one.text,
            quote=one.quote or went_quote or self.text[slice(*(answer or (0, LONGEST)))][:LONGEST],
            put=one.text if one.direct else None,
            went=one.went,
            went_quote=went_quote,
            answer=self.text[slice(*answer)][:4_000] if answer else None,
            known=one.known,
        )

    # Lines

    def _blocks(self) -> Iterator[tuple[str, list[Span]]]:
        """The lines that belong together, with what they are."""
        lines, at = [], 0
        for line in self.text.split("\n"):
            lines.append((at, at + len(line)))
            at += len(line) + 1
        told = [(self._kind(span), span) for span in lines]
        for kind, group in groupby(told, key=lambda one: one[0]):
            yield kind, [span for _, span in group]

    def _kind(self, span: Span) -> str:
        line = self.plain[slice(*span)]
        if not line.strip():
            return "blank"
        for name in ("question", "answer"):
            if self.signs[f"speaker.{name}"].match(line):
                return name
        if _BULLET.match(line):
            return "bullet"
        return "heading" if self._is_heading(line) else "prose"

    def _is_heading(self, line: str) -> bool:
        line = line.strip()
        if len(line) > _HEADING or line.endswith((".", "!", "?", "다", "요")):
            return False
        return line.endswith(":") or len(line.split()) < 5

    def _block(self, kind: str, lines: list[Span]) -> None:
        if kind == "heading":
            line = self.plain[slice(*lines[-1])]
            self.heading = None
            if self.signs["speaker.not_heading"].search(line):
                self.heading = "own"
            elif self.signs["speaker.heading"].search(line):
                self.heading = "theirs"
        elif kind == "question":
            for begin, end in lines:
                match = self.signs["speaker.question"].match(self.plain[begin:end])
                self._item(begin + (match.end() if match else 0), end)
        elif kind == "answer":
            match = self.signs["speaker.answer"].match(self.plain[slice(*lines[0])])
            self._answer_line(lines[0][0] + (match.end() if match else 0), lines[-1][1])
        elif kind == "bullet":
            self._bullets(lines)
        elif kind == "prose":
            self.heading = None
            for begin, end in lines:
                self._prose(begin, end)

    def _bullets(self, lines: list[Span]) -> None:
        items = []
        for begin, end in lines:
            match = _BULLET.match(self.text[begin:end])
            items.append((begin + (match.end() if match else 0), end))
        theirs = self.heading == "theirs" or (
            self.heading is None
            and sum(self._is_direct(begin, end) for begin, end in items) * 2 >= len(items)
        )
        if self.heading == "own":
            return
        for begin, end in items:
            if theirs:
                self._item(begin, end)
            else:
                self._prose(begin, end)

    def _is_direct(self, begin: int, end: int) -> bool:
        said = self.plain[begin:end]
        cut = self.signs["ends"].search(said)
        head = said[: cut.start() + 1] if cut else said
        return self.signs["direct"].search(head) is not None or head.rstrip().endswith("?")

    def _item(self, begin: int, end: int) -> None:
        """A line that is a question, and perhaps how it went."""
        if len(self.text[begin:end].strip()) < _LEAST:
            return
        cut = self.signs["ends"].search(self.plain, begin + 1, end)
        stop = cut.start() if cut else end
        if cut and self.text[stop] in "?？":
            stop += 1
        self._add([(begin, stop)], (begin, end), direct=self._is_direct(begin, stop))
        if cut:
            for at, sentence in sentence_spans(self.text[cut.end() : end]):
                self._tell(cut.end() + at, cut.end() + at + len(sentence))

    def _answer_line(self, begin: int, end: int) -> None:
        """Lines that are marked as the answer to what was asked last."""
        if not self.last:
            return
        parts: list[Span] = []
        for at, sentence in sentence_spans(self.text[begin:end]):
            span = (begin + at, begin + at + len(sentence))
            told = self._has("answers", *span)
            went = self._went(*span)
            if went:
                self._judge(self.last[-1:], went, span)
            if told or not went:
                parts.append(span)
        if parts:
            self._answered(self.last[-1], (parts[0][0], parts[-1][1]))

    def _has(self, name: str, begin: int, end: int) -> bool:
        """Whether a passage shows a sign; its beginning is one of a text."""
        return self.signs[name].search(self.plain[begin:end]) is not None

    # Sentences

    def _prose(self, begin: int, end: int) -> None:
        for at, sentence in sentence_spans(self.text[begin:end]):
            if _LETTERS.search(sentence):
                self._sentence(begin + at, begin + at + len(sentence))

    def _sentence(self, begin: int, end: int) -> None:
        if self._finds_questions(begin, end) or self._is_question(begin, end):
            return
        if self._has("own_ask", begin, end):
            self.last = []
            return
        if self._comes_next(begin, end):
            return
        if self._names_question(begin, end) or self._tell(begin, end):
            return
        if self._has("which.moved", begin, end):
            self.last = []
        self._learns(begin, end)

    def _finds_questions(self, begin: int, end: int) -> bool:
        """Whether it says that something was asked, which is then known."""
        at, found, rest = begin, False, begin
        own, first = False, begin
        while match := self.signs["asks"].search(self.plain, at, end):
            span = what(match) if self.language == "ko" else self._after(match, end)
            at = self._word_end(max(match.end(), span[1] if span else 0), end)
            if self._is_own(begin, match, end):
                own = True
                continue
            if span is None:
                continue
            if self._add(self._split(span, match.end()), (begin, end)):
                first = first if found else match.start()
                found, rest = True, at
        if found:
            if self._has("which.when", begin, first) and (went := self._went(begin, first)):
                self._judge(self.last, went, (begin, end))
            self._tell(rest, end)
        elif own:
            self.last = []
        return found or own

    def _is_own(self, begin: int, match: re.Match[str], end: int) -> bool:
        """Whether the person asked, or nobody did."""
        if self.language == "ko":
            said = self.plain[match.start() : min(end, match.end() + 10)]
            return any(self.signs[name].search(said) for name in ("own_ask", "not_asked"))
        return self.signs["not_asked"].search(self.plain[begin : match.start()]) is not None

    def _after(self, match: re.Match[str], end: int) -> Span | None:
        """The question that follows what says that one was asked."""
        at = match.end()
        bridge = self.signs["bridge"].match(self.plain, at, end)
        at = bridge.end() if bridge else at
        cut = self.signs["ends"].search(self.plain, at + 1, end)
        stop = cut.start() if cut else end
        quoted = _QUOTED.match(self.plain, at, end)
        if quoted:
            return quoted.span(1)
        following = self.signs["asks"].search(self.plain, at + 1, end)
        if following and following.start() < stop:
            stop = following.start()
        if stop < end and self.text[stop] in "?？":
            stop += 1
        return (at, stop) if stop > at else None

    def _word_end(self, at: int, end: int) -> int:
        """Behind the rest of a Korean word, of which a pattern saw the beginning."""
        if self.language == "ko":
            while at < end and not self.text[at].isspace():
                at += 1
        return at

    def _split(self, span: Span, after: int) -> list[Span]:
        """The questions that stand in a row, behind a colon or a dash as a list."""
        begin, end = span
        if (
            _LIST.search(self.text[after:begin])
            and self.text[begin:end].lstrip()[:1] not in _QUOTES
        ):
            items = [*_ITEM.finditer(self.text, begin, end)]
            if len(items) > 1 or (items and items[0].group().strip()[:1].isdigit()):
                edges = [begin, *(at for one in items for at in one.span()), end]
                return [*zip(edges[::2], edges[1::2], strict=True)]
        if self.language == "ko":
            begin, end = self._trimmed(begin, end)
            items = [*_ITEM.finditer(self.text, begin, end)]
            edges = [begin, *(at for one in items for at in one.span()), end]
            pairs = [*zip(edges[::2], edges[1::2], strict=True)]
            if len(pairs) > 1 and all(stop - at <= _SHORT for at, stop in pairs):
                return pairs
        parts, at = [], begin
        for match in self.signs["splits"].finditer(self.plain, *span):
            # A Korean ending belongs to what it ends; an English word that joins, to neither.
            stop = match.start() + (2 if self.language == "ko" else 0)
            parts.append((at, stop))
            at = match.end()
        return [*parts, (at, span[1])]

    def _is_question(self, begin: int, end: int) -> bool:
        """A question as it was put, with its mark."""
        said = self.plain[begin:end]
        if not said.rstrip(" \"'”’)").endswith(("?", "？")):
            return False
        if self.signs["not_theirs"].search(said):
            return True
        prefix = self.signs["speaker.prefix"].match(said)
        if not prefix and self._is_alone(begin, end):
            return True
        begin += prefix.end() if prefix else 0
        self._add([(begin, end)], (begin, end), direct=True)
        return True

    def _is_alone(self, begin: int, end: int) -> bool:
        """Whether it is all that is said after an interview was told of: then we are asked."""
        around = self.text[:begin].strip() or self.text[end:].strip()
        return not around and any(one.known for one in self.questions)

    def _names_question(self, begin: int, end: int) -> bool:
        """A question that is told of by its name: "the salary question threw me"."""
        said = self.plain[begin:end]
        match = self.signs["came_up"].search(said)
        named = match or self.signs["named"].search(said)
        place = what(named) if named else None
        if named is None or place is None:
            return False
        span = (begin + place[0], begin + place[1])
        if self._like(*span) is not None:
            return False
        if not match and self._went(begin, end) is None:
            return False
        if self.language == "en" and not match:
            span = (span[0], begin + named.end())
        if not self._add([span], (begin, end)):
            return False
        self._tell(begin, end)
        return True

    def _comes_next(self, begin: int, end: int) -> bool:
        if not self._has("next.signs", begin, end) or self._has("next.not_next", begin, end):
            return False
        parts, at = [], begin
        for match in self.signs["next.splits"].finditer(self.plain, begin, end):
            halves = (at, match.start()), (match.end(), end)
            if all(self._has("next.signs", *half) for half in halves):
                parts.append((at, match.start()))
                at = match.end()
        for span in (*parts, (at, end)):
            self.said.append(self.text[slice(*span)].strip()[:LONGEST])
        self.last = []
        return True

    def _learns(self, begin: int, end: int) -> None:
        if self._has("learned.not_learned", begin, end):
            return
        if self._has("learned.cues", begin, end):
            self.learned.append(self.text[begin:end][:LONGEST])

    # What is told of a question

    def _tell(self, begin: int, end: int) -> bool:
        """Whether it says how something went, or what was answered: of which question, too."""
        named: list[_Question] | None = None
        told, answer = False, None
        for span in self._clauses(begin, end):
            named = self._meant(*span) or named
            about = named or (self.last[-1:] if self._goes_on(*span) else [])
            went = self._went(*span)
            if went and not named and self._is_aside(*span):
                went = None
            answered = self.signs["answers"].search(self.plain[slice(*span)])
            if answered and about:
                first = span[0] + (answered.start() if self.language == "en" else 0)
                answer = (about[-1], first, span[1])
                told = True
            elif answer and not went and not self._is_aside(*span):
                answer = (answer[0], answer[1], span[1])
            elif answer:
                self._answered(answer[0], answer[1:])
                answer = None
            if went and about:
                self._judge(about, went, (begin, end))
                told = True
        if answer:
            self._answered(answer[0], answer[1:])
        if named:
            self.last = named[-1:]
        return told

    def _clauses(self, begin: int, end: int) -> Iterator[Span]:
        at = begin
        for match in self.signs["clauses"].finditer(self.plain, begin, end):
            if match.start() > at:
                yield at, match.start()
            at = match.end()
        if at < end:
            yield at, end

    def _is_aside(self, begin: int, end: int) -> bool:
        """Whether it speaks of people, or of the whole."""
        return self._has("others", begin, end) or self._has("overall", begin, end)

    def _went(self, begin: int, end: int) -> Went | None:
        said, found = self.plain[begin:end].strip(" ,;-–—→"), set()
        for name in ("mixed", "badly", "well"):
            blanked, count = self.signs[name].subn(" ", said)
            if count:
                found.add(name)
                said = blanked
        if "well" in found:
            return "well" if len(found) == 1 else "mixed"
        return "badly" if "badly" in found else "mixed" if found else None

    def _meant(self, begin: int, end: int) -> list[_Question] | None:
        """The questions that a clause names: by their number, or by their words."""
        several = self.last if len(self.last) > 1 else self.questions
        if self._has("which.all", begin, end) and several:
            return several
        if self._has("which.last", begin, end) and several:
            return several[-1:]
        for at, name in enumerate(_ORDER):
            if self._has(f"which.{name}", begin, end) and at < len(several):
                return [several[at]]
        match = self.signs["named"].search(self.plain[begin:end])
        span = what(match) if match else None
        if span and (one := self._like(begin + span[0], begin + span[1])):
            return [one]
        match = self.signs["which.about"].match(self.plain[begin:end])
        span = what(match) if match else None
        if span and (one := self._like(begin + span[0], begin + span[1])):
            return [one]
        if self._went(begin, end) is None:
            return None
        one = self._like(begin, self._subject_end(begin, end))
        return [one] if one else None

    def _goes_on(self, begin: int, end: int) -> bool:
        """Whether a clause can speak of what was asked last: it names nothing else before its verb.

        In Korean nothing tells that.
        """
        subject = self.plain[begin : self._subject_end(begin, end)]
        subject = _VERB.sub("", subject).strip()
        return self.signs["which.same"].search(subject) is not None

    def _subject_end(self, begin: int, end: int) -> int:
        """Where what a clause speaks of ends: behind a Korean topic, before an English verb."""
        said = self.plain[begin:end]
        pattern = (
            r"[가-힣]{2}(?:은|는)(?=\s)"
            if self.language == "ko"
            else r"\b(?:was|went|felt|is|were)\b"
        )
        match = re.search(pattern, said)
        return begin + (match.end() if match else 0)

    def _like(self, begin: int, end: int) -> _Question | None:
        """The one question that has words of this passage; None where none has, or several do."""
        said = self.plain[begin:end]
        bare = _VERB.sub("", said).strip(_EDGES)
        holding = [one for one in self.questions if len(bare) > 3 and bare in plain(one.text)]
        if len(holding) == 1:
            return holding[0]
        if self.language == "ko":
            words = {word[:2] if word[0] >= "가" else word for word in _SYLLABLES.findall(said)}
            shared = [sum(word in plain(one.text) for word in words) for one in self.questions]
        else:
            words = content(said)
            shared = [len(words & content(one.text)) for one in self.questions]
        most = max(shared, default=0)
        if not most or shared.count(most) > 1:
            return None
        return self.questions[shared.index(most)]

    def _judge(self, about: Sequence[_Question], went: Went, span: Span) -> None:
        joined = _JOINS.match(self.plain, *span)
        span = (joined.end(), span[1]) if joined else span
        for one in about:
            both = one.went is not None and one.went != went and one.went_at is not None
            one.went = "mixed" if both else went
            one.went_at = one.went_at if both else span

    def _answered(self, one: _Question, span: Span) -> None:
        begin, end = span
        if one.answer and 0 <= begin - one.answer[1] < _FAR:
            begin = one.answer[0]
        elif one.answer:
            return
        said = self.text[begin:end]
        begin += len(said) - len(said.lstrip(" ,;:-–—"))
        end = begin + len(self.text[begin:end].rstrip())
        if end > begin:
            one.answer = (begin, end)

    def _add(self, spans: Sequence[Span], where: Span, *, direct: bool = False) -> bool:
        """Questions that were asked, each known from now on; whether there is any."""
        added = []
        for begin, end in spans:
            begin, end = self._trimmed(begin, end)
            text = self.text[begin:end]
            if len(_LETTERS.findall(text)) < _LEAST or _EMPTY.fullmatch(plain(text)):
                continue
            if any(one.text == text for one in self.questions):
                continue
            quote = self.text[slice(*where)].strip()
            if len(quote) > LONGEST:
                quote = self.text[begin : begin + LONGEST]
            added.append(_Question(text[:300].rstrip(), quote, direct=direct))
        self.questions += added
        if added:
            self.last = added
        return bool(added)

    def _trimmed(self, begin: int, end: int) -> Span:
        """Without what stands before and behind the thing itself."""
        for _ in range(_LEADS):
            said = self.text[begin:end]
            begin += len(said) - len(said.lstrip(_EDGES))
            match = self.signs["lead"].match(self.plain[begin:end])
            if not match or match.end() >= end - begin:
                break
            begin += match.end()
        end = begin + len(self.text[begin:end].rstrip(_EDGES))
        return begin, end
