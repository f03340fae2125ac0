"""What a wish names: what is to be mentioned or left out, whom it goes to, how long. Pure."""

import re

from agents.results.types import Length

MOST_NAMED = 200
LEAST_WORDS, MOST_WORDS = 30, 600
_QUOTE = re.compile(r"[\"“‘「]([^\"”’」]{2,200})[\"”’」](?!\w)")
_COURTESY = (
    re.compile(
        r"(?i)^(?:please|could you|can you|would you|and|also|but|now|ok(?:ay)?|thanks)[,\s]{1,3}"
    ),
    re.compile(
        r"(?i)[,\s]{1,3}(?:please|too|as well|thanks|thank you|instead|in it|in there|in the letter"
        r"|from the letter|of it)[.!?]?$"
    ),
)
_MENTION = re.compile(
    r"(?i)\b(?:mention|say|tell them|include|put in|add|bring up|talk about|speak of|write about)"
    r"(?:\s(?:that|the fact that|also|something about|a word (?:about|on)|more about))?"
    r"\s+(?P<what>\S.*)$"
)
_AVOID = re.compile(
    r"(?i)\b(?:leave out|don['’]t mention|do not mention|don['’]t say|do not say|without|drop"
    r"|remove|take out|delete|cut out|get rid of)\s+"
    r"(?:the (?:part|bit|thing|sentence|line|paragraph) (?:about|on|with|of)\s+"
    r"|(?:any|every)thing about\s+)?(?P<what>\S.*)$"
)
_LEAVE = re.compile(r"(?i)\bleave\s(?P<what>\S.{1,120}?)\sout\b")
_ADDRESSEE = re.compile(
    r"(?i)\b(?:address(?:ed)?(?: it| the letter)? to|addressee(?: is| to)?"
    r"|write(?: it| the letter)? to|send(?: it| the letter)? to|make it out to"
    r"|to the attention of|dear)\s+(?P<what>\S.*)$"
)
_TITLE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bProf)(?<!\b[A-Z])[.!?](?=\s|$)|,\s|\sand\s"
)
_KOREAN_VERB = re.compile(
    r"(?:언급하지|말하지|넣지|쓰지|언급|넣어|써 ?(?:줘|주)|추가해|포함해|말해 ?(?:줘|주)"
    r"|적어 ?(?:줘|주)|빼|삭제|지워|없애)"
)
_KOREAN_ADVERB = re.compile(r"\s(?:꼭|좀|더|함께|같이|추가로|새로|전부|모두)$")
_KOREAN_ABOUT = re.compile(
    r"(?:에 대해서?|에 관해서?|에 대한 (?:내용|부분|이야기|말)|에 관한 (?:내용|부분)"
    r"|라는 (?:말|점|내용)|(?<=다)는 (?:것|점|말|내용)|\s(?:내용|부분|이야기|얘기|문장))$"
)
_KOREAN_PARTICLE = re.compile(r"(?<=[가-힣A-Za-z0-9)])(?:은|는|을|를|도)$")
_KOREAN_TO = (
    re.compile(
        r"(?:받는 사람|수신인|받는 분)(?:은|는|을|를)?\s?(?P<what>\S.{1,58}?)(?:으로|로|께|에게)?"
        r"\s?(?:바꿔|해|변경|입니다|이에요|예요)"
    ),
    re.compile(r"^(?P<what>\S.{1,58}?)\s?(?:에게|께|앞으로) 보내"),
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6,
    "첫": 1, "첫째": 1, "첫 번째": 1, "둘째": 2, "두 번째": 2, "두번째": 2, "셋째": 3, "세 번째": 3,
    "세번째": 3, "넷째": 4, "네 번째": 4, "네번째": 4, "다섯째": 5, "마지막": -1,
}  # fmt: skip
_PARAGRAPH = re.compile(
    r"\b(?P<before>first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th)) paragraph"
    r"|\bparagraph (?P<after>[1-9])\b"
    r"|(?P<korean>첫째|첫 번째|첫|둘째|두 ?번째|셋째|세 ?번째|넷째|네 ?번째|다섯째|마지막"
    r"|[1-9](?=번))(?:번째?)? ?(?:문단|단락)"
)
ASKS = re.compile(r"(?i)^\s*(?:why|what|where|when|who|how (?!about)|왜|어째서|무슨|어디|언제)")
"""How a question about the letter begins: it asks for no change."""
WHY = re.compile(r"(?i)^\s*(?:why|how come|왜|어째서)")
_PLAIN_WORDS = re.compile(
    r"(?i)\b(?:why|how come|did|do|you|put|in|write|mention|say|use|first|there|letter|have)\b"
    r"|(?<![가-힣])(?:왜|어째서|먼저|넣었\S*|썼\S*|적었\S*|있\S*)"
)
_COUNT = re.compile(r"(?i)(?<![\d.,])(?P<number>\d{2,4})[\s-]?(?:words?|단어|어절)")
_CHARACTERS = re.compile(
    r"(?i)(?<![\d.,])(?P<number>\d{2,5}|\d,\d{3})\s?(?:characters|자)(?![가-힣]*리)"
)
_SIGNS = " \t\n\"'“”‘’「」.,;:!?-–—"


