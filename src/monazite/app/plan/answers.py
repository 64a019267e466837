"""Two questions to plan: what may replace a grade, and where the work plan stands."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from monazite.app.plan.views import WorkView
from monazite.core import ProblemError, Words
from monazite.facts import facts_of_kind
from monazite.plan.journal import find
from monazite.plan.qualification import Dossier, grades_named, known_grades
from monazite.plan.said import problem
from monazite.plan.work import current_minutes, duties, standard_rows, topic_states
from monazite.store import nearest

GRADES = Words("磁钢牌号", "Magnet grades")


def known_names(dossier: Dossier) -> list[str]:
    """Ids of all grades that data sheets state, or that somebody tested, decided on or fits."""
    named = [one.grade for one in dossier.tests] + [one.grade for one in dossier.decisions]
    fitted = [one.fitted for one in dossier.specifications if one.fitted]
    return sorted({*known_grades(dossier), *named, *fitted})


def starts_of(dossier: Dossier, grade: str) -> tuple[str, ...]:
    """The grades that somebody means.

    Raises:
        ProblemError: ``book-unknown``; it names the nearest.
    """
    known = known_names(dossier)
    if starts := grades_named(grade, known):
        return starts
    raise ProblemError(problem("book-unknown", "grade", what=GRADES, found=grade, nearest=nearest(grade, known)))


def work_view(connection: Connection, on: dt.date) -> WorkView:
    """The work plan on a day."""
    topics, notes, minutes = (
        [one.record for one in find.standing(connection, kind, on)] for kind in ("topic", "topic_note", "minutes")
    )
    finished = {one.record.id for one in find.standing(connection, "magnet_test", on)}
    states = topic_states(topics, notes, on, finished)
    return WorkView(
        topics=states, duties=duties(states, minutes, on),
        standards=standard_rows(facts_of_kind(connection, "standard_plan")), minutes=current_minutes(minutes, on),
    )  # fmt: skip
