"""prose: running text to facts. See the README."""

from monazite.read.prose.paragraphs import prose_facts

__all__ = ["prose_facts"]
