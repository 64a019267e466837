"""What leaves the room design: recipes, curves, material cards, data sheets (设计导出). See the README here."""

from monazite.design.exports.cards import femm_material, pyleecan_material
from monazite.design.exports.curves import COLUMNS, curve_csv, second_quadrant
from monazite.design.exports.pdf import data_sheet
from monazite.design.exports.recipe import process_columns, recipe_json
from monazite.design.exports.sheet import COURSE_YEARS, SERVICE_YEARS, Cost, Sheet, sheet_of
from monazite.design.exports.text import Text, text_of

__all__ = [
    "COLUMNS",
    "COURSE_YEARS",
    "SERVICE_YEARS",
    "Cost",
    "Sheet",
    "Text",
    "curve_csv",
    "data_sheet",
    "femm_material",
    "process_columns",
    "pyleecan_material",
    "recipe_json",
    "second_quadrant",
    "sheet_of",
    "text_of",
]
