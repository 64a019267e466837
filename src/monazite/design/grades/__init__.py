"""Commercial grades, their classes and families, and what in them contradicts itself (牌号). See the README."""

from monazite.design.grades.files import Grades, grades, named_grades, read_grades, standard_key
from monazite.design.grades.flags import flagged
from monazite.design.grades.tables import (
    Family,
    GradeClass,
    alpha_of,
    beta_of,
    class_in_name,
    class_of,
    classes,
    families,
    family_of,
    number_in_name,
    recoil_of,
    squareness_of,
)
from monazite.design.grades.views import GradeLine, grade_lines

__all__ = [
    "Family",
    "GradeClass",
    "GradeLine",
    "Grades",
    "alpha_of",
    "beta_of",
    "class_in_name",
    "class_of",
    "classes",
    "families",
    "family_of",
    "flagged",
    "grade_lines",
    "grades",
    "named_grades",
    "number_in_name",
    "read_grades",
    "recoil_of",
    "squareness_of",
    "standard_key",
]
