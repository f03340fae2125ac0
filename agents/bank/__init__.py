"""What an interviewer asks next: own questions for fields of work, and on what somebody gave."""

from agents.bank.choosing import choose, standard
from agents.bank.fields import field_of

__all__ = ["choose", "field_of", "standard"]
