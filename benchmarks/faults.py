"""Put faults into price tables and count what repair makes of them: benchmarks/faults.py [--trials N] [--seed S].

Tables are built from dated, cited prices: ``src/monazite/read/repair/levels.csv`` (the rows of one date make a table;
that date is then withheld from the price levels that repair uses) and ``benchmarks/data/price_table_2022_08.csv``.
Each trial draws a date, a set of products, an order (by atomic number, by kind of product, shuffled), purity cells or
none, running text beside the table or none, and one to twelve wrong names; or one wrong digit.

A row is *right* when its name after repair is the true one; *abstained* when it is left as printed and reported as
suspicious; *missed* when a wrong name stays unreported; a *wrong repair* when repair writes a name that is not the true
one. A row that reading lost counts as missed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from monazite.facts.record import Change, Fact, Place, Span
from monazite.read.document import Block, Cell, Document, Paragraph, Table
from monazite.read.repair import Levels, repair, shipped_levels, suspicions
from monazite.read.repair.frames import frames, product_in, rank, slot_of
from monazite.read.table import table_facts
from monazite.read.table.vocabulary import confusions
from monazite.read.text import View
from monazite.reference import element, product, product_named

HERE = Path(__file__).resolve().parent
FEWEST_ROWS = 8
CENT = Decimal("0.01")
TARGET_HANDLED, TARGET_WRONG = 99.0, 0.1
MISREAD_LINES = 0.1
FOREIGN = "铟钽钨钼锆镉钯铬"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its true product, what is printed, its cells."""

    true: str
    name: str
    spec: str
    old: Decimal
    new: Decimal
    pct: Decimal

    @property
    def is_wrong(self) -> bool:
        """Whether the printed name is not the true one."""
        item = product_named(self.name)
        return item is None or item.key != self.true


@dataclass(frozen=True, slots=True)
class Case:
    """A table with faults, the period it is of, and the text beside it: a name, the row, and what the row truly is."""

    rows: tuple[Row, ...]
    period: str
    text: tuple[tuple[str, int, Row], ...]
    has_spec: bool


