"""A page as elements of which nobody's eyes are spared: what is hidden is taken out, and listed."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from agents.postings.pages.markup import tamed
from agents.postings.pages.sheets import Names, Sheets
from agents.reading.characters import clean
from agents.reading.runs import is_lost
from agents.reading.styles import UNKNOWN_GROUND, colour, hides, said

MAX_NODES = 20_000
MAX_DEPTH = 250
MAX_TEXT = 2_000_000
MOST_HIDDEN = 50
LONGEST_HIDDEN = 500
FADED = 800
"""Characters from which on what is transparent, or called hidden, is the page itself."""
_PASSED_OVER = {
    "script", "style", "noscript", "template", "canvas", "object", "head", "audio", "video",
    "datalist", "link", "meta", "input", "iframe", "img", "wbr",
}  # fmt: skip
_KEPT = (
    "class", "id", "role", "href", "itemprop", "itemtype", "itemscope", "content", "datetime",
    "aria-expanded", "aria-controls", "aria-level", "type",
)  # fmt: skip
_HIDING = frozenset({
    "d-none", "hidden", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text",
    "screen-reader-only", "is-hidden", "u-hidden", "offscreen", "a11y-hidden", "display-none",
    "hide", "invisible", "u-visually-hidden",
})  # fmt: skip
"""Classes of Bootstrap, Tailwind, WordPress and others."""
_LOGO = frozenset({"logo", "brand", "sitename", "sitetitle"})
_HOME = frozenset({"/", "./", "#", "/index.html"})
_SHOWING = re.compile(
    r"^\w{2,4}:(?:block|flex|grid|inline|visible|not-sr-only)|^d-\w{2,3}-(?!none)"
)
_LANGUAGE = re.compile(r"(?i)[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}")
_WHITE = re.compile(r"\s+")
_SIGN = re.compile(r"[-_]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search",
    "section", "summary", "table", "ul", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
    "center", "hgroup",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class Element:
    """An element that is seen, and what it holds in order: elements and texts."""

    __slots__ = ("_words", "attributes", "children", "elements", "parent", "tag")

    def __init__(
        self, tag: str, attributes: Mapping[str, str], parent: "Element | None" = None
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []
        self.elements: list[Element] = []
        """Those of its children that are some."""
        self.parent = parent
        self._words: list[str] | None = None

    def __iter__(self) -> "Iterator[Element]":
        """The elements right below it."""
        return iter(self.elements)

    def add(self, child: "Element") -> None:
        """Put an element behind what it holds."""
        self.children.append(child)
        self.elements.append(child)

    def drop(self, gone: Collection[int]) -> None:
        """Take out the elements right below it that have these ids."""
        kept = [one for one in self.elements if id(one) not in gone]
        if len(kept) < len(self.elements):
            self.elements = kept
            kept_ids = {id(one) for one in kept}
            self.children = [
                one for one in self.children if isinstance(one, str) or id(one) in kept_ids
            ]

    def get(self, attribute: str) -> str:
        """An attribute's value, or ""."""
        return self.attributes.get(attribute, "")

    def below(self) -> "Iterator[Element]":
        """It, and all elements below it, in their order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            if element.elements:
                waiting += element.elements[::-1]

    def above(self) -> "Iterator[Element]":
        """The elements that it is in, from the inside out."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def text(self) -> str:
        """All text in it, blanks folded."""
        return self.head(MAX_TEXT)

    def head(self, most: int) -> str:
        """So many first characters of its text, blanks folded."""
        made: list[str] = []
        length = 0
        waiting: list[Element | str] = [self]
        while waiting and length <= 2 * most:
            one = waiting.pop()
            if isinstance(one, str):
                made.append(one)
                length += len(one.strip())
                continue
            if one.tag in BLOCKS:
                made.append(" ")
                waiting.append(" ")
            waiting += one.children[::-1]
        return _WHITE.sub(" ", "".join(made)).strip()[:most].strip()

    @property
    def words(self) -> list[str]:
        """The words of its class and id, in small letters: "jobCard-similar" has three.

        Each class and id is one as a whole, too: "tool-bar" is a "toolbar".
        """
        if self._words is None:
            named = f"{self.get('class')} {self.get('id')}"[:500]
            whole = [_SIGN.sub("", name).lower() for name in named.split()]
            self._words = [*(word.lower() for word in _WORD.findall(named)), *whole]
        return self._words


def is_title(element: Element) -> bool:
    """Whether it is a heading of the first rank, and not the site's own name above each page."""
    is_first = element.tag == "h1" or (
        element.get("role") == "heading" and element.get("aria-level") == "1"
    )
    if not is_first or _LOGO.intersection(element.words):
        return False
    return not any(one.tag == "a" and one.get("href") in _HOME for one in element.elements)


def look(element: Element) -> tuple[str, str]:
    """What elements of one look have in common."""
    return (element.tag, element.get("class"))


