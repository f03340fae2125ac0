"""What a number of the sources is told of: the entry it stands in, and the words around it."""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice, pairwise

from agents.career.titles import ends_in_title
from agents.evidence.quantities import Quantity, quantities
from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Entry, Known, Line, is_bullet, is_item, sentences_of
from agents.evidence.support.statements import Statement
from agents.evidence.support.words import content, stems
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.word_lists import is_korean, ranked, words
from agents.resume.schools import names_school

_CAPITAL = re.compile(r"(?<!\w)[A-Z][\w’'&-]{2,}")
_HANGUL = re.compile(r"[가-힣]{2,}")
_PART = re.compile(
    r"[;:—–()\n]|,\s|\s(?:and|but|while|which|where|who|then)\s|(?<=[가-힣][고며])\s"
)
_SEGMENT = re.compile(r"(?<!\d),|,(?!\d)|[;/]|\s·\s|\.\s")
_MOST_LINES, _MOST_NUMBERS = 100, 20
"""Lines, and numbers of one, among which others are looked for; a résumé has fewer."""
_SOME = 2
"""Words by which a line is the one that tells what is told."""
_KOREAN_SCHOOLING = re.compile(r"졸업|학사|석사|박사|학과|전공|재학|휴학|학점|수료")
_FEW_WORDS = 3
_EXACT = re.compile(r"\d[\d.,]*[가-힣]{0,1}")


def anchored(statement: Statement, known: Known) -> list[Entry]:
    """The entries of the sources that a statement names, by words of no other entry's head."""
    return _named_in(statement.sentence, known, shared=False)


def anchored_all(statement: Statement, known: Known) -> list[Entry]:
    """Those, and the ones of which a word is named that several heads have, though not all."""
    return _named_in(statement.sentence, known, shared=True)


def _named_in(text: str, known: Known, *, shared: bool) -> list[Entry]:
    heads, counts = _named_heads(known)
    most = max(1, len(heads) - 1) if shared else 1
    if is_korean(text):
        said = set(_HANGUL.findall(text))
        return [
            entry
            for entry, head in zip(known.entries, heads, strict=True)
            if any(
                counts[word] <= most and any(one.startswith(word) for one in said) for word in head
            )
        ]
    said = set(_CAPITAL.findall(text))
    return [
        entry
        for entry, head in zip(known.entries, heads, strict=True)
        if any(counts[word] <= most and word in said for word in head)
    ]


@lru_cache(maxsize=16)
def _named_heads(known: Known) -> tuple[list[set[str]], Counter[str]]:
    """The words of each head that may name it, and in how many heads each word is."""
    heads = [_head_words(entry.head) for entry in known.entries]
    return heads, Counter(word for head in heads for word in head)


def _head_words(head: str) -> set[str]:
    """The words of a head that may name it."""
    found = {word for word in _CAPITAL.findall(head) if not opens(word)}
    return found | {word for word in _HANGUL.findall(head) if len(word) > 2}


def opens(word: str) -> bool:
    """Whether a word with a capital is of a time or a heading, and names nobody's employer."""
    return word.lower() in words("en", "months") | words("en", "openings")


@lru_cache(maxsize=4096)
def is_schooling(text: str) -> bool:
    """Whether a head or a line is of a school or a degree at which somebody learnt.

    Who is named by a title worked there: a teacher at a school.
    """
    if is_korean(text):
        return _KOREAN_SCHOOLING.search(text) is not None
    found = set(re.findall(r"[^\W\d_][\w.'’]*", text.lower()))
    if found & (ranked("degrees").keys() - words("en", "open_degrees")):
        return True
    titled = any(ends_in_title(word) for word in found)
    return names_school(text) and not titled


def part_of(statement: Statement, at: int) -> str:
    """The part of a statement in which a place of it stands."""
    text = statement.text
    begin, end = 0, len(text)
    for match in _PART.finditer(text):
        if match.end() <= at:
            begin = match.end()
        elif match.start() >= at:
            end = match.start()
            break
    return text[begin:end]


