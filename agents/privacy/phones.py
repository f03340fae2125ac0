"""Telephone numbers: of the countries that a text speaks of, however they are written."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import chain

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from agents.data_files import read
from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span
from agents.resume.contact import country_of_domain
from agents.resume.language import language
from agents.resume.places import country_of

_RUN = re.compile(
    r"(?:[+＋(（]|\d)[+＋(（]?(?:[ \t\xa0\u2009\u202f()（）.\-–‐‑—－−ー·/]{0,3}\d){6,24}"
)
"""Digits in a row, by whatever people put between them: one number, or several."""
_GLUED = re.compile(r"[\w@#]|\d[.,\-/]")
"""What stands right before digits that are a part of something else."""
_EXTENSION = re.compile(
    r"(?i),? ?(?:x|ext\.?|extension|durchwahl|dw|poste|toestel|int\.?|내선|内線) ?\.?\d{1,5}(?!\w)"
)
_GROUP = re.compile(r"[+＋]?[(（]?[+＋]?\d+")
_LABEL = pattern(__name__, "label")
_WORDS_NEAR = pattern(__name__, "near")
_PART = re.compile(r"[-_]?(?![xX] ?\d)[A-Za-z]|[-/]\d")
"""What goes on with a number that is a name of a thing."""
OTHER = pattern(__name__, "other")
"""What stands before numbers that are called nothing of the kind."""
_AMOUNT = pattern(__name__, "amount")
"""What stands behind numbers that count something."""
_CURRENCY = re.compile(r"(?:[$€£¥₩₹%=<>≈~×*]|usd|eur|gbp|krw|rs\.?|chf)\s?$")
_DATE = re.compile(
    r"(?<!\d)(?<!\d[.\-/])(?:"
    r"\d{1,2}[.\-/]\s?\d{1,2}[.\-/]\s?(?:19|20)\d\d|(?:19|20)\d\d[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?"
    r"|(?:0?[1-9]|1[0-2])[.\-/](?:19|20)\d\d|(?:19|20)\d\d\s?[-–—/]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s?[-–—/]\s?\d\d"
    r")(?![.\-/]?\d)"
)
_YEARS = re.compile(r"(?:\D{0,4}(?:19|20)\d\d){1,4}")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .\xa0\u202f]\d{3}){2,4}")
_AMERICAN = re.compile(r"(?:1[-. ])?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-. ])\d{3}[-. ]\d{4}")
"""As North America writes it, those that only films have included."""
_SERVER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
"""The address of a computer."""
_DECIMAL = re.compile(r"0[.,]")
_WORD = re.compile(r"[^\W\d_]+(?: [A-Z][^\W\d_]+)?")
_PLUS = re.compile(r"[+＋]\s?(\d{1,3})")
_TRUNK = re.compile(r"\(0\)")

BEFORE = 30
"""Characters before a number in which its label stands."""
NEAR = 90
"""Characters around a number in which other ways to reach somebody stand."""
LOOKED_AT = 20_000
"""Of a text, as many tell the countries that it speaks of."""
LEAST, MOST = 7, 15
"""Digits of a number (E.164)."""
_SAME = 8
"""Digits at the end of two numbers by which they are one."""
_GROUPS = 8
"""Groups of digits that a number is written in at most."""
_MORE = 1
"""Digits that a number from abroad may have too many: people mistype what they say."""
_SPELLED = 1.4
"""Digits of a group, on average: fewer are figures of some other kind."""
_REGIONS = 8
"""Countries whose numbers a text is searched for."""
_HEAD = 600
"""Characters at the top of a text, where people say how to reach them."""


class _Plan:
    """How numbers of a country are made up."""

    def __init__(self, data: PhoneMetadata) -> None:
        self.prefix: str = data.national_prefix or ""
        general = data.general_desc
        self.lengths = frozenset(general.possible_length if general else ())
        kinds = (
            data.fixed_line, data.mobile, data.toll_free, data.premium_rate, data.shared_cost,
            data.personal_number, data.voip, data.uan,
        )  # fmt: skip
        written = [kind.national_number_pattern for kind in kinds if kind]
        self._all = re.compile("|".join(f"(?:{one})" for one in dict.fromkeys(written) if one))
        own = data.mobile.national_number_pattern if data.mobile else None
        self._mobile = re.compile(own) if own else None

    def has(self, national: str) -> bool:
        """Whether it may be somebody's number, without what is dialled before it at home."""
        return len(national) in self.lengths and bool(self._all.fullmatch(national))

    def has_mobile(self, national: str) -> bool:
        """Whether it may be that of a mobile."""
        return bool(self._mobile and self._mobile.fullmatch(national))


@cache
def _plan(region: str) -> _Plan | None:
    data = PhoneMetadata.metadata_for_region(region)
    return _Plan(data) if data else None


def phones(text: str) -> Iterator[Span]:
    """The telephone numbers in a text."""
    runs = list(_RUN.finditer(text))
    if not runs:
        return
    places = _Places(text)
    for run in runs:
        yield from _in_run(places, run)


def _in_run(places: "_Places", run: re.Match[str]) -> Iterator[Span]:
    """The numbers in digits that stand in a row: the longest that are some, from the left."""
    text = places.text
    dates = [match.span() for match in _DATE.finditer(text, *run.span())]
    groups = [match.span() for match in _GROUP.finditer(text, *run.span())]
    at = 0
    while at < len(groups):
        start = groups[at][0]
        before = _Before(text, start)
        for behind in range(min(len(groups), at + _GROUPS), at, -1):
            end = groups[behind - 1][1]
            digits = _digits(text[start:end])
            if len(digits) < LEAST or before.is_other:
                break
            spelled = len(digits) < _SPELLED * (behind - at)
            if len(digits) > MOST + 2 or spelled or _cuts(dates, start, end):
                continue
            if places.is_number(before, end, digits):
                more = _EXTENSION.match(text, end)
                yield Span(start, more.end() if more else end, "PHONE", digits[-_SAME:])
                at = behind - 1
                break
        at += 1


