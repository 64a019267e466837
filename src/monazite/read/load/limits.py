"""Every limit on what is read from outside, in one place. Above a limit a file gives one Problem, never a crash."""

from __future__ import annotations

FILE_BYTES = 64 * 1024 * 1024
"""Largest file that is no feed: a page, a text, a table, a PDF. It is read whole."""
FEED_BYTES = 256_000_000
"""Largest JSON or CSV feed, which is read item by item; a year of a news feed in JSON lines is about 40 MB."""
MEMBERS = 200_000
"""Plain members looked at of one JSON object or array that is longer than `LINE_CHARACTERS`."""
LINE_CHARACTERS = 4_000_000
"""Longest line of a text, Markdown or HTML file, and longest item of a JSON or CSV feed."""
TAG_DEPTH = 5_000
"""Open tags at once; pages that never close their `<font>` tags reach some hundreds."""
ATTRIBUTE_CHARACTERS = 4_000
"""Longest quoted attribute value that is still read as one."""
TABLE_DEPTH = 100
"""Tables inside tables."""
TABLES = 2_000
"""Tables of one document; later ones stay in the view as lines."""
TABLE_CELLS = 100_000
"""Cells of one table, after merged cells are spread."""
CELL_SPAN = 1_000
"""Largest rowspan or colspan believed (HTML's own limit for colspan)."""
FEED_ITEMS = 500_000
"""Documents of one file."""
FRONT_MATTER_LINES = 200
"""Lines searched for the end of the front matter."""
PDF_PAGES = 2_000
"""Pages of one PDF."""
PDF_CHARACTERS = 8_000_000
"""Characters of the text layer of one PDF."""
PDF_PAGE_CHARACTERS = 400_000
"""Characters of one PDF page: a dense page of a newspaper has 20 000."""
PDF_SECONDS = 60.0
"""Time for one PDF; checked after each page."""
PDF_STREAM_BYTES = 256 * 1024 * 1024
"""Decompressed bytes of one stream of a PDF."""
