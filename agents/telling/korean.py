"""What code sees in a passage of Korean.

Blanks tell nothing: people leave them out. The subject is mostly left out, too: what was done by
nobody else was done by the speaker. Politeness makes no difference.
"""

import re
from functools import cache

from agents.evidence.alternatives import alternatives
from agents.evidence.quantities import quantities
from agents.evidence.text import QUOTED
from agents.telling.lists import entries, phrases, rows
from agents.telling.passages import Passage
from agents.telling.signs import Deed, Signs

_FIRST, _FINALS, _LAST = 0xAC00, 28, 0xD7A3
_SS, _M = 20, 16
"""The finals ㅆ, that of the past, and ㅁ, that of a verb as a noun, among the 28 of a syllable."""
_NO_PAST = "있겠"


def _ending_in(final: int) -> str:
    return "".join(
        letter
        for code in range(_FIRST, _LAST + 1)
        if (code - _FIRST) % _FINALS == final and (letter := chr(code)) not in _NO_PAST
    )


_PAST = re.compile(rf"[{_ending_in(_SS)}](?!던|을지|어야|더라면|으면)")
_NOTED = re.compile(rf"[가-힣]{{1,8}}[{_ending_in(_M)}](?=\s*(?:[.,;:!?…)\n]|$))")
_NO_NOTE = frozenset(
    ["사람", "다음", "이름", "처음", "마음", "지금", "모임", "그림", "아침", "점심", "책임", "경험", "시험", "위험", "보험", "게임", "느낌", "웃음", "어려움", "도움", "싸움", "두려움", "즐거움", "기쁨", "아픔", "슬픔", "걸음", "믿음", "젊음", "얼음", "울음", "물음", "배움", "요즘", "가끔", "조금", "현금", "요금", "세금", "임금", "입금", "송금", "벌금", "상금", "소금", "황금", "담임", "전임", "후임", "선임", "주임", "신임", "해임", "필름", "여름", "구름", "기름", "주름", "고름", "가슴", "보람", "바람", "처럼", "크림", "아이스크림", "팀", "힘", "밤", "봄", "몸", "꿈", "잠", "짐", "점", "감", "남", "임", "름", "컴", "폼", "시스템", "프로그램", "아이템", "문제점", "장점", "단점", "강점", "약점", "관점", "시점", "지점", "매점", "서점", "음식점", "초점", "공감", "책임감", "자신감", "부담감", "유감", "예감", "공통점", "개선점"]
)
_SUBJECT = re.compile(r"(?:이|가|께서|은|는|들이|들은|님도|씨도|에서)$")
_OWN = re.compile(r"^(?:제가|저는|저도|내가|나는|나도|전|난|직접|혼자|저혼자|제|저라도)$")
_OUR = re.compile(
    r"^(?:저희|우리|저희가|우리가|저희는|우리는|저희도|우리도|다같이|팀이|팀은|팀에서|모두|서로)"
)
_GOES_ON = re.compile(
    r"(?:고|며|면서|아서|어서|해서|여서|워서|려서|는데|지만|니까|자|려고|더니|다가|데|고요|라서|서)$"
)
_TOKEN = re.compile(r"[^\s.,;:!?…()\[\]{}\"“”‘’「」『』〈〉<>/|~·→–—-]+|[.,;:!?…()–—\n]")
_FOREIGN = re.compile(r"[^\W\d_가-힣ㄱ-ㅎㅏ-ㅣ]{2,}")
_RUN = re.compile(r"[가-힣]{2,}")
_BLANKS = re.compile(r"\s+")
_LEAST_DETAILS = 3
"""Pairs of syllables that are not said of everything: fewer are none."""
_CLOCK = re.compile(r"^(?:시|시쯤|시에|시까지|시부터|호|층|번째|학년|기)")
_DATE = re.compile(
    r"(?:19|20)\d\d년|\d{1,2}월|\d{1,2}일(?!차|간|을|만)|(?:19|20)\d\d[.]\d{1,2}|\d{1,2}시"
)
_HUMBLE = ("드렸", "드림", "여쭀", "여쭸", "여쭤봤", "여쭤봄", "뵀", "뵈었")
_HONORED = re.compile(r"(?:셨|심|시고|셔서|시더|세요|신다|십니다)")
_LIST_LEAST = 5
_TAIL = 10
"""Syllables at the end of a clause, where its verb stands."""


def is_korean(text: str) -> bool:
    """Whether there is Korean in it."""
    return _RUN.search(text) is not None


def details_of(text: str) -> frozenset[str]:
    """The pairs of syllables, and words of other letters, that are not said of everything."""
    compact = _BLANKS.sub("", text)
    left = phrases("ko", "hollow").sub(" ", compact)
    pairs = {run[at : at + 2] for run in _RUN.findall(left) for at in range(len(run) - 1)}
    return frozenset(pairs | set(_FOREIGN.findall(text)))