def is_elsewhere(line: Line, at: int, statement: Statement, known: Known) -> bool:
    """Whether a line is of another entry than the one that a part of a statement names."""
    jobs = _jobs(known)
    home = [entry for entry in jobs if line.text in _items(entry)]
    if not home:
        return False
    for text in (part_of(statement, at), statement.text):
        named = [entry for entry in _named_in(text, known, shared=False) if entry in jobs]
        if named:
            return not any(entry in named for entry in home)
    return False


@lru_cache(maxsize=4096)
def _items(entry: Entry) -> frozenset[str]:
    """The items below the head of an entry, up to a heading or another paragraph."""
    rows = entry.text.split("\n")
    marked = any(is_bullet(row) for row in rows)
    found: set[str] = set()
    for place, row in enumerate(rows):
        if is_item(row) if marked else place >= len(entry.head.split("\n")):
            found.update([row] if marked else sentences_of(row))
        elif found and _is_heading(row):
            break
        elif not marked:
            found.update(sentences_of(row)[1:])
    return frozenset(found)


def _is_heading(row: str) -> bool:
    return not row[:1].isalnum() or row.isupper() or len(row.split()) <= _FEW_WORDS


def is_duty(line: Line, known: Known) -> bool:
    """Whether a line is an item of a job, so that what it lists was done."""
    return line.is_item and any(
        line.text in _items(entry) for entry in known.entries if not is_schooling(entry.head)
    )


@lru_cache(maxsize=16)
def _jobs(known: Known) -> tuple[Entry, ...]:
    """The entries with duties: where any has them as a list, those that do."""
    jobs = [entry for entry in known.entries if not is_schooling(entry.head) and _items(entry)]
    marked = [entry for entry in jobs if any(is_bullet(row) for row in entry.text.split("\n"))]
    return tuple(marked or jobs)


def moved_deed(statement: Statement, known: Known) -> Finding | None:
    """The part of a statement that tells of one entry what only another one does."""
    jobs = _jobs(known)
    for start, part in _parts(statement.text):
        named = [entry for entry in _named_in(part, known, shared=False) if entry in jobs]
        if not named or len(jobs) == 1:
            continue
        heads = frozenset(one for entry in named for one in stems(entry.head))
        told = frozenset(content(part, statement.language)) - heads
        lines = known.lines_of(told)
        shares = {line.number: len(told & line.stems) for line in lines}
        best = max(shares.values(), default=0)
        if best < max(min(_SOME, len(told)), 0.5 * len(told), 1):
            continue
        rows = [line for line in lines if shares[line.number] == best]
        homes = [[entry for entry in jobs if line.text in _items(entry)] for line in rows]
        own = max(
            (
                shares[line.number]
                for line in lines
                if any(line.text in _items(entry) for entry in named)
            ),
            default=0,
        )
        if own * 2 <= best and all(
            home and not any(entry in named for entry in home) for home in homes
        ):
            end = start + len(part.rstrip())
            at = start + len(part) - len(part.lstrip())
            return Finding("deed", at, end, "The sources tell this of another place.")
    return None


def _parts(text: str) -> list[tuple[int, str]]:
    cuts = [0, *(match.end() for match in _PART.finditer(text)), len(text)]
    return [(begin, text[begin:end]) for begin, end in pairwise(cuts)]


def is_of_job(one: Quantity, statement: Statement, known: Known) -> bool:
    """Whether a number is the job's: it says it of what the statement does, and no source does."""
    told = _job_numbers(known).get((one.value, one.kind))
    return told is not None and any(
        word in told for word in statement.told if word not in known.stems
    )


@lru_cache(maxsize=16)
def _job_numbers(known: Known) -> dict[tuple[float, str], set[str]]:
    """The stems that stand with each number of the job."""
    found: dict[tuple[float, str], set[str]] = {}
    rows = (row for text in known.jobs for row in re.split(r"\n|(?<=[.!])\s", text))
    for row in rows:
        numbers = quantities(row)[:_MOST_NUMBERS]
        told = set(stems(row)) if numbers else set()
        for one in numbers:
            found.setdefault((one.value, one.kind), set()).update(told)
    return found


