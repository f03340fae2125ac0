"""How much a line claims: verbs of deeds by rank, and what raises a claim that stood before.

0 took part, used, or helped; 1 did it alone; 2 chose, designed, or improved; 3 owned it for others,
led, or taught. A verb may be replaced by one of its rank. English and Korean.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.inflection import forms
from agents.evidence.quantities import quantities
from agents.evidence.text import STOPWORDS, stem

_TOKEN = re.compile(r"\d[\d,.]*\d|[^\W_](?:[^\W_]|['’&/-](?=[^\W_]))*|[^\s\w]")
_NOMINAL = re.compile(
    r"\b[a-z]{2,20}(?:ion|ment|ship|ing|al|ance|ence)(?=\s(?:of|and\s[a-z]{2,20}\sof)\b)"
)
"""A noun of a deed, with what it is done to: "supervision of trainees"."""
_CO = re.compile(r"(?i)(?<![\w-])co-(?P<verb>\w{2,20})")
_HANGUL = re.compile(r"[가-힣]")
_CLAUSE = re.compile(
    r"[,;.:/\n()]|\s·\s?|\b(?:및|후|등)\s|(?<=[가-힣]하고)\s|(?<=[가-힣]하며)\s|고\s(?=[가-힣])"
)
_TAUGHT = re.compile(r"(?:\d|한|두|세|네|여러)\s?명(?:을|의|에게)?\s(?:\S{1,8}\s)?교육\s?$")
"""People, and that they were taught: who was taught himself says what, and that he was."""
_KOREAN_WORD = re.compile(r"[가-힣]+|[A-Za-z][\w+#.-]*|\d[\d,.]*\d|\d")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_LINKS = frozenset(("and", ",", ";", "&", "/", "then", "also", "."))
_LIST = re.compile(r"[,;·|/]")
_REACH = 8
"""Words behind a verb in which it may stand whom it is done for."""
_MOST = 2_000
"""Characters of a line that are looked at; no line of a résumé has more."""
_LIGHT = frozenset(
    (
        "수행",
        "담당",
        "맡아",
        "맡았",
        "맡음",
        "맡고",
        "진행",
        "실시",
        "집행",
        "실행",
        "했다",
        "했음",
        "처리",
        "운영",
        "관리",
        "완료",
    )
)
"""Korean verbs that say that a deed was done and not which."""
_SHORTEST, _LONGEST = 4, 20
"""Letters of the beginning of a noun by which its verb is told."""
_NOUN_LINE = 1
"""What a duty claims that is named without a verb: "weekly stock counts"."""


_LEADS = 3
_SHARED = 2
"""Pairs of syllables by which two Korean lines tell of the same."""


class Deed(NamedTuple):
    """A deed of a line: its rank, its verb, and what it is done to.

    That is as stems, as words, and as they are written; `ahead` has the words before it, `subject`
    the two before it whatever they are of.
    """

    rank: int
    verb: str
    objects: frozenset[str]
    words: tuple[str, ...]
    written: tuple[str, ...]
    ahead: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()


def rank(verb_or_line: str) -> int | None:
    """The rank of a verb, or the highest of the deeds of a line; None where none is known.

    Who helps to do something has the rank of helping.
    """
    return max((deed.rank for deed in deeds(verb_or_line[:_MOST])), default=None)


def raises(before: str, after: str) -> str | None:
    """The words of `after` that claim more than `before` does, or None.

    Those are a verb of a higher rank for the same deed, a use of what was only listed, words of
    certainty or scale, a number that was not there, and what lost its hedge ("helped to", "about").
    """
    before, after = before[:_MOST], after[:_MOST]
    return (
        _risen(before, after)
        or _no_longer_shared(before, after)
        or _unhedged(before, after)
        or _louder(before, after)
        or _counted(before, after)
    )


@lru_cache(maxsize=4096)
def deeds(line: str) -> tuple[Deed, ...]:
    """The deeds that a line tells, in order."""
    return tuple(_korean_deeds(line) if _is_korean(line) else _english_deeds(line))


def _is_korean(text: str) -> bool:
    return _HANGUL.search(text) is not None


def _english_deeds(line: str) -> Iterator[Deed]:
    written = _TOKEN.findall(line)
    tokens = [token.lower().replace("’", "'") for token in written]
    found = list(_verbs_in(tokens, written))
    for number, (at, end, verb) in enumerate(found):
        stop = found[number + 1][0] if number + 1 < len(found) else len(tokens)
        # "Dashboard for stock: built with an analyst" says what was built before it says so.
        ahead = 0 if number else at
        objects = frozenset(_stems([*tokens[:ahead], *tokens[end:stop]]))
        yield Deed(
            verb,
            " ".join(tokens[at:end]),
            objects,
            tuple(tokens[end:stop]),
            tuple(written[end:stop]),
            tuple(tokens[:ahead]),
            tuple(written[max(0, at - 2) : at]),
        )


def _verbs_in(tokens: Sequence[str], written: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where each deed stands (first and last token), and its rank. Help outranks what it is for."""
    at, helping = 0, False
    while at < len(tokens):
        entry = _longest(tokens, at)
        if entry is None:
            helping = helping and tokens[at] not in {".", ";", "\n"}
            at += 1
            continue
        phrase, verb, form = entry
        before = tokens[at - 1] if at else ""
        after = tokens[at + len(phrase)] if at + len(phrase) < len(tokens) else ""
        if form == "ing" and (not after[:1].isalnum() or after in _BEHIND_NOUN):
            at += 1
            continue
        if not _may_be_verb(form, before, named=at > 0 and written[at - 1][:1].isupper()):
            at += 1
            continue
        end = at + len(phrase)
        starts = form in {"past", "s"} and (not at or before in _LINKS)
        if helping and not starts:
            at = end
            continue
        helping = phrase in _english().helping
        said = "manage" if phrase[-1] == "charge" and len(phrase) > 2 else phrase[0]
        yield at, end, _led(verb, said, tokens[end : end + _REACH])
        at = end


