"""A point of an English résumé, told in the first person: no claim more than it has.

What can't be told with certainty as a sentence gives none: "" is no sentence.
"""

import re
from functools import cache

from agents.career.skills import skills
from agents.career.titles import ends_in_title
from agents.data_files import listed
from agents.evidence.past import PAST
from agents.evidence.sentences import sentence_spans
from agents.evidence.verbs import form_of

MOST = 340
"""Characters of a sentence; a longer one is no sentence of a letter."""
_LEAST_WORDS = 3
_SIGNS = " \t\n-–—*•·>~|#_,;:"
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_PAST = re.compile(PAST)
_OWN = re.compile(r"(?:I|I['’](?:m|ve|d)|My|We|Our)\s")
_GOES_ON = re.compile(r"(?:I|I['’](?:m|ve|d)|My|We|Our|It|They|This|These)\s")
_LABELLED = re.compile(r"[A-Z][\w'’/-]{0,30}(?:\s[\w'’/,-]{1,30}){0,6}:\s(?P<said>[a-z].{8,300})$")
_LED = re.compile(
    r"(?:In|At|As|From|During|Since|With|After|Before|For)\s[^.;:]{1,80}?,?"
    r"(?<!where)(?<!that)(?<!which)(?<!who)(?<!when)\sI\s"
)
"""A sentence of one's own that begins with when or where."""
_AFTER_I = re.compile(r"\bI\s([^\s,.;:]{1,40})")
_BY = re.compile(rf"{PAST}\s(?:by|for|with)\s")
_MOVED = re.compile(
    r"(?i)^(?:the\s)?(?P<what>[a-z][\w'’/-]*(?:\s[\w'’/-]+){0,4})\s(?P<way>up|down)\s(?P<rest>from\s.+)$"
)
_OPENER = re.compile(
    r"(?i)^(?P<head>(?:also\s)?(?:responsible|accountable)\sfor|(?:second\s)?in\scharge\sof"
    r"|involved\sin)\s+(?P<rest>\S.+)$"
)
_PRIVATE = re.compile(r"@|https?://|www\.|(?<!\d)\d{3,12}[ -]\d{3,12}")
_ASTRAY = re.compile(r",\s(?:I|he|she)\s|^[A-Za-z'’-]+(?::|\sof\s)")
"""Behind what seems a verb: another subject, or what makes it a noun."""
_NAMED = re.compile(
    r"(?:[A-Z][\w&'’.-]*|of|and|the|&)(?:\s(?:[A-Z(][\w&'’.)-]*|of|and|the|&)){0,6}(?:\s\(.*)?$"
)
_NO_THING = re.compile(r"\s[-–—]\s|:\s|,\s(?:I|he|she|we)\s|\bI\b")
_COMPOUND = re.compile(
    r"(?i)(?<![a-z'’-])[a-z'’-]{1,20}(?:\s[a-z'’-]{1,20})?\s"
    r"[a-z'’-]{1,20}(?:tion|ment|ing|sis|ance|ence|age|ure)s?\b"
    r"|(?<![a-z'’-])[a-z'’-]{3,20}ing\b"
)
"""A noun of two or three words, such as "stock valuation"."""
_BROKEN = re.compile(r"[→•>*|▪◦●■]")
"""What lays text out, and stands in no sentence."""
_FIGURE_FIRST = re.compile(r"[^A-Za-z\"“(]")


def told(text: str, *, current: bool, job: bool = True) -> str:
    """A point as one or more whole sentences: "Cut the report" gives "I cut the report."

    `current`: what it tells of goes on. `job`: it is of work, so that a verb in front is a deed.
    """
    sentences: list[str] = []
    for number, (_, sentence) in enumerate(sentence_spans(" ".join(text.split()))):
        if number and not _GOES_ON.match(sentence):
            break
        made = _sentence(sentence, current=current, job=job)
        if not made:
            break
        sentences.append(made)
    return " ".join(sentences)


def is_duty(text: str) -> bool:
    """Whether it names what was to be done in words that may be a verb or a noun: to be quoted."""
    plain = " ".join(text.split()).strip(_SIGNS)
    first = plain.split(" ", 1)[0].lower()
    return form_of(first) in {"base", "s"} and len(plain.split()) > 1 and not _is_broken(plain)


