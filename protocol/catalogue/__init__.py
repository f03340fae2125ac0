"""Texts for people: what they say is data, in every language, and code names only their keys.

Codes and names on the wire are no texts: they are the same in every language.
"""

from protocol.catalogue.catalogue import (
    CATALOGUE,
    ENGLISH,
    LANGUAGES,
    Catalogue,
    Said,
    Text,
    told,
)
from protocol.catalogue.languages import lookup
from protocol.catalogue.misfits import misfit

__all__ = [
    "CATALOGUE",
    "ENGLISH",
    "LANGUAGES",
    "Catalogue",
    "Said",
    "Text",
    "lookup",
    "misfit",
    "told",
]
