"""DOCX: the parts that Word shows, with changes taken as they are to be."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agents.reading.characters import clean
from agents.reading.document import Document, HiddenPassage, ReadingWarning, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import DOCX
from agents.reading.rows import row_lines
from agents.reading.runs import TINY, Run, is_lost, paragraph
from agents.reading.warnings import DAMAGED_PART, cut, hidden_text, hidden_unknown
from agents.reading.xml_tree import Element, number_of, parse
from agents.reading.zip_files import ZipFile

MAX_LINKS = 200
UNKNOWN = "unknown"
"""A ground whose colour is not known: that of a theme, of a table's style, or of a picture."""
AWAY = "away"
"""What stands for the ground of a box outside of the paper."""
FAR = 11_000_000
"""EMU from where a box is placed to where no paper is: twelve inches."""
LARGE = 7_000_000_000_000
"""Square EMU of what may lie behind a text: a twelfth of an A4 page."""
HIGHLIGHTS = {"yellow": "FFFF00", "lightGray": "C0C0C0", "green": "00FF00", "cyan": "00FFFF"}
_TEXT = {"t": None, "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
"""What stands in a run, and the text that it is; of `t` its own."""
_SKIPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "fldData",
    "pPr",
    "rPr",
    "sectPr",
    "Fallback",
}
"""Elements with no text that is shown."""
_BLOCKS = {"p", "tbl"}
_ON = {"", "1", "true", "on"}
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F0D8": "➢", "F0FC": "✓"}


Box = tuple[Element, str | None]
"""What a text box holds, and its ground; None where that is what the box lies on."""


class Style(NamedTuple):
    """What of a style matters here; None where it leaves it to what it is based on."""

    size: float | None = None
    bold: bool | None = None
    hidden: Reason | None = None
    colour: str | None = None
    ground: str | None = None
    heading: bool = False
    item: bool = False


