"""Which statements about a person the sources do not hold."""

from agents.evidence.support.unsupported import Unsupported, unsupported

__all__ = ["Unsupported", "unsupported"]
