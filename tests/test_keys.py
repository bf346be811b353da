"""Official keys, populations and coordinates of German members, joined with csv alone."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from matplotlib.path import Path as Outline

DATA = Path(__file__).resolve().parents[1] / "data"
# Names in use that are not the start of the official name.
OFFICIAL = {"Landau an der Isar": "Landau a.d.Isar"}

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MUNICIPALITIES = read("municipalities.csv")
PLACES = [row for row in read("members.csv") if row["country"] == "DE" and row["ags"]]


def list_kind(kind: str) -> list[Row]:
    return [row for row in PLACES if row["kind"] == kind]


@pytest.mark.parametrize("place", list_kind("municipality"), ids=lambda row: row["member_id"])
def test_municipality_joins_its_official_row(place: Row) -> None:
    (row,) = (row for row in MUNICIPALITIES if row["ags"] == place["ags"])
    assert row["name"].startswith(OFFICIAL.get(place["name"], place["name"]))
    assert (row["state"], row["population"]) == (place["state"], place["population"])


@pytest.mark.parametrize("place", list_kind("district"), ids=lambda row: row["member_id"])
def test_district_is_the_sum_of_its_municipalities(place: Row) -> None:
    own = [row for row in MUNICIPALITIES if row["ags"].startswith(place["ags"])]
    assert sum(int(row["population"]) for row in own) == int(place["population"])
    assert {row["state"] for row in own} == {place["state"]}


@pytest.mark.parametrize("place", PLACES, ids=lambda row: row["member_id"])
def test_a_key_begins_with_that_of_its_state(place: Row) -> None:
    assert {row["state"] for row in MUNICIPALITIES if row["ags"][:2] == place["ags"][:2]} == {
        place["state"]
    }


@pytest.mark.parametrize("rows", [PLACES, MUNICIPALITIES], ids=["members", "municipalities"])
def test_no_two_rows_share_a_key(rows: list[Row]) -> None:
    assert max(Counter(row["ags"] for row in rows).values()) == 1


def list_outlines() -> dict[str, list[Outline]]:
    """Outer rings of each state; Berlin is a hole in Brandenburg, which is not looked at."""
    features = json.loads((DATA / "states.geojson").read_text("utf-8"))["features"]
    outlines = {}
    for feature in features:
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        outlines[feature["properties"]["state"]] = [Outline(part[0]) for part in parts]
    return outlines


def test_coordinates_lie_in_the_coded_state() -> None:
    outlines = list_outlines()
    for place in PLACES:
        point = float(place["longitude"]), float(place["latitude"])
        inside = any(outline.contains_point(point) for outline in outlines[place["state"]])
        assert inside, place["member_id"]
