"""What things are called by people: the words that the page has for names of the wire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Names:
    """Made of the texts of `GET /v1/texts`, so that a file says what the page says."""

    texts: Mapping[str, Any]

    def name(self, name: str) -> str:
        """What people call a name of the wire: "durationMinutes" is "Duration minutes"."""
        known = self.texts.get(f"page.word.{name}")
        if isinstance(known, str):
            return known
        spaced = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", name)
        spaced = re.sub(r"[_-]+", " ", spaced).lower()
        return spaced[:1].upper() + spaced[1:]

    def of(self, field: str, value: str) -> str:
        """What people call a value of a field: by a word of its own there, or as elsewhere."""
        known = self.texts.get(f"page.word.{field}_{value}")
        return known if isinstance(known, str) else self.name(value)

    def about(self, name: str) -> str | None:
        """What is to be known of what people call so; None where its name says all."""
        known = self.texts.get(f"page.word.about_{name}")
        return known if isinstance(known, str) else None

    def text(self, key: str, **values: object) -> str:
        """A text of the page's with these values in its places."""
        found = self.texts.get(key, key)
        form = found if isinstance(found, str) else key
        return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), form)

    def value(self, key: str) -> str:
        """A word of the page's for a value: `yes`, `no`, `none`, `not_judged`."""
        known = self.texts.get(f"page.value.{key}", key)
        return known if isinstance(known, str) else key
