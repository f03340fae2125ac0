"""What a page tells programs of a job: schema.org's JobPosting, as JSON-LD or as microdata."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

MAX_SCRIPTS = 30
MAX_VALUES = 50_000
MAX_POSTINGS = 20
MAX_PROPERTIES = 300
_POSTING = "jobposting"
_MOST_TEXT = 100_000


def linked_postings(tree: Any) -> tuple[dict[str, Any], ...]:
    """The JobPostings of a page, wherever they stand: in lists, in a graph, one in another."""
    found = [one for value in _linked(tree) for one in _below(value) if _is_a(one, _POSTING)]
    found += _microdata(tree) if not found else []
    return tuple(found[:MAX_POSTINGS])


def linked_types(tree: Any) -> frozenset[str]:
    """The types of all things that a page tells of, in small letters."""
    kinds = {kind for value in _linked(tree) for one in _below(value) for kind in _types(one)}
    for node in tree.css('meta[property="og:type"]')[:3]:
        kinds.add((node.attributes.get("content") or "").lower())
    return frozenset(kinds)


def _linked(tree: Any) -> Iterator[Any]:
    for node in tree.css('script[type*="ld+json"]')[:MAX_SCRIPTS]:
        text = (node.text() or "").strip().removeprefix("<!--").removesuffix("-->").strip()
        text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
        text = text.removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
        try:
            # Line ends in texts are no JSON, and many pages have them.
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue


def _below(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a value, the outer ones first."""
    waiting, count = [value], 0
    while waiting and count < MAX_VALUES:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def _types(thing: Mapping[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    names = [kind for kind in listed if isinstance(kind, str)]
    return [name.replace(":", "/").rstrip("/").rpartition("/")[2].lower() for name in names]


def _is_a(thing: Mapping[str, Any], kind: str) -> bool:
    return kind in _types(thing)


def _microdata(tree: Any) -> list[dict[str, Any]]:
    found = []
    for node in tree.css('[itemtype*="JobPosting"]')[:MAX_POSTINGS]:
        posting: dict[str, Any] = {"@type": "JobPosting"}
        _properties(node, posting, [MAX_PROPERTIES], 0)
        if len(posting) > 1:
            found.append(posting)
    return found


def _properties(parent: Any, thing: dict[str, Any], left: list[int], depth: int) -> None:
    """Gather the properties of a thing, those of things in it into these."""
    node = parent.child
    while node is not None and left[0] > 0 and depth < 100:
        if not node.tag.startswith("-"):
            left[0] -= "itemprop" in node.attributes
            _property(node, thing, left, depth)
        node = node.next


def _property(node: Any, thing: dict[str, Any], left: list[int], depth: int) -> None:
    given = node.attributes
    name = (given.get("itemprop") or "").split(" ")[0]
    inner = thing
    if "itemscope" in given:
        inner = {"@type": (given.get("itemtype") or "").rpartition("/")[2]}
        if name:
            thing[name] = inner
    elif name:
        thing.setdefault(name, _value(node, name))
    _properties(node, inner, left, depth + 1)


def _value(node: Any, name: str) -> str:
    given = node.attributes
    for attribute in ("content", "datetime"):
        if given.get(attribute):
            return str(given[attribute])[:_MOST_TEXT]
    if name == "description":
        return str(node.html or "")[:_MOST_TEXT]
    return " ".join(node.text(separator=" ").split())[:_MOST_TEXT]
