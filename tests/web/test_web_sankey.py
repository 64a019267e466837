from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.web.trace.sankey import Flow, sankey

COLUMNS = (("rock", "ion", "import"), ("separation", "stock"), ("metal", "tailings"))
FLOWS = st.lists(
    st.tuples(
        st.sampled_from(("rock", "ion", "import")),
        st.sampled_from(("separation", "stock")),
        st.integers(0, 10**6).map(float),
    ),
    max_size=8,
).map(lambda rows: [Flow(*row) for row in rows])


@given(flows=FLOWS)
def test_nodes_of_a_column_never_overlap_and_stay_inside(flows: list[Flow]) -> None:
    drawn = sankey(flows, COLUMNS, height=300)
    for column in {node.column for node in drawn.nodes}:
        inside = sorted((n for n in drawn.nodes if n.column == column), key=lambda n: n.y)
        assert all(one.y + one.height <= two.y + 0.2 for one, two in pairwise(inside))
        assert inside[-1].y + inside[-1].height <= 300 + 5


@given(flows=FLOWS)
def test_a_ribbon_for_each_flow_of_something(flows: list[Flow]) -> None:
    drawn = sankey(flows, COLUMNS)
    assert [r.amount for r in drawn.ribbons] == [flow.amount for flow in flows if flow.amount > 0]


def test_a_node_in_no_column_is_an_error() -> None:
    with pytest.raises(ValueError, match="in no column: moon"):
        sankey([Flow("rock", "moon", 1.0)], COLUMNS)
