"""What the author of a kind of session imports."""

from agents.errors import Refused
from agents.kind.kind import Kind, NoMemory, Stored
from agents.kind.options import Language
from agents.kind.prompts import prompts_of
from agents.kind.table import Action, Alarm, On, Table
from agents.kind.turn import Turn
from agents.models.offline import Rules

__all__ = [
    "Action",
    "Alarm",
    "Kind",
    "Language",
    "NoMemory",
    "On",
    "Refused",
    "Rules",
    "Stored",
    "Table",
    "Turn",
    "prompts_of",
]