_BEHIND_NOUN = frozenset(("on", "in", "for", "at", "and", "with", "is", "was", "since"))
_SUBJECTS = frozenset(
    (
        "",
        "and",
        "or",
        "to",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "who",
        "then",
        "also",
        "can",
        "will",
        "could",
        "would",
        "did",
        "does",
        "do",
        "now",
        "not",
    )
)
_BEFORE_GERUND = frozenset(
    (
        "of",
        "for",
        "in",
        "by",
        "am",
        "is",
        "are",
        "was",
        "were",
        "been",
        "be",
        "while",
        "when",
        "with",
        "from",
        "started",
        "began",
        "kept",
        "enjoy",
        "enjoyed",
        "like",
        "includes",
        "including",
        "included",
        "i'm",
        "we're",
        "as",
        "through",
        "on",
    )
)


def _may_be_verb(form: str, before: str, *, named: bool) -> bool:
    """Whether a word that may be a noun stands where a verb does: "stock orders" has none."""
    if form == "past":
        return before not in {"the", "a", "an", "of", "this", "its"}
    starts = before in _SUBJECTS or not before[:1].isalnum() or before.endswith("ly")
    if form == "ing":
        return starts or before in _BEFORE_GERUND
    return starts or (form == "s" and named)


def _led(verb: int, word: str, following: Sequence[str]) -> int:
    """Who manages or runs people leads; who manages things does."""
    if word.rpartition("-")[2].startswith(("manag", "run", "ran", "head", "direct")):
        stops = next(
            (at for at, token in enumerate(following) if token in {".", ";"}), len(following)
        )
        people = any(token in _english().led for token in following[:stops])
        return 3 if people else min(verb, 2)
    return verb


class _Language(NamedTuple):
    """The verbs of a language by their first form, and the words that hedge or raise."""

    verbs: dict[str, list[tuple[tuple[str, ...], int, str]]]
    helping: frozenset[tuple[str, ...]]
    led: frozenset[str]


