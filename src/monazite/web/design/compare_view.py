"""Two recipes as their page shows them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams

from monazite.core import Words
from monazite.design.service import curve_at
from monazite.web.design.asked import USUAL
from monazite.web.design.asked import asked as asked_bench
from monazite.web.design.bench_view import bench_of
from monazite.web.design.curves import CurveRow, curve_rows, line_of

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.design.views import Compared, CostPart
    from monazite.core import Problem
    from monazite.design.record import Magnet
    from monazite.web.design.asked import Asked, Named

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class AskedTwo:
    """An address with two recipes, read.

    Args:
        a: line of the first, as written or as it is read.
        b: of the second.
        first: the first with the duty; None where none is written.
        second: the same.
        duty: fields of the duty as they stand.
    """

    a: str
    b: str
    first: Asked | None
    second: Asked | None
    duty: Asked

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What of the address cannot be used, once."""
        some = [one for each in (self.first, self.second) if each for one in each.problems]
        return tuple(dict.fromkeys(some or self.duty.problems))


def asked(query: QueryParams, named: Named = str) -> AskedTwo:
    """Read an address.

    Args:
        query: of it: ``a``, ``b``, and the duty as on the bench.
        named: what a field is called, for problems.
    """
    duty = {name: query[name] for name in USUAL if name in query}

    def read(name: str) -> tuple[str, Asked | None]:
        line = query.get(name, "").strip()[:LONGEST]
        place = {"recipe": name.upper()}
        one = asked_bench(QueryParams({**duty, "recipe": line}), lambda key: place.get(key) or named(key))
        return (one.line, one) if line else ("", None)

    (a, first), (b, second) = read("a"), read("b")
    return AskedTwo(a, b, first, second, asked_bench(QueryParams(duty), named))


def compared(workspace: Workspace, wanted: AskedTwo) -> Compared | None:
    """The two on the bench, and how they differ; None where one of them cannot be used.

    Args:
        workspace: whose prices count.
        wanted: the address, read.
    """
    benches = [bench_of(workspace, one) for one in (wanted.first, wanted.second) if one]
    if len(benches) == 2 and benches[0] and benches[1]:  # noqa: PLR2004  a pair
        return workspace.design.compare(benches[0], benches[1])
    return None


def rows_of(one: Compared) -> tuple[CurveRow, ...]:
    """The table of the curves of both at 20 °C and at the hottest temperature.

    Args:
        one: the two.
    """
    return curve_rows([line_of(curve_at(magnet)) for magnet in _shown(one)])


def names_of(one: Compared) -> list[tuple[str, float]]:
    """Which of the two, and at what temperature, each of these curves is."""
    return [("AB"[at % 2], magnet.temperature_kelvin) for at, magnet in enumerate(_shown(one))]


def _shown(one: Compared) -> list[Magnet]:
    ends = (0,) if len(one.first.magnets) == 1 else (0, -1)
    return [each.magnets[at] for at in ends for each in (one.first, one.second)]


def parts_of(one: Compared) -> list[tuple[Words, CostPart | None, CostPart | None]]:
    """What each costs, part by part.

    Args:
        one: the two.
    """
    first, second = ({part.name: part for part in each.costs} for each in (one.first, one.second))
    names = dict.fromkeys([*first, *second])
    return [(_label(first.get(name), second.get(name)), first.get(name), second.get(name)) for name in names]


def _label(first: CostPart | None, second: CostPart | None) -> Words:
    """What a part is called, or is called in both where the two are made in different ways."""
    labels = dict.fromkeys(one.label for one in (first, second) if one)
    return Words(" / ".join(one.zh for one in labels), " / ".join(one.en for one in labels))
