"""Files of demand and capacity: tables, messages of CX-0128, the command; and what is wrong with them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from monazite.cli.run import run
from monazite.plan.matching import match, read_files
from monazite.plan.matching.payload import Taken, take_message

TRUTH = [
    (1, 50, 50, 50, "Zero deviation", "Green"), (2, 50, 50, 60, "Zero deviation", "Green"),
    (3, 45, 50, 50, "Surplus", "Green"), (4, 45, 50, 60, "Surplus", "Green"),
    (5, 55, 50, 50, "Bottleneck", "Red"), (6, 60, 50, 60, "Bottleneck", "Orange"),
    (7, 55, 50, 60, "Bottleneck", "Orange"), (8, 65, 50, 60, "Bottleneck", "Red"),
]  # fmt: skip
DEMAND = "material,week,demand,unit\nA,2026-01-05,60,kg\nB,2026-01-05,60,公斤\n"
CAPACITY = "group,week,actual_capacity,maximum_capacity,unit\nG,2026-01-05,100,110,kg\n"
LINKS = "group,material\nG,A\nG,B\n"
MESSAGE: dict[str, Any] = {
    "materialDemandId": "d-1", "customer": "BPNL1", "supplier": "BPNL2", "materialNumberCustomer": "M",
    "unitOfMeasure": "unit:piece", "unitOfMeasureIsOmitted": False, "changedAt": "2026-01-01T08:00:00+08:00",
    "demandSeries": [{
        "customerLocation": "BPNS1", "expectedSupplierLocation": "BPNS2",
        "demandCategory": {"demandCategoryCode": "SR99"},
        "demands": [{"pointInTime": "2026-01-05", "demand": 60.5}, {"pointInTime": "2026-01-12", "demand": None}],
    }],
}  # fmt: skip
GROUP: dict[str, Any] = {
    "capacityGroupId": "g-1", "name": "line 1", "customer": "BPNL1", "supplier": "BPNL2", "unitOfMeasure": "unit:cycle",
    "supplierLocations": ["BPNS2"], "changedAt": "2026-01-01T00:00:00Z", "linkedCapacityGroups": [],
    "linkedDemandSeries": [{
        "materialNumberCustomer": "M", "customerLocation": "BPNS1", "demandCategory": {"demandCategoryCode": "SR99"},
        "loadFactor": 2,
    }],
    "capacities": [{"pointInTime": "2026-01-05", "actualCapacity": 100, "maximumCapacity": 200, "agreedCapacity": 90,
                    "deltaProductionResult": -21}],
    "demandVolatilityParameters": {
        "startReferenceDateTime": "2026-01-01T00:00:00Z", "measurementInterval": 4,
        "rollingHorizonAlertThresholds": [{"sequenceNumber": 1, "subhorizonLength": 4,
                                           "relativeNegativeDeviation": 0.3}],
    },
}  # fmt: skip
COMMENT = {
    "commentId": "c-1", "objectId": "g-1", "author": "BPNL2", "supplier": "BPNL2", "customer": "BPNL1",
    "commentText": "设备检修", "commentType": "warning", "listOfReferenceDates": ["2026-01-05"],
    "changedAt": "2026-01-01T00:00:00Z", "objectType": "urn:samm:io.catenax.week_based_capacity_group",
}  # fmt: skip


def write(folder: Path, **files: str) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = folder / (f"{name}.json" if text.startswith(("[", "{")) else f"{name}.csv")
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def codes(folder: Path, **files: str) -> list[str]:
    return [one.code for one in read_files(write(folder, **files)).problems]


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run(["plan", "match", *map(str, arguments), "--json"], "en") == 0
    return json.loads(capsys.readouterr().out)


def test_the_truth_table_of_the_standard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["scenario", "demand", "actual_capacity", "maximum_capacity"])
        rows.writerows(row[:4] for row in TRUTH)
    found = printed(capsys, path)
    assert [(one["scenario"], one["demand"], one["actual_capacity"], one["maximum_capacity"], one["result"],
             one["colour"]) for one in found] == TRUTH  # fmt: skip


def test_a_stated_result_that_is_not_the_standards_is_told(tmp_path: Path) -> None:
    head = "scenario,demand,actual_capacity,maximum_capacity,result,colour\n"
    (path,) = write(tmp_path, t=head + "a,60,50,60,Bottleneck,Orange\nb,60,50,60,improvement,Green\n")
    assert [one.code for one in read_files([path]).notices] == ["matching-result-differs"] * 2


def test_tables_of_demand_capacity_and_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = printed(capsys, *write(tmp_path, d=DEMAND, c=CAPACITY, l=LINKS))
    assert (found["demand"], found["result"], found["colour"], found["unit"]) == (120, "Bottleneck", "Red", "kilogram")


def test_chinese_headings_in_gbk(tmp_path: Path) -> None:
    path = tmp_path / "周表.csv"
    path.write_bytes(
        "周,物料,需求,实际产能,最大产能\n2026-01-05,磁钢,60,100,100\n2026-01-05,转子,60,100,100\n".encode("gbk")
    )
    given = read_files([path])
    (found,) = match(given.taken.demands.values(), given.taken.groups.values())
    assert found.group == "周表"
    assert found.verdict is not None
    assert found.verdict.result == "bottleneck"


def test_nested_groups_and_thresholds_from_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(
        tmp_path, d="material,week,demand\nA,2026-01-05,60\nB,2026-01-05,50\n",
        c="group,week,actual_capacity,maximum_capacity\nG,2026-01-05,100,120\nH,2026-01-05,60,60\n",
        l="group,material,nested_group,load_factor\nH,A,,1\nG,B,,2\nG,,H,0.5\n",
        t="group,sequence,weeks,relative_positive\nG,1,4,0.1\n",
    )  # fmt: skip
    (before,) = write(tmp_path, before="material,week,demand\nA,2026-01-05,60\nB,2026-01-05,30\n")
    found = {one["group"]: one for one in printed(capsys, *files, "--previous", before, "--on", "2026-01-05")}
    assert (found["G"]["demand"], found["G"]["result"]) == (130, "Bottleneck")
    moved = found["G"]["deviation"]
    assert (moved["previous"], moved["absolute"], moved["sequence"]) == (90, 40, 1)
    assert (moved["relative"], moved["breaches"]) == (pytest.approx(4 / 9), ["relative_positive"])
    assert found["H"]["deviation"]["absolute"] == 0


def test_messages_of_the_standard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = {"messageHeader": {}, "content": {"informationObject": [MESSAGE, GROUP, COMMENT]}}
    (found,) = printed(capsys, *write(tmp_path, m=json.dumps(message)))
    assert (found["name"], found["week"], found["demand"], found["compared"]) == ("line 1", "2026-01-05", 121, 100)
    assert (found["result"], found["agreed_capacity"]) == ("Zero deviation", 90)
    assert [one["text"] for one in found["comments"]] == ["设备检修"]


def test_an_unknown_property_is_ignored_as_the_standard_demands_and_named(tmp_path: Path) -> None:
    given = read_files(write(tmp_path, m=json.dumps([MESSAGE | {"demandSerie": 1}, GROUP])))
    assert not given.problems
    assert given.taken.ignored == {"demandSerie"}


@pytest.mark.parametrize(("moment", "quantity"), [
    ("2026-01-02T00:00:00Z", 7), ("2026-01-01T00:00:00Z", 7), ("2025-12-31T23:59:59Z", 60)
])  # fmt: skip
def test_of_two_versions_the_later_one_stands(moment: str, quantity: int) -> None:
    first, other = (json.loads(json.dumps(MESSAGE)) for _ in range(2))
    first["demandSeries"][0]["demands"] = [{"pointInTime": "2026-01-05", "demand": 60}]
    other["demandSeries"][0]["demands"] = [{"pointInTime": "2026-01-05", "demand": 7}]
    taken = Taken()
    take_message([first, other | {"changedAt": moment}], "m.json", taken)
    assert not taken.problems
    assert taken.demands["d-1"].series[0].weeks[0].quantity == quantity


WRONG = [
    ({"d": DEMAND.replace("60,kg", "-60,kg")}, "cell-wrong"),
    ({"d": DEMAND.replace("2026-01-05,60,kg", "2026-01-06,60,kg")}, "cell-wrong"),
    ({"d": DEMAND.replace("kg", "stone")}, "cell-wrong"),
    ({"d": DEMAND + "A,2026-01-05,1,kg\n"}, "row-twice"),
    ({"d": DEMAND + "A,2026-01-12,1,件\n"}, "matching-differs"),
    ({"d": DEMAND, "c": CAPACITY.replace("100,110", "100,90"), "l": LINKS}, "matching-maximum-below"),
    ({"d": DEMAND, "c": CAPACITY.replace("110,kg", "110,t"), "l": LINKS}, "matching-unit-mixed"),
    ({"d": DEMAND, "c": CAPACITY}, "matching-group-empty"),
    ({"d": DEMAND, "l": LINKS}, "matching-group-unknown"),
    ({"d": DEMAND, "c": CAPACITY, "l": LINKS + "G,C\n"}, "matching-demand-unknown"),
    ({"d": DEMAND, "c": CAPACITY, "l": "group,material,nested_group\nG,,G\n"}, "matching-cycle"),
    ({"d": DEMAND, "c": CAPACITY, "l": LINKS + "G,B\n"}, "row-twice"),
    ({"x": "a,b\n1,2\n"}, "matching-form-unknown"),
    ({"x": "material,week,demnd\nA,2026-01-05,1\n"}, "column-missing"),
    ({"x": "scenario,demand,actual_capacity\n1,2,3\n"}, "column-missing"),
    ({"x": "scenario,demand,actual_capacity,maximum_capacity\n1,2,3,2\n"}, "matching-maximum-below"),
    ({"x": "scenario,demand,actual_capacity,maximum_capacity\n1,2,3,3\n1,2,3,3\n"}, "row-twice"),
    ({"x": "week,material,demand,actual_capacity,maximum_capacity\n2026-01-05,A,1,2,3\n2026-01-05,B,1,2,4\n"},
     "matching-differs"),
    ({"x": ""}, "table-empty"),
    ({"x": "[1]"}, "list-wrong"),
    ({"x": json.dumps({"materialDemandId": "d"})}, "field-missing"),
    ({"x": json.dumps([MESSAGE, MESSAGE | {"changedAt": None}])}, "matching-id-twice"),
    ({"x": json.dumps([MESSAGE | {"changedAt": "2026-01-01"}])}, "field-wrong"),
    ({"x": json.dumps([MESSAGE | {"unitOfMeasure": "unit:stone"}])}, "matching-unit-unknown"),
    ({"x": json.dumps([MESSAGE, GROUP | {"linkedDemandSeries": [None]}])}, "field-wrong"),
    ({"x": '{"materialDemandId": "d", "materialDemandId": "e"}'}, "json-wrong"),
    ({"x": '{"a": NaN}'}, "json-wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "code"), WRONG)
def test_what_is_wrong_with_files_is_said(tmp_path: Path, files: dict[str, str], code: str) -> None:
    found = codes(tmp_path, **files)
    assert code in {one.removeprefix("form-") for one in found}, found


def test_problems_stop_the_command_and_gaps_do_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "week,demand,actual_capacity,maximum_capacity\n2026-01-05,1,2,2\n"
    gap, bad = write(tmp_path, gap=head + "2026-01-19,1,2,2\n", bad=head + "2026-01-12,1,2,1\n")
    assert run(["plan", "match", str(gap)], "zh") == 0
    assert "缺 2026-01-12" in capsys.readouterr().err
    assert run(["plan", "match", str(bad)], "en") == 1
    assert capsys.readouterr().out == ""


def test_the_day_of_measurement_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(tmp_path, m=json.dumps([MESSAGE, GROUP]))
    assert run(["plan", "match", str(files[0]), "--previous", str(files[0])], "en") == 1
    assert "--on" in capsys.readouterr().err


def test_the_command_speaks_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(tmp_path, d=DEMAND, c=CAPACITY, l=LINKS)
    assert run(["plan", "match", *map(str, files)], "zh") == 0
    assert "瓶颈" in capsys.readouterr().out
    assert run(["plan", "match", *map(str, files)], "en") == 0
    assert "Bottleneck" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "value"), [
    ("7", 7), ("7.50", 7.5), ("9007199254740993", "9007199254740993"),
    ("0.12345678901234567891", "0.12345678901234567891"),
])  # fmt: skip
def test_numbers_are_exact_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, value: float | str
) -> None:
    head = "scenario,demand,actual_capacity,maximum_capacity\n"
    (found,) = printed(capsys, *write(tmp_path, t=f"{head}a,{text},9,9\n"))
    assert found["demand"] == value


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "match", str(tmp_path / "none.csv")], "en") == 1
    assert "none.csv" in capsys.readouterr().err
