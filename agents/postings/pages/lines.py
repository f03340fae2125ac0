"""The lines that elements are, as they are read: headings stand apart, items have a sign."""

from collections.abc import Iterator

from agents.postings.pages.elements import BLOCKS, HEADINGS, Element, look
from agents.reading.lines import Line, text_of
from agents.reading.rows import row_lines

MOST_CHIP = 60
"""Characters of one of several short words beside each other: place, kind of contract, date."""
MOST_CHIPS = 10
_GOES_ON = frozenset(".,;:!?)]}'’\"”»/-–—&@%")
_CHIPS = {"span", "a", "time", "em", "small", "data", "strong", "b", "i"}
MOST_LABEL = 40
MOST_VALUE = 120
MOST_CELLS = 30
MOST_ROW = 400
MOST_ROWS = 20
_APART = {"p", "section", "article", "ul", "ol", "dl", "table", "blockquote", "hr", "header"}
_TITLED = {"title", "heading", "headline", "subtitle", "subheading", "subheader"}
_LONGEST_TITLE = 80
_BOLD = {"strong", "b"}
_LABELS = {"label", "lbl", "key", "term", "caption", "dt", "name", "property", "title", "heading"}
_VALUES = {"value", "val", "data", "dd", "content", "text", "info", "detail", "description"}
_ROWS = {"bullet", "bullets", "listitem", "li"}
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
        is_row = _is_row(element)
        is_apart = _is_apart(element) and not is_row
        self._apart = self._apart or (is_apart and not self._below_heading)
        self._heading = is_heading or (self._heading and element.tag == "div")
        self._item = self._item or element.tag == "li" or is_row
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
    if element.tag not in ("div", "p"):
        return False
    if not _TITLED.intersection(element.words) and not _is_bold(element):
        return False
    is_short = len(element.head(_LONGEST_TITLE + 1)) <= _LONGEST_TITLE
    return is_short and not _is_container(element)


def _is_bold(element: Element) -> bool:
    """Whether all that it says is bold, and no sentence: many pages have no other headings."""
    is_all = bool(element.elements) and all(one.tag in _BOLD for one in element.elements)
    if not is_all or any(one.strip(" :") for one in element.children if isinstance(one, str)):
        return False
    return not element.head(_LONGEST_TITLE + 1).endswith((".", "!", "。", ","))


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
    parts = element.elements
    if len(parts) != 2 or element.tag in ("ul", "ol", "tr", "dl"):
        return None
    if any(child.strip() for child in element.children if isinstance(child, str)):
        return None
    label, value = parts
    is_named = _LABELS.intersection(label.words) and (
        label.tag in _BOLD or _VALUES.intersection(value.words)
    )
    if not is_named and not _is_in_grid(element):
        return None
    texts = [part.head(MOST_VALUE + 1) for part in parts]
    is_short = 0 < len(texts[0]) <= MOST_LABEL and 0 < len(texts[1]) <= MOST_VALUE
    return parts if is_short else None


def _is_in_grid(cell: Element) -> bool:
    """Whether several like it are beside each other, each two short texts of the same two looks."""
    parent = cell.parent
    if parent is None or not 2 <= len(parent.elements) <= MOST_CELLS:
        return False
    looks = {look(one) for one in parent.elements}
    inner = {tuple(map(look, one.elements)) for one in parent.elements}
    if len(looks) > 1 or len(inner) > 1:
        return False
    label, value = cell.elements
    if look(label) == look(value) or label.elements or any(map(str.isdigit, label.head(50))):
        return False
    return all(one.elements[0].head(MOST_LABEL + 1) != "" for one in parent.elements)


def _is_row(element: Element) -> bool:
    """Whether it is an item of a list that is none by its elements: several alike, with a mark.

    The mark is an element with nothing in it, or in its name.
    """
    parent = element.parent
    if parent is None or element.tag not in ("div", "p") or not element.get("class"):
        return False
    alike = sum(look(one) == look(element) for one in parent.elements[:MOST_ROWS])
    if alike < 2 or len(element.head(MOST_ROW + 1)) > MOST_ROW:
        return False
    first = element.elements[0] if element.elements else None
    has_mark = first is not None and not first.children and first.tag not in BLOCKS - {"div"}
    return has_mark or bool(_ROWS.intersection(element.words))


def _are_chips(element: Element) -> bool:
    """Whether it holds several short words, each set apart by its look, and no text of its own."""
    parts = list(element)
    if not 2 <= len(parts) <= MOST_CHIPS:
        return False
    if any(child.strip(" \n·|•,/") for child in element.children if isinstance(child, str)):
        return False
    is_glued = _are_glued(element, parts)
    return all(
        part.tag in _CHIPS
        and (is_glued or part.get("class") or part.tag in ("time", "data"))
        and len(part.head(MOST_CHIP + 1)) <= MOST_CHIP
        for part in parts
    )


def _are_glued(element: Element, parts: list[Element]) -> bool:
    """Whether words that each begin anew stand in it with nothing between: only its look parts
    them."""
    if len(parts) != len(element.children):
        return False
    texts = [part.head(MOST_CHIP + 1).strip() for part in parts]
    return all(len(one) > 2 and not one[0].islower() and one[0] not in _GOES_ON for one in texts)
