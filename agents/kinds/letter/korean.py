"""A point of a Korean résumé, told in whole polite sentences: no claim more than it has.

Notes end in a noun ("재고 관리 담당") or in a verb as a noun ("다시 씀"). What can't be told with
certainty gives none: "" is no sentence.
"""

import re
from functools import cache

from agents.data_files import listed, read
from agents.evidence.particles import particle

MOST = 240
"""Characters of a sentence; a longer one is no sentence of a letter."""
_SIGNS = " \t\n-–—*•·>~|#_,;:▪◦‣○●■□※"
_SENTENCE = re.compile(r"(?<=[가-힣)\]][.!?])\s+(?=\S)")
_POLITE = re.compile(r"(?:습니다|[가-힣]니다)$")
_ASIDE = re.compile(r"\s?\((?P<in>[^()]{1,60})\)$")
_ARROW = re.compile(
    r"^(?P<what>.{1,80}?)\s?(?P<from>(?:월|일|주|연|약|평균)?\s?\d[\d,.]*\s?[^\s→\d]{0,6})\s?(?:→|->|⇒|➔)\s?(?P<to>\d[\d,.]*\s?[^\s→\d()]{0,6})$"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_OBJECT = re.compile(r"[가-힣A-Za-z0-9)%][을를](?=\s)")
_ADVERBIAL = re.compile(
    r"(?:에|에서|에게|께|으로|로|와|과|부터|까지|마다|보다|처럼|매일|매주|매월|매년|매달|매번|직접|함께|모두|각각|다시|새로|해|하여|여|어|아|고|며|은|는|이|가|도|만|의|을|를|씩|및|후|뒤|전|때|중|시|간|동안|차|회|번|명|건|개월|년)$"
)
_ADNOMINAL = re.compile(
    r"[가-힣](?:는|한|된|던|할|은|둔)$|(?:만든|이끈|세운|바꾼|줄인|쓴|준|낸|킨)$"
)
_COUNT = re.compile(
    r"(?:약\s?)?\d[\d,.]{0,12}\s?(?:회|차례|번|명|건|개|개월|년|주|일|시간|곳|대|팀|학기|년간|개월간)"
)
_COUNTED = re.compile(r"\d")
_PRIVATE = re.compile(r"@|https?://|www\.|\d{2,4}-\d{3,4}-\d{4}")
_HANGUL = re.compile(r"[가-힣]")


def told(text: str, *, job: bool = True) -> str:
    """A point as one or more whole sentences: "인수인계 총괄" gives "인수인계를 총괄했습니다."

    `job`: it is of work, so that what is named there was done.
    """
    made: list[str] = []
    for sentence in _SENTENCE.split(" ".join(text.split())):
        one = _sentence(sentence, job=job)
        if one:
            made.append(one)
        elif made:
            break
    return " ".join(made)


def item(text: str) -> str:
    """A point as a part of a list: its first sentence without signs around it."""
    first = _SENTENCE.split(" ".join(text.split()))[0]
    said = first.strip(_SIGNS).rstrip(".").strip(_SIGNS)
    return "" if _PRIVATE.search(said) or len(said) > MOST else said


def own(text: str) -> str:
    """What somebody wants to be mentioned as a sentence, or "" where it is none."""
    plain = " ".join(text.split()).strip(_SIGNS).rstrip(".")
    if not plain or _PRIVATE.search(plain):
        return ""
    if _POLITE.search(plain):
        return f"{plain}."
    return _nominal(plain) or _spoken(plain) or _deed(plain)


def piece(text: str) -> str:
    """What is no sentence as a thing that "is" may follow: "만든" gives "만든 일"."""
    plain = " ".join(text.split()).strip(_SIGNS).rstrip(".")
    return f"{plain} 일" if _ADNOMINAL.search(plain) else plain


def _sentence(sentence: str, *, job: bool) -> str:
    plain = sentence.strip(_SIGNS).rstrip(".").rstrip(_SIGNS)
    if not plain or len(plain) > MOST or _PRIVATE.search(plain) or not _HANGUL.search(plain):
        return ""
    if _POLITE.search(plain):
        return f"{plain}."
    aside = _ASIDE.search(plain)
    body = plain[: aside.start()] if aside else plain
    tail = f"({aside['in']})" if aside else ""
    label, _, rest = body.partition(": ")
    if rest and (whole := _nominal(label)):
        further = _sentence(rest, job=job)
        return f"{whole} {further}" if further else whole
    made = _changed(body) or _nominal(body)
    if not made and job:
        made = _deed(body) or _named(body)
    if not made:
        return ""
    return f"{made.rstrip('.')}{tail}." if tail else made


def _changed(plain: str) -> str:
    """What went from one figure to another: "A를 적용, B 3.1건 → 1.2건"."""
    head, _, last = plain.rpartition(", ")
    found = _ARROW.match(last)
    if found is None:
        return ""
    before, after = _value(found["from"]), _value(found["to"])
    if before is None or after is None or before == after:
        return ""
    way = "줄었습니다" if after < before else "늘었습니다"
    what, was, to = found["what"].strip(), found["from"].strip(), found["to"].strip()
    what = re.sub(r"[은는이가을를:]$", "", what).strip()
    if not what:
        return ""
    result = f"{what}{_joined(what, '이/가')} {was}에서 {to}{_joined(to, '으로/로')} {way}."
    if not head:
        return result
    aside = _ASIDE.search(head)
    head, beside = (head[: aside.start()], aside.group().strip()) if aside else (head, "")
    deed = _nominal(head) or _deed(head)
    return f"{deed.removesuffix('습니다.')}고{beside}, {result}" if deed else ""


def _nominal(plain: str) -> str:
    """What ends in a verb as a noun: "줄임" gives "줄였습니다"."""
    if re.search(r"[었았했였됐렸겼꿨썼]음$", plain):
        return f"{plain[:-1]}습니다."
    for noun, verb in _endings():
        if plain.endswith(noun) and len(plain) > len(noun):
            return f"{plain[: -len(noun)]}{verb}."
    return ""


def _spoken(plain: str) -> str:
    """What is said in another tone, in this one: "가능해요" gives "가능합니다"."""
    for said, formal in _tones():
        if plain.endswith(said):
            return f"{plain[: -len(said)]}{formal}."
    return ""


def _deed(plain: str) -> str:
    """What ends in a noun of a deed: "인수인계 총괄" gives "인수인계를 총괄했습니다"."""
    head, _, aside = plain.partition(", ")
    if aside and head.split()[-1] in _deeds() and _COUNTED.search(aside) and ", " not in aside:
        made = _deed(head)
        return f"{made.rstrip('.')}({aside})." if made else ""
    *before, deed = plain.split(" ")
    pair = _deeds().get(deed)
    if pair is None or not before or before[-1].endswith(("과", "와", "및", ",", "·", "/")):
        return ""
    if ", " in plain and deed not in listed(__package__, "korean", "of_all"):
        return ""
    between: list[str] = []
    while len(before) > 1 and (_COUNT.fullmatch(before[-1]) or before[-1] in _adverbs()):
        between.insert(0, before.pop())
    while before and between and before[-1] in listed(__package__, "korean", "measures"):
        between.insert(0, before.pop())
    tail = "되었습니다" if deed in listed(__package__, "korean", "passive") else "했습니다"
    if not before:
        return " ".join([*between, f"{deed}{tail}."])
    what = " ".join(before)
    bare = _takes_object(what) or (
        not _OBJECT.search(f"{what} ")
        and _ADVERBIAL.search(before[-1]) is not None
        and not _is_noun(before[-1])
    )
    return " ".join([what if bare else what + _joined(what, pair), *between, f"{deed}{tail}."])


def _takes_object(what: str) -> bool:
    """Whether what it is done to has its particle: not that of "자료를 정리하는 배치"."""
    found = [match.end() for match in _OBJECT.finditer(f"{what} ")]
    return bool(found) and not any(
        _ADNOMINAL.search(word) for word in what[found[-1] :].split()[:-1]
    )


def _named(plain: str) -> str:
    """What is named without a deed: "인공호흡기 환자 간호, 3교대", "야간 전담 6개월"."""
    last = plain.split()[-1] if plain.strip() else ""
    if " " not in plain or ":" in plain or "→" in plain or "없" in plain or len(plain) < 4:
        return ""
    if last in listed(__package__, "korean", "no_work") or plain.endswith((")", "%")):
        return ""
    if _COUNT.fullmatch(last):
        return f"{plain} 경험이 있습니다."
    if _ADVERBIAL.search(last) and not _is_noun(last) and not _is_noun(last[-2:]):
        return ""
    if not _HANGUL.search(plain[-1]) or re.search(r"(?:다|요|음|함|됨|임)$", plain):
        return ""
    if plain.split()[-2].endswith(("과", "와")) and last not in _deeds():
        return ""
    return f"{plain}{'를' if last == '업무' else ' 업무를'} 맡았습니다."


def _joined(word: str, pair: str) -> str:
    if word.endswith("%"):
        word = "퍼센트"
    return particle(word, pair) if "/" in pair else pair


@cache
def _adverbs() -> frozenset[str]:
    return listed(__package__, "korean", "adverbs")


def _is_noun(word: str) -> bool:
    return word in listed(__package__, "korean", "nouns")


def _value(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(found.group().replace(",", "")) if found else None


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return _longest_first("endings")


@cache
def _tones() -> tuple[tuple[str, str], ...]:
    return _longest_first("tones")


def _longest_first(name: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = read(__package__, "korean")[name]
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def _deeds() -> dict[str, str]:
    """The nouns of deeds, each with the particle of what it is done to."""
    data = read(__package__, "korean")["deeds"]
    return {
        " ".join(word.split()): pair
        for pair, words in ((group["particle"], group["words"]) for group in data.values())
        for word in words.split(",")
    }
