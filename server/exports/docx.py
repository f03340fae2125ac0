"""Writes a document as DOCX (ECMA-376) by python-docx, which takes a while to load: import this
where it is used.

Headings, lists and tables are what word processors take for such. Its properties name the document
and whose it is, nothing of the machine; the same document gives the same bytes.
"""

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

from docx import Document
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from server.exports.characters import one_line, seen
from server.exports.document import (
    Block,
    Break,
    Code,
    Emphasis,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    Mark,
    Paragraph,
    Piece,
    Quote,
    Rule,
    Strong,
    Struck,
    Timeline,
    Words,
    plain,
)
from server.exports.fit import PAPERS, STEPS
from server.exports.html import Paper
from server.exports.properties import EAST_ASIA, Properties

FONT, MONOSPACED = "Calibri", "Consolas"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}

INDENT = 0.6
SIZES = {1: 1.6, 2: 1.2}
"""Of headings, by their level."""
_BEHIND_BIDI = ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
"""What of a paragraph's properties stands behind its direction, in the order of the schema."""
_OF_TEMPLATE = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
"""Parts that say how python-docx's template was made."""

UNDATED = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP file can have."""


def docx(blocks: Sequence[Block], paper: Paper, step: int, properties: Properties) -> bytes:
    """The document, set as close as that step of `fit` says."""
    writer = _Writer(paper, step, properties)
    writer.blocks(blocks)
    return writer.file()


class _Format(NamedTuple):
    """How a text looks, by what it is within."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False


