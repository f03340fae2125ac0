"""What code verifies of a letter: names, salutation and sign-off, length. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from msgspec import Struct

from agents.data_files import listed
from agents.evidence.brackets import without_brackets
from agents.evidence.sentences import sentence_spans
from agents.kinds.letter.bounds import Bounds
from agents.kinds.letter.drafts import Brief, Draft
from agents.kinds.letter.phrasing import LANGUAGES
from agents.kinds.letter.results import CheckName

_ALIKE = 0.8
"""How much of a name a misspelt one has."""
_LEAST, _FEW_LETTERS = 5, 2
"""Letters of a name that can be told when misspelt, and by how many it may differ."""
_MOST = 6_000
"""Characters of a letter that are looked at."""
_WORD = re.compile(r"[^\W\d_][\w&'’.-]*")
_NAME = re.compile(r"[A-Z][A-Za-zÀ-ÖØ-öø-ÿ&'’-]+(?:\s(?:&\s)?[A-Z][A-Za-zÀ-ÖØ-öø-ÿ&'’-]+){0,4}")
_TOWARDS = re.compile(
    r"(?i)\b(?:join(?:ing)?|work(?:ing)? (?:for|with)|appl(?:y|ying) to|part of"
    r"|position (?:at|with)|role (?:at|with)|post (?:at|with)|job (?:at|with)"
    r"|future at|why|offer from|team at|interview (?:at|with))\s(?=[A-Z])"
)
_KOREAN_FIRM = re.compile(
    r"(?:(?:주식회사|㈜|\(주\))\s?[가-힣A-Za-z]{2,20}|[가-힣A-Za-z]{2,20}\s?(?:주식회사|㈜|\(주\))"
    r"|[가-힣]{2,12}(?:물산|유통|전자|산업|건설|은행|증권|화학|제약|물류|식품|그룹|병원|재단|공사"
    r"|홀딩스|테크|엔지니어링|플라스틱|모터스|중공업|대학교))"
)
_OUR_OWN = re.compile(r"(?<![가-힣])당사(?=[는가의를에로와도만 ]|$)")
_LEGAL = re.compile(
    r"(?i)[\s,]{0,3}\b(?:ltd|limited|inc|llc|plc|gmbh|ag|corp|co|company|group)\b\.?|주식회사|㈜|\(주\)"
)
_SIGNED = re.compile(r"(?:드림|올림|배상)$")


class Checked(Struct, frozen=True):
    """What came of one: the key of the text that says it, and what that names."""

    check: CheckName
    passed: bool | None
    key: str
    values: dict[str, str | int] = {}


def checks(draft: Draft, brief: Brief, bounds: Bounds, *, short: bool = False) -> list[Checked]:
    """All five. `short`: there is no more to say, so that it may be shorter."""
    text = draft.text[:_MOST]
    body = "\n\n".join(part.text for part in draft.paragraphs)[:_MOST]
    return [
        _firm(text, brief),
        _other_firms(body, brief),
        _addressee(draft, brief),
        _sign_off(draft, brief),
        _length(draft.text, bounds, short=short),
    ]


def _own_firm(brief: Brief) -> str | None:
    """Whom it goes to: who gives notice writes to where they work."""
    material = brief.material
    return material.employer if brief.wanted.purpose == "resign" else material.firm


def _firm(text: str, brief: Brief) -> Checked:
    firm = _own_firm(brief)
    if firm is None:
        own = brief.wanted.purpose == "resign"
        return Checked("firm", None, "firm.unknown_own" if own else "firm.unknown")
    if _names(text, firm):
        wrong = next((one for one in _misspelt(text, firm)), None)
        if wrong is None:
            return Checked("firm", True, "firm.named", {"firm": firm})
        return Checked("firm", False, "firm.misspelt", {"firm": firm, "found": wrong})
    wrong = next((one for one in _misspelt(text, firm)), None)
    if wrong:
        return Checked("firm", False, "firm.misspelt", {"firm": firm, "found": wrong})
    return Checked("firm", False, "firm.missing", {"firm": firm})


def _names(text: str, firm: str) -> bool:
    low = _folded(text)
    return _folded(firm) in low or (len(bare := _folded(_bare(firm))) > 2 and bare in low)


def _misspelt(text: str, firm: str) -> Iterator[str]:
    """What is nearly the firm's name, and is not."""
    wanted = [_folded(match.group()) for match in _WORD.finditer(_bare(firm))]
    whole = " ".join(wanted)
    if len(whole) < _LEAST:
        return
    for _, sentence in sentence_spans(text):
        words = [match.group().rstrip(".'’-") for match in _WORD.finditer(sentence)]
        for at in range(len(words) - len(wanted) + 1):
            found = words[at : at + len(wanted)]
            plain = " ".join(map(_folded, found))
            plain = plain.removesuffix("'s")
            if plain == whole or not all(word[:1].isupper() or _is_hangul(word) for word in found):
                continue
            # Korean particles stand behind a name.
            if _is_hangul(whole) and plain.startswith(whole):
                continue
            near = abs(len(plain) - len(whole)) <= _FEW_LETTERS and plain[:1] == whole[:1]
            if near and _is_alike(plain, whole):
                yield " ".join(found)


def _is_hangul(word: str) -> bool:
    return "가" <= word[:1] <= "힣"


