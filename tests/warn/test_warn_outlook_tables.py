"""Tables of an outlook from outside: what is refused, what is read, and the command."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path

import pytest

from monazite.cli.run import run
from monazite.core import Problem
from monazite.warn.outlook import Settings, checked, outlook, parse_sliders, parse_years, read_inputs, shipped_inputs

TABLES = resources.files("monazite.warn.outlook") / "tables"
SMALL = {
    "uses.csv": "use,zh,en,group,unit_zh,unit_en,is_magnet,lifetime\nfans,风扇,fans,fans,台,fan,yes,fixed:2\n",
    "activity.csv": "use,year,mid\nfans,2020,1000000\nfans,2024,5000000\n",
    "intensities.csv": "use,element,mid_kg\nfans,Nd,0.1\nfans,Dy,0.01\n",
    "rates.csv": "use,rate,mid\nfans,loss,0.5\nfans,collection,0.5\nfans,recovery,0.8\n",
    "ores.csv": "ore,element,oxide_pct\nclay,Nd,20\nclay,Dy,4\nclay,La,50\n",
    "origins.csv": "origin,zh,en,kind,ore,recovery_mid,cost_usd_per_tonne_reo\nhill,山,hill,quota,clay,0.9,1000\n",
    "limits.csv": "origin,year,mid_tonnes_reo\nhill,2020,3000\n",
    "prices.csv": "element,usd_per_kg_oxide\nNd,70\nDy,300\nLa,1\nCe,1\n",
    "scenarios.csv": "scenario,zh,en,slider,value\nplain,平,plain,heavy_cut,0\nplain,平,plain,cerium_share,0\n"
    "plain,平,plain,collection_added,0\nplain,平,plain,quota_growth,0\n",
    "pools.csv": "pool,element\n",
    "published.csv": "item,zh,en,what,scope,year,elements,tonnes\n",
}


def written(folder: Path, **changes: str) -> Path:
    """A small model of fans, some of its tables replaced by name."""
    for name, text in {**SMALL, **{f"{form}.csv": text for form, text in changes.items()}}.items():
        (folder / name).write_text(text, "utf-8")
    # What ships moves groups that this model lacks.
    ours = (TABLES / "sliders.csv").read_text("utf-8").splitlines()
    kept = [line for line in ours if not line.startswith(("vehicles_", "wind_", "robots_"))]
    (folder / "sliders.csv").write_text("\n".join(kept) + "\n", "utf-8")
    return folder


def test_a_folder_with_uses_of_its_own_needs_no_sliders(tmp_path: Path) -> None:
    written(tmp_path)
    for name in ("sliders.csv", "published.csv", "scenarios.csv", "pools.csv"):
        (tmp_path / name).unlink()
    inputs = read_inputs(tmp_path)
    assert not inputs.problems
    assert not inputs.published
    assert "vehicles_growth" not in inputs.sliders
    assert outlook(Settings(2020, 2022, "thrift"), inputs).residual < 1e-9


def test_many_wrong_rows_are_said_in_few_lines(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "activity.csv").unlink()
    found = read_inputs(tmp_path).problems
    assert len(found) == 51
    assert found[-1].code == "many-problems"


def test_fans_by_hand(tmp_path: Path) -> None:
    inputs = read_inputs(written(tmp_path))
    assert not inputs.problems
    assert inputs.shipped == ()
    found = outlook(Settings(2020, 2024, convention="end"), inputs)
    nd, dy = ([one for one in found.balances if one.element == symbol] for symbol in ("Nd", "Dy"))
    assert [one.inflow for one in nd] == pytest.approx([100, 200, 300, 400, 500])
    assert [one.outflow for one in nd] == pytest.approx([0, 0, 100, 200, 300])
    assert [one.stock.tonnes for one in nd] == pytest.approx([100, 300, 500, 700, 900])
    assert [one.demand.tonnes for one in nd] == pytest.approx([200, 400, 600, 800, 1000])
    assert [one.recycled.tonnes for one in nd] == pytest.approx([0, 0, 40, 80, 120])
    ore = 3000 * 0.20 * 0.9 / nd[0].reo_factor
    assert [one.primary.tonnes for one in nd] == pytest.approx([ore] * 5)
    assert nd[4].gap.tonnes == pytest.approx(1000 - 120 - ore)
    assert dy[4].surplus.tonnes == pytest.approx(3000 * 0.04 * 0.9 / dy[0].reo_factor + 12 - 100)
    la = next(one for one in found.balances if one.element == "La")
    assert la.surplus.tonnes == pytest.approx(3000 * 0.50 * 0.9 / la.reo_factor)


@pytest.mark.parametrize(
    ("form", "text", "code", "place"),
    [
        ("activity", "use,year,mid\nfans,2020,1\nfans,2020,2\n", "row-twice", "activity.csv:3"),
        ("activity", "use,year,mid\nfans,2020,-1\n", "cell-wrong", "activity.csv:2"),
        ("activity", "use,year,mid\nfans,2020,\n", "cell-wrong", "activity.csv:2"),
        ("activity", "use,year,mid\nfans,2020,1e15\n", "cell-wrong", "activity.csv:2"),
        ("activity", "use,year,mid\nfans,20200,1\n", "cell-wrong", "activity.csv:2"),
        ("activity", "use,year,mid\nfan,2020,1\nfans,2020,1\n", "outlook-unknown", "activity.csv:2"),
        ("activity", "use,year,low,mid,high\nfans,2020,3,2,4\n", "outlook-order", "activity.csv:2"),
        ("activity", "use,yaer,mid\nfans,2020,1\n", "column-missing", "activity.csv:1"),
        ("activity", "use,year,mid,note\nfans,2020,1,x\n", "column-strange", "activity.csv:1"),
        ("activity", "use,year,mid\n", "table-empty", "activity.csv"),
        ("activity", 'use,year,mid\n"fans,2020,1\n', "file-unreadable", "activity.csv"),
        ("uses", SMALL["uses.csv"] + "lamps,灯,lamps,lamps,盏,lamp,no,fixed:3\n", "outlook-lacking", "activity.csv"),
        ("uses", SMALL["uses.csv"].replace("fixed:2", "weibull:0:2"), "cell-wrong", "uses.csv:2"),
        ("uses", SMALL["uses.csv"].replace("yes", "perhaps"), "cell-wrong", "uses.csv:2"),
        ("intensities", "use,element,mid_kg\nfans,Pm,0.1\n", "cell-wrong", "intensities.csv:2"),
        ("intensities", "use,element,year,mid_kg\nfans,Nd,,1\nfans,Nd,2020,1\n", "row-twice", "intensities.csv:3"),
        ("intensities", "use,element,mid_kg\nfans,Tb,1\n", "outlook-lacking", "prices.csv"),
        ("rates", SMALL["rates.csv"].replace("loss,0.5", "loss,1"), "outlook-all-lost", "rates.csv:2"),
        ("rates", SMALL["rates.csv"].replace("fans,recovery,0.8\n", ""), "outlook-lacking", "rates.csv"),
        ("rates", SMALL["rates.csv"].replace("recovery,0.8", "recovery,1.1"), "cell-wrong", "rates.csv:4"),
        ("ores", "ore,element,oxide_pct\nclay,Nd,70\nclay,Dy,40\n", "outlook-shares", "ores.csv"),
        ("origins", SMALL["origins.csv"].replace("clay", "clya"), "outlook-unknown", "origins.csv:2"),
        ("origins", SMALL["origins.csv"].replace("quota", "stock"), "cell-wrong", "origins.csv:2"),
        ("limits", "origin,year,mid_tonnes_reo\nhill,2020,0\nhil,2021,5\n", "outlook-unknown", "limits.csv:3"),
        ("scenarios", "scenario,zh,en,slider,value\nx,x,x,heavy_cut,2\n", "outlook-slider-outside", "scenarios.csv:2"),
        ("scenarios", "scenario,zh,en,slider,value\nx,x,x,heavy_cutt,0\n", "outlook-unknown", "scenarios.csv:2"),
        ("activty", SMALL["activity.csv"], "outlook-table-strange", "activty.csv"),
    ],
)
def test_a_bad_table_is_said(tmp_path: Path, form: str, text: str, code: str, place: str) -> None:
    found = read_inputs(written(tmp_path, **{form: text}))
    assert (code, place) in [(one.code, one.place) for one in found.problems]
    assert not found.uses
    for one in found.problems:
        assert one.sentence("zh")
        assert "{" not in one.sentence("en")


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert [one.code for one in read_inputs(tmp_path / "none").problems] == ["inputs-missing"]


def test_sliders_of_a_table_stay_within_what_they_mean(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "sliders.csv"
    path.write_text(path.read_text("utf-8").replace("share,0,0.2,0.9", "share,0,0.2,1.5"), "utf-8")
    assert [one.code for one in read_inputs(tmp_path).problems] == ["outlook-slider-outside"]


def test_chinese_headings_and_gbk_are_read(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "activity.csv").write_bytes("用途,年份,中值\r\nfans,2020,1000000\r\n".encode("gb18030"))
    (tmp_path / "limits.csv").write_bytes(b"\xef\xbb\xbforigin,year,mid_tonnes_reo\r\nhill,2020,3000\r\n\r\n")
    inputs = read_inputs(tmp_path)
    assert not inputs.problems
    assert outlook(Settings(2020, 2020), inputs).balances[0].year == 2020


def test_tables_that_a_folder_lacks_are_those_that_ship(tmp_path: Path) -> None:
    with resources.as_file(TABLES) as ours:
        shutil.copy(ours / "limits.csv", tmp_path)
    found = read_inputs(tmp_path)
    assert not found.problems
    assert "activity" in found.shipped
    assert "limits" not in found.shipped
    assert outlook(Settings(2030, 2030), found).balances == outlook(Settings(2030, 2030)).balances


def test_the_greatest_figures_that_are_read_still_balance(tmp_path: Path) -> None:
    inputs = read_inputs(
        written(
            tmp_path,
            activity="use,year,mid\nfans,2020,1e12\n",
            intensities="use,element,mid_kg\nfans,Nd,1e6\n",
            limits="origin,year,mid_tonnes_reo\nhill,2020,1e12\n",
        )
    )
    assert not inputs.problems
    found = outlook(Settings(2020, 2150, sliders={"quota_growth": 20.0}), inputs)
    assert found.residual < 1e-9
    assert found.programmes[0].dual_usd == pytest.approx(found.programmes[0].cost_usd, rel=1e-6)


@pytest.mark.parametrize("text", ["heavy_cut", "heavy_cut=", "heavy_cut=x", "heavycut=0.1", "=1", "heavy_cut=nan"])
def test_a_slider_that_is_none_gets_the_nearest_name(text: str) -> None:
    values, wrong = parse_sliders([text], shipped_inputs())
    assert not values
    assert [one.code for one in wrong] == ["outlook-set-wrong"]


@pytest.mark.parametrize("text", ["2020", "2040-2020", "2020-99999", "2020..2030", "x-y", ""])
def test_years_that_are_none(text: str) -> None:
    assert isinstance(parse_years(text), Problem)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (Settings(1990, 2030), "outlook-years-wrong"),
        (Settings(2030, 2020), "outlook-years-wrong"),
        (Settings(scenario="thrft"), "outlook-scenario-unknown"),
        (Settings(sliders={"heavy_cut": 2.0}), "outlook-slider-outside"),
        (Settings(sliders={"heavy_cat": 0.2}), "outlook-set-wrong"),
        (Settings(convention="mid"), "convention-wrong"),
        (Settings(draws=10**9), "outlook-draws-many"),
        (Settings(draws=-1), "outlook-draws-many"),
    ],
)
def test_wrong_settings_are_said(settings: Settings, code: str) -> None:
    _, wrong = checked(settings, shipped_inputs())
    assert [one.code for one in wrong] == [code]


def test_the_command_as_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["warn", "outlook", "--scenario", "thrift", "--set", "quota_growth=0", "--years", "2029-2030", "--json"]
    assert run(asked, "en") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["settings"]["sliders"]["quota_growth"] == 0
    assert found["settings"]["sliders"]["heavy_cut"] == 0.6
    assert {one["year"] for one in found["balances"]} == {2029, 2030}
    assert not err


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("镝 Dy", "联产", "已发表")), ("en", ("Dy", "dual", "published"))]
)
def test_the_command_as_tables(capsys: pytest.CaptureFixture[str], language: str, words: tuple[str, ...]) -> None:
    asked = ["warn", "outlook", "--years", "2030-2031", "--draws", "20"]
    assert run(asked, "zh" if language == "zh" else "en") == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words)


def test_the_command_refuses_and_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warn", "outlook", "--scenario", "curent"], "en") == 2
    assert run(["warn", "outlook", "--years", "now"], "en") == 2
    (tmp_path / "limits.csv").write_text("origin,year,mid_tonnes_reo\nnorth,2020,-5\n")
    assert run(["warn", "outlook", "--inputs", str(tmp_path)], "en") == 1
    out, err = capsys.readouterr()
    assert not out
    assert "the nearest is “current”" in err
    assert "limits.csv:2" in err
