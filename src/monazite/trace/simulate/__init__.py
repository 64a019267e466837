"""simulate: a year of the whole chain under invented names, written through the public interface. See its README."""

from monazite.trace.simulate.chain import entries, simulate
from monazite.trace.simulate.record import FRAUD_UNITS, Fraud, FraudKind, Simulation, parse_fraud

__all__ = ["FRAUD_UNITS", "Fraud", "FraudKind", "Simulation", "entries", "parse_fraud", "simulate"]
