"""Detectors against planted frauds: ``python benchmarks/frauds.py [--calibrate] [--firms N] [--chains N]``.

Most of it runs without the journal, directly on measured series of separation lines (`monazite.trace.simulate.series`):
the errors, inventories and frauds are those of the simulated chain, but there are no lots and no entries, so that ten
thousand firm-years take a minute. The functions that judge are the ones behind the pages (`monazite.trace.detect`).
``--calibrate`` computes the limits anew and writes them to ``balance/limits.csv``; detection is always measured with
other seeds. A sample of whole chains is run through entries as well. Results go to ``docs/frauds.md``.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from monazite.ledger import Entry, Spread
from monazite.trace.balance.limits import limit
from monazite.trace.balance.series import LineMove, periods_of, series_of
from monazite.trace.detect.firms import BALANCE_DETECTORS, line_statistics, threshold
from monazite.trace.detect.sources import partition_score
from monazite.trace.detect.statistics import opposed
from monazite.trace.simulate import Fraud, entries
from monazite.trace.simulate.series import Cheat, measured_lines
from monazite.trace.simulate.tables import ores

ROOT = Path(__file__).parent.parent
LIMITS = ROOT / "src" / "monazite" / "trace" / "balance" / "limits.csv"
CALIBRATION_SEED, HONEST_SEED, FRAUD_SEED = 20_220_101, 77_001, 88_002
BUDGET = 0.0011
"""False alarms per firm and month of each detector on balances; with six of them under one percent."""
CHUNK = 2_000
GROUPS = (1, 2, 4, 8, 16)
FIRST = 3
SIZES = (1, 2, 3, 4, 5, 6)
PAGE = ROOT / "docs" / "frauds.md"
LEAST = 0.002
INTRODUCTION = """# Frauds: false alarms and detection

