"""work: the work plan of a cooperation group. See this folder's README."""

from monazite.plan.work.checks import check, check_citations
from monazite.plan.work.progress import Duty, TopicState, current_minutes, duties, topic_states
from monazite.plan.work.record import (
    Cited,
    Minutes,
    Note,
    Task,
    Topic,
    minutes_of,
    note_of,
    topic_of,
)
from monazite.plan.work.standards import StandardRow, standard_rows
from monazite.plan.work.tables import labels

__all__ = [
    "Cited", "Duty", "Minutes", "Note", "StandardRow", "Task", "Topic", "TopicState", "check", "check_citations",
    "current_minutes", "duties", "labels", "minutes_of", "note_of", "standard_rows", "topic_of", "topic_states",
]  # fmt: skip
