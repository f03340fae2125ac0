"""Whether characters can be seen: told by what the page looks like with its text, and without.

Colours, boxes, clips and layers need no rules of their own so: what leaves no ink where it stands
nobody sees.
"""

from collections.abc import Iterator, Sequence
from operator import sub
from typing import Any, Literal, NamedTuple

import pypdfium2.raw as pdfium

from agents.reading.document import Reason
from agents.reading.pdf.glyphs import Box, Glyph, Style, View
from agents.reading.pdf.objects import Objects

Verdict = Literal["seen", "unknown"] | Reason

SCALE = 1.5
"""Pixels for a point: strokes of letters of 6 points have about one."""
LEAST_SCALE = 0.7
"""Below this letters run into each other, and nothing can be told."""
INK = 20
"""Steps of 255 in one colour from which ink stands out from its ground: a light grey has 40."""
TINY = 3.0
"""Points below which nobody can read a letter. Footnotes have 6."""
A4_WIDTH = 595.0
PICTURE_SHARE = 0.5
"""A picture over so much of the page, under text without ink, is a scan and its recognised text."""
CELL = 20.0
"""Points of the squares by which characters at the same place are looked for."""
_NO_INK = (3, 7)
"""Modes of text that draw nothing: invisible, and only to clip."""


class Seen(NamedTuple):
    """The page as pixels, of three colours each, with its text and without."""

    width: int
    height: int
    stride: int
    scale: float
    left: float
    top: float
    with_text: memoryview
    without: memoryview


def verdicts(
    page: Any, found: Sequence[Glyph], objects: Objects, view: View, pixels: int
) -> list[Verdict]:
    """Of each character whether it is seen, or why not. Texts are taken off the page for that."""
    seen = _rendered(page, found, objects, view, pixels)
    scan = _is_scan(found, objects, view)
    tiny = TINY * min(1.0, view.width / A4_WIDTH)
    given = [_verdict(glyph, seen, tiny, view, scan=scan) for glyph in found]
    for number, glyph in enumerate(found):
        style = glyph.style
        judged = style is None or given[number] != "covered" or style.embedded
        if style and not judged and not _draws(glyph, style):
            given[number] = "unknown"
    if seen:
        for number in _lost_under_others(found, given, seen):
            given[number] = "colour"
    return given


def _rendered(
    page: Any, found: Sequence[Glyph], objects: Objects, view: View, pixels: int
) -> Seen | None:
    """The part of the page that has text, if it can be shown at a size that tells something."""
    boxes = [g.box for g in found if g.style and _is_on(g.box, view)]
    if not boxes:
        return None
    left = max(0.0, min(b.left for b in boxes) - 2)
    top = max(0.0, min(b.top for b in boxes) - 2)
    right = min(view.width, max(b.right for b in boxes) + 2)
    bottom = min(view.height, max(b.bottom for b in boxes) + 2)
    area = max(1.0, (right - left) * (bottom - top))
    scale = min(SCALE, (pixels / area) ** 0.5)
    if scale < LEAST_SCALE:
        return None
    crop = (left, view.height - bottom, view.width - right, top)
    shown = page.render(scale=scale, crop=crop)
    with_text = memoryview(shown.buffer).cast("B")
    for text in objects.texts:
        pdfium.FPDFPageObj_SetIsActive(text, False)
    without = memoryview(page.render(scale=scale, crop=crop).buffer).cast("B")
    for text in objects.texts:
        pdfium.FPDFPageObj_SetIsActive(text, True)
    if shown.stride < 3 * shown.width or len(with_text) != len(without) or shown.n_channels != 3:
        return None
    return Seen(shown.width, shown.height, shown.stride, scale, left, top, with_text, without)


def _is_on(box: Box, view: View) -> bool:
    """Whether at least half of it is on the page."""
    middle, centre = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return bool(0 <= middle <= view.width and 0 <= centre <= view.height)


def has_large_picture(objects: Objects, view: View) -> bool:
    """Whether a picture covers at least half of the page."""
    area = PICTURE_SHARE * view.width * view.height
    pictures = (shape.box for shape in objects.shapes if shape.picture)
    return any((b.right - b.left) * (b.bottom - b.top) >= area for b in pictures)


