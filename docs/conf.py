"""How the pages become a site (`make docs`): Markdown by MyST, reference from the docstrings of every room."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import monazite

project, author, copyright = "monazite", "the monazite founders", "the monazite founders, Apache-2.0"  # noqa: A001  Sphinx's name
version = release = monazite.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
root_doc, language = "index", "en"
html_theme, html_title = "furo", "monazite"
html_search_language = "en"
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
exclude_patterns = ["_build"]
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure", "ref.python", "docutils"]
"""Files of the repository beside docs, drawings in code blocks, names that several rooms share, rough docstrings."""


def public_faces() -> Iterator[str]:
    """Packages that say what is public: `monazite`, the rooms, and the rooms within them."""
    yield "monazite"
    for found in walk_packages(monazite.__path__, "monazite."):
        if found.ispkg and getattr(import_module(found.name), "__all__", None):
            yield found.name


def write_reference(app: Any) -> None:
    """One page a room, with the public face of each package in it, before anything is read."""
    folder = Path(app.srcdir) / "reference"
    rooms: dict[str, list[str]] = {}
    for name in public_faces():
        rooms.setdefault(".".join(name.split(".")[:2]), []).append(name)
    for room, names in rooms.items():
        parts = "\n\n".join(f"## {one}\n\n{_automodule(one)}" for one in names)
        (folder / f"{room}.md").write_text(f"# {room}\n\n{parts}\n", "utf-8")
    listed = "\n".join(rooms)
    (folder / "index.md").write_text(f"# Reference\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n", "utf-8")


def _automodule(name: str) -> str:
    options = ":members:\n:imported-members:\n:no-index:"
    return f"```{{eval-rst}}\n.. automodule:: {name}\n" + "".join(f"   {one}\n" for one in options.splitlines()) + "```"


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", write_reference)
