"""What code sees in a passage of Korean, by who did what in it, and by the phrases it has.

Blanks tell nothing: people leave them out. So phrases are looked for in the text without any, but
where it has blanks and a phrase begins a word.
"""

import re
from functools import cache, cached_property

from agents.evidence.alternatives import alternatives
from agents.evidence.quantities import quantities
from agents.evidence.text import QUOTED
from agents.telling.lists import entries, instead, phrases, rows
from agents.telling.passages import Passage
from agents.telling.predicates import HONORED, Predicate, acts, is_note, predicates
from agents.telling.signs import Deed, Signs

_FOREIGN = re.compile(r"[^\W\d_가-힣ㄱ-ㅎㅏ-ㅣ]{2,}")
_RUN = re.compile(r"[가-힣]{2,}")
_BLANKS = re.compile(r"\s+")
_LEAST_DETAILS = 3
"""Pairs of syllables that are not said of everything: fewer are none."""
_CLOCK = re.compile(r"^(?:시|시쯤|시에|시까지|시부터|호|층|번째|학년|기|월)")
_DATE = re.compile(
    r"(?:19|20)\d\d년|\d{1,2}월|\d{1,2}일(?!차|간|을|만)|(?:19|20)\d\d[.]\d{1,2}|\d{1,2}시"
)
_MONTH = re.compile(r"월\s?$")
_AT_BEGINNING = ("times", "endings", "since")
"""Lists of what begins a word: where there are blanks they tell "이제" from "형이 제일"."""
_SPACED = 12
_LIST_LEAST = 5
"""Terms behind commas that are a list."""
_SHORT_LIST = 4
"""The same where there is no verb at all."""
_TAIL = 10
"""Syllables at the end of a clause, where its verb stands."""
_AROUND = 12
_NOTE = 12
_COMPARED = re.compile("아니라|에서[^.,]{1,20}로|보다|대비")
_SEEN = re.compile("더라고요|더라구요|더라")
"""What the speaker saw that others did."""
_NOT_ONE = re.compile(
    "(?:명|건|번|개|장|분|집|곳|통|원|킬로|그램|그릇|사람)도(?:안|못|없|끊|놓|빠)"
)
_NOBODY = re.compile(
    "아무도|(?:명|사람|분|환자|아이|손님|직원|학생)(?:은|이|도)?(?:안|하나도|다치지|[가-힣]{0,6}없)"
)
_BECAUSE = re.compile(r"[가-힣]이라(?=[\s,])")
_PRESENT = re.compile(
    r"[가-힣](?:니다|어요|아요|해요|에요|예요|려요|켜요|져요|봐요|놔요|둬요|줘요|가요|와요|써요|셔요|돼요)"
    r"(?![가-힣])|(?:[한는든진린긴운준본둔친킨신선뜬]|있|없)다(?![가-힣])|음(?=[.,]|$)"
    r"|(?:니다|어요|아요|해요|봐요|둬요|줘요|가요|돼요|[는한선]다)$"
)


def read(passage: Passage, details: frozenset[str], narrated: bool) -> Signs:
    """The signs of a passage; see `english.read`."""
    return _Read(passage, details, narrated).signs()


