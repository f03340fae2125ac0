"""The skills that a resume names, by a list and, in a section on skills, without it.

A skill is found however it is spelled; a letter of another script ends a word ("Python으로"). A
spelling that is a word of everyday language counts as it is written in the list, and in company
alone: in a section on skills, or with another skill close by.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from agents.career.skills import Skill, skills
from agents.data_files import listed
from agents.resume import employers, heads
from agents.resume.dates import is_season
from agents.resume.lines import Slice, fold
from agents.resume.patterns import pattern
from agents.resume.places import is_street, place
from agents.resume.sections import Placed, heading
from agents.resume.spoken_languages import language_code

_TOKEN = re.compile(
    r"\.?[A-Za-z0-9\u00c0-\u024f]+(?:[.&][A-Za-z0-9\u00c0-\u024f]+)*[+#]*|[\uac00-\ud7a3]+"
    r"|(?:(?![A-Za-z0-9\u00c0-\u024f\uac00-\ud7a3_])\w)+"
)
_REACH = 12
"""Words to either side in which another skill keeps a word company."""
_ITEMS = re.compile(
    r"\s{0,9}[,，、;；|•·●▪■]\s{0,9}(?![^()]{0,120}\))|\t+| {3,}"
    r"|\s{1,9}/\s{1,9}(?![^()]{0,120}\))|\s{1,9}[–—]\s{1,9}(?=[A-Z])"
)
_TABS = re.compile(r"\t+")
_LABEL = re.compile(r"[^:：,;()]{2,40}[:：]\s*")
_ROW_LABEL = re.compile(r"([^\t,，、;:]{2,40})\t+(?=[^\t]+[,，、;])")
_BRACKETS = re.compile(r"\s{0,9}[(（\[]([^()（）\[\]]{0,120})[)）\]]?")
_INNER_LABEL = re.compile(r"(?<=[^\W\d_A-Z])\s{1,9}(?=[A-ZÄÖÜÉ][^\W\d_A-Z]{2,20}[:：]\s)")
"""Where another label begins in a line that lost its end: "Stock control Systems: SAP"."""
_GLUED = re.compile(r"(?<=\w)\[[^\[\]\s]{1,20}\]")
"""Brackets that are part of a name: "tool[pro]"."""
_CLASSES = re.compile(r"(?:[A-DLT][1E]?E?|AM)")
"""The classes of a driving licence."""
_FOOTER = pattern(__name__, "footer")
_SIGNED_AT = pattern(__name__, "signed_at")
_NAMED_TOOLS = frozenset({
    "tool", "platform", "system", "framework", "programming_language", "database", "office",
    "infrastructure", "certificate", "language",
})  # fmt: skip
"""Categories of skills that have names of their own, and are one each beside others."""
_FEW = 4
"""Words of an item that says one thing by all of them."""
_NOISE = pattern(__name__, "noise")
_LEVELS = pattern(__name__, "levels")
_LEAD = pattern(__name__, "lead")
_TAIL = re.compile(
    r"(?i)\s{1,9}(?:etc\.?|basics|\(?(?:advanced|basic|intermediate|expert)\)?|grundkenntnisse)$"
)
_SENTENCE_ENDS = ("니다", "세요", "です", "ます")
_MOST_WORDS = 6
_FEW_WORDS = 3
"""Words from which on an item that names a language is a sentence on it."""
_SURE = 3
"""The score of a company's name with its legal form."""
_SYLLABLE = re.compile(r"[\uac00-\ud7a3]")
"""A letter that may be a word by itself."""
_MOST = 60
"""Characters of an item that is a skill though no list knows it."""


class Mention(msgspec.Struct, frozen=True):
    """A skill where it stands. Without `skill` no list knows it."""

    said: Slice
    skill: Skill | None

    @property
    def name(self) -> str:
        """The canonical name, or what stands there."""
        return self.skill.name if self.skill else self.said.text


class _Token(NamedTuple):
    text: str
    key: str
    start: int
    end: int


class _Pattern(NamedTuple):
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    everyday: bool
    skill: Skill


class _Hit(NamedTuple):
    first: int
    last: int
    said: Slice
    pattern: _Pattern


