"""The chain as a Sankey diagram: where a node stands, what it is called, and which page shows what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from monazite.reference import end_uses
from monazite.trace.lots.flows import Flow as Mass
from monazite.web.trace import sankey
from monazite.web.trace.display import TraceDisplay

WIDTH, HEIGHT, MARGIN = 1120.0, 620.0, 6.0
FLATTEST = 15.0
"""Pixels between two labels of a column at least."""
STAGES = (
    ("stage:mining", "stage:concentration"),
    ("stage:separation", "stage:recycling", "stage:other"),
    ("stage:metal",), ("stage:alloy",), ("stage:magnet",), ("stage:motor",),
)  # fmt: skip
"""Columns of the middle, from ore to motor."""
SOURCES = ("mined", "import", "recycled", "bought", "found", "mixed", "gained", "corrected")
EXITS = (
    "use", "export", "stock", "transit", "lines", "blocked", "confiscated", "tailings", "loss", "unaccounted",
    "correction",
)  # fmt: skip
"""Kinds of node of the first and the last column, from top to bottom."""
AS_SOURCE = {"unaccounted": "gained", "correction": "corrected"}
"""What adds matter to the chain is a node of its own on the left."""
PLAIN = {"tailings": "gone", "loss": "gone", "unaccounted": "gone", "gained": "gone", "correction": "gone",
         "corrected": "gone", "blocked": "held", "confiscated": "held", "stock": "rests", "lines": "rests",
         "transit": "rests", "opening": "rests", "use": "used", "export": "used"}  # fmt: skip
"""How a flow is drawn, by the kind of its exit or source; ``on`` where it stays in the chain."""


@dataclass(frozen=True, slots=True)
class Row:
    """One flow as the table beside the chart shows it.

    Args:
        source, target: names of its nodes.
        source_page, target_page: pages that show what is in them, None where none does.
        mass_mg: what went.
        look: how it is drawn.
    """

    source: str
    target: str
    source_page: str | None
    target_page: str | None
    mass_mg: int
    look: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a node beside its bar, kept clear of its neighbours.

    Args:
        text: the name.
        amount: milligrams that go through it.
        page: that shows what is in it, or None.
        x, y: where it stands, pixels.
        is_left: whether it stands left of its bar.
    """

    text: str
    amount: int
    page: str | None
    x: float
    y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """The chart with its labels, and the rows of its table."""

    drawn: sankey.Sankey
    labels: tuple[Label, ...]
    rows: tuple[Row, ...]
    looks: tuple[str, ...]
    """Of the ribbons, in their order."""


def chain_of(flows: Iterable[Mass], show: TraceDisplay, year: int) -> Chain:
    """Lay out the flows of a year.

    Args:
        flows: milligrams between nodes.
        show: names nodes.
        year: of the flows, for the pages that links lead to.
    """
    named = [Mass(AS_SOURCE.get(flow.source, flow.source), flow.target, flow.mass_mg) for flow in flows]
    drawn = sankey.sankey(
        [sankey.Flow(flow.source, flow.target, flow.mass_mg) for flow in named], _columns(named),
        width=WIDTH, height=HEIGHT,
    )  # fmt: skip
    rows = tuple(
        Row(
            name_of(flow.source, show), name_of(flow.target, show), page_of_node(flow.source, year),
            page_of_node(flow.target, year), flow.mass_mg, _look(flow.source, flow.target),
        )
        for flow in named
    )  # fmt: skip
    looks = tuple(_look(ribbon.source, ribbon.target) for ribbon in drawn.ribbons)
    return Chain(drawn, tuple(_labels(drawn, show, year)), rows, looks)


def _columns(flows: Sequence[Mass]) -> list[list[str]]:
    """The nodes that have flows, column by column."""
    through: dict[str, int] = {}
    for flow in flows:
        through[flow.source] = through.get(flow.source, 0) + flow.mass_mg
        through[flow.target] = through.get(flow.target, 0) + flow.mass_mg
    middle = [[key for key in column if key in through] for column in STAGES]
    other = sorted(key for key in through if key.startswith("stage:") and not any(key in one for one in STAGES))
    middle[1] += other
    depth = {key: number for number, column in enumerate(middle, start=1) for key in column}
    sources = sorted(
        (key for key in through if kind_of(key) in SOURCES),
        key=lambda key: (SOURCES.index(kind_of(key)), -through[key], key),
    )
    deep: dict[str, float] = {}
    for flow in flows:
        deep[flow.target] = deep.get(flow.target, 0) + flow.mass_mg * depth.get(flow.source, 0) / through[flow.target]
    exits = sorted(
        (key for key in through if kind_of(key) in EXITS),
        key=lambda key: (_rank(key), -deep.get(key, 0), -through[key], key),
    )
    return [["opening"], sources, *middle, exits]


def _rank(node: str) -> int:
    """Place of an exit's kind; uses and exports stand together, the latest stage first, so that few ribbons cross."""
    return max(1, EXITS.index(kind_of(node)))


def kind_of(node: str) -> str:
    """What kind of node it is: the part before the colon."""
    return node.partition(":")[0]


def _look(source: str, target: str) -> str:
    return PLAIN.get(kind_of(target)) or PLAIN.get(kind_of(source)) or "on"


def name_of(node: str, show: TraceDisplay) -> str:
    """What people call a node."""
    kind, _, rest = node.partition(":")
    if kind == "stage":
        return show.coded("stage", rest)
    if kind == "use":
        uses = {key.replace(" ", "_"): words for key, words in end_uses().items()}
        return show.t("node.use", name=show.words(uses[rest]) if rest in uses else rest)
    if kind in ("import", "export"):
        return show.t(f"node.{kind}", country=show.country(rest))
    return show.coded("node", node)


def page_of_node(node: str, year: int) -> str | None:
    """The page that shows what is in a node."""
    kind, _, rest = node.partition(":")
    pages = {"blocked": "/trace/blocked", "export": "/trace/licences"}
    if kind in pages:
        return pages[kind]
    if kind in ("tailings", "loss", "unaccounted", "gained", "lines"):
        return "/trace/lines"
    filters = {
        "stage": {"stage": rest}, "mined": {"stage": "mining", "class": rest}, "use": {"status": "consumed"},
        "import": {"stage": "mining", "class": "all"}, "recycled": {"stage": "separation", "class": "all"},
        "stock": {"status": "stock"}, "transit": {"status": "transit"}, "confiscated": {"status": "confiscated"},
    }.get(kind)  # fmt: skip
    return None if filters is None else f"/trace/lots?{urlencode({**filters, 'month': str(year)})}"


def _labels(drawn: sankey.Sankey, show: TraceDisplay, year: int) -> Iterable[Label]:
    last = max((node.column for node in drawn.nodes), default=0)
    for column in range(last + 1):
        nodes = [node for node in drawn.nodes if node.column == column]
        y = -FLATTEST
        for node in nodes:
            y = max(node.y + node.height / 2, y + FLATTEST)
            is_left = last > 0 and column >= last - 1  # so that names of the last two columns do not meet
            x = node.x - MARGIN if is_left else node.x + sankey.BAR + MARGIN
            page = page_of_node(node.key, year)
            yield Label(name_of(node.key, show), round(node.amount), page, round(x, 1), round(y, 1), is_left)