def sources() -> Iterator[tuple[str, list[tuple[str, str, Decimal]]]]:
    """Every date with enough products: its period, and product, purity and CNY/kg of each row."""
    by_period: dict[str, dict[str, float]] = {}
    for quote in shipped_levels().quotes():
        if slot_of(quote.product) is not None or quote.product in ("氧化镨钕", "镨钕金属"):
            by_period.setdefault(quote.period, {})[quote.product] = 2.718281828459045**quote.logarithm
    for period, prices in sorted(by_period.items()):
        if len(prices) >= FEWEST_ROWS:
            yield (
                period,
                [(name, product(_key(name)).purity or "≥99%", _money(price)) for name, price in prices.items()],
            )
    with (HERE / "data" / "price_table_2022_08.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    yield "2022-08", [(row["product"], row["spec"], Decimal(row["2022_08_cny_per_kg"])) for row in rows]


def draw(rng: random.Random, source: Sequence[tuple[str, str, Decimal]], period: str) -> Case:
    """A correct table of some of a date's products, in one of three orders."""
    count = rng.randint(FEWEST_ROWS, len(source)) if rng.random() < 0.5 else len(source)
    chosen = rng.sample(list(source), count)
    order = rng.choice(("atomic", "atomic", "kind", "shuffled"))
    if order != "shuffled":
        chosen.sort(key=lambda row: _place(row[0], by_kind=order == "kind"))
    rows = tuple(_row(rng, _key(name), spec, price) for name, spec, price in chosen)
    text = tuple((row.true, i, row) for i, row in enumerate(rows) if rng.random() < 0.7) if rng.random() < 0.5 else ()
    return Case(rows, period, text, has_spec=rng.random() < 0.5)


def with_wrong_names(rng: random.Random, case: Case) -> Case:
    """One to twelve rows, at most three in five, take another name in their frame; so does one line of text in ten."""
    can = [i for i, row in enumerate(case.rows) if slot_of(row.name) is not None]
    wrong = set(rng.sample(can, min(len(can), rng.randint(1, max(1, min(12, len(case.rows) * 3 // 5))))))
    rows = tuple(replace(row, name=_misread(rng, row.name)) if i in wrong else row for i, row in enumerate(case.rows))
    text = tuple(
        (_misread(rng, name) if rng.random() < 0.1 and slot_of(name) else name, i, row) for name, i, row in case.text
    )
    return replace(case, rows=rows, text=text)


def with_wrong_digit(rng: random.Random, case: Case) -> tuple[Case, int, str, float]:
    """One digit of one price becomes another: the case, the row, the cell, and by what share the price moved."""
    at, cell = rng.randrange(len(case.rows)), rng.choice(("old", "new"))
    price: Decimal = getattr(case.rows[at], cell)
    digits, places = list(price.as_tuple().digits), 2
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([d for d in range(10) if d != digits[place] and not (place == 0 and d == 0)])
    moved = Decimal((0, tuple(digits), -places))
    wrong = replace(case.rows[at], old=moved) if cell == "old" else replace(case.rows[at], new=moved)
    rows = (*case.rows[:at], wrong, *case.rows[at + 1 :])
    return replace(case, rows=rows), at, cell, abs(float(moved / price) - 1)


def document_of(case: Case) -> tuple[Document, list[Fact]]:
    """The table and its text as a document, and the facts that reading it gives."""
    year, month = case.period[:4], case.period[5:7] or "06"
    caption = f"{year}年{int(month)}月稀土产品价格（单位：公斤）"
    header = (
        ["产品名", "纯度", "上月平均价", "本月平均价", "环比"]
        if case.has_spec
        else ["产品名", "上月平均价", "本月平均价", "环比"]
    )
    lines = [
        header,
        *([r.name, *([r.spec] if case.has_spec else []), f"{r.old}", f"{r.new}", f"{r.pct}%"] for r in case.rows),
    ]
    sentences = [_sentence(row, name) for name, _, row in case.text]
    text = "\n".join([*sentences, caption, *("\t".join(line) for line in lines)])
    table_at = sum(len(sentence) + 1 for sentence in sentences) + len(caption) + 1
    blocks: tuple[Block, ...] = (*_paragraphs(sentences), _table(text, table_at, len(caption), lines))
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document("case.txt", digest, "ocr-text", "utf-8", text, View.identity(text), blocks)
    return document, [*_text_facts(case, sentences), *table_facts(document)]


def score_names(case: Case, levels: Levels) -> Counter[str]:
    """What repair made of every row of a table."""
    document, facts = document_of(case)
    repaired = repair(document, facts, levels)
    doubted = {doubt.fact.id for doubt in suspicions(document, facts, levels) if doubt.part == "subject"}
    found: Counter[str] = Counter()
    for before, after in zip(facts, repaired, strict=True):
        place = after.place
        if place is None or place.row is None or after.change is None:
            continue
        row = case.rows[place.row - 1]
        if after.subject == row.true:
            found["right"] += 1
            found["put right"] += row.is_wrong
        elif after.subject != before.subject:
            found["wrong repair"] += 1
        else:
            found["abstained" if before.id in doubted else "missed"] += 1
    found["faulty"] = sum(row.is_wrong for row in case.rows)
    found["rows"] = len(case.rows)
    found["missed"] += len(case.rows) - sum(found[kind] for kind in ("right", "wrong repair", "abstained", "missed"))
    return found


def score_digit(case: Case, at: int, cell: str, true: Decimal, levels: Levels) -> Counter[str]:
    """Whether one wrong digit was detected, put back, or put wrong."""
    document, facts = document_of(case)
    repaired = repair(document, facts, levels)
    doubted = {doubt.fact.id for doubt in suspicions(document, facts, levels) if doubt.part == "value"}
    row = [(a, b) for a, b in zip(facts, repaired, strict=True) if b.place and b.place.row == at + 1]
    changed = [b for a, b in zip(facts, repaired, strict=True) if a.value != b.value or a.change != b.change]
    fixed = any(b.value == true and (b.change is not None) == (cell == "new") and a.value != b.value for a, b in row)
    return Counter(
        tried=1, detected=bool(changed or any(a.id in doubted for a, _ in row)), restored=fixed and len(changed) == 1,
        wrong=bool(changed) and not (fixed and len(changed) == 1),
    )  # fmt: skip


def run_names(trials: int, seed: int) -> dict[str, Counter[str]]:
    """Name trials, counted together and by kind of table."""
    found: dict[str, Counter[str]] = {}
    pool = list(sources())
    for trial in range(trials):
        rng = random.Random(f"{seed}/{trial}")  # noqa: S311 - a benchmark draws, it keeps no secret
        period, source = rng.choice(pool)
        case = with_wrong_names(rng, draw(rng, source, period))
        counted = score_names(case, shipped_levels().without(frozenset({period})))
        for key in (
            "all",
            "with purity" if case.has_spec else "without purity",
            "with text" if case.text else "without text",
        ):
            found.setdefault(key, Counter()).update(counted)
    return found


def run_correct(trials: int, seed: int) -> Counter[str]:
    """Correct tables: nothing may be changed."""
    found: Counter[str] = Counter()
    pool = list(sources())
    for trial in range(trials):
        rng = random.Random(f"correct/{seed}/{trial}")  # noqa: S311
        period, source = rng.choice(pool)
        found.update(score_names(draw(rng, source, period), shipped_levels().without(frozenset({period}))))
    return found


def run_digits(trials: int, seed: int) -> dict[str, Counter[str]]:
    """Digit trials, by whether the error moves the price by more than 1 % and whether text stands beside the table."""
    found: dict[str, Counter[str]] = {}
    pool = list(sources())
    for trial in range(trials):
        rng = random.Random(f"digit/{seed}/{trial}")  # noqa: S311
        period, source = rng.choice(pool)
        true = draw(rng, source, period)
        case, at, cell, share = with_wrong_digit(rng, true)
        counted = score_digit(
            case, at, cell, getattr(true.rows[at], cell), shipped_levels().without(frozenset({period}))
        )
        size = "error > 1 %" if share > 0.01 else "error <= 1 %"
        beside = "row in text" if any(i == at for _, i, _ in case.text) else "row not in text"
        for key in (size, f"{size}, {beside}"):
            found.setdefault(key, Counter()).update(counted)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trials and print the figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    print(f"price tables of {len(list(sources()))} dates; {options.trials} trials each; seed {options.seed}")
    names, digits = run_names(options.trials, options.seed), run_digits(options.trials, options.seed)
    for key, counted in sorted(names.items()):
        _print_names(f"wrong names, {key}", counted)
    correct = run_correct(max(options.trials // 3, 1), options.seed)
    _print_names("correct tables", correct)
    for key, counted in sorted(digits.items()):
        _print_digits(key, counted)
    print(f"{time.perf_counter() - start:.1f} s")
    total, large = names["all"], digits["error > 1 %"]
    met = (
        _share(total, "right", "abstained", of="rows") >= TARGET_HANDLED,
        _share(total, "wrong repair", of="rows") <= TARGET_WRONG and not correct["wrong repair"],
        large["detected"] == large["tried"],
    )
    print("targets met" if all(met) else f"targets missed: {met}")
    return 0 if all(met) else 1


def _print_names(title: str, counted: Counter[str]) -> None:
    print(
        f"{title:34} rows {counted['rows']:6}  faulty {counted['faulty']:5}  put right {counted['put right']:5}"
        f"  right or abstained {_share(counted, 'right', 'abstained', of='rows'):7.3f} %"
        f"  (right {_share(counted, 'right', of='rows'):6.2f} %)  missed {counted['missed']:4}"
        f"  wrong repairs {counted['wrong repair']:3} = {_share(counted, 'wrong repair', of='rows'):.3f} %"
    )


def _print_digits(title: str, counted: Counter[str]) -> None:
    print(
        f"one digit, {title:28} tried {counted['tried']:5}  detected {_share(counted, 'detected', of='tried'):7.2f} %"
        f"  exact value back {_share(counted, 'restored', of='tried'):6.2f} %  put wrong {counted['wrong']}"
    )


def _share(counted: Counter[str], *keys: str, of: str) -> float:
    return 100 * sum(counted[key] for key in keys) / max(counted[of], 1)


def _row(rng: random.Random, key: str, spec: str, new: Decimal) -> Row:
    old = (new / Decimal(str(1 + rng.uniform(-0.3, 0.1)))).quantize(CENT)
    pct = ((new / old - 1) * 100).quantize(CENT, ROUND_HALF_EVEN)
    return Row(key, _printed(key), spec, old, new, pct)


def _printed(key: str) -> str:
    """The short name that price tables print: 镝铁."""
    return key.removesuffix("合金") if key.endswith("铁合金") else key


def _misread(rng: random.Random, name: str) -> str:
    """The name with another character in its frame: a known confusion, another rare earth, or another metal."""
    slot = slot_of(name)
    if slot is None:
        return name
    draws = rng.random()
    confused = sorted(p for p, true in confusions().items() if slot.character in true and p != slot.character)
    if draws < 0.4 and confused:
        return name.replace(slot.character, rng.choice(confused), 1)
    if draws < 0.5:
        return name.replace(slot.character, rng.choice(FOREIGN), 1)
    others = [element(s).zh for s in sorted(frames()[slot.frame]) if s != slot.symbol and element(s).is_stable]
    return name.replace(slot.character, rng.choice(others), 1)


def _place(name: str, *, by_kind: bool) -> tuple[float, ...]:
    slot = slot_of(name)
    kinds = {"oxide": 0, "metal": 1, "alloy": 2}
    if slot is None:
        return (9, 0, 0)
    if by_kind:
        return (kinds[slot.form], rank(slot.symbol), 0)
    return (0, rank(slot.symbol), kinds[slot.form])


def _key(name: str) -> str:
    item = product_named(name)
    slot = slot_of(name)
    return item.key if item else product_in(slot.frame, slot.symbol or "") if slot else name


def _money(price: float) -> Decimal:
    return Decimal(str(price)).quantize(CENT)


def _sentence(row: Row, name: str) -> str:
    price, pct = (row.new / 10).quantize(CENT, ROUND_HALF_EVEN), row.pct.quantize(Decimal("0.1"))
    return f"{_printed(name)}均价为{price}万元/吨，环比{pct}%。"


def _paragraphs(sentences: Sequence[str]) -> list[Paragraph]:
    found, at = [], 0
    for sentence in sentences:
        found.append(Paragraph(Span(at, at + len(sentence))))
        at += len(sentence) + 1
    return found


def _text_facts(case: Case, sentences: Sequence[str]) -> list[Fact]:
    found, at = [], 0
    for number, ((name, _, row), sentence) in enumerate(zip(case.text, sentences, strict=True)):
        item = product_named(name)
        value = (row.new / 10).quantize(CENT, ROUND_HALF_EVEN)
        fact = Fact(
            "case.txt", "price", item.key if item else name, sentence, at, at + len(sentence), _printed(name),
            value=value, unit="万元/吨", canonical_value=value * 10, canonical_unit="CNY/kg",
            period=_month(case.period),
            change=Change(pct=row.pct.quantize(Decimal("0.1")), basis="mom"), place=Place(number),
        )  # fmt: skip
        found.append(fact)
        at += len(sentence) + 1
    return found


def _month(period: str) -> str:
    return f"{period[:4]}-{period[5:7] if period[5:7].isdigit() else '06'}"


def _table(text: str, at: int, caption: int, lines: Sequence[Sequence[str]]) -> Table:
    rows = []
    start = at
    for line in lines:
        cells = []
        for cell in line:
            cells.append(Cell((Span(at, at + len(cell)),), cell))
            at += len(cell) + 1
        rows.append(tuple(cells))
    return Table(Span(start, len(text)), Span(start - 1 - caption, start - 1), 1, tuple(rows))


if __name__ == "__main__":
    sys.exit(main())
