"""Choosing and filling in the next question. What it says of a resume is a span of that resume."""

import random
from collections.abc import Iterator

import msgspec

from agents.career.technologies import Technology, technologies
from agents.evidence.text import content, one_line
from agents.kinds.interview import bank
from agents.kinds.interview.asked_question import MAX_TOPIC, AskedQuestion
from agents.kinds.interview.bank import Question, Template
from agents.resume.skills import skill_of
from agents.resume.spans import Span

LEVELS = ("easy", "medium", "hard")

_FORMS = {
    "behavioral": ("metric", "employer", "tool"),
    "technical": ("tool", "metric"),
    "system_design": ("metric", "employer"),
    "dsa": (),
}
"""What a question of each type is best built on, best first."""

_TAGS: dict[str, frozenset[str]] = {
    "frontend": frozenset({"frontend", "front-end", "react", "web", "ui", "mobile"}),
    "backend": frozenset({"backend", "back-end", "server", "software", "full-stack", "platform"}),
    "data": frozenset({"data", "analytics", "etl", "warehouse", "database"}),
    "ml": frozenset({"machine", "learning", "ml", "ai", "scientist", "research"}),
    "devops": frozenset({"devops", "sre", "reliability", "infrastructure", "cloud", "security"}),
    "analyst": frozenset({"analyst", "business", "product", "marketing", "finance"}),
}
"""The words of a role's name by which its field of work can be told."""


class Wish(msgspec.Struct, frozen=True, rename="camel"):
    """What the next question should be like, and what has been asked already."""

    type: str
    difficulty: str
    number: int
    spans: tuple[Span, ...] = ()
    asked: tuple[str, ...] = ()
    target_role: str | None = None
    company: str | None = None
    language: str | None = None
    variation: int = 0


def next_question(wish: Wish) -> AskedQuestion:
    """The next question: from the resume at every odd number, from the role or bank at even ones.

    The same wish gives the same question.
    """
    chance = random.Random(wish.variation)  # noqa: S311 - variety, not secrecy
    built = _on_resume(wish, chance) if wish.number % 2 else _on_role(wish)
    candidates = [*built, *_from_bank(wish, chance)]
    return next((c for c in candidates if c.text not in wish.asked), candidates[-1])


def _on_resume(wish: Wish, chance: random.Random) -> Iterator[AskedQuestion]:
    """Questions on the resume; for algorithms, the bank's in a language that it names."""
    for form in _FORMS[wish.type]:
        for template in bank.templates(wish.type, form):
            yield from (_on_span(template, span) for span in _spans(wish, form, chance))
    spoken = next((s for s in wish.spans if _is_language(s)), None)
    if wish.type == "dsa" and spoken:
        for plain in _from_bank(wish, chance):
            text = f"Your resume names {spoken.text}, so use it where code helps. {plain.text}"
            yield msgspec.structs.replace(plain, text=text, grounded_in=spoken.text)


def _on_span(template: Template, span: Span) -> AskedQuestion:
    technology = _technology(span.text) if span.form == "tool" else None
    known = technology if "technical" in template.types else None
    return AskedQuestion(
        text=template.text.replace("{span}", one_line(span.text)),
        key_points=known.points if known else template.points,
        hints=template.hints,
        outline=(known and known.outline) or template.outline,
        topic=(span.text,) if span.form == "tool" else _telling(span.text),
        grounded_in=span.text,
    )


def _is_language(span: Span) -> bool:
    """Whether a span names a language in which algorithms are written."""
    skill = skill_of(span.text) if span.form == "tool" else None
    return skill is not None and skill.category == "programming_language"


def _telling(text: str) -> tuple[str, ...]:
    """The words that carry most of its meaning: long ones are seldom said by chance."""
    return tuple(sorted(content(text), key=lambda word: (-len(word), word))[:MAX_TOPIC])


def _on_role(wish: Wish) -> Iterator[AskedQuestion]:
    """What speaks for the person in the role, where there is one."""
    if not wish.target_role:
        return
    where = f" at {one_line(wish.company)}" if wish.company else ""
    for template in bank.templates(wish.type, "role"):
        filled = template.text.replace("{where}", where)
        yield AskedQuestion(
            text=filled.replace("{role}", one_line(wish.target_role)),
            key_points=template.points,
            hints=template.hints,
            outline=template.outline,
            topic=template.topic,
        )


def _spans(wish: Wish, form: str, chance: random.Random) -> list[Span]:
    """The resume's spans of a form in random order; tools that can be judged come first."""
    found = [span for span in wish.spans if span.form == form]
    chance.shuffle(found)
    return sorted(found, key=lambda span: form == "tool" and _technology(span.text) is None)


def _from_bank(wish: Wish, chance: random.Random) -> list[AskedQuestion]:
    """The bank's questions, those of the wished level and the role first; none twice."""
    found = [*bank.questions(wish.type)]
    chance.shuffle(found)
    level, wanted = LEVELS.index(wish.difficulty), _tags(wish)
    found.sort(key=lambda q: (abs(LEVELS.index(q.level) - level), not wanted & set(q.tags)))
    fresh = [q for q in found if not any(q.text in text for text in wish.asked)]
    return [_plain(question) for question in fresh or found]


def _plain(question: Question) -> AskedQuestion:
    return AskedQuestion(
        text=question.text,
        key_points=question.points,
        hints=question.hints,
        outline=question.outline,
        topic=question.topic,
    )


def _tags(wish: Wish) -> set[str]:
    """What the role, or else the resume's tools, say about the field of work."""
    role = set((wish.target_role or "").lower().replace("/", " ").split())
    by_role = {tag for tag, names in _TAGS.items() if role & names}
    tools = (_technology(span.text) for span in wish.spans if span.form == "tool")
    return by_role or {tag for tool in tools if tool for tag in tool.tags}


def _technology(spelling: str) -> Technology | None:
    """What is known to ask about the skill of that spelling."""
    skill = skill_of(spelling)
    return technologies().get(skill.name) if skill else None
