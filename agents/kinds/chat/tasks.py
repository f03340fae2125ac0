"""What the chat asks of a model."""

from agents.kind import Partly, Task
from agents.kinds.chat import offline
from agents.kinds.chat.inputs import Asked, Subject

GREETING = Task(
    "generator",
    "greeting",
    inputs=Subject,
    output=str,
    offline=offline.greet,
)
REPLY = Task(
    "generator",
    "reply",
    inputs=Asked,
    output=str,
    offline=Partly(offline.reply),
    history=True,
)
