"""The year's beginning: invented parties and their permits; quota in two batches, split and filed; licences."""

from __future__ import annotations

from collections.abc import Iterator

from monazite.core import share_out
from monazite.core.mass import MG_PER_TONNE
from monazite.ledger.record import Entry
from monazite.trace.permits import acts
from monazite.trace.permits.record import Application, Licence, Party, Permit, QuotaLine
from monazite.trace.simulate.tables import SimulatedQuota, ores, quotas
from monazite.trace.simulate.world import MINISTRY, Line, World

BATCH_TWO = (8, 17)
"""Month and day of the second batch: 工信部联原〔2022〕90号 was published on 2022-08-17."""
SPLIT_TWO = (8, 26)
"""Month and day on which the simulated groups split it and file, within ten working days."""
LICENCES_FROM_YEAR = 2025
LICENSED = ("Tb", "Dy")
"""Of the controlled elements those that are in the simulated magnets (公告2025年第18号)."""
_LICENCE_MG = 2_000 * MG_PER_TONNE


def beginning(world: World) -> None:
    """Register everybody with their permits, issue and split the first batch, apply for licences."""
    for entry in (*_registrations(world), *_permits(world)):
        world.emit(entry)
    _issue(world, 1)
    _split(world, 1)
    if world.year >= LICENCES_FROM_YEAR:
        _applications(world)


def issue_second(world: World) -> None:
    """The second batch is issued to the groups."""
    _issue(world, 2)


def split_second(world: World) -> None:
    """Each group splits the second batch among its firms and files the split."""
    _split(world, 2)


def _issue(world: World, number: int) -> None:
    rows = [row for row in quotas() if row.group]
    world.emit(
        acts.issue(
            **bare(world, MINISTRY), simulated=True, authority=MINISTRY, year=world.year, batch=str(number),
            notice=f"模拟〔{world.year}〕{number}号", lines=[_line(row, number) for row in rows],
        )
    )  # fmt: skip


def _split(world: World, number: int) -> None:
    counted = [row for row in quotas() if row.group and row.within is None]
    for group in dict.fromkeys(row.group for row in counted):
        lines = [line for row in counted if row.group == group for line in _parts(world, row, number)]
        world.emit(
            acts.split(
                **bare(world, group), simulated=True, group=group, year=world.year, batch=str(number), lines=lines
            )
        )
        world.emit(acts.filing(**bare(world, group), simulated=True, group=group, year=world.year, batch=str(number)))


def grant_licences(world: World) -> None:
    """Grant the export licences that were applied for."""
    for line in world.of_stage("magnet"):
        world.emit(acts.grant_licence(**bare(world, MINISTRY), authority=MINISTRY, licence=_licence(world, line)))


def quota_tonnes(row: SimulatedQuota, number: int) -> int:
    """Tonnes of a line of one batch."""
    return row.batch1_tonnes if number == 1 else row.batch2_tonnes


def quota_shares(world: World, row: SimulatedQuota) -> dict[str, float]:
    """By firm of the group, its weight in a quota line."""
    stage, found = row.stage, dict[str, float]()
    for line in world.of_stage(stage):
        if world.parties[line.firm].parent == row.group and row.klass in {"all", klass_of(line)}:
            found[line.firm] = found.get(line.firm, 0.0) + line.plan.weight
    return found


def klass_of(line: Line) -> str:
    """The class of ore that a mine or line works: rock, ion, or all."""
    ore = line.plan.ore
    return ores()[ore].klass if ore in ores() else (ore or "all")


def _line(row: SimulatedQuota, number: int) -> QuotaLine:
    mg = quota_tonnes(row, number) * MG_PER_TONNE
    return QuotaLine(party=row.group, stage=row.stage, klass=row.klass, reo_mg=mg, of_which=row.within)


def _parts(world: World, row: SimulatedQuota, number: int) -> Iterator[QuotaLine]:
    shares = quota_shares(world, row)
    weights = [round(weight * 1000) for weight in shares.values()]
    parts = share_out(quota_tonnes(row, number) * MG_PER_TONNE, weights)
    for firm, mg in zip(shares, parts, strict=True):
        yield QuotaLine(party=firm, stage=row.stage, klass=row.klass, reo_mg=mg)


def _registrations(world: World) -> Iterator[Entry]:
    since = f"{world.year - 3}-01-01"
    for row in world.parties.values():
        party = Party(
            id=row.id, kind=row.kind, name_zh=row.zh, name_en=row.en, parent=row.parent, region=row.region,
            since=since, simulated=True,
        )  # fmt: skip
        yield acts.register(**bare(world, MINISTRY), party=party)
    for firm in world.instruments:
        yield _place(world, site_of(firm), "site", firm, "厂区", "site")
    for line in world.lines:
        if line.stage != "mining":
            yield _place(world, line.id, "line", site_of(line.firm), "产线", "line", line.stage)


def _place(world: World, key: str, kind: str, parent: str, zh: str, en: str, stage: str | None = None) -> Entry:  # noqa: PLR0917
    party = Party(
        id=key, kind=kind, name_zh=f"{key} {zh}（模拟）", name_en=f"{key} {en} (simulated)", parent=parent,
        stage=stage, since=f"{world.year - 3}-01-01", simulated=True,
    )  # fmt: skip
    return acts.register(**bare(world, MINISTRY), party=party)


def _permits(world: World) -> Iterator[Entry]:
    for line in world.lines:
        for kind in _PERMITS.get(line.stage, ()):
            key = permit_of(line.firm) if kind == "mining_licence" else f"{line.id}-{kind}"
            permit = Permit(
                id=key, party=line.firm, type=kind, number=f"模拟-{key}", valid_from=f"{world.year - 3}-01-01",
                valid_until=f"{world.year + 2}-12-31", simulated=True,
            )  # fmt: skip
            yield acts.permit(**bare(world, MINISTRY), permit=permit)


_PERMITS = {
    "mining": ("mining_licence", "safety_licence"),
    "separation": ("separation_qualification", "discharge_permit", "safety_licence"),
    "recycling": ("recycling_qualification",),
}


def _applications(world: World) -> None:
    for line in world.of_stage("magnet"):
        application = Application(
            id=f"A{world.year}-{line.firm}", exporter=line.firm, end_user="模拟最终用户", country="DE",
            masses_mg=dict.fromkeys(LICENSED, _LICENCE_MG), product="烧结钕铁硼", simulated=True,
        )  # fmt: skip
        world.emit(acts.apply_licence(**bare(world, line.firm), application=application))


def _licence(world: World, line: Line) -> Licence:
    return Licence(
        id=licence_of(world, line.firm), exporter=line.firm, end_user="模拟最终用户", country="DE",
        masses_mg=dict.fromkeys(LICENSED, _LICENCE_MG), valid_until=f"{world.year}-12-31",
        application=f"A{world.year}-{line.firm}", simulated=True,
    )  # fmt: skip


def licence_of(world: World, firm: str) -> str:
    """Id of a firm's export licence."""
    return f"L{world.year}-{firm}"


def permit_of(firm: str) -> str:
    """Id of a firm's mining licence."""
    return f"C-{firm}"


def site_of(firm: str) -> str:
    """Id of a firm's site."""
    return f"S-{firm}"


def bare(world: World, actor: str) -> dict[str, str]:
    """Id, time and actor of the next entry."""
    said = world.said(actor)
    return {"id": said["id"], "time": said["time"], "actor": said["actor"]}
