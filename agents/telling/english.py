"""What code sees in a passage of English, by who did what in it, and by the phrases it has."""

import re
from functools import cache, cached_property

from agents.evidence.hollow import hollow_words
from agents.evidence.quantities import quantities
from agents.evidence.text import QUOTED, STOPWORDS, stem
from agents.telling.actors import TOKEN, Told, actors, bare, kind
from agents.telling.lists import instead, phrases, rows, verbs, words
from agents.telling.passages import Passage
from agents.telling.signs import Deed, Signs

_YEAR = re.compile(
    r"(?<![\w.,])(?:in|since|by|of|winter|summer|spring|autumn|fall|,) (?:19|20)\d\d(?![\w,])"
    r"|(?:^|(?<=\s))(?:19|20)\d\d(?=[.,:]\s|[.,:]?$)"
)
_CLOCK_NOUNS = frozenset(("o'clock", "past", "am", "pm", "sharp"))
_LIST_LEAST = 5
"""Terms behind commas that are a list."""
_LEAST_GRAMMAR = 0.2
"""The share of small words that prose has at least."""
_HANGUL = re.compile("[가-힣]")
"""A name of these makes no number Korean."""
_CLAUSE_END = re.compile(r"[.,;:!?–—]")
_NOW = re.compile(r"\bnow\b")
_NO_MORE = re.compile(r"\b(?:i|we) (?:don't|do not|never) [^,.;:!?]{0,80}\bany ?more\b")
_NOT_DONE = re.compile(r"(?:^|[,;.] )didn't\b")
"""Notes have no subject."""
_OPEN = re.compile(r"\b(?:could|might)(?:'ve| have)\b")
"""What one could have done, and did not."""
_FIRST = re.compile(r"\b(?:i|i'm|i'd|i've|we|we're|we've|my|our|mine|ours)\b")
_AT_END = re.compile(r"\b(?:now|since)(?=[,.;:!]|\s(?:and|but)\b|$)")
_LASTING = re.compile(
    r"(?:\b(?:is|are)|'s|'re)\b[^,.;:!?]{0,60}\b(?:now|today|still|again|ever since)\b"
)
_NOBODY = re.compile(r"\b(?:nobody|no one|no-one|none|not one)\b")
_SUPPOSED = re.compile(r"\b(?:if|when|whenever|unless)\b")
_MONTH_OR_WORD = re.compile(r"\b(?:may|march|mar|sun|sat|wed)\b(?! \d)")
_BEFORE_MONTH = ("in", "last", "this", "since", "by", "of", "early", "late", "mid")
_AROUND, _BEHIND = 60, 40
"""Characters before a share or a sum, and behind it, in which stands what it is of."""


def read(passage: Passage, details: frozenset[str], narrated: bool) -> Signs:
    """The signs of a passage with these details; `narrated`: a time or a deed was told before."""
    return _Read(passage, details, narrated).signs()


