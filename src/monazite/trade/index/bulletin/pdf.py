"""The bulletin as PDF: one or two pages of A4, text that can be searched, copied and read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from monazite.core import Language
from monazite.trade.index.bulletin.record import Month
from monazite.trade.index.bulletin.text import Section, text_of

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle

FONT = "STSong-Light"
"""A font of Adobe's GB1 collection that every viewer with Chinese support stands in for; named, not embedded."""
WIDTHS_MM = {"zh": (27, 36, 32, 32, 32, 15), "en": (46, 34, 32, 24, 24, 14)}
LEFT = 2


def as_pdf(month: Month, language: Language) -> bytes:
    """A month's bulletin (月报) as PDF; the same month gives the same bytes.

    Args:
        month: of the index.
        language: of the text.
    """
    # heavy, and only this needs them
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text, styles = text_of(month, language), _styles(language)
    flow: list[Any] = [Paragraph(escape(text.title), styles["title"])]
    flow += [Paragraph(escape(line), styles["text"]) for line in text.lead]
    for section in text.sections:
        flow += _section(section, styles, language)
    out = io.BytesIO()
    margin = 16 * mm
    SimpleDocTemplate(
        out, title=text.title, author="monazite", invariant=1, lang="zh-CN" if language == "zh" else "en",
        leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
    ).build(flow)  # fmt: skip
    return out.getvalue()


def _styles(language: Language) -> dict[str, ParagraphStyle]:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415

    wrap = "CJK" if language == "zh" else None
    plain = ParagraphStyle("text", fontName=FONT, fontSize=10.5, leading=15.5, spaceAfter=5, wordWrap=wrap)
    return {
        "text": plain,
        "title": ParagraphStyle("title", plain, fontSize=17, leading=24, spaceAfter=10),
        "heading": ParagraphStyle("heading", plain, fontSize=12.5, leading=17, spaceBefore=6, keepWithNext=1),
        "note": ParagraphStyle("note", plain, fontSize=8, leading=11, spaceAfter=2),
        "caption": ParagraphStyle("caption", plain, keepWithNext=1),
    }


def _section(section: Section, styles: dict[str, ParagraphStyle], language: Language) -> list[Any]:
    from reportlab.lib import colors  # noqa: PLC0415
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.platypus import Paragraph, Table  # noqa: PLC0415

    flow: list[Any] = [Paragraph(escape(section.heading), styles["heading"])]
    style = styles["note" if section.is_note else "text"]
    flow += [Paragraph(escape(line), style) for line in section.paragraphs]
    if section.table:
        flow.append(Paragraph(escape(section.caption), styles["caption"]))
        table = Table([list(row) for row in section.table], [width * mm for width in WIDTHS_MM[language]], repeatRows=1)
        table.setStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 8),
            ("ALIGN", (LEFT, 0), (-1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
            ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.lightgrey),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ])  # fmt: skip
        flow.append(table)
    return flow
