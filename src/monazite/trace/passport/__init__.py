"""The passport of a lot or a motor: what it is made of, where that came from, and the proof, verifiable offline."""

from monazite.trace.passport.build import passport, recycled_elements, simulated_mark
from monazite.trace.passport.file import passport_file, passport_object, qr_svg, short_hash
from monazite.trace.passport.record import Passport, RecycledShare
from monazite.trace.passport.verify import PassportCheck, verify_passport

__all__ = [
    "Passport",
    "PassportCheck",
    "RecycledShare",
    "passport",
    "passport_file",
    "passport_object",
    "qr_svg",
    "recycled_elements",
    "short_hash",
    "simulated_mark",
    "verify_passport",
]