class _Read:
    """A passage, looked at from all sides."""

    def __init__(self, passage: Passage, details: frozenset[str], narrated: bool) -> None:
        self._passage = passage
        # What others said is in quotation marks: it is no deed of the speaker's.
        self._text = QUOTED.sub(lambda match: " " * len(match.group()), passage.plain)
        self._narrated = narrated
        self._found = actors(self._text)
        self._details = details

    def signs(self) -> Signs:
        """All that is seen."""
        told = self._told and (bool(self._details) or self._time)
        content = bool(self._details)
        of_case = content and not self._aside
        # "It worked.": of a deed told of before it says enough.
        ended = of_case or (self._narrated and self._found.past and not self._aside)
        own = content and not self._claim and not self._is_list
        return Signs(
            text=self._passage.text,
            told=told,
            content=of_case,
            details=self._details if told else frozenset(),
            time=self._time and not self._aside,
            person=told and self._names_one,
            deeds=self._deeds,
            shared=bool(self._found.ours) and of_case,
            mine=self._has("mine") and of_case,
            reason=self._has("reasons") and own,
            way=self._way and own and not self._marked,
            task=self._has("tasks") and own,
            marked=self._marked and of_case,
            changed=self._changed and ended,
            event=self._event and ended,
            by_me=self._is_changed(*self._found.mine, *self._found.ours) and of_case,
            sized=self._sized and of_case,
            for_whom=self._for_whom and of_case,
            counted=bool(self._counts),
            lesson=self._lesson and own,
            since=self._since and own,
            plan=self._plan,
            claim=self._claim,
            general=self._general,
            sensitive=self._has("sensitive"),
        )

    def _has(self, key: str) -> bool:
        return phrases("en", key).search(self._text) is not None

    @cached_property
    def _time(self) -> bool:
        return self._has("times") or _has_date(self._text)

    @cached_property
    def _general(self) -> bool:
        """Whether it is of habits and rules: without a time of its own, or a deed in the past."""
        done = self._found.past and (self._found.mine or self._found.ours)
        return (self._has("general") and not self._time and not done) or self._is_timeless

    @property
    def _is_timeless(self) -> bool:
        """Whether it says what is, of nobody here, before anything was told."""
        said = self._found.verb and not self._found.past
        return said and not (self._is_own or self._time or self._narrated)

    @cached_property
    def _is_own(self) -> bool:
        return _FIRST.search(self._text) is not None

    @cached_property
    def _claim(self) -> bool:
        return self._has("claims") and not self._since and not self._narrates

    @cached_property
    def _plan(self) -> bool:
        return self._has("plans") and not self._found.past

    @cached_property
    def _since(self) -> bool:
        """Whether something is done since: not what happened to others since."""
        own = self._is_own or self._found.noted or not self._found.someone
        now = any(pattern.search(self._text) for pattern in (_AT_END, _NO_MORE))
        does = any(one.verb not in verbs("idle") for one in self._found.now)
        now = now or (does and _NOW.search(self._text) is not None)
        return own and (self._has("since") or now) and not _OPEN.search(self._text)

    @property
    def _way(self) -> bool:
        return self._has("ways") or _NOT_DONE.search(self._text) is not None

    @property
    def _lesson(self) -> bool:
        now = self._plan and _NOW.search(self._text) is not None and not _OPEN.search(self._text)
        return now or self._has("lessons")

    @cached_property
    def _marked(self) -> bool:
        return self._has("endings")

    @property
    def _narrates(self) -> bool:
        """Whether a deed of the past is told with a time of its own."""
        return self._time and bool(self._found.mine or self._found.ours or self._found.now)

    @cached_property
    def _is_list(self) -> bool:
        """Whether it is terms strung together: many commas, and next to no grammar."""
        parts = self._text.count(",") + 1
        if parts < _LIST_LEAST:
            return False
        row = [bare(match["word"]) for match in TOKEN.finditer(self._text) if match["word"]]
        grammar = sum(word in STOPWORDS for word in row)
        told = len(self._found.mine) + len(self._found.ours) + len(self._found.others)
        return grammar < _LEAST_GRAMMAR * len(row) and told < parts / 3

    @property
    def _aside(self) -> bool:
        return self._general or self._is_list or self._claim

    @cached_property
    def _told(self) -> bool:
        """Whether it tells of what was, in whatever tense, or in notes without a verb."""
        if self._aside or self._plan:
            return False
        noted = not self._found.verb and bool(self._details)
        noted = noted and (self._time or self._has("people") or bool(self._counts))
        happens = self._narrated and (self._found.verb or self._marked)
        return self._found.past or bool(self._deeds) or self._time or noted or happens

    @cached_property
    def _deeds(self) -> tuple[Deed, ...]:
        """Own deeds; such as say too little by themselves want a detail in their clause."""
        if self._is_list or self._claim:
            return ()
        done = [*self._found.mine]
        if not (self._aside or self._plan or self._since) and not self._is_supposed:
            done += [one for one in self._found.now if self._narrated or self._of_something(one)]
        kept = [one for one in done if self._is_deed(one)]
        return tuple(Deed(stem(one.verb), self._passage.text) for one in kept)

    @property
    def _is_supposed(self) -> bool:
        return not self._found.past and _SUPPOSED.search(self._text) is not None

    def _is_deed(self, one: Told) -> bool:
        if one.verb in verbs("idle"):
            return False
        return one.verb not in verbs("vague") or self._of_something(one)

    def _of_something(self, one: Told) -> bool:
        """Whether there is a detail in the clause of a verb, to the next sign."""
        stop = _CLAUSE_END.search(self._text, one.end)
        clause = self._text[one.end : stop.start() if stop else len(self._text)]
        return bool(self._details & _things_of(clause))

    @property
    def _names_one(self) -> bool:
        """Whether it names somebody in particular, not the people of whom everybody speaks."""
        named = set(phrases("en", "people").findall(self._text))
        return bool(named - words("en", "anybody"))

    @property
    def _event(self) -> bool:
        return any(one.verb not in words("en", "states") for one in self._found.others)

    @staticmethod
    def _is_changed(*found: Told) -> bool:
        return any(one.verb in verbs("changes") for one in found)

    @cached_property
    def _changed(self) -> bool:
        none = self._has("none") and (self._found.past or self._narrated)
        compared = self._has("compared") and (bool(self._counts) or self._has("sized"))
        finished = self._has("finishes") and self._found.past
        lasting = self._has("lasting") or _LASTING.search(self._text) is not None
        changed = self._is_changed(*self._found.others) or lasting
        return changed or none or compared or finished

    @property
    def _for_whom(self) -> bool:
        """Whether what others did shows how it ended for them, or that nobody was harmed."""
        known = self._names_one or self._is_of_something or not self._has("anybody")
        reacted = known and any(one.verb in verbs("reactions") for one in self._found.others)
        ended = self._marked and self._names_one and bool(self._found.others)
        return reacted or ended or (self._has("none") and _NOBODY.search(self._text) is not None)

    @cached_property
    def _sized(self) -> bool:
        """Whether it says how much of what: a share, or a sum, of nothing is no size."""
        if self._has("sized") and self._is_of_something:
            return True
        return any(noun or self._is_of(start, end) for start, end, noun in self._counts)

    @property
    def _is_of_something(self) -> bool:
        return bool(self._details & _things_of(self._text))

    def _is_of(self, start: int, end: int) -> bool:
        around = self._text[max(0, start - _AROUND) : end + _BEHIND]
        nouns = {bare(match["word"]) for match in TOKEN.finditer(around) if match["word"]}
        if nouns & words("en", "measures"):
            return True
        many = (one for one in nouns if one.endswith("s") and not one.endswith("ss"))
        return any(stem(one) in self._details for one in many)

    @cached_property
    def _counts(self) -> list[tuple[int, int, str]]:
        """The numbers that count something: where they stand, and what they count."""
        found = []
        for one in quantities(_HANGUL.sub("x", self._text)):
            noun = one.noun[0] if one.noun else ""
            if one.label or (one.kind == "count" and not _is_counted(noun)):
                continue
            found.append((one.start, one.end, "" if one.kind in ("percent", "money") else noun))
        return found


