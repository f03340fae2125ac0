"""Who did what in a passage of Korean.

The subject is mostly left out: what nobody else did was done by the speaker. A verb in the past is
known by its ㅆ, one of a note by its ㅁ; politeness makes no difference.
"""

import re
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from agents.telling.lists import entries, phrases, words

Who: TypeAlias = Literal["", "own", "our", "other", "none"]

_FIRST, _FINALS, _LAST = 0xAC00, 28, 0xD7A3
_SS, _M = 20, 16
"""The finals ㅆ, that of the past, and ㅁ, that of a verb as a noun, among the 28 of a syllable."""
_NO_PAST = "있겠"


def _ending_in(final: int) -> str:
    letters = (chr(code) for code in range(_FIRST + final, _LAST + 1, _FINALS))
    return "".join(letter for letter in letters if letter not in _NO_PAST)


_PAST = re.compile(rf"[{_ending_in(_SS)}](?!던|을지|는지|은지|을까|어야|더라면|으면)")
_NOTED = re.compile(rf"[가-힣]{{0,8}}[{_ending_in(_M)}](?=\s{{0,3}}(?:[.,;:!?…)\n]|$))")
_SUBJECT = re.compile(r"(?:이|가|께서|은|는|도|에서)$")
_OWN = re.compile(r"(?:제가|저는|저도|내가|나는|나도|전|난|직접|혼자|저혼자|제|저라도)$")
_OUR = re.compile(r"저희|우리|다같이|팀이|팀은|팀에서|모두|서로")
_GOES_ON = re.compile(
    r"(?:(?<!려)고|며|면서|아서|어서|해서|여서|워서|려서|는데|지만|니까|자|더니|다가|데|고요|(?<!에)서)$"
)
_TOKEN = re.compile(r"[^\s.,;:!?…()\[\]{}\"“”‘’「」『』〈〉<>/|~·→–—-]+|[.,;:!?…()–—\n]")
_NO_SUBJECT = ("다가", "까이", "같이", "많이", "없이", "깊이", "높이")
_HUMBLE = ("드렸", "드림", "여쭀", "여쭸", "여쭤봤", "여쭤봄", "뵀", "뵈었")
HONORED = re.compile(r"셨|심(?=\s|[.,]|$)|시고|셔서|시더|세요|신다|십니다|실수있게")
"""The forms that speak of somebody else with respect."""
_NOT = ("안", "못")
_VERB = 8
"""Syllables up to the end of a verb by which it is known."""
_POLITE = len("습니다")


class Predicate(NamedTuple):
    """A verb in the past: the last syllables up to its end, whose it is, and its clause."""

    verb: str
    who: Who
    clause: str

    @property
    def is_idle(self) -> bool:
        """Whether it says how it was, or what befell somebody, and not what was done."""
        idle = self.verb.endswith(entries("ko", "idle"))
        return idle and not self.verb.endswith(entries("ko", "done"))

    @property
    def kind(self) -> str:
        """The syllables that tell it from others."""
        return self.verb[-3:] if self.verb.endswith(("했", "함", "하였")) else self.verb[-2:]


def predicates(text: str) -> list[Predicate]:
    """The verbs in the past, in order; each belongs to whom its clause names, or to the speaker."""
    found: list[Predicate] = []
    who: Who = ""
    clause: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if len(token) == 1 and not token.isalnum():
            clause, who = [], ""
            continue
        clause.append(token)
        who = _named(token, who, len(clause) == 1)
        past = _PAST.search(token)
        end = past.end() if past else len(token) if _is_noted(text, match) else 0
        if end:
            said = "".join(clause)
            verb = said[: len(said) - len(token) + end][-_VERB:]
            found.append(Predicate(verb, _whose(who, token, clause), " ".join(clause)))
            found += _glued(token[end:]) if past else []
        if past or _GOES_ON.search(token):
            clause, who = [], ""
    return found


def _named(token: str, who: Who, is_first: bool) -> Who:
    """Whom a clause is of, with one more word of it."""
    if _OWN.match(token):
        return "own"
    if _OUR.match(token):
        return who or "our"
    return "other" if who not in ("own", "our") and _is_other(token, is_first) else who


def _is_other(token: str, is_first: bool) -> bool:
    """Whether somebody or something else is the subject: a person, or what a clause begins with."""
    if not _SUBJECT.search(token) or len(token) < 2:
        return False
    if phrases("ko", "people").search(token):
        return True
    return is_first and token.endswith(("이", "가", "께서")) and not token.endswith(_NO_SUBJECT)


def _is_noted(text: str, match: re.Match[str]) -> bool:
    """Whether a word ends a note as a verb does: "확인함"."""
    token = match.group()
    noted = _NOTED.search(text, match.start(), min(len(text), match.end() + 4))
    if noted is None or noted.end() != match.end():
        return False
    return not {noted.group(), token} & words("ko", "no_notes")


def _whose(who: Who, token: str, clause: list[str]) -> Who:
    before = clause[-2] if len(clause) > 1 else ""
    if before in _NOT:
        return "other" if who == "other" else "none"
    if any(humble in token for humble in _HUMBLE):
        return who if who == "our" else "own"
    if HONORED.search(token):
        return "other"
    if who:
        return who
    happens = before.endswith(("이", "가")) and len(before) > 1
    return "other" if happens and not _OWN.match(before) and before not in _NO_SUBJECT else "own"


def _glued(rest: str) -> list[Predicate]:
    """The other verbs of a text without blanks."""
    return [
        Predicate(
            rest[max(0, match.end() - _VERB) : match.end()],
            _whose("", rest[max(0, match.end() - _VERB) : match.end()], []),
            rest,
        )
        for match in _PAST.finditer(rest)
        if match.end() > _POLITE
    ]


@cache
def _acts() -> re.Pattern[str]:
    """Nouns of deeds where the sentence goes on: "전화하고"."""
    body = phrases("ko", "acts").pattern
    return re.compile(rf"{body}(?=하고(?!싶)|해서|하여|하며|한뒤|한후|하니|해보니|드리고(?!싶))")


@cache
def _noted_acts() -> re.Pattern[str]:
    """The same at the end of a note: "가족에게 연락."."""
    body = phrases("ko", "acts").pattern
    return re.compile(rf"{body}(?=\s?(?:[.,;·\n/→]|$|후\s|뒤\s))")


_HELPED = (
    "(?!싶|있으면|보려|하려|려고|줬|드렸|드림|주었|주셨|놨|놓았|뒀|두었|봤|보았|버렸|냈|줌|둠|봄"
    "|왔|갔|달라)"
)
"""What makes it no deed, or one with the verb that follows."""


@cache
def _going_on() -> re.Pattern[str]:
    return re.compile(rf"{phrases('ko', 'going_on').pattern}{_HELPED}")


def acts(text: str, compact: str) -> list[str]:
    """Deeds that the sentence goes on behind, and such as end a note; also without its blanks."""
    found = [match.group() for match in _acts().finditer(compact)]
    found += [match.group() for match in _noted_acts().finditer(text)]
    return found + [match.group() for match in _going_on().finditer(compact)]


def is_note(text: str) -> bool:
    """Whether a text is a note: without a full verb."""
    noted = (match.group() for match in _NOTED.finditer(text))
    return _noted_acts().search(text) is not None or any(
        word not in words("ko", "no_notes") for word in noted
    )
