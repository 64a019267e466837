"""Records of the explosion (展开) of a programme: bills of material, programmes, and what they need tier by tier.

Masses are whole milligrams, of things as they are and of elements as such; quota is in milligrams of REO. What people
agree on has ``as_json()`` (plain JSON values) and is read back strictly by its function in ``stated.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from monazite.core import ElementMass
from monazite.plan.form import plain

Tier = Literal["product", "magnet", "alloy", "metal", "oxide", "quota", "other"]
"""Where a thing stands in the chain: what is driven, 磁体, 合金, 金属, 氧化物, 指标, and what holds no rare earth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """What a unit of a thing is made of.

    The quantity is what the parent *holds* of the child, by composition or stoichiometry; what is lost on the way is
    in the yield, and only there.

    Args:
        parent: what is made.
        child: what it is made of: a name of `monazite.reference.products`, an element, or a name of one's own.
        quantity: of the child in one unit of the parent; None where stoichiometry says it (metal to oxide) or where it
            is one to one (oxide to quota).
        unit: of the quantity, such as ``kg/piece``, ``kg/kg``, ``%``; without a slash, per unit of the parent.
        yield_share: share of the child put in that stays in the parent, above 0 and up to 1.
        step: name of the loss: machining, sintering, electrolysis, separation …
        scrap_share: share of the loss that is collected as scrap.
        recycling_share: share of that scrap's elements which come back as oxide.
        tier: of the child, where its name does not tell.
        quota_class: of a quota: light, heavy, rock, ion …
        source: of the figures.
        locator: where in the source.
        quantity_low: least value of the quantity; where blank, the quantity itself.
        quantity_high: greatest.
        yield_low: least value of the yield; where blank, the yield itself.
        yield_high: greatest.
        place: where the line stands in a file, for people; not kept.
    """

    parent: str
    child: str
    quantity: Decimal | None = None
    unit: str = ""
    yield_share: Decimal = Decimal(1)
    step: str = ""
    scrap_share: Decimal = Decimal(0)
    recycling_share: Decimal = Decimal(0)
    tier: Tier | None = None
    quota_class: str = ""
    source: str = ""
    locator: str = ""
    quantity_low: Decimal | None = None
    quantity_high: Decimal | None = None
    yield_low: Decimal | None = None
    yield_high: Decimal | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill of material (物料清单), all its tiers together.

    Args:
        id: of the bill.
        lines: of every tier.
        by: whose it is.
        name: for people.
    """

    id: str
    lines: tuple[BillLine, ...]
    by: str = ""
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values; where the lines stood in a file is left out."""
        return plain(replace(self, lines=tuple(replace(one, place="") for one in self.lines)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeWeek:
    """What is built in a week; the week is None where the programme states a total.

    Args:
        quantity: of the product.
        week: its Monday.
        product: where it is another one than the programme's.
        unit: of the quantity; empty for pieces. A product that is weighed needs one.
    """

    quantity: Decimal
    week: dt.date | None = None
    product: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a maker of motors means to build (电机计划).

    Args:
        id: of the programme.
        weeks: quantities, each of the programme's product unless it names another.
        product: top of the bill.
        maker: who builds it.
        bill: id of the bill of material.
        name: for people.
    """

    id: str
    weeks: tuple[ProgrammeWeek, ...]
    product: str = ""
    maker: str = ""
    bill: str = ""
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed of a thing.

    Args:
        thing: its name.
        tier: where it stands.
        mass_mg: put in, losses included; None for what is counted in pieces.
        pieces: of what is counted; None for what is weighed.
        elements_mg: rare earths and other elements in it, as far as the bill tells.
    """

    thing: str
    tier: Tier
    mass_mg: int | None
    pieces: Decimal | None
    elements_mg: ElementMass


@dataclass(frozen=True, slots=True)
class Loss:
    """What a step loses.

    Args:
        step: its name.
        parent: what is made in it.
        child: what is put in.
        lost_mg: elements that are gone: not collected, or not won back from scrap.
        returned_mg: elements that come back as oxide.
        scrap_mg: elements in the scrap that is collected; what comes back is a part of it.
    """

    step: str
    parent: str
    child: str
    lost_mg: ElementMass
    returned_mg: ElementMass
    scrap_mg: ElementMass


@dataclass(frozen=True, slots=True)
class Explosion:
    """What a quantity of a programme needs.

    For every element, oxide put in = in the products + what each step loses + what comes back: exact to the milligram.

    Args:
        week: Monday; None for a total.
        needs: things by tier, from the product to the quota.
        losses: of every step above the oxide.
        products_mg: elements in what is built.
        oxide_mg: elements put in at the tier of oxides.
        primary_mg: the same without what scrap gives back: elements that must come from ore.
        quota_reo_mg: REO of the quota that these need, by name of the quota, losses of separation included.
    """

    week: dt.date | None
    needs: tuple[Need, ...]
    losses: tuple[Loss, ...]
    products_mg: ElementMass
    oxide_mg: ElementMass
    primary_mg: ElementMass
    quota_reo_mg: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """What is needed at the least, at the best guess and at the most, by the ranges of a bill."""

    low: Explosion
    middle: Explosion
    high: Explosion