def _is_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _other_firms(text: str, brief: Brief) -> Checked:
    named = other_names(text, brief)
    if _OUR_OWN.search(text):
        return Checked("otherFirms", False, "otherFirms.our_own")
    if named:
        return Checked("otherFirms", False, "otherFirms.found", {"found": named[0][:80]})
    return Checked("otherFirms", True, "otherFirms.none")


def other_names(text: str, brief: Brief) -> list[str]:
    """Names of firms in a letter that are not that of the firm it goes to, nor the person's own.

    A name that stands in nothing that was given; one of the résumé where it stands as the one that
    the letter is for; the posting's in a letter to somebody else.
    """
    plain = without_brackets(text)
    given = _folded(" ".join((brief.resume, brief.job, *_said(brief))))
    firm = _own_firm(brief)
    found: list[str] = []
    for match in _TOWARDS.finditer(plain):
        name = _NAME.match(plain, match.end())
        own = name and any(_folded(name.group()) in _folded(one) for one in brief.material.others)
        if name and own and (firm is None or not _names(name.group(), firm)):
            found.append(name.group())
    if _code(brief) in LANGUAGES:  # others write more with a capital than names
        found += [name for name in _capitalised(plain) if _folded(name) not in given]
    korean = [match.group() for match in _KOREAN_FIRM.finditer(plain)]
    found += [one for one in korean if _folded(_bare(one)) not in given]
    posting = brief.material.firm
    to_other = brief.wanted.purpose == "resign" and firm and posting and not _names(posting, firm)
    if posting and to_other and _names(plain, posting):
        found.append(posting)
    return list(dict.fromkeys(found))


def _capitalised(text: str) -> Iterator[str]:
    """Names inside of sentences, but for words that English writes so, and short forms."""
    common = listed(__package__, "checks", "capitals")
    for _, sentence in sentence_spans(text):
        for match in _NAME.finditer(sentence):
            words = match.group().split()
            first = not re.search(r"\w", sentence[: match.start()])
            while words and words[0].lower() in common:
                words, first = words[1:], False
            if first and len(words) == 1:
                continue  # any word that begins a sentence
            if words and not all(word.lower().rstrip(".") in common for word in words):
                yield " ".join(words).removesuffix("'s").removesuffix("’s")


def _code(brief: Brief) -> str:
    return brief.document_language.split("-")[0].lower()


def _said(brief: Brief) -> tuple[str, ...]:
    wanted = brief.wanted
    return (wanted.why or "", *wanted.mention, wanted.addressee or "", brief.wish)


def _addressee(draft: Draft, brief: Brief) -> Checked:
    wanted, salutation = brief.wanted.addressee, " ".join(draft.salutation.split())
    if wanted is None:
        known = _folded(f"{brief.job} {brief.resume} {' '.join(_said(brief))}")
        names = [one for one in _capitalised(f"x {salutation}") if _folded(one) not in known]
        if names:
            return Checked("addressee", False, "addressee.unknown", {"found": names[0][:80]})
        return Checked("addressee", None, "addressee.none")
    given = " ".join(wanted.split())
    if given in salutation:
        return Checked("addressee", True, "addressee.as_given", {"addressee": given})
    return Checked("addressee", False, "addressee.other", {"addressee": given})


def _sign_off(draft: Draft, brief: Brief) -> Checked:
    code = _code(brief)
    lines = [line.strip() for line in draft.sign_off.splitlines() if line.strip()]
    name = brief.material.name
    signed = not name or _folded(name) in _folded(draft.sign_off)
    if code == "ko":
        fits = bool(lines) and _SIGNED.search(lines[-1]) is not None and signed
        return Checked("signOff", fits, "signOff.fits" if fits else "signOff.korean")
    if code != "en":
        return Checked("signOff", None, "signOff.language")
    if not signed:
        return Checked("signOff", False, "signOff.unsigned", {"name": name or ""})
    closing = lines[0].rstrip(",").lower() if lines else ""
    is_named = not re.search(
        r"(?i)\b(?:sir|madam|team|manager|whom|committee|colleagues|all)\b",
        without_brackets(draft.salutation),
    )
    if "faithfully" in closing and is_named:
        return Checked("signOff", False, "signOff.faithfully")
    if closing == "yours sincerely" and not is_named:
        return Checked("signOff", False, "signOff.sincerely")
    known = any(word in closing for word in listed(__package__, "checks", "closings"))
    return Checked("signOff", known, "signOff.fits" if known else "signOff.missing")


def _length(text: str, bounds: Bounds, *, short: bool) -> Checked:
    count = bounds.of(text)
    values: dict[str, str | int] = {"count": count, "least": bounds.least, "most": bounds.most}
    if bounds.least <= count <= bounds.most:
        return Checked("length", True, f"length.within.{bounds.unit}", values)
    if count > bounds.most:
        return Checked("length", False, f"length.over.{bounds.unit}", values)
    key = "short" if short else "under"
    return Checked("length", None if short else False, f"length.{key}.{bounds.unit}", values)


@cache
def _bare(firm: str) -> str:
    """A firm's name without its legal form."""
    return " ".join(_LEGAL.sub(" ", firm).split()) or firm


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def failed(found: Sequence[Checked]) -> list[Checked]:
    """Those that are not passed."""
    return [one for one in found if one.passed is False]
