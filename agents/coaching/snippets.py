"""A few words out of what somebody said: verbatim, short enough to be said back.

A clause is taken rather than a sentence, as a sentence that is said back sounds like a parrot.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from agents.coaching.signs import KOREAN, code
from agents.evidence.sentences import sentence_spans
from agents.evidence.text import clip, one_line

MOST_WORDS = {"en": 11, "ko": 8}
"""Words of a snippet: with a phrasing around it a question stays under 25."""
MOST = 90
"""Characters of it."""
LEAST_WORDS = {"en": 3, "ko": 2}
_PASSAGE = 600
"""Characters of a passage that are looked at."""

_CUT = {
    "en": re.compile(
        r"[,;:—–]\s+|(?<!\s)\s+[—–-]\s+|\.\.\.\s*|…\s*"
        r"|(?<!\s)\s+(?=(?:but|so|because|while|until|then|when|though|although)\s)"
        r"|(?<!\s)\s+(?=and\s(?:I|we|he|she|it|they|you|there|then|so|nobody|one|my|our|his|her|their|[a-z]{2,20}ed|told"
        r"|made|took|went|got|put|gave|said|rang|found|had|was|were|drew|wrote|sent|cut|did)\s)"
    ),
    "ko": re.compile(
        r",(?!\d)\s*|[;:—–]\s*|(?<!\s)\s+[—–-]\s+|\.\.\.\s*|…\s*|(?<=니다)\s+|(?<=[가-힣]요)\s+"
    ),
}
_FILLERS = {
    "en": re.compile(
        r"(?i)^(?:(?:and|so|well|um+|uh+|er+|okay|ok|you know|i mean|actually|basically|anyway"
        r"|yes|yeah|oh|right|sure)\b(?!['’])[,.\s]*)+"
    ),
    "ko": re.compile(
        r"^(?:(?:음+|어+|그(?=[,.…])|저(?=[,.…])|뭐|그러니까|그니까|그래서|그리고|그런데|근데|네|예|일단|사실)[,.…]*\s+)+"
    ),
}
"""What only wins time, or hangs a sentence on the one before."""
_JOINTS = re.compile(r"(?i)^(?:(?:but|then|because|also|now|while)\b(?!['’])[,\s]*)+")
"""What else a clause begins with that belongs to the clause before."""
_BEFORE = frozenset(
    ("to", "for", "with", "in", "at", "on", "from", "by", "that", "than", "if", "after", "before",
     "into", "until", "till", "about", "without")
)  # fmt: skip
"""Before these words a clause may end, and still be one."""
_JOINED = re.compile(
    r"(?:(?<![다라자냐])고|[는은던]데|지만|니까|[어아해셔]서|[으하]며|면서)\s+(?=\S)"
)
"""Where a Korean clause ends, and the sentence goes on."""
_EDGES = " \t\n\"'“”‘’«».,;:!?…—–-()[]"
_SHARED = {
    "en": re.compile(r"(?i)\b(?:we|our team|the team|us)\b"),
    "ko": re.compile(r"저희|우리|팀에서|팀이|함께|다 같이|다같이"),
}
_OWN = {
    "en": re.compile(
        r"^I (?!was|am\b|ha[dv]|do\b|did\b|don|could|would|know|knew|think|thought|guess|like"
        r"|want|need|felt|can\b|may\b|might|will\b)"
    ),
    "ko": re.compile(r"제가|저는|직접|내가|나는|저도"),
}
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|half|forty|fifty"
    r"|hundred|thousand|nobody|all|every|twice)\b"
    r"|[한두세네] ?(?:명|개|건|곳|번|배|시간|달|주)|모두|절반"
)

_DATE = re.compile(r"\b(?:19|20)\d\d\b|(?:19|20)\d\d년|\d{1,2}월(?: ?\d{1,2}일)?")
_SELF = {"en": re.compile(r"\b(?:I|I['’]m|[Mm]y|me)\b"), "ko": re.compile(r"저|제가|나는|내")}
_TAIL = re.compile(
    r"(?i)(?<!\s)\s+(?:that|which|who|if|when|because|and|so|but|or|the|an?|of|to|as|where|my|our|his|her"
    r"|their|its|is|was|were|i|we|he|she|it|they|with|in|on|at|for|from|by)$"
)
"""What no English clause ends with."""
_HANGING = re.compile(
    r"^(?:때|동안|사이|것|걸|수|중|뒤|전|만|씨|등|게|데|줄|적|번|개|명|쯤|더)(?:[에은는이가을를도로]{0,2})\s"
)
"""What no Korean clause begins with."""
_NO_DEED = re.compile(
    r"해야 (?:했|하|됐)|줄 알았|있었|[다라자냐]고(?:요)?$|[다라자]고 (?:했|하셨|함)"
    r"|몰랐|못 ?(?:했|함|하)|것이었|때였|싶었|는 겁니다|기 때문|[는은던]데$|지만$"
    r"|니까$|셨|십니다|시더라|[가-힣]심$"
)
"""A Korean clause that tells something else than what one did, or honours who did it."""
_OTHER = re.compile(r"^\S{1,12}(?:[이가은는]|께서|에서)\s|[이가]\s\S{1,12}$")
"""A Korean clause that may be of somebody else, or of a thing."""
SHARED, OWN, FIGURE, SELF = "shared", "own", "figure", "self"


def snippet(
    passages: Iterable[str],
    language: str,
    *,
    used: Collection[str] = (),
    wanted: str = "",
    having: Callable[[str], bool] | None = None,
    most: Mapping[str, int] = MOST_WORDS,
) -> str:
    """A few words of the passages, the first that were not said back; "" where there are none.

    `used` are texts that were said to the person. `wanted` is what the words should have in them
    where any clause has it: SHARED ("we"), OWN (a deed with "I"), FIGURE, SELF; `having` says what
    they must have; `most` is how many they are, by language.
    """
    name = code(language)
    said = [folded(one) for one in used]
    own_korean = name == KOREAN and wanted == OWN
    found = []
    for passage in passages:
        pieces = _pieces(passage[:_PASSAGE], name, most[name])
        # A Korean sentence says at its end what is done.
        found += [
            (_has(text, wanted, name), not is_cut, text)
            for text, is_cut in (pieces[::-1] if own_korean else pieces)
            if _is_fit(text, name)
            and (having is None or having(text))
            and not (own_korean and not _is_own_deed(text))
            and not any(folded(text) in one for one in said)
        ]
    return max(found, key=lambda one: one[:2], default=(False, False, ""))[2]


def has_figure(piece: str) -> bool:
    """Whether a number stands in it that is no date."""
    return _FIGURE.search(_DATE.sub("", piece)) is not None


def is_whole_sentence(piece: str, said: Iterable[str]) -> bool:
    """Whether the words are a sentence of what was said, as it stands."""
    return any(
        folded(sentence) == folded(piece)
        for one in said
        for _, sentence in sentence_spans(one[:20_000])
    )


def folded(text: str) -> str:
    """A text to compare with: without signs at its ends, blanks, and large letters."""
    return one_line(text).strip(_EDGES).casefold()


def without_fillers(sentence: str, language: str) -> str:
    """A sentence without the words at its beginning that only win time; "" of nothing else."""
    return _FILLERS[code(language)].sub("", sentence.lstrip()).lstrip(" ,.;:–—-")


def head(sentence: str, limit: int, language: str) -> str:
    """The clauses at the beginning of a sentence that fit within so many characters.

    Where not even one does, it is cut between words.
    """
    if len(sentence) <= limit:
        return sentence
    ends = [match.start() for match in _CUT[code(language)].finditer(sentence[: limit + 1])]
    fit = [end for end in ends if len(sentence[:end].split()) > LEAST_WORDS["en"]]
    return sentence[: fit[-1]] if fit else whole_words(clip(sentence, limit))[:limit]


def whole_words(text: str) -> str:
    """A text that was cut, without the words that no clause ends with."""
    while tail := _TAIL.search(text):
        text = text[: tail.start()]
    return text


def _is_own_deed(piece: str) -> bool:
    """Whether a Korean clause may tell what the speaker did: mostly nobody is named in it."""
    if _NO_DEED.search(piece):
        return False
    return _OWN[KOREAN].search(piece) is not None or not _OTHER.match(piece)


def _has(piece: str, wanted: str, name: str) -> bool:
    shapes = {SHARED: _SHARED[name], OWN: _OWN[name], FIGURE: _FIGURE, SELF: _SELF[name]}
    shape = shapes.get(wanted)
    return shape is None or shape.search(piece) is not None


def _pieces(passage: str, name: str, most: int) -> list[tuple[str, bool]]:
    """The clauses of a passage in order, and whether each was cut to a length; short neighbours
    stay together."""
    found = []
    for _, sentence in sentence_spans(passage):
        begin = 0
        for end in [*(m.start() for m in _CUT[name].finditer(sentence)), len(sentence)]:
            if len(sentence[begin:end].split()) < LEAST_WORDS[name] + 1 and end < len(sentence):
                continue
            found.append(_short(one_line(sentence[begin:end]), name, most))
            begin = end
    return found


def _short(clause: str, name: str, most: int) -> tuple[str, bool]:
    """The clause without fillers, at most as long as is said back, and whether that cut it; ""
    where it can't be shorter.

    English ends before a word that a phrase begins with; Korean keeps its end, where the verb
    stands.
    """
    bare = _FILLERS[name].sub("", clause.strip(_EDGES))
    words = (bare if name == KOREAN else _JOINTS.sub("", bare)).split()
    if name == KOREAN:
        words = _last_clauses(words, most)
    is_cut = False
    while len(words) > most or len(" ".join(words)) > MOST:
        if name == KOREAN:
            words, is_cut = words[1:], True
            continue
        last = min(most, len(words) - 1)
        ends = [n for n, word in enumerate(words[: last + 1]) if word.lower() in _BEFORE]
        words, is_cut = (words[: ends[-1]] if ends else []), True
    text = " ".join(words)
    while name == KOREAN and (hanging := _HANGING.match(text)):
        text = text[hanging.end() :]
    text = whole_words(text) if is_cut and name != KOREAN else text
    return text.strip(_EDGES), is_cut


def _last_clauses(words: list[str], most: int) -> list[str]:
    """The last clauses of a Korean sentence, as many as there is room for; all where none are."""
    text = " ".join(words)
    if len(words) <= most:
        return words
    ends = [text[match.end() :].split() for match in _JOINED.finditer(text)]
    return next((rest for rest in ends if LEAST_WORDS[KOREAN] < len(rest) <= most), words)


def _is_fit(piece: str, name: str) -> bool:
    """Whether it says something by itself; marks and brackets of ours would be misread in it."""
    return len(piece.split()) >= LEAST_WORDS[name] and not set('“”‘"[]{}<>') & set(piece)
