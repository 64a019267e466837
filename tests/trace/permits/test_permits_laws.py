"""Laws of the quota book and the guard: what was issued is held, used or lapsed; what is forgotten leaves no trace."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.ledger import Entry
from monazite.ledger.audit import audit
from monazite.trace.book import BOOK
from monazite.trace.lots.acts import import_lots
from monazite.trace.lots.acts import reverse as reverse_of
from monazite.trace.permits import (
    Application,
    Finding,
    Licence,
    PermitChecks,
    amend,
    apply_licence,
    batch_totals,
    filing,
    finding,
    grant_licence,
    issue,
    lapse,
    left_to_lapse,
    penalty,
    permit,
    quota_use,
    register,
)

STAGES = (("mining", "rock"), ("separation", "all"))

acts = st.lists(
    st.tuples(
        st.sampled_from(["issue", "split", "amend", "reverse", "mine", "lapse"]), st.sampled_from(["F1", "F2", "F3"]),
        st.sampled_from(STAGES), st.integers(-20, 60),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def act(trade: Any, kind: str, firm: str, line: Any, number: int) -> Entry | None:
    """One act of a random sequence; None when there is nothing to do."""
    if kind == "issue":
        said = trade.said("2022-05-01", "MIIT")
        return issue(**said, authority="MIIT", year=2022, batch="2", notice="n", lines=[line])
    if kind == "split":
        return trade.split("G1", "1", line, time="2022-05-01")  # type: ignore[no-any-return]
    if kind == "amend":
        return amend(**trade.said("2022-05-01"), year=2022, lines=[line], reason="r", authority="MIIT")
    if kind == "mine":
        return trade.mined(f"L{trade.number}", firm=firm, time="2022-05-01")  # type: ignore[no-any-return]
    if kind == "reverse":
        at = number % trade.journal.size()
        posted = next(iter(trade.journal.entries(at, at + 1)))
        return reverse_of(**trade.said("2022-05-01"), posted=posted, reason="r")
    with trade.reading() as connection:
        left = left_to_lapse(connection, 2022).get(firm)
    return lapse(**trade.said("2022-12-31"), party=firm, year=2022, amounts=left) if left else None


@settings(max_examples=12, deadline=None)
@given(sequence=acts)
def test_what_was_issued_is_held_used_or_lapsed(
    tmp_path_factory: pytest.TempPathFactory, make_chain: Any, sequence: list[Any]
) -> None:
    trade = make_chain(tmp_path_factory.mktemp("law") / "w")
    for kind, firm, (stage, klass), number in sequence:
        entry = act(trade, kind, firm, trade.quota(firm, stage, klass, number), number)
        if entry is not None:
            trade.post(entry)
    with trade.reading() as connection:
        rows = quota_use(connection, 2022)
        totals = batch_totals(connection, 2022)
    for stage, klass in STAGES:
        of = [row for row in rows if (row.stage, row.klass) == (stage, klass)]
        issued = sum(mg for (_, one, other), mg in totals.items() if (one, other) == (stage, klass))
        assert sum(row.held_mg + row.used_mg + row.lapsed_mg for row in of) == issued
        assert all(row.held_mg >= 0 and row.used_mg >= 0 for row in of)
        assert all(row.allotted_mg == row.held_mg + row.used_mg + row.lapsed_mg for row in of)
        assert sum(row.split_mg for row in of) == sum(row.received_mg for row in of)
    trade.home.database.close()


def test_the_tables_follow_from_the_entries_alone(later: Any) -> None:
    later.register(later.group("G1"), later.party("F1"), later.party("F2"), later.line("SX1", "F2", "separation"))
    later.permit(*later.mining("F1"))
    later.register(later.group("G2"), later.party("F2", "G2"))
    later.issue(2026, "1", later.quota("G1", "mining", "rock", 50), time="2026-01-02")
    later.done(later.split("G1", "1", later.quota("F1", "mining", "rock", 9), time="2026-02-01", year=2026))
    posted = later.journal.posted(f"e{later.number:05d}")
    later.done(later.mined("L1", time="2026-02-01"))
    more = [later.quota("G1", "mining", "rock", 3), later.quota("NFC", "mining", "rock", 1, of_which="G1")]
    about: dict[str, Any] = {"authority": "MIIT", "year": 2026, "batch": "2", "notice": "n"}
    later.done(
        filing(**later.said("2026-02-01"), group="G1", year=2026, batch="1"),
        issue(**later.said("2026-02-01"), **about, lines=more),
        penalty(**later.said("2026-02-01"), party="F1", year=2026, cut_ppm=1, reason="r"),
        finding(**later.said("2026-02-01"), finding=Finding(id="N1", party="F2", ground="idle", since="2026-01-01")),
    )
    answers = later.post(reverse_of(**later.said("2026-02-03"), posted=posted, reason="r"))
    assert answers[0].status == "refused"
    issued = later.journal.posted(f"e{later.number - 3:05d}")
    later.done(reverse_of(**later.said("2026-02-03"), posted=issued, reason="r"))
    report = audit(later.home.database, BOOK, later.journal.projections, verifier=later.journal.signer.verifier, jobs=1)
    assert report.findings == ()


def state(checks: Any) -> Any:
    """All that a guard knows within a batch, without sums that are zero."""
    standing, allotting = checks._standing, checks._allotting
    sums = [{key: mg for key, mg in one.items() if mg} for one in (allotting._pending, allotting._cuts)]
    licences = {key: one for key, one in checks._exports._licences.items() if one is not None}
    known = (standing.parties, standing.permits, standing.findings, standing.party_entries, allotting._issued)
    return copy.deepcopy((known, sums, licences, checks._flows._made, sorted(checks._undo)))


def test_forget_undoes_exactly(later: Any) -> None:
    later.register(later.group("G1"), later.party("F1"), later.party("F2"))
    later.permit(*later.mining("F1"), later.held("X", "F2", "discharge_permit"))
    given = later.journal.posted(f"e{later.number:05d}")
    application = Application(id="A1", exporter="F1", end_user="u", country="DE", masses_mg={"Dy": 5})
    licence = Licence(id="E1", exporter="F1", end_user="u", country="DE", masses_mg={"Dy": 5}, valid_until="2026-12-31")
    found = Finding(id="N1", party="F2", ground="idle", since="2026-01-01")
    later.issue(2026, "1", later.quota("G1", "mining", "rock", 50), time="2026-01-02")
    entries = [
        register(**later.said("2026-02-01"), party=later.party("F9")),
        register(**later.said("2026-02-01"), party=later.party("F2", None)),
        permit(**later.said("2026-02-01"), permit=later.held("M-F2", "F2", "mining_licence")),
        permit(**later.said("2026-02-01"), permit=later.held("M-F1", "F1", "mining_licence", until="2026-02-02")),
        finding(**later.said("2026-02-01"), finding=found),
        issue(
            **later.said("2026-02-01"), authority="MIIT", year=2026, batch="2", notice="n",
            lines=[later.quota("G1", "mining", "rock", 9)],
        ),
        later.split("G1", "1", later.quota("F1", "mining", "rock", 9), time="2026-02-01", year=2026),
        penalty(**later.said("2026-02-01"), party="F1", year=2026, cut_ppm=1, reason="r"),
        apply_licence(**later.said("2026-02-01"), application=application),
        grant_licence(**later.said("2026-02-01"), authority="MIIT", licence=licence),
        reverse_of(**later.said("2026-02-01"), posted=given, reason="r"),
        later.mined("L1", time="2026-02-01"),
        import_lots(**later.said("2026-02-01"), firm="F1", country="MM", consignment="C", lots=[later.ore("I1")]),
    ]  # fmt: skip
    checks = PermitChecks()
    with later.reading() as connection:
        checks.begin(connection, int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) * 1000)
        for entry in entries:
            before = state(checks)
            assert checks.check(entry) is None, entry.kind
            assert state(checks) != before
            checks.forget(entry)
            assert state(checks) == before
        for entry in entries:
            assert checks.check(entry) is None
        for entry in reversed(entries):
            checks.forget(entry)
        assert state(checks) == before