@cache
def _english() -> _Language:
    verbs: dict[str, list[tuple[tuple[str, ...], int, str]]] = {}
    helping: set[tuple[str, ...]] = set()
    words = read(__package__, "verbs")["en"]
    for level in "0123":
        for entry in _items(words[level]):
            first, *rest = entry.split()
            for word, form in forms(first).items():
                verbs.setdefault(word, []).append(((word, *rest), int(level), form))
    for entry in _items(words["helping"]):
        first, *rest = entry.split()
        helping |= {(word, *rest) for word in forms(first)}
    for found in verbs.values():
        found.sort(key=lambda one: -len(one[0]))
    return _Language(verbs, frozenset(helping), frozenset(_items(words["led"])))


def _items(text: str) -> list[str]:
    return [" ".join(item.split()) for item in text.split(",") if item.strip()]


def _longest(tokens: Sequence[str], at: int) -> tuple[tuple[str, ...], int, str] | None:
    token = tokens[at]
    if "-" in token and token not in _english().verbs:  # "line-managing"
        token = token.rpartition("-")[2]
        known = [
            one for one in _english().verbs.get(token, ()) if len(one[0]) == 1 and one[2] != "base"
        ]
        return ((tokens[at],), *known[0][1:]) if known else None
    for entry in _english().verbs.get(token, ()):
        if tuple(tokens[at : at + len(entry[0])]) == entry[0]:
            return entry
    return None


def _stems(tokens: Sequence[str]) -> Iterator[str]:
    return (stem(token) for token in tokens if token[0].isalnum() and token not in STOPWORDS)


@cache
def _korean() -> dict[str, int]:
    """The stems of Korean verbs with their ranks, the longest first."""
    words = read(__package__, "verbs")["ko"]
    found = {entry: int(level) for level in "0123" for entry in _items(words[level])}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


@cache
def _korean_pattern() -> re.Pattern[str]:
    return re.compile(alternatives(_korean()))


def _korean_deeds(line: str) -> Iterator[Deed]:
    """The deed of each clause: the last verb decides, as it does in Korean."""
    begun = 0
    cuts = [(match.start(), match.end()) for match in _CLAUSE.finditer(line)]
    for end, after in [*cuts, (len(line), len(line))]:
        clause = line[begun:end] if line[end:after].strip() != "고" else line[begun:after]
        begun = after
        found = [(m.group(), m.start()) for m in _korean_pattern().finditer(clause)]
        if not found:
            continue
        objects = frozenset(_syllables(clause))
        verb, at = found[-1]
        level = _korean()[verb]
        if verb in _LIGHT:
            own = [
                _LEADS if one == "관리" and _leads(clause[:start]) else _korean()[one]
                for one, start in found[:-1]
                if _korean()[one] > 0
            ]
            level = max([level, *own[-1:]])
        if verb == "관리" and _leads(clause[:at]):
            level = 3
        if _TAUGHT.search(clause):
            level = 3
        yield Deed(level, clause[at:].strip(), objects, (clause[:at],), (clause[:at],))


def _leads(text: str) -> bool:
    """Whether what is managed are people, money, or a unit of them."""
    last = text.split()[-2:]
    return any(word.endswith(noun) for w in last for word in (w, w[:-1]) for noun in _korean_led())


@cache
def _korean_led() -> frozenset[str]:
    return frozenset(_items(read(__package__, "verbs")["ko"]["led"]))


def _syllables(text: str) -> Iterator[str]:
    """What two Korean texts have in common whatever their particles: pairs of syllables."""
    for word in _KOREAN_WORD.findall(text):
        yield from (
            (word[at : at + 2] for at in range(len(word) - 1))
            if _is_korean(word)
            else (word.lower(),)
        )


def _risen(before: str, after: str) -> str | None:
    """The verb of a deed that claims more than the same deed did."""
    earlier = deeds(before)
    if weak := _no_longer_weak(before, after):
        return weak
    if not earlier:
        named = None if _is_korean(before) else _noun_rank(before)
        floor = -1 if _is_list(before) else max(_NOUN_LINE, named or 0)
        return next((deed.verb for deed in deeds(after) if deed.rank > floor), None)
    for deed in deeds(after):
        alike = max((len(deed.objects & one.objects) for one in earlier), default=0)
        same = [one.rank for one in earlier if len(deed.objects & one.objects) == alike]
        nouns = _noun_rank(before) if not _is_korean(before) else None
        if deed.rank > max([*same, *([nouns] if nouns is not None else [])]):
            return deed.verb
        led = [one for one in earlier if len(deed.objects & one.objects) == alike]
        if _leads_only(deed) and all(_is_teaching(one) for one in led if one.rank == deed.rank):
            return deed.verb
    return None


