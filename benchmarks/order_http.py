"""Order to durable to settled over HTTP: `monazite serve` and 64 connections: ``python benchmarks/order_http.py``.

The same market as ``order_path.py``, but its orders go as JSON to ``POST /api/v1/trade/orders`` of a server in its own
process, one keep-alive connection a client, one order outstanding, half of the orders trading; then in batches of 50 to
``POST /api/v1/trade/commands``. Client and server share the machine, so that this is what both cost together.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from order_path import CLIENTS, MEMBERS, VENUE, Market, order

BATCH = 50
LONGEST = 120
"""Seconds that a part may take."""


class Connection:
    """A keep-alive connection that says one thing after another (RFC 9112, the little that this needs)."""

    def __init__(self, port: int, member: str) -> None:
        """Connect later."""
        self.port, self.member = port, member

    async def open(self) -> None:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Send a body and wait for the answer."""
        data = json.dumps(body).encode()
        head = (
            f"POST /api/v1/trade/{path}?venue={VENUE} HTTP/1.1", f"host: 127.0.0.1:{self.port}",
            f"x-acting-as: {self.member}", "content-type: application/json", f"content-length: {len(data)}", "", "",
        )  # fmt: skip
        self.writer.write("\r\n".join(head).encode() + data)
        told = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(told.split("content-length:", 1)[1].split("\r\n", 1)[0])
        return int(told.split(" ", 2)[1]), json.loads(await self.reader.readexactly(length))


async def one_by_one(port: int, place: int, count: int, name: str) -> list[float]:
    """Orders of one client, one outstanding; the seconds of each."""
    connection = Connection(port, MEMBERS[place])
    await connection.open()
    measured = []
    for number in range(count):
        body = {key: value for key, value in order(place, number, f"{name}{place}").items() if key != "kind"}
        start = time.perf_counter()
        status, told = await connection.post("orders", body)
        measured.append(time.perf_counter() - start)
        assert status == 200, told
    return measured


async def in_batches(port: int, place: int, count: int, name: str) -> list[float]:
    """Orders of one client, fifty a request; the seconds of each request."""
    connection = Connection(port, MEMBERS[place])
    await connection.open()
    measured = []
    for first in range(0, count, BATCH):
        body = [order(place, number, f"{name}{place}") for number in range(first, first + BATCH)]
        start = time.perf_counter()
        status, told = await connection.post("commands", body)
        measured.append(time.perf_counter() - start)
        assert status == 200, told
        assert all(one["status"] == "accepted" for one in told["rows"]), told["rows"][0]
    return measured


def processor(pid: int) -> float:
    """Seconds of processor that a process has used (proc(5), fields utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(title: str, client: Any, server: tuple[int, int], each: int, name: str) -> None:
    """Run the clients together against the process and port of a server; print what they saw."""
    pid, port = server

    async def run() -> list[list[float]]:
        async with asyncio.timeout(LONGEST):
            return await asyncio.gather(*(client(port, place, each, name) for place in range(CLIENTS)))

    start, used = time.perf_counter(), processor(pid)
    seconds = sorted(second for part in asyncio.run(run()) for second in part)
    wall, used = time.perf_counter() - start, processor(pid) - used
    count = len(seconds)
    cost = f"{1e6 * used / CLIENTS / each:.0f} us of the server's processor"
    late = f"p50 {1e3 * seconds[count // 2]:.1f} ms, p99 {1e3 * seconds[count * 99 // 100]:.1f} ms a request"
    print(f"{title}: {CLIENTS * each / wall:,.0f} orders/s, {cost}, {late}", flush=True)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=12_800)
    options = parser.parse_args()
    each = max(options.orders // CLIENTS // BATCH, 1) * BATCH
    with tempfile.TemporaryDirectory() as name:
        market = Market(Path(name))
        with market.open() as gateway:
            market.begin(gateway)
        market.workspace.close()
        command = [sys.executable, "-m", "monazite.cli", "serve", "--workspace", name, "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603  our own program
            try:
                assert server.stderr is not None
                address = server.stderr.readline()
                port = int(address.rsplit(":", 1)[1].split("/", 1)[0])
                known = server.pid, port
                measured("warm", one_by_one, known, 20, "w")
                measured("one order a request", one_by_one, known, each, "o")
                measured(f"{BATCH} orders a request", in_batches, known, each, "b")
            finally:
                server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
