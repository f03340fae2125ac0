"""What somebody asks for: a sentence to say, what to do, what then, whom to ask, more, shorter.

By patterns that stand in `data/asking.*.toml`; the last sentence that asks for something counts.
"""

import re
from functools import cache
from typing import Literal, get_args

from agents.data_files import read
from agents.evidence.word_lists import is_korean
from agents.handbook.entries import Language
from agents.handbook.terms import plain

Asked = Literal["sentence", "step", "no", "whom", "avoid", "more", "shorter", "other"]
"""What is asked for. "no" is what comes if the other side says no, "other" the same in other words
or by another way."""
Place = Literal["phone", "mail", "message", "meeting", "interview", "paper"]
"""By which way, or where, something is said."""

PLACES: tuple[Place, ...] = get_args(Place)
_ORDER: tuple[Asked, ...] = (
    "shorter", "no", "other", "sentence", "whom", "avoid", "more", "step",
)  # fmt: skip
"""The narrower before the wider: who wants it shorter asks for no other sentence."""
_MOST = 4_000
"""Characters of a message, from its end, that are looked at."""
_FEW = 6
"""Words of a message that is all about what it asks for."""
_SENTENCE = re.compile(r"[^.?!…\n]+[.?!…\"'”’)]*")


def sentences(text: str) -> list[str]:
    """The sentences of a message as people type it: lines and signs end them."""
    return [one for match in _SENTENCE.findall(text) if (one := match.strip())]


def is_question(sentence: str, language: Language) -> bool:
    """Whether a sentence asks, with a question mark or without."""
    asks = compiled(language, "question")
    return sentence.rstrip("\"'”’) ").endswith("?") or asks.search(plain(sentence)) is not None


def asks_for(text: str) -> Asked | None:
    """What a message asks for, by its last sentence that asks for something; None is nothing."""
    language: Language = "ko" if is_korean(text) else "en"
    for sentence in reversed(sentences(text[-_MOST:])):
        said = plain(sentence)
        for asked in _ORDER:
            if compiled(language, "wanted", asked).search(said):
                return asked
    return None


def decides(text: str) -> bool:
    """Whether a message asks, at its end, if something should, must or may be done."""
    language: Language = "ko" if is_korean(text) else "en"
    asking = [one for one in sentences(text[-_MOST:]) if is_question(one, language)]
    return bool(asking) and compiled(language, "decides").search(plain(asking[-1])) is not None


def undenied(sentence: str, language: Language) -> str:
    """A sentence without what it says isn't so: "wasn't sick, no trip, just nobody wanted me"."""
    return compiled(language, "denied").sub(" ", plain(sentence))


def refers(text: str) -> bool:
    """Whether a message refers to what was said before: "how do I put that to her?"."""
    language: Language = "ko" if is_korean(text) else "en"
    return compiled(language, "refers").search(plain(text[-_MOST:])) is not None


def place_of(text: str) -> Place | None:
    """By which way something shall be said: the last that is named, and not ruled out.

    Where more than a few words are said, those sentences count that ask for something: what is told
    besides names ways, too.
    """
    told = text[-_MOST:]
    if len(told.split()) > _FEW:
        told = "\n".join(one for one in sentences(told) if asks_for(one))
    return max(_places(told), default=(0, None))[1]


def places_of(text: str) -> frozenset[Place]:
    """All ways that are named: "phone or mail"."""
    return frozenset(place for _, place in _places(text))


def _places(text: str) -> list[tuple[int, Place]]:
    """The ways that are named and not ruled out, each with where it stands."""
    language: Language = "ko" if is_korean(text) else "en"
    said = plain(text[-_MOST:])
    found: list[tuple[int, Place]] = []
    for place in PLACES:
        for match in compiled(language, "place", place).finditer(said):
            before, after = said[: match.start()], said[match.end() :]
            if compiled(language, "not", "before").search(before):
                continue
            if compiled(language, "not", "after").search(after):
                continue
            found.append((match.start(), place))
    return found


@cache
def compiled(language: Language, *keys: str) -> re.Pattern[str]:
    """The pattern that stands in the language's file under these keys."""
    found = read(__package__, f"asking.{language}")
    for key in keys:
        found = found[key]
    return re.compile("".join(str(found).strip("\n").split("\n")))
