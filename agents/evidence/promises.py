"""What no model may foretell: figures for pay, and the chance to be hired, in figures or words.

A figure may be repeated where it was given, by the person, a posting or a document; from
anywhere else it is made up, however likely it sounds. Pure.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

GAP = "[…]"
"""What stands in a figure's place where the sentence can't go."""

_PAY = re.compile(
    r"\b(?:salar(?:y|ies)|wages?|pay(?:s|ing|check|rise)?|paid|compensation|remuneration|earn(?:s|ed"
    r"|ing|ings)?|income|stipend|take[- ]home|OTE|(?:base|total|annual|hourly)[- ]pa(?:y|ckage)"
    r"|(?:an|per) hour|(?:a|per) (?:year|annum|month)|p\.a\.|market rate)\b"
    r"|연봉|월급|급여|임금|시급|주급|보수를|초봉|연수입|월수입|월 수입|연 소득|몸값",
    re.IGNORECASE,
)
_CURRENCY = r"(?:US\$|C\$|A\$|[$€£¥₩₹])"
_CODE = (
    r"(?:USD|EUR|GBP|JPY|KRW|CAD|AUD|CHF|INR|SGD|dollars?|euros?|pounds?|won|yen|francs?|rupees?"
    r"|원|만\s?원|천만\s?원|억\s?원|억|달러|유로)"
)
_NUMBER = r"\d{1,3}(?:[,.\u202f ]\d{3}){1,4}(?:\.\d{1,9})?|\d{1,12}(?:[.,]\d{1,2})?"
_SCALE = r"(?:\s?(?:k|K|m|M|thousand|million|천만|백만|만|억|천)(?![A-Za-z]))?"
_MONEY = re.compile(
    rf"{_CURRENCY}\s?(?:{_NUMBER}){_SCALE}(?:\s?[-–~]\s?{_CURRENCY}?(?:{_NUMBER}){_SCALE})?"
    rf"|(?<![\w.,])(?:{_NUMBER}){_SCALE}(?:\s?(?:[-–~]|to)\s?(?:{_NUMBER}){_SCALE})?\s?{_CODE}(?![A-Za-z])"
    rf"|(?<![\w.,])\d{{1,4}}\s?[kK](?![\w])"
    r"|(?<![\w.,/-])\d{2,3}(?:,\d{3}){1,4}(?![\w,.]?\d)"
)
_CHANCE = re.compile(
    r"\b(?:chances?|odds|likelihood|probabilit(?:y|ies)|likely|success rate)\b"
    r"|확률|가능성|합격률|통과율",
    re.IGNORECASE,
)
_HIRE = re.compile(
    r"\b(?:hired?|hiring|(?:job )?offers?|interviews?|invited|shortlist(?:ed)?|callbacks?|selected"
    r"|accepted"
    r"|(?:get|getting|land|landing|win|winning) (?:the|this|that|a) (?:job|role|position|post))\b"
    r"|합격|채용|취업|입사|서류|면접|뽑힐",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d{1,3}(?:\.\d+)?\s?(?:[-–~]\s?\d{1,3}\s?)?"
    r"(?:%|percent\b|per cent\b|퍼센트|프로(?!젝|그|필|세|덕|토|모))"
    r"|\b\d{1,2} (?:in|out of) \d{1,3}\b|\bfifty[- ]fifty\b|반반",
    re.IGNORECASE,
)
_GOOD = r"(?:good|great|high|strong|excellent|fair|decent|solid|low|poor|slim|small|little)"
_CHANCES = r"(?:chances?|odds|likelihood|probability)"
_HIRED = (
    r"(?:(?:be|being|getting|get) (?:hired|invited|selected|shortlisted|accepted)"
    r"|(?:(?:get|getting|land|landing|win|winning|receive|receiving|of|at|for) )?"
    r"(?:an? |the |this |that )(?:(?:job )?offer|interview|job|role|position|post)\b)"
)
_SPOKEN = re.compile(
    rf"\byou (?:have|stand|['’]ve got) (?:an? |the )?(?:very |quite |really |fairly )?{_GOOD}"
    rf" {_CHANCES} (?:to |of |at |for |that you )?{_HIRED}"
    rf"|\byour {_CHANCES}(?: (?:to|of|at|for) [^.!?\n]{{0,40}}?{_HIRED})? (?:is|are|looks?|seems?)"
    rf" (?:very |quite |rather |fairly )?{_GOOD}\b"
    r"|\byou(?:['’]re| are) (?:very |quite |highly |most |more than )?(?:un)?likely to "
    rf"{_HIRED}"
    rf"|\byou(?:['’]ll| will) (?:surely|certainly|definitely|probably|likely|easily) {_HIRED}"
    r"|(?:합격|채용|취업|입사|서류(?: ?통과)?)(?:될|할|하실|되실|의)?\s?(?:가능성|확률)[이은도]?\s?"
    r"(?:[가-힣]{2,4}\s)?(?:[높낮](?:습|다|은|네|고|아요|아 보)|큽니다|크다|커요|큰 편|희박)",
    re.IGNORECASE,
)
"""A chance that is told in words; that something makes it better is advice, and none."""
_OPEN = re.compile(
    r"\b(?:cannot|can['’]?t|can not|could not|couldn['’]t|nobody|no one|unable|whether|if|never"
    r"|impossible|don['’]t know|do not know)\b|수 없|수는 없|모르|모릅|장담|여부|(?:지|는지)는? ",
    re.IGNORECASE,
)
"""Who says so leaves it open."""
_SENTENCE = re.compile(r"[^.!?。\n]*(?:[.!?。](?!\s|\Z)[^.!?。\n]*)*(?:[.!?。]+|\n|\Z)\s*")
_DIGITS = re.compile(rf"(?:{_NUMBER})(?P<scale>{_SCALE})")
_SCALES = {
    "k": 1e3, "thousand": 1e3, "천": 1e3, "만": 1e4, "m": 1e6, "million": 1e6, "백만": 1e6,
    "천만": 1e7, "억": 1e8,
}  # fmt: skip


class Promise(NamedTuple):
    """A figure that nobody gave: the words, and where in the text they stand."""

    kind: Literal["pay", "chance"]
    quote: str
    span: tuple[int, int]

    @property
    def issue(self) -> str:
        """What is wrong with it, in words that the writer can act on."""
        if self.kind == "pay":
            return (
                f"It names a figure for pay that nobody gave: {self.quote!r}. Leave it out; say "
                "where such figures can be looked up."
            )
        return f"It names a chance of being hired: {self.quote!r}. Nobody knows it: leave it out."


def promises(text: str, known: str = "") -> list[Promise]:
    """The figures of a text for pay and for chances that do not stand in what is `known`."""
    found: list[Promise] = []
    given: set[float] | None = None
    for start, sentence in _sentences(text):
        if not (found_here := [*_in(sentence)]):
            continue
        given = _values(known) if given is None else given
        for kind, span in found_here:
            quote = sentence[slice(*span)]
            values = _values(quote)
            if not (values and values <= given):
                found.append(Promise(kind, quote.strip(), (start + span[0], start + span[1])))
    return found


def without(text: str, known: str = "") -> str:
    """The text without sentences that have such a figure; without the figure where no other is."""
    found = promises(text, known)
    if not found:
        return text
    kept = "".join(
        sentence
        for start, sentence in _sentences(text)
        if not any(start <= one.span[0] < start + len(sentence) for one in found)
    ).strip()
    return kept or bare(text, known)


def bare(text: str, known: str = "") -> str:
    """The text with a gap in place of each such figure."""
    for one in reversed(promises(text, known)):
        text = text[: one.span[0]] + GAP + text[one.span[1] :]
    return text


def texts_in(value: Any) -> Iterator[str]:
    """All texts of a value that JSON has."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from texts_in(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from texts_in(child)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        if match[0]:
            yield match.start(), match[0]


def _in(sentence: str) -> Iterator[tuple[Literal["pay", "chance"], tuple[int, int]]]:
    if _PAY.search(sentence):
        yield from (("pay", found.span()) for found in _MONEY.finditer(sentence))
    if _CHANCE.search(sentence) and _HIRE.search(sentence):
        yield from (("chance", found.span()) for found in _SHARE.finditer(sentence))
    if not _OPEN.search(sentence):
        yield from (("chance", found.span()) for found in _SPOKEN.finditer(sentence))


def _values(text: str) -> set[float]:
    """The numbers of a text, "85k" and "85,000" as one."""
    return {value for match in _DIGITS.finditer(text) if (value := _value(match)) is not None}


def _value(match: re.Match[str]) -> float | None:
    scale = match["scale"].strip()
    digits = match[0][: len(match[0]) - len(match["scale"])]
    whole = re.sub(r"[,.\u202f ](?=\d{3}(?!\d))", "", digits).replace(",", ".")
    try:
        return float(whole) * _SCALES.get(scale.lower(), 1.0)
    except ValueError:
        return None