def _no_longer_weak(before: str, after: str) -> str | None:
    """What was only proposed or watched, and is now told as if it had been done."""
    language = "ko" if _is_korean(before) else "en"
    if language != ("ko" if _is_korean(after) else "en"):
        return None
    for key in ("proposing", "observing", *(("helping",) if language == "ko" else ())):
        if key == "helping" and max((deed.rank for deed in deeds(before)), default=0) > 0:
            continue
        pattern = _phrases(language, key)
        if not pattern.search(before) or pattern.search(after):
            continue
        held = {deed.verb for deed in deeds(before)}
        if language == "ko":
            shared = len(set(_syllables(before)) & set(_syllables(after))) >= _SHARED
        else:
            shared = not set(_stems(_TOKEN.findall(before.lower()))).isdisjoint(
                _stems(_TOKEN.findall(after.lower()))
            )
        told = [deed.verb for deed in deeds(after)]
        if shared and (told or language == "ko") and held.isdisjoint(told):
            return told[0] if told else after.strip()
    return None


def _leads_only(deed: Deed) -> bool:
    return deed.rank == _LEADS and not _is_teaching(deed)


def _is_teaching(deed: Deed) -> bool:
    """Whether a deed of the highest rank says that people were taught, who need not be led."""
    if _is_korean(deed.verb):
        return _phrases("ko", "teaching").search(f"{deed.words[0]}{deed.verb}") is not None
    return _phrases("en", "teaching").match(deed.verb) is not None


def _noun_rank(line: str) -> int | None:
    """The rank of deeds that are told as nouns of what one is responsible for: "management"."""
    nouns = _nouns()
    if line.lower().startswith(("responsible", "responsibilit", "in charge", "duties")):
        told = _TOKEN.findall(line.lower())
    else:
        told = [match.group() for match in _NOMINAL.finditer(line.lower())]
    found = (
        nouns[token[:size]]
        for token in told
        for size in range(_SHORTEST, min(len(token), _LONGEST) + 1)
        if token[:size] in nouns
    )
    return max(found, default=None)


@cache
def _nouns() -> dict[str, int]:
    """How the nouns of deeds begin ("manag", "introduc"), each with the rank of its verb."""
    return {
        base: entries[-1][1]
        for word, entries in _english().verbs.items()
        if entries[-1][2] == "base" and _SHORTEST <= len(base := word.removesuffix("e")) <= _LONGEST
    }


def originates(verb: str) -> bool:
    """Whether a verb of a deed says that a thing would not be there without who did it."""
    language = "ko" if _is_korean(verb) else "en"
    return _phrases(language, "originating").match(verb) is not None


def made_in(line: str, language: str) -> bool:
    """Whether a line says that something was made, in whatever words."""
    return any(
        _phrases(language, key).search(line) is not None for key in ("making", "originating")
    )


@cache
def sorts() -> tuple[frozenset[str], ...]:
    """Sorts of deeds, each by all words that tell of one, in all their forms."""
    return tuple(
        frozenset(
            word
            for entry in _items(row)
            for first, _, rest in (entry.partition(" "),)
            for form in forms(first)
            for word in (f"{form} {rest}".strip(),)
        )
        for row in read(__package__, "verbs")["en"]["sorts"].strip().splitlines()
    )


def _is_list(line: str) -> bool:
    """Whether a line lists names and does not say what was done: "Python, SQL, Docker"."""
    label, _, rest = line.rpartition(":")
    items = [item.strip() for item in _LIST.split(rest or label) if item.strip()]
    return len(items) > 1 and all(len(item.split()) <= 3 for item in items)


def _unhedged(before: str, after: str) -> str | None:
    """What stands in both, and has lost the word that held it back."""
    return next(
        (
            follows
            for hedge, follows in _hedged(before)
            if _has_stem(after, follows) and not _is_held_back(after, hedge.lower())
        ),
        None,
    )


