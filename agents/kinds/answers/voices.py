"""In which voice Korean sentences end: 합쇼체, 해요체, or the plain –다."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

Voice: TypeAlias = Literal["formal", "polite", "plain"]

_SPOKEN = re.compile(r"[‘“\"'「『][^‘’“”\"'「」『』\n]{1,200}[’”\"'」』]")
_END = re.compile(r"(?P<end>[가-힣]{1,4})[.!?…\s)\]~]{0,5}$")
_FORMAL = re.compile(r"(?:니다|니까|십시오|시오)$")
_POLITE = re.compile(r"(?:요|죠)$")
_NOT_POLITE = re.compile(r"(?:필요|중요|주요|개요|수요|소요|강요|동요|요요|긴요)$")
_PLAIN = re.compile(
    r"(?:[았었였했겠갔왔졌됐났렸쳤꼈봤냈켰뒀줬]다|[는한된인진운린든본준선친]다|있다|없다|이다|하다|같다|많다|컸다)$"
)


class Ending(NamedTuple):
    """A sentence, and its voice."""

    sentence: str
    voice: Voice


def endings(sentences: Iterable[str]) -> list[Ending]:
    """The sentences that have a voice: neither notes and headings, nor what stands in quotes."""
    found = []
    for sentence in sentences:
        match = _END.search(_SPOKEN.sub("", sentence))
        voice = _voice(match["end"]) if match else None
        if voice:
            found.append(Ending(sentence, voice))
    return found


def _voice(end: str) -> Voice | None:
    if _FORMAL.search(end):
        return "formal"
    if _POLITE.search(end) and not _NOT_POLITE.search(end):
        return "polite"
    return "plain" if _PLAIN.search(end) else None


def strays(found: list[Ending]) -> list[str]:
    """The sentences in another voice than most; of equally many, those that are not 합쇼체."""
    count = {
        voice: sum(one.voice == voice for one in found) for voice in ("formal", "polite", "plain")
    }
    if sum(1 for number in count.values() if number) < 2:
        return []
    main = max(count, key=lambda voice: (count[voice], voice == "formal"))
    return [one.sentence for one in found if one.voice != main]