class _Writer:
    def __init__(self, paper: Paper, step: int, properties: Properties) -> None:
        self._document = Document()
        self._step = STEPS[step]
        self._properties = properties
        self._main, self._column = properties.main, properties.column
        self._level = 0
        self._day = dt.datetime.fromisoformat(f"{properties.day}T00:00:00")
        self._page(paper)
        self._styles()
        self._describe()

    def blocks(self, blocks: Sequence[Block], indent: float = 0.0) -> None:
        """Write them, so many centimetres from the margin."""
        for block in blocks:
            self._block(block, indent)

    def file(self) -> bytes:
        """All of it. What the packer would say of this machine's time is taken out."""
        self._remark()
        made, found = io.BytesIO(), io.BytesIO()
        self._document.save(made)
        with (
            zipfile.ZipFile(made) as source,
            zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, UNDATED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return found.getvalue()

    def _page(self, paper: Paper) -> None:
        section = self._document.sections[0]
        width, height = PAPERS[paper]
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin = section.bottom_margin = Mm(self._step.above)
        section.left_margin = section.right_margin = Mm(self._step.beside)

    def _styles(self) -> None:
        """One font for all, by its name, and one for the letters of East Asia."""
        styles = self._document.styles
        east, _ = EAST_ASIA.get(self._main, EAST_ASIA["ko"])
        for fonts in list(styles.element.iter(qn("w:rFonts"))):
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{script}"), FONT)
            fonts.set(qn("w:eastAsia"), east)
        for language in styles.element.iter(qn("w:lang")):
            self._speak(language)
        normal = styles["Normal"]
        normal.font.size = Pt(self._step.size)
        normal.paragraph_format.space_after = Pt(4)
        normal.paragraph_format.line_spacing = self._step.line - 0.25
        for level in range(1, 7):
            style = styles[f"Heading {level}"]
            style.font.size = Pt(round(self._step.size * SIZES.get(level, 1.0) * 2) / 2)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.space_before = Pt({1: 0, 2: 10}.get(level, 6))
            style.paragraph_format.space_after = Pt(2)

    def _speak(self, language: Any) -> None:
        tag = self._properties.language
        _, whole = EAST_ASIA.get(self._main, EAST_ASIA["ko"])
        is_far = self._main in EAST_ASIA or self._main in RIGHT_TO_LEFT
        language.set(qn("w:val"), "en-US" if is_far else tag)
        language.set(qn("w:eastAsia"), whole)
        if self._main in RIGHT_TO_LEFT:
            language.set(qn("w:bidi"), tag)

    def _describe(self) -> None:
        found = self._document.core_properties
        found.title, found.author = (one_line(text)[:255] for text in self._properties[:2])
        found.language = self._properties.language
        found.comments = found.last_modified_by = found.keywords = found.subject = ""
        found.created = found.modified = self._day
        found.revision = 1
        relations = self._document.part.package.rels
        for name in [name for name, one in relations.items() if one.reltype in _OF_TEMPLATE]:
            del relations[name]

    def _remark(self) -> None:
        """What is to be known before it is handed in, as a comment: it is no part of the text."""
        runs = next((one.runs for one in self._document.paragraphs if one.runs), None)
        if not self._properties.note or not runs:
            return
        comment = self._document.add_comment(
            runs[0], self._properties.note, author="CareerPilot", initials="CP"
        )
        comment._comment_elm.date = self._day.replace(tzinfo=dt.UTC)  # noqa: SLF001

    def _block(self, block: Block, indent: float) -> None:
        match block:
            case Heading(level, content):
                self._level = min(level, self._level + 1, 6)
                self._paragraph(content, f"Heading {self._level}", indent)
            case Paragraph(content):
                self._paragraph(content, None, indent)
            case Facts(pairs):
                named = [(Strong((*name, Words(":"))), Words(" "), *value) for name, value in pairs]
                self._paragraphs(named, indent)
            case Listing(text, _):
                self._paragraphs([(Code(line),) for line in text.split("\n")], indent)
            case Grid(head, rows):
                self._table(head, rows)
            case Rule():
                self._paragraph((), None, indent)
            case Items() | Timeline() | Quote():
                self._nested(block, indent)

    def _nested(self, block: Items | Timeline | Quote, indent: float) -> None:
        """A block that has others."""
        match block:
            case Items(entries, start):
                self._items(entries, start, indent)
            case Timeline(rows):
                for when, entry in rows:
                    self._row(when, entry, indent)
            case Quote(inner, source):
                self.blocks(inner, indent + INDENT)
                if source:
                    self._paragraph((Emphasis(source),), None, indent + INDENT)

    def _items(self, entries: Sequence[Sequence[Block]], start: int | None, indent: float) -> None:
        for number, entry in enumerate(entries, start or 0):
            match entry:
                case [Paragraph(content), *others]:
                    first, rest = content, others
                case _:
                    first, rest = (), list(entry)
            if start is None:
                made = self._paragraph(first, "List Bullet", 0)
                made.paragraph_format.left_indent = Cm(indent + INDENT)
                made.paragraph_format.first_line_indent = Cm(-INDENT)
            else:
                self._paragraph((Words(f"{number}. "), *first), None, indent)
            self.blocks(rest, indent + INDENT)

    def _row(self, when: Line, entry: Sequence[Block], indent: float) -> None:
        """A time, and behind a tab what was then."""
        match entry:
            case [Paragraph(content), *others]:
                first, rest = content, others
            case _:
                first, rest = (), list(entry)
        made = self._paragraph(when, None, indent + self._column)
        made.paragraph_format.first_line_indent = Cm(-self._column)
        made.paragraph_format.tab_stops.add_tab_stop(Cm(indent + self._column))
        made.paragraph_format.keep_with_next = bool(rest)
        made.add_run("\t")
        self._line(made, first, _Format())
        self.blocks(rest, indent + self._column)

    def _table(self, head: Sequence[Line], rows: Sequence[Sequence[Line]]) -> None:
        table = self._document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
        for number, row in enumerate((head, *rows)):
            for cell, content in zip(table.rows[number].cells, row, strict=True):
                self._line(cell.paragraphs[0], content, _Format(strong=number == 0))

    def _paragraphs(self, lines: Sequence[Line], indent: float) -> None:
        for line in lines:
            self._paragraph(line, None, indent)

    def _paragraph(self, content: Line, style: str | None, indent: float) -> WordParagraph:
        made = self._document.add_paragraph(style=style)
        if indent:
            made.paragraph_format.left_indent = Cm(indent)
        if _is_right_to_left(plain(content)):
            properties = made._p.get_or_add_pPr()  # noqa: SLF001
            properties.insert_element_before(OxmlElement("w:bidi"), *_BEHIND_BIDI)
        self._line(made, content, _Format())
        return made

    def _line(self, made: WordParagraph, line: Line, form: _Format) -> None:
        for piece in line:
            self._piece(made, piece, form)

    def _piece(self, made: WordParagraph, piece: Piece, form: _Format) -> None:
        match piece:
            case Words(text):
                self._run(made, text, form)
            case Strong(content):
                self._line(made, content, form._replace(strong=True))
            case Emphasis(content):
                self._line(made, content, form._replace(emphasis=True))
            case Struck(content):
                self._line(made, content, form._replace(struck=True))
            case Code(text):
                self._run(made, text, form).font.name = MONOSPACED
            case Mark(text):
                self._run(made, text, form).font.highlight_color = WD_COLOR_INDEX.YELLOW
            case Link(address, content):
                self._link(made, address, content, form)
            case Break():
                made.add_run().add_break(WD_BREAK.LINE)

    def _run(self, made: WordParagraph, text: str, form: _Format) -> Run:
        run = made.add_run(seen(text).replace("\n", " ").replace("\t", " "))
        run.bold = True if form.strong else None
        run.italic = True if form.emphasis else None
        run.font.strike = True if form.struck else None
        if _is_right_to_left(text):
            run.font.rtl = True
        return run

    def _link(self, made: WordParagraph, address: str, content: Line, form: _Format) -> None:
        """A link, which python-docx reads and does not write."""
        found = OxmlElement("w:hyperlink")
        relation = made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        found.set(qn("r:id"), relation)
        before = len(made._p)  # noqa: SLF001
        self._line(made, content, form)
        found.extend(list(made._p)[before:])  # noqa: SLF001
        made._p.append(found)  # noqa: SLF001


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction has that."""
    found = (unicodedata.bidirectional(char) for char in text[:1_000])
    return next((one for one in found if one in ("L", "R", "AL")), "L") != "L"
