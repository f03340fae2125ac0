"""Who was there, by name, where a text names somebody."""

from agents.kinds.debrief.signs import signs
from agents.telling.languages import language_of

MOST = 5
_LOOKED_AT = 20_000


def people_in(text: str) -> list[str]:
    """The names of those who asked, as they stand there, in their order."""
    known = signs("ko" if language_of(text) == "ko" else "en")
    found = [match.group() for match in known["people.names"].finditer(text[:_LOOKED_AT])]
    return [name for name in dict.fromkeys(found) if not known["people.not_names"].search(name)][
        :MOST
    ]
