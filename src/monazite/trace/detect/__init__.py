"""detect: what does not look like honest work, month by month. See its README."""

from monazite.trace.detect.alarms import DETECTORS, alarms
from monazite.trace.detect.record import Alarm, Detector, Severity

__all__ = ["DETECTORS", "Alarm", "Detector", "Severity", "alarms"]
