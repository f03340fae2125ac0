"""A line of an English résumé, worded so that it says what was done: no claim more than before."""

import re
from functools import cache

from agents.data_files import listed, read
from agents.kinds.optimize.english_verbs import Forms, deed_of, forms_of

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ARTICLE = re.compile(r"(?i)(?:the|all|overall|daily|general)\s{1,3}")
_JOINT = re.compile(r"(?:,\s{1,3}(?:and\s{1,3})?|\s{1,3}and\s{1,3}|\s?&\s?)(?=[A-Za-z])")
_FURTHER = re.compile(
    r"(?i)(?:,|\band)\s{1,3}(?P<noun>(?:the\s{1,3})?(?P<deed>[a-z]{4,20})\s{1,3}of)(?=\s)"
)
_LONGEST = 30
"""Words of a line that are looked at for several deeds."""


def without_opener(text: str, *, past: bool) -> str | None:
    """The line with its deed in front: "Responsible for training staff" → "Trained staff".

    `past` is the tense. None where it has no such opener, or where what follows is no deed that
    could be told with certainty.
    """
    found = _opener().match(text)
    if found is None:
        return None
    rest = text[found.end() :].lstrip(" :-–")
    told = _as_deeds(rest, past=past)
    return told and capital(told)


def opened_thing(text: str) -> str | None:
    """What a line with such an opener is about, where it names no deed: "the duty rosters"."""
    found = _opener().match(text)
    rest = text[found.end() :].lstrip(" :-–") if found else ""
    rest = re.sub(r"(?i)^the\s{1,3}", "", rest)
    return capital(rest) if len(rest) > 3 else None


def shortened(text: str) -> str:
    """The line with short words for long ones, and without what stands before its own words."""
    plain = _throat().sub("", text)
    if plain != text:
        plain = capital(plain)
    return _longer().sub(_short, plain)


def without_praise(text: str) -> str:
    """The line without words that praise and tell nothing, where it stands without them."""
    plain = text
    for match in reversed(list(_praise().finditer(text))):
        word = match.group("word")
        if match.start() and word[0].isupper():
            continue  # of a name
        before, after = plain[: match.start()], plain[match.end() :]
        if re.search(r"(?i)\b(?:and|or|very|more|most|as|is|was|are|were|be|a|an)\s*$", before):
            continue  # it is what the sentence says
        if re.match(r"\s*(?:and\b|or\b|,)", after):
            continue
        plain = f"{before.rstrip()} {after.lstrip()}".strip() if before.strip() else after.lstrip()
    plain = re.sub(r"\s+([.,;:])", r"\1", plain)
    return plain if plain == text else capital(plain) if text[:1].isupper() else plain


