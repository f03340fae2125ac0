"""A line of a Korean résumé, worded so that it says what was done: no claim more than before."""

import re
from functools import cache

from agents.data_files import listed, read

_POLITE = re.compile(
    r"(?P<stem>[가-힣])(?P<end>하였습니다|했습니다|합니다|되었습니다|됐습니다|됩니다)\.?$"
)
_NOMINAL = {
    "하였습니다": "함",
    "했습니다": "함",
    "합니다": "함",
    "되었습니다": "됨",
    "됐습니다": "됨",
    "됩니다": "됨",
}
_CHARGE = re.compile(r"(?<=[가-힣])\s업무를 담당(?:함|하였음|했음|하였습니다|했습니다)\.?$")
_NOUN_END = re.compile(r"(?:함|됨|음|[가-힣)\]%])\.?$")
_POLITE_END = re.compile(r"니다\.?$")
_SENTENCE = re.compile(r"(?<=[가-힣][다음함됨]\.)\s{1,3}(?=\S)")


def without_tail(text: str) -> str | None:
    """The line with its deed at the end: "재고 관리 업무를 수행함" → "재고 관리"; else None."""
    if charge := _CHARGE.search(text):
        return f"{text[: charge.start()]} 담당"
    found = _tail().search(text)
    return text[: found.start()].rstrip() if found and found.start() > 1 else None


def shortened(text: str) -> str:
    """The line with short words for long ones."""
    return _longer().sub(lambda match: _shorter()[match.group()], text)


def without_praise(text: str) -> str:
    """The line without words that praise and tell nothing."""
    return _praise().sub("", text).strip()


def is_polite(text: str) -> bool:
    """Whether it ends as one speaks to somebody: "~했습니다"."""
    return _POLITE_END.search(text) is not None


def is_nominal(text: str) -> bool:
    """Whether it ends as notes do: "~함", or with a noun."""
    return not is_polite(text) and _NOUN_END.search(text) is not None


def nominal(text: str) -> str | None:
    """A single sentence in the style of notes, where that is certain: "~했습니다" → "~함"."""
    if len(sentences_of(text)) != 1:
        return None
    found = _POLITE.search(text)
    return text[: found.start("end")] + _NOMINAL[found["end"]] if found else None


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


@cache
def _tail() -> re.Pattern[str]:
    words = sorted(listed(__package__, "wording", "tails_ko"), key=len, reverse=True)
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words))})\.?$")


@cache
def _praise() -> re.Pattern[str]:
    words = sorted(listed(__package__, "wording", "praise_ko"), key=len, reverse=True)
    return re.compile(
        rf"(?<![가-힣])(?:{'|'.join(map(re.escape, words))})\s{{1,3}}(?=[가-힣A-Za-z\d])"
    )


@cache
def _longer() -> re.Pattern[str]:
    words = sorted(
        (word for word in _shorter() if not word.isascii()),
        key=len,
        reverse=True,
    )
    return re.compile("|".join(map(re.escape, words)))


@cache
def _shorter() -> dict[str, str]:
    found: dict[str, str] = read(__package__, "wording")["shorter"]
    return found
