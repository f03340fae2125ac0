"""Text that talks to the judge instead of answering: it is data, and worth no points."""

from agents.evidence.text import sentences, words
from agents.safety.injection import suspicions

_LEFT_OVER = 8
"""Fewer words than this beside the instructions are not an answer."""


def is_instruction(text: str) -> bool:
    """Whether the text tries to tell the judge what to do."""
    return bool(suspicions({"said": text}))


def sentences_left(text: str) -> list[str]:
    """The sentences that are left when those which talk to the judge are taken out."""
    if not is_instruction(text):
        return sentences(text)
    return [sentence for sentence in sentences(text) if not is_instruction(sentence)]


def is_only_instruction(text: str) -> bool:
    """Whether hardly anything is left beside what talks to the judge."""
    left = sentences_left(text)
    return len(left) < len(sentences(text)) and len(words(" ".join(left))) < _LEFT_OVER