def _cuts(dates: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in dates)


def _digits(text: str) -> str:
    if text.isdecimal() and text.isascii():
        return text
    plain = _TRUNK.sub("", text)
    return "".join(str(unicodedata.digit(char)) for char in plain if char.isdigit())


class _Before:
    """What stands before a number, in its line."""

    def __init__(self, text: str, start: int) -> None:
        self.start = start
        self._text = text

    @cached_property
    def _line(self) -> str:
        before = self._text[max(0, self.start - BEFORE) : self.start]
        return small(before).rpartition("\n")[2]

    @cached_property
    def is_other(self) -> bool:
        """Whether it calls the number something else, or the number is a part of something."""
        near = self._text[max(0, self.start - 2) : self.start]
        glued = _GLUED.fullmatch(near) or _GLUED.fullmatch(near[-1:])
        return bool(glued or OTHER.search(self._line))

    @cached_property
    def has_label(self) -> bool:
        """Whether it calls it a telephone number."""
        return bool(_LABEL.search(self._line))

    @cached_property
    def has_currency(self) -> bool:
        """Whether it calls it an amount."""
        return bool(_CURRENCY.search(self._line))


class _Places:
    """A text in which numbers are looked at, and what around them tells."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._valid: dict[str, str] = {}

    def is_number(self, before: _Before, end: int, digits: str) -> bool:
        """Whether the characters are a telephone number."""
        start = before.start
        said = self.text[start:end]
        if _PART.match(self.text, end):
            return False
        if said[0] in "+＋" or said[1:2] in ("+", "＋"):
            return _is_abroad(digits)
        if _YEARS.fullmatch(said) or _SERVER.fullmatch(said):
            return False
        if before.has_label:
            return len(digits) <= MOST
        if self._is_count(said, end) or before.has_currency:
            return False
        if _AMERICAN.fullmatch(said):
            return True
        if digits.startswith("00") and _is_abroad(digits[2:], sure=said.isdigit()):
            return True
        return self._is_national(said, start, end, digits)

    def _is_count(self, said: str, end: int) -> bool:
        """Whether it is a day, an amount, or something of that kind."""
        return bool(
            _DAY.fullmatch(said)
            or _DECIMAL.match(said)
            or _AMOUNT.match(small(self.text[end : end + 24]))
        )

    def _is_national(self, said: str, start: int, end: int, digits: str) -> bool:
        """Whether it is a number as it is written within one of the countries in question."""
        how = self._valid.get(digits)
        if how is None:
            how = self._valid[digits] = self._how(digits)
        grouped = not said.isdigit()
        if digits[0] == "0":
            dialled = grouped and (how or 9 <= len(digits) <= 12)
            return how == "mobile" or (bool(how or dialled) and self._is_near_others(start, end))
        if how == "mobile" and grouped and not _THOUSANDS.fullmatch(said):
            return True
        enough = how == "mobile" or (how == "valid" and grouped)
        return enough and self._is_near_others(start, end)

    def _how(self, digits: str) -> str:
        """How sure it is that these are the digits of a number of a country in question."""
        best = ""
        for plan in filter(None, map(_plan, self.regions)):
            trunk = plan.prefix and digits.startswith(plan.prefix)
            bare = digits[len(plan.prefix) :] if trunk else digits
            if plan.has_mobile(bare):
                return "mobile"
            if plan.has(bare) and (trunk or not plan.prefix):
                best = "valid"
        return best

    def _is_near_others(self, start: int, end: int) -> bool:
        """Whether somebody says here how to reach them."""
        if start < _HEAD:
            return True
        around = small(self.text[max(0, start - NEAR) : start] + "\n" + self.text[end : end + NEAR])
        return bool(_WORDS_NEAR.search(around))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The countries that the text speaks of, or is likely written in, likeliest first."""
        head = self.text[:LOOKED_AT]
        votes: Counter[str] = Counter()
        for match in _PLUS.finditer(head):
            for digits in (match[1][:n] for n in (3, 2, 1)):
                found = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits))
                if found:
                    votes[found[0]] += 6
                    break
        for match in re.finditer(r"@[\w.-]{1,100}", head):
            if region := country_of_domain(match.group().rstrip(".")):
                votes[region] += 4
        for word in set(_WORD.findall(head)):
            for name in {word, word.partition(" ")[0]}:
                region = country_of(name) if name[0].isupper() or not name.isascii() else None
                if region:
                    votes[region] += 2
        spoken = language(head, Counter())
        by_language = read(__package__, "regions")["languages"].get(spoken or "", "")
        votes.update(by_language.split())
        return tuple(region for region, _ in votes.most_common(_REGIONS))


def _is_abroad(digits: str, *, sure: bool = False) -> bool:
    """Whether digits behind a plus are a number: with its country, and as long as there."""
    for length in (1, 2, 3):
        code = int(digits[:length])
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code)
        if not regions or not code:
            continue
        national = digits[length:]
        bare = national.lstrip("0") if regions[0] != "IT" else national
        if not bare or not national[2:].strip("0"):
            return False
        plans = [plan for plan in map(_plan, regions) if plan]
        if sure:
            return any(plan.has(bare) for plan in plans)
        lengths = frozenset(chain.from_iterable(plan.lengths for plan in plans))
        return bool(lengths) and min(lengths) <= len(bare) <= max(lengths) + _MORE
    return False
