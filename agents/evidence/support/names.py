"""Names that the sources do not hold: employers and schools, tools and other things with names."""

import re
from collections.abc import Iterator

from agents.evidence.support.findings import Claim, Finding
from agents.evidence.support.known import Known
from agents.evidence.support.statements import Statement
from agents.evidence.text import STOPWORDS
from agents.evidence.verbs import words_of
from agents.evidence.word_lists import words
from agents.resume.employers import company_score
from agents.resume.lines import Slice, fold
from agents.resume.schools import names_school
from agents.resume.skills import mentions
from agents.resume.spoken_languages import language_code

NAMED_CATEGORIES = frozenset({
    "tool", "platform", "system", "framework", "programming_language", "database", "office",
    "infrastructure", "language", "software", "cloud", "library",
})  # fmt: skip
_NAME = re.compile(
    r"(?<![\w'’])[A-Z][\w]*(?:[.&+#'’/-]\w+)*[+#]*(?:\s(?:(?:of|and|&|de|for|the)\s)?[A-Z0-9][\w]*(?:[.&+#'’/-]\w+)*[+#]*){0,5}"
)
_SHORT_FORM = re.compile(r"I['’]")
_WORD = re.compile(r"[^\W_]+")
_AT = re.compile(
    r"(?i)\b(?:at|for|joined|joining|left|leaving|by|employer|with|from|of)\s(?:the\s)?$"
)
_AT_SURE = re.compile(
    r"(?i)\b(?:at|joined|joining|left|leaving|employed by|worked for|works for|working for|"
    r"from)\s(?:the\s)?$"
)
_USING = re.compile(
    r"(?i)\b(?:using|use|used|uses|in|on|via|through|with|to|from|into|and|or|built|of|for)\s(?:the\s)?$|[,/(]\s?$"
)
_KOREAN_AT = re.compile(
    r"(?<![\d가-힣A-Za-z])(?P<name>[가-힣A-Za-z()㈜&·]{2,24})(?:\s[가-힣A-Za-z]{1,8}(?:팀|부|실|과|병동|지점|공장|본부|사업부|연구소|파트))?에서\s"
)
_KOREAN_UNIT = re.compile(
    r"(?<![\d가-힣A-Za-z])(?P<name>[가-힣]{4,14})\s(?:[가-힣]{2,8}\s)?[가-힣]{0,6}"
    r"(?:센터|지점|지사|본사|공장|매장|점|팀|병동|캠퍼스|본부|연구소|사업부|연구실)에서\s"
)
_KOREAN_WITH = re.compile(r"[A-Za-z][A-Za-z0-9+#.-]*(?:\s[A-Z][A-Za-z0-9+#.-]*)*")
_CALLED = re.compile(
    r"['‘]([^'‘’\n]{2,20})['’]|[\"“]([^\"“”\s]{2,20})[\"”]|[<〈「『《]([^<>〈〉「」『』《》\n]{2,20})[>〉」』》]"
)
_WORKED = re.compile(r"[^.,]{0,40}?(?:근무|재직|일하|일했|일한|인턴|입사|퇴사)")
_GENERAL = re.compile(
    r"(?:병원|회사|현장|매장|부서|팀|분야|업계|학교|대학|은행|기업|본사|지점|공장|업체|연구소|기관|호텔|식당|카페|마트)$"
)


def unheld_names(statement: Statement, known: Known) -> Iterator[Finding]:
    """The names of a statement that stand in no source about the person."""
    taken: list[tuple[int, int]] = []
    for found in _tools(statement, known):
        taken.append((found.start, found.end))
        yield found
    others = _korean(statement, known) if statement.language == "ko" else _english(statement, known)
    for found in others:
        if not any(found.start < end and start < found.end for start, end in taken):
            yield found


def _tools(statement: Statement, known: Known) -> Iterator[Finding]:
    """Skills with names of their own, whatever they are called in the sources."""
    for mention in mentions([Slice(statement.text, 0)]):
        skill = mention.skill
        if skill is None or skill.name in known.skills or known.has_words(mention.said.text):
            continue
        if skill.category == "certificate":
            yield Finding(
                "certificate",
                mention.said.start,
                mention.said.end,
                f"No source has the certificate {skill.name}.",
            )
        elif skill.category in NAMED_CATEGORIES or _is_name(mention.said, statement):
            yield Finding(
                "tool", mention.said.start, mention.said.end, f"No source has {skill.name}."
            )


def _is_name(said: Slice, statement: Statement) -> bool:
    """Whether it is written as a name is, and not because a sentence begins with it."""
    inside = bool(statement.text[: said.start].strip()) or not said.text[1:].islower()
    return said.text[:1].isascii() and said.text[:1].isupper() and inside


