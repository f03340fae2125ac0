"""Which firm a text speaks to: whether it is the one that is applied to."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.postings.role_titles import role_of

_FILE = read(__package__, "firms")


def _pattern(language: str, key: str) -> str:
    return "".join(_FILE[language][key].splitlines())


def _words(language: str, key: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in _FILE[language][key].split(","))


_ENDINGS = tuple(sorted(_words("ko", "endings"), key=len, reverse=True))
_KOREAN = re.compile(
    rf"(?<![가-힣A-Za-z])(?P<name>{_pattern('ko', 'name')})(?={_pattern('ko', 'applied')})"
)
_KOREAN_SPOKEN = re.compile(
    rf"(?<![가-힣A-Za-z])(?P<name>[가-힣A-Za-z]{{0,12}}?(?:{alternatives(_ENDINGS)}))"
    rf"(?={_pattern('ko', 'spoken')})"
)
_KOREAN_SURE = re.compile(
    r"(?<![가-힣A-Za-z])(?P<name>(?:㈜|\(주\)|주식회사\s?)[가-힣A-Za-z][가-힣A-Za-z0-9&]{1,14}?"
    rf"|[가-힣A-Za-z]{{2,10}}(?:{alternatives(_words('ko', 'sure'))}))"
    r"(?=$|[\s,.!?’”)]|[은는이가을를과와의에로도]|에서|에게|으로)"
)
_ENGLISH = re.compile(rf"(?i:{_pattern('en', 'applied')})(?P<name>{_pattern('en', 'name')})")
_FORM = re.compile(
    r"(?i)㈜|\(주\)|주식회사|\b(?:ltd|limited|inc|plc|llc|gmbh|co|corp|corporation|group)\b\.?|[\s·.,'’&-]"
)
_PARTICLE = re.compile(
    r"(?<=[가-힣A-Za-z]{2})(?:에서|에게|으로|이라는|라는|[은는이가을를과와의에로도])$"
)
_SENTENCE = re.compile(r"[^.!?\n]{1,600}")
_OUR_FIRM = re.compile(r"(?<![가-힣])당사(?![자국])[가-힣]{0,3}")
_POST_KO = re.compile(
    r"(?P<post>[가-힣A-Za-z·/ ]{2,24}?)\s?(?:직무|직군|직)에?\s?(?:지원(?:하|한|했|합))"
)
_POST_EN = re.compile(
    r"(?i)\b(?:apply(?:ing)?|applied|application) for (?:the |this |your )?"
    r"(?:role|position|post|job) of (?P<post>[a-z][a-z /&-]{2,50})"
    r"|\b(?:apply(?:ing)?|applied|application) for (?:the|your) "
    r"(?P<named>[a-z][a-z /&-]{2,50}?) (?:role|position|post|job)\b"
)
_PARTS = (
    "하는",
    "하고",
    "직무",
    "분야",
    "직",
    "과정",
    "프로그램",
    "동아리",
    "전형",
    "부문",
    "대회",
)
_LEAST = 2


class Named(NamedTuple):
    """A name as it stands in a text, and how often it stands there."""

    name: str
    times: int


def others(text: str, firm: str | None, own: Collection[str]) -> list[Named]:
    """The firms that a text speaks to, other than the one that is applied to.

    `own` are the employers of the résumé: who tells of them tells of what was. Without a firm that
    is known only a second one is another: nobody applies to two at once.
    """
    known = [_key(name) for name in (firm, *own) if name]
    found: dict[str, str] = {}
    for name in _spoken_to(text):
        key = _key(name)
        if len(key) < _LEAST or any(key in one or one in key for one in known):
            continue
        found.setdefault(key, name)
    if firm is None and len(found) < _LEAST:
        return []
    dropped = next(iter(found)) if firm is None else None
    return [Named(name, text.count(name)) for key, name in found.items() if key != dropped]


def _spoken_to(text: str) -> Iterator[str]:
    """The names of firms to which a text speaks as one who applies there."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        elsewhere = any(word in sentence for word in _words("ko", "elsewhere"))
        patterns = (_KOREAN,) if elsewhere else (_KOREAN, _KOREAN_SPOKEN, _KOREAN_SURE)
        for pattern in patterns:
            for found in pattern.finditer(sentence):
                name = _trimmed(found["name"])
                if not _is_common(name):
                    yield name
        low = sentence.casefold()
        if not any(word in low for word in _words("en", "elsewhere")):
            for found in _ENGLISH.finditer(sentence):
                name = found["name"].strip(" .,'’").removesuffix("'s").removesuffix("’s")
                if name.split()[0] not in _words("en", "others"):
                    yield name


def _trimmed(name: str) -> str:
    return _PARTICLE.sub("", name.strip(" .,·"))


def _is_common(name: str) -> bool:
    """Whether it is no firm's name: a word for a kind of place, a title, a part of a sentence."""
    bare = _FORM.sub("", name)
    if not bare or bare in _words("ko", "others") or role_of(bare) is not None:
        return True
    return bare.endswith(_PARTS)


def _key(name: str) -> str:
    return _FORM.sub("", name).casefold()


def own_words(text: str) -> list[str]:
    """Where an applicant says 당사, the firm's own word for itself, for 귀사."""
    return [match.group() for match in _OUR_FIRM.finditer(text)]


def other_posts(text: str, title: str | None) -> list[str]:
    """The posts that are applied for in a text, and have nothing in common with the title."""
    if not title:
        return []
    found = [match["post"].strip() for match in _POST_KO.finditer(text)]
    found += [(match["post"] or match["named"]).strip() for match in _POST_EN.finditer(text)]
    return [post for post in found if _is_other(post, title)]


def _is_other(post: str, title: str) -> bool:
    last = post.split()[-1] if post.split() else ""
    named, wanted = role_of(post) or role_of(last), role_of(title)
    if named is None or wanted is None or named.name == wanted.name:
        return False
    return not (_pairs(last) & _pairs(title))


def _pairs(text: str) -> set[str]:
    compact = re.sub(r"\s", "", text.casefold())
    size = 2 if re.search("[가-힣]", compact) else 4
    return {compact[at : at + size] for at in range(len(compact) - size + 1)}
