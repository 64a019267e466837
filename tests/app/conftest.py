"""A folder of small papers for the stub reader, and the way for tests and worker processes to find the stub."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty papers in folders; some state the same thing differently, one is a feed, one is a copy."""
    folder = tmp_path_factory.mktemp("given") / "papers"
    for number in range(40):
        path = folder / f"{number // 10}" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"氧化镨钕 {400 + number % 3}\n氧化镝 {2000 + number}\n第{number}篇", "utf-8")
    (folder / "feed.txt").write_text("\f".join(f"氧化镝 {2000 + item}\n快讯" for item in range(70)), "utf-8")
    (folder / "copy.txt").write_bytes((folder / "0" / "00.txt").read_bytes())
    return folder