def mentions(parts: Iterable[Slice], *, sure: bool = False) -> list[Mention]:
    """The listed skills that these parts name. `sure`: they are lists of skills."""
    found: list[Mention] = []
    hits: list[_Hit] = []
    count = 0
    for part in parts:
        own = [
            _Token(m.group(), fold(m.group()), part.start + m.start(), part.start + m.end())
            for m in _TOKEN.finditer(part.text)
        ]
        hits += _hits(own, count, part)
        count += len(own)
    known = [hit.first for hit in hits if not hit.pattern.everyday]
    for hit in hits:
        if hit.pattern.everyday and not sure and not _in_company(hit, known):
            continue
        found.append(Mention(hit.said, hit.pattern.skill))
    return found


def listed_skills(placed: Iterable[Placed]) -> list[Mention]:
    """The skills of a section on skills, those that no list knows among them."""
    found: list[Mention] = []
    rows = list(placed)
    for at, one in enumerate(rows):
        said = one.said
        if is_footer(said.text) or _SIGNED_AT.fullmatch(said.text) or _heads_table(rows, at):
            continue
        if one.line.prominent and not one.line.item and _heads_prose(rows[at + 1 : at + 2]):
            continue
        label = _LABEL.match(said.text) or _row_label(said)
        body = said.part(label.end()) if label and label.end() < len(said.text) else said
        if label and label.end() == len(said.text):
            continue
        if _is_prose(body.text):
            found += mentions([body])
            continue
        pieces = [piece for part in body.split(_INNER_LABEL) for piece in _unlabelled(part)]
        if all(_CLASSES.fullmatch(piece.text) for piece in pieces) and len(pieces) > 1:
            continue
        for item in pieces:
            found += _item(item, alone=len(pieces) == 1)
    return found


def is_footer(text: str) -> bool:
    """Whether a line is the foot of a web page: whose it is, and links to what the law asks for."""
    return bool(_FOOTER.search(text))


def _unlabelled(part: Slice) -> list[Slice]:
    """The items of a part of a line, which may have a label of its own."""
    label = _LABEL.match(part.text)
    return (part.part(label.end()) if label else part).split(_ITEMS)


def _heads_table(rows: Sequence[Placed], at: int) -> bool:
    """Whether a row is the head of a table of skills: "Area", "What I use"."""
    cells = rows[at].said.split(_TABS)
    below = rows[at + 1 : at + 2]
    is_table = len(cells) > 1 and bool(below) and "\t" in below[0].said.text
    return is_table and fold(cells[0].text.strip(" :")) in _folded("small_heads")


def _row_label(said: Slice) -> re.Match[str] | None:
    """What a row says its skills are of, in a cell before them ("Geräte"); None if it is one."""
    label = _ROW_LABEL.match(said.text)
    return label if label and _whole(said.part(0, label.end(1))) is None else None


def _heads_prose(below: Sequence[Placed]) -> bool:
    return any(not one.line.item and _is_prose(one.said.text) for one in below)


def skill_of(text: str) -> Skill | None:
    """The skill that a text is a spelling of, and nothing besides; case does not matter."""
    found = _whole(Slice(text, 0))
    return found.skill if found else None


def _item(item: Slice, *, alone: bool) -> list[Mention]:
    """The skills of one item of a list. `alone`: no sign parts it from others."""
    outer = item
    bracket = None if _GLUED.search(item.text) else _BRACKETS.search(item.text)
    inner: list[Mention] = []
    if bracket and bracket.start():
        inside = item.part(bracket.start(1), bracket.end(1))
        inner = mentions([inside], sure=True)
        outer = item.part(0, bracket.start())
    noise = _NOISE.search(outer.text)
    outer = outer.part(0, noise.start()) if noise and noise.start() else outer
    outer = outer.stripped(" .,;:·–—-*★☆●○■□▪")
    lead = _LEAD.match(outer.text)
    outer = outer.part(lead.end()) if lead else outer
    tail = _TAIL.search(outer.text)
    outer = outer.part(0, tail.start()) if tail and tail.start() else outer
    whole = _whole(outer)
    if whole:
        return [whole, *inner]
    known = mentions([outer], sure=True)
    if one := _as_one(outer, known, alone=alone):
        return [one, *inner]
    if known and not (len(known) == 1 and _says_more(outer, known[0])):
        return [*known, *inner]
    return ([Mention(outer, None)] if _may_be_skill(outer.text) else []) + inner


