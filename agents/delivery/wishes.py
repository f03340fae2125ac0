"""What people want of a finished result, told from what they say: by words, else by a model."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any

import msgspec

from agents.data_files import names, read
from agents.delivery.prompts import PROMPTS
from agents.evidence.checking import unheld
from agents.evidence.claims import misquoted, unknown_numbers
from agents.evidence.sources import Source
from agents.evidence.text import QUOTED
from agents.kind import Task

_ASTRAY = re.compile(
    r"\b(?:the (?:person|user)|my (?:own )?(?:r[eé]sum[eé]|cv|experience|career|skills))\b"
    r"|(?<![가-힣])(?:제|내|저의|나의) (?:이력서|경력|경험|강점|역량)",
    re.IGNORECASE,
)
"""What somebody says who speaks of the person, or in their stead."""

NONE = "none"
"""What a model calls a wish that is none of those that are known."""

_OURS = "agents.delivery"
_PLAIN = re.compile(r"[a-z0-9;' -]+")

Phrases = Mapping[str, Sequence[str]]


@cache
def phrases(package: str) -> Phrases:
    """What asks for each thing in the words of a kind, by its name: its own groups, then ours."""
    return _read(package) | {k: v for k, v in _read(_OURS).items() if k not in _read(package)}


def _read(package: str) -> dict[str, tuple[str, ...]]:
    try:
        known = "wishes" in names(package)
    except (FileNotFoundError, ModuleNotFoundError, NotADirectoryError):
        known = False
    if not known:
        return {}
    found = read(package, "wishes")
    return {
        name: tuple(" ".join(phrase.split()) for phrase in group["words"].split(","))
        for name, group in found.items()
    }


def understood(text: str, groups: Phrases, known: Sequence[str]) -> str | None:
    """The name of what the text asks for, among those that are `known`; None where no words tell.

    The longest phrase counts; of equals the one whose group is known first.
    """
    said = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    found = [
        (len(phrase), -order, name)
        for order, name in enumerate(known)
        for phrase in groups.get(name, ())
        if _stands_in(phrase, said)
    ]
    return max(found)[2] if found else None


def _stands_in(phrase: str, said: str) -> bool:
    if _PLAIN.fullmatch(phrase):
        return re.search(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])", said) is not None
    return phrase in said or phrase.replace(" ", "") in said.replace(" ", "")


class Known(msgspec.Struct, frozen=True):
    """Something that can be done with the result, and what people say who want it."""

    name: str
    said: str


class Wish(msgspec.Struct, frozen=True):
    """What somebody said of a result, and what can be done with that."""

    wish: str
    known: tuple[Known, ...]


class Understood(msgspec.Struct, frozen=True):
    """The name of what was asked for, or `none`."""

    name: Annotated[str, msgspec.Meta(max_length=40)]


class Remark(msgspec.Struct, frozen=True):
    """What somebody said of a result, with the result and what it was made of.

    `possible` is what they could say instead, in their language.
    """

    wish: str
    result: dict[str, Any]
    sources: dict[str, str]
    possible: str
    language: str | None


def _unknown(answer: Understood, given: Wish) -> list[str]:
    allowed = [*(one.name for one in given.known), NONE]
    return [] if answer.name in allowed else [f"The name is one of {', '.join(allowed)}."]


def _known(answer: Understood, given: Wish) -> Understood:
    return answer if not _unknown(answer, given) else Understood(NONE)


def _no_idea(given: Wish) -> Understood:
    return Understood(NONE)


def _possible(given: Remark) -> str:
    return given.possible


def invented(answer: str, given: Remark) -> list[str]:
    """The numbers and quotes of an answer that nothing given has, and what it says of the person
    that their résumé does not, where there is one. Rules only say what they can.
    """
    if answer == given.possible:
        return []
    result = msgspec.json.encode(given.result).decode()
    texts = [result, given.wish, *given.sources.values()]
    found = [*unknown_numbers(answer, texts), *misquoted(answer, texts)]
    if "resume" in given.sources:
        # What a posting asks for is told in the same words as what somebody has.
        found += [one.quote for one in unheld(answer, [Source("text", text) for text in texts])]
    return list(dict.fromkeys(found))


def _unfounded(answer: str, given: Remark) -> list[str]:
    """What is wrong with an answer, in words that the model can act on."""
    issues = [f"Nothing given has this: {what!r}." for what in invented(answer, given)]
    if answer != given.possible and _ASTRAY.search(QUOTED.sub("", answer)):
        issues.append("Speak to the person, as 'you': not of them, and not as if you were they.")
    return issues


UNDERSTAND = Task(
    "extractor",
    "understand",
    inputs=Wish,
    output=Understood,
    prompt=PROMPTS["understand"],
    offline=_no_idea,
    check=_unknown,
    mend=_known,
)
REPLY = Task(
    "generator",
    "reply",
    inputs=Remark,
    output=str,
    prompt=PROMPTS["reply"],
    offline=_possible,
    check=_unfounded,
)