def related(asked: frozenset[str]) -> frozenset[str]:
    """The words that belong together with those that were asked for, as pairs of syllables."""
    found: set[str] = set()
    for row in rows("ko", "related"):
        if any(_pairs(word) & asked for word in row if len(word) > 1):
            found |= {pair for word in row for pair in _pairs(word)}
    return frozenset(found)


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


class _Predicate:
    """A verb in the past, whose it is, and where its clause begins and ends."""

    def __init__(self, verb: str, who: str, clause: str) -> None:
        self.verb = verb
        self.who = who
        self.clause = clause


def read(passage: Passage, known: frozenset[str], narrated: bool) -> Signs:
    """The signs of a passage; see `english.read`."""
    text = QUOTED.sub(" ", passage.plain)
    compact = _BLANKS.sub("", text)

    def has(key: str) -> bool:
        return phrases("ko", key).search(compact) is not None

    details = details_of(text) - known
    specific = len(details) >= _LEAST_DETAILS
    row = _predicates(text)
    time = has("times") or _DATE.search(text) is not None
    is_list = _is_list(text, row)
    claim = has("claims") and not row
    general = has("general") and not time and not row
    plan = has("plans") and not row
    aside = claim or general or is_list
    own = [one for one in row if one.who == "own" and not _is_idle(one.verb)]
    ours = [one for one in row if one.who == "our" and not _is_idle(one.verb)]
    others = [one for one in row if one.who == "other"]
    deeds = (
        () if aside or not specific else tuple(Deed(_kind(one.verb), passage.text) for one in own)
    )
    if not aside and not plan and specific and (row or _is_note(text)):
        deeds += tuple(Deed(act, passage.text) for act in _acts(text, compact))
    someone = has("people")
    counted = _counts(text)
    fragment = not row and not _PRESENT.search(compact) and (time or someone or bool(counted))
    told = not aside and not plan and specific and bool(row or deeds or time or fragment)
    event = [one for one in row if one.who == "other" or _is_idle(one.verb)]
    changed = has("changes") or (has("none") and bool(row or narrated))
    marked = has("endings")
    for_whom = (
        someone and not _only_anybody(compact) and has("reactions") and bool(others or has("none"))
    )
    return Signs(
        text=passage.text,
        told=told or (time and not aside and not plan),
        details=details if told and specific else frozenset(),
        time=time and not aside,
        person=someone and told,
        deeds=deeds,
        shared=bool(ours) and specific and not aside,
        mine=has("mine") and bool(row or _is_note(text)) and specific and not aside,
        reason=has("reasons") and specific and not claim and not is_list,
        way=has("ways") and specific and not claim and not is_list,
        task=has("tasks") and specific and not claim and not is_list,
        marked=marked and not aside,
        changed=changed and specific and not aside and not plan,
        event=bool(event) and specific and not aside,
        by_me=has("changes") and bool(own or ours),
        sized=bool([one for one in counted if one])
        or (has("sized") and specific and has("changes")),
        for_whom=for_whom
        or (
            has("none") and bool(re.search("명도|사람도|사람은|아무도|분도|사람이|사람없", compact))
        ),
        counted=bool(counted),
        lesson=has("lessons") and specific and not is_list and not aside,
        since=has("since")
        and specific
        and not aside
        and bool(_PRESENT.search(compact) or row or _is_note(text)),
        plan=plan,
        claim=claim,
        general=general,
        sensitive=has("sensitive"),
    )


_PRESENT = re.compile(
    r"(?:[가-힣](?:니다|어요|아요|해요|에요|예요|려요|켜요|져요|봐요|놔요|둬요|줘요|가요|와요|써요|셔요|돼요)|[한는든진린긴운준본둔친킨신]다|있다|없다)(?![가-힣])"
    r"|(?:니다|어요|아요|해요|봐요|둬요|줘요|가요)$"
)


def _predicates(text: str) -> list[_Predicate]:
    """The verbs in the past, in order; each belongs to whom its clause names, else to the speaker."""
    found: list[_Predicate] = []
    who = first = ""
    clause: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if len(token) == 1 and not token.isalnum():
            clause, who, first = [], "", ""
            continue
        clause.append(token)
        if _OWN.match(token):
            who = "own"
        elif _OUR.match(token):
            who = who or "our"
        elif who not in ("own", "our") and _is_other(token, len(clause) == 1):
            who = "other"
        past = _PAST.search(token)
        noted = _NOTED.search(text, match.start(), min(len(text), match.end() + 2))
        if past or (
            noted
            and noted.end() == match.end()
            and noted.group() not in _NO_NOTE
            and token not in _NO_NOTE
        ):
            end = past.end() if past else len(token)
            verb = "".join(clause)[-(len(token) + 6) :][: -(len(token) - end) or None]
            found.append(_Predicate(verb, _whose(who, token, clause), " ".join(clause)))
            if past and (following := token[end:]):
                found += _glued(following)
        if past or _GOES_ON.search(token):
            clause, who = [], ""
    return found


def _glued(rest: str) -> list[_Predicate]:
    """The other verbs of a text without blanks."""
    return [
        _Predicate(
            rest[max(0, match.end() - 6) : match.end()],
            _whose("", rest[: match.end()][-8:], []),
            rest,
        )
        for match in _PAST.finditer(rest)
        if match.end() > len("습니다")
    ]


