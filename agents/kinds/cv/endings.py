"""Korean sentences as points of an 이력서 end: in a noun, at no level of politeness.

"차이를 줄였습니다." becomes "차이를 줄임". Nothing else of a sentence is touched, and one whose
ending is not known stays as it is.
"""

import re

from agents.evidence.sentences import sentence_spans

_FIRST, _LAST = 0xAC00, 0xD7A3
_MEDIALS, _FINALS = 21, 28
_NONE, _RIEUL, _RIEUL_MIEUM, _MIEUM, _BIEUP, _SSANG_SIOT = 0, 8, 10, 16, 17, 20
"""Of the final consonants of a syllable of Hangul (Unicode, section 3.12)."""
_STEM_VOWELS = {0: 0, 4: 4, 5: 5, 1: 1, 6: 20, 9: 8, 10: 11, 14: 13}
"""The vowel of a stem, by the one that it makes with the past's: ㅕ is of ㅣ, ㅘ of ㅗ."""
_POLITE = ("습니다", "어요")
_IS = re.compile(r"(?<=[가-힣\d%])(?<!것)(?:입니다|이에요|예요)[.!]?$")
_DOING = (
    ("합니다", "함"), ("해요", "함"), ("한다", "함"),
    ("됩니다", "됨"), ("돼요", "됨"), ("된다", "됨"),
)  # fmt: skip
_STANDING = (("있", "있음"), ("없", "없음"))
_AMBIGUOUS = frozenset("들걸물실달붇긷눋")
"""Stems that may be of two verbs: 걸다 and 걷다."""
_HELPED = frozenset("도고")
"""Before 왔: 돕다, whose stem is another."""


def points_of(text: str) -> list[str]:
    """The sentences of a text, each as a point."""
    return [as_point(said) for _, said in sentence_spans(text)] or [text]


def as_point(sentence: str) -> str:
    """A sentence whose verb ends it as a noun; any other as it is."""
    plain = sentence.rstrip(" .!")
    for ending, noun in _DOING:
        if plain.endswith(ending):
            return plain.removesuffix(ending) + noun
    if _IS.search(plain):
        return _IS.sub("", plain)
    stem = next((plain.removesuffix(one) for one in _POLITE if plain.endswith(one)), "")
    if stem:
        return _of_stem(stem) or sentence
    stem = plain.removesuffix("니다")
    if stem and stem != plain:
        is_verb = _parts(stem[-1])[2] == _BIEUP
        return stem[:-1] + _joined(stem[-1], final=_MIEUM) if is_verb else sentence
    stem = plain.removesuffix("다")
    if stem and stem != plain:
        return (_of_stem(stem) if _parts(stem[-1])[2] == _SSANG_SIOT else None) or sentence
    return plain if plain[-1:] >= "가" and not plain.endswith("요") else sentence


def _of_stem(stem: str) -> str | None:
    """The noun of a verb, by what stands before its polite ending; None where it is not known."""
    last = stem[-1]
    for verb, noun in _STANDING:
        if last == verb:
            return stem[:-1] + noun
    if not "가" <= last <= "힣":
        return None
    _, vowel, final = _parts(last)
    if len(stem) > 1 and (last in "었았" or stem.endswith("하였")):
        return _of_open_stem(stem[:-1])
    if final != _SSANG_SIOT:
        return f"{stem}음" if final not in (_NONE, _RIEUL) else None
    if last == "겠" or (last == "왔" and stem[-2:-1] in _HELPED) or vowel not in _STEM_VOWELS:
        return None
    if last in "했됐":
        return stem[:-1] + {"했": "함", "됐": "됨"}[last]
    return stem[:-1] + _joined(last, vowel=_STEM_VOWELS[vowel], final=_MIEUM)


def _of_open_stem(stem: str) -> str | None:
    """The same where the sign of the past is a syllable of its own: 받았, 만들었, 되었."""
    last = stem[-1]
    if (
        not "가" <= last <= "힣"
        or last == "이"
        or (last in _AMBIGUOUS and not stem.endswith("만들"))
    ):
        return None
    final = _parts(last)[2]
    if final == _NONE:
        return stem[:-1] + _joined(last, final=_MIEUM)
    return stem[:-1] + _joined(last, final=_RIEUL_MIEUM) if final == _RIEUL else f"{stem}음"


def _parts(syllable: str) -> tuple[int, int, int]:
    """The first consonant, the vowel and the last consonant of a syllable."""
    at = ord(syllable) - _FIRST
    if not 0 <= at <= _LAST - _FIRST:
        return (-1, -1, -1)
    return at // (_MEDIALS * _FINALS), at // _FINALS % _MEDIALS, at % _FINALS


def _joined(syllable: str, *, final: int, vowel: int | None = None) -> str:
    """The syllable with another last consonant, and another vowel if one is given."""
    first, own, _ = _parts(syllable)
    medial = own if vowel is None else vowel
    return chr(_FIRST + (first * _MEDIALS + medial) * _FINALS + final)
