"""Stock and flow beside two programs by other hands, and the array kernel beside the plain one."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.warn.outlook import AGE_ADDED, Lifetime, stock_and_flow
from monazite.warn.outlook.cohorts import in_use, leaving, shares_in_use
from monazite.warn.outlook.lifetime import weibull_scale

FIRST, YEARS = 2000, 40
INFLOW = [100 * 1.07**year * (1 + 0.3 * math.sin(year)) for year in range(YEARS)]
LIFETIMES = [
    Lifetime("weibull", 15, 3.5),
    Lifetime("weibull", 20, 4.07),
    Lifetime("weibull", 2.5, 0.8),
    Lifetime("normal", 15, 4),
    Lifetime("normal", 5, 3),
    Lifetime("lognormal", 9, 5),
    Lifetime("foldednormal", 3, 4),
    Lifetime("fixed", 7, 0),
]
CONVENTIONS = sorted(AGE_ADDED)


def of_flodym(lifetime: Lifetime, convention: str) -> tuple[list[float], list[float]]:
    """Stock and outflow of flodym."""
    fd: Any = importlib.import_module("flodym")
    dims = fd.DimensionSet(dim_list=[fd.Dimension(name="Time", letter="t", items=list(range(FIRST, FIRST + YEARS)))])
    mean, spread = lifetime.mean_years, lifetime.spread
    made = {
        "weibull": lambda: fd.WeibullLifetime(
            dims=dims, inflow_at=convention, weibull_scale=weibull_scale(mean, spread or 1), weibull_shape=spread
        ),
        "normal": lambda: fd.NormalLifetime(dims=dims, inflow_at=convention, mean=mean, std=spread),
        "lognormal": lambda: fd.LogNormalLifetime(dims=dims, inflow_at=convention, mean=mean, std=spread),
        "foldednormal": lambda: fd.FoldedNormalLifetime(dims=dims, inflow_at=convention, mean=mean, std=spread),
        "fixed": lambda: fd.FixedLifetime(dims=dims, inflow_at=convention, mean=mean),
    }[lifetime.kind]()
    inflow = fd.StockArray(dims=dims, values=np.array(INFLOW), name="inflow")
    model = fd.InflowDrivenDSM(name="magnets", dims=dims, lifetime_model=made, inflow=inflow)
    model.compute()
    return model.stock.values.tolist(), model.outflow.values.tolist()


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("lifetime", LIFETIMES, ids=str)
def test_stock_and_outflow_are_flodyms(lifetime: Lifetime, convention: str) -> None:
    stock, outflow = of_flodym(lifetime, convention)
    found = stock_and_flow(FIRST, INFLOW, lifetime, convention)
    assert [one.stock for one in found] == pytest.approx(stock, rel=1e-9, abs=1e-9)
    assert [one.outflow for one in found] == pytest.approx(outflow, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("lifetime", "parameters"),
    [
        (Lifetime("weibull", 15, 3.5), {"Type": "Weibull", "Shape": 3.5, "Scale": weibull_scale(15, 3.5)}),
        (Lifetime("weibull", 20, 4.07), {"Type": "Weibull", "Shape": 4.07, "Scale": weibull_scale(20, 4.07)}),
        (Lifetime("weibull", 2.5, 0.8), {"Type": "Weibull", "Shape": 0.8, "Scale": weibull_scale(2.5, 0.8)}),
        (Lifetime("fixed", 7, 0), {"Type": "Fixed", "Mean": 7}),
    ],
)
def test_stock_is_dynamic_stock_models(lifetime: Lifetime, parameters: dict[str, Any]) -> None:
    # Its normal distribution takes densities for shares, and is left out. Its inflow comes at the year's end.
    dsm: Any = importlib.import_module("dynamic_stock_model")
    each = {name: value if name == "Type" else np.array([value] * YEARS) for name, value in parameters.items()}
    model = dsm.DynamicStockModel(t=np.arange(YEARS), i=np.array(INFLOW), lt=each)
    model.compute_s_c_inflow_driven()
    stock, _ = model.compute_stock_total()
    found = stock_and_flow(FIRST, INFLOW, lifetime, "end")
    assert [one.stock for one in found] == pytest.approx(stock.tolist(), rel=1e-9)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("lifetime", LIFETIMES, ids=str)
def test_arrays_are_the_plain_kernel(lifetime: Lifetime, convention: str) -> None:
    inflow = np.array(INFLOW)[None, :, None]
    stock = in_use(inflow, shares_in_use(lifetime, np.array([1.0]), YEARS, convention))
    found = stock_and_flow(FIRST, INFLOW, lifetime, convention)
    assert stock[0, :, 0].tolist() == pytest.approx([one.stock for one in found], rel=1e-12)
    assert leaving(inflow, stock)[0, :, 0].tolist() == pytest.approx([one.outflow for one in found], rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(st.sampled_from(LIFETIMES), st.floats(0.3, 3.0), st.sampled_from(CONVENTIONS))
def test_a_stretched_lifetime_is_one_with_another_mean(lifetime: Lifetime, stretch: float, convention: str) -> None:
    spread = lifetime.spread * (1 if lifetime.kind == "weibull" else stretch)
    longer = Lifetime(lifetime.kind, lifetime.mean_years * stretch, spread)
    found = shares_in_use(lifetime, np.array([stretch]), 20, convention)[0]
    ages = [age + AGE_ADDED[convention] for age in range(20)]
    near = [abs(age - longer.mean_years) > 1e-9 or lifetime.kind != "fixed" for age in ages]
    expected = [longer.share_in_use(age) for age in ages]
    assert [a for a, is_apart in zip(found.tolist(), near, strict=True) if is_apart] == pytest.approx(
        [b for b, is_apart in zip(expected, near, strict=True) if is_apart], rel=1e-9, abs=1e-12
    )
