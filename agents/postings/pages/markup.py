"""Markup of strangers made tame: what a parser makes of it costs no more than its length.

A parser's time grows with the square of how deep elements are nested, of how many attributes one
has and of how many elements of style stay open. Pages that people read are far below these limits.
"""

import re
from collections import Counter

MAX_TAGS = 12_000
"""Tags of a page that are looked at: what comes later is cut off."""
MAX_OPEN = 150
"""How deep elements may be nested: what goes deeper is as if it were not nested."""
MAX_STYLES = 8
"""Elements of style that may be open at once."""
MAX_ATTRIBUTES = 100
_LONG = 1_000
"""Characters of a tag from which on its attributes are counted."""
_NOTHING = "<link>"
"""An element that never holds anything stands in place of what is too much."""
_STYLES = {
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
}  # fmt: skip
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_CLOSED_BY_NEXT = {
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "rb", "rt", "rtc", "rp",
}  # fmt: skip
"""Elements that another of their kind ends: a list of many is not nested."""
_DROPPED = {"svg", "math", "select", "textarea", "xmp", "noembed", "noframes"}
"""Elements that hold nothing to read, and whose insides follow rules of their own."""
_RAW = {"script", "style", "title", "iframe"}
"""Elements that hold text and no elements."""
_NEVER = {"option", "optgroup", "frameset", "frame", "plaintext"}
_ONCE = {"html", "body", "head"}
_UNCOUNTED = _STYLES | _VOID | _CLOSED_BY_NEXT
_ATTRIBUTES = (
    r"(?:[\s/]++|[^\s/>][^\s/>=]*+"
    r"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+)*+"
)
_TOKEN = re.compile(
    r"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    rf"(?P<rest>(?=[\s/>]){_ATTRIBUTES})?>?)",
    re.DOTALL,
)
_CLOSING = {
    name: re.compile(rf"(?i)</{name}(?=[\s/>])[^>]*+>?") for name in sorted(_DROPPED | _RAW)
}
_ATTRIBUTE = re.compile(r"(?<=[\s/])[^\s/>=]")


def tamed(text: str) -> str:
    """The page with what nobody reads, and what no page has so much of, left out."""
    return _Tamer(text).tamed()


class _Tamer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._closings = _Closings(text)
        self._made: list[str] = []
        self._kept_to = 0
        """Up to where the page was taken over, or left out."""
        self._open = 0
        self._styles: Counter[str] = Counter()
        self._seen: set[str] = set()

    def tamed(self) -> str:
        end, place, tags = len(self._text), 0, 0
        while (found := _TOKEN.search(self._text, place)) is not None:
            place = found.end()
            name = (found["name"] or "").lower()
            if not name:
                continue
            tags += 1
            if tags > MAX_TAGS:
                end = found.start()
                break
            place = self._closed(found, name) if found["close"] else self._begun(found, name)
        self._made.append(self._text[self._kept_to : end])
        return "".join(self._made)

    def _replace(self, found: re.Match[str], other: str, end: int) -> int:
        self._made += (self._text[self._kept_to : found.start()], other)
        self._kept_to = end
        return end

    def _closed(self, found: re.Match[str], name: str) -> int:
        if name in _DROPPED or name in _NEVER:
            return self._replace(found, "", found.end())
        if name in _STYLES:
            self._styles[name] = max(0, self._styles[name] - 1)
        elif name not in _UNCOUNTED:
            self._open = max(0, self._open - 1)
        return found.end()

    def _begun(self, found: re.Match[str], name: str) -> int:
        end = found.end()
        if name in _DROPPED:
            return self._replace(found, "", self._closings.behind(name, end))
        if self._is_too_much(name):
            return self._replace(found, _NOTHING, end)
        rest = found["rest"] or ""
        if len(rest) > _LONG and _has_many(rest):
            self._replace(found, f"<{name}>", end)
        if name in _RAW:
            return self._raw(found, name)
        if name in _ONCE:
            self._seen.add(name)
        elif name in _STYLES:
            self._styles[name] += 1
        elif name not in _UNCOUNTED:
            self._open += 1
        return end

    def _raw(self, found: re.Match[str], name: str) -> int:
        end = self._closings.before(name, found.end())
        if name == "iframe" and self._kept_to <= found.end():
            self._made.append(self._text[self._kept_to : found.end()])
            self._kept_to = end
        return end

    def _is_too_much(self, name: str) -> bool:
        if name in _NEVER or name in self._seen:
            return True
        if name in _STYLES:
            return self._styles.total() >= MAX_STYLES
        return self._open >= MAX_OPEN and name not in _VOID


class _Closings:
    """Where elements of text end. That one has no end any more is found out once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: set[str] = set()

    def behind(self, name: str, start: int) -> int:
        """Behind an element's closing tag; where nothing closes it, it is as if it held nothing."""
        found = self._find(name, start)
        return found.end() if found else start

    def before(self, name: str, start: int) -> int:
        """Before an element's closing tag, or the end of the page."""
        found = self._find(name, start)
        return found.start() if found else len(self._text)

    def _find(self, name: str, start: int) -> re.Match[str] | None:
        if name in self._unclosed:
            return None
        found = _CLOSING[name].search(self._text, start)
        if found is None:
            self._unclosed.add(name)
        return found


def _has_many(attributes: str) -> bool:
    """Whether a tag may have more attributes than any page has; blanks in values count, too."""
    return len(_ATTRIBUTE.findall(attributes)) + attributes.count('"') > MAX_ATTRIBUTES
