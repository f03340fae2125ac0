"""What else a page draws: lines, pictures, and the text objects, to be taken away."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from agents.reading.pdf.glyphs import Box, View

MAX_OBJECTS = 200_000
MAX_DEPTH = 10


class Shape(NamedTuple):
    """A path or a picture, by where it is."""

    box: Box
    picture: bool


class Objects(NamedTuple):
    """All objects of a page: PDFium's own of texts, and the places of the others."""

    texts: list[Any]
    shapes: list[Shape]


def objects(page: Any, view: View) -> Objects:
    """The objects of a page, those in forms as well."""
    texts, shapes = [], []
    for number, (handle, type_, matrices) in enumerate(_walk(page)):
        if number >= MAX_OBJECTS:
            break
        if type_ == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(handle)
        elif type_ in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            box = _box(handle, matrices, view)
            if box:
                shapes.append(Shape(box, type_ == pdfium.FPDF_PAGEOBJ_IMAGE))
    return Objects(texts, shapes)


Matrices = tuple[Any, ...]


def _walk(page: Any) -> Iterator[tuple[Any, int, Matrices]]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _inside(pdfium.FPDFPage_GetObject(page, index), ())


def _inside(handle: Any, matrices: Matrices) -> Iterator[tuple[Any, int, Matrices]]:
    type_ = pdfium.FPDFPageObj_GetType(handle)
    if type_ != pdfium.FPDF_PAGEOBJ_FORM:
        yield handle, type_, matrices
    elif len(matrices) < MAX_DEPTH:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(handle, matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(handle)):
            yield from _inside(pdfium.FPDFFormObj_GetObject(handle, index), (*matrices, matrix))


def _box(handle: Any, matrices: Matrices, view: View) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(handle, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
    for m in reversed(matrices):
        corners = [(m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f) for x, y in corners]
    across, up = zip(*corners, strict=True)
    return view.box(min(across), min(up), max(across), max(up))
