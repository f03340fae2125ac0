"""Which of the languages that there are a language tag stands for (RFC 4647 §3.4)."""

from collections.abc import Iterable


def lookup(tag: str, known: Iterable[str]) -> str | None:
    """The language of `known` for a tag: its own, or that of the tag without its last parts.

    So `ko-KR` is `ko`. None where there is none of them. Case counts nothing.
    """
    names = {name.lower(): name for name in known}
    parts = tag.lower().split("-")
    while parts:
        name = names.get("-".join(parts))
        if name is not None:
            return name
        parts.pop()
        if len(parts) > 1 and len(parts[-1]) == 1:
            parts.pop()  # what begins an extension says nothing by itself
    return None