def _as_one(item: Slice, known: Sequence[Mention], *, alone: bool) -> Mention | None:
    """An item that is one skill by all of its words: "Soudage TIG", "상담 품질 관리".

    The words of one name are in another's, or each says what is done and none is a tool's name.
    """
    listed_ones = [one.skill for one in known if one.skill]
    if len(known) < 2 or len(item.text.split()) > _FEW or "," in item.text:
        return None
    words = [set(fold(skill.name).split()) for skill in listed_ones]
    most = max(words, key=len)
    if all(word <= most for word in words) and any(word < most for word in words):
        return Mention(item, listed_ones[words.index(most)])
    is_korean = bool(_SYLLABLE.search(item.text)) and not re.search(r"[^\s가-힣]", item.text)
    are_deeds = all(skill.category not in _NAMED_TOOLS for skill in listed_ones)
    is_one = is_korean and are_deeds and not alone and _may_be_skill(item.text)
    return Mention(item, None) if is_one else None


def _says_more(item: Slice, known: Mention) -> bool:
    """Whether an item is a skill of its own that only has a listed one in it: "SAP IBP"."""
    before, after = (
        item.text[: known.said.start - item.start],
        item.text[known.said.end - item.start :],
    )
    words = [word.strip(".,:()&-") for word in f"{before} {after}".split()]
    others = [
        word
        for word in words
        if word and fold(word) not in _listed("about") and not _LEVELS.match(word)
    ]
    return 0 < len(others) <= 2 and _may_be_skill(item.text) and item.text[:1] not in "0123456789"


def _whole(said: Slice) -> Mention | None:
    """The skill that a part is as a whole, in small or large letters."""
    tokens = [fold(m.group()) for m in _TOKEN.finditer(said.text)]
    if not tokens:
        return None
    for spelled in _spelled(tokens[0]):
        if list(spelled.keys) == tokens:
            return Mention(said, spelled.skill)
    return None


def _may_be_skill(text: str) -> bool:
    words = text.split()
    return (
        (1 < len(text) <= _MOST or bool(_SYLLABLE.fullmatch(text)))
        and len(words) <= _MOST_WORDS
        and bool(_SYLLABLE.search(text) or re.search(r"[^\W\d_]{2}|[^\W\d_]\S?$", text))
        and not _LEVELS.match(text)
        and fold(text) not in _folded("small_heads") | _folded("nothing")
        and not text.endswith(_SENTENCE_ENDS)
        and not re.search(r"[!?@]|https?:|\.\s+(?=[^\W\d_a-z])|(?<!\d)(?:19|20)\d\d(?!\d)", text)
        and language_code(text) is None
        and not fold(text).startswith(tuple(_listed("papers")))
        and language_code(words[0]) is None
        and not (len(words) > _FEW_WORDS and any(map(language_code, words)))
        and not (len(words) > 1 and (heading(text) or heads.is_label(text)))
        and not (is_street(text) or _is_place(text) or employers.company_score(text) == _SURE)
    )


def _is_place(text: str) -> bool:
    """Whether it is a place whose country is known: the number of a norm looks like a postcode."""
    found = place(Slice(text, 0))
    return found is not None and found.country is not None


def _is_prose(text: str) -> bool:
    words = text.split()
    commas = len(re.findall(r"[,，、;|•·]", text))
    return len(words) > 8 and commas * 6 < len(words)


def _hits(tokens: Sequence[_Token], offset: int, part: Slice) -> Iterator[_Hit]:
    at = 0
    while at < len(tokens):
        match = _match(tokens, at, part)
        if match is None:
            at += 1
            continue
        length, pattern, end = match
        said = part.part(tokens[at].start - part.start, end - part.start)
        yield _Hit(offset + at, offset + at + length - 1, said, pattern)
        at += length


def _match(tokens: Sequence[_Token], at: int, part: Slice) -> tuple[int, _Pattern, int] | None:
    """The longest spelling that begins at a token: its length, and where it ends."""
    token = tokens[at]
    stems = [token.key]
    if "\uac00" <= token.key[:1] <= "\ud7a3":
        stems += [
            token.key[: -len(p)]
            for p in _particles()
            if token.key.endswith(p) and len(token.key) > len(p) + 1
        ]
    for stem in stems:
        for spelled in _spelled(stem):
            length = len(spelled.keys)
            if length > 1 and not _follows(tokens, at, spelled):
                continue
            if spelled.everyday and not _is_meant(tokens, at, spelled, part):
                continue
            end = tokens[at + length - 1].end
            if length == 1 and stem != token.key:
                end = token.start + len(stem)
            elif length > 1:
                end = tokens[at + length - 1].start + _stem_length(
                    tokens[at + length - 1], spelled.keys[-1]
                )
            return length, spelled, end
    return None


