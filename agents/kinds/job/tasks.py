"""What the kind asks of models: to copy a picture's text, and to point at a posting's passages."""

from msgspec import Struct

from agents.delivery.roles import validator
from agents.kind import Check, Needs, Review, Task
from agents.kinds.job.extracting import Brief, Passages, by_rules, misquoted

NOTHING = "NOTHING"
"""What a model says of a picture without a text."""


class Looking(Struct, frozen=True):
    """What goes along with a picture: the name of its file."""

    name: str


COPY = Task(
    "extractor",
    "copy",
    inputs=Looking,
    output=str,
    offline=Needs.MODEL,
    hidden=True,
    tier="standard",
)
EXTRACT: Task[Brief, Passages] = Task(
    "extractor", "extract", inputs=Brief, output=Passages, offline=by_rules
)
REVIEW = Review(EXTRACT, checks=(Check("verbatim", misquoted),), judges=(validator(),), revisions=1)
