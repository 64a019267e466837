"""The forward model (正演): from composition and process to what a magnet does at temperature. See README.md here."""

from monazite.design.forward.batch import Batch, batch_of, rare_earths, symbols
from monazite.design.forward.calibrate import Calibration, anchored, calibrate, calibration
from monazite.design.forward.constants import Constants
from monazite.design.forward.kernel import State, state
from monazite.design.forward.lots import Lot, lots
from monazite.design.forward.part import local_coercivity_a_per_m, part_loop_tesla
from monazite.design.forward.phases import Phases, phases
from monazite.design.forward.predict import QUANTITIES, Predicted, magnets, predict, predict_many
from monazite.design.forward.recipes import Given, parse_recipe, read_recipes
from monazite.design.forward.sound import problems_of
from monazite.design.forward.verdict import chance, pass_probability

__all__ = [
    "QUANTITIES",
    "Batch",
    "Calibration",
    "Constants",
    "Given",
    "Lot",
    "Phases",
    "Predicted",
    "State",
    "anchored",
    "batch_of",
    "calibrate",
    "calibration",
    "chance",
    "local_coercivity_a_per_m",
    "lots",
    "magnets",
    "parse_recipe",
    "part_loop_tesla",
    "pass_probability",
    "phases",
    "predict",
    "predict_many",
    "problems_of",
    "rare_earths",
    "read_recipes",
    "state",
    "symbols",
]