def _follows(tokens: Sequence[_Token], at: int, pattern: _Pattern) -> bool:
    """Whether the other words of a spelling stand behind its first, close together."""
    last = at + len(pattern.keys) - 1
    if last >= len(tokens):
        return False
    for ahead, key in enumerate(pattern.keys[1:], at + 1):
        if tokens[ahead].start - tokens[ahead - 1].end > 3:
            return False
        if tokens[ahead].key != key and not (
            ahead == last and _stem_length(tokens[ahead], key) < len(tokens[ahead].text)
        ):
            return False
    return True


def _stem_length(token: _Token, key: str) -> int:
    """How much of a token is this word: Korean words take particles at their end."""
    rest = token.key[len(key) :] if token.key.startswith(key) else ""
    is_stem = rest in _particles() and "\uac00" <= key[-1:] <= "\ud7a3"
    return len(token.text) - len(rest) if is_stem else len(token.text)


def _is_meant(tokens: Sequence[_Token], at: int, pattern: _Pattern, part: Slice) -> bool:
    """Whether a word of everyday language is written, and stands, as the skill does."""
    length = len(pattern.keys)
    own = tuple(token.text for token in tokens[at : at + length])
    if own != pattern.texts:
        return False
    end = tokens[at + length - 1].end - part.start
    after = part.text[end : end + 12]
    if after[:1] == "-" and re.match(r"-(?:to|getter|live|ahead|between)\b", after):
        return False
    before = part.text[: tokens[at].start - part.start].rstrip()
    if before[-1:] in {"'", "’", "&", "@"}:
        return False
    if at + length >= len(tokens) or not after[:1].isspace():
        return True
    following = tokens[at + length]
    if length == 1 and is_season(own[0]) and re.fullmatch(r"(?:19|20)\d\d", following.text):
        return False
    begins = not before or before[-1:] in ".!?:;•-–—|"
    if following.key in _listed("after"):
        return (
            not begins
            and following.key in {"in", "on", "at", "to", "by", "as"}
            and following.key != "at"
        )
    if (
        begins
        and following.text.islower()
        and len(following.text) > 3
        and following.key.endswith(("ly", "ing"))
    ):
        return False
    is_name = following.text[:1].isupper() and following.key not in _listed("with_capital")
    return not (is_name and following.key not in _index())


def _in_company(hit: _Hit, known: Sequence[int]) -> bool:
    at = bisect_left(known, hit.first - _REACH)
    return at < len(known) and known[at] <= hit.last + _REACH


@lru_cache(maxsize=8192)
def _spelled(key: str) -> tuple[_Pattern, ...]:
    """The spellings that begin with a word, the longest first."""
    found: list[_Pattern] = []
    for text, everyday, skill in _index().get(key, ()):
        texts = tuple(_TOKEN.findall(text))
        found.append(_Pattern(tuple(map(fold, texts)), texts, everyday, skill))
    return tuple(sorted(found, key=lambda one: (-len(one.keys), one.everyday)))


@cache
def _index() -> dict[str, list[tuple[str, bool, Skill]]]:
    """The spellings by their first words: taken apart when one of them is met."""
    found: dict[str, list[tuple[str, bool, Skill]]] = {}
    for skill in skills().values():
        for spelling in skill.spellings:
            text = spelling.text
            for written in (text,) if text.isascii() else {text, _joined(text)}:
                if first := _TOKEN.search(written):
                    entry = (written, spelling.everyday, skill)
                    found.setdefault(fold(first.group()), []).append(entry)
    return found


def _joined(text: str) -> str:
    """A Korean name without its blanks, as it is often written."""
    return text.replace(" ", "") if re.search(r"[가-힣] [가-힣]", text) else text


@cache
def _particles() -> tuple[str, ...]:
    return tuple(sorted(_listed("particles"), key=len, reverse=True))


@cache
def _folded(key: str) -> frozenset[str]:
    return frozenset(map(fold, _listed(key)))


def _listed(key: str) -> frozenset[str]:
    return listed(__package__, "everyday", key)
