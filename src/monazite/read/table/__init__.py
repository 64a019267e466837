"""table: the facts that a document's tables state, each cited to its row and placed in its cell. See the README."""

from monazite.read.table.names import Named, named
from monazite.read.table.tables import table_facts

__all__ = ["Named", "named", "table_facts"]
