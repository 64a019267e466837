"""The five chain-of-custody models of ISO 22095, and credits that cannot be used twice."""

from monazite.trace.claims.acts import claim, credit, transfer_credit
from monazite.trace.claims.check import ClaimChecks
from monazite.trace.claims.lists import LISTS
from monazite.trace.claims.models import CREDIT_MODELS, MODELS, Model, ModelClaim, by_origin, models_of
from monazite.trace.claims.projection import PROJECTION

__all__ = [
    "CREDIT_MODELS",
    "LISTS",
    "MODELS",
    "PROJECTION",
    "ClaimChecks",
    "Model",
    "ModelClaim",
    "by_origin",
    "claim",
    "credit",
    "models_of",
    "transfer_credit",
]
