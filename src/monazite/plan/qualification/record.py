"""Records of qualification (牌号验证): what a motor asks of a magnet, what tests found, what was decided.

Each has ``as_json()`` (plain JSON values, decimals and days as text) and is read back, strictly, by the function named
after it (``test_of``); `monazite.plan.form` says what a wrong value is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from monazite.plan.form import made, plain

Ruling = Literal["approved", "conditional", "refused"]
"""批准、有条件批准、不批准."""
Comparison = Literal["full", "rounded"]
"""全数值比较法, the rule where nothing is agreed, and 修约值比较法 (GB/T 8170-2008, 4.3)."""

Circuit = Literal["open", "half_open"]
"""开路、半开路: how the magnet is aged for a loss (GB/T 40794-2021, annex A: the knee lies lower in the open)."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One limit of a specification (技术要求中的一项).

    Args:
        property: key of ``properties.csv``, which gives the unit.
        at_least: lower limit, in the property's unit.
        at_most: upper limit, in the property's unit.
        element: symbol, for a content.
        temperature_degc: at which the property is asked; of a loss, the temperature of ageing.
        reference_degc: of a temperature coefficient, where its range begins.
        hours: of a loss, how long it is aged.
        samples: fewest magnets to be tested.
        method: number of the standard to test by; the property's own where it is None.
        comparison: how a result is held against the limit.
        circuit: of a loss, in which circuit it is aged.
    """

    property: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    element: str | None = None
    temperature_degc: Decimal | None = None
    reference_degc: Decimal | None = None
    hours: Decimal | None = None
    samples: int | None = None
    method: str | None = None
    comparison: Comparison = "full"
    circuit: Circuit | None = None


@dataclass(frozen=True, slots=True)
class Specification:
    """What the magnet at one position of a motor must do (磁钢技术要求); of two, that of the later day holds.

    Args:
        id: of the specification.
        motor: motor or programme.
        position: of the magnet in it, such as ``rotor``.
        day: from which it holds.
        by: the firm that sets it.
        requirements: all of them are to be met.
        magnet_mass_mg: of the magnets of one motor at this position.
        fitted: grade fitted today, ``maker/grade``.
        document: id of the paper.
        fact: id of the fact it rests on.
    """

    id: str
    motor: str
    position: str
    day: dt.date
    by: str
    requirements: tuple[Requirement, ...]
    magnet_mass_mg: int | None = None
    fitted: str | None = None
    document: str | None = None
    fact: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readings of one magnet: before and after ageing, or at the lower and at the upper temperature."""

    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """What a test found of one property, magnet by magnet.

    Args:
        property: key of ``properties.csv``.
        values: one a magnet, in the property's unit, with the digits of the report; or else
        pairs: the readings from which a loss or a temperature coefficient is worked out.
        uncertainty: expanded, k = 2, of one value, in the property's unit; the printed digits speak where it is None.
        element: symbol, of a content.
        temperature_degc: of the measurement, or of ageing.
        reference_degc: of a temperature coefficient, where its range begins.
        hours: how long it was aged.
        circuit: of a loss, in which circuit it was aged.
    """

    property: str
    values: tuple[Decimal, ...] = ()
    pairs: tuple[Pair, ...] = ()
    uncertainty: Decimal | None = None
    element: str | None = None
    temperature_degc: Decimal | None = None
    reference_degc: Decimal | None = None
    hours: Decimal | None = None
    circuit: Circuit | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a grade (试验), with its evidence.

    Args:
        id: of the test.
        grade: tested, ``maker/grade``.
        method: number of the standard with its year.
        day: of the test.
        lab: that tested.
        results: found.
        motor: the motor it was built into; None for a test of the magnet alone.
        replaces: id of an earlier test that this one takes the place of.
        document: id of the report.
        sha256: of the report's bytes.
        fact: id of a fact read from it.
    """

    __test__ = False

    id: str
    grade: str
    method: str
    day: dt.date
    lab: str
    results: tuple[Result, ...]
    motor: str | None = None
    replaces: str | None = None
    document: str | None = None
    sha256: str | None = None
    fact: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a grade at a position of a motor (认定); the later of two holds.

    Args:
        id: of the decision.
        specification: id of the specification it was judged by; names motor and position.
        grade: decided on, ``maker/grade``.
        ruling: approved, conditional or refused.
        by: the firm that decides.
        day: from which it holds.
        tests: ids of those it rests on.
        reasons: in the words of those who decided.
        conditions: of a conditional one.
        valid_until: last day on which it holds.
        replaces: grades it may replace; empty for any that is fitted or approved there.
    """

    id: str
    specification: str
    grade: str
    ruling: Ruling
    by: str
    day: dt.date
    tests: tuple[str, ...] = ()
    reasons: str = ""
    conditions: str = ""
    valid_until: dt.date | None = None
    replaces: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Share:
    """Content of an element in a magnet, percent by mass; ``low`` and ``high`` are the ends of what is known."""

    element: str
    low_percent: Decimal
    high_percent: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """A magnet grade as its maker's data sheet states it at 20 °C (牌号); what the sheet leaves out is None.

    Args:
        maker: firm, or the paper of a laboratory's magnet.
        name: designation.
        material: key of ``materials.csv``.
        grade_class: N, M, H, SH, UH, EH or TH (GB/T 13560-2017); empty for other materials.
        br_min_tesla: guaranteed remanence.
        hcj_min_ka_per_m: guaranteed intrinsic coercivity.
        bh_max_min_kj_per_m3: guaranteed energy product.
        working_degc: highest working temperature.
        alpha_br_percent_per_kelvin: temperature coefficient of the remanence.
        beta_hcj_percent_per_kelvin: of the intrinsic coercivity.
        contents: of the elements, as far as known; an element not named is not known.
        is_estimate: whether the contents are estimated.
        source: of the figures.
        locator: where in the source.
    """

    maker: str
    name: str
    material: str
    grade_class: str = ""
    br_min_tesla: Decimal | None = None
    hcj_min_ka_per_m: Decimal | None = None
    bh_max_min_kj_per_m3: Decimal | None = None
    working_degc: Decimal | None = None
    alpha_br_percent_per_kelvin: Decimal | None = None
    beta_hcj_percent_per_kelvin: Decimal | None = None
    contents: tuple[Share, ...] = ()
    is_estimate: bool = False
    source: str = ""
    locator: str = ""

    @property
    def id(self) -> str:
        """``maker/grade``: another maker's magnet of the same designation is another magnet."""
        return f"{self.maker}/{self.name}"

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values, its id among them."""
        return {"id": self.id} | plain(self)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything known for a question: what a workspace holds, or a file brings.

    Args:
        specifications: of motors.
        tests: of grades.
        decisions: on grades.
        grades: data sheets, beside those that ship.
    """

    specifications: tuple[Specification, ...] = ()
    tests: tuple[Test, ...] = ()
    decisions: tuple[Decision, ...] = ()
    grades: tuple[Grade, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


def specification_of(value: Any) -> Specification:
    """The specification that `Specification.as_json` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return made(Specification, value)


def test_of(value: Any) -> Test:
    """The test that `Test.as_json` wrote; raises as `specification_of` does."""
    return made(Test, value)


def decision_of(value: Any) -> Decision:
    """The decision that `Decision.as_json` wrote; raises as `specification_of` does."""
    return made(Decision, value)
