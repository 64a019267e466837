"""trade.index.bulletin: the monthly bulletin (月报) of the index, as record, Markdown and PDF."""

from monazite.trade.index.bulletin.markdown import as_markdown
from monazite.trade.index.bulletin.pdf import as_pdf
from monazite.trade.index.bulletin.record import IndexMonth, Month, ProductMonth, as_record, month_of
from monazite.trade.index.bulletin.text import Section, Text, name_of, text_of

__all__ = [
    "IndexMonth",
    "Month",
    "ProductMonth",
    "Section",
    "Text",
    "as_markdown",
    "as_pdf",
    "as_record",
    "month_of",
    "name_of",
    "text_of",
]