class _Read:
    """A passage, looked at from all sides."""

    def __init__(self, passage: Passage, details: frozenset[str], narrated: bool) -> None:
        self._passage = passage
        self._text = QUOTED.sub(" ", passage.plain)
        self._compact = _BLANKS.sub("", self._text)
        self._narrated = narrated
        self._row = predicates(self._text)
        self._details = details
        self._content = len(self._details) >= _LEAST_DETAILS

    def signs(self) -> Signs:
        """All that is seen."""
        told = self._told
        of_case = self._content and not self._aside
        own = self._content and not self._claim and not self._is_list
        return Signs(
            text=self._passage.text,
            told=told,
            content=of_case,
            details=self._details if told and self._content else frozenset(),
            time=self._time and not self._aside,
            person=self._names_one and told,
            deeds=self._deeds,
            shared=any(one.who == "our" and not one.is_idle for one in self._row) and of_case,
            mine=self._has("mine") and self._is_said and of_case,
            reason=(self._has("reasons") or _BECAUSE.search(self._text) is not None) and own,
            way=self._has("ways") and own,
            task=self._has("tasks") and own,
            marked=self._has("endings") and not self._aside,
            changed=self._changed and of_case and not self._plan,
            event=self._event and of_case,
            by_me=self._has("changes") and any(one.who in ("own", "our") for one in self._row),
            sized=self._sized,
            for_whom=self._for_whom,
            counted=bool(self._counts),
            lesson=self._has("lessons") and of_case,
            since=self._since and of_case,
            plan=self._plan,
            claim=self._claim,
            general=self._general,
            sensitive=self._has("sensitive"),
        )

    def _has(self, key: str) -> bool:
        blanks = len(self._text) - len(self._compact)
        if key in _AT_BEGINNING and blanks > len(self._compact) // _SPACED:
            return _beginning_words(key).search(self._text) is not None
        return phrases("ko", key).search(self._compact) is not None

    @cached_property
    def _time(self) -> bool:
        return self._has("times") or _DATE.search(self._text) is not None

    @property
    def _since(self) -> bool:
        """Whether something is done since: not what happened to others since."""
        if not self._has("since"):
            return False
        if any(one.who in ("own", "our") and not one.is_idle for one in self._row):
            return True
        befell = self._none or HONORED.search(self._compact) is not None
        noted = not self._row and self._is_said
        return not befell and (self._is_present or noted)

    @cached_property
    def _claim(self) -> bool:
        return self._has("claims") and not self._row

    @cached_property
    def _general(self) -> bool:
        return self._has("general") and not self._time and not self._row

    @cached_property
    def _plan(self) -> bool:
        return self._has("plans") and not self._row

    @cached_property
    def _is_list(self) -> bool:
        """Whether it is terms strung together."""
        parts = self._text.count(",") + self._text.count("·") + 1
        if parts >= _LIST_LEAST and len(self._row) < parts / 3:
            return True
        bare = not self._row and not self._is_present and not self._time
        return parts >= _SHORT_LIST and bare and not acts(self._text, self._compact)

    @property
    def _aside(self) -> bool:
        return self._claim or self._general or self._is_list

    @cached_property
    def _is_present(self) -> bool:
        return _PRESENT.search(self._compact) is not None

    @cached_property
    def _is_said(self) -> bool:
        """Whether it tells of something, be it in a note."""
        return bool(self._row) or is_note(self._text)

    @cached_property
    def _told(self) -> bool:
        if self._aside or self._plan:
            return False
        noted = not self._row and not self._is_present
        noted = noted and (self._someone or bool(self._counts))
        happens = self._narrated and (self._has("endings") or self._is_present)
        told = bool(self._row or self._deeds) or noted or happens
        return self._time or (self._content and told)

    @cached_property
    def _deeds(self) -> tuple[Deed, ...]:
        if self._aside or not self._content:
            return ()
        done = [one.kind for one in self._row if one.who == "own" and not one.is_idle]
        if not self._plan and self._is_said and not self._is_of_others:
            done += acts(self._text, self._compact)
        return tuple(Deed(verb, self._passage.text) for verb in done)

    @property
    def _is_of_others(self) -> bool:
        """Whether all that was done was done by others, or not at all."""
        return bool(self._row) and all(one.who in ("other", "none") for one in self._row)

    @cached_property
    def _someone(self) -> bool:
        return self._has("people") or HONORED.search(self._compact) is not None

    @property
    def _names_one(self) -> bool:
        """Whether it speaks of somebody in particular, not of whom everybody speaks."""
        named = set(phrases("ko", "people").findall(self._compact))
        return self._someone and not (named and named <= set(entries("ko", "anybody")))

    @cached_property
    def _none(self) -> bool:
        return self._has("none") or _NOT_ONE.search(self._compact) is not None

    @cached_property
    def _changed(self) -> bool:
        none = self._none and (bool(self._row) or self._narrated)
        compared = len(self._counts) > 1 and _COMPARED.search(self._compact) is not None
        return none or compared or self._has("changes")

    @property
    def _event(self) -> bool:
        seen = _SEEN.search(self._compact) is not None
        return seen or any(one.who == "other" and not one.is_idle for one in self._row)

    @property
    def _for_whom(self) -> bool:
        """Whether what others did shows how it ended for them, or that nobody was harmed."""
        if self._none and _NOBODY.search(self._compact):
            return True
        others = any(one.who == "other" for one in self._row) or HONORED.search(self._compact)
        return self._names_one and self._has("reactions") and bool(others or self._none)

    @property
    def _sized(self) -> bool:
        compared = self._has("sized") and self._content and self._has("changes")
        return compared or any(self._counts)

    @cached_property
    def _counts(self) -> list[bool]:
        """For each number that counts something, whether it says how much of what."""
        found = []
        for one in quantities(self._text):
            noun = one.noun[0] if one.noun else ""
            if one.label or _CLOCK.match(noun) or (one.kind == "count" and not noun):
                continue
            year = one.kind == "count" and one.is_year and noun.startswith("년")
            if year or (one.kind == "day" and _MONTH.search(self._text[: one.start])):
                continue
            before = _BLANKS.sub("", self._text[max(0, one.start - _AROUND) : one.start])
            vain = one.kind == "percent" and phrases("ko", "vain").search(before)
            found.append(not vain)
        return found