def item(text: str) -> str:
    """A point as a part of a list: its first sentence without signs around it."""
    first = next((one for _, one in sentence_spans(" ".join(text.split()))), "")
    said = first.strip(_SIGNS).rstrip(".").strip(_SIGNS)
    return "" if _PRIVATE.search(said) or len(said) > MOST else said


def lowered(text: str) -> str:
    """The text with a small letter in front, unless it begins with a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    word = re.split(r"[-/']", first)[0].lower()
    plain = first.strip(",.;:()").lower()
    if first[1:] != first[1:].lower() or word in _list("names") or plain in _known():
        return text
    if re.match(r"[A-Z][a-z'’-]*\s[A-Z][a-z]", text):
        return text  # a name of several words
    return text[:1].lower() + text[1:]


def own(text: str) -> str:
    """What somebody wants to be mentioned as a sentence, or "" where it is none."""
    plain = " ".join(text.split()).strip(_SIGNS).rstrip(".")
    plain = re.sub(r"(?i)^(?:that|how)\s(?=(?:i|my|we|our)\b)", "", plain)
    if _PRIVATE.search(plain) or not plain:
        return ""
    if re.match(r"(?i)(?:i|we|i['’](?:m|ve|d|ll))\s", plain) or _has_verb(plain):
        return _ended(plain)
    return _deed(plain, current=True)


def piece(text: str) -> str:
    """What is no sentence, as a part of a list."""
    return " ".join(text.split()).strip(_SIGNS).rstrip(".")


def _sentence(sentence: str, *, current: bool, job: bool) -> str:
    plain = sentence.strip(_SIGNS).rstrip(".").rstrip(_SIGNS)
    if not plain or len(plain) > MOST or _is_broken(plain):
        return ""
    first, *rest = re.split(r";\s+", plain)
    if said := _behind_label(first, current=current, job=job):
        return said
    if _GOES_ON.match(first) or _LED.match(first):
        made = _ended(first)
    elif job:
        made = _deed(first, current=current) or _moved(first) or _thing(first, current=current)
    else:
        made = ""
    for clause in rest if made else ():
        made = _gone_on(made, clause, current=current, job=job)
    return made if _is_clause(made) else ""


def _is_broken(plain: str) -> bool:
    """Whether it has what stands in no sentence: an address, signs of a list, half a bracket."""
    halved = plain.count("(") != plain.count(")")
    return halved or bool(_PRIVATE.search(plain) or _BROKEN.search(plain))


def _behind_label(plain: str, *, current: bool, job: bool) -> str:
    """What stands behind a label and tells the deed: "Falls link nurse: introduced a board"."""
    labelled = _LABELLED.match(plain)
    if labelled is None:
        return ""
    said = labelled["said"]
    made = _deed(said, current=current) if job else ""
    if not made and _has_verb(said) and not _GOES_ON.match(said):
        made = _ended(said)
    return made if _is_clause(made) else ""


def _gone_on(made: str, clause: str, *, current: bool, job: bool) -> str:
    """A sentence with what stood behind a semicolon, where that can be told."""
    if _BY.match(clause):
        return f"{made.rstrip('.')}, {clause}."
    first = clause.split(" ", 1)[0].lower()
    if _has_verb(clause) and clause[:1].islower() and _form(first) != "past":
        return f"{made.rstrip('.')}; {clause}."
    further = _deed(clause, current=current) if job else ""
    return f"{made} {further}" if further else made


def _is_clause(plain: str) -> bool:
    """Whether a verb stands behind each "I" of a sentence, as far as lists tell."""
    for word in _AFTER_I.findall(plain):
        known = word.islower() and (_form(word) in {"past", "base"} or word.endswith("ly"))
        if not known and word not in _list("behind_i"):
            return False
    return True


def _deed(plain: str, *, current: bool) -> str:
    """What begins with a verb, or with words that say that somebody had to do it."""
    if opened := _OPENER.match(plain):
        be = "am" if current and "involved" not in opened["head"].lower() else "was"
        return _ended(f"I {be} {lowered(opened['head'])} {opened['rest']}")
    word = _WORD.match(plain)
    if word is None or not plain[word.end() :].strip() or _ASTRAY.search(plain):
        return ""
    verb, rest = word.group().lower(), plain[word.end() :]
    form = _form(verb)
    if form is None or verb in _list("never") or not _is_verb(verb, form, rest):
        return ""
    if verb in _list("passive") and rest.split()[0].lower() in _list("links"):
        return _ended(f"I was {verb}{rest}")
    if form == "past":
        return _ended(f"I {verb}{rest}")
    if form == "s":
        verb = "" if _another(rest) else _base(verb)
    return _ended(f"{'I' if current else 'My work was to'} {verb}{rest}") if verb else ""


def _is_verb(verb: str, form: str, rest: str) -> bool:
    """Whether a word in front of a line is a verb, by what follows it."""
    following = _WORD.match(rest.lstrip())
    next_word = following.group().lower() if following else ""
    if following is None:  # a number, or what stands between signs
        return form == "past" or not rest.lstrip().startswith(",")
    if form == "past":
        is_plural = re.search(r"[^s]s$", next_word) is not None
        sure = next_word in _list("begins_thing") or next_word in _list("links") or is_plural
        sure = sure or (next_word == "and" and _tells([rest.split()[1]]))
        return sure or verb not in _list("doubtful")
    if rest.startswith(","):
        return False
    if next_word in _list("links"):
        return verb in _list("linked") or verb not in _list("doubtful")
    base = verb if form == "base" else _base(verb)
    return next_word in _list("begins_thing") or base not in _list("doubtful")


def _moved(plain: str) -> str:
    found = _MOVED.match(plain)
    if found is None or found["what"].split()[0].lower() in _list("no_thing"):
        return ""
    return _ended(f"The {lowered(found['what'])} went {found['way'].lower()} {found['rest']}")


def _thing(plain: str, *, current: bool) -> str:
    """What is named without a verb, or with one as a noun: "Month-end close", "loading"."""
    words = plain.split()
    first = words[0].lower().strip(",.:") if words else ""
    if len(words) < _LEAST_WORDS - 1 or _FIGURE_FIRST.match(plain) or first in _list("no_thing"):
        return ""
    if _NO_THING.search(plain) or _has_verb(plain) or _NAMED.fullmatch(plain):
        return ""
    if first in _list("never") or _form(first) == "past":
        return ""
    if _is_person(plain) or _tells(words[1:]):
        return ""
    may_be_verb = form_of(first) in {"base", "s"} or first in _list("doubtful")
    if may_be_verb and not _COMPOUND.match(plain):
        return ""  # it may be a verb
    return _ended(f"My work {'includes' if current else 'included'} {lowered(plain)}")


def _is_person(plain: str) -> bool:
    """Whether it names who somebody was: "Campus guide on open days"."""
    head = re.split(r"\s(?:for|of|on|at|in|to|with|from)\s|[,(]", plain, maxsplit=1)[0].split()
    named = any(word.lower() in _list("persons") for word in head)
    return named or ends_in_title(" ".join(head))


def _tells(words: list[str]) -> bool:
    """Whether one of the words is a verb in the past, so that it is no name of a thing."""
    plain = (word.strip(",.()").lower() for word in words)
    return any(word in _list("irregular") or form_of(word) == "past" for word in plain)


@cache
def _known() -> frozenset[str]:
    """The names of skills, in small letters, that are written as names."""
    return frozenset(name.lower() for name in skills() if name != name.lower() and " " not in name)


def _form(verb: str) -> str | None:
    if verb in _list("irregular") or (_PAST.fullmatch(verb) and form_of(verb) != "base"):
        return "past"
    form = form_of(verb)
    if form == "base" and verb in _list("same_past"):
        return "past"
    return form if form in {"base", "s"} else None


def _base(third: str) -> str:
    for cut, end in (("ies", "y"), ("es", ""), ("s", "")):
        base = third.removesuffix(cut) + end
        if third.endswith(cut) and form_of(base) == "base":
            return base
    return ""


def _another(rest: str) -> bool:
    """Whether a further verb follows that ends in -s: it would have to be told, too."""
    found = re.findall(r"(?:,|\band|&)\s+(?:and\s+)?([a-z]+s)\b", rest)
    return any(form_of(word) == "s" for word in found)


def _has_verb(text: str) -> bool:
    return _finite().search(text) is not None


def _ended(text: str) -> str:
    text = " ".join(text.split()).rstrip(" .,;:-–—")
    text = re.sub(r"^i(?=[\s'’])", "I", text)
    end = "" if text.endswith(("!", "?", "…")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}" if text else ""


@cache
def _finite() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _list("finite")), key=len, reverse=True))
    return re.compile(rf"(?i)(?<=\w\s)(?:{words})(?=\s|$|[,.;)])")


@cache
def _list(key: str) -> frozenset[str]:
    return listed(__package__, "english", key)
