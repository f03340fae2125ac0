"""What models propose, checked by code: no word of a summary that no source holds passes. Pure."""

import re
from collections import Counter

from msgspec import structs

from agents.evidence.hollow import hollow
from agents.evidence.sentences import sentence_spans
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.text import content, one_line
from agents.kinds.cv.drafts import NamedParts, Naming, Tailored, Tailoring
from agents.resume.language import language as language_of

_LEAST_SAID = 0.8
"""The share of a sentence's words that the résumé has, or the name of the role."""
_MOST_SENTENCES = 4
_ASTRAY = re.compile(r"(?i)\b(?:i|my|you|your|he|she|his|her|the candidate|the applicant)\b|지원자")
_POLITE = re.compile(r"[요죠]\s?[.!]?$")
_HANGUL = re.compile(r"[가-힣]+")


def misfit(answer: Tailored, given: Tailoring) -> list[str]:
    """What is wrong with what a model proposes, in words that it can act on."""
    known = {one.path: one for one in given.passages}
    found = [f"There is no path {path!r}." for path in answer.first if path not in known]
    for path in answer.leave_out:
        if path not in known:
            found.append(f"There is no path {path!r}.")
        elif known[path].asked:
            found.append(f"{path} shows what is asked for: it stays.")
    return found + ([] if answer.summary is None else _misworded(answer.summary, given))


def fitting(answer: Tailored, given: Tailoring) -> Tailored:
    """What of it may stand."""
    known = {one.path: one for one in given.passages}
    summary = answer.summary and one_line(answer.summary)
    return structs.replace(
        answer,
        summary=None if not summary or _misworded(summary, given) else summary,
        first=tuple(dict.fromkeys(path for path in answer.first if path in known)),
        leave_out=tuple(
            path for path in answer.leave_out if path in known and not known[path].asked
        ),
    )


def _misworded(summary: str, given: Tailoring) -> list[str]:
    """What is wrong with a summary."""
    source = Source("resume", given.resume)
    found = [one.why for one in unsupported(summary, [source])]
    code = given.document_language
    found += [f"{word!r} is hollow: say what was done." for word in hollow(summary, code)]
    said = [text for _, text in sentence_spans(summary)]
    if len(said) > _MOST_SENTENCES:
        found.append(f"At most {_MOST_SENTENCES} sentences.")
    known = _stems(f"{given.resume}\n{given.role}")
    for sentence in said:
        words = _stems(sentence)
        new = sorted(word for word in words if not _is_known(word, known))
        if len(new) > (1 - _LEAST_SAID) * len(words):
            found.append(f"The résumé does not say {', '.join(new)}: {sentence!r}")
    if _ASTRAY.search(summary):
        found.append("A summary of a CV has no subject: neither 'I' nor 'you' nor a name.")
    if any(_POLITE.search(sentence) for sentence in said):
        found.append("Write it in 합쇼체 (–습니다) or end it in a noun.")
    told = language_of(summary, Counter())
    if code and told and told.split("-")[0] != code.split("-")[0]:
        found.append(f"Write it in the language of the résumé: {code}.")
    if one_line(summary) in given.before:
        found.append("Another version has this summary already.")
    return found


def _stems(text: str) -> set[str]:
    return content(_HANGUL.sub(" ", text)) | set(_HANGUL.findall(text))


def _is_known(word: str, known: set[str]) -> bool:
    """Whether the résumé has a word; of a Korean one, with whatever particle."""
    if word in known:
        return True
    return bool(_HANGUL.fullmatch(word)) and any(
        word[:2] == one[:2] for one in known if len(one) > 1 and len(word) > 1
    )


def unplaced(answer: NamedParts, given: Naming) -> list[str]:
    """What is wrong with what a model takes to be meant."""
    known = {one.path for one in given.parts}
    return [f"There is no path {path!r}." for path in answer.paths if path not in known]


def placed(answer: NamedParts, given: Naming) -> NamedParts:
    """The parts of it that there are."""
    known = {one.path for one in given.parts}
    return NamedParts(tuple(path for path in answer.paths if path in known))
