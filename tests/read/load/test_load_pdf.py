"""PDF files: the stored text layer is the source; columns are seen by the gaps between them."""

from __future__ import annotations

import zlib
from itertools import pairwise

import pytest

from monazite.read.document import Paragraph, Table
from monazite.read.load import limits, load
from monazite.read.load.pdf_columns import Gap, Row, between_columns

Line = tuple[int, int, str]


def pdf(pages: list[list[Line]], trailer: bytes = b"") -> bytes:
    """A small PDF of Helvetica lines at x, y."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        shown = (f"/F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines)
        body = zlib.compress(("BT " + " ".join(shown) + " ET").encode())
        objects.append(b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(body) + body + b"\nendstream")
        where = b"/Contents %d 0 R" % len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>" + where + b">>"
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


ROWS = [
    ("Product", "July", "August"),
    ("Nd2O3", "907.38", "769.43"),
    ("Pr6O11", "909.38", "775.76"),
    ("Dy2O3", "2385.95", "2268.81"),
]
PAGE: list[Line] = [
    (72, 740, "Average prices in August 2022"),
    *[(72 + 150 * column, 700 - 20 * row, cell) for row, cells in enumerate(ROWS) for column, cell in enumerate(cells)],
    (72, 600, "The price of Nd2O3 fell by 15.2% from"),
    (72, 585, "the month before."),
]


def test_text_layer_with_a_table() -> None:
    loaded = load(pdf([PAGE, [(72, 700, "Second page.")]]), "a.txt")
    assert loaded.problems == ()
    (document,) = loaded.documents
    assert document.format == "pdf"
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows] == [list(row) for row in ROWS]
    prose = [document.view.text[b.span.start : b.span.end] for b in document.blocks if isinstance(b, Paragraph)]
    assert prose == ["The price of Nd2O3 fell by 15.2% from the month before.", "Second page."]
    start = document.view.text.index("2268.81")
    quote, begin, end, field = document.cite(start, start + 7)
    assert (quote, document.source[begin:end], field) == ("2268.81", "2268.81", None)


def test_encrypted_pdf() -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(ab)(ab)]" % (b"a" * 32, b"b" * 32)
    assert [problem.code for problem in load(pdf([PAGE], lock), "a").problems] == ["pdf-encrypted"]


def test_pdf_without_text_layer() -> None:
    loaded = load(pdf([[]]), "a.pdf")
    assert (loaded.documents, [problem.code for problem in loaded.problems]) == ((), ["pdf-no-text"])


def test_truncated_pdf_never_raises() -> None:
    data = pdf([PAGE])
    for cut in range(20, len(data), 97):
        loaded = load(data[:cut], "a.pdf")
        assert loaded.documents or len(loaded.problems) == 1


def test_pages_and_characters_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PDF_PAGES", 2)
    loaded = load(pdf([[(72, 700, f"Page {number}")] for number in range(5)]), "a.pdf")
    assert "Page 1" in loaded.documents[0].view.text
    assert "Page 2" not in loaded.documents[0].view.text
    assert [problem.code for problem in loaded.problems] == ["pdf-too-long"]
    monkeypatch.setattr(limits, "PDF_CHARACTERS", 3)
    assert len(load(pdf([[(72, 700, "Page")], [(72, 700, "More")]]), "a.pdf").problems) == 1


@pytest.mark.parametrize("stream", ["long", "twice"])
def test_decompression_bombs_are_refused(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PDF_STREAM_BYTES", 1 << 20)
    bomb = zlib.compress(b" " * (2 << 20))
    kind = b"/FlateDecode" if stream == "long" else b"[/FlateDecode/FlateDecode]"
    data = b"%PDF-1.4\n1 0 obj\n<</Length 9/Filter" + kind + b">>\nstream\n" + bomb + b"\nendstream endobj"
    assert [problem.code for problem in load(data, "a.pdf").problems] == ["pdf-bomb"]


def test_a_header_too_broad_for_wide_gaps_is_split_where_its_columns_are() -> None:
    header = ("Product", "Average price July 2022", "Average price of August")
    rows = [header, *ROWS[1:], ("Ho2O3", "1195.48", "863.67")]
    page = [
        (72 + 134 * column, 700 - 20 * row, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells)
    ]
    (document,) = load(pdf([page]), "a.pdf").documents
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.rows[0]] == list(header)
    assert len(table.rows) == len(rows)


def row(*words: tuple[float, float], wide: float = 15.0) -> Row:
    """A line of a page from where its words begin and end; wider gaps than ``wide`` are wide."""
    gaps = [Gap(number, a[1], b[0], b[0] - a[1] > wide) for number, (a, b) in enumerate(pairwise(words))]
    return Row(words[0][0], words[-1][1], tuple(gaps))


BODY = [row((10, 40), (100, 130), (200, 230))] * 3


def test_thin_blanks_in_every_gutter_are_between_columns() -> None:
    broad = row((10, 60), (65, 95), (99, 190), (198, 240))
    assert between_columns([broad, *BODY])[0][2 * len(BODY) :] == [0, 2]


def test_a_line_with_a_blank_in_only_one_gutter_is_left_alone() -> None:
    title = row((10, 150), (160, 240))
    assert len(between_columns([title, *BODY])[0]) == len(BODY) * 2


def test_columns_are_not_believed_from_two_rows() -> None:
    broad = row((10, 60), (65, 95), (99, 190), (198, 240))
    assert len(between_columns([broad, *BODY[:2]])[0]) == 4


def test_a_table_goes_on_over_the_edge_of_a_printed_page() -> None:
    footer: list[Line] = [
        (20, 20, "11/24/26, 7:08 AM Prices in August"), (20, 8, "https://example.org/prices.html 1/2")
    ]  # fmt: skip
    below: list[Line] = [
        (72, 740, "Ho2O3 \\(99.5 percent\\)"), (222, 740, "1195.48 incl.tax/kg until"), (372, 740, "863.67"),
    ]  # fmt: skip
    (document,) = load(pdf([[*PAGE[:-2], *footer], below]), "a.pdf").documents
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert len(table.rows) == len(ROWS) + 1
    assert table.rows[-1][2].text == "863.67"


def test_prose_on_the_next_page_is_no_row() -> None:
    words = row(*((x, x + 8.0) for x in range(10, 240, 12)))
    _, gutters = between_columns(BODY)
    assert len(gutters) == 2
    assert between_columns([words], gutters)[0] == []
