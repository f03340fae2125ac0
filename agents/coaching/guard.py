"""Text that talks to the judge instead of answering: it is data, and worth no points."""

import re

from agents.coaching.text import sentences, words

_INSTRUCTION = re.compile(
    r"""(?xi)
      \b(?:ignore|disregard|forget|override)\b .{0,40}
      \b(?:instruction|prompt|rule|above|previous|prior|rubric)
    | \b(?:system|developer)\s+(?:prompt|message|instruction)
    | \byou\s+are\s+(?:now|no\s+longer)\b
    | \b(?:give|award|grant|assign|rate|score|mark|grade)\b .{0,30}
      \b(?:me|this|it|my\s+\w+|the\s+(?:candidate|answer))\b .{0,30}
      (?:\b\d{1,3}\b|\bfull\b|\bperfect\b|\bmaximum\b|\btop\b|\bhighest\b|\bbest\b)
    | \bas\s+an?\s+(?:ai|language\s+model)\b
    | \b(?:overall|technical|communication)_?score\b
    | </?(?:system|assistant|instructions?)>
    """
)
_LEFT_OVER = 8
"""Fewer words than this beside the instructions are not an answer."""


def is_instruction(text: str) -> bool:
    """Whether the text tries to tell the judge what to do."""
    return bool(_INSTRUCTION.search(text))


def answering(text: str) -> list[str]:
    """The sentences that are left when those which talk to the judge are taken out."""
    return [sentence for sentence in sentences(text) if not is_instruction(sentence)]


def is_only_instruction(text: str) -> bool:
    """Whether hardly anything is left beside what talks to the judge."""
    left = answering(text)
    return len(left) < len(sentences(text)) and len(words(" ".join(left))) < _LEFT_OVER