def _is_counted(noun: str) -> bool:
    small = STOPWORDS | words("en", "months") | _CLOCK_NOUNS
    return bool(noun) and noun not in small


def details_of(text: str) -> frozenset[str]:
    """The stems of the words that are not said of everything; of any script."""
    found = (
        bare(match["word"]).removesuffix("'s") for match in TOKEN.finditer(text) if match["word"]
    )
    return frozenset(
        stem(word)
        for word in found
        if word
        and not word[0].isdigit()
        and word not in _said_of_all()
        and (len(word) > 2 or not word.isascii())
    )


def _things_of(text: str) -> frozenset[str]:
    """The same without verbs in the past: whom or what it is about."""
    found = (match["word"] for match in TOKEN.finditer(text) if match["word"])
    done = {stem(bare(word)) for word in found if kind(bare(word)) == "past"}
    return details_of(text) - done


@cache
def _said_of_all() -> frozenset[str]:
    lists = ("hollow", "months", "days", "pronouns")
    plain = (words("en", key) for key in lists)
    return STOPWORDS.union(frozenset(verbs("vague")), hollow_words(), *plain)


def asked(text: str) -> frozenset[str]:
    """The stems of what a question asks for, without those that it asks with."""
    found = (bare(match["word"]) for match in TOKEN.finditer(text) if match["word"])
    return frozenset(
        stem(word)
        for word in found
        if word not in STOPWORDS and word not in words("en", "question_words") and len(word) > 2
    )


