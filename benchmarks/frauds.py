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
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from monazite.app import Workspace
from monazite.trace.balance.limits import limit
from monazite.trace.detect import Alarm, alarms
from monazite.trace.detect.firms import BALANCE_DETECTORS, line_statistics
from monazite.trace.detect.sources import LATE_SHARE, late_limit, partition_score
from monazite.trace.detect.statistics import opposed
from monazite.trace.simulate import Fraud
from monazite.trace.simulate.series import Cheat, measured_lines
from monazite.trace.simulate.tables import ores

ROOT = Path(__file__).parent.parent
LIMITS = ROOT / "src" / "monazite" / "trace" / "balance" / "limits.csv"
CALIBRATION_SEED, HONEST_SEED, FRAUD_SEED = 20_220_101, 77_001, 88_002
BUDGET = 0.001
"""False alarms per firm and month of each calibrated detector: there are seven, and all stay under one percent."""
CHUNK = 2_000
GROUPS = (1, 2, 4, 8, 16)
FIRST = 3
SIZES = (1, 2, 3, 4, 5, 6)
PAGE = ROOT / "docs" / "frauds.md"
LEAST = 0.002
ACTS = 20
"""Acts or papers of a firm in a month, for the curves of late entries and of papers used twice."""
PERCENTS = (0, 2, 5, 10, 20)
SPEAKS = {
    "origin_swap": {"origin_swap"},
    "double_use": {"double_serials", "double_invoice"},
    "late_entries": {"late_entries"},
}
"""Frauds that leave balances alone, and the detectors that must find them."""
INTRODUCTION = """# Frauds: false alarms and detection

Written by `python benchmarks/frauds.py`. The first tables are measured without the journal, directly on simulated
measured series (`monazite.trace.simulate.series`): the same instruments, hold-up and inventories as in the
simulated chain, one separation line of light ore a firm. Sizes are in standard uncertainties of the monthly balance
of the leading element (dysprosium for laundering, neodymium otherwise), every month from the fourth on. Elements
that the declared ore holds only as traces are left out, which makes laundering harder to find. Limits were
calibrated with other seeds than those measured here, each detector to about 0.1 % false alarms per firm and month,
so that all together stay below one percent. One detector alone could spend the whole percent: at four standard
uncertainties of a single balance it would find 95 %. That eight of them share it is paid for by looking at all
elements together: what one element says of a scale or a laboratory is taken off the others (a Kalman filter over the
instruments), and the known pattern is fitted by generalised least squares.

Honest firms book their losses as they are and know the uncertainty of their instruments; real firms that do not will
raise more alarms than these tables say. Papers used twice are found as soon as one is; late entries are judged by a
binomial limit, on firms with 20 acts a month.
"""
CHAINS = """300 lots a year (1 500 for the last three), posted day by day with reports filed; every detector; the
culprit within three months, for the last three by the detector that is meant for them.
"""
Arrays = dict[str, np.ndarray]


def lines_of(seed: int, firms: int, cheat: Cheat | None = None) -> Iterator[Arrays]:
    """Statistics of firms with one line each, in chunks; ``magnet`` is the score that pairs need."""
    rng = np.random.default_rng(seed)
    for start in range(0, firms, CHUNK):
        made = measured_lines(rng, min(CHUNK, firms - start), cheat=cheat)
        found = line_statistics(made)
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
    return np.asarray(np.any(np.stack(list(alarms.values())), axis=0))


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
    alarms["origin_swap"] = swapped_scores(HONEST_SEED, firms, 0.0) >= limit("origin_swap", 1)
    alarms["late_entries"] = late_alarms(HONEST_SEED, firms, 0.0)
    alarms["double_serials"] = alarms["double_invoice"] = twice_alarms(HONEST_SEED, firms, 0.0)
    whole = any_of({name: array[: 2 * half, -9:] for name, array in alarms.items()})
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


def late_alarms(seed: int, firms: int, share: float, months: int = 9) -> np.ndarray:
    """Whether a firm of `ACTS` acts a month is found that enters such a share of them late, honest delays apart."""
    late = np.random.default_rng(seed).binomial(ACTS, share + LATE_SHARE, (firms, months))
    return np.asarray(late >= late_limit(ACTS))


def twice_alarms(seed: int, firms: int, share: float, months: int = 9) -> np.ndarray:
    """Whether one of the `ACTS` papers of a month was used before; each is compared with all earlier ones."""
    return np.asarray(np.random.default_rng(seed).binomial(ACTS, share, (firms, months)) > 0)


def share_rows(alarms_at: Sequence[tuple[int, np.ndarray]]) -> list[list[str]]:
    """Detection by a share in percent: within one, three and nine months."""
    return [
        [f"{percent} %", *(f"{100 * found[:, :months].any(axis=1).mean():.1f} %" for months in (1, 3, 9))]
        for percent, found in alarms_at
    ]


