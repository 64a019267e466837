"""Where the lots are: what the monthly reports hold in stock at the month's end, and where a magnet came from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monazite.app.story.goods import goods
from monazite.app.story.record import Coded, Mass, Named, Part, Percent, Sentence
from monazite.reference import rare_earths
from monazite.store import ListQuery

if TYPE_CHECKING:
    from monazite.app.story.scene import Scene

TOLD = ("ground", "import", "recycled")
"""Kinds of source that are told by name; what is left is matter that nothing accounts for."""
MAGNET, LOOKED = "magnet", 200
"""Stage whose newest lot is followed back; newest lots of it that are looked through for one whole by the day."""


def lots(scene: Scene) -> Iterator[Sentence]:
    """Who holds how much of what magnets are made of, then the origin of the newest magnets."""
    yield from _stocks(scene)
    yield from _origin(scene)


def _stocks(scene: Scene) -> Iterator[Sentence]:
    """By the reports of the month, the last version of each."""
    from monazite.app.workspace import LISTS  # noqa: PLC0415  it imports this verb

    month = scene.month
    rows = scene.workspace.page(LISTS["monthly-reports"], ListQuery({"month": month}, limit=None)).rows
    newest = {row["party"]: row for row in sorted(rows, key=lambda row: row["entry_number"])}
    if not newest:
        return
    page = f"/trace/reports?month={month}"
    is_simulated = not scene.invented.isdisjoint(newest)
    yield Sentence("lots.reports", {"reports": Part(len(newest), page), "month": Part(month)}, page,
                   is_simulated=is_simulated)  # fmt: skip
    held = _held(newest)
    for good in goods():
        if some := held.get(good.product):
            most = max(some, key=lambda party: (some[party], party))
            parts = {
                "product": Part(Named("product", good.product), f"/trace/lots?product={quote(good.product)}"),
                "mass": Part(Mass(sum(some.values())), page), "firms": Part(len(some), page),
                "most": Part(Mass(some[most]), f"/trace/reports/{most}/{month}"),
                "holder": Part(Named("party", most), f"/trace/parties/{most}"),
            }  # fmt: skip
            key = "lots.stock" if len(some) > 1 else "lots.stock.one"
            yield Sentence(key, parts, f"/trace/reports/{most}/{month}", is_simulated=is_simulated)


def _held(reports: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Stock at the end of the month by product and party, in milligrams of REO; parties that hold none left out."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for party, report in reports.items():
        for row in report["rows"]:
            if row.get("part") == "stock" and row["closing_mg"] > 0:
                found[row["product"]][party] += row["closing_mg"]
    return found


def _origin(scene: Scene) -> Iterator[Sentence]:
    """Where the rare earths of the newest magnets of a day came from: ground, abroad, recycled."""
    from monazite.app.workspace import LISTS  # noqa: PLC0415  it imports this verb

    query = ListQuery({"stage": MAGNET, "month": scene.month}, limit=LOOKED)
    rows = scene.workspace.page(LISTS["lots"], query).rows
    watched = {one.product for one in goods()}
    lot = next((row for row in rows if _is_whole(row, watched, scene.day)), None)
    if lot is None:
        return
    page = f"/trace/lots/{quote(lot['id'], safe='')}"
    symbols = [one.symbol for one in rare_earths()]
    masses: dict[str, int] = defaultdict(int)
    for source, matter in scene.workspace.trace.origin(lot["id"]).shares:
        masses[source.split("/")[0]] += sum(matter[symbol] for symbol in symbols)
    whole = sum(masses.values())
    parts = {
        "lot": Part(Coded(lot["id"]), page), "product": Part(Named("product", lot["product"])),
        "day": Part(lot["made_on"]), "holder": Part(Named("party", lot["holder"]), f"/trace/parties/{lot['holder']}"),
        **{kind: Part(Percent.of(masses.get(kind, 0), whole), page) for kind in TOLD},
        "rest": Part(Percent.of(whole - sum(masses.get(kind, 0) for kind in TOLD), whole), page),
    }  # fmt: skip
    yield Sentence("lots.origin", parts, page, is_simulated=lot["is_simulated"])


def _is_whole(row: Mapping[str, Any], watched: set[str], day: dt.date) -> bool:
    """Whether a lot came off a line as it is, by a day, and is a watched product."""
    return row["kind"] == "output" and row["made_on"] <= day and row["product"] in watched and bool(row["reo_mg"])