class _Docx:
    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self.hidden: list[HiddenPassage] = []
        self.links: list[str] = []
        self.is_damaged = False
        root = self._part("word/styles.xml")
        elements = {s.get("styleId"): s for s in root} if root else {}
        self._styles = {name: _style(name, elements, 0) for name in elements}
        defaults = root.find("docDefaults", "rPrDefault", "rPr") if root else None
        self._default = _run_style(defaults) if defaults else Style()
        normal = next((s.get("styleId") for s in elements.values() if s.get("default") in _ON - {""}
                       and s.get("type") == "paragraph"), "")  # fmt: skip
        self._normal = self._styles.get(normal, Style())
        self._shading_tables = {n for n, e in elements.items() if _shades(e)}
        self.unknown: list[str] = []
        self.header: list[str] = []
        self.boxes: list[str] = []

    def _part(self, name: str) -> Element | None:
        data = self._file.read(name)
        try:
            return parse(data) if data else None
        except ReadingError as error:
            if error.code != "damaged":
                raise
            self.is_damaged = True
            return None

    def lines(self) -> Iterator[Line]:
        """Headers, the body, footers and notes, each once."""
        main = self._main()
        document = parse(self._file.read(main) or b"")
        paper = document.find("background")
        given = _Inherited(paper.get("color") if paper else None)
        if any(_is_large(anchor) for anchor in document.below("anchor")):
            given = _Inherited(UNKNOWN)
        folder = main.rpartition("/")[0]
        names = sorted(self._file.names)
        headers = [n for n in names if n.startswith(f"{folder}/header") and n.endswith(".xml")]
        footers = [
            n
            for n in names
            if n.startswith((f"{folder}/footer", f"{folder}/footnotes", f"{folder}/endnotes"))
            and n.endswith(".xml")
        ]
        told: set[tuple[str, ...]] = set()
        for name in (*headers, main, *footers):
            root = document if name == main else self._part(name)
            if root is None:
                continue
            targets = self._targets(name)
            found = list(self._blocks(root, targets, given))
            texts = tuple(line.text for line in found)
            if name == main or (any(map(str.strip, texts)) and texts not in told):
                told.add(texts)
                if name in headers or "/footer" in name:
                    self.header += texts
                for number, line in enumerate(found):
                    yield line._replace(apart=line.apart or not number)

    def _main(self) -> str:
        """The part that is the document: by the package's own word, or by its usual name."""
        relations = self._part("_rels/.rels")
        for relation in relations or ():
            if relation.get("Type").endswith("/officeDocument"):
                name = relation.get("Target").lstrip("/")
                if name in self._file.names:
                    return name
        if "word/document.xml" in self._file.names:
            return "word/document.xml"
        raise ReadingError("damaged")

    def _targets(self, name: str) -> Mapping[str, str]:
        folder, _, base = name.rpartition("/")
        relations = self._part(f"{folder}/_rels/{base}.rels")
        return {
            r.get("Id"): r.get("Target")
            for r in relations or ()
            if r.get("TargetMode") == "External" and r.get("Type").endswith("/hyperlink")
        }

    def _blocks(
        self, parent: Element, targets: Mapping[str, str], given: "_Inherited"
    ) -> Iterator[Line]:
        """The paragraphs and tables below an element, whatever stands around them."""
        for child in parent:
            if child.name == "p":
                yield from self._paragraph(child, targets, given)
            elif child.name == "tbl":
                yield from self._table(child, targets, given)
            elif child.name == "AlternateContent":
                chosen = child.find("Choice") or child.find("Fallback")
                if chosen:
                    yield from self._blocks(chosen, targets, given)
            elif child.name not in _SKIPPED:
                yield from self._blocks(child, targets, given)

    def _table(
        self, table: Element, targets: Mapping[str, str], given: "_Inherited"
    ) -> Iterator[Line]:
        """A row of short cells is one line; what is longer is read cell by cell."""
        named = table.find("tblPr", "tblStyle")
        if named and named.get("val") in self._shading_tables:
            given = _Inherited(UNKNOWN)
        for row in _rows(table):
            cells: list[list[Line]] = []
            for cell in _cells(row):
                ground = cell.find("tcPr", "shd")
                fill = ground.get("fill") if ground else ""
                inside = given if fill in ("", "auto") else _Inherited(fill)
                lines = [line for line in self._blocks(cell, targets, inside) if line.text.strip()]
                if lines:
                    cells.append(lines)
            yield from row_lines(cells)

    def _paragraph(
        self, element: Element, targets: Mapping[str, str], given: "_Inherited"
    ) -> Iterator[Line]:
        properties = element.find("pPr")
        named = properties.find("pStyle") if properties else None
        style = self._styles.get(named.get("val"), self._normal) if named else self._normal
        numbering = properties.find("numPr") if properties else None
        numbered = numbering.find("numId") if numbering else None
        level = properties.find("outlineLvl") if properties else None
        item = style.item if numbered is None else numbered.get("val") != "0"
        ground = properties.find("shd") if properties else None
        if ground and ground.get("fill") not in ("", "auto"):
            given = given._replace(ground=ground.get("fill"))
        boxes: list[Box] = []
        runs = list(self._runs(element, targets, style, given, boxes))
        line = paragraph(
            runs,
            self.hidden,
            heading=style.heading or (level is not None and level.get("val") in "012345"),
            item=item,
            apart=not any(run.text.strip() for run in runs),
        )
        yield line
        for box, colour in boxes:
            if colour == AWAY:
                self.hidden += _away(box)
                continue
            inside = list(self._blocks(box, targets, _Inherited(colour or given.ground)))
            self.boxes += [line.text for line in inside]
            for number, below in enumerate(inside):
                yield below._replace(apart=below.apart or not number)

    def _runs(
        self,
        parent: Element,
        targets: Mapping[str, str],
        style: Style,
        given: "_Inherited",
        boxes: list[Box],
    ) -> Iterator[Run]:
        for child in parent:
            if child.name == "r":
                yield from self._run(child, style, given, boxes)
            elif child.name == "txbxContent":
                boxes.append((child, None))
            elif child.name in ("oMath", "oMathPara"):
                yield Run(child.text)
            elif child.name == "AlternateContent":
                chosen = child.find("Choice") or child.find("Fallback")
                yield from self._runs(chosen, targets, style, given, boxes) if chosen else ()
            elif child.name not in _SKIPPED and child.name not in _BLOCKS:
                target = targets.get(child.get("id")) if child.name == "hyperlink" else None
                if target and len(self.links) < MAX_LINKS:
                    self.links.append(target)
                yield from self._runs(child, targets, style, given, boxes)

    def _run(
        self, run: Element, style: Style, given: "_Inherited", boxes: list[Box]
    ) -> Iterator[Run]:
        properties = run.find("rPr")
        own = _run_style(properties) if properties else Style()
        named = properties.find("rStyle") if properties else None
        character = self._styles.get(named.get("val"), Style()) if named else Style()
        whole = _over(own, _over(character, _over(style, self._default)))
        ground = whole.ground or given.ground or ""
        hidden = whole.hidden
        if hidden is None and whole.colour:
            if ground == UNKNOWN:
                self.unknown += [run.text] if is_lost(whole.colour) and run.text.strip() else []
            elif is_lost(whole.colour, ground):
                hidden = "colour"
        if hidden is None and whole.size is not None and whole.size < TINY:
            hidden = "tiny"
        for child in run:
            if child.name in _TEXT:
                text = _TEXT[child.name]
                shown = child.text if text is None else text
                yield Run(shown, whole.size or 0, bool(whole.bold), hidden)
            elif child.name == "sym":
                yield Run(_SYMBOLS.get(child.get("char").upper(), "\t"), hidden=hidden)
            elif child.name not in _SKIPPED:
                boxes.extend(_boxes(child, None))


