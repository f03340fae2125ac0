"""HTML: what a browser would show of it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from agents.reading.characters import clean
from agents.reading.document import Document, HiddenPassage, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import MAX_DEPTH, NESTED, ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import HTML
from agents.reading.rows import row_lines
from agents.reading.runs import Run, is_lost, paragraph
from agents.reading.styles import TOLD, UNKNOWN_GROUND, colour, hides, said
from agents.reading.warnings import cut, hidden_text

MAX_LINKS = 200
MAX_RULES = 300
MAX_STYLED = 2_000
"""Elements that one rule is for."""
_PASSED_OVER = {
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "head",
    "audio", "video", "select", "datalist", "math", "-comment",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "ul", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "center",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "th"}
_APART = {"p", "section", "article", "ul", "ol", "dl", "table", "blockquote", "hr", "header"}
_BOLD = {"b", "strong"}
_RULE = re.compile(r"([^{}@;]{1,300})\{([^{}]{1,2000})\}")
_SPREAD = ("flex", "inline-flex", "grid", "inline-grid")
"""Ways to lay out what an element holds beside each other."""
_WHITE = re.compile(r"\s+")
_ADDRESS = re.compile(r"(?i)https?:|mailto:|tel:")


class Look(NamedTuple):
    """What an element hands on to those in it."""

    bold: bool = False
    colour: str = ""
    ground: str = ""


class _Html:
    def __init__(self, text: str) -> None:
        self._tree = LexborHTMLParser(text)
        self.hidden: list[HiddenPassage] = []
        self.links: list[str] = []
        self._styles: dict[int, dict[str, str]] = {}
        self._runs: list[Run] = []
        self._is_heading = self._is_item = self._is_apart = False
        self._apply_rules()

    def _apply_rules(self) -> None:
        """Find what the page's own styles set, of that which matters here."""
        sheets = [node.text() for node in self._tree.css("style")]
        rules = _RULE.findall(_without_comments("\n".join(sheets)[:500_000]))
        for selector, style in rules[:MAX_RULES]:
            told = {name: value for name, value in said(style).items() if name in TOLD}
            if not told:
                continue
            try:
                found = self._tree.css(selector.strip())
            except Exception:  # noqa: S112 - a selector that it does not know sets nothing
                continue
            for node in found[:MAX_STYLED]:
                self._styles[node.mem_id] = self._styles.get(node.mem_id, {}) | told

    def lines(self) -> Iterator[Line]:
        """What the page shows, block by block."""
        root = self._tree.body or self._tree.root
        if root is not None:
            yield from self._node(root, MAX_DEPTH, Look())
        yield from self._ended()

    def _style(self, node: Any) -> dict[str, str]:
        """What is set for an element, by the page's styles and by its own."""
        own = node.attributes.get("style")
        given = self._styles.get(node.mem_id, {})
        return given | said(own) if own else given

    def _inside(self, parent: Any, depth: int, look: Look, *, spread: bool) -> Iterator[Line]:
        node = parent.child
        while node is not None:
            if spread and self._runs and node.tag != "-text":
                self._runs.append(Run("\t"))
            yield from self._node(node, depth, look)
            node = node.next

    def _node(self, node: Any, depth: int, look: Look) -> Iterator[Line]:
        tag = node.tag
        if tag == "-text":
            text = _WHITE.sub(" ", node.text_content or "")
            lost = look.colour and is_lost(look.colour, look.ground)
            self._runs.append(Run(text, bold=look.bold, hidden="colour" if lost else None))
        elif tag == "br":
            self._runs.append(Run("\n"))
        elif not depth:
            raise ReadingError("too_large", NESTED)
        elif tag not in _PASSED_OVER:
            style = self._style(node)
            reason = "style" if "hidden" in node.attributes else hides(style)
            if reason is None:
                yield from self._shown(node, tag, depth, look, style)
            else:
                self._hide(node, reason)

    def _hide(self, node: Any, reason: Reason) -> None:
        told = " ".join(clean(node.text(separator=" ")).split())
        if sum(char.isalnum() for char in told) >= 2:
            self.hidden.append(HiddenPassage(told, reason))

    def _shown(
        self, node: Any, tag: str, depth: int, look: Look, style: dict[str, str]
    ) -> Iterator[Line]:
        ground = style.get("background-color") or style.get("background")
        look = Look(
            bold=look.bold or tag in _BOLD,
            colour=colour(style["color"]) if "color" in style else look.colour,
            ground=(colour(ground) or UNKNOWN_GROUND) if ground else look.ground,
        )
        if tag == "a":
            address = node.attributes.get("href") or ""
            if _ADDRESS.match(address) and len(self.links) < MAX_LINKS:
                self.links.append(address[:2000])
        block = tag in _BLOCKS
        if block:
            yield from self._ended()
            self._is_apart = self._is_apart or tag in _APART
            self._is_heading = tag in _HEADINGS
            self._is_item = tag == "li"
        if tag == "tr":
            yield from self._row(node, depth, look)
        else:
            spread = style.get("display", "") in _SPREAD
            yield from self._inside(node, depth - 1, look, spread=spread)
        if block:
            yield from self._ended()
            self._is_heading = self._is_item = False
            self._is_apart = self._is_apart or tag in _APART

    def _row(self, row: Any, depth: int, look: Look) -> Iterator[Line]:
        cells = []
        cell = row.child
        while cell is not None:
            if cell.tag in ("td", "th"):
                lines = [*self._node(cell, depth - 1, look), *self._ended()]
                cells.append([line for line in lines if line.text.strip()])
            cell = cell.next
        yield from row_lines([cell for cell in cells if cell])

    def _ended(self) -> Iterator[Line]:
        runs, self._runs = self._runs, []
        if any(run.text.strip() for run in runs):
            line = paragraph(
                runs, self.hidden,
                heading=self._is_heading, item=self._is_item, apart=self._is_apart,
            )  # fmt: skip
            if line.text.strip():
                yield line
                self._is_item = self._is_apart = False


def read_html(text: str, limits: ReadingLimits) -> Document:
    """The text of a page. Raises ReadingError."""
    reader = _Html(text)
    made = text_of(reader.lines(), limits.characters)
    if not made.text:
        raise ReadingError("no_text")
    warnings = [hidden_text(reader.hidden)] if reader.hidden else []
    return Document(
        media_type=HTML,
        text=made.text,
        prominent=made.prominent,
        links=list(dict.fromkeys(reader.links)),
        hidden=reader.hidden,
        warnings=[*warnings, cut(None)] if made.cut else warnings,
    )


def _without_comments(sheet: str) -> str:
    first, *rest = sheet.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)