def details_of(text: str) -> frozenset[str]:
    """The pairs of syllables, and words of other letters, that are not said of everything."""
    compact = _BLANKS.sub("", text)
    left = phrases("ko", "hollow").sub(" ", compact)
    return frozenset(_pairs_in(left) | set(_FOREIGN.findall(text)))


def _pairs_in(text: str) -> set[str]:
    return {pair for run in _RUN.findall(text) for pair in _pairs(run)}


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


def asked(text: str) -> frozenset[str]:
    """The pairs of syllables of what a question asks for, without those that it asks with."""
    left = phrases("ko", "politeness").sub(" ", _BLANKS.sub("", text))
    return frozenset(_pairs_in(left) | set(_FOREIGN.findall(text))) - _hollow_pairs()


@cache
def _hollow_pairs() -> frozenset[str]:
    return frozenset(pair for word in entries("ko", "hollow") for pair in _pairs(word))


def shares(text: str, close: frozenset[str]) -> bool:
    """Whether a text has any of these pairs."""
    compact = _BLANKS.sub("", text)
    return any(pair in compact for pair in close)


def related(asked_for: frozenset[str]) -> frozenset[str]:
    """The words that belong together with those that were asked for, as pairs of syllables."""
    found: set[str] = set()
    for row in rows("ko", "related"):
        if any(_pairs(word) & asked_for for word in row):
            found |= {pair for word in row for pair in _pairs(word)}
    return frozenset(found)


def tells(passage: Passage) -> bool:
    """Whether it tells of something that the speaker did, be it little."""
    text = QUOTED.sub(" ", passage.plain)
    compact = _BLANKS.sub("", text)
    done = [one for one in predicates(text) if one.who in ("own", "our") and not one.is_idle]
    if any(not _is_instead(_end_of(one)) for one in done):
        return True
    return is_note(text) and len(compact) > _NOTE and not _is_instead(compact)


_INSTEAD = ("steering", "insults", "distress", "declining", "not_knowing", "secrecy")


def _is_instead(compact: str) -> bool:
    """Whether it has what is said instead of an answer."""
    return any(instead("ko", key).search(compact) for key in _INSTEAD)


def _end_of(one: Predicate) -> str:
    return _BLANKS.sub("", one.clause)[-_TAIL:]


def speaks(text: str) -> bool:
    """Whether it says of the speaker anything that was."""
    return any(one.who == "own" and not one.is_idle for one in predicates(text))


_SELF = re.compile(r"제가|저는|저도|저의|내가|나는|(?<![가-힣])제\s")
_CARED_FOR = re.compile(r"환자|보호자|어르신|고객|손님|입소자|이용자|학생")
_BEFORE, _BEHIND = 30, 16
"""Characters beside the name of an illness in which stands whose it is."""


def ails(text: str) -> bool:
    """Whether it tells of an illness, or a loss, of the speaker's, or in the family."""
    found = _conditions().search(text)
    if not found or _CARED_FOR.search(text):
        return False
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    near = before + text[found.start() : found.end() + _BEHIND]
    if _SELF.search(text) or phrases("ko", "kin").search(near):
        return True
    # The subject is left out: it is the speaker, where nobody else is named or spoken of.
    others = phrases("ko", "people").search(near) or HONORED.search(near)
    return others is None


@cache
def _beginning_words(key: str) -> re.Pattern[str]:
    """The entries of a list where words begin, with blanks in them or without."""
    body = alternatives(" ".join("".join(entry.split())) for entry in entries("ko", key))
    return re.compile(rf"(?<![가-힣]){body}".replace(r"\s{1,9}", r"\s?"))


@cache
def _conditions() -> re.Pattern[str]:
    """Here blanks tell words from parts of others: "전과가" and "오전과"."""
    body = alternatives(entries("ko", "conditions")).replace(r"\s{1,9}", r"\s?")
    return re.compile(rf"(?<![가-힣]){body}")


_WITHHELD = re.compile(r"수\s?없|어렵|비밀|기밀|대외비|보안")


def withholds(text: str) -> bool:
    """Whether something is not told that one has no leave to tell."""
    return _WITHHELD.search(text) is not None


def is_korean(text: str) -> bool:
    """Whether there is Korean in it."""
    return _RUN.search(text) is not None
