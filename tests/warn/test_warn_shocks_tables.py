"""Networks from a folder: the one that ships, other forms of the same, and everything that is wrong with one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from monazite.cli.run import run
from monazite.core import Problem
from monazite.warn.shocks import Stop, parse_stops, read_folder, shipped_folder

BORDER = ("warn", "shock", "--stop", "CN>*:烧结钕铁硼", "--stop", "CN>*:金属镝", "--days", "120")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the network that ships."""
    return Path(shutil.copytree(shipped_folder(), tmp_path / "network"))


def changed(folder: Path, name: str, old: str, new: str) -> tuple[Problem, ...]:
    """The Problems after a text of a file was changed."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return read_folder(folder).problems


def test_the_shipped_network_is_sound_and_says_that_it_is_invented() -> None:
    found = read_folder(shipped_folder())
    assert not found.problems
    assert len(found.reliefs) == 9
    assert all(firm.name.zh.startswith("虚构") and firm.name.en.startswith("Invented") for firm in found.network.firms)


def test_chinese_headings_gbk_and_carriage_returns_are_read(folder: Path) -> None:
    plain = read_folder(folder)
    text = (folder / "supplies.csv").read_text("utf-8")
    text = text.replace("supplier,buyer,material,share,transit_days", "供方,需方,材料,份额,在途天数")
    (folder / "supplies.csv").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    (folder / "lines.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "lines.csv").read_bytes())
    assert read_folder(folder) == plain


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("firms.csv", "firm,", "frim,", "column-missing"),
        ("firms.csv", ",CN,0,5", ",CN,0,12", "cell-wrong"),
        ("lines.csv", "south-oxide,氧化镨钕,810", "south-oxide,氧化镨钕,-810", "cell-wrong"),
        ("lines.csv", ",420\n", ",420.005\n", "cell-wrong"),
        ("lines.csv", "south-oxide,氧化镨钕,810,931", "south-oxide,氧化镨钕,810,800", "shocks-most-low"),
        ("lines.csv", "south-oxide,氧化镝,580,667", "south-oxide,氧化镝,300,667", "shocks-over"),
        ("lines.csv", "south-oxide,氧化镨钕", "south-oxid,氧化镨钕", "shocks-unknown"),
        ("needs.csv", "烧结钕铁硼,1.8,yes", "烧结钕铁棚,1.8,yes", "shocks-unknown"),
        ("needs.csv", "china-car,电动汽车", "china-car,电动车", "shocks-no-line"),
        ("needs.csv", "4,2,6", "4,5,6", "shocks-cover-order"),
        ("needs.csv", "china-car,电动汽车,驱动电机,1,", "china-car,电动汽车,电动汽车,1,", "shocks-no-use"),
        ("substitutes.csv", "japan-motor,驱动电机,烧结钕铁硼,", "japan-motor,驱动电机,氧化镝,", "shocks-no-need"),
        (
            "supplies.csv",
            "japan-motor,japan-car,驱动电机,0.8",
            "japan-motor,japan-car,驱动电机,0.9",
            "shocks-share-over",
        ),
        ("supplies.csv", "china-motor,china-car,驱动电机,1,2", "china-motor,china-car,驱动电机,1,0", "cell-wrong"),
        ("supplies.csv", "china-motor,china-car,驱动电机,1,2", "china-motor,china-car,驱动电机,0,2", "cell-wrong"),
        ("supplies.csv", "china-motor,china-car", "china-motor,china-motor", "shocks-no-use"),
        ("relief.csv", "stock,europe-motor", "stok,europe-motor", "cell-wrong"),
        ("relief.csv", "licence,coast-magnet,烧结钕铁硼", "licence,coast-magnet,金属镝", "shocks-unknown"),
        ("relief.csv", "priority,europe-motor,,1,", "priority,europe-motor,,10,", "shocks-relief-amount"),
        ("relief.csv", "烧结钕铁硼,30,800000", "烧结钕铁硼,30.5,800000", "shocks-relief-amount"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(folder: Path, name: str, old: str, new: str, code: str) -> None:
    problems = changed(folder, name, old, new)
    assert code in {one.code for one in problems}
    assert all(one.sentence("zh") != one.sentence("en") for one in problems)
    assert not read_folder(folder).network.lines


def test_a_circle_in_the_bill_is_named(folder: Path) -> None:
    with (folder / "needs.csv").open("a", encoding="utf-8") as file:
        file.write("south-oxide,氧化镝,金属镝,0.1,no,1,1,1\n")
    (problem,) = read_folder(folder).problems
    assert problem.code == "shocks-circle"
    assert "氧化镝" in problem.found.zh
    assert "金属镝" in problem.found.zh


def test_a_row_twice_and_a_missing_file_are_problems(folder: Path) -> None:
    with (folder / "firms.csv").open("a", encoding="utf-8") as file:
        file.write("south-oxide,虚构,Invented,CN,0,5\n")
    (folder / "supplies.csv").unlink()
    assert [one.code for one in read_folder(folder).problems] == ["row-twice", "file-missing"]


def test_substitutes_and_reliefs_may_be_left_out(folder: Path) -> None:
    (folder / "relief.csv").unlink()
    assert not read_folder(folder).problems
    (folder / "substitutes.csv").unlink()
    assert not [one for one in read_folder(folder).problems if one.code != "shocks-no-use"]


def test_stops_are_read_by_id_or_name() -> None:
    network = read_folder(shipped_folder()).network
    (by_id,) = stops_of(parse_stops(network, ["south-oxide:氧化镝"], "2025-04-04", 9))
    assert stops_of(parse_stops(network, ["虚构南方分离厂：dysprosium oxide"], "2025-04-04", 9)) == (by_id,)
    (region,) = stops_of(parse_stops(network, ["CN:*"], "2025-04-04", 9, ["3:25"]))
    assert (region.region, region.firm, region.material, region.left) == ("CN", "*", "*", ((3, 0.25),))
    (border,) = stops_of(parse_stops(network, ["CN>EU:金属镝"], "2025-04-04", 9))
    assert (border.region, border.to_region) == ("CN", "EU")


def stops_of(found: tuple[Stop, ...] | Problem) -> tuple[Stop, ...]:
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("texts", "day", "days", "granted", "code"),
    [
        (["south-oxid:氧化镝"], "2025-04-04", 9, [], "shocks-stop-wrong"),
        (["south-oxide"], "2025-04-04", 9, [], "shocks-stop-colon"),
        (["Xx"], "2025-04-04", 9, [], "shocks-stop-colon"),
        (["CN>XX:氧化镝"], "2025-04-04", 9, [], "shocks-stop-wrong"),
        (["CN:氧化铽"], "2025-04-04", 9, [], "shocks-stop-wrong"),
        (["CN>*:氧化镝"], "2025-04-04", 9, [], "shocks-stop-nothing"),
        (["north-oxide:氧化镝"], "2025-04-04", 9, [], "shocks-stop-nothing"),
        ([], "2025-04-04", 9, [], "shocks-stops-many"),
        (["CN:氧化镝"] * 7, "2025-04-04", 9, [], "shocks-stops-many"),
        (["CN:氧化镝"], "2025-04-31", 9, [], "shocks-day-wrong"),
        (["CN:氧化镝"], "2025-04-04", 0, [], "shocks-days-wrong"),
        (["CN:氧化镝"], "2025-04-04", 9, ["61:125"], "shocks-granted-wrong"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(texts: list[str], day: str, days: int, granted: list[str], code: str) -> None:
    found = parse_stops(read_folder(shipped_folder()).network, texts, day, days, granted)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("CN", "没有冒号；请在冒号后写明材料，如 CN:氧化镨钕", "without a colon; put the material after a colon"),
        ("QQ:氧化镝", "已有的名称如 CN", "known names are CN"),
        ("cn:氧化镝", "最接近的名称是“CN”", "the nearest name is “CN”"),
    ],
)
def test_what_is_wrong_with_a_stop_is_said_plainly(text: str, zh: str, en: str) -> None:
    found = parse_stops(read_folder(shipped_folder()).network, [text], "2025-04-04", 9)
    assert isinstance(found, Problem)
    assert zh in found.sentence("zh")
    assert en in found.sentence("en")


def test_the_command_says_who_stops_and_what_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*BORDER, "--relief", "3", "--json"], "en") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert "invented" in err
    first = found["stopped"][0]
    assert (first["firm"], first["stopped_from"], first["lacks"]) == ("europe-magnet", "2025-05-31", "金属镝")
    assert first["chain"][-1] == {
        "firm": "south-metal", "material": "金属镝", "day": "2025-04-04", "cause": "border",
    }  # fmt: skip
    assert {"europe-car", "america-car"} <= {one["firm"] for one in found["stopped"]}
    assert len(found["relief"]) == 3
    assert (
        found["relief"][0]["saved_low_fen"] <= found["relief"][0]["saved_fen"] <= found["relief"][0]["saved_high_fen"]
    )
    gains = [one["saved_per_yuan"] for one in found["relief"]]
    assert gains == sorted(gains, reverse=True)


def test_the_command_in_chinese(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    assert run([*BORDER, "--relief", "2"], "zh") == 0
    out = capsys.readouterr().out
    assert "虚构欧洲整车厂" in out
    assert "边境停发" in out
    assert "获准出口" in out


def test_the_command_refuses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warn", "shock", "--stop", "CN:氧化铽"], "en") == 2
    assert "氧化" in capsys.readouterr().err
    (folder / "lines.csv").unlink()
    assert run(["warn", "shock", str(folder), "--stop", "CN:氧化镝", "--json"], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    assert json.loads(err)["code"] == "file-missing"
