"""Who did what in a passage of English.

Every word is looked at once, from left to right, with who is spoken of and what may be a verb. Case
tells nothing: dictated English has none, and many scripts have none. A name, in whatever script, is
a word that is neither grammar nor a verb.
"""

import re
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from agents.evidence.text import STOPWORDS
from agents.telling.lists import verbs, words

Who: TypeAlias = Literal["", "i", "we", "other"]

TOKEN = re.compile(
    r"(?P<word>\d[^\s;!?…()\[\]{}\"“”„«»–—/|]*"
    r"|[^\s,.;:!?…()\[\]{}\"“”„«»–—/|]+)"
    r"|(?P<sign>[,.;:!?…()\[\]{}–—/|])"
)
"""A word of any script, with the marks that belong to it, or a sign that ends a clause."""
_EDGE = "'`*_~-"
_NEAR = 3
"""Words behind a subject in which its verb may stand."""
_BACK = 8


class Told(NamedTuple):
    """A verb as it stands in small letters, where its clause begins, and where it ends."""

    verb: str
    start: int
    end: int


class Actors:
    """What is found: the verbs of the speaker, of a "we" and of others.

    `mine` and `ours` are what was done, `now` what the speaker does.
    """

    def __init__(self) -> None:
        self.mine: list[Told] = []
        self.now: list[Told] = []
        self.ours: list[Told] = []
        self.others: list[Told] = []
        self.past = False
        self.verb = False
        self.noted = False
        """Whether it begins with a verb, as notes do."""
        self.someone = False
        """Whether somebody or something else is a subject."""


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    fresh: bool
    """Whether a sign or a joining word stands before it."""


class _Grammar(NamedTuple):
    """The small words."""

    i: frozenset[str]
    we: frozenset[str]
    others: frozenset[str]
    persons: frozenset[str]
    joins: frozenset[str]
    modals: frozenset[str]
    negations: frozenset[str]
    being: frozenset[str]
    having: frozenset[str]
    adverbs: frozenset[str]
    leading: frozenset[str]
    determiners: frozenset[str]


@cache
def _grammar() -> _Grammar:
    return _Grammar(*(words("en", key) for key in _Grammar._fields))


@cache
def _kinds() -> dict[str, str]:
    """Every form of a verb of the lists, and which it is."""
    return verbs("changes") | verbs("idle") | verbs("deeds")


def kind(word: str) -> str:
    """Which form of a verb a word in small letters is; "" where it is none.

    What no list has is a past where it ends like one.
    """
    if found := _kinds().get(word):
        return found
    ends = len(word) > 4 and word.endswith("ed") and word.isascii()
    return "past" if ends and word not in words("en", "no_verbs") else ""


def bare(word: str) -> str:
    """A word without the marks around it."""
    return word.strip(_EDGE).rstrip(".,:")


def actors(text: str) -> Actors:
    """Who did what in a text in small letters. Linear in its length."""
    walk = _Walk(_words(text))
    walk.go()
    return walk.found


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    fresh = True
    joins = _grammar().joins
    for match in TOKEN.finditer(text):
        word = "" if match["sign"] else bare(match["word"])
        if word:
            found.append(_Word(word, match.start(), match.end(), fresh))
        fresh = not word or word in joins
    return found


