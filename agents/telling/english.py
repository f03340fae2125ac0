"""What code sees in a passage of English.

Every word is looked at once, from left to right, with who is spoken of and what may be a verb. Case
tells nothing: dictated English has none, and many scripts have none.
"""

import re
from functools import cache
from typing import NamedTuple

from agents.evidence.quantities import quantities
from agents.evidence.text import QUOTED, STOPWORDS, stem
from agents.telling.lists import phrases, rows, verbs, words
from agents.telling.passages import Passage
from agents.telling.signs import Deed, Signs

_TOKEN = re.compile(
    r"(?P<word>\d[^\s;!?…()\[\]{}\"“”„«»–—/|]*|[^\s,.;:!?…()\[\]{}\"“”„«»–—/|]+)|(?P<sign>[,.;:!?…()\[\]{}–—/|])"
)
_EDGE = "'`*_~-"
_I = frozenset(("i", "i'd", "i've", "i'm", "i'll", "id", "ive", "im"))
_WE = frozenset(("we", "we'd", "we've", "we're", "we'll", "us"))
_OTHERS = frozenset(
    ["he", "she", "they", "it", "you", "one", "who", "someone", "somebody", "nobody", "everyone", "everybody", "that", "this", "there", "which", "he's", "she's", "it's", "they're", "they've", "they'd", "he'd", "she'd", "it'd", "that's", "what", "anybody", "anyone", "none", "these", "those"]
)
_PERSONS = frozenset(["he", "she", "they", "he's", "she's", "they're", "they've", "they'd", "he'd", "she'd"])
_JOINS = frozenset(
    ["and", "but", "or", "so", "then", "because", "while", "when", "until", "till", "before", "after", "as", "if", "though", "although", "whereas", "since", "plus", "yet", "nor"]
)
_MODALS = frozenset(
    ["would", "could", "should", "might", "may", "can", "will", "must", "can't", "won't", "shan't", "shall", "cannot", "i'll", "we'll"]
)
_NEGATIONS = frozenset(
    ["not", "never", "didn't", "don't", "doesn't", "hadn't", "haven't", "wasn't", "isn't", "couldn't"]
)
_BE = frozenset(["be", "am", "is", "are", "was", "were", "been", "being", "i'm", "im", "wasn't", "weren't"])
_HAVE = frozenset(["have", "has", "had", "i've", "ive", "we've", "having"])
_ADVERBS = frozenset(
    ["also", "just", "then", "first", "finally", "later", "personally", "therefore", "quickly", "already", "always", "once", "even", "only", "still", "really", "simply", "both", "all", "straight", "immediately", "myself", "ourselves", "myself,", "now", "never", "maybe", "together", "right", "soon", "even", "too", "next", "again", "either", "actually", "quietly", "at", "to"]
)
_BEFORE_BASE = frozenset(["managed", "had", "decided", "chose", "got", "dared"])
_DETERMINERS = frozenset(
    ["the", "a", "an", "my", "our", "his", "her", "their", "its", "this", "that", "these", "those", "no", "some", "every", "each"]
)
_CLOCK = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[:.]\d\d|\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?:am|pm)|\d{1,2}"
)
_YEAR = re.compile(
    r"(?<![\w.,])(?:in |since |by |of |, |winter |summer |spring |autumn |fall )(?:19|20)\d\d(?![\w,])|^(?:19|20)\d\d(?=[.,:])|(?<![\w.,])(?:19|20)\d\d(?=[,.:]\s|$)"
)
_AT_TIME = re.compile(r"(?:\bat|\bby|\bfrom|\btill|\buntil|\bpast|\bto|\bbefore|\bafter)\s$")
_LIST_LEAST = 5
_HANGUL = re.compile("[가-힣]")
"""A name of these makes no number Korean."""
_LEAST_GRAMMAR = 0.2


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    fresh: bool
    """Whether a sign or a joining word stands before it."""


