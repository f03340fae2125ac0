"""HTML: what a browser would show of it."""

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from agents.reading.document import Document, HiddenPassage, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import MAX_DEPTH, ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import HTML
from agents.reading.rows import row_lines
from agents.reading.runs import TINY, Run, is_lost, paragraph
from agents.reading.warnings import cut, hidden_text

MAX_LINKS = 200
MAX_RULES = 300
MAX_HIDDEN = 2_000
"""Elements that a style hides: a page has some."""
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
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NAMES = {"white": "ffffff", "snow": "fffafa", "ivory": "fffff0", "whitesmoke": "f5f5f5"}
_SIDES = ("left", "top", "text-indent", "margin-left")
_SPREAD = ("flex", "inline-flex", "grid", "inline-grid")
"""Ways to lay out what an element holds beside each other."""
_CLIPPED = ("rect(0,0,0,0)", "rect(0000)", "rect(1px,1px,1px,1px)")
_NUMBER = re.compile(r"-?\d{0,6}\.?\d{1,6}")


def hides(style: str) -> Reason | None:
    """Why nobody sees what has such a style, by what it says itself."""
    said = _said(style)
    if said.get("display") == "none" or said.get("visibility") in ("hidden", "collapse"):
        return "style"
    if _number(said.get("opacity", "1")) < 0.05 or said.get("color") == "transparent":
        return "transparent"
    size = said.get("font-size", "")
    if size == "0" or (size.endswith(("px", "pt")) and 0 <= _number(size) < TINY):
        return "tiny"
    if min(_number(said.get(side, "0")) for side in _SIDES) <= -900:
        return "off_page"
    if said.get("clip", "").replace(" ", "") in _CLIPPED:
        return "covered"
    colour = _colour(said.get("color", ""))
    ground = _colour(said.get("background-color", said.get("background", "")))
    return "colour" if colour and ground and is_lost(colour, ground) else None


def _said(style: str) -> dict[str, str]:
    """What a style sets, by name."""
    rules = (rule.partition(":") for rule in style.lower().split(";")[:100])
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in rules}


def _number(text: str) -> float:
    found = _NUMBER.match(text)
    return float(found[0]) if found else 1.0


def _colour(value: str) -> str:
    first = value.split(" ")[0] if not value.startswith("rgb") else value
    if first.startswith("rgb"):
        parts = re.findall(r"\d{1,3}", first)[:3]
        return "".join(f"{min(int(part), 255):02x}" for part in parts) if len(parts) == 3 else ""
    return _NAMES.get(first, first if first.startswith("#") else "")


class _Html:
    def __init__(self, text: str) -> None:
        self._tree = LexborHTMLParser(text)
        self.hidden: list[HiddenPassage] = []
        self.links: list[str] = []
        self._hiding: dict[int, Reason] = {}
        self._spreading: set[int] = set()
        self._runs: list[Run] = []
        self._is_heading = self._is_item = self._is_apart = False
        self._apply_rules()

    def _apply_rules(self) -> None:
        """Find what the page's own styles hide."""
        sheets = [node.text() for node in self._tree.css("style")]
        rules = _RULE.findall(_COMMENT.sub("", "\n".join(sheets)[:500_000]))
        for selector, style in rules[:MAX_RULES]:
            reason = hides(style)
            spreads = _said(style).get("display", "") in _SPREAD
            if reason is None and not spreads:
                continue
            try:
                found = self._tree.css(selector.strip())
            except Exception:  # noqa: S112 - a selector that it does not know hides nothing
                continue
            for node in found[:MAX_HIDDEN]:
                if reason:
                    self._hiding[node.mem_id] = reason
                if spreads:
                    self._spreading.add(node.mem_id)

    def lines(self) -> Iterator[Line]:
        """What the page shows, block by block."""
        root = self._tree.body or self._tree.root
        if root is not None:
            yield from self._inside(root, MAX_DEPTH, bold=False, ground="")
        yield from self._ended()

    def _inside(self, parent: Any, depth: int, *, bold: bool, ground: str) -> Iterator[Line]:
        node = parent.child
        style = parent.attributes.get("style") or ""
        spreads = parent.mem_id in self._spreading or _said(style).get("display", "") in _SPREAD
        while node is not None:
            if spreads and self._runs and node.tag != "-text":
                self._runs.append(Run("\t"))
            yield from self._node(node, depth, bold=bold, ground=ground)
            node = node.next

    def _node(self, node: Any, depth: int, *, bold: bool, ground: str) -> Iterator[Line]:
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            self._runs.append(Run(re.sub(r"\s+", " ", text), bold=bold))
        elif tag == "br":
            self._runs.append(Run("\n"))
        elif tag in _PASSED_OVER or not depth:
            return
        elif (reason := self._reason(node, ground)) is not None:
            told = " ".join(node.text(separator=" ").split())
            if sum(char.isalnum() for char in told) >= 2:
                self.hidden.append(HiddenPassage(told, reason))
        else:
            yield from self._shown(node, tag, depth, bold=bold, ground=ground)

    def _reason(self, node: Any, ground: str) -> Reason | None:
        given = node.attributes
        if "hidden" in given:
            return "style"
        style = given.get("style") or ""
        own = hides(style) or self._hiding.get(node.mem_id)
        if own is None and "color" in style.lower():
            said = _said(style)
            colour = _colour(said.get("color", ""))
            behind = said.get("background-color", said.get("background", ""))
            return "colour" if colour and not behind and is_lost(colour, ground) else None
        return own

    def _shown(self, node: Any, tag: str, depth: int, *, bold: bool, ground: str) -> Iterator[Line]:
        style = (node.attributes.get("style") or "").lower()
        found = re.search(r"background(?:-color)?\s*:\s*([^;]{1,100})", style)
        ground = (_colour(found[1].strip()) or "808080") if found else ground
        if tag == "a":
            address = node.attributes.get("href") or ""
            if re.match(r"(?i)https?:|mailto:|tel:", address) and len(self.links) < MAX_LINKS:
                self.links.append(address[:2000])
        if tag == "tr":
            yield from self._ended()
            yield from self._row(node, depth, ground)
            return
        block = tag in _BLOCKS
        if block:
            yield from self._ended()
            self._is_apart = self._is_apart or tag in _APART
            self._is_heading = tag in _HEADINGS
            self._is_item = tag == "li"
        yield from self._inside(node, depth - 1, bold=bold or tag in _BOLD, ground=ground)
        if block:
            yield from self._ended()
            self._is_heading = self._is_item = False
            self._is_apart = self._is_apart or tag in _APART

    def _row(self, row: Any, depth: int, ground: str) -> Iterator[Line]:
        cells = []
        cell = row.child
        while cell is not None:
            if cell.tag in ("td", "th") and self._reason(cell, ground) is None:
                inside = self._inside(cell, depth - 1, bold=cell.tag == "th", ground=ground)
                lines = [*inside, *self._ended()]
                cells.append([line for line in lines if line.text.strip()])
            cell = cell.next
        yield from row_lines([cell for cell in cells if cell])

    def _ended(self) -> Iterator[Line]:
        runs, self._runs = self._runs, []
        if any(run.text.strip() for run in runs):
            yield paragraph(
                runs, self.hidden,
                heading=self._is_heading, item=self._is_item, apart=self._is_apart,
            )  # fmt: skip
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
