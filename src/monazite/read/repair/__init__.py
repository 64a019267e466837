"""repair: names, digits and units put right where independent witnesses agree, with the proof. See the README."""

from monazite.read.repair.levels import Levels, Quote, shipped_levels
from monazite.read.repair.repairs import Suspicion, repair, suspicions
from monazite.read.repair.weights import GAP_NEEDED, WITNESSES_NEEDED

__all__ = ["GAP_NEEDED", "WITNESSES_NEEDED", "Levels", "Quote", "Suspicion", "repair", "shipped_levels", "suspicions"]