def _is_scan(found: Sequence[Glyph], objects: Objects, view: View) -> bool:
    lies_on_picture = has_large_picture(objects, view)
    return lies_on_picture and all(g.style.mode in _NO_INK for g in found if g.style)


def _verdict(glyph: Glyph, seen: Seen | None, tiny: float, view: View, *, scan: bool) -> Verdict:
    style = glyph.style
    if style is None:
        return "seen"
    if not _is_on(glyph.box, view):
        return "off_page"
    if style.size < tiny:
        return "tiny"
    if style.mode in _NO_INK:
        return "unknown" if scan else "no_ink"
    if style.alpha < INK / 2 and style.mode != pdfium.FPDF_TEXTRENDERMODE_STROKE:
        return "transparent"
    if seen is None:
        return "unknown"
    if _has_ink(glyph.box, seen):
        return "seen"
    return "colour" if _is_lost(glyph, style, seen) else "covered"


def _pixels(box: Box, seen: Seen) -> tuple[int, int, int, int]:
    left = int((box.left - seen.left) * seen.scale)
    top = int((box.top - seen.top) * seen.scale)
    right = max(left + 1, int((box.right - seen.left) * seen.scale + 0.5))
    bottom = max(top + 1, int((box.bottom - seen.top) * seen.scale + 0.5))
    return (
        min(max(left, 0), seen.width - 1), min(max(top, 0), seen.height - 1),
        min(max(right, 1), seen.width), min(max(bottom, 1), seen.height),
    )  # fmt: skip


def _has_ink(box: Box, seen: Seen) -> bool:
    """Whether the text changes what is seen in its box."""
    left, top, right, bottom = _pixels(box, seen)
    for row in range(top, bottom):
        start, end = row * seen.stride + 3 * left, row * seen.stride + 3 * right
        one, other = seen.with_text[start:end], seen.without[start:end]
        if one != other and max(map(abs, map(sub, one, other))) >= INK:
            return True
    return False


def _is_lost(glyph: Glyph, style: Style, seen: Seen) -> bool:
    """Whether the ground is of the letter's own colour."""
    if style.mode not in (0, 4):
        return False
    left, top, right, bottom = _pixels(glyph.box, seen)
    for row in (top, (top + bottom) // 2, bottom - 1):
        for column in (left, (left + right) // 2, right - 1):
            at = row * seen.stride + 3 * column
            ground = seen.without[at : at + 3]
            if max(map(abs, map(sub, style.fill, reversed(ground)))) >= INK:
                return False
    return True


def _lost_under_others(
    found: Sequence[Glyph], given: Sequence[Verdict], seen: Seen
) -> Iterator[int]:
    """The characters of their ground's colour whose ink is that of others at the same place."""
    lost = [
        number
        for number, glyph in enumerate(found)
        if glyph.style and given[number] == "seen" and _is_lost(glyph, glyph.style, seen)
    ]
    if not lost:
        return
    places: dict[tuple[int, int], list[Box]] = {}
    for number in {n for n, glyph in enumerate(found) if glyph.style and given[n] == "seen"} - {
        *lost
    }:
        places.setdefault(_cell(found[number].box), []).append(found[number].box)
    for number in lost:
        across, down = _cell(found[number].box)
        near = [(across + x, down + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        if any(_overlap(found[number].box, b) for cell in near for b in places.get(cell, ())[:50]):
            yield number


def _cell(box: Box) -> tuple[int, int]:
    return int((box.left + box.right) / 2 / CELL), int((box.top + box.bottom) / 2 / CELL)


def _overlap(box: Box, other: Box) -> bool:
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    return across > 0.2 * (box.right - box.left) and down > 0.2 * (box.bottom - box.top)


def _draws(glyph: Glyph, style: Style) -> bool:
    """Whether there are the outlines of a letter: there are none where its font is missing."""
    font = pdfium.FPDFTextObj_GetFont(style.object)
    path = pdfium.FPDFFont_GetGlyphPath(font, ord(glyph.text[:1] or " "), 10.0)
    return bool(path) and pdfium.FPDFGlyphPath_CountGlyphSegments(path) > 0
