"""What somebody says they did: the first person and a verb in the past."""

import re

_SAME_NOW = (
    "beat bet bid broadcast burst cast cut fit forecast hit let put quit read set shut split"
)
"""Verbs whose past is their present: "I'd put" is mostly "I would put"."""
_IRREGULAR = (
    "began bent bought bound broke brought built burnt caught chose clung dealt did drew drove dug "
    "fed fell fought found flew foresaw gave got grew ground held hid hung kept laid leant learnt "
    "led left lent lit lost made met oversaw paid proved ran rang rode rose said sat sent shone "
    "shook shot showed slid sold sought sped spent spoke spread spun stood stole stuck "
    "strove struck swam swept swore swung taught told took threw tore undid underwent went "
    "withdrew withheld withstood won wore wound wove wrote"
)
_PARTICIPLES = (
    "beaten begun broken chosen done drawn driven flown forgotten forgiven foreseen frozen given "
    "grown hidden overseen proven ridden risen rung shaken shown spoken stolen striven sung sworn "
    "swum taken thrown torn undergone undertaken undone withdrawn worn woven written"
)
_PRESENT = "embed exceed feed heed need proceed seed shed speed succeed"
"""They end like a past."""
_VERBS = "|".join(f"{_SAME_NOW} {_IRREGULAR} {_PARTICIPLES}".split())
PAST = (
    rf"(?!(?:{'|'.join(_PRESENT.split())})\b)"
    rf"(?:\w{{2,30}}ed|came up|(?:re|over|under|out|up)?(?:{_VERBS}))"
)
"""The body of a pattern that finds a verb in the past."""
_ADVERBS = (
    r"(?:then |also |first |finally |later |personally |therefore |quickly |\w{1,30}ly |just "
    r"|already |since |always |once )?"
)
_PERFECT = re.compile(
    r"(?i)\b(?P<who>i|we)(?:['’]ve| have| had"
    rf"|['’]d(?! {_ADVERBS}(?:re|over|under|out|up)?(?:{'|'.join(_SAME_NOW.split())})\b))"
    rf"(?= {_ADVERBS}(?:been|{PAST})\b)"
)
I_DID = re.compile(rf"(?i)\bi {_ADVERBS}(?P<verb>{PAST})\b")
_YOU_DID = re.compile(
    r"(?i)(?<!\bwhat )(?<!\bwhich )(?<!\bthat )(?<!\bhow )(?<!\bwhere )(?<!\bwhen )(?<!\bwhy )"
    rf"(?<!\bif )(?<!\bwhom )(?<!\bas )\byou(?:['’]ve| have| had| were)? {_ADVERBS}{PAST}\b"
)
_DONE_BY_YOU = re.compile(r"셨(?:습|어|던|고|으며|으니|다(?!면))|(?:하|되|쓰|맡으|이끄)신(?=\s)")


def tells_of_person(text: str) -> bool:
    """Whether a text that talks to somebody says what they did, and not only what they may do."""
    return bool(_YOU_DID.search(text) or _DONE_BY_YOU.search(text))


def simple(text: str) -> str:
    """The text with its perfects cut down: "I've built" and "I'd built" become "I built"."""
    return _PERFECT.sub(r"\g<who>", text)
