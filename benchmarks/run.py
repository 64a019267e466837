"""Every benchmark in turn, with the machine it ran on: ``make bench``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "speed.py",
    "faults.py",
    "search.py",
    "pages.py",
    "every_page.py",
    "memory.py",
    "ledger_post.py",
    "origin.py",
    "audit.py",
    "tamper.py",
    "frauds.py",
    "matching.py",
    "call_auction.py",
    "order_path.py",
    "order_http.py",
    "crash.py",
    "conservation.py",
    "index.py",
    "warn_risk.py",
    "plan_chain.py",
    "psy.py",
    "backtest.py",
    "outlook.py",
    "shock.py",
    "design_grades.py",
    "design_forward.py",
    "design_part.py",
)


def main() -> None:
    """Run each part in a process of its own, so that memory figures are its own."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        subprocess.run([sys.executable, str(HERE / part)], check=True)  # noqa: S603  the command is ours


if __name__ == "__main__":
    main()
