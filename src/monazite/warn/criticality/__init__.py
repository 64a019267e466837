"""warn.criticality: how critical a material is (关键性), by several methods on the same data. See the README."""

from monazite.warn.criticality.concentration import Part, concentration, weighted_hhi
from monazite.warn.criticality.countries import label_of
from monazite.warn.criticality.european import Common, Published, Terms, common_hhi, supply_risk
from monazite.warn.criticality.geopolrisk import Source, import_risk
from monazite.warn.criticality.inputs import Inputs, load_inputs
from monazite.warn.criticality.methods import Method, methods
from monazite.warn.criticality.record import Flow, Producer, Score, Span, Stability, Supply
from monazite.warn.criticality.scores import scores
from monazite.warn.criticality.stages import Cell, Share, Stage, matrix, shares, stages
from monazite.warn.criticality.without_largest import without_largest

__all__ = [
    "Cell",
    "Common",
    "Flow",
    "Inputs",
    "Method",
    "Part",
    "Producer",
    "Published",
    "Score",
    "Share",
    "Source",
    "Span",
    "Stability",
    "Stage",
    "Supply",
    "Terms",
    "common_hhi",
    "concentration",
    "import_risk",
    "label_of",
    "load_inputs",
    "matrix",
    "methods",
    "scores",
    "shares",
    "stages",
    "supply_risk",
    "weighted_hhi",
    "without_largest",
]
