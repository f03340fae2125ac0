"""HWPX, as Hancom's word processor writes it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agents.reading.document import Document, HiddenPassage, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import HWPX
from agents.reading.rows import row_lines
from agents.reading.runs import TINY, Run, is_lost, paragraph
from agents.reading.warnings import cut, hidden_text
from agents.reading.xml_tree import Element, number_of, parse
from agents.reading.zip_files import ZipFile

_UNITS = 100
"""Of a character's height in a point."""
_TEXT = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_SKIPPED = {"secPr", "linesegarray", "fieldBegin", "fieldEnd", "shapeComment", "deleteBegin"}


class Style(NamedTuple):
    """How characters look."""

    size: float = 0
    bold: bool = False
    hidden: Reason | None = None


class _Hwpx:
    def __init__(self, file: ZipFile) -> None:
        self.hidden: list[HiddenPassage] = []
        header = file.read("Contents/header.xml")
        styles = parse(header).below("charPr") if header else ()
        self._styles: Mapping[str, Style] = {s.get("id"): _style(s) for s in styles}
        names = sorted(
            (n for n in file.names if n.startswith("Contents/section") and n.endswith(".xml")),
            key=lambda name: (len(name), name),
        )
        if not names:
            raise ReadingError("damaged")
        self._sections = [parse(file.read(name) or b"") for name in names]

    def lines(self) -> Iterator[Line]:
        """All sections."""
        for section in self._sections:
            yield from self._blocks(section)

    def _blocks(self, parent: Element) -> Iterator[Line]:
        for child in parent:
            if child.name == "p":
                yield from self._paragraph(child)
            elif child.name not in _SKIPPED:
                yield from self._blocks(child)

    def _paragraph(self, element: Element) -> Iterator[Line]:
        runs: list[Run] = []
        inside: list[Element] = []
        for run in element:
            if run.name != "run":
                continue
            style = self._styles.get(run.get("charPrIDRef"), Style())
            for child in run:
                if child.name == "t":
                    runs += [Run(text, *style) for text in _texts(child)]
                elif child.name not in _SKIPPED:
                    inside.append(child)
        text = any(run.text.strip() for run in runs)
        yield paragraph(runs, self.hidden, apart=not text and not inside)
        for child in inside:
            yield from self._table(child) if child.name == "tbl" else self._blocks(child)

    def _table(self, table: Element) -> Iterator[Line]:
        for row in table:
            if row.name == "tr":
                cells = [[line for line in self._blocks(cell) if line.text.strip()] for cell in row]
                yield from row_lines([cell for cell in cells if cell])


def _texts(element: Element) -> Iterator[str]:
    """The text of a run. What was deleted with tracking stands between marks, and is left out."""
    deleted = False
    for child in element.children:
        if isinstance(child, str):
            if not deleted:
                yield child
        elif child.name in ("deleteBegin", "deleteEnd"):
            deleted = child.name == "deleteBegin"
        elif not deleted:
            yield _TEXT.get(child.name, child.text)


def _style(properties: Element) -> Style:
    size = (number_of(properties.get("height")) or 0) / _UNITS
    ground = properties.get("shadeColor")
    hidden: Reason | None = "tiny" if 0 < size < TINY else None
    if is_lost(properties.get("textColor"), "" if ground == "none" else ground):
        hidden = "colour"
    return Style(size, properties.find("bold") is not None, hidden)


def read_hwpx(file: ZipFile, limits: ReadingLimits) -> Document:
    """The text of an HWPX. Raises ReadingError."""
    reader = _Hwpx(file)
    text = text_of(reader.lines(), limits.characters)
    if not text.text:
        raise ReadingError("no_text")
    warnings = [hidden_text(reader.hidden)] if reader.hidden else []
    return Document(
        media_type=HWPX,
        text=text.text,
        prominent=text.prominent,
        hidden=reader.hidden,
        warnings=[*warnings, cut(None)] if text.cut else warnings,
    )
