"""qualification: a magnet grade in a motor, and what may replace what where. See this folder's README."""

from monazite.plan.qualification.checks import check, known_grades
from monazite.plan.qualification.evaluate import Evaluation, Finding, Verdict, evaluate, label_of, limit_text
from monazite.plan.qualification.files import Reading, merged, read_dossier
from monazite.plan.qualification.graph import Edge, edges
from monazite.plan.qualification.measure import coefficient_percent_per_kelvin, loss_percent
from monazite.plan.qualification.needed import Needed, needed_tests
from monazite.plan.qualification.out import answer_json, edge_json, evaluation_json, position_json
from monazite.plan.qualification.record import (
    Decision,
    Dossier,
    Grade,
    Pair,
    Requirement,
    Result,
    Share,
    Specification,
    Test,
    decision_of,
    specification_of,
    test_of,
)
from monazite.plan.qualification.search import Answer, Change, Margin, Replacement, grades_named, replacements
from monazite.plan.qualification.standing import Position, Standing, current_specifications, positions, standings
from monazite.plan.qualification.tables import (
    class_requirements,
    classes,
    grades,
    materials,
    properties,
    standards,
    words,
)

__all__ = [
    "Answer",
    "Change",
    "Decision",
    "Dossier",
    "Edge",
    "Evaluation",
    "Finding",
    "Grade",
    "Margin",
    "Needed",
    "Pair",
    "Position",
    "Reading",
    "Replacement",
    "Requirement",
    "Result",
    "Share",
    "Specification",
    "Standing",
    "Test",
    "Verdict",
    "answer_json",
    "check",
    "class_requirements",
    "classes",
    "coefficient_percent_per_kelvin",
    "current_specifications",
    "decision_of",
    "edge_json",
    "edges",
    "evaluate",
    "evaluation_json",
    "grades",
    "grades_named",
    "known_grades",
    "label_of",
    "limit_text",
    "loss_percent",
    "materials",
    "merged",
    "needed_tests",
    "position_json",
    "positions",
    "properties",
    "read_dossier",
    "replacements",
    "specification_of",
    "standards",
    "standings",
    "test_of",
    "words",
]  # fmt: skip