class _Inherited(NamedTuple):
    """What is around a paragraph: the colour of its ground, RRGGBB."""

    ground: str | None = None


def _rows(parent: Element) -> Iterator[Element]:
    """The rows of a table, those in content controls as well; not those that were taken out."""
    for child in parent:
        if child.name == "tr":
            if not child.find("trPr", "del"):
                yield child
        elif child.name not in {"tblPr", "tblGrid", *_SKIPPED}:
            yield from _rows(child)


def _cells(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.name == "tc":
            yield child
        elif child.name not in {"trPr", *_SKIPPED}:
            yield from _cells(child)


def _boxes(parent: Element, ground: str | None) -> Iterator[Box]:
    """The text boxes in an element, each once though there is a twin for old programs."""
    if parent.name == "AlternateContent":
        found = (list(_boxes(choice, ground)) for choice in parent)
        yield from next(filter(None, found), [])
        return
    if parent.name == "anchor" and _is_away(parent):
        ground = AWAY
    elif parent.name == "wsp" and ground != AWAY:
        ground = _fill(parent.find("spPr"))
    elif parent.name in ("shape", "rect", "roundrect") and ground != AWAY:
        ground = None if parent.get("filled") in ("f", "false") else parent.get("fillcolor") or None
    for child in parent:
        if child.name == "txbxContent":
            yield child, ground
        else:
            yield from _boxes(child, ground)


def _is_away(anchor: Element) -> bool:
    """Whether something is placed far outside of the paper."""
    for axis in ("positionH", "positionV"):
        offset = anchor.find(axis, "posOffset")
        place = number_of(offset.text) if offset else None
        if place is not None and abs(place) >= FAR:
            return True
    return False


def _away(box: Element) -> Iterator[HiddenPassage]:
    text = " ".join(clean(" ".join(p.text for p in box.below("p"))).split())
    if sum(char.isalnum() for char in text) >= 2:
        yield HiddenPassage(text, "off_page")


def _fill(properties: Element | None) -> str | None:
    """The colour of a shape; None where it has none."""
    if properties is None or properties.find("noFill"):
        return None
    colour = properties.find("solidFill", "srgbClr")
    return colour.get("val") if colour else UNKNOWN


def _shades(style: Element) -> bool:
    return style.get("type") == "table" and any(
        shading.get("fill") not in ("", "auto", "FFFFFF") for shading in style.below("shd")
    )


def _is_large(anchor: Element) -> bool:
    """Whether something large lies behind the text: what is white may stand on it."""
    extent = anchor.find("extent")
    width, height = (number_of(extent.get(side)) if extent else None for side in ("cx", "cy"))
    if anchor.get("behindDoc") not in _ON - {""} or width is None or height is None:
        return False
    return width * height >= LARGE


def _style(name: str, elements: Mapping[str, Element], depth: int) -> Style:
    """A style with what it is based on."""
    element = elements[name]
    properties = element.find("rPr")
    own = _run_style(properties) if properties else Style()
    called = element.find("name")
    title = (called.get("val") if called else name).lower()
    level = element.find("pPr", "outlineLvl")
    shading = element.find("pPr", "shd")
    fill = shading.get("fill") if shading else ""
    own = own._replace(
        ground=own.ground or (fill if fill not in ("", "auto") else None),
        heading=title.startswith(("heading", "title", "subtitle"))
        or (level is not None and level.get("val") in "012345"),
        item=element.find("pPr", "numPr", "numId") is not None,
    )
    based = element.find("basedOn")
    if based and based.get("val") in elements and depth < 20:
        return _over(own, _style(based.get("val"), elements, depth + 1))
    return own


def _over(own: Style, base: Style) -> Style:
    """A style that lies over another."""
    return Style(
        size=base.size if own.size is None else own.size,
        bold=base.bold if own.bold is None else own.bold,
        hidden=own.hidden or base.hidden,
        colour=own.colour or base.colour,
        ground=own.ground or base.ground,
        heading=own.heading or base.heading,
        item=own.item or base.item,
    )


def _run_style(properties: Element) -> Style:
    found = {child.name: child for child in properties}
    size, colour, ground = found.get("sz"), found.get("color"), found.get("shd")
    bold, light = found.get("b"), found.get("highlight")
    value = number_of(size.get("val")) if size else None
    fill = ground.get("fill") if ground else ""
    if light and light.get("val") not in ("none", "white", ""):
        fill = HIGHLIGHTS.get(light.get("val"), UNKNOWN)
    return Style(
        size=None if value is None else value / 2,
        bold=bold.get("val").lower() in _ON if bold else None,
        hidden="marked" if _is_on(found.get("vanish")) else None,
        colour=colour.get("val") if colour else None,
        ground=fill if fill not in ("", "auto") else None,
    )


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("val").lower() in _ON


def read_docx(file: ZipFile, limits: ReadingLimits) -> Document:
    """The text of a DOCX. Raises ReadingError."""
    reader = _Docx(file)
    text = text_of(reader.lines(), limits.characters)
    if not text.text:
        raise ReadingError("no_text")
    warnings: list[ReadingWarning] = [hidden_text(reader.hidden)] if reader.hidden else []
    if reader.unknown:
        warnings.append(hidden_unknown(reader.unknown))
    if text.cut:
        warnings.append(cut(None))
    if reader.is_damaged:
        warnings.append(DAMAGED_PART)
    return Document(
        media_type=DOCX,
        text=text.text,
        prominent=text.prominent,
        links=list(dict.fromkeys(reader.links)),
        hidden=reader.hidden,
        warnings=warnings,
        header=_part_of(reader.header, text.text),
        boxes=_part_of(reader.boxes, text.text),
        builder=_builder(file),
    )


def _part_of(said: list[str], text: str) -> str:
    """These lines, and no more of them than all of the text."""
    return "\n".join(filter(str.strip, said))[: len(text)]


def _builder(file: ZipFile) -> str | None:
    data = file.read("docProps/app.xml")
    try:
        root = parse(data) if data else None
    except ReadingError:
        return None
    application = root.find("Application") if root else None
    return application.text.strip()[:200] or None if application else None
