"""check: identities that a document's own numbers must obey, found by the finder and worked out with intervals."""

from monazite.read.check.cross import find_cross_checks
from monazite.read.check.finder import find_checks
from monazite.read.check.rules import Rule, rules
from monazite.read.check.status import with_status

__all__ = ["Rule", "find_checks", "find_cross_checks", "rules", "with_status"]
