"""read: from the trade's own papers to facts that prove themselves. See this room's README."""

from monazite.read.document import Document
from monazite.read.load import Loaded, load
from monazite.read.pipeline import Reading, read_document

__all__ = ["Document", "Loaded", "Reading", "load", "read_document"]