def is_of_another(
    one: Quantity, number: Quantity, line: Line, statement: Statement, known: Known
) -> bool:
    """Whether a number of a line is told of something else than this one of a statement."""
    if any(noun in words("en", "rhetorical") for noun in one.noun[:2]):
        return False
    return (
        is_elsewhere(line, one.start, statement, known)
        or _counts_else(one, number, line, known)
        or _is_rivalled(one, number, line, statement, known)
    )


def _counts_else(one: Quantity, number: Quantity, line: Line, known: Known) -> bool:
    """Whether both say what they count, and it differs though the sources know the former's."""
    if one.kind != "count" or number.kind != "count" or is_korean(line.text):
        return False
    told, held = _things(one), _things(number)
    if not told or told & held:
        return False
    if not held:
        return any(told & _things(other) for other in line.numbers if other != number)
    if _people(told) and _people(held):
        return False
    return told <= line.stems or (told <= known.stems and not any(h in told for h in line.stems))


def _people(things: frozenset[str]) -> bool:
    return bool(things & _people_stems())


@lru_cache(maxsize=1)
def _people_stems() -> frozenset[str]:
    return frozenset(map(stem, words("en", "people")))


def _things(one: Quantity) -> frozenset[str]:
    """The stems of the noun of a number, with an adjective that may stand before it."""
    found = []
    for noun in one.noun[1:3] if one.noun[:1] == ("of",) else one.noun[:2]:
        if noun in STOPWORDS or noun in words("en", "plain"):
            break
        found.append(stem(noun))
    return frozenset(found)


def _is_rivalled(
    one: Quantity, number: Quantity, line: Line, statement: Statement, known: Known
) -> bool:
    """Whether another number of the same things has more of the words of the statement."""
    said = _words_around(part_of(statement, one.start), one)
    words_of_line = _words_of(line)
    near_lines = islice(known.lines_of(statement.told), _MOST_LINES)
    rivals = ((rival, one) for one in near_lines for rival in one.numbers[:_MOST_NUMBERS])
    for rival, its_line in rivals:
        if rival.kind != one.kind or rival.value == one.value or rival.is_year:
            continue
        if one.kind not in {"percent", "money"} and not _same_noun(one, rival):
            continue
        if its_line == line:
            own, near = said & _segment(line, number), said & _segment(line, rival)
        else:
            own, near = said & words_of_line, said & _segment(its_line, rival)
        if own < near:
            return True
    return False


@lru_cache(maxsize=4096)
def _words_of(line: Line) -> frozenset[str]:
    return line.stems | frozenset(_EXACT.findall(line.text))


def _same_noun(one: Quantity, rival: Quantity) -> bool:
    if not one.noun or not rival.noun:
        return False
    if is_korean(one.noun[0]):
        return one.noun[0][:1] == rival.noun[0][:1]
    return stem(one.noun[0]) == stem(rival.noun[0])


def _words_around(text: str, one: Quantity) -> frozenset[str]:
    nouns = {stem(noun) for noun in one.noun[:2]}
    plain = words("ko" if is_korean(text) else "en", "plain")
    found = (
        {w for w in stems(text) if w not in nouns and not w.startswith(tuple(plain))}
        if is_korean(text)
        else {w for w in stems(text) if w not in nouns and w not in _plain_stems()}
    )
    exact = {w for w in _EXACT.findall(text) if w not in one.written}
    return frozenset(found | exact)


@lru_cache(maxsize=1)
def _plain_stems() -> frozenset[str]:
    return frozenset(map(stem, words("en", "plain")))


@lru_cache(maxsize=4096)
def _segment(line: Line, number: Quantity) -> frozenset[str]:
    """The words of a line that stand with a number, where others are beside it; else all."""
    text = line.text
    begin, end = 0, len(text)
    at = max(0, text.find(number.written, number.start))
    if len(line.numbers) > 1:
        for match in _SEGMENT.finditer(text):
            if match.end() <= at:
                begin = match.end()
            elif match.start() >= at + len(number.written):
                end = match.start()
                break
    part = text[begin:end]
    return frozenset(stems(part)) | frozenset(_EXACT.findall(part))
