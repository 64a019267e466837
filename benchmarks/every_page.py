"""How long every page takes on a workspace: ``python benchmarks/every_page.py [WORKSPACE] [ROUNDS]``.

Without a workspace the small demo is built in a temporary folder. All pages of the navigation, and some that each leads
to, are asked for in process, in Chinese: once cold, then a few rounds warm. The goal is under 300 ms on the demo and
under 1 s on a workspace a hundred times larger.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from html import unescape
from pathlib import Path

import httpx

from monazite.app import Workspace
from monazite.app.demo import open_today, read_samples, simulate_year
from monazite.web import create_app
from monazite.web.verbs import VERBS

DEEPER = 3
"""Pages opened beneath each page of the navigation."""
SLOW_MS = 300


def linked(html: str, room: str) -> list[str]:
    """Pages that the body of a page leads to, under its own address."""
    main = html.partition("<main")[2].partition("</main>")[0]
    found = dict.fromkeys(unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*?href="(/[^"#][^"]*)"', main))
    return [one for one in found if one.startswith(f"{room}/") and not re.search(r"\.\w+($|\?)", one)][:DEEPER]


async def timed(client: httpx.AsyncClient, page: str) -> tuple[float, httpx.Response]:
    """Milliseconds that a page took, and the page."""
    started = time.perf_counter()
    answer = await client.get(page)
    return (time.perf_counter() - started) * 1000, answer


async def measure(workspace: Workspace, rounds: int) -> None:
    """Ask for every page and print what it took."""
    transport = httpx.ASGITransport(app=create_app(workspace, language="zh"))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True) as client:
        waiting = ["/", "/trust", *dict.fromkeys(room.address for verb in VERBS for room in verb.rooms)]
        rooms, rows = set(waiting), []
        while waiting:
            page = waiting.pop(0)
            cold, answer = await timed(client, page)
            warm = [(await timed(client, page))[0] for _ in range(rounds)]
            rows.append((max(warm), statistics.median(warm), cold, answer.status_code, page))
            waiting += [one for one in linked(answer.text, page) if page in rooms and page != "/" and one not in rooms]
    for worst, middle, cold, status, page in sorted(rows, reverse=True)[:25]:
        print(f"{status} p50 {middle:6.0f} max {worst:6.0f} cold {cold:6.0f} ms  {page}")
    middles = sorted(row[1] for row in rows)
    p95, slow = middles[int(len(middles) * 0.95)], sum(one > SLOW_MS for one in middles)
    print(f"{len(rows)} pages: p50 {statistics.median(middles):.0f} ms, p95 {p95:.0f} ms, max {middles[-1]:.0f} ms")
    print(f"{slow} over {SLOW_MS} ms")


def main() -> None:
    """Open or build, ask, print."""
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        is_given = len(sys.argv) > 1
        place = Path(sys.argv[1]) if is_given else Path(folder) / "demo"
        with Workspace.open(place, create=not is_given) as workspace:
            if not is_given:
                read_samples(workspace)
                simulate_year(workspace, small=True)
            open_today(workspace)
            print(f"{workspace.trace.size()} entries, {len(workspace.trace.lots())} lots")
            asyncio.run(measure(workspace, rounds))


if __name__ == "__main__":
    main()
