"""The headings of postings: which lines are some, and what stands below them."""

import re
from typing import Literal

from agents.postings.phrases import phrases
from agents.resume.lines import Line

Part = Literal[
    "head", "must", "nice", "mixed", "group", "denied", "cued", "work", "duties", "benefits",
    "about", "apply", "other",
]  # fmt: skip
"""The head is what stands before the first heading. Below "mixed" something is a must or is
welcome, below "cued" only what says itself that it is asked is, below "other" nothing is known.

Nothing that stands below "denied" is asked. A "group" is a heading of some of what is asked
("Education"), "work" one of duties that are called essential: nothing is in these two.
"""

_KINDS: tuple[Part, ...] = (
    "work", "cued", "mixed", "nice", "apply", "benefits", "must", "duties", "group", "about",
)  # fmt: skip
"""What a heading may be of; the one that comes first here holds."""
_LANGUAGES = ("en", "ko", "de", "fr", "es")
_LEADS = tuple("【[<〈《〔「>#=~■□◆▶●★※▣◎")
_SIGNS = frozenset(">■□◆◇▶►▣◎▪★☆●○❖◼◾⬛")
_AROUND = "[]【】<>〈〉《》〔〕「」#=~■□◆▶●★※▣◎:： "
_MOST_HEADING = 70
_MOST_WORDS = 9
_FEW_WORDS = 4
_MOST_LED = 30
"""Characters of a heading of no known kind that a sign leads."""
_SAYS_IT = 0.4
_IS_IT = 0.75
_ALL = 0.95
_NUMBERED = 0.5
_DENIES = 0.4
"""Shares of a heading that the words are that tell its kind: of one, of one that may be an item, of
one with a number, of one that says that a thing is not asked."""
PICTURE = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
ENDS_SENTENCE = re.compile(r"[.!?。…]['\"”’)*]{0,3}$")
LABEL = re.compile(r"[^:：\t，。]{1,44}?\s?(?:：|:(?=\s|$|[^\x00-\x7f]))\s{0,9}|[^\t]{1,44}?\t+")
_TAG = re.compile(r"[\[(（【〔〈<]\s?([^\])）】〕〉>]{1,20})\s?[\])）】〕〉>]\s{0,3}")
_JOINTS = re.compile(r"\s?(?:[/&,+|·]|\band\b|\bund\b|및|와|과)\s?")
_NOT = re.compile(r"(?i)\b(?:not|no|nicht|pas)\b")
_WORDS = re.compile(r"\S+")
_ASKED: frozenset[Part] = frozenset({"must", "nice", "mixed"})


def kind_of_heading(text: str) -> Part | None:
    """What a posting's part is of that has this heading; None where no list has such words."""
    if _is_mixed(text):
        return "mixed"
    denied = phrases("headings", "denied")
    is_denied = denied.share(text) >= _DENIES
    if is_denied and not phrases("headings", "nice").in_(denied.taken_from(text)):
        return "denied"
    kind = next((kind for kind in _KINDS if phrases("headings", kind).in_(text)), None)
    if kind == "benefits" and _is_rather_must(text):
        return "must"
    return "must" if kind == "mixed" and phrases("cues", "must").in_(text) else kind


def _is_rather_must(text: str) -> bool:
    """Whether a heading's words of what is asked are more of it than those of what is given."""
    return phrases("headings", "must").share(text) > phrases("headings", "benefits").share(text)


def languages_of(heading: str) -> tuple[str, ...]:
    """The languages (BCP 47) that a heading has words of."""
    return tuple(code for code in _LANGUAGES if _in_language(heading, code))


def _in_language(heading: str, code: str) -> bool:
    return any(phrases("headings", kind, code).in_(heading) for kind in _KINDS)


def below(kind: Part, part: Part) -> Part:
    """What stands below a heading of that kind in a part: groups of what is asked go on with it."""
    if kind == "group":
        return part if part in _ASKED else "must"
    return "duties" if kind == "work" else kind


def says_it(text: str, kind: Part, share: float = _SAYS_IT) -> bool:
    """Whether the words that tell its kind are so much of a heading (0 to 1)."""
    return kind == "mixed" or phrases("headings", kind).share(text) >= share


