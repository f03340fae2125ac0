"""Whether a draft may stand: what code can tell of it, whoever wrote it. Pure."""

import re
from collections.abc import Iterator

from agents.evidence.brackets import without_brackets
from agents.evidence.checking import issues
from agents.evidence.language import is_english
from agents.evidence.promises import promises
from agents.evidence.quantities import quantities
from agents.evidence.sentences import sentence_spans
from agents.evidence.sources import Source, find_quote
from agents.evidence.support import unsupported
from agents.evidence.text import QUOTED, one_line
from agents.kind import Issue, Judging, Verdict
from agents.kinds.letter.bounds import Bounds
from agents.kinds.letter.checks import checks, failed
from agents.kinds.letter.composing import bounds_of, composed
from agents.kinds.letter.drafts import Brief, Draft
from agents.kinds.letter.pledges import pledged

MOST_ISSUES = 20
MOST_DRAWN = 3
"""Conclusions that a letter may have which nobody but the person can confirm."""
_WHAT = 500
_HANGUL = re.compile(r"[가-힣]")
_POLITE = re.compile(r"(?:니다|니까|시오)[\"”’)\]]{0,3}(?:\s?\([^()]{1,80}\))?[.?!]?$")
_PIECE = re.compile(r"(?<=[:;])\s[^:;\n]{3,200}")
"""A part of a list."""
_APPLIES = re.compile(
    r"(?i)\b(?:appl(?:y|ied|ying)|advert(?:ised)?|advertised|post of|offer(?:ing)?|your decision"
    r"|notice of the end|my résumé)\b"
    r"|이력서|지원 결과|진행 상황|여쭙|지원(?:합|하|한|했|드)|공고|채용|면접|제안|사직|전형"
)
"""What a letter says of itself: what is applied for, offered, or ended."""
_TELLS = re.compile(
    r"(?i)\bI (?:have|had|led|managed|built|ran|worked|won|increased|reduced|made|did|achieved"
    r"|own)\b|\bwhere I\b|\bafter\b"
    r"|(?:이끌|관리했|개발했|구축했|운영했|달성|근무했|줄였|늘렸|졸업|취득)"
)
"""What it says beside of the person."""
INSTRUCTIONS = (
    "Say only what the résumé, `why` and `mention` say; leave a place open in square brackets, "
    "with the question that fills it, where only the person knows. Put right what is named, and "
    "leave the rest as it is."
)


def sources_of(brief: Brief) -> list[Source]:
    """What was given. What the person wants to be said is theirs to say."""
    wanted = brief.wanted
    own = [*wanted.mention, *filter(None, (wanted.why, brief.wish))]
    return [
        Source("resume", brief.resume),
        *(Source("answer", text) for text in own),
        Source("job", brief.job),
    ]


def checked(judging: Judging) -> Verdict:
    """What code finds wrong with a draft, as a check of a review."""
    found = faults(judging.draft, judging.given)[:MOST_ISSUES]
    if not found:
        return Verdict("approve")
    return Verdict("revise", None, tuple(found), INSTRUCTIONS)


def faults(draft: Draft, brief: Brief) -> list[Issue]:
    """All that is wrong with a draft, each at its place in the result."""
    return [*claims(draft, brief), *_names(draft, brief), *_words(draft, brief)]


def claims(draft: Draft, brief: Brief) -> list[Issue]:
    """What the paragraphs say of the person that nothing given holds, and hollow words."""
    sources = sources_of(brief)
    # The first and the last of the parts greet and sign: see `checks`.
    texts = {
        f"/paragraphs/{number}/text": heard(part.text, brief)
        for number, part in enumerate(draft.paragraphs, 1)
    }
    return issues(texts, sources, brief.document_language)


