"""How long pages take over 20 000 facts: ``python benchmarks/pages.py [ARTICLES]``.

Articles made as in ``speed.py`` are read into a workspace in a temporary folder; each page is asked for once cold and
five times warm, in process, and its best warm time is printed. The goal is under 300 ms each.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import httpx

from monazite.app import Workspace
from monazite.facts import FACTS
from monazite.web import create_app
from speed import articles, bulletin

PAGES = (
    "/", "/documents", "/documents?page=20", "/facts", "/facts?page=100", "/facts?status=contradicted", "/checks",
    "/products", "/products/氧化镨钕", "/quotas", "/search?q=镝铁", "/api/v1/facts?limit=100",
)  # fmt: skip


def fill(workspace: Workspace, folder: Path, count: int) -> None:
    """Read a feed of that many articles and one bulletin of 100 kB."""
    feed = folder / "feed.jsonl"
    feed.write_bytes(b"".join(line + b"\n" for line in articles(count, dense=True)))
    (folder / "bulletin.txt").write_bytes(bulletin())
    workspace.read([feed, folder / "bulletin.txt"])


async def timed(workspace: Workspace) -> None:
    """Ask for every page and print what it took."""
    transport = httpx.ASGITransport(app=create_app(workspace))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        rows = (await client.get("/api/v1/documents", params={"sort": "-facts", "limit": 1})).json()["rows"]
        for page in (*PAGES, *(f"/documents/{row['id']}" for row in rows)):
            times = []
            for _ in range(6):
                started = time.perf_counter()
                response = await client.get(page)
                times.append((time.perf_counter() - started) * 1000)
            print(f"{response.status_code} cold {times[0]:5.0f} ms, warm {min(times[1:]):5.0f} ms  {page}")


def main() -> None:
    """Build, ask, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(Path(folder) / "workspace", create=True) as workspace,
    ):
        fill(workspace, Path(folder), count)
        print(f"{workspace.count(FACTS)} facts")
        asyncio.run(timed(workspace))


if __name__ == "__main__":
    main()