def heading_of(line: Line, before: Line | None, after: Line | None, *, shouts: bool) -> Part | None:
    """What part a line begins that is nothing but its heading; None where it is none.

    `shouts`: the posting is in capitals, so that they set nothing off.
    """
    text = line.text.strip(" *_")
    count = len(_WORDS.findall(text))
    if not text or len(text) > _MOST_HEADING or count > _MOST_WORDS or "\n" in text:
        return None
    if (line.item and not _may_be_mark(line)) or after is None:
        return None
    bare = text.strip(_AROUND)
    if _ends(text):
        return None
    kind = kind_of_heading(bare)
    if _is_tagged(text) or _is_pay(bare, kind):
        return None
    is_upper = not shouts and _is_upper(bare)
    listed = _is_listed(line, before, after)
    is_led = (text.startswith(_LEADS) or line.mark in _SIGNS) and not listed
    if line.item and listed:
        return kind if kind and says_it(bare, kind, _IS_IT) else None
    if kind == "group" and not (is_led or says_it(bare, kind, _ALL)) and _heads_nothing(after):
        return None
    if kind is not None:
        is_set = line.prominent or is_led or is_upper or text.endswith((":", "：", "?"))
        return kind if _is_known(line, after, bare, kind, is_set=is_set) else None
    if line.item and line.mark not in _SIGNS:
        return None
    if line.prominent or (is_led and len(bare) <= _MOST_LED) or (is_upper and line.gap):
        return "other"
    is_short = count <= _FEW_WORDS + 1 and "," not in text and not line.item
    stands_apart = line.gap and not after.gap and is_short
    return "other" if stands_apart and (after.item or is_prose(after.text)) else None


def _is_pay(text: str, kind: Part | None) -> bool:
    """Whether a text with a heading's words says what is paid, by some scale."""
    is_told = kind == "benefits" and phrases("pay", "words").in_(text)
    return is_told and not says_it(text, "benefits", _IS_IT)


def _is_tagged(text: str) -> bool:
    """Whether a tag says of what stands behind it how much it counts: "【必須】普通免許"."""
    tag = _TAG.match(text)
    if tag is None or kind_of_heading(tag[1]) not in {"must", "nice"}:
        return False
    rest = text[tag.end() :].strip(_AROUND)
    kind = kind_of_heading(rest)
    return len(rest) > 1 and not (kind and says_it(rest, kind, _IS_IT))


def is_prose(text: str) -> bool:
    """Whether a line is a sentence of some length."""
    return len(_WORDS.findall(text)) > _FEW_WORDS and ENDS_SENTENCE.search(text) is not None


def is_sign(mark: str) -> bool:
    """Whether an item's mark is one that headings have, too."""
    return mark in _SIGNS


def _is_known(line: Line, after: Line, bare: str, kind: Part, *, is_set: bool) -> bool:
    """Whether a line with the words of a heading is one, and does not only have them in it."""
    count = len(_WORDS.findall(bare))
    if line.mark[:1].isdigit() and not line.gap and not line.text.endswith((":", "：", "?")):
        return says_it(bare, kind, _IS_IT if kind == "group" else _NUMBERED)
    if says_it(bare, kind, _IS_IT) and count <= _FEW_WORDS:
        return True
    if is_set:
        return True
    is_loose = after.gap and not after.item and not is_prose(after.text)
    if is_loose and not says_it(bare, kind, _IS_IT):
        return False
    leads_on = after.item or (line.gap and not LABEL.match(line.text))
    is_short = count <= _FEW_WORDS and kind != "group"
    return (
        leads_on and not LABEL.match(line.text) and (after.item or is_short or says_it(bare, kind))
    )


def _is_upper(text: str) -> bool:
    """Whether a text is in capitals; of one in a script without any, a few say nothing."""
    letters = [c for c in text if c.isalpha()]
    return (
        text.isupper()
        and len(letters) > 1
        and sum(c < "\u1100" for c in letters) * 2 > len(letters)
    )


def _heads_nothing(after: Line) -> bool:
    """Whether right behind a line another part begins, so that it is no heading of a group."""
    bare = after.text.strip(_AROUND + "*_")
    kind = kind_of_heading(bare) if len(bare) <= _MOST_HEADING else None
    is_heading = kind is not None and kind != "group" and says_it(bare, kind, _IS_IT)
    return is_heading and not after.item


def _may_be_mark(line: Line) -> bool:
    """Whether an item's mark may be that of a heading: a sign, a number or a picture."""
    return line.mark in _SIGNS or line.mark[:1].isdigit() or PICTURE.match(line.mark) is not None


def _is_listed(line: Line, before: Line | None, after: Line) -> bool:
    """Whether a line is one of several items with the same sign, right below each other."""
    goes_on = before is not None and before.mark == line.mark and not line.gap
    return bool(line.mark) and (goes_on or (after.mark == line.mark and not after.gap))


def _ends(text: str) -> bool:
    return ENDS_SENTENCE.search(text) is not None and not text.endswith(("?", "…", "..."))


def _is_mixed(text: str) -> bool:
    """Whether a heading names both: "Required and preferred skills", "자격요건 및 우대사항"."""
    parts = [part for part in _JOINTS.split(text) if part]
    must, nice = phrases("headings", "must"), phrases("headings", "nice")
    kinds = [(must.in_(part), nice.in_(part)) for part in parts]
    if len(parts) < 2 or _NOT.search(text) or any(all(kind) for kind in kinds):
        return False
    return (True, False) in kinds and (False, True) in kinds
