"""warn.targets: each target beside the fact that measures it, the gap, both sources (目标). See the README."""

from monazite.warn.targets.match import parts, rule_of, rules, targets
from monazite.warn.targets.record import Known, Measured, Rule, Target

__all__ = ["Known", "Measured", "Rule", "Target", "parts", "rule_of", "rules", "targets"]
