"""The handbook: what job seekers ask most, found by what is asked, and answered from an entry.

Pure, and of models and kinds it knows nothing. A message is looked up (`find`), what it asks for is
told by patterns (`asks_for`), and the entry answers with that part (`answer`).
"""

from agents.handbook.answering import Answer, Part, answer
from agents.handbook.asking import asks_for
from agents.handbook.entries import Entry, Wording, by_id
from agents.handbook.finding import Found, find

__all__ = [
    "Answer",
    "Entry",
    "Found",
    "Part",
    "Wording",
    "answer",
    "asks_for",
    "by_id",
    "find",
]
