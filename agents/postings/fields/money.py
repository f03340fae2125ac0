"""What a job pays, as postings write it: amounts, what they are paid for, and the words for both.

An amount is pay where a label or the words beside it say so. What is paid once, what a firm turns
over, and what somebody has estimated is no pay.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from agents.postings.clauses import sentences
from agents.postings.fields.labels import Fact, said_of
from agents.postings.headings import Part
from agents.postings.phrases import language_spoken, pattern, phrases
from agents.postings.sections import Block
from agents.results.job import Salary
from agents.resume.lines import Slice

_UNITS = ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")
_AMOUNT, _SECOND = (
    re.compile(re.sub(r"(?<=<[cnsd])(?=>)", number, pattern("amount").pattern), re.IGNORECASE)
    for number in "12"
)
"""An amount, and the other one of a range: their currencies, figures and scales have a number."""
_JOINT = pattern("amounts_joint")
_OPEN_END = pattern("amount_open")
_FIGURES = re.compile(r"\d[\d.,]*\d|\d\s?[k千万만]")
"""What is no name of a grade."""
_MOST_TEXT = 30_000
_MOST_AMOUNTS = 400
_MOST_TIMES = 8
_MOST_CLAUSE = 300
_IN_WORDS = 0.6
"""Share of a passage that words for pay without a figure are, where nothing else says "pay"."""
_AHEAD, _BEHIND = 34, 60
_CUTS = re.compile(
    r"[;!?\n|•]|(?<!\d)[.。](?!\d)|\.(?=\s)|[,，、](?!\d)|\s(?:plus|zzgl\.?|zuzüglich|sowie|oraz|samt|and|und|et|y|e|en|och|i|\+)\s|[()（）＋+]"
    r"|(?<=[가-힣][며고])\s"
)
_CUTS_OF_UNIT = re.compile(r"[;!?\n|•。]|\.\s|,\s(?=\w+\s)|\d(?!\d?/)|\s[–—-]\s")
"""What ends the words behind an amount that say what it is paid for."""
_CLAUSE_ENDS = re.compile(r"[;!?\n|•。]|[.,]\s|\d{2,}")
_BARS = re.compile(r"\t+|\s[|｜·•]\s")
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "sg$": "SGD", "hk$": "HKD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "₩": "KRW", "￦": "KRW",
    "원": "KRW", "円": "JPY", "元": "CNY", "人民币": "CNY", "rmb": "CNY", "franken": "CHF",
    "zł": "PLN", "złotych": "PLN", "reais": "BRL",
}  # fmt: skip
_SCALES = {
    "k": 1_000, "tys": 1_000, "mil": 1_000, "tkr": 1_000, "천": 1_000, "千": 1_000, "만": 10_000,
    "万": 10_000, "萬": 10_000, "백만": 1_000_000, "천만": 10_000_000, "억": 100_000_000,
}  # fmt: skip
_KRONOR = {"sv": "SEK", "nb": "NOK", "da": "DKK"}
_PAY_MONTHS = re.compile(r"\s?[·*xX×]\s?1[2-8]\s?薪|\s?[，,]?\s?1[2-8]\s?薪")
_DOLLARS = tuple(
    (code, re.compile(words, re.IGNORECASE))
    for code, words in (
        ("AUD", r"\bAUD\b|superannuation"),
        ("CAD", r"\bCAD\b|\bRRSP\b|canadian"),
        ("NZD", r"\bNZD\b|new zealand"),
        ("MXN", r"\bMXN\b|méxico|mexico"),
        ("SGD", r"\bSGD\b|singapore"),
    )
)
"""Words by which it is told whose dollar is meant."""
_LEAST = {"HOUR": 1, "DAY": 5, "WEEK": 20, "MONTH": 50, "YEAR": 500}


_PAID = {"HOUR": 4, "DAY": 30, "WEEK": 150, "MONTH": 400, "YEAR": 8_000}
_WORTH = {"KRW": 1_000, "JPY": 100, "SEK": 8, "NOK": 8, "DKK": 6, "PLN": 3, "CNY": 4, "BRL": 3,
          "MXN": 12}  # fmt: skip
"""What is so much, in about the worth of a euro, is pay although nothing calls it so."""


class Pay(NamedTuple):
    """An amount, or a range of them, and where it stands."""

    salary: Salary
    start: int
    end: int


class Paid(NamedTuple):
    """What a posting says of its pay."""

    salary: Salary | None
    text: str | None


def paid(text: str, told: Sequence[Fact], found: Sequence[Block]) -> Paid:
    """What the job pays, in figures and in the posting's words; both None where it says nothing.

    Of an amount that is said twice the words are those that say what it is paid for.
    """
    labelled = list(said_of(told, "salary"))
    all_of_it = list(islice(_figures(text, labelled, found), _MOST_TIMES))
    if all_of_it:
        first = all_of_it[0]
        same = (one for one in all_of_it if _amount(one) == _amount(first))
        return next((one for one in same if one.salary and one.salary.unit), first)
    for fact in labelled:
        has_figure = _FIGURES.search(fact.value.text) is not None
        if phrases("pay", "words").in_(fact.value.text) or not has_figure:
            return Paid(None, fact.value.text)
    return _in_words(found)


def _amount(one: Paid) -> tuple[float | None, float | None] | None:
    return (one.salary.min, one.salary.max) if one.salary else None


def _figures(text: str, labelled: Sequence[Fact], found: Sequence[Block]) -> Iterator[Paid]:
    """The amounts that are pay, those behind a label first."""
    for fact in labelled:
        for one in amounts(fact.value, label=fact.label.text, whole=text):
            if not _is_else(fact.value.text, one):
                yield Paid(one.salary, fact.value.text)
    for said, is_offered in _passages(found):
        for one in amounts(said, label="", whole=text):
            if _is_pay(said, one, offered=is_offered) and not _is_else(said.text, one):
                yield Paid(one.salary, said.text)


def amounts(said: Slice, label: str, whole: str) -> list[Pay]:
    """The amounts of money that a passage names."""
    found: list[Pay] = []
    at = 0
    text = said.text
    while len(found) < _MOST_AMOUNTS and (match := _AMOUNT.search(text, at)):
        at = match.end()
        one = _pay(text, match, label, whole)
        if one:
            found.append(one)
            at = max(at, one.end)
    return found


def _pay(text: str, match: re.Match[str], label: str, whole: str) -> Pay | None:
    """The amount, or the range, that begins here; None where it is none of money."""
    joint = _JOINT.match(text, match.end())
    second = _SECOND.match(text, joint.end()) if joint else None
    parts = [match["c1"], match["d1"]]
    scale = match["s1"]
    end = match.end()
    if second and second["n2"]:
        parts += [second["c2"], second["d2"]]
        scale = scale or second["s2"]
        end = second.end()
    signs = [part for part in parts if part]
    is_thousands = (scale or "").lower() in {"k", "万", "萬", "千"} and language_spoken() == "zh"
    if not signs and not (label or is_thousands):
        return None
    low = _value(match["n1"], match["s1"] or scale)
    high = _value(second["n2"], second["s2"] or scale) if second else low
    if low is None or high is None:
        return None
    if second and low > high:
        return None
    unit = _unit(text, match.start(), end, label)
    if not signs and (unit is None and not is_thousands):
        return None
    currency = _currency(signs, whole) if signs else ("CNY" if is_thousands else None)
    before = text[max(0, match.start() - 24) : match.start()]
    after = text[end : end + 12]
    least, most = _bounds(before, after, second is not None, low, high)
    if unit and max(low, high) < _LEAST[unit] * (1 if currency not in {"KRW", "JPY"} else 100):
        return None
    return Pay(Salary(currency, least, most, unit), match.start(), end)  # type: ignore[arg-type]


def _bounds(
    before: str, after: str, ranged: bool, low: float, high: float
) -> tuple[float | None, float | None]:
    """The least and the most: of one amount behind "from" or "up to" the other is not said."""
    if ranged:
        return low, high
    tail = before.rstrip(" :(~")
    last = phrases("pay", "upto").spans(before)
    if last and not before[last[-1][1] :].strip(" :(.a"):
        return None, high
    first = phrases("pay", "from").spans(before)
    if first and not before[first[-1][1] :].strip(" :(.a"):
        return low, None
    if before.rstrip().endswith(("~", "〜", "～", "bis zu")) or tail.endswith("최대"):
        return None, high
    ends = _OPEN_END.match(after)
    if ends:
        return (low, None) if ends["from"] else (None, high)
    return low, high


def _value(number: str, scale: str | None) -> float | None:
    """The figure that is written; None where it is one of a firm (millions)."""
    plain = re.sub(r"['’ \u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        plain = re.sub(r"[.,]", "", plain)
    elif re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+[.,]\d{1,2}", plain):
        plain = re.sub(r"[.,](?=.*[.,])", "", plain).replace(",", ".")
    else:
        plain = plain.replace(",", ".")
    if plain.count(".") > 1:
        return None
    factor = 1
    if scale:
        key = scale.lower().rstrip(".")
        if key not in _SCALES:
            return None
        factor = _SCALES[key]
    value = round(float(plain) * factor, 2)
    return value if 0 < value < 1e11 else None


def _currency(signs: Sequence[str], whole: str) -> str | None:
    """The currency (ISO 4217) of what stands beside a figure; None where it may be several."""
    sign = signs[0].lower().rstrip(".")
    if sign.upper() in {"EUR", "GBP", "USD", "CHF", "SEK", "PLN", "KRW", "JPY", "CNY", "BRL",
                        "MXN", "CAD", "AUD", "NZD", "SGD", "NOK", "DKK", "INR"}:  # fmt: skip
        return sign.upper()
    if sign in {"kr", "kronor", ":-"}:
        return _KRONOR.get(language_spoken() or "", "SEK" if sign != "kr" else None)
    if sign in {"¥", "￥"}:
        return {"ja": "JPY", "zh": "CNY"}.get(language_spoken() or "")
    if sign in {"$", "dollar", "dollars", "pesos"}:
        sample = whole[:_MOST_TEXT]
        named = next((code for code, words in _DOLLARS if words.search(sample)), None)
        return named or ("USD" if language_spoken() in {"en", None} else None)
    return _SIGNS.get(sign)


def _unit(text: str, start: int, end: int, label: str) -> str | None:
    """What it is paid for: what stands right behind it, else before it, else the label."""
    after = text[end : end + _AHEAD]
    cut = _CUTS_OF_UNIT.search(after)
    after = after[: cut.start()] if cut else after
    if _PAY_MONTHS.match(text, end):
        return "MONTH"
    found = _first_unit(after)
    if found:
        return found
    before = _CLAUSE_ENDS.split(text[max(0, start - _BEHIND) : start])[-1]
    return _last_unit(before) or _last_unit(label)


def _first_unit(text: str) -> str | None:
    spans = [
        (start, unit)
        for unit in _UNITS
        for start, end in _spans_of_unit(text, unit)[:1]
        if end - start > 1 or text[start] < "가" or text[:start].endswith(("/", "/ "))
    ]
    spans += [(one[0], one[1]) for one in _short_units(text)]
    return min(spans)[1] if spans else None


def _last_unit(text: str) -> str | None:
    spans = [(span[1], unit) for unit in _UNITS for span in _spans_of_unit(text, unit)[-1:]]
    return max(spans)[1] if spans else None


def _spans_of_unit(text: str, unit: str) -> list[tuple[int, int]]:
    """Where words for a unit stand; a syllable that begins another word is none: "연장수당"."""
    return [
        (start, end)
        for start, end in phrases("pay", unit).spans(text)
        if end - start > 1 or text[start] < "가" or not text[end : end + 1].isalpha()
    ]


def _short_units(text: str) -> Iterator[tuple[int, str]]:
    """Units of a letter behind a stroke: "/h"."""
    if short := re.match(r"\s?/\s?(h|hr|d|w|wk|m|mo|y|yr|a)\b", text, re.IGNORECASE):
        names = {"h": "HOUR", "d": "DAY", "w": "WEEK", "m": "MONTH", "y": "YEAR", "a": "YEAR"}
        yield 0, names[short[1][0].lower()]
    if yearly := re.search(r"(?i)(?<!\w)p\.?\s?a\b", text):
        yield yearly.start(), "YEAR"


def _is_pay(said: Slice, one: Pay, *, offered: bool) -> bool:
    """Whether an amount without a label is what the job pays: it is called so, or as high."""
    if phrases("pay", "says").in_(said.text):
        return True
    salary = one.salary
    worth = _WORTH.get(salary.currency or "", 1)
    amount = max(salary.min or 0, salary.max or 0) / worth
    if salary.unit is not None:
        return amount >= _PAID[salary.unit]
    is_range = salary.min != salary.max
    return offered and salary.currency is not None and is_range and amount >= _PAID["MONTH"]


def _is_else(text: str, one: Pay) -> bool:
    """Whether the words around an amount say that it is paid once, or no pay at all."""
    near = max(0, one.start - _MOST_CLAUSE)
    begins = max((cut.end() for cut in _CUTS.finditer(text, near, one.start)), default=near)
    cut = _CUTS.search(text, one.end)
    clause = text[begins : cut.start() if cut else len(text)]
    return phrases("pay", "no").in_(clause)


def _passages(found: Sequence[Block]) -> Iterator[tuple[Slice, bool]]:
    """Where pay may be told of, and whether that is among what is offered: this first, then the
    rest, and what is asked last."""
    order: tuple[frozenset[Part], ...] = (
        frozenset({"benefits", "head"}),
        frozenset({"other", "cued", "apply", "about", "mixed"}),
        frozenset({"duties", "must", "nice"}),
    )
    for number, parts in enumerate(order):
        for block in found:
            if block.part in parts:
                for sentence in sentences(block.said):
                    yield from ((said, not number) for said in sentence.split(_BARS))


def _in_words(found: Sequence[Block]) -> Paid:
    """Pay that is told of without a figure: "by agreement", "회사 내규에 따름"."""
    for said, _ in _passages(found):
        if len(said.text) > 240 or not phrases("pay", "words").in_(said.text):
            continue
        is_all = phrases("pay", "words").share(said.text) >= _IN_WORDS
        if is_all or phrases("pay", "says").in_(said.text):
            return Paid(None, said.text)
    return Paid(None, None)
