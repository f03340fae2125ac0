"""ODT, as LibreOffice writes it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agents.reading.document import Document, HiddenPassage, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import ODT
from agents.reading.rows import row_lines
from agents.reading.runs import TINY, Run, is_lost, paragraph
from agents.reading.warnings import cut, hidden_text
from agents.reading.xml_tree import Element, number_of, parse
from agents.reading.zip_files import ZipFile

MAX_LINKS = 200
MAX_REPEATED = 100
"""How often a cell or a blank that says so is repeated: tables end in millions of empty cells."""
_SKIPPED = {
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "note-citation",
    "desc", "title", "variable-decls", "user-field-decls",
}  # fmt: skip


class Style(NamedTuple):
    """What of a style matters here; None where it leaves it to its parent."""

    size: float | None = None
    bold: bool | None = None
    colour: str | None = None
    ground: str | None = None
    hidden: Reason | None = None


class _Odt:
    def __init__(self, file: ZipFile) -> None:
        self.hidden: list[HiddenPassage] = []
        self.links: list[str] = []
        self._elements: dict[str, Element] = {}
        self._parts = [
            parse(data) for name in ("styles.xml", "content.xml") if (data := file.read(name))
        ]
        if not self._parts:
            raise ReadingError("damaged")
        for root in self._parts:
            for style in root.below("style"):
                self._elements[style.get("name")] = style
        self._styles: dict[str, Style] = {}

    def lines(self) -> Iterator[Line]:
        """Headers, the body and footers."""
        pages = [page for root in self._parts for page in root.below("master-page")]
        parts = [page.find("header") for page in pages]
        parts += [root.find("body") for root in self._parts]
        parts += [page.find("footer") for page in pages]
        for part in parts:
            for number, line in enumerate(self._blocks(part, None) if part else ()):
                yield line._replace(apart=line.apart or not number)

    def _blocks(self, parent: Element, ground: str | None, *, item: bool = False) -> Iterator[Line]:
        for child in parent:
            if child.name in ("p", "h"):
                yield from self._paragraph(child, ground, item=item)
                item = False
            elif child.name == "list-item":
                yield from self._blocks(child, ground, item=True)
            elif child.name == "table":
                yield from self._table(child, ground)
            elif child.name == "section" and child.get("display") == "none":
                self._hide(child)
            elif child.name not in _SKIPPED:
                yield from self._blocks(child, ground)

    def _hide(self, element: Element) -> None:
        text = " ".join(element.text.split())
        if text:
            self.hidden.append(HiddenPassage(text, "marked"))

    def _table(self, table: Element, ground: str | None) -> Iterator[Line]:
        for row in table.below("table-row"):
            cells: list[list[Line]] = []
            for cell in row:
                if cell.name != "table-cell":
                    continue
                style = self._elements.get(cell.get("style-name"))
                found = style.find("table-cell-properties") if style else None
                colour = found.get("background-color") if found else ""
                inside = ground if colour in ("", "transparent") else colour
                lines = [line for line in self._blocks(cell, inside) if line.text.strip()]
                if lines:
                    cells.append(lines)
            yield from row_lines(cells)

    def _paragraph(self, element: Element, ground: str | None, *, item: bool) -> Iterator[Line]:
        frames: list[Element] = []
        style = self._style(element.get("style-name"))
        runs = list(self._runs(element, style, ground, frames))
        yield paragraph(
            runs,
            self.hidden,
            heading=element.name == "h",
            item=item,
            apart=not any(run.text.strip() for run in runs),
        )
        for frame in frames:
            yield from self._blocks(frame, ground)

    def _runs(
        self, parent: Element, style: Style, ground: str | None, frames: list[Element]
    ) -> Iterator[Run]:
        for child in parent.children:
            if isinstance(child, str):
                yield self._run(" ".join(child.split("\n")), style, ground)
            elif child.name == "s":
                yield Run(" " * int(min(number_of(child.get("c")) or 1, MAX_REPEATED)))
            elif child.name in ("tab", "line-break"):
                yield Run("\t" if child.name == "tab" else "\n")
            elif child.name in ("text-box", "note-body"):
                frames.append(child)
            elif child.name in ("hidden-text", "hidden-paragraph"):
                self._hide(child)
            elif child.name not in _SKIPPED:
                if child.name == "a" and len(self.links) < MAX_LINKS and child.get("href"):
                    self.links.append(child.get("href"))
                own = self._style(child.get("style-name")) if child.name == "span" else Style()
                yield from self._runs(child, _over(own, style), ground, frames)

    def _run(self, text: str, style: Style, ground: str | None) -> Run:
        hidden = style.hidden
        behind = style.ground or ground or ""
        if hidden is None and style.colour and is_lost(style.colour, behind):
            hidden = "colour"
        if hidden is None and style.size is not None and style.size < TINY:
            hidden = "tiny"
        return Run(text, style.size or 0, bool(style.bold), hidden)

    def _style(self, name: str, depth: int = 0) -> Style:
        """A style with what its parents say."""
        if name in self._styles:
            return self._styles[name]
        element = self._elements.get(name)
        if element is None or depth > 20:
            return Style()
        found = element.find("text-properties")
        ground = element.find("paragraph-properties")
        own = _read_style(found.attributes if found else {})
        back = ground.get("background-color") if ground else ""
        if back and back != "transparent" and not own.ground:
            own = own._replace(ground=back)
        whole = _over(own, self._style(element.get("parent-style-name"), depth + 1))
        self._styles[name] = whole
        return whole


def _read_style(given: Mapping[str, str]) -> Style:
    size = given.get("font-size", "")
    ground = given.get("background-color")
    return Style(
        size=number_of(size[:-2]) if size.endswith("pt") else None,
        bold=given["font-weight"] == "bold" if "font-weight" in given else None,
        colour=given.get("color"),
        ground=ground if ground != "transparent" else None,
        hidden="marked" if given.get("display") == "none" else None,
    )


def _over(own: Style, base: Style) -> Style:
    return Style(
        size=base.size if own.size is None else own.size,
        bold=base.bold if own.bold is None else own.bold,
        colour=own.colour or base.colour,
        ground=own.ground or base.ground,
        hidden=own.hidden or base.hidden,
    )


def read_odt(file: ZipFile, limits: ReadingLimits) -> Document:
    """The text of an ODT. Raises ReadingError."""
    reader = _Odt(file)
    text = text_of(reader.lines(), limits.characters)
    if not text.text:
        raise ReadingError("no_text")
    meta = file.read("meta.xml")
    generator = next(parse(meta).below("generator"), None) if meta else None
    warnings = [hidden_text(reader.hidden)] if reader.hidden else []
    return Document(
        media_type=ODT,
        text=text.text,
        prominent=text.prominent,
        links=list(dict.fromkeys(reader.links)),
        hidden=reader.hidden,
        warnings=[*warnings, cut(None)] if text.cut else warnings,
        builder=generator.text[:200] if generator else None,
    )
