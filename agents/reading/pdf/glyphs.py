"""The characters of a page: where each is as the page is seen, and how it is drawn."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_BOLD = re.compile(r"(?i)bold|black|heavy|semib|demi|cmbx|sfbx|ecbx|[-,]bd")
_FORCE_BOLD = 1 << 18
_LARGE = 100
"""Device units for a point, for places that PDFium gives in whole ones."""
_SPAN = 1000
SLANTED = 4
SLIGHT = 0.1
"""Quarters that a line may be off the level, as on a scan: nine degrees."""


class Box(NamedTuple):
    """A rectangle in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Style(NamedTuple):
    """How one text object draws its characters. `object` is PDFium's."""

    object: Any
    size: float
    bold: bool
    fill: tuple[int, int, int]
    alpha: int
    mode: int
    embedded: bool
    turn: int
    """How many quarters clockwise the text is turned; SLANTED where it is between them."""
    mapped: bool
    """Whether its font says which letters it draws."""


class Glyph:
    """One character. `left`, `right` and the baseline `y` are of its advance; `box` of its ink.

    A blank that PDFium has put in has no style.
    """

    __slots__ = ("box", "left", "right", "style", "text", "y")

    def __init__(
        self, text: str, left: float, right: float, y: float, box: Box, style: Style | None
    ) -> None:
        self.text, self.left, self.right, self.y = text, left, right, y
        self.box, self.style = box, style


class View:
    """From a page's own coordinates to how it is seen: turned, cropped, and from above."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        (e, f), (ax, ay), (ux, uy) = (
            self._asked(page, *at) for at in ((0, 0), (_SPAN, 0), (0, _SPAN))
        )
        self._e, self._f = e, f
        self._a, self._b = (ax - e) / _SPAN, (ay - f) / _SPAN
        self._c, self._d = (ux - e) / _SPAN, (uy - f) / _SPAN

    def _asked(self, page: Any, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (int(self.width * _LARGE) or 1, int(self.height * _LARGE) or 1)
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        return across.value / _LARGE, down.value / _LARGE

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is seen."""
        return self._e + x * self._a + y * self._c, self._f + x * self._b + y * self._d

    def vector(self, x: float, y: float) -> tuple[float, float]:
        """In which direction something goes."""
        return x * self._a + y * self._c, x * self._b + y * self._d

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle as it is seen."""
        ax, ay = (
            self._e + left * self._a + bottom * self._c,
            self._f + left * self._b + bottom * self._d,
        )
        bx, by = (
            self._e + right * self._a + top * self._c,
            self._f + right * self._b + top * self._d,
        )
        if ax > bx:
            ax, bx = bx, ax
        return Box(ax, ay, bx, by) if ay <= by else Box(ax, by, bx, ay)


def glyphs(text_page: Any, view: View, most: int) -> Iterator[Glyph]:
    """The characters in the order in which they are drawn; `most` at most.

    Letters that are turned are given as if their line ran from left to right. Those of a ligature
    share its width, and have its ink each.
    """
    ligature: list[Glyph] = []
    for glyph in _drawn(text_page, view, most):
        if ligature and not _is_same_place(ligature[0], glyph):
            yield from _side_by_side(ligature)
            ligature = []
        ligature.append(glyph)
    yield from _side_by_side(ligature)


def _is_same_place(one: Glyph, other: Glyph) -> bool:
    """Whether two letters are drawn as one."""
    return (
        one.style is not None
        and other.style is one.style
        and (one.left, one.right, one.y, one.box) == (other.left, other.right, other.y, other.box)
    )


def _side_by_side(ligature: Sequence[Glyph]) -> Iterator[Glyph]:
    for number, glyph in enumerate(ligature):
        if len(ligature) > 1:
            left, wide = glyph.left, (glyph.right - glyph.left) / len(ligature)
            glyph.left, glyph.right = left + number * wide, left + (number + 1) * wide
        yield glyph


def _drawn(text_page: Any, view: View, most: int) -> Iterator[Glyph]:
    styles: dict[int, Style] = {}
    fonts: dict[int, Font] = {}
    loose, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    sides = [ctypes.c_double() for _ in range(4)]
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text_page), most)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:  # half of a character, as on systems of 16 bits
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        char = _char(text_page, index, code)
        handle = pdfium.FPDFText_GetTextObject(text_page, index)
        style = None
        if handle and not char.isspace():
            key = ctypes.addressof(handle.contents)
            style = styles.get(key)
            if style is None:
                style = styles[key] = _style(text_page, index, handle, view, fonts)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        place = view.box(loose.left, loose.bottom, loose.right, loose.top)
        ink = place
        if style and pdfium.FPDFText_GetCharBox(text_page, index, *sides):
            left, right, bottom, top = (side.value for side in sides)
            ink = view.box(left, bottom, right, top)
        baseline = view.point(x.value, y.value)
        yield _placed(char, place, baseline, ink, style)


def _char(text_page: Any, index: int, code: int) -> str:
    if code in (2, 0xAD, 0xFFFE) or (
        code == 0x2D and pdfium.FPDFText_IsHyphen(text_page, index) == 1
    ):
        return "\xad" if code != 0x2D else "-"
    return chr(code) if code and code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _placed(
    char: str, place: Box, baseline: tuple[float, float], ink: Box, style: Style | None
) -> Glyph:
    turn = style.turn if style else 0
    if turn == 1:
        return Glyph(char, place.top, place.bottom, -baseline[0], ink, style)
    if turn == 2:
        return Glyph(char, -place.right, -place.left, -baseline[1], ink, style)
    if turn == 3:
        return Glyph(char, -place.bottom, -place.top, baseline[0], ink, style)
    return Glyph(char, place.left, place.right, baseline[1], ink, style)


def _turn(quarters: float) -> int:
    return round(quarters) % 4 if abs(quarters - round(quarters)) < SLIGHT else SLANTED


class Font(NamedTuple):
    """What of a font matters here."""

    bold: bool
    embedded: bool


def _style(text_page: Any, index: int, handle: Any, view: View, fonts: dict[int, Font]) -> Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    across = view.vector(matrix.a, matrix.b)
    up = view.vector(matrix.c, matrix.d)
    scale = math.sqrt(abs(across[0] * up[1] - across[1] * up[0]))
    red, green, blue, alpha = (
        ctypes.c_uint(),
        ctypes.c_uint(),
        ctypes.c_uint(),
        ctypes.c_uint(255),
    )
    pdfium.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    font = _font(pdfium.FPDFTextObj_GetFont(handle), fonts)
    return Style(
        object=handle,
        size=pdfium.FPDFText_GetFontSize(text_page, index) * scale,
        bold=font.bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        fill=(red.value, green.value, blue.value),
        alpha=alpha.value,
        mode=mode,
        embedded=font.embedded,
        mapped=pdfium.FPDFText_HasUnicodeMapError(text_page, index) != 1,
        turn=_turn(math.atan2(across[1], across[0]) / (math.pi / 2)),
    )


def _font(font: Any, known: dict[int, Font]) -> Font:
    if not font:
        return Font(bold=False, embedded=True)
    key = ctypes.addressof(font.contents)
    if key not in known:
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
        flags = pdfium.FPDFFont_GetFlags(font)
        is_bold = bool(_BOLD.search(name.value.decode("latin-1")))
        known[key] = Font(
            bold=is_bold or (flags > 0 and bool(flags & _FORCE_BOLD)),
            embedded=pdfium.FPDFFont_GetIsEmbedded(font) == 1,
        )
    return known[key]