def _english(statement: Statement, known: Known) -> Iterator[Finding]:
    text = statement.text
    if _is_heading(text):
        return
    first = len(text) - len(text.lstrip(" \t\n\"'“‘•*>-–"))
    for match in _NAME.finditer(text):
        start, name = match.start(), match.group()
        if _SHORT_FORM.match(name):
            continue
        if start == first:
            lead, _, rest = name.partition(" ")
            if _is_word(lead, known) or (not rest and lead[1:].islower()):
                if not rest or not rest[0].isupper():
                    continue
                start, name = start + len(lead) + 1, rest
        unknown = [word for word in _WORD.findall(name) if not _is_known(word, known)]
        if not unknown:
            continue
        kind = _kind(name, text[:start], known)
        yield Finding(kind, start, start + len(name), f"No source about the person names {name!r}.")


def _is_heading(text: str) -> bool:
    found = re.findall(r"[^\W\d_]{4,}", text)
    return (
        len(found) > 2
        and sum(word[0].isupper() for word in found) > 0.7 * len(found)
        and not text.rstrip().endswith(".")
    )


def _is_word(word: str, known: Known) -> bool:
    plain = fold(word)
    return plain in known.tokens or plain in words_of("en") or word[1:].islower() or len(word) == 1


def _is_known(word: str, known: Known) -> bool:
    plain = fold(word)
    if (
        plain in known.tokens
        or plain in words("en", "months")
        or plain in words("en", "seasons")
        or plain in words("en", "acronyms")
        or plain.isdigit()
    ):
        return True
    if word.isupper() and len(word) > 1 and plain in known.initials:
        return True
    if plain.removesuffix("s") in known.tokens or f"{plain}s" in known.tokens:
        return True
    if len(plain) < 2 or language_code(word) is not None:
        return True
    return not word.isupper() and (
        plain in words_of("en") or plain in {"of", "and", "the", "for", "de", "star"}
    )


def _kind(name: str, before: str, known: Known) -> Claim:
    if names_school(name):
        return "degree" if not _AT_SURE.search(before) else "employer"
    if company_score(name) or _AT_SURE.search(before):
        return "employer"
    if re.search(r"(?i)\b(?:certified|certificate|licen[cs]e[d]?)\b", before[-40:]):
        return "certificate"
    if all(fold(word) in known.job_tokens for word in _WORD.findall(name)) and _AT.search(before):
        return "employer"
    if _USING.search(before) or name.isupper():
        return "tool"
    return "employer"


def _korean(statement: Statement, known: Known) -> Iterator[Finding]:
    for match in _KOREAN_AT.finditer(statement.text):
        name = match["name"]
        plain = re.sub(r"^\(주\)|^㈜|\(주\)$|㈜$", "", name)
        if known.has_words(plain) or (len(plain) > 3 and known.has_words(plain[:3])):
            continue
        endings = tuple(words("ko", "employer_endings"))
        ends = next(
            (end for end in sorted(endings, key=len, reverse=True) if plain.endswith(end)), None
        )
        is_named = (
            _WORKED.match(statement.text, match.end()) is not None
            or (ends is not None and len(plain) > len(ends))
            or plain != name
            or re.match("[A-Z]", plain)
        )
        if is_named and not _GENERAL.fullmatch(plain) and not _is_made_of(plain, known):
            yield Finding(
                "employer",
                match.start("name"),
                match.end("name"),
                f"No source names the employer {name!r}.",
            )
    yield from _units(statement, known)
    yield from _called(statement, known)
    for match in _KOREAN_WITH.finditer(statement.text):
        name = match.group()
        unknown = [
            word
            for word in _WORD.findall(name)
            if not _is_known_latin(word, known) and len(word) > 1 and word not in STOPWORDS
        ]
        if unknown:
            yield Finding(
                "tool", match.start(), match.end(), f"No source about the person names {name!r}."
            )


def _units(statement: Statement, known: Known) -> Iterator[Finding]:
    """Employers that are named before a place or a unit of theirs where something was done."""
    for match in _KOREAN_UNIT.finditer(statement.text):
        name = match["name"]
        if (
            not known.has_words(name)
            and not known.has_words(name[:3])
            and not _GENERAL.fullmatch(name)
            and not _is_made_of(name, known)
        ):
            yield Finding(
                "employer",
                match.start("name"),
                match.end("name"),
                f"No source names the employer {name!r}.",
            )


def _is_known_latin(word: str, known: Known) -> bool:
    """The same in Korean, where names in Latin letters are not shortened to their first ones."""
    plain = fold(word)
    if word.isupper() and plain not in known.tokens and plain in known.initials:
        return plain in words("en", "acronyms")
    return _is_known(word, known)


def _called(statement: Statement, known: Known) -> Iterator[Finding]:
    """Short names between quotation marks."""
    for match in _CALLED.finditer(statement.text):
        name = next(filter(None, match.groups()))
        if not known.has_words(name) and not any(fold(name) in fold(job) for job in known.jobs):
            start = match.start() + 1
            yield Finding("tool", start, start + len(name), f"No source names {name!r}.")


def _is_made_of(name: str, known: Known) -> bool:
    """Whether a compound is of words that the sources have: "종합병원"."""
    return all(name[at : at + 2] in known.text for at in range(0, len(name) - 1, 2))