class Seen:
    """A page: what is seen of it, what is hidden, and the parts that programs read."""

    def __init__(self, text: str) -> None:
        self.tree = LexborHTMLParser(tamed(text))
        self.hidden: list[str] = []
        self._sheets = Sheets([node.text() for node in self.tree.css("style")[:100]])
        self._left = MAX_NODES
        links = self.tree.css("link[rel=stylesheet]")
        self._ground = "" if links else "ffffff"
        self.body = Element("body", {})
        body = self.tree.body
        if body is not None:
            self.body.attributes = _attributes(body)
            style = self._style(body, (), _names("body", body.attributes))
            ground = _ground(style)
            self._fill(body, self.body, [], colour(style.get("color", "")), ground or self._ground)

    def title(self) -> str:
        """What the page calls itself."""
        found = self.tree.css_first("title")
        return " ".join(clean(found.text()).split())[:300] if found is not None else ""

    def language(self) -> str | None:
        """The language that the page says it is in (BCP 47)."""
        root = self.tree.root
        said = (root.attributes.get("lang") or "") if root is not None else ""
        return said.split("-")[0].lower() if _LANGUAGE.fullmatch(said) else None

    def _fill(self, node: Any, element: Element, above: list[Names], ink: str, ground: str) -> None:
        names = _names(node.tag, node.attributes)
        above.append(names)
        child = node.child
        while child is not None and self._left > 0:
            self._left -= 1
            tag = child.tag
            if tag == "-text":
                self._write(child.text_content or "", element, ink, ground)
            elif tag == "br":
                element.children.append("\n")
            elif tag not in _PASSED_OVER and not tag.startswith("-") and len(above) < MAX_DEPTH:
                self._take(child, element, above, ink, ground)
            child = child.next
        above.pop()

    def _take(self, node: Any, parent: Element, above: list[Names], ink: str, ground: str) -> None:
        attributes = node.attributes
        has_style = self._sheets.has_rules or "style" in attributes
        style = self._style(node, above, _names(node.tag, attributes)) if has_style else {}
        if self._is_hidden(node, attributes, style):
            self._hide(node.text(separator=" "))
            return
        element = Element(node.tag, _attributes(node), parent)
        parent.add(element)
        self._fill(
            node, element, above,
            colour(style["color"]) if "color" in style else ink,
            _ground(style) or ground,
        )  # fmt: skip

    def _is_hidden(
        self, node: Any, attributes: Mapping[str, str | None], style: Mapping[str, str]
    ) -> bool:
        reason = hides(style) if style else None
        if "hidden" in attributes or reason not in (None, "transparent"):
            return True
        is_said = attributes.get("aria-hidden") == "true" or reason == "transparent"
        if is_said or _is_called_hidden(attributes.get("class") or ""):
            # A whole page fades in, or is kept from screen readers while a dialog is open.
            return len(node.text()) < FADED and node.css_first("h1") is None
        return False

    def _write(self, text: str, element: Element, ink: str, ground: str) -> None:
        if ink and text.strip() and self._is_lost(element, ink, ground):
            self._hide(text)
        else:
            element.children.append(_WHITE.sub(" ", text))

    def _is_lost(self, element: Element, ink: str, ground: str) -> bool:
        """Whether letters have the colour of their ground.

        Where the ground is set by a sheet that is not on the page, it is taken for white, but for
        headings, which may well stand on a picture.
        """
        if ground:
            return is_lost(ink, ground)
        titled = any(one.tag in HEADINGS for one in (element, *islice(element.above(), 3)))
        return not titled and is_lost(ink)

    def _style(self, node: Any, above: Any, names: Names) -> dict[str, str]:
        given = self._sheets.style(above, names)
        own = node.attributes.get("style")
        style = {name: value for name, (_, value) in given.items()}
        if own:
            kept = {name for name, (important, _) in given.items() if important}
            told = said(own)
            style |= {n: v for n, v in told.items() if n not in kept or "!important" in own}
        return style

    def _hide(self, text: str) -> None:
        told = " ".join(clean(text[: 4 * LONGEST_HIDDEN]).split())[:LONGEST_HIDDEN]
        if sum(char.isalnum() for char in told) >= 2 and len(self.hidden) < MOST_HIDDEN:
            self.hidden.append(told)


def _is_called_hidden(classes: str) -> bool:
    """Whether it has a class that hides in the usual sheets, which are not on the page.

    With one that shows it again where there is room ("hidden md:block") it has not.
    """
    found = set(classes.lower().split()[:40])
    return bool(found & _HIDING) and not any(_SHOWING.search(one) for one in found)


def _names(tag: str, attributes: Mapping[str, str | None]) -> Names:
    classes = (attributes.get("class") or "").lower().split()[:40]
    return Names(tag, (attributes.get("id") or "").lower(), frozenset(classes))


def _attributes(node: Any) -> dict[str, str]:
    given = node.attributes
    return {name: given[name] or "" for name in _KEPT if name in given} if given else {}


def _ground(style: Mapping[str, str]) -> str:
    value = style.get("background-color") or style.get("background")
    if not value or value in ("none", "transparent", "inherit", "initial", "unset"):
        return ""
    return colour(value) or UNKNOWN_GROUND
