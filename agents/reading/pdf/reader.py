"""PDF."""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import pypdfium2
import pypdfium2.raw as pdfium

from agents.reading.characters import clean
from agents.reading.document import Document, HiddenPassage, ReadingWarning, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import PDF
from agents.reading.pdf.glyphs import SLANTED, Glyph, View, glyphs
from agents.reading.pdf.ink import Verdict, has_large_picture, verdicts
from agents.reading.pdf.layout import laid_out
from agents.reading.pdf.objects import Objects, objects
from agents.reading.pdf.order import order
from agents.reading.pdf.pieces import Piece, pieces
from agents.reading.pdf.running_heads import RunningHeads
from agents.reading.pdf.tables import rules, with_rows
from agents.reading.warnings import COLUMNS, DAMAGED_PART, cut, hidden_text, hidden_unknown
from protocol.catalogue import Text

_PAGE_NUMBER = re.compile(
    r"(?i)\W{0,5}(?:page|seite|p\.?|pág\w{0,8})?\W{0,5}\d{1,3}\W{0,5}(?:of|von|/|de|sur)?\W{0,5}\d{0,3}\W{0,5}"
)

_FIELDS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)
MAX_LINKS = 200
_SEEN = ("seen", "unknown")
SPARSE = 100
"""Letters of a page below which a picture on it is what there is to read."""
FEW = 3
"""Letters of a word that may differ from its others by chance."""
NO_LETTERS = Text("reading.no_letters")
NOTHING_SEEN = Text("reading.nothing_seen")
_DOT = (0.8, 6.0)
"""Points, from and to, of a shape that may be the bullet of a list."""


class Page(NamedTuple):
    """What was read of a page."""

    lines: list[Line]
    hidden: list[HiddenPassage]
    unknown: list[str]
    links: list[str]
    beside: bool
    letters: int
    unmapped: int
    """Letters, and those of them of which the file does not say what they are."""
    damaged: bool = False
    pictured: bool = False
    """Whether it is a picture, with no text to speak of."""


def read_pdf(data: bytes, limits: ReadingLimits) -> Document:
    """The text of a PDF in reading order, without what nobody sees. Raises ReadingError."""
    pdf = opened(data, limits)
    try:
        read: list[Page] = []
        heads = RunningHeads()
        while len(read) < min(len(pdf), limits.pages):
            read.append(_page(pdf, len(read), limits, heads))
            if sum(page.letters for page in read) > limits.characters:
                break
        return _document(pdf, read, limits)
    finally:
        pdf.close()


def opened(data: bytes, limits: ReadingLimits) -> Any:
    """The file, open. Raises ReadingError where it can't be read."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadingError("encrypted") from None
        raise ReadingError("damaged") from None
    if count > limits.pages_most:
        pdf.close()
        text = Text("reading.pages", pages=count, most=limits.pages_most)
        raise ReadingError("too_many_pages", text)
    if not count:
        pdf.close()
        raise ReadingError("damaged")
    return pdf


def _document(pdf: Any, read: Sequence[Page], limits: ReadingLimits) -> Document:
    text = text_of((line for page in read for line in page.lines), limits.characters)
    hidden = [passage for page in read for passage in page.hidden]
    if 2 * sum(page.unmapped for page in read) > sum(page.letters for page in read):
        raise ReadingError("no_text", NO_LETTERS)
    if not text.text:
        raise ReadingError("no_text", NOTHING_SEEN if hidden else None)
    unknown = [passage for page in read for passage in page.unknown]
    warnings: list[ReadingWarning] = []
    if hidden:
        warnings.append(hidden_text(hidden))
    if unknown:
        warnings.append(hidden_unknown(unknown))
    if any(page.beside for page in read):
        warnings.append(COLUMNS)
    if any(page.damaged for page in read):
        warnings.append(DAMAGED_PART)
    if text.cut or len(pdf) > len(read):
        warnings.append(cut(pages=len(read) if len(pdf) > len(read) else None))
    return Document(
        media_type=PDF,
        pages=len(pdf),
        text=text.text,
        prominent=text.prominent,
        links=list(dict.fromkeys(link for page in read for link in page.links))[:MAX_LINKS],
        hidden=hidden,
        warnings=warnings,
        picture_pages=sum(page.pictured for page in read),
        builder=_builder(pdf),
        tagged=pdfium.FPDFCatalog_IsTagged(pdf) == 1,
    )


def _builder(pdf: Any) -> str | None:
    """The programs that made it: what it was written with, and what wrote the file."""
    said = (clean(pdf.get_metadata_value(key)).strip()[:200] for key in ("Creator", "Producer"))
    return " / ".join(dict.fromkeys(filter(None, said))) or None


def _page(pdf: Any, number: int, limits: ReadingLimits, heads: RunningHeads) -> Page:
    try:
        page = pdf[number]
        links = list(_links(pdf, page))  # which are gone where fields become part of the page
        if _has_fields(page) and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == 1:
            page.close()
            page = pdf[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page([], [], [], [], beside=False, letters=0, unmapped=0, damaged=True)
    view = View(page)
    found = list(glyphs(text_page, view, limits.characters))
    shown = objects(page, view)
    given = _by_word(found, verdicts(page, found, shown, view, limits.pixels))
    lines, beside = _lines(
        found, given, shown, view, lambda all_: heads.without(all_, number + 1, view.height)
    )
    hidden = list(_hidden(found, given, number + 1))
    unknown = [text for text, _ in _passages(found, given, {"unknown"})]
    styles = [glyph.style for glyph in found if glyph.style]
    unmapped = sum(not style.mapped for style in styles)
    pictured = len(styles) < SPARSE and has_large_picture(shown, view)
    read = Page(lines, hidden, unknown, links, beside, len(styles), unmapped, pictured=pictured)
    text_page.close()
    page.close()
    return read


def _has_fields(page: Any) -> bool:
    """Whether something is filled in or written upon the page, which is no part of its text."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 1000)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype in _FIELDS:
            return True
    return False


