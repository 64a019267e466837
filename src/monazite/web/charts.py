"""The chart library (D3, BSD) as its package installs it, and the addresses of static files with their fingerprints."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from monazite.core.errors import InternalError

CHART_LIBRARY = "d3.js"
OWN_FILES = ("monazite.css", "monazite.js", "chart.js", "figures.js", "find.js", "trade.js", "icon.svg")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def static_file(name: str) -> bytes | None:
    """The bytes of one static file, or None where there is none of that name."""
    if name == CHART_LIBRARY:
        return Path(str(distribution("xstatic-d3").locate_file("xstatic/pkg/d3/data/d3.js"))).read_bytes()
    return files(__package__).joinpath("static", name).read_bytes() if name in OWN_FILES else None


@cache
def static_address(name: str) -> str:
    """The address of a static file with the fingerprint of its bytes, so that a browser may keep it for good."""
    content = static_file(name)
    if content is None:
        raise InternalError(f"no static file {name}")
    return f"/static/{hashlib.sha256(content).hexdigest()[:12]}/{name}"
