"""What is typed in place of an answer, and means one of the interview's actions."""

import re
from typing import Literal

Intent = Literal["repeat", "hint", "skip", "end", "wait"]

LONGEST = 120
"""In characters; what is longer says more than a request."""

_COURTESY = {
    "please", "sorry", "thanks", "thank", "you", "ok", "okay", "well", "hi", "hello", "yes", "no",
    "um", "hm", "hmm", "just", "maybe", "quite", "really", "again", "now", "here",
}  # fmt: skip
"""Words that make no difference; the forms are written without them, "can repeat" for instance."""
_WRITTEN_OUT = {"don't": "do not", "didn't": "did not", "let's": "let us", "i'd": "i would"}

_IT = "(?:that|it|this|(?:the|this|that|your) (?:last |same )?(?:question|one))"
_ASK = "(?:(?:can|could|would|will) )?"
_WE = "(?:(?:can|could|may|shall) (?:i|we) |let us |i (?:want|need|have|would like|prefer) to )"
_STOP = "(?:end|stop|finish|quit)"
_FORMS: dict[Intent, tuple[str, ...]] = {
    "repeat": (
        f"{_ASK}(?:repeat|say|ask|read) {_IT}(?: once more)?",
        "what was (?:the|your|that) (?:last )?question",
        f"i did not (?:get|catch|hear) {_IT}",
    ),
    "hint": (
        f"(?:{_WE}(?:have|get) |{_ASK}give me |i need )?(?:a |another |one more )?hint",
        f"i (?:do|did) not understand(?: {_IT})?",
        "what do mean(?: by (?:that|it|this))?",
    ),
    "skip": (
        f"{_WE}?(?:skip|pass)(?: (?:on )?{_IT})?",
        f"{_WE}?(?:move|go) on(?: to the next(?: question| one)?)?",
        "(?:the )?next (?:question|one)",
    ),
    "end": (f"{_WE}?{_STOP} (?:the|this) interview", f"{_WE}{_STOP}(?: it)?"),
    "wait": (
        f"(?:{_ASK}give me |i need )?(?:a|one) (?:minute|moment|second|sec)(?: to think)?",
        "let me think(?: about (?:that|it)| for a (?:minute|moment|second))?",
    ),
}
_INTENTS = {name: re.compile("|".join(forms)) for name, forms in _FORMS.items()}


def intent_of(text: str) -> Intent | None:
    """What a whole message asks for, politely or not; None where it says anything else.

    Of English only. Each clause is courtesy or the same request, so that no answer is taken for
    one: "Let me think. We moved to Kafka" is an answer.
    """
    if len(text) > LONGEST:
        return None
    plain = text.lower().replace("’", "'")
    clauses = map(_without_courtesy, re.split(r"[,.!?;:\n]", plain))
    found = {_intent(clause) for clause in clauses if clause}
    return found.pop() if len(found) == 1 else None


def _without_courtesy(clause: str) -> str:
    words = [_WRITTEN_OUT.get(word, word) for word in clause.split()]
    return " ".join(word for word in words if word not in _COURTESY)


def _intent(clause: str) -> Intent | None:
    return next((name for name, form in _INTENTS.items() if form.fullmatch(clause)), None)