def named_length(wish: str) -> int | Length | None:
    """How many words it is to have, or characters, where the wish says so: what is possible."""
    if found := _COUNT.search(wish):
        return min(MOST_WORDS, max(LEAST_WORDS, int(found["number"])))
    if found := _CHARACTERS.search(wish):
        return Length(max(100, int(found["number"].replace(",", ""))), "characters", spaces=True)
    return None


def mentioned(wish: str) -> str:
    """What is to be mentioned, in the person's words; "" where nothing is named."""
    return _named(wish, _MENTION)


def avoided(wish: str) -> str:
    """What is to be left out; "" where nothing is named."""
    left = _LEAVE.search(wish)
    if left and left["what"].casefold() not in {"it", "that", "this"}:
        return _plain(left["what"])
    return _named(wish, _AVOID)


def addressed(wish: str) -> str:
    """Whom it is to go to; "" where nobody is named."""
    for pattern in _KOREAN_TO:
        if korean := pattern.search(" ".join(wish.split())):
            return _plain(korean["what"])
    found = _ADDRESSEE.search(_stripped(wish))
    return _plain(_TITLE_END.split(found["what"])[0]) if found else ""


def bare(question: str) -> str:
    """A question about the letter without the words that ask."""
    return " ".join(_PLAIN_WORDS.sub(" ", question).split())


def paragraph(wish: str) -> int | None:
    """Which paragraph a wish names, counted from 1; -1 is the last. None where it names none."""
    found = _PARAGRAPH.search(wish.casefold())
    if found is None:
        return None
    said = found["before"] or found["after"] or found["korean"]
    return _ORDINALS.get(said) or (int(said) if said.isdigit() else None)


def _named(wish: str, pattern: re.Pattern[str]) -> str:
    if quoted := _QUOTE.search(wish):
        return _plain(quoted[1])
    plain = _stripped(wish)
    if korean := [*_KOREAN_VERB.finditer(plain)]:
        what = plain[: korean[-1].start()].strip()
        for cut in (_KOREAN_ADVERB, _KOREAN_PARTICLE, _KOREAN_ABOUT, _KOREAN_PARTICLE):
            what = cut.sub("", what).strip()
        return _plain(what)
    found = pattern.search(plain)
    return _plain(found["what"]) if found else ""


def _stripped(wish: str) -> str:
    """The wish without words of courtesy around it."""
    plain = " ".join(wish.split())
    for _ in range(4):
        shorter = plain
        for courtesy in _COURTESY:
            shorter = courtesy.sub("", shorter).strip()
        if shorter == plain:
            break
        plain = shorter
    return plain


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(_SIGNS)[:MOST_NAMED].strip()
