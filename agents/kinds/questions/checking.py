"""Whether a question may be put: what code can tell of it, whoever wrote it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from agents.evidence.checking import unheld
from agents.evidence.claims import word_count
from agents.evidence.hollow import hollow
from agents.evidence.illegal import is_illegal
from agents.evidence.language import speaks
from agents.evidence.sources import Source, find_quote
from agents.evidence.support import unsupported
from agents.evidence.text import content, one_line, sentences
from agents.evidence.verbs import raises
from agents.kinds.questions.drafts import Draft, Drafts, Wanted
from agents.kinds.questions.material import may_be_asked
from agents.kinds.questions.results import Type
from agents.kinds.questions.sameness import Marked, is_same
from agents.kinds.questions.templates import Used, mark_of

MOST_WORDS = 45
"""Words of a question beside what it quotes: what can be answered in two minutes."""
MOST_SYLLABLES = 160
"""The same in Korean, in characters."""
_LEAST_QUOTED = 3
"""Words from which on what stands between quotation marks is a quote, and no term."""
_MARK = re.compile(r"[?？]")
_QUOTED = re.compile(r'"[^"]{1,400}"|“[^”]{1,400}”|「[^」]{1,400}」')
_PLACE = "…"
"""What stands for a quote where it is left out."""
_HANGUL = re.compile(r"[가-힣]")
_TELLS = re.compile(r"(?i)\b(?:tell me|describe|walk me|take me|explain|show me|give me)\b")


def faults(drafts: Drafts, wanted: Wanted) -> list[str]:
    """What is wrong with drafts, in words that their writer can act on."""
    found: list[str] = []
    used = Used(wanted)
    for number, draft in enumerate(drafts.questions, 1):
        found += [f"Question {number}: {what}" for what in faults_of(draft, wanted, used.marks)]
        used.add(draft, mark_of(draft, wanted))
    missing = Counter(wanted.types) - Counter(draft.type for draft in drafts.questions)
    found += [f"There are {count} too few of type {type}." for type, count in missing.items()]
    return found


def sound(drafts: Drafts, wanted: Wanted) -> Drafts:
    """The drafts with nothing wrong, and no more of a type than were wanted."""
    used, kept = Used(wanted), list[Draft]()
    left: Counter[Type] = Counter(wanted.types)
    for draft in drafts.questions:
        if left[draft.type] > 0 and not faults_of(draft, wanted, used.marks):
            kept.append(draft)
            left[draft.type] -= 1
            used.add(draft, mark_of(draft, wanted))
    return Drafts(tuple(kept))


def faults_of(draft: Draft, wanted: Wanted, asked: Sequence[Marked]) -> list[str]:
    """What is wrong with one draft, where these were asked before."""
    found = [*_form(draft, wanted), *_ground(draft, wanted), *_invented(draft, wanted)]
    if draft.type not in wanted.types:
        found.append(f"its type {draft.type} is none of those that are wanted.")
    if is_same(mark_of(draft, wanted), asked):
        found.append("it comes to the same as one that was asked: ask about something else.")
    illegal = filter(is_illegal, (draft.text, draft.follow_up))
    return [*found, *(f"nobody may ask an applicant this: {text!r}." for text in illegal)]


def _form(draft: Draft, wanted: Wanted) -> list[str]:
    found = []
    asked = _QUOTED.sub(" ", draft.text)
    if len(_MARK.findall(asked)) != 1 and not (_TELLS.search(asked) and "?" not in asked):
        found.append("it is not one question, with one question mark.")
    if len(_MARK.findall(draft.follow_up)) > 1:
        found.append("its followUp is more than one question.")
    too_long = (
        len(asked) > MOST_SYLLABLES if _HANGUL.search(asked) else len(asked.split()) > MOST_WORDS
    )
    if too_long:
        found.append("it is too long to be said, and answered in two minutes.")
    if not all(text.strip() for text in (draft.why, draft.follow_up, *draft.looks_for)):
        found.append("why, followUp and each of looksFor say something.")
    if empty := hollow(asked):
        found.append(f"hollow words: {', '.join(empty)}.")
    if not speaks(asked, wanted.language):
        found.append("it is not in the language that is wanted.")
    return found


def _ground(draft: Draft, wanted: Wanted) -> list[str]:
    """What is wrong with what it says that it is built on."""
    if (draft.quote is None) == (draft.requirement is None):
        return ["it has either a quote or a requirement, and not both."]
    if draft.requirement is not None:
        known = next((need for need in wanted.needs if need.id == draft.requirement), None)
        if known is None:
            return [f"there is no need with the id {draft.requirement!r}."]
        return _apart(draft.text, [known.text])
    resume = Source("resume", wanted.resume)
    quotes = [draft.quote or "", *draft.prepare]
    missing = [quote for quote in quotes if not find_quote(quote, [resume])]
    if missing:
        return [f"the résumé does not have these words: {quote!r}." for quote in missing]
    if not may_be_asked(draft.quote or ""):
        return [f"nobody has to speak of this: {draft.quote!r}."]
    return _apart(draft.text, [draft.quote or ""])


def _apart(text: str, about: Iterable[str]) -> list[str]:
    """Whether the question could be asked of anybody: it shares nothing with what it is about."""
    said = one_line(text)
    if any(one_line(one) in said or _words(text) & _words(one) for one in about):
        return []
    return ["it could be asked of anybody: name what it is about."]


def _words(text: str) -> set[str]:
    syllables = "".join(_HANGUL.findall(text))
    return content(text) | {syllables[at : at + 2] for at in range(len(syllables) - 1)}


def _invented(draft: Draft, wanted: Wanted) -> list[str]:
    """What it says of the person that they did not, or says as more than they did."""
    needs = [Source("job", need.text) for need in wanted.needs]
    sources = [Source("resume", wanted.resume), *needs]
    found = []
    for text in (draft.text, draft.why, draft.follow_up):
        found += [
            quote
            for quote in _QUOTED.findall(text)
            if word_count(quote) >= _LEAST_QUOTED and not find_quote(quote[1:-1], sources)
        ]
        plain = _QUOTED.sub(_PLACE, text)
        found += [one.quote for one in unsupported(plain, sources) if one.kind != "deed"]
    # What a good answer has is advice: numbers and names in it are no claims unless they say so.
    found += [one.quote for text in draft.looks_for for one in unheld(text, sources)]
    raised = raises(draft.quote, _told(draft.text)) if draft.quote else None
    said = [f"the résumé does not say this: {what!r}." for what in dict.fromkeys(found)]
    return [*said, *([f"this says more than the résumé does: {raised!r}."] if raised else [])]


def _told(text: str) -> str:
    """What a question tells before it asks: sentences without a question mark, or a quote."""
    told = sentences(_QUOTED.sub(_PLACE, text))
    return " ".join(one for one in told if _PLACE not in one and not _MARK.search(one))