class _Found:
    """What the walk over the words of a passage finds."""

    def __init__(self) -> None:
        self.mine: list[tuple[str, int, int]] = []
        self.now: list[tuple[str, int, int]] = []
        self.ours: list[tuple[str, int, int]] = []
        self.others: list[tuple[str, int, int]] = []
        self.past = False
        self.verb = False
        self.first = False


def read(passage: Passage, known: frozenset[str], narrated: bool) -> Signs:
    """The signs of a passage.

    `known` are the stems that are no detail of it; `narrated` says that a time was told of before.
    """
    text = QUOTED.sub(lambda match: " " * len(match.group()), passage.plain)
    found = _walk(_words(text))
    has = _Has(text)
    details = details_of(passage.plain) - known
    specific = bool(details)
    time = has("times") or _has_date(text)
    is_list = _is_list(text, found)
    plan = has("plans") and not found.past
    claim = has("claims")
    general = has("general") and not time
    aside = general or is_list or claim
    since = has("since") or bool(
        found.now and re.search(r"\b(?:now|still|any ?more|these days)\b", text)
    )
    deeds = () if is_list or claim else _deeds(found, passage, text, details)
    if narrated and not (aside or plan or since) and details:
        deeds += tuple(
            Deed(stem(verb), passage.text) for verb, *_ in found.now if verb not in verbs("idle")
        )
    past = found.past or bool(deeds)
    fragment = (
        not found.verb
        and bool(details)
        and not is_list
        and (time or has("people") or _has_count(text))
    )
    told = not aside and not plan and (past or time or fragment or (narrated and found.verb))
    event = [verb for verb, *_ in found.others if verb not in _states()]
    reacted = [verb for verb, *_ in found.others if verb in verbs("reactions")]
    changed = any(verb in verbs("changes") for verb, *_ in found.others) or (has("none") and past)
    lasting = has("lasting") and specific
    counted = _has_count(text)
    marked = has("endings")
    someone = _names_somebody(text)
    by_me = any(verb in verbs("changes") for verb, *_ in (*found.mine, *found.ours))
    return Signs(
        text=passage.text,
        told=told and (specific or time),
        details=details if told else frozenset(),
        time=time and not aside,
        person=_names_one(text) and told,
        deeds=deeds,
        shared=bool(found.ours) and specific and not aside,
        mine=has("mine") and not claim and specific,
        reason=has("reasons") and specific and not claim and not is_list,
        way=has("ways") and specific and not claim and not is_list,
        task=has("tasks") and specific and not claim and not is_list,
        marked=marked and specific and not aside,
        changed=(changed or lasting) and specific and not aside,
        event=bool(event) and specific and not aside,
        by_me=by_me and specific and not aside,
        sized=(counted and _counts_something(text, details)) or (has("sized") and specific),
        for_whom=(specific
        and (bool(reacted) or bool(marked and _names_one(text) and found.others)))
        or (has("none")
        and _is_of_people(text)),
        counted=counted,
        lesson=has("lessons") and specific and not is_list,
        since=since and specific and not is_list and not claim,
        plan=plan,
        claim=claim,
        general=general,
        sensitive=has("sensitive"),
    )


