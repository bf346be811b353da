"""The list of outputs: complete entries, texts that follow the data, what user data may lack."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import Dataset, load
from analysis.outputs import OUTPUTS, find_absent, find_outputs
from analysis.outputs.entries import NEEDS, Output, choose
from analysis.outputs.figure_entries import FIGURES

LANGUAGES = ("de", "en")


def describe(name: str, data: Dataset, lang: str) -> str:
    (output,) = find_outputs([name])
    assert output.describe is not None
    return output.describe(output.measure(data), lang, data.contract)


def test_names_are_unique_file_names() -> None:
    names = [output.name for output in OUTPUTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert "page" not in names


def test_the_list_holds_what_is_promised() -> None:
    names = {output.name for output in OUTPUTS}
    figures = {"timeline", "periods", "bipartite", "membership_matrix", "shared_members"}
    tables = {"tabelle_1", "tabelle_2", "network_overview", "foundings_per_period", "coverage"}
    tables |= {"city_degrees", "network_degrees", "network_relations", "shared_member_pairs"}
    tables |= {f"participation_by_{unit}" for unit in ("region", "state")}
    assert figures | tables | {"map", "participation", "city_network_graph"} <= names


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_entries_are_complete(output: Output) -> None:
    assert output.kind in ("figure", "table", "graph")
    assert all(need in NEEDS for need in output.needs)
    for pair in (output.title, *output.notes):
        english, german = pair
        assert english.strip()
        assert german.strip()
        assert english != german
    assert any("BBSR-Online-Publikation 36/2023" in choose(note, "de") for note in output.notes)
    if output.kind == "figure":
        assert output.draw is not None
        assert output.describe is not None


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_tables_have_rows_and_translated_headers(output: Output, data: Dataset) -> None:
    from analysis.tables import flatten_heads, translate_table

    if output.kind != "table":
        return
    frame = output.measure(data)
    assert len(frame) > 0
    english, german = (
        translate_table(frame, lang=lang, labels=data.contract) for lang in ("en", "de")
    )
    for head in (*flatten_heads(english), *flatten_heads(german)):
        assert "_" not in head  # a column without words would print its name
    codes = re.compile("[a-z]+(_[a-z]+)+")
    cells = [cell for row in german.rows for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if codes.fullmatch(cell)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("output", FIGURES, ids=lambda output: output.name)
def test_alternative_texts_are_sentences(output: Output, lang: str, data: Dataset) -> None:
    text = describe(output.name, data, lang)
    assert 2 <= len(re.findall(r"[^\W\d_)“]\.(?= |$)|[)\d]\.(?= |$)", text)) <= 6
    assert 80 < len(text) < 700
    assert "nan" not in text.lower().split()
    assert "<NA>" not in text
    other = "en" if lang == "de" else "de"
    assert text != describe(output.name, data, other)


def test_texts_follow_the_data(data: Dataset) -> None:
    """A network less, or another year, changes what the texts say."""
    fewer = replace(data, networks=data.networks.iloc[:-1].reset_index(drop=True))
    assert "34 networks" in describe("timeline", data, "en")
    assert "33 networks" in describe("timeline", fewer, "en")
    later = data.networks.assign(founded=data.networks["founded"].replace({1951: 1960}))
    assert "(1960)" in describe("timeline", replace(data, networks=later), "de")
    members = data.memberships[data.memberships["network_id"] != "eurocities"]
    assert "Eurocities (23)" in describe("bipartite", data, "en")
    without = describe("bipartite", replace(data, memberships=members), "en")
    assert "Eurocities (" not in without


def test_participation_text_counts_by_hand(data: Dataset) -> None:
    rows = data.memberships.merge(data.members, on="member_id", validate="many_to_one")
    roles = ["member", "lighthouse", "follower", "project_city", "pioneer", "observer"]
    east = rows[
        rows["state"].isin(["BB", "MV", "SN", "ST", "TH"])
        & rows["kind"].eq("municipality")
        & rows["role"].isin(roles)
    ]["member_id"].nunique()
    assert f"Ostdeutschland {east} von 2.399" in describe("participation", data, "de")


def test_find_outputs_suggests() -> None:
    with pytest.raises(ValueError, match=r"'bipartit' \(near: bipartite, "):
        find_outputs(["bipartit"])
    with pytest.raises(ValueError, match="'xyz'; `list`"):
        find_outputs(["xyz"])


def test_three_tables_are_enough_for_most(small_folder: Path) -> None:
    data = load(small_folder)
    absent = {output.name for output in OUTPUTS if find_absent(output, data)}
    assert absent == {
        "participation",
        "participation_by_region",
        "participation_by_state",
        "participation_readings",
    }


def test_data_without_members_or_coordinates(small_folder: Path) -> None:
    data = load(small_folder)
    nowhere = data.members.assign(latitude=pd.NA, longitude=pd.NA)
    (places,) = find_outputs(["map"])
    assert "coordinates" in find_absent(places, replace(data, members=nowhere))
    none = replace(data, memberships=data.memberships.iloc[:0])
    (matrix,) = find_outputs(["membership_matrix"])
    assert "memberships" in find_absent(matrix, none)


def test_periods_reach_to_every_founding(data: Dataset) -> None:
    (output,) = find_outputs(["periods"])
    years = data.networks["founded"].replace({1951: 1890, 2021: 2030})
    frame = output.measure(replace(data, networks=data.networks.assign(founded=years)))
    assert frame.index[0] == "1890–1949"
    assert frame.index[-1] == "2024–2030"
    assert int(frame["total"].sum()) == 34
