"""trade.index: the price index (价格指数) anyone can recompute, and the monthly bulletin. See this folder's README."""

from monazite.trade.index.commit import INDEX_INPUTS, inputs_entry
from monazite.trade.index.fields import is_sha256
from monazite.trade.index.files import digest, dump, point_line, value_line
from monazite.trade.index.from_facts import anchors_of, assessments_of
from monazite.trade.index.lists import InputRow, inputs_of, labels, point_rows, value_rows
from monazite.trade.index.load import Loaded, load
from monazite.trade.index.mask import deal_of, mask
from monazite.trade.index.method import aggregate_labels, constituents, methods, published_points, weights
from monazite.trade.index.recompute import Report, recompute, recompute_bytes
from monazite.trade.index.record import (
    Anchor,
    Assessment,
    Bids,
    Constituent,
    Deal,
    Difference,
    Inputs,
    Method,
    Point,
    Series,
    Value,
    Weight,
)
from monazite.trade.index.series import change_of, in_force, ordered, publish

__all__ = [
    "INDEX_INPUTS",
    "Anchor",
    "Assessment",
    "Bids",
    "Constituent",
    "Deal",
    "Difference",
    "InputRow",
    "Inputs",
    "Loaded",
    "Method",
    "Point",
    "Report",
    "Series",
    "Value",
    "Weight",
    "aggregate_labels",
    "anchors_of",
    "assessments_of",
    "change_of",
    "constituents",
    "deal_of",
    "digest",
    "dump",
    "in_force",
    "inputs_entry",
    "inputs_of",
    "is_sha256",
    "labels",
    "load",
    "mask",
    "methods",
    "ordered",
    "point_line",
    "point_rows",
    "publish",
    "published_points",
    "recompute",
    "recompute_bytes",
    "value_line",
    "value_rows",
    "weights",
]
