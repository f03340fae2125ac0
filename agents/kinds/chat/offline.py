"""The chat's tasks as the offline model does them."""

import re
from collections.abc import Sequence

from agents.coaching import danger
from agents.evidence.distress import is_in_danger
from agents.evidence.instructions import is_only_instruction
from agents.evidence.language import excuse, is_english
from agents.evidence.text import clip, one_line, words
from agents.kinds.chat.inputs import Subject
from agents.kinds.chat.topics import (
    FIRST_STEPS,
    Facts,
    Topic,
    check_points,
    check_story,
    facts_of,
    is_repeat,
    steps_left,
    topics,
    topics_of,
)
from agents.models.request import Line

LIMIT = (
    "I am the offline coach: I go by rules and know the usual advice. To judge your case, or "
    "something outside of that, needs a model."
)
FILES = (
    "More than its form I cannot judge in a file: I go by rules. What it says, and whether it fits "
    "what you want, needs a model."
)
HELP = str(danger())
_THANKS = re.compile(
    r"(?i)^\W*(?:thanks|thank you|thx|great|ok|okay|perfect|cool|got it|bye)\b.{0,40}$", re.DOTALL
)
_HELLO = re.compile(
    r"(?i)^\W*(?:hi|hello|hey|good (?:morning|evening|afternoon))\b.{0,30}$", re.DOTALL
)
_JUDGE = re.compile(
    r"(?i)\b(?:should i (?:take|accept|quit|resign|leave|choose|go)|which (?:one )?is better"
    r"|what would you do|"
    r"am i good enough|do you think i|will i get|how much should|how much (?:does|do|can|is))\b"
)
_TO_LISTENER = {
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "our": "your",
    "ours": "yours",
}
_OF_SPEAKER = re.compile(r"\b(?:me|my|mine|myself|ours?)\b")
_MORE = re.compile(r"(?i)\b(?:more|else|go on|continue|next|further|and then)\b")


def greet(given: Subject) -> str:
    """The first words of a chat."""
    return f"{_greeting(given.topic)} {excuse(given.language)}".strip()


def _greeting(topic: str | None) -> str:
    if topic and is_in_danger(topic):
        return HELP
    if not topic:
        return (
            "Hello. I am your career coach. Ask me about your CV, a letter, interviews, pay, "
            "a change of field, or the search itself. What is on your mind?"
        )
    found = topics_of(topic)
    if not found:
        return (
            f'Hello. You would like to talk about "{clip(one_line(topic), 120)}". Tell me where '
            "you stand with it and what you would like to have at the end."
        )
    first = found[0]
    return f"Hello. So this is about {first.title}. To begin with: {first.steps[0]}\n\n{first.ask}"


def reply(given: Subject, conversation: Sequence[Line]) -> str:
    """The answer to the last message, knowing those before."""
    said = [line.text for line in conversation if line.role == "user" and not line.label]
    text = said[-1] if said else ""
    if case := _plain_case(text, said):
        return case
    heard = "\n".join(line.text for line in conversation if line.role == "assistant")
    files = [_looked_at(line) for line in _brought(conversation)]
    if not files:
        return _advice(given.topic, text, said, heard)
    topic = _topic(text, said, given.topic)
    advice = _on_topic(topic, text, said, heard) if topic else ""
    return "\n\n".join(filter(None, [*files, FILES, advice]))


def _brought(conversation: Sequence[Line]) -> Sequence[Line]:
    """The files that came with the last message."""
    end = len(conversation) - 1
    begin = end
    while begin > 0 and conversation[begin - 1].label:
        begin -= 1
    return conversation[begin:end]


def _looked_at(file: Line) -> str:
    """What can be said of a file by rule."""
    name = clip(one_line(file.label), 80)
    if file.images:
        return f'"{name}" is a picture, and I cannot look at pictures: that needs a model.'
    points = check_points(file.text)
    if points:
        return f'I looked at each point of "{name}" for a deed, a number and a result:\n{points}'
    count = len(words(file.text))
    return f'I have "{name}" here, {count:,} words. I found no points in it that I could check.'


