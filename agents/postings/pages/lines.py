"""The lines that elements are, as they are read: headings stand apart, items have a sign."""

from collections.abc import Iterator

from agents.postings.pages.elements import BLOCKS, HEADINGS, Element
from agents.reading.lines import Line, text_of
from agents.reading.rows import row_lines

MOST_CHIP = 60
"""Characters of one of several short words beside each other: place, kind of contract, date."""
MOST_CHIPS = 10
_APART = {"p", "section", "article", "ul", "ol", "dl", "table", "blockquote", "hr", "header"}
_TITLED = {"title", "heading", "headline", "subtitle", "subheading", "subheader"}
_LONGEST_TITLE = 80
_BOLD = {"strong", "b"}
_LABELS = {"label", "key", "term", "caption", "dt", "name", "property", "title", "heading"}
_VALUES = {"value", "data", "dd", "val", "content", "text", "info", "detail", "description"}
_BUTTON = ("aria-expanded", "aria-controls")


def text_of_elements(elements: list[Element], most: int) -> str:
    """What these say, of `most` characters at most."""
    writer = _Writer()
    lines = [line for element in elements for line in writer.lines(element)]
    return text_of(lines, most).text


class _Writer:
    """The lines of elements, one after the other."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._heading = self._item = self._apart = False
        self._below_heading = False

    def lines(self, element: Element) -> Iterator[Line]:
        """The lines of an element."""
        yield from self._element(element)
        yield from self._ended()

    def _inside(self, element: Element) -> Iterator[Line]:
        chips = _are_chips(element)
        for child in element.children:
            if isinstance(child, str):
                self._words.append(child)
                continue
            if chips and self._words:
                self._words.append("\t")
            yield from self._element(child)

    def _element(self, element: Element) -> Iterator[Line]:
        tag = element.tag
        if tag == "button" and not any(name in element.attributes for name in _BUTTON):
            return
        if tag == "tr":
            yield from self._ended()
            yield from self._row(list(element))
        elif tag in BLOCKS:
            yield from self._block(element)
        else:
            yield from self._inside(element)

    def _block(self, element: Element) -> Iterator[Line]:
        pair = _pair_of(element)
        yield from self._ended()
        if pair:
            yield from self._row(pair)
            return
        if element.tag == "dl":
            yield from self._terms(element)
            return
        is_heading = _is_heading(element)
        is_apart = _is_apart(element)
        self._apart = self._apart or (is_apart and not self._below_heading)
        self._heading = is_heading or (self._heading and element.tag == "div")
        self._item = self._item or element.tag == "li"
        yield from self._inside(element)
        yield from self._ended()
        self._heading = self._item = False
        self._apart = (self._apart or is_apart) and not self._below_heading

    def _terms(self, element: Element) -> Iterator[Line]:
        """A list of terms: each as a row with what is said of it."""
        self._apart = True
        row: list[Element] = []
        for child in _flat(element):
            if child.tag == "dt" and row:
                yield from self._row(row)
                row = []
            row.append(child)
        yield from self._row(row)

    def _row(self, cells: list[Element]) -> Iterator[Line]:
        made = []
        for cell in cells:
            writer = _Writer()
            made.append([line for line in writer.lines(cell) if line.text.strip()])
        lines = list(row_lines([cell for cell in made if cell]))
        for number, line in enumerate(lines):
            yield line._replace(
                apart=(self._apart and not number) or (line.apart and len(lines) > 1)
            )
        if lines:
            self._apart = False
            self._below_heading = False

    def _ended(self) -> Iterator[Line]:
        text, self._words = "".join(self._words), []
        if not text.strip():
            return
        yield Line(
            text, heading=self._heading, item=self._item,
            apart=self._apart and not self._below_heading,
        )  # fmt: skip
        self._below_heading = self._heading
        self._item = self._apart = False


def _is_heading(element: Element) -> bool:
    """Whether it is a heading, or a short block that is called one."""
    if element.tag in HEADINGS or element.get("role") == "heading":
        return True
    if element.tag not in ("div", "p") or not _TITLED.intersection(element.words):
        return False
    is_short = len(element.head(_LONGEST_TITLE + 1)) <= _LONGEST_TITLE
    return is_short and not _is_container(element)


def _is_apart(element: Element) -> bool:
    """Whether a gap is around it; the first paragraph of an item is the item itself."""
    if element.parent is not None and element.parent.tag in ("li", "td", "th", "dd", "dt"):
        return False
    return element.tag in _APART or (element.tag == "div" and _is_container(element))


def _is_container(element: Element) -> bool:
    return any(child.tag in BLOCKS for child in element)


def _flat(terms: Element) -> Iterator[Element]:
    """The terms and what is said of them, where groups of them are in an element of their own."""
    for child in terms:
        if child.tag == "div":
            yield from child
        else:
            yield child


def _pair_of(element: Element) -> list[Element] | None:
    """A label and its value, that are two elements and nothing else: "Location", "Berlin"."""
    parts = list(element)
    if len(parts) != 2 or element.tag in ("ul", "ol", "tr", "dl"):
        return None
    if any(child.strip() for child in element.children if isinstance(child, str)):
        return None
    label, value = parts
    is_pair = _LABELS.intersection(label.words) and _VALUES.intersection(value.words)
    if not is_pair and not (label.tag in _BOLD and _LABELS.intersection(label.words)):
        return None
    texts = [part.head(MOST_CHIP + 1) for part in parts]
    return parts if all(0 < len(text) <= MOST_CHIP for text in texts) else None


def _are_chips(element: Element) -> bool:
    """Whether it holds several short words, each set apart by its look, and no text of its own."""
    parts = list(element)
    if not 2 <= len(parts) <= MOST_CHIPS:
        return False
    if any(child.strip(" \n·|•,/") for child in element.children if isinstance(child, str)):
        return False
    return all(
        part.tag in ("span", "a", "time", "em", "small", "data", "strong", "b", "i")
        and (part.get("class") or part.tag in ("time", "data"))
        and len(part.head(MOST_CHIP + 1)) <= MOST_CHIP
        for part in parts
    )
