"""The data sheet as PDF: one page of A4, text that can be searched, copied and read back (数据单 PDF)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from monazite.core.words import Language
from monazite.design.exports.figure import course_drawing, curves_drawing
from monazite.design.exports.fonts import CHINESE, set_in
from monazite.design.exports.sheet import Sheet
from monazite.design.exports.text import Text, sayer, text_of

MARGIN_MM, WIDTH_MM, HEIGHT_MM = 15, 180, 268
HALF_MM, GAP_MM, ROOM_MM = 88.0, 4.0, 4.0
CURVES_MM, COURSE_MM = (112.0, 90.0), (64.0, 90.0)
PROPERTY_MM = (42, 21, 28, 20, 21, 28, 20)
PAIR_MM = {1: (88,), 2: (54, 34), 3: (54, 20, 14)}
COMPOSITION_COLUMNS = 5
SIZES = {"title": 15.0, "text": 8.0, "caption": 8.5, "note": 6.5}
CELL, HEADING = 7.5, 8.5
INK, QUIET, RULE = "#1d1f22", "#55544f", "#d8d2c7"
Row = Sequence[str]


def data_sheet(sheet: Sheet, language: Language) -> bytes:
    """A data sheet (数据单) as PDF; the same sheet gives the same bytes.

    Args:
        sheet: of the magnet.
        language: of the words.
    """
    # heavy, and only this needs them
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.platypus import KeepInFrame, SimpleDocTemplate  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    text = text_of(sheet, language)
    out = io.BytesIO()
    page = KeepInFrame(WIDTH_MM * mm, HEIGHT_MM * mm, _flow(sheet, text, language), mode="shrink")
    SimpleDocTemplate(
        out, pagesize=A4, title=text.title, author="monazite", invariant=1,
        lang="zh-CN" if language == "zh" else "en", leftMargin=MARGIN_MM * mm, rightMargin=MARGIN_MM * mm,
        topMargin=(MARGIN_MM - 3) * mm, bottomMargin=(MARGIN_MM - 6) * mm,
    ).build([page])  # fmt: skip
    return out.getvalue()


def _flow(sheet: Sheet, text: Text, language: Language) -> list[Any]:
    """The page from top to foot."""
    say = sayer(language)
    left = [_grid(text.composition), _gap(), _pairs(text.process)]
    right = [_pairs(text.verdict), *([_gap(), _pairs(text.costs)] if text.costs else [])]
    drawn = [[_line(text.curves, "caption"), curves_drawing(sheet, _points(CURVES_MM), say)]]
    if sheet.course is not None:
        drawn.append([_line(text.course, "caption"), course_drawing(sheet.course, _points(COURSE_MM), say)])
    return [
        _line(text.title, "title"), *(_line(one, "text") for one in text.lead), _gap(),
        _beside([left, right], (HALF_MM + GAP_MM, HALF_MM)), _gap(), _properties(text.properties), _gap(),
        _beside(drawn, (CURVES_MM[0] + GAP_MM, COURSE_MM[0])[: len(drawn)]),
        *(_line(one, "note") for one in text.notes),
    ]  # fmt: skip


def _line(words: str, kind: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    font, shown = set_in(words)
    size = SIZES[kind]
    return Paragraph(escape(shown), ParagraphStyle(
        kind, fontName=font, fontSize=size, leading=1.35 * size, textColor=QUIET if kind == "note" else INK,
        wordWrap="CJK" if font == CHINESE else None))  # fmt: skip


def _grid(rows: Sequence[Row]) -> Any:
    """A heading over short pairs, several on a line."""
    body = [" ".join(row) for row in rows[1:]]
    lines = [body[at : at + COMPOSITION_COLUMNS] for at in range(0, len(body), COMPOSITION_COLUMNS)]
    return _table([rows[0], *lines], [HALF_MM / COMPOSITION_COLUMNS] * COMPOSITION_COLUMNS, [])


def _pairs(rows: Sequence[Row]) -> Any:
    """A heading over names and values."""
    widths = PAIR_MM[max(len(row) for row in rows)]
    return _table(rows, widths, [("ALIGN", (1, 0), (-1, -1), "RIGHT")])


def _properties(rows: Sequence[Row]) -> Any:
    """Properties at two temperatures, each with three columns."""
    across = len(rows[0])
    groups = [(at, at + 2) for at in range(1, across, 3)]
    spans = [("SPAN", (first, 0), (last, 0)) for first, last in groups]
    middle = [("ALIGN", (first, 0), (last, 0), "CENTER") for first, last in groups]
    return _table(rows, PROPERTY_MM[:across], [("ALIGN", (1, 1), (-1, -1), "RIGHT"), *spans, *middle])


def _table(rows: Sequence[Row], widths_mm: Sequence[float], styles: Sequence[Any]) -> Any:
    """A table as all here look: small, a strong line below the heading, thin ones between."""
    from reportlab.lib.colors import HexColor  # noqa: PLC0415
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.platypus import Table  # noqa: PLC0415

    cells = [[set_in(one) for one in (*row, *[""] * (len(widths_mm) - len(row)))] for row in rows]
    fonts = [("FONTNAME", (x, y), (x, y), font) for y, row in enumerate(cells) for x, (font, _) in enumerate(row)]
    table = Table([[shown for _, shown in row] for row in cells], [one * mm for one in widths_mm], hAlign="LEFT")
    table.setStyle([
        *fonts, ("FONTSIZE", (0, 0), (-1, -1), CELL), ("LEADING", (0, 0), (-1, -1), 1.25 * CELL),
        ("FONTSIZE", (0, 0), (0, 0), HEADING),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(INK)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(INK)), ("LINEBELOW", (0, 1), (-1, -1), 0.25, HexColor(RULE)),
        ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 1), ("RIGHTPADDING", (0, 0), (-1, -1), 1), *styles,
    ])  # fmt: skip
    return table


def _beside(cells: Sequence[Any], widths_mm: Sequence[float]) -> Any:
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.platypus import Table  # noqa: PLC0415

    table = Table([list(cells)], [one * mm for one in widths_mm], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)])  # fmt: skip
    return table


def _gap() -> Any:
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.platypus import Spacer  # noqa: PLC0415

    return Spacer(1, ROOM_MM * mm)


def _points(size_mm: tuple[float, float]) -> tuple[float, float]:
    from reportlab.lib.units import mm  # noqa: PLC0415

    return size_mm[0] * mm, size_mm[1] * mm