def _no_longer_shared(before: str, after: str) -> str | None:
    """A deed done with others ("co-wrote") that is told as one's own."""
    for match in _CO.finditer(before):
        verb = match["verb"].lower()
        if form_of(verb) is None or _CO.search(after) or _is_held_back(after, "together with"):
            continue
        return next((deed.verb for deed in deeds(after) if form_of(deed.verb.split()[0])), None)
    return None


def _hedged(text: str) -> Iterator[tuple[str, str]]:
    """The hedges of a text, each with the word that it holds back."""
    language = "ko" if _is_korean(text) else "en"
    for match in _phrases(language, "hedges").finditer(text):
        if language == "en":
            follows = next(
                (
                    t
                    for t in _TOKEN.findall(text[match.end() :].lower()[:80])
                    if t[0].isalnum() and (t not in STOPWORDS)
                ),
                None,
            )
        else:
            near = _NUMBER.search(text[max(0, match.start() - 8) : match.end() + 8])
            follows = near.group() if near else None
        if follows:
            yield match.group(), follows


def _is_held_back(text: str, hedge: str) -> bool:
    """Whether a text has a hedge, one like it, or the noun that it is about: "a fitter's help"."""
    language = "ko" if _is_korean(text) else "en"
    rows = [row for row in _rows(language, "like", "hedges") if hedge in row]
    last = hedge.split()[-1]
    noun = language == "en" and last not in STOPWORDS and len(hedge.split()) > 1
    alike = {hedge, *(one for row in rows for one in row), *((last,) if noun else ())}
    return any(_has(text, one) for one in alike)


def _has_stem(text: str, word: str) -> bool:
    """Whether a text has a word, whatever it ends in: "helped catalogue", "catalogued"."""
    if _is_korean(text) or not word.isalpha():
        return _has(text, word)
    return stem(word.lower()) in {stem(token) for token in _TOKEN.findall(text.lower())}


def _has(text: str, phrase: str) -> bool:
    lowered, phrase = text.lower(), phrase.lower()
    if _is_korean(phrase) or _is_korean(text):
        return phrase in lowered
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered) is not None


@cache
def _phrases(language: str, key: str) -> re.Pattern[str]:
    body = alternatives(_items(read(__package__, "verbs")[language][key]))
    return re.compile(body if language == "ko" else rf"(?i)(?<![\w-])(?:{body})(?![\w-])")


def _louder(before: str, after: str) -> str | None:
    """A word of certainty or scale that was not there, nor one like it."""
    language = "ko" if _is_korean(after) else "en"
    for match in _phrases(language, "raising").finditer(after):
        word = match.group().lower()
        rows = [row for row in _rows(language, "same", "raising") if word in row] or [
            frozenset((word,))
        ]
        if not any(_has(before, one) for row in rows for one in row):
            return match.group()
    return None


@cache
def _rows(language: str, key: str, listed: str) -> tuple[frozenset[str], ...]:
    """Words that say the same."""
    known = sorted(_items(read(__package__, "verbs")[language][listed]), key=len, reverse=True)
    found = []
    for line in read(__package__, "verbs")[language][key].strip().splitlines():
        phrases = [phrase for phrase in known if " " in phrase and phrase in line]
        rest = line
        for phrase in phrases:
            rest = rest.replace(phrase, " ")
        found.append(frozenset((*phrases, *rest.split())))
    return tuple(found)


def _counted(before: str, after: str) -> str | None:
    """A number that was not there."""
    known = [one.value for one in quantities(before)]
    digits = {digit.replace(",", "") for digit in _NUMBER.findall(before)}
    return next(
        (
            one.written
            for one in quantities(after)
            if one.value not in known
            and one.value != 1
            and one.written.replace(",", "") not in digits
        ),
        None,
    )


def form_of(word: str) -> str | None:
    """Which form of a verb of deeds an English word is: "base", "s", "past" or "ing"; else None."""
    found = _english().verbs.get(word)
    return found[-1][2] if found else None


@cache
def words_of(language: str) -> frozenset[str]:
    """Every form of every verb of deeds of a language: "en" or "ko" (stems)."""
    if language == "ko":
        return frozenset(_korean())
    return frozenset(word for word, found in _english().verbs.items() if found)
