"""store: a workspace's database, kept bytes, lists and exports. See this room's README."""

from monazite.store.atomic import whole_file
from monazite.store.database import Database
from monazite.store.dialect import (
    SchemaObject,
    add_to_text_index,
    damage_of,
    has_bytes,
    insert_new,
    insert_rows,
    rows_where_in,
    shape_of,
    text_index_statements,
    text_matches,
    wanted_text,
)
from monazite.store.export import MEDIA_TYPES, export, export_chunks, export_file, export_format
from monazite.store.fulltext import RUNS, Fold, contains, folded, index_text, phrases
from monazite.store.home import DATABASE_FILE, Home, open_home
from monazite.store.likeness import nearest
from monazite.store.lists import (
    DeclaredList,
    ListColumn,
    ListFilter,
    ListQuery,
    Page,
    Row,
    columns_of,
    unknown,
)
from monazite.store.migrations import Migration, add_columns, create_tables, migrate
from monazite.store.problems import said, sentences_of, shown
from monazite.store.query import conditions, count, insert, page, stream
from monazite.store.raw import RawFiles, sha256_of
from monazite.store.records import Records, Results
from monazite.store.schema import METADATA, ColumnSchema, TableSchema, load_tables
from monazite.store.secret import workspace_secret
from monazite.store.settings import Settings, load_settings, write_settings
from monazite.store.system import system_words

__all__ = [
    "DATABASE_FILE",
    "MEDIA_TYPES",
    "METADATA",
    "RUNS",
    "ColumnSchema",
    "Database",
    "DeclaredList",
    "Fold",
    "Home",
    "ListColumn",
    "ListFilter",
    "ListQuery",
    "Migration",
    "Page",
    "RawFiles",
    "Records",
    "Results",
    "Row",
    "SchemaObject",
    "Settings",
    "TableSchema",
    "add_columns",
    "add_to_text_index",
    "columns_of",
    "conditions",
    "contains",
    "count",
    "create_tables",
    "damage_of",
    "export",
    "export_chunks",
    "export_file",
    "export_format",
    "folded",
    "has_bytes",
    "index_text",
    "insert",
    "insert_new",
    "insert_rows",
    "load_settings",
    "load_tables",
    "migrate",
    "nearest",
    "open_home",
    "page",
    "phrases",
    "rows_where_in",
    "said",
    "sentences_of",
    "sha256_of",
    "shape_of",
    "shown",
    "stream",
    "system_words",
    "text_index_statements",
    "text_matches",
    "unknown",
    "wanted_text",
    "whole_file",
    "workspace_secret",
    "write_settings",
]