def chain_alarms(lots: int, seed: int, fraud: Fraud | None) -> tuple[int, list[Alarm], str | None]:
    """A whole chain through a workspace: how many firms, what every detector says of each month, and the culprit."""
    with tempfile.TemporaryDirectory() as folder, Workspace.open(folder, create=True) as workspace:
        said = f"{fraud.kind}:{fraud.size:g}" if fraud else None
        made = workspace.trace.simulate(year=2022, lots=lots, seed=seed, fraud=said)
        with workspace.reading() as connection:
            found = [alarm for month in range(1, 13) for alarm in alarms(connection, f"2022-{month:02d}")]
            firms = connection.exec_driver_sql(
                "SELECT count(*) FROM trace_parties WHERE kind IN ('firm', 'recycler')"
            ).scalar_one()
    return int(firms), found, made.culprit


def chain_row(lots: int, seeds: range, fraud: Fraud | None) -> list[str]:
    """Whole simulated chains, all detectors: false alarms on honest firms, and whether the culprit was found."""
    months = false = found = 0
    by_detector: dict[str, int] = {}
    for seed in seeds:
        firms, spoken, culprit = chain_alarms(lots, seed, fraud)
        spoken = [alarm for alarm in spoken if alarm.severity == "alarm"]
        if fraud is None:
            months += 12 * firms
            false += len({(alarm.firm, alarm.month) for alarm in spoken})
            for name in {(alarm.detector, alarm.firm, alarm.month) for alarm in spoken}:
                by_detector[name[0]] = by_detector.get(name[0], 0) + 1
        else:
            kinds = SPEAKS.get(fraud.kind)
            found += any(
                alarm.firm == culprit
                and "2022-04" <= alarm.month <= "2022-06"
                and (not kinds or alarm.detector in kinds)
                for alarm in spoken
            )
    if fraud is None:
        which = ", ".join(f"{name} {count}" for name, count in sorted(by_detector.items()))
        return ["honest", f"{false} of {months} firm-months" + (f" ({which})" if which else ""), ""]
    unit = "sigma" if fraud.kind not in SPEAKS else "% of acts or matter"
    return [f"{fraud.kind}, {fraud.size:g} {unit}", "", f"{found} of {len(seeds)}"]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"


def swap_at(percent: int, sites: int) -> np.ndarray:
    """Whether sites are found whose ore is mixed with so many percent of an import."""
    return np.asarray(swapped_scores(FRAUD_SEED + 200 + percent, sites, percent / 100) >= limit("origin_swap", 1))


def page_of(firms: int, chains: int) -> str:
    """All tables."""
    page = [INTRODUCTION]
    rows, _ = honest_rows(2 * firms)
    who = f"{2 * firms} honest firms with one separation line, one mining site and {ACTS} acts a month"
    page += [f"## False alarms\n\n{who}, seed {HONEST_SEED}.\n"]
    page.append(table(["detector", "false alarms per firm and month"], rows))
    page.append("## Detection\n\nAny alarm about the firm within one, three and nine months of the fraud.\n")
    for kind in ("laundering", "ghost_yield", "quota_split"):
        head = ["sigma", "1 month", "3 months", "9 months", "best detector alone, 3 months"]
        page += [f"### {kind}\n", table(head, fraud_rows(kind, firms))]
    page += ["### Inventories copied from the books\n"]
    page.append(table(["detector", "3 months", "6 months", "9 months"], made_up_rows(firms)))
    seeds = {percent: FRAUD_SEED + 300 + percent for percent in PERCENTS}
    for title, found in (
        ("origin_swap: share of a Mountain Pass type import in each lot of a Sichuan type mine",
         [(percent, swap_at(percent, firms // 4)) for percent in PERCENTS]),
        ("double_use: share of 20 papers or numbered lots a month that were used before",
         [(percent, twice_alarms(seeds[percent], firms, percent / 100)) for percent in PERCENTS]),
        ("late_entries: share of 20 acts a month entered three weeks late or more",
         [(percent, late_alarms(seeds[percent], firms, percent / 100)) for percent in PERCENTS]),
    ):  # fmt: skip
        page += [f"### {title}\n", table(["share", "1 month", "3 months", "9 months"], share_rows(found))]
    page += ["## Whole chains, through a workspace\n", CHAINS]
    kinds = (("laundering", 4.0), ("ghost_yield", 4.0), ("quota_split", 4.0), ("origin_swap", 20.0),
             ("double_use", 40.0), ("late_entries", 60.0))  # fmt: skip
    frauds = [None, *(Fraud(kind, size) for kind, size in kinds)]  # type: ignore[arg-type]
    seeds_of = {True: range(500, 500 + 2 * chains), False: range(700, 700 + chains)}
    rows = [
        chain_row(1_500 if fraud and fraud.kind in SPEAKS else 300, seeds_of[fraud is None], fraud) for fraud in frauds
    ]
    page.append(table(["chain", "false alarms", "culprit found"], rows))
    return "\n".join(page)


def main() -> None:
    """Calibrate when asked, measure, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", action="store_true", help="compute the limits anew")
    parser.add_argument("--firms", type=int, default=2_000, help="firms per fraud and size; twice as many honest ones")
    parser.add_argument("--lines", type=int, default=48_000, help="honest lines for calibration")
    parser.add_argument("--chains", type=int, default=1, help="whole chains of each fraud; twice as many honest ones")
    arguments = parser.parse_args()
    started = time.perf_counter()
    if arguments.calibrate:
        calibrate(arguments.lines)
        limit.__globals__["_limits"].cache_clear()
    text = page_of(arguments.firms, arguments.chains)
    print(text)
    PAGE.write_text(text, "utf-8")
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