def _by_word(found: Sequence[Glyph], given: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, with one for all letters of a word: a full stop has little ink."""
    whole: list[Verdict] = []
    start = 0
    for end in range(len(found) + 1):
        if end < len(found) and found[end].style is not None:
            continue
        word = list(given[start:end])
        for at in range(start + 1, end):
            if _is_of_one_glyph(found[at - 1], found[at]):
                word[at - start] = word[at - start - 1]
        if word:
            seen = sum(verdict in _SEEN for verdict in word)
            most = max(set(word), key=lambda v: (word.count(v), v in _SEEN, v))
            mixed = min(seen, len(word) - seen) > min(FEW, max(1, 0.2 * len(word)))
            whole += list(word) if mixed else [most] * len(word)
        if end < len(found):
            whole.append("seen")
        start = end + 1
    return whole


def _is_of_one_glyph(last: Glyph, glyph: Glyph) -> bool:
    """Whether a letter is drawn with the one before it, as in a ligature, and has no ink alone."""
    if glyph.style is not last.style:
        return False
    return glyph.left < last.right - 0.5 * (last.right - last.left) or (
        glyph.box.right - glyph.box.left <= 0 or glyph.box.bottom - glyph.box.top <= 0
    )


def _lines(
    found: Sequence[Glyph],
    given: Sequence[Verdict],
    shown: Objects,
    view: View,
    own: Callable[[list[Piece]], list[Piece]],
) -> tuple[list[Line], bool]:
    """The lines, and whether columns are beside each other. `own` leaves out what is no text."""
    seen = [g for g, verdict in zip(found, given, strict=True) if verdict in ("seen", "unknown")]
    dots = [
        shape.box
        for shape in shown.shapes
        if _DOT[0] < shape.box.right - shape.box.left < _DOT[1]
        and _DOT[0] < shape.box.bottom - shape.box.top < _DOT[1]
    ]
    lines: list[Line] = []
    beside = False
    ruled = rules(shown.shapes, view.width, view.height)
    for turn in range(4):
        turned = [g for g in seen if g.style is None or g.style.turn == turn]
        found_pieces = pieces(turned, () if turn else ruled.upright)
        if not turn:
            found_pieces = with_rows(own(found_pieces), ruled)
        arranged = order(found_pieces) if turn else order(found_pieces, *ruled)
        beside = beside or arranged.beside
        lines += laid_out(arranged.columns, dots if not turn else ())
    slanted = [g for g in seen if g.style is None or g.style.turn == SLANTED]
    text = "".join(g.text if g.style else " " for g in slanted).strip()
    return ([*lines, Line(text, apart=True)] if text else lines), beside


def _hidden(found: Sequence[Glyph], given: Sequence[Verdict], page: int) -> Iterator[HiddenPassage]:
    for text, verdict in _passages(found, given, None):
        if verdict == "off_page" and _PAGE_NUMBER.fullmatch(text):
            continue
        yield HiddenPassage(text, cast("Reason", verdict), page)


def _passages(
    found: Sequence[Glyph], given: Sequence[Verdict], wanted: set[Verdict] | None
) -> Iterator[tuple[str, Verdict]]:
    """Passages of characters of one verdict that follow each other, and hold words."""
    text = ""
    open_: Verdict = "seen"
    for glyph, verdict in [*zip(found, given, strict=True), (None, "seen")]:
        if glyph is not None and glyph.style is None:
            text += " " if text else ""
            continue
        if verdict != open_ or glyph is None:
            told = " ".join(clean(text).split())
            if sum(char.isalnum() for char in told) >= 2 and _is_wanted(open_, wanted):
                yield told, open_
            text, open_ = "", verdict
        if glyph is not None and _is_wanted(verdict, wanted):
            text += glyph.text
    return


def _is_wanted(verdict: Verdict, wanted: set[Verdict] | None) -> bool:
    return verdict in wanted if wanted is not None else verdict not in ("seen", "unknown")


def _links(pdf: Any, page: Any) -> Iterator[str]:
    """The addresses that parts of the page lead to."""
    start = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    for _ in range(MAX_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, start, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action:
            continue
        length = pdfium.FPDFAction_GetURIPath(pdf, action, None, 0)
        if not 1 < length < 2000:
            continue
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(pdf, action, buffer, length)
        address = clean(buffer.value.decode("utf-8", "replace")).strip()
        if address:
            yield address