class _Walk:
    """The walk over the words of a passage."""

    def __init__(self, row: list[_Word]) -> None:
        self.found = Actors()
        self._row = row
        self._who: Who = ""
        self._start = 0
        self._pair = False
        self._somebody = False
        """Whether a person was named, and no verb has come yet."""
        self._clear()

    def _clear(self) -> None:
        """A new clause: a verb may come; nothing that was said of the last one counts."""
        self._open = True
        self._named = False
        """Whether a noun stands before the verb."""
        self._blocked = False
        """Whether what follows was not done: denied, wished, able to."""
        self._leading = False
        self._perfect = False
        self._had = False
        self._being = False
        self._present = False

    def go(self) -> None:
        """Looks at every word once."""
        grammar = _grammar()
        self.found.noted = bool(self._row) and kind(self._row[0].text) in ("base", "past")
        for at, word in enumerate(self._row):
            text = word.text
            subject = self._subject(at, word)
            if word.fresh and not subject and text not in grammar.i | grammar.we | grammar.others:
                self._next_clause(word)
            if subject:
                self._begin(at, word, subject)
            elif text in grammar.joins or text in grammar.adverbs:
                continue
            elif not self._small(at, word):
                self._verb(at, word)

    def _next_clause(self, word: _Word) -> None:
        # "Groom's mother, a seamstress, asked": who was named at the beginning did what follows.
        if not self._who and self._open and self._somebody:
            self._who = "other"
        self._clear()
        self._start = word.start

    def _subject(self, at: int, word: _Word) -> Who:
        """Whom a pronoun speaks of, "" where it is none, or an object."""
        grammar, text = _grammar(), word.text
        if text in grammar.i or (text == "me" and self._is_paired(at)):
            return "i"
        if text in grammar.we:
            return "we"
        if text not in grammar.others:
            return ""
        is_subject = self._open or text in grammar.persons or self._does(at + 1)
        return "other" if is_subject else ""

    def _is_paired(self, at: int) -> bool:
        """Whether "me" is who did it, with somebody else: "me and Ali carried"."""
        follows = self._row[at + 1].text if at + 1 < len(self._row) else ""
        return self._row[at].fresh and (follows == "and" or self._does(at + 1))

    def _does(self, at: int) -> bool:
        """Whether a verb follows, so that what stands before it is no object."""
        grammar = _grammar()
        following = self._row[at] if at < len(self._row) else None
        if following is None or following.fresh:
            return False
        small = grammar.being | grammar.having | grammar.modals
        return following.text in small or kind(following.text) in ("past", "s")

    def _begin(self, at: int, word: _Word, who: Who) -> None:
        """A subject: its verb is to come."""
        text = word.text
        self._clear()
        self._who = who
        self.found.someone |= who == "other"
        self._start = word.start
        self._pair = text == "me"
        self._being = text in ("i'm", "im", "we're")
        self._perfect = text in ("i've", "ive", "we've")
        before = self._row[at - 1].text if at else ""
        # "If I told", "could we take", "did I ask": none of it was done.
        supposed = before in ("wish", "wished", "if", "unless", "do", "did")
        self._blocked = supposed or before in _grammar().modals or text in ("i'll", "we'll")
        if text in ("i'd", "we'd", "id"):
            # "I'd put" may be either; "I'd told" was done, "I'd tell" was not.
            follower = self._next_verb(at + 1)
            self._blocked = not follower or verbs("deeds").get(follower) == "base"
            self._perfect = not self._blocked

    def _next_verb(self, at: int, most: int = _NEAR) -> str:
        """The first word behind a place that is no adverb, where it is a verb."""
        for word in self._row[at : at + most]:
            if word.text in _grammar().negations:
                return ""
            if word.text not in _grammar().adverbs and not word.text.endswith("ly"):
                return word.text if kind(word.text) else ""
        return ""

    def _small(self, at: int, word: _Word) -> bool:
        """Whether it is a small word that belongs to a verb: what it says of it is kept."""
        grammar, text = _grammar(), word.text
        if text in grammar.negations:
            self.found.past |= text in ("didn't", "hadn't", "wasn't", "couldn't")
            self._blocked |= self._open
        elif text in grammar.modals:
            self._blocked = True
        elif text in grammar.being:
            self._be(at, word)
        elif text in grammar.having:
            self.found.past |= text == "had"
            self._had = text == "had"
            self._perfect = self._open
        elif text == "to" and self._open:
            self._blocked = True
            return True
        elif text == "did" and (self._next_verb(at + 1, 2) or self._denied(at + 1)):
            self.found.past = True
        else:
            return False
        self.found.verb = True
        return True

    def _denied(self, at: int) -> bool:
        return at < len(self._row) and self._row[at].text in _grammar().negations

    def _be(self, at: int, word: _Word) -> None:
        past = word.text in ("was", "were", "been", "wasn't", "weren't")
        self.found.past |= past
        if (self._named or self._who == "other") and self._open:
            self._who = "other"
            self.found.someone = True
            self.found.others.append(Told("was" if past else "is", self._start, word.end))
        self._being = self._open
        self._present = not past
        # "What I did was call": what follows was done.
        self._leading = at > 0 and self._row[at - 1].text == "did"

    def _verb(self, at: int, word: _Word) -> None:
        """A verb is noted for whom it belongs to; any other word may be a noun before one."""
        form = kind(word.text)
        told = Told(word.text, self._start, word.end)
        if form == "past" and self._open and not self._is_attribute(at):
            self._past(at, told)
        elif form == "base" and (self._leading or self._has_done(at)):
            if self._who in ("i", ""):
                self.found.mine.append(told)
            self._leading = False
        elif form == "base" and self._may_be_present:
            self._now(told)
        elif form == "ing" and self._being and self._who == "i" and not self._blocked:
            if not self._is_intent(at):
                self.found.mine.append(told)
            self._open = False
        elif form == "s" and self._open and self._who == "other":
            self.found.verb = True
            self.found.others.append(told)
            self._open = False
        elif self._open:
            self.found.someone |= form == "base" and self._named
            first = word.fresh and word.text in _grammar().determiners
            self._named |= first or word.text not in STOPWORDS
            self._somebody |= word.text.removesuffix("'s") in words("en", "people")

    def _is_intent(self, at: int) -> bool:
        """Whether it says what one meant to do: "was going to call", "planned to visit"."""
        row = self._row[at + 1 : at + 3]
        to_do = len(row) > 1 and row[0].text == "to" and kind(row[1].text) in ("base", "past")
        return to_do and self._row[at].text in words("en", "intents")

    def _has_done(self, at: int) -> bool:
        """Whether the speaker had somebody do it: "I had Marisol take the bells"."""
        if self._who != "i" or not self._had or not self._named:
            return False
        before = self._row[at - 1].text
        alone = at > 1 and self._row[at - 2].text == "had" and not kind(before)
        return before in words("en", "people") or (alone and before not in words("en", "hollow"))

    def _is_attribute(self, at: int) -> bool:
        """Whether it stands between an article and a noun: "the broken tray"."""
        return at > 0 and self._row[at - 1].text in _grammar().determiners

    @property
    def _may_be_present(self) -> bool:
        free = self._open and not self._blocked and not self._being
        return free and bool(self._who) and not self._named

    def _past(self, at: int, told: Told) -> None:
        self.found.verb = True
        self.found.past |= not (self._being and self._present)
        if self._named and not self._pair and (not self._who or self._noun_before(at)):
            self._who = "other"
        self._pair = False
        undone = not self._leading and (self._blocked or self._being or self._is_intent(at))
        by_another = at + 1 < len(self._row) and self._row[at + 1].text == "by"
        if self._who == "other" or (not self._who and (by_another or self._named)):
            self.found.someone = True
            self.found.others.append(told)
        elif not undone:
            # Notes leave the subject out: who writes them did it.
            (self.found.ours if self._who == "we" else self.found.mine).append(told)
        self._leading = told.verb in _grammar().leading
        self._open = False

    def _now(self, told: Told) -> None:
        self.found.verb = True
        if self._perfect and self._who == "i":
            # "I have make": so it is said by who learns the language.
            self.found.mine.append(told)
        elif self._who == "i":
            self.found.now.append(told)
        elif not self._perfect and self._who == "we":
            self.found.ours.append(told)
        self._open = False

    def _noun_before(self, at: int) -> bool:
        """Whether, since the last sign or joining word, a noun stands before the verb."""
        grammar = _grammar()
        for word in reversed(self._row[max(0, at - _BACK) : at]):
            if word.text in grammar.i or word.text in grammar.we:
                return False
            if word.fresh:
                return word.text not in grammar.adverbs
        return True