def _is_other(token: str, is_first: bool) -> bool:
    if not _SUBJECT.search(token) or len(token) < 2:
        return False
    if phrases("ko", "people").search(token):
        return True
    return (
        is_first
        and token.endswith(("이", "가", "께서"))
        and not token.endswith(("다가", "까이", "같이", "많이", "없이", "깊이", "높이"))
    )


def _whose(who: str, token: str, clause: list[str]) -> str:
    if any(humble in token for humble in _HUMBLE):
        return "own" if who != "our" else who
    if _HONORED.search(token):
        return "other"
    if who:
        return who
    before = clause[-2] if len(clause) > 1 else ""
    if (
        before.endswith(("이", "가"))
        and not _OWN.match(before)
        and len(before) > 1
        and before not in ("같이", "많이", "없이")
    ):
        return "other"
    return "own"


def _is_idle(verb: str) -> bool:
    return verb.endswith(entries("ko", "idle"))


def _kind(verb: str) -> str:
    """A verb by its last syllables: those that tell it from others."""
    if verb.endswith(("했", "함", "하였")):
        return verb[-3:]
    return verb[-2:]


def _acts(text: str, compact: str) -> list[str]:
    """Deeds that the sentence goes on behind, and such as end a note."""
    found = [match.group() for match in _act_pattern().finditer(compact)]
    found += [match.group() for match in _note_pattern().finditer(text)]
    found += [match.group() for match in phrases("ko", "going_on").finditer(compact)]
    return found


@cache
def _act_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{phrases('ko', 'acts').pattern}(?=하고|해서|하여|하며|한뒤|한후|하니|해보니|드리고)"
    )


@cache
def _note_pattern() -> re.Pattern[str]:
    return re.compile(rf"{phrases('ko', 'acts').pattern}(?=\s?(?:[.,;·\n/→]|$|후\s|뒤\s))")


def _is_note(text: str) -> bool:
    return _note_pattern().search(text) is not None or _NOTED.search(text) is not None


def _counts(text: str) -> list[bool]:
    """For each number that counts something, whether it says how much of what."""
    found = []
    for one in quantities(text):
        noun = one.noun[0] if one.noun else ""
        if one.label or _CLOCK.match(noun) or (one.kind == "count" and not noun):
            continue
        if one.kind == "count" and one.is_year and noun.startswith("년"):
            continue
        if noun.startswith("월"):
            continue
        if one.kind == "day" and one.start > 1 and re.search(r"월\s?$", text[: one.start]):
            continue
        vain = one.kind == "percent" and phrases("ko", "vain").search(
            _BLANKS.sub("", text[max(0, one.start - 12) : one.start])
        )
        found.append(not vain)
    return found


def _only_anybody(compact: str) -> bool:
    named = set(phrases("ko", "people").findall(compact))
    return bool(named) and named <= set(entries("ko", "anybody"))


def _is_list(text: str, row: list[_Predicate]) -> bool:
    """Whether it is terms strung together."""
    parts = text.count(",") + text.count("·") + 1
    return parts >= _LIST_LEAST and len(row) < parts / 3


def tells(passage: Passage) -> bool:
    """Whether it tells of something that somebody did, be it little."""
    text = QUOTED.sub(" ", passage.plain)
    own = [one for one in _predicates(text) if one.who != "other" and not _is_idle(one.verb)]
    compact = _BLANKS.sub("", text)
    phrase = phrases("ko", "not_knowing", "distress", "declining", "secrecy", "steering", "insults")
    done = [one for one in own if not phrase.search(_BLANKS.sub("", one.clause)[-_TAIL:])]
    return bool(done) or (_is_note(text) and not phrase.search(compact) and len(compact) > 12)


def speaks(text: str) -> bool:
    """Whether it says of the speaker anything that was."""
    return any(one.who == "own" for one in _predicates(text))


_SELF = re.compile(r"제가|저는|저도|저의|내가|나는|(?<![가-힣])제\s")


def ails(text: str) -> bool:
    """Whether it tells of an illness, or a loss, of the speaker's, or in the family."""
    found = _conditions().search(text)
    if not found or _CARED_FOR.search(text):
        return False
    near = text[max(0, found.start() - 30) : found.end() + 10]
    return _SELF.search(text) is not None or phrases("ko", "kin").search(near) is not None


_CARED_FOR = re.compile(r"환자|보호자|어르신|고객|손님|입소자|이용자|학생")


@cache
def _conditions() -> re.Pattern[str]:
    """Here blanks tell words from parts of others: "전과가" and "오전과"."""
    body = alternatives(entries("ko", "conditions")).replace(r"\s{1,9}", r"\s?")
    return re.compile(rf"(?<![가-힣]){body}")


def withholds(text: str) -> bool:
    """Whether something is not told that one has no leave to tell."""
    return re.search(r"수\s?없|어렵|비밀|기밀|대외비|보안", text) is not None
