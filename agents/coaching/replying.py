"""What is said to a message that is no answer: what a good coach would say, and what follows."""

from agents.coaching.phrases import fresh, heard_in, nth
from agents.coaching.signs import code, pattern, split
from agents.coaching.types import Reply, Round, Then
from agents.data_files import read
from agents.evidence.text import clip, one_line
from agents.telling.types import Heard, Sort
from protocol.catalogue import LANGUAGES, Text, lookup

MOST_QUESTION = 300
"""Characters of a question that is said again."""
_SPOKEN: dict[Sort, tuple[str, Then]] = {
    "nothing": ("nothing", "wait"),
    "declined": ("declined", "next"),
    "saidBack": ("said_back", "again"),
    "pasted": ("pasted", "again"),
    "steering": ("steering", "again"),
    "insult": ("insult", "stop"),
    "private": ("private", "again"),
    "secret": ("secret", "again"),
}
"""By what a message is: what is said, in several phrasings, and what follows."""


def danger() -> Text:
    """What is said to somebody who may harm themselves, by whoever they say it to."""
    return Text("coaching.danger")


def reply(heard: Heard, current: Round) -> Reply:
    """What is said to a message that is no answer, and what follows.

    What was said to the question before is known from `round.probed`, replies among it: somebody
    who does not know is helped once, and no phrasing comes twice while there is another. Of
    `secret` and `private`, which are answers, too, it is what is said besides.
    """
    match heard.sort:
        case "danger":
            return Reply(danger(), "stop")
        case "distress":
            return Reply(Text("coaching.reply.distress"), "stop")
        case "dontKnow":
            return _unknown(current)
        case "asksBack":
            return Reply(_answered(heard, current), "wait")
        case "otherLanguage":
            return Reply(_in_their_language(heard), "again")
        case "answer":
            return Reply(Text("coaching.reply.thanks"), "next")
    name, then = _SPOKEN[heard.sort]
    return Reply(_spoken(f"reply.{name}", current), then)


def _spoken(name: str, current: Round) -> Text:
    heard = heard_in(current.probed, "reply.")
    return fresh(name, heard) or nth(name, current.number - 1)


def _unknown(current: Round) -> Reply:
    """Help once: a smaller step, or the nearest thing; then the question is left open."""
    helped = any(name.startswith("reply.unknown.") for name in heard_in(current.probed, "reply."))
    if helped:
        return Reply(nth("reply.unknown.next", current.number - 1), "next")
    return Reply(nth(f"reply.unknown.{current.subject.style}", current.number - 1), "again")


def _answered(heard: Heard, current: Round) -> Text:
    """A question of theirs, answered in a sentence; it says nothing of what a full answer has."""
    asked = one_line(heard.quote)
    name = code(heard.language or current.language)
    for about, words in read(__package__, "asked_back").items():
        if _is_about(asked, words[name], name):
            if about == "question":
                question = clip(one_line(current.subject.text), MOST_QUESTION)
                return Text("coaching.reply.asks.question", question=question)
            return Text(f"coaching.reply.asks.{about}")
    return Text(f"coaching.reply.asks.{current.subject.style}")


def _is_about(text: str, listed: str, language: str) -> bool:
    """Whether any of the listed words stands in a text."""
    return pattern(language, split(listed)).search(text.replace("’", "'")) is not None


def _in_their_language(heard: Heard) -> str | Text:
    """In the language of the message, where we have it; else what can be done, in the session's."""
    ours = lookup(heard.language, LANGUAGES) if heard.language else None
    if ours:
        return Text("coaching.reply.in_language").to(ours)
    return Text("coaching.reply.language")
