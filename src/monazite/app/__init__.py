"""app: opens a workspace; one use case a module. See this room's README."""

from monazite.app.read.files import Progress, ReadResult
from monazite.app.read.reader import DocumentRead, read_bytes, read_with_numerals, reader_version
from monazite.app.read.sources import STANDARD_INPUT, STANDARD_INPUT_NAME, Source
from monazite.app.workspace import LISTS, MIGRATIONS, Workspace

__all__ = [
    "LISTS",
    "MIGRATIONS",
    "STANDARD_INPUT",
    "STANDARD_INPUT_NAME",
    "DocumentRead",
    "Progress",
    "ReadResult",
    "Source",
    "Workspace",
    "read_bytes",
    "read_with_numerals",
    "reader_version",
]