def heard(text: str, brief: Brief) -> str:
    """A text without what claims nothing of the person, blanks standing in its place.

    That is what is quoted of the posting or the résumé; the résumé's own words as a part of a list;
    and sentences that only say what is applied for.
    """
    resume, job = Source("resume", brief.resume), Source("job", brief.job)
    text = made = without_brackets(text)
    for match in QUOTED.finditer(text):
        if find_quote(match.group()[1:-1], [job, resume]):
            made = _blanked(made, *match.span())
    for match in _PIECE.finditer(text):
        piece = match.group().strip(" .")
        if len(piece.split()) > 1 and find_quote(piece, [resume]):
            made = _blanked(made, *match.span())
    names = [one for one in (brief.material.title, brief.material.firm) if one]
    for start, sentence in sentence_spans(made):
        if not _APPLIES.search(sentence):
            continue
        plain = sentence
        for name in names:
            at = plain.find(name)
            if at >= 0:
                plain = _blanked(plain, at, at + len(name))
        if not quantities(plain) and not re.search(r"\d", plain) and not _TELLS.search(plain):
            plain = " " * len(plain)
        made = made[:start] + plain + made[start + len(sentence) :]
    return made


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def settled(draft: Draft, brief: Brief) -> tuple[bool, list[Issue]]:
    """Whether a draft that nobody puts right any more may stand, and what is to be confirmed of it.

    A few conclusions from what was given may stay, to be confirmed; nothing else that is wrong may.
    """
    found = faults(draft, brief)
    sources = sources_of(brief)
    drawn = {
        (f"/paragraphs/{number}/text", one.quote[:_WHAT])
        for number, part in enumerate(draft.paragraphs, 1)
        for one in unsupported(heard(part.text, brief), sources)
        if one.kind == "deed"
    }
    others = [one for one in found if (one.where, one.quote) not in drawn]
    may_stand = not others and len(found) <= MOST_DRAWN
    return may_stand, found if may_stand else []


def least_of(brief: Brief, bounds: Bounds) -> int:
    """How long a letter is at least: no longer than what there is to say."""
    return min(bounds.least, bounds.of(composed(brief).text))


def _names(draft: Draft, brief: Brief) -> Iterator[Issue]:
    bounds = bounds_of(brief.wanted)
    for one in failed(checks(draft, brief, bounds)):
        if (
            one.check == "length"
            and least_of(brief, bounds) <= bounds.of(draft.text) < bounds.least
        ):
            continue
        told = ", ".join(f"{name} {value}" for name, value in one.values.items())
        yield Issue("", f"The check {one.check} is not passed ({one.key}): {told}."[:_WHAT])


def _words(draft: Draft, brief: Brief) -> Iterator[Issue]:
    known = " ".join(source.text for source in sources_of(brief))
    resume = [Source("resume", brief.resume)]
    for number, part in enumerate(draft.parts):
        where = f"/paragraphs/{number}/text"
        for promise in promises(part.text, known):
            yield Issue(where, promise.issue, promise.quote)
        for word in pledged(without_brackets(part.text), known):
            yield Issue(
                where, f"{word!r} is a feeling, a promise or praise: say what was done.", word
            )
        for quote in part.quotes:
            if not find_quote(quote, resume):
                yield Issue(where, f"The résumé does not have these words: {quote[:200]!r}.")
        for avoided in brief.wanted.avoid:
            if avoided.casefold() in part.text.casefold():
                yield Issue(where, f"This must not stand in the letter: {avoided!r}.")
    yield from _language(draft, brief)


def _language(draft: Draft, brief: Brief) -> Iterator[Issue]:
    code = brief.document_language.split("-")[0].lower()
    body = "\n".join(QUOTED.sub("", without_brackets(part.text)) for part in draft.paragraphs)
    if code == "en" and not is_english(body):
        yield Issue("", "Write it in English.")
    if code == "ko" and not _HANGUL.search(body):
        yield Issue("", "Write it in Korean.")
    elif code == "ko":
        own = one_line(" ".join((brief.wanted.why or "", *brief.wanted.mention)))
        for _, sentence in sentence_spans(body):
            said = one_line(sentence)
            if _HANGUL.search(said) and not _POLITE.search(said) and said.rstrip(".") not in own:
                yield Issue("", "Every sentence ends in -습니다.", said[:200])
                break