def shares(text: str, close: frozenset[str]) -> bool:
    """Whether a text has any of these stems."""
    found = (bare(match["word"]) for match in TOKEN.finditer(text) if match["word"])
    return any(stem(word) in close for word in found)


def related(asked: frozenset[str]) -> frozenset[str]:
    """The stems that belong together with those that were asked for."""
    return frozenset().union(*(row for row in _families() if row & asked))


@cache
def _families() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, row)) for row in rows("en", "related"))


def _has_date(text: str) -> bool:
    if _YEAR.search(text):
        return True
    plain = _MONTH_OR_WORD.sub(
        lambda match: match.group() if _is_month(text, match.start()) else " ", text
    )
    return phrases("en", "months", "days").search(plain) is not None


def _is_month(text: str, at: int) -> bool:
    return text[max(0, at - 6) : at].rstrip().endswith(_BEFORE_MONTH)


def tells(passage: Passage) -> bool:
    """Whether it tells of something that the speaker did, be it little."""
    text = QUOTED.sub(lambda match: " " * len(match.group()), passage.plain)
    found = actors(text)
    beside = [match.span() for key in _INSTEAD for match in instead("en", key).finditer(text)]
    return any(_is_telling(one, beside) for one in (*found.mine, *found.ours))


_INSTEAD = ("steering", "insults", "distress", "declining", "not_knowing", "secrecy")


def _is_telling(one: Told, beside: list[tuple[int, int]]) -> bool:
    """Whether a verb tells what was done, and is no part of what is said instead of an answer."""
    begin = one.end - len(one.verb)
    if any(start <= begin < end for start, end in beside):
        return False
    nothing = words("en", "states") | words("en", "befallen")
    return one.verb not in verbs("idle") or (
        verbs("idle")[one.verb] == "past" and one.verb not in nothing
    )


def speaks(text: str) -> bool:
    """Whether a text in small letters says anything that the speaker did, or that befell them."""
    found = actors(text)
    return bool(found.mine or found.ours)


_SELF = re.compile(
    r"\b(?:i was|i am|i'm|i've|i have|i had|i got|my|i lost|i came out of|of mine|made me)\b"
)
_OURS = re.compile(r"\b(?:my|our)\b")
_CARED_FOR = re.compile(
    r"\b(?:patients?|residents?|clients?|customers?|users?|callers?|guests?|pupils?|students?"
    r"|passengers?)\b"
)
_NEAR = 50
"""Characters beside the name of an illness in which stands whose it is."""


def ails(text: str) -> bool:
    """Whether it tells of an illness, or a loss, of the speaker's, or in the family."""
    found = phrases("en", "conditions").search(text)
    if not found:
        return False
    before = text[max(0, found.start() - _NEAR) : found.end()]
    if _CARED_FOR.search(before):
        return False
    near = before + text[found.end() : found.end() + _NEAR]
    family = _OURS.search(near) is not None and phrases("en", "kin").search(near) is not None
    return _SELF.search(before) is not None or family


_WITHHELD = re.compile(
    r"\b(?:can't|cannot|can not|not allowed|not at liberty|may not|mustn't|must not|under|bound"
    r"|it's|is|won't|all|no details|no names|signed)\b"
)


def withholds(text: str) -> bool:
    """Whether something is not told that one has no leave to tell."""
    return _WITHHELD.search(text) is not None