def _plain_case(text: str, said: list[str]) -> str | None:
    """Messages that ask for no advice."""
    if not words(text):
        return "I could not read a word in that. What would you like to talk about?"
    if is_in_danger(text):
        return HELP
    if is_only_instruction(text):
        return f"I only talk about work and careers. {_offer()}"
    if not is_english(text):
        return f"I can only read and write English. {LIMIT}"
    if _HELLO.match(text) and not topics_of(text):
        return "Hello. What is on your mind: an application, an interview, pay, a change?"
    if _THANKS.match(text) and not topics_of(text):
        return (
            "You are welcome. What is the next step you will take, and by when? If you like, tell "
            "me afterwards how it went."
        )
    if is_repeat(said):
        return (
            f"You wrote the same just before. Tell me what was missing in my answer, and I will "
            f"see whether I can do better. {LIMIT}"
        )
    return None


def _advice(about: str | None, text: str, said: list[str], heard: str) -> str:
    checked = _checked(text)
    if checked:
        return checked
    topic = _topic(text, said, about)
    if topic is None:
        return _unknown(text)
    return _on_topic(topic, text, said, heard)


def _checked(text: str) -> str | None:
    """A text that was given to be looked at."""
    points = check_points(text)
    if points:
        return (
            f"I looked at each point for a deed, a number and a result:\n{points}\n\nWhether they "
            f"are the right points for the job you want needs a model, or someone in the field."
        )
    story = check_story(text)
    if story:
        return (
            f"I looked for the four parts of a story in what you wrote:\n{story}\n\nThat is its "
            f"form. Whether it convinces needs a model, or a listener."
        )
    return None


def _topic(text: str, said: list[str], topic: str | None) -> Topic | None:
    """What the message is about: itself, or when it only goes on, what was spoken of before."""
    here = topics_of(text)
    if here:
        return here[0]
    if len(words(text)) > 25 and not _MORE.search(text):
        return None
    before = [found[0] for earlier in [topic or "", *said[:-1]] if (found := topics_of(earlier))]
    return before[-1] if before else None


def _on_topic(topic: Topic, text: str, said: list[str], heard: str) -> str:
    steps = steps_left(topic, heard)[:FIRST_STEPS]
    if not steps:
        return f"On {topic.title} I have told you all that I know by rule. {topic.ask} {LIMIT}"
    parts = [_opening(topic, text, said), "\n".join(f"- {step}" for step in steps)]
    if _JUDGE.search(text):
        parts.append(f"What to decide in your case I cannot judge: that needs a model. {_weigh()}")
    parts.append(topic.ask)
    return "\n\n".join(parts)


def _opening(topic: Topic, text: str, said: list[str]) -> str:
    """The person's own words, and what is known of them where this message told more."""
    facts, news = facts_of(said), facts_of([text])
    known = []
    if facts.role and facts.role != facts.goal:
        known.append(f"you are {_article(facts.role)}")
    if facts.years:
        known.append(f"with {facts.years} of it" if known else f"you speak of {facts.years}")
    if facts.goal:
        known.append(f"your aim is {facts.goal}")
    if news.when:
        known.append(f"it is {news.when}")
    begin = f"{_quoted(text)} " if len(words(text)) >= 8 else ""
    told = f"I keep in mind that {_turned(', '.join(known))}. " if known and news != Facts() else ""
    return f"{begin}{told}On {topic.title}:"


def _quoted(text: str) -> str:
    said = clip(one_line(text), 140)
    return f'You say: "{said}"' + ("" if said[-1] in ".!?" else ".")


def _turned(said: str) -> str:
    """What somebody said of themselves, as it is said to them."""
    return _OF_SPEAKER.sub(lambda match: _TO_LISTENER[match.group()], said)


def _article(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _weigh() -> str:
    return (
        "What helps without one: write down what you would lose and what you would gain either "
        "way, and what you could still undo in six months."
    )


def _unknown(text: str) -> str:
    said = f"{_quoted(text)} " if len(words(text)) >= 4 else ""
    return f"{said}I have no rule for that, and I do not guess: it needs a model. {_offer()}"


def _offer() -> str:
    return "What I can help with: " + ", ".join(topic.title for topic in topics()) + "."
