"""Places of a résumé, as JSON Pointers (RFC 6901)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Key = tuple[str | int, ...]
"""A place: names, and numbers in lists."""

TOLD = ("work", "projects", "volunteer", "other")
"""Sections whose entries tell what somebody did, in lines (`highlights`) and in texts. `other` has
what stands below headings that JSON Resume has no section for."""
_TEXTS = ("summary", "description")


class Point(NamedTuple):
    """One text of a résumé: a line of an entry, or what stands above these."""

    key: Key
    text: str
    section: str
    entry: int | None
    """The number of its entry in the section."""
    is_item: bool
    """Whether it is one of a list, which can be taken out, moved, or become two."""
    heading: str = ""
    """What its entry is called."""

    @property
    def path(self) -> str:
        """Where it stands."""
        return pointer(self.key)


def pointer(key: Key) -> str:
    """A place as a JSON Pointer."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in key)


def key_of(path: str, resume: Any) -> Key | None:
    """The place that a pointer names, an entry after a list's last included; None: there is none.

    What it names is there, but for that entry, and but for a name of an object that is there.
    """
    if not path.startswith("/"):
        return None
    key = list[str | int]()
    value = resume
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    for at, part in enumerate(parts):
        is_last = at == len(parts) - 1
        if isinstance(value, list):
            if not part.isascii() or not part.isdigit() or str(int(part)) != part:
                return None
            number = int(part)
            if number > len(value) or (number == len(value) and not is_last):
                return None
            key.append(number)
            value = value[number] if number < len(value) else None
        elif isinstance(value, Mapping):
            if part not in value and not is_last:
                return None
            key.append(part)
            value = value.get(part)
        else:
            return None
    return tuple(key)


def value_at(resume: Any, key: Key) -> Any:
    """What stands at a place; None where nothing does."""
    value = resume
    for part in key:
        try:
            value = value[part]
        except (IndexError, KeyError, TypeError):
            return None
    return value


def points(resume: Mapping[str, Any]) -> Iterator[Point]:
    """The texts that tell of a person and of what they did, in the order of the résumé."""
    basics = resume.get("basics")
    summary = basics.get("summary") if isinstance(basics, Mapping) else None
    if isinstance(summary, str) and summary.strip():
        yield Point(("basics", "summary"), summary, "basics", None, False)
    for section in TOLD:
        entries = resume.get(section)
        for at, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not isinstance(entry, Mapping):
                continue
            for name in _TEXTS:
                text = entry.get(name)
                if isinstance(text, str) and text.strip():
                    yield Point((section, at, name), text, section, at, False)
            called = entry.get("name")
            heading = called if isinstance(called, str) else ""
            lines = entry.get("highlights")
            for number, line in enumerate(lines if isinstance(lines, list) else ()):
                if isinstance(line, str) and line.strip():
                    key = (section, at, "highlights", number)
                    yield Point(key, line, section, at, True, heading)


def within(path: str, kept: str) -> bool:
    """Whether a place is another, is in it, or has it in itself."""
    return path == kept or path.startswith(f"{kept}/") or kept.startswith(f"{path}/")
