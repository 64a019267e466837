"""A recipe as a candidate for qualification in plan (验证候选): a grade with its contents, and the tests it needs."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from monazite.app.design.charge import contents
from monazite.app.design.prices import words
from monazite.app.design.views import Bench, Sent
from monazite.core import ProblemError, Words
from monazite.design.grades import class_of
from monazite.design.record import ROOM_KELVIN, Process
from monazite.design.said import problem
from monazite.design.units import degc
from monazite.store import nearest

if TYPE_CHECKING:
    from monazite.app.design.verb import Design
    from monazite.app.plan.verb import Plan

CERIUM = 0.01
"""Share of cerium from which plan calls a magnet a cerium magnet."""
LEAST_SHARE = 5e-7
"""What a percentage of four decimals shows."""


def sent(design: Design, bench: Bench, motor: str, actor: str, name: str) -> Sent:
    """Post the candidate, and say which tests plan asks for; see `Design.send`."""
    if design.workspace is None:
        raise ProblemError(problem("asked-motor", "--send", found=motor, nearest=""))
    plan = design.workspace.plan
    motors = sorted({one.specification.motor for one in plan.qualification()})
    if motor not in motors:
        raise ProblemError(problem("asked-motor", "--send", found=motor, nearest=nearest(motor, motors)))
    values = _values(bench, design.today.isoformat(), name)
    chosen = f"design-{actor}-{values['grade_name']}-{_mark(values)}"
    answer = plan.act("grade", actor=actor, id=chosen, **values)
    if answer.problem is not None or answer.number is None:
        raise ProblemError(answer.problem or problem("asked-motor", "--send", found=motor, nearest=""))
    grade = f"{actor}/{values['grade_name']}"
    return Sent(grade, answer.number, answer.status != "duplicate", _needed(plan, motor, grade))


def _values(bench: Bench, day: str, name: str) -> dict[str, Any]:
    """The act ``grade`` of plan: what is promised, what is in it, and how it is made."""
    room, hot = bench.magnets[0], bench.magnets[-1]
    grade = bench.verdict.grade if bench.verdict else None
    br = (grade and grade.br_min_tesla) or room.br_tesla.low
    hcj = (grade and grade.hcj_min_a_per_m) or room.hcj_a_per_m.low
    energy = (grade and grade.bhmax_min_j_per_m3) or room.bhmax_j_per_m3.low
    held = {symbol: share for symbol, share in contents(bench.recipe).items() if share > LEAST_SHARE}
    percents = [percent_of(share) for share in held.values()]
    slopes = (
        {"alpha": f"{hot.alpha_br_per_kelvin.value * 100:.4f}", "beta": f"{hot.beta_hcj_per_kelvin.value * 100:.4f}"}
        if hot.temperature_kelvin != ROOM_KELVIN else {}
    )  # fmt: skip
    mark = hashlib.sha256(_recipe(bench).encode()).hexdigest()[:6]
    return {
        "day": day, "grade_name": name or f"{grade.name if grade and grade.name else 'D'}-{mark}",
        "material": _material(bench, held.get("Ce", 0.0)), "grade_class": class_of(hcj),
        "remanence": f"{br:.4f}", "coercivity": f"{hcj / 1e3:.1f}", "energy_product": f"{energy / 1e3:.1f}",
        "working": f"{degc(bench.tmax_kelvin.value):.0f}", **slopes, "estimate": "yes",
        "source": f"monazite design: {_recipe(bench)}", "content_of": list(held), "content_least": percents,
        "content_most": percents,
    }  # fmt: skip


def percent_of(share: float) -> str:
    """A share in percent, cut off after four decimals: rounded, the parts of one magnet may pass 100."""
    return f"{int(share * 1e6) / 1e4:.4f}"


def _material(bench: Bench, cerium: float) -> str:
    if cerium >= CERIUM:
        return "cerium-ndfeb"
    return "gbd-ndfeb" if bench.recipe.process.diffusion else "sintered-ndfeb"


def _recipe(bench: Bench) -> str:
    """The recipe and its process in a line that `monazite design --recipe` takes back."""
    line = ",".join(f"{symbol}={ppm / 1e4:g}" for symbol, ppm in bench.recipe.weight_ppm.items() if ppm)
    return f"{line}; {process_line(bench.recipe.process)}{'; dual' if bench.is_dual else ''}"


def process_line(made: Process) -> str:
    """How a magnet is made, in the units of the options of `monazite design`."""
    parts = [
        f"grain {made.grain_metre * 1e6:g}um", f"density {made.density_kg_per_m3 / 1e3:g}g/cm3",
        f"alignment {made.alignment:g}", f"oxygen {made.oxygen_ppm}ppm", f"nitrogen {made.nitrogen_ppm}ppm",
        f"carbon {made.carbon_ppm}ppm",
    ]  # fmt: skip
    if treated := made.diffusion:
        parts.append(
            f"diffuse {treated.element}={treated.weight_ppm / 1e4:g}wt% {degc(treated.temperature_kelvin):g}degC "
            f"{treated.duration_seconds / 3600:g}h {treated.thickness_metre * 1e3:g}mm"
        )
    return ", ".join(parts)


def _mark(values: dict[str, Any]) -> str:
    """A mark of what is said: the same candidate sent twice is one, on whatever day."""
    told = {name: one for name, one in values.items() if name != "day"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def _needed(plan: Plan, motor: str, grade: str) -> dict[str, tuple[Words, ...]]:
    """The tests that plan's rules ask for at each position of a motor, before anybody may decide."""
    from monazite.plan.journal.find import dossier  # noqa: PLC0415  loads the room
    from monazite.plan.qualification import evaluate, label_of, needed_tests  # noqa: PLC0415  as above

    with plan.reading() as connection:
        known = dossier(connection, plan.today)
    found: dict[str, tuple[Words, ...]] = {}
    for one in plan.qualification(motor):
        needed = needed_tests(evaluate(one.specification, grade, known.tests, plan.today))
        found[one.specification.position] = tuple(
            words(
                "needed.test", what=label_of(test.requirement), methods=" / ".join(test.methods), samples=test.samples
            )
            for test in needed
        )
    return found