Written by `python benchmarks/frauds.py`. The first tables are measured without the journal, directly on simulated
measured series (`monazite.trace.simulate.series`): the same instruments, hold-up and inventories as in the
simulated chain, one separation line of light ore a firm. Sizes are in standard uncertainties of the monthly balance
of the leading element (dysprosium for laundering, neodymium otherwise), every month from the fourth on. Elements
that the declared ore holds only as traces are left out, which makes laundering harder to find. Limits were
calibrated with other seeds than those measured here. Numbers of serials and invoices used twice are found whenever
they are booked, so they have no curve; late entries are judged by a binomial limit. Honest firms book their losses
as they are and know the uncertainty of their instruments; real firms that do not will raise more alarms than these
tables say.
"""
Arrays = dict[str, np.ndarray]


def lines_of(seed: int, firms: int, cheat: Cheat | None = None) -> Iterator[Arrays]:
    """Statistics of firms with one line each, in chunks; ``magnet`` is the score that pairs need."""
    rng = np.random.default_rng(seed)
    for start in range(0, firms, CHUNK):
        made = measured_lines(rng, min(CHUNK, firms - start), cheat=cheat)
        found = line_statistics(made.elements, made.muf, made.covariances, made.inputs)
        yield {**found.values, "magnet": found.magnet, "elements": np.array(found.series)}


def joined(chunks: Iterator[Arrays]) -> tuple[Arrays, int]:
    """All chunks as one, and the number of elements of a line."""
    parts = list(chunks)
    names = (*BALANCE_DETECTORS, "magnet")
    return {name: np.concatenate([part[name] for part in parts]) for name in names}, int(parts[0]["elements"])


def calibrate(lines: int) -> None:
    """Limits from honest lines: the quantile of a firm's largest value, for firms of 1 to 16 lines."""
    values, elements = joined(lines_of(CALIBRATION_SEED, lines))
    rows = []
    for group in GROUPS:
        firms = lines // group
        for name in BALANCE_DETECTORS:
            most = values[name][: firms * group].reshape(firms, group, -1).max(axis=1)
            series = group * (elements if name in {"single", "cusum"} else 1)
            rows.append(row_of(name, series, most))
        pairs = opposed(values["magnet"][: lines // 2], values["magnet"][lines // 2 : 2 * (lines // 2)])
        firms = len(pairs) // group
        rows.append(row_of("quota_split", group, pairs[: firms * group].reshape(firms, group, -1).max(axis=1)))
    honest = swapped_scores(CALIBRATION_SEED, lines // 8, 0.0)
    for group in GROUPS:
        firms = len(honest) // group
        rows.append(row_of("origin_swap", group, honest[: firms * group].reshape(firms, group, -1).max(axis=1)))
    with LIMITS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (str(row["statistic"]), int(str(row["series"])))))
    print(f"{LIMITS.name}: {len(rows)} limits from {lines} honest lines, seed {CALIBRATION_SEED}")


def row_of(name: str, series: int, most: np.ndarray) -> dict[str, object]:
    """One limit with where it comes from."""
    return {
        "statistic": name, "series": series, "limit": round(float(np.quantile(most, 1 - BUDGET)), 3),
        "false_alarms_per_firm_month": BUDGET, "seed": CALIBRATION_SEED, "firms": most.shape[0],
        "months": most.shape[1],
    }  # fmt: skip


def alarmed(values: Arrays, elements: int) -> Arrays:
    """By detector, whether it speaks: shape (firms, months)."""
    return {
        name: values[name] >= limit(name, elements if name in {"single", "cusum"} else 1) for name in BALANCE_DETECTORS
    }


def pairs_alarmed(first: Arrays, second: Arrays) -> np.ndarray:
    """Whether the pair detector speaks, for firms in pairs."""
    return np.asarray(opposed(first["magnet"], second["magnet"]) >= limit("quota_split", 1))


def any_of(alarms: Arrays) -> np.ndarray:
    """Whether any detector speaks."""
    return np.any(np.stack(list(alarms.values())), axis=0)


def within(alarms: np.ndarray, months: int) -> float:
    """Share of firms with an alarm in the first so many months of the fraud."""
    return float(alarms[:, FIRST : FIRST + months].any(axis=1).mean())


def honest_rows(firms: int) -> tuple[list[list[str]], float]:
    """False alarms per firm and month by detector, and of all together."""
    values, elements = joined(lines_of(HONEST_SEED, firms))
    alarms = alarmed(values, elements)
    half = firms // 2
    halves = (slice(half), slice(half, 2 * half))
    first, second = ({name: array[part] for name, array in values.items()} for part in halves)
    pair = pairs_alarmed(first, second)
    alarms["quota_split"] = np.concatenate([pair, pair])
    whole = any_of({name: array[: 2 * half] for name, array in alarms.items()})
    rows = [[name, f"{100 * float(array.mean()):.2f} %"] for name, array in alarms.items()]
    rows.append(["all together", f"{100 * float(whole.mean()):.2f} %"])
    return rows, float(whole.mean())


def fraud_rows(kind: str, firms: int) -> list[list[str]]:
    """Detection by size: in the first month, within three, within nine, and which detector alone finds it in three."""
    rows = []
    for size in SIZES:
        values, elements = joined(lines_of(FRAUD_SEED + size, firms, Cheat(kind, size, FIRST)))
        alarms = alarmed(values, elements)
        if kind == "quota_split":
            other, _ = joined(lines_of(FRAUD_SEED + 100 + size, firms, Cheat(kind, size, FIRST, -1)))
            alarms["quota_split"] = pairs_alarmed(values, other)
        whole = any_of(alarms)
        best = max(alarms, key=lambda name: within(alarms[name], 3))
        shares = [within(whole, months) for months in (1, 3, 9)]
        alone = f"{best} ({100 * within(alarms[best], 3):.1f} %)"
        rows.append([str(size), *(f"{100 * share:.1f} %" for share in shares), alone])
    return rows


def made_up_rows(firms: int) -> list[list[str]]:
    """Inventories written as the books say, with output unseen behind them or none."""
    values, elements = joined(lines_of(FRAUD_SEED + 50, firms, Cheat("stock_made_up", 1, FIRST)))
    whole = alarmed(values, elements)
    return [[name, *(f"{100 * within(array, months):.1f} %" for months in (3, 6, 9))] for name, array in whole.items()]


def swapped_scores(seed: int, sites: int, share: float) -> np.ndarray:
    """Scores of mining sites whose ore is mixed with that share of an import, shape (sites, months after the base)."""
    rng = np.random.default_rng(seed)
    own, other = (np.array(ores()[name].partition) for name in ("sichuan", "mountain_pass"))
    own, other = own[own > LEAST], other[own > LEAST]
    found = np.zeros((sites, 9))
    for site in range(sites):
        ore = own * np.exp(0.03 * rng.standard_normal(len(own)))
        base = np.log(assayed(rng, ore, 6))
        mixed = ore * (1 - share) + other * share
        for month in range(9):
            found[site, month] = partition_score(base, np.log(assayed(rng, mixed, int(rng.integers(1, 9)))))
    return found


def assayed(rng: np.random.Generator, ore: np.ndarray, lots: int) -> np.ndarray:
    """Measured partitions of lots of one ore: natural spread and assay, closed to one."""
    spread = 0.02 * rng.standard_normal((lots, len(ore))) + 0.003 * rng.standard_normal((lots, len(ore)))
    shares = ore * np.exp(spread)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def swap_rows(sites: int) -> list[list[str]]:
    """Detection of an import declared as domestic ore, by its share of each lot."""
    rows = []
    for percent in (0, 2, 5, 10, 20):
        alarms = swapped_scores(FRAUD_SEED + 200 + percent, sites, percent / 100) >= limit("origin_swap", 1)
        shares = [alarms[:, :months].any(axis=1).mean() for months in (1, 3, 9)]
        rows.append([f"{percent} %", *(f"{100 * share:.1f} %" for share in shares)])
    return rows


def moves_of(entries: Iterator[Entry]) -> dict[tuple[str, str], list[LineMove]]:
    """Movements of every line, as the tables of lots keep them."""
    found: dict[tuple[str, str], list[LineMove]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for leg in entry.legs:
            if leg.role == "line":
                _, firm, line = leg.account.split("/")
                spread = leg.spread or Spread()
                shared = {name: dict(error.parts) for name, error in spread.shared_mg}
                period = entry.details.get("period", "")
                move = LineMove(number, firm, line, entry.time[:10], entry.kind, period, dict(leg.amount.parts),
                                dict(spread.random_mg.parts), shared)  # fmt: skip
                found[firm, line].append(move)
    return found


def chain_row(lots: int, seeds: range, fraud: Fraud | None) -> list[str]:
    """Whole simulated chains, entry by entry: false alarms on honest firms, and whether the culprit was found."""
    months = alarms = found = 0
    for seed in seeds:
        firms = defaultdict(list)
        for (firm, line), moves in moves_of(entries(2022, lots, seed, fraud)).items():
            series = series_of(line, firm, periods_of(moves))
            if series is not None:
                statistics = line_statistics(series.elements, series.muf, series.covariances, series.inputs)
                firms[firm].append((series, statistics))
        culprit = "F03" if fraud else None
        for firm, lines in firms.items():
            raised = set()
            for name in BALANCE_DETECTORS:
                most = threshold(name, [statistics for _, statistics in lines])
                for series, statistics in lines:
                    values = zip(series.names, statistics.values[name], strict=True)
                    raised |= {month for month, value in values if value >= most}
            if firm == culprit:
                found += any("2022-04" <= month <= "2022-06" for month in raised)
            elif culprit is None:
                months += 12
                alarms += len(raised)
    rate = f"{alarms} of {months} firm-months" if not fraud else ""
    return [
        f"{fraud.kind}, {fraud.size:g} sigma" if fraud else "honest",
        rate,
        f"{found} of {len(seeds)}" if fraud else "",
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Calibrate when asked, measure, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", action="store_true", help="compute the limits anew")
    parser.add_argument("--firms", type=int, default=10_000, help="honest firms, and firms per fraud and size")
    parser.add_argument("--lines", type=int, default=48_000, help="honest lines for calibration")
    parser.add_argument("--chains", type=int, default=10, help="whole chains of each kind")
    arguments = parser.parse_args()
    started = time.perf_counter()
    if arguments.calibrate:
        calibrate(arguments.lines)
        limit.__globals__["_limits"].cache_clear()
    page = [INTRODUCTION]
    rows, _ = honest_rows(arguments.firms)
    page += [f"## False alarms\n\n{arguments.firms} honest firms with one separation line, seed {HONEST_SEED}.\n"]
    page.append(table(["detector", "false alarms per firm and month"], rows))
    page.append("## Detection\n\nAny alarm about the firm within one, three and nine months of the fraud.\n")
    for kind in ("laundering", "ghost_yield", "quota_split"):
        head = ["sigma", "1 month", "3 months", "9 months", "best detector alone, 3 months"]
        page += [f"### {kind}\n", table(head, fraud_rows(kind, arguments.firms))]
    page += ["### Inventories copied from the books\n"]
    page.append(table(["detector", "3 months", "6 months", "9 months"], made_up_rows(arguments.firms)))
    page += ["### origin_swap: share of a Mountain Pass type import in each lot of a Sichuan type mine\n"]
    page.append(table(["share", "1 month", "3 months", "9 months"], swap_rows(arguments.firms // 5)))
    page += [
        "## Whole chains, through entries\n",
        "300 lots a year, detectors on balances; the culprit within three months.\n",
    ]
    frauds = (None, Fraud("laundering", 4.0), Fraud("ghost_yield", 4.0), Fraud("quota_split", 4.0))
    chains = [chain_row(300, range(500, 500 + arguments.chains), fraud) for fraud in frauds]
    page.append(table(["chain", "false alarms", "culprit found"], chains))
    text = "\n".join(page)
    print(text)
    PAGE.write_text(text, "utf-8")
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