class _Has:
    """Whether a text has a phrase of a list."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, key: str) -> bool:
        return phrases("en", key).search(self._text) is not None


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    fresh = True
    for match in _TOKEN.finditer(text):
        if match["sign"]:
            fresh = True
            continue
        word = match["word"].strip(_EDGE).rstrip(".,:")
        if not word:
            fresh = True
            continue
        found.append(_Word(word, match.start(), match.end(), fresh))
        fresh = word in _JOINS
    return found


def _walk(row: list[_Word]) -> _Found:
    """Who did what: the first verb behind each one who is spoken of, or where a clause begins."""
    found = _Found()
    who = ""
    open_ = True
    named = False
    blocked = False
    base = False
    perfect = False
    being = present = False
    start = 0
    for at, word in enumerate(row):
        text = word.text
        if word.fresh and text not in _I | _WE | _OTHERS:
            named, open_, blocked, base, perfect, being = False, True, False, False, False, False
            start = word.start
        if (
            text in _I
            or text in _WE
            or (text in _OTHERS and (open_ or text in _PERSONS or _does(row, at + 1)))
        ):
            who = "i" if text in _I else "we" if text in _WE else "other"
            found.first |= who != "other"
            open_, named, base, being = True, False, False, text in ("i'm", "im", "we're")
            perfect = text in ("i've", "ive", "we've")
            blocked = text in ("i'll", "we'll")
            start = word.start
            if text in ("i'd", "we'd", "id"):
                follower = _next_verb(row, at + 1)
                blocked = verbs("deeds").get(follower, "") == "base" or not follower
                perfect = not blocked
            continue
        if text in _JOINS or (text in _ADVERBS and text != "to"):
            continue
        if text in _NEGATIONS:
            found.past |= text in ("didn't", "hadn't", "wasn't", "couldn't")
            found.verb = True
            blocked = open_ or blocked
            continue
        if text in _MODALS:
            found.verb = True
            blocked = True
            continue
        if text in ("did",) and _next_verb(row, at + 1, 2):
            found.past = found.verb = True
            continue
        if text in _BE:
            found.past |= text in ("was", "were", "been", "wasn't", "weren't")
            found.verb = True
            if named and open_:
                who = "other"
                found.others.append(("was" if text in ("was", "were") else "is", start, word.end))
            being = open_
            present = text in ("is", "are", "am", "be", "being", "isn't")
            continue
        if text in _HAVE:
            found.past |= text == "had"
            found.verb = True
            perfect = open_
            continue
        kind = _kind(text)
        if kind == "past" and open_ and not (at and row[at - 1].text in _DETERMINERS):
            found.verb = True
            found.past |= not (being and present)
            if named and (not who or word_is_new(row, at)):
                who = "other"
            passive = being and not text.endswith("ing")
            if who == "i" or not who:
                by = row[at + 1].text == "by" if at + 1 < len(row) else False
                if not blocked and not passive and not (not who and (by or named)):
                    found.mine.append((text, start, word.end))
                if not who and (by or named):
                    found.others.append((text, start, word.end))
            elif who == "we":
                if not blocked and not passive:
                    found.ours.append((text, start, word.end))
            else:
                found.others.append((text, start, word.end))
            base = text in _BEFORE_BASE
            open_ = False
        elif kind == "base" and open_ and not blocked and who and not named and not being:
            found.verb = True
            if perfect:
                pass
            elif who == "i":
                found.now.append((text, start, word.end))
            elif who == "we":
                found.ours.append((text, start, word.end))
            open_ = False
        elif kind == "base" and base:
            if who in ("i", ""):
                found.mine.append((text, start, word.end))
            base = False
        elif kind == "ing" and being and who == "i" and not blocked:
            found.mine.append((text, start, word.end))
            open_ = False
        elif kind == "s" and open_ and who == "other":
            found.verb = True
            open_ = False
        elif open_ and text not in STOPWORDS:
            named = named or word.fresh or not who or text not in _ADVERBS
        elif open_ and text in _DETERMINERS and word.fresh:
            named = True
    return found


def _does(row: list[_Word], at: int) -> bool:
    """Whether a verb follows, so that what stands before it is no object."""
    following = row[at].text if at < len(row) and not row[at].fresh else ""
    return following in _BE | _HAVE | _MODALS or _kind(following) in ("past", "s")


def word_is_new(row: list[_Word], at: int) -> bool:
    """Whether, since the last sign or joining word, a noun stands before the verb."""
    for word in reversed(row[max(0, at - 8) : at]):
        if word.text in _I or word.text in _WE:
            return False
        if word.fresh:
            return word.text not in _ADVERBS
    return True


def _next_verb(row: list[_Word], at: int, most: int = 3) -> str:
    """The first word behind a place that is no adverb, where it is a verb."""
    for word in row[at : at + most]:
        if word.text in _NEGATIONS:
            return ""
        if word.text not in _ADVERBS and not word.text.endswith("ly"):
            return word.text if _kind(word.text) else ""
    return ""


def _kind(word: str) -> str:
    """Which form of a verb a word is, "" where it is none."""
    for key in ("deeds", "idle", "changes"):
        if kind := verbs(key).get(word):
            return kind
    if (
        len(word) > 4
        and word.endswith("ed")
        and word not in words("en", "no_verbs")
        and word.isascii()
    ):
        return "past"
    return ""


@cache
def _states() -> frozenset[str]:
    return frozenset(
        (
            "was",
            "is",
            "had",
            "wanted",
            "thought",
            "knew",
            "felt",
            "liked",
            "hated",
            "needed",
            "believed",
            "meant",
            "saw",
            "heard",
        )
    )


def _deeds(found: _Found, passage: Passage, text: str, details: frozenset[str]) -> tuple[Deed, ...]:
    """Own deeds; such as say too little by themselves want a detail in their clause."""
    kept = []
    for verb, start, end in found.mine:
        if verb in verbs("idle"):
            continue
        if verb not in verbs("vague") or details & details_of(_clause(text, start, end)):
            kept.append(Deed(stem(verb), passage.text))
    return tuple(kept)


_CLAUSE_END = re.compile(r"[.,;:!?–—]")


def _clause(text: str, start: int, end: int) -> str:
    """The clause around a verb, to the next sign."""
    stop = _CLAUSE_END.search(text, end)
    return text[start : stop.start() if stop else len(text)]


def details_of(text: str) -> frozenset[str]:
    """The stems of the words that are not said of everything; of any script."""
    found = (
        match["word"].strip(_EDGE).removesuffix("'s").rstrip(".,:")
        for match in _TOKEN.finditer(text)
        if match["word"]
    )
    return frozenset(
        stem(word)
        for word in found
        if word
        and not word[0].isdigit()
        and word not in _grammar()
        and (len(word) > 2 or not word.isascii())
    )


@cache
def _grammar() -> frozenset[str]:
    plain = (
        words("en", "hollow")
        | words("en", "months")
        | words("en", "days")
        | words("en", "pronouns")
    )
    return STOPWORDS | plain | frozenset(verbs("vague"))


def _has_date(text: str) -> bool:
    return (
        _YEAR.search(text) is not None
        or phrases("en", "months", "days").search(_but_may(text)) is not None
    )


def _but_may(text: str) -> str:
    """Without the words that are months and other words, too."""
    return re.sub(
        r"\b(?:may|march|mar|sun|sat|wed)\b(?! \d)",
        lambda m: m.group() if _before(text, m.start()) else " ",
        text,
    )


def _before(text: str, at: int) -> bool:
    return (
        text[max(0, at - 6) : at]
        .rstrip()
        .endswith((" in", "in", "last", "this", "since", "by", "of", "early", "late", "mid"))
    )


def _names_somebody(text: str) -> bool:
    return phrases("en", "people").search(text) is not None


def _names_one(text: str) -> bool:
    """Whether it names somebody in particular, not the people of whom everybody speaks."""
    named = set(phrases("en", "people").findall(text))
    return bool(named - words("en", "anybody"))


def _is_of_people(text: str) -> bool:
    return re.search(r"\b(?:nobody|no one|no-one|none|not one)\b", text) is not None


def _counts(text: str) -> list[tuple[int, int, str]]:
    """The numbers that count something: where they stand, and what they count."""
    found = []
    for one in quantities(_HANGUL.sub("x", text)):
        noun = one.noun[0] if one.noun else ""
        if one.label or (one.is_year and one.kind == "count" and not noun):
            continue
        if one.kind == "count" and (not noun or noun in STOPWORDS or noun in words("en", "months")):
            continue
        if (
            one.kind == "count"
            and _AT_TIME.search(text[: one.start])
            and noun in ("o'clock", "past", "am", "pm")
        ):
            continue
        found.append((one.start, one.end, "" if one.kind in ("percent", "money") else noun))
    return found


def _has_count(text: str) -> bool:
    return bool(_counts(text))


def _counts_something(text: str, details: frozenset[str]) -> bool:
    """Whether a number has something that it is of: a share, or a sum, of nothing says no size."""
    for start, end, noun in _counts(text):
        if noun:
            return True
        around = text[max(0, start - 60) : end + 40]
        nouns = {match["word"] for match in _TOKEN.finditer(around) if match["word"]}
        if nouns & words("en", "measures") or any(
            word.endswith("s") and not word.endswith("ss") and stem(word) in details
            for word in nouns
        ):
            return True
    return False


def _is_list(text: str, found: _Found) -> bool:
    """Whether it is terms strung together: many commas, and next to no grammar."""
    parts = text.count(",") + 1
    row = [match["word"].strip(_EDGE) for match in _TOKEN.finditer(text) if match["word"]]
    if parts < _LIST_LEAST or not row:
        return False
    grammar = sum(word in STOPWORDS for word in row)
    verbs_ = len(found.mine) + len(found.ours) + len(found.others)
    return grammar < _LEAST_GRAMMAR * len(row) and verbs_ < parts / 3


@cache
def _families() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, row)) for row in rows("en", "related"))


def related(asked: frozenset[str]) -> frozenset[str]:
    """The stems that belong together with those that were asked for."""
    return frozenset().union(*(row for row in _families() if row & asked))


def tells(passage: Passage) -> bool:
    """Whether it tells of something that somebody did, be it little."""
    text = QUOTED.sub(lambda match: " " * len(match.group()), passage.plain)
    found = _walk(_words(text))
    phrase = phrases("en", "not_knowing", "distress", "declining", "secrecy")
    done = [
        verb
        for verb, start, end in (*found.mine, *found.ours)
        if (not phrase.search(text[max(0, start - 12) : end + 30]) or verb not in verbs("idle"))
        and not phrases("en", "insults").search(text[start : end + 30])
    ]
    return any(verb not in verbs("idle") or _is_past(verb) for verb in done) and bool(
        details_of(text)
    )


def _is_past(verb: str) -> bool:
    return verbs("idle").get(verb) == "past" and verb not in (
        "had",
        "thought",
        "lost",
        "been",
        "got",
        "slept",
    )


def speaks(text: str) -> bool:
    """Whether it says of the speaker anything that was, or that was done."""
    found = _walk(_words(text))
    return bool(found.mine or found.ours)


_SUFFERS = re.compile(
    r"\b(?:i was|i am|i'm|i've|i have|i had|i got|my|i lost|i came out of|of mine|made me)\b"
)
_CARED_FOR = re.compile(
    r"\b(?:patients?|residents?|clients?|customers?|users?|callers?|guests?|pupils?|students?|passengers?)\b"
)
_NEAR = 50


def ails(text: str) -> bool:
    """Whether it tells of an illness, or a loss, of the speaker's, or in the family."""
    found = phrases("en", "conditions").search(text)
    if not found:
        return False
    before = text[max(0, found.start() - _NEAR) : found.end()]
    near = before + text[found.end() : found.end() + _NEAR]
    if _CARED_FOR.search(before):
        return False
    return (
        _SUFFERS.search(before) is not None
        or (_KIN.search(near) is not None
        and phrases("en", "kin").search(near) is not None)
    )


_KIN = re.compile(r"\b(?:my|our)\b")


_WITHHELD = re.compile(
    r"\b(?:can't|cannot|can not|not allowed|not at liberty|may not|mustn't|must not|under|bound|it's|is|won't|all)\b"
)


def withholds(text: str) -> bool:
    """Whether something is not told that one has no leave to tell."""
    return _WITHHELD.search(text) is not None