def in_past(text: str) -> str | None:
    """A line of a job that has ended, in the past: "Manage stock" → "Managed stock".

    None where it begins with no verb in another tense, or with what may be a noun.
    """
    first = _WORD.match(text)
    forms = forms_of(first.group()) if first else None
    if first is None or forms is None:
        return None
    word, rest = first.group().lower(), text[first.end() :]
    if word == forms.past or not rest.strip():
        return None
    following = _WORD.match(rest.lstrip())
    if following is None or not _begins_thing(following.group(), surely=word == forms.base):
        return None
    return capital(forms.past + rest) if text[0].isupper() else forms.past + rest


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; an abbreviation or a number ends none."""
    cuts = [0]
    for match in re.finditer(r"(?<=[a-z\d)%\]][.!?])\s{1,3}(?=[A-Z£$€\d\"'(])", text):
        last = text[: match.start()].rsplit(" ", 1)[-1].lower().rstrip(".")
        if last not in listed(__package__, "wording", "abbreviations") and (
            len(last) > 1 or last.isdigit()
        ):
            cuts.append(match.end())
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def _as_deeds(rest: str, *, past: bool) -> str | None:
    """Deeds in the tense, of what follows an opener: gerunds, or a noun for a deed with "of"."""
    article = _ARTICLE.match(rest)
    begun = article.end() if article else 0
    first = _WORD.match(rest, begun)
    if first is None:
        return None
    deed = deed_of(first.group())
    after = rest[first.end() :]
    if deed and (of := re.match(r"\s{1,3}of\s{1,3}", after)):
        thing = _deeds_of(after[of.end() :], past=past)
        return None if _another_deed(thing) else f"{_told(deed, past=past)} {thing}"
    if article or len(_WORD.findall(rest)) > _LONGEST:
        return None
    return _gerunds(rest, past=past)


def _gerunds(rest: str, *, past: bool) -> str | None:
    """Each gerund that begins a deed, told; None where one may be a thing."""
    heads = [0, *(match.end() for match in _JOINT.finditer(rest))]
    found = [_gerund_at(rest, start) for start in heads]
    if found[0] is None:
        return None
    is_list = len(found) > 2 and all(found)
    at, made = 0, ""
    for number, (start, deed) in enumerate(zip(heads, found, strict=True)):
        if deed is None:
            continue
        end = start + len(deed.gerund)
        following = rest[end:].lstrip()
        is_first = not number or is_list or following.startswith((",", "and ", "&"))
        word = _WORD.match(following)
        if not is_first and not (word and _begins_thing(word.group())):
            return None
        made += rest[at:start] + _told(deed, past=past)
        at = end
    return made + rest[at:]


def _begins_thing(word: str, *, surely: bool = False) -> bool:
    """Whether a word stands before the thing that something is done to, behind a verb.

    `surely`: only articles and the like, behind what may be a noun: "report the", not "report on".
    """
    lists = ("articles",) if surely else ("articles", "followers")
    return any(word.lower() in listed(__package__, "wording", name) for name in lists)


def _gerund_at(text: str, start: int) -> Forms | None:
    """The verb of the gerund that stands there."""
    word = _WORD.match(text, start)
    forms = forms_of(word.group()) if word else None
    return forms if word and forms and word.group().lower() == forms.gerund else None


def _deeds_of(text: str, *, past: bool) -> str:
    """Every further noun for a deed, told: "and the training of staff" → "and trained staff"."""
    for match in reversed(list(_FURTHER.finditer(text))):
        deed = deed_of(match["deed"])
        if deed:
            text = text[: match.start("noun")] + _told(deed, past=past) + text[match.end("noun") :]
    return text


def _another_deed(thing: str) -> bool:
    """Whether a second deed follows, which would stand there as a thing."""
    for match in _JOINT.finditer(thing):
        word = _WORD.match(thing, match.end())
        if word and (word.group().lower().endswith("ing") or deed_of(word.group())):
            return True
    return False


def _told(forms: Forms, *, past: bool) -> str:
    return forms.past if past else forms.base


def _short(match: re.Match[str]) -> str:
    words = match.group()
    short = _shorter()[words.lower()]
    return capital(short) if words[0].isupper() else short


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{_any('openers')})\b:?\s{{0,3}}")


@cache
def _throat() -> re.Pattern[str]:
    return re.compile(rf"(?i)^(?:{_any('throat')}),?\s{{1,3}}(?:i\s{{1,3}})?")


@cache
def _praise() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<![\w-])(?P<word>{_any('praise')})(?![\w-])")


@cache
def _longer() -> re.Pattern[str]:
    words = sorted(
        (word for word in _shorter() if word.isascii()),
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _any(key: str) -> str:
    words = sorted(listed(__package__, "wording", key), key=len, reverse=True)
    return "|".join(re.escape(word.rstrip(":")) for word in words)


def holds_proof(text: str) -> bool:
    """Whether a sentence of a summary says something that can be checked: a deed, a licence."""
    words = {word.lower() for word in _WORD.findall(text)}
    return bool(words & listed(__package__, "wording", "proof"))


@cache
def _shorter() -> dict[str, str]:
    found: dict[str, str] = read(__package__, "wording")["shorter"]
    return found
