"""The list of outputs: complete entries, texts that follow the data, what user data may lack."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.catalogue import OUTPUTS, find_absent, find_outputs
from analysis.data import Dataset, load
from analysis.presentation import registry
from analysis.presentation.registry import (
    NEEDS,
    Output,
    note_all,
    tell_output,
    title_output,
    write_source,
    write_texts,
)
from analysis.presentation.tables import flatten_heads, translate_table
from analysis.presentation.wording import Wording

FIGURES = [output for output in OUTPUTS if output.kind == "figure"]
TABLES = [output for output in OUTPUTS if output.kind == "table"]
LANGUAGES = ("de", "en")


def describe(name: str, data: Dataset, lang: str) -> str:
    (output,) = find_outputs([name])
    assert output.alt is not None
    return output.alt(output.measure(data), Wording(lang, data.contract))


def notes_of(output: Output, data: Dataset, lang: str) -> list[str]:
    return note_all(output, data, Wording(lang, data.contract))


def test_names_are_unique_file_names() -> None:
    names = [output.name for output in OUTPUTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert "page" not in names
    assert set(names) == set(registry.OUTPUTS)


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_entries_are_complete(output: Output, data: Dataset) -> None:
    assert output.kind in ("figure", "table", "graph")
    assert all(need in NEEDS for need in output.needs)
    english, german = (
        [title_output(output, say), *note_all(output, data, say)]
        for say in (Wording("en", data.contract), Wording("de", data.contract))
    )
    for one, other in zip(english, german, strict=True):
        assert "" != one.strip() != other.strip() != ""
    assert any("BBSR-Online-Publikation 36/2023" in note for note in german)
    assert (output.kind == "figure") == (output.plot is not None) == (output.alt is not None)


@pytest.mark.parametrize("output", TABLES, ids=lambda output: output.name)
def test_tables_have_rows_and_translated_headers(output: Output, data: Dataset) -> None:
    frame = output.measure(data)
    assert len(frame) > 0
    for lang in LANGUAGES:
        table = translate_table(frame, lang=lang, labels=data.contract)
        # A column, or a code, without words would print its name.
        assert not [head for head in flatten_heads(table) if "_" in head]
        cells = [cell for row in table.rows for cell in row if isinstance(cell, str)]
        assert not [cell for cell in cells if re.fullmatch("[a-z]+(_[a-z]+)+", cell)]


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


def test_participation_text_has_the_number_of_the_frame(data: Dataset) -> None:
    (output,) = find_outputs(["regional_rates"])
    rates = output.measure(data).set_index(["denominator", "region"])
    east = rates.loc[("municipalities", "east"), "count"]
    assert f"Ost {east} von 2.399" in describe("regional_rates", data, "de")


def test_data_without_members_or_coordinates(small_folder: Path) -> None:
    data = load(small_folder)
    nowhere = data.members.assign(latitude=pd.NA, longitude=pd.NA)
    (places,) = find_outputs(["map"])
    assert "coordinates" in find_absent(places, replace(data, members=nowhere))
    none = replace(data, memberships=data.memberships.iloc[:0])
    (matrix,) = find_outputs(["membership_matrix"])
    assert "memberships" in find_absent(matrix, none)


def test_periods_reach_to_every_founding(data: Dataset) -> None:
    (output,) = find_outputs(["foundings_per_period"])
    years = data.networks["founded"].replace({1951: 1890, 2021: 2030})
    frame = output.measure(replace(data, networks=data.networks.assign(founded=years)))
    assert frame.index[0] == "1890–1949"
    assert frame.index[-1] == "2024–2030"
    assert int(frame["total"].sum()) == 34


# ---------------------------------------------------------------- origin


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_only_data_coded_from_the_report_are_credited_to_it(output: Output, data: Dataset) -> None:
    contract = {**data.contract, "citation": "Doe 2024: Own networks.", "sources": []}
    contract["resources"] = [{**table, "sources": []} for table in contract["resources"]]
    own = replace(data, contract=contract)
    for lang in LANGUAGES:
        say = Wording(lang, contract)
        texts = [title_output(output, say), *note_all(output, own, say)]
        said = " ".join(texts)
        assert "Doe 2024: Own networks" in said
        assert not re.search("report |Bericht|Abbildung|Tabelle|BBSR|36/2023|Destatis", said)


def test_without_any_source_none_is_named(data: Dataset) -> None:
    (output,) = find_outputs(["tabelle_1"])
    bare = replace(data, contract={"resources": data.contract["resources"]})
    say = Wording("en", bare.contract)
    assert note_all(output, bare, say) == []
    assert title_output(output, say) == "Networks by category and initiative"
    assert "Tabelle 1" in title_output(output, Wording("en", data.contract))


def test_the_map_credits_borders_and_coordinates(data: Dataset) -> None:
    (output,) = find_outputs(["map"])
    source = write_source(output, data, Wording("en", data.contract))
    assert source.endswith("; borders: Natural Earth.")
    members = data.members.assign(geo_source="own survey")
    own = replace(data, members=members, contract={"resources": []})
    assert write_source(output, own, Wording("en")) == "Source: borders: Natural Earth."


# ---------------------------------------------------------------- what holds for the data


def test_the_arrow_is_named_only_where_there_is_one(data: Dataset) -> None:
    (output,) = find_outputs(["timeline"])
    assert any("Arrow" in note for note in notes_of(output, data, "en"))
    later = data.networks[data.networks["founded"] >= 1986].reset_index(drop=True)
    assert not any(
        "Arrow" in note for note in notes_of(output, replace(data, networks=later), "en")
    )


def test_the_timeline_tells_of_a_majority_alone(data: Dataset) -> None:
    (output,) = find_outputs(["timeline"])
    say, frame = Wording("en", data.contract), output.measure(data)
    told = tell_output(output, frame, say)
    assert (
        told == "13 of 19 smart-city networks were founded from 2015 to 2020, of the others 2 of 15"
    )
    early = frame.assign(founded=frame["founded"].where(frame["founded"] < 2018, 2001))
    assert tell_output(output, early, say) == say("timeline.title")
    explicit = frame[frame["category"] == "national"]
    assert tell_output(output, explicit, say).endswith(
        "5 of 7 smart-city networks were founded from 2015 to 2020"
    )


def test_ties_of_years_are_named(data: Dataset) -> None:
    networks = data.networks.iloc[:5].assign(founded=[2001, 2001, 2011, 2011, 2022])
    tied = replace(data, networks=networks)
    assert "Most in a single year: 2001 and 2011 (2)." in describe("periods", tied, "en")
    (output,) = find_outputs(["periods"])
    say = Wording("de", data.contract)
    assert tell_output(output, output.measure(tied), say) == say("periods.title")


def test_the_text_of_the_map_counts_what_is_drawn(data: Dataset) -> None:
    assert "Not drawn" not in describe("map", data, "en")
    lost = data.members["member_id"].isin(["hamburg", "muenchen"])
    assert lost.sum() == 2
    columns = ["latitude", "longitude"]
    members = data.members.copy()
    members.loc[lost, columns] = pd.NA
    before, partly = describe("map", data, "en"), replace(data, members=members)
    text = describe("map", partly, "en")
    assert "Hamburg" not in text
    assert text.endswith("Not drawn, for want of coordinates: 2.")
    assert describe("map", partly, "de").endswith("nicht eingezeichnet: 2.")

    def count(text: str) -> tuple[int, ...]:
        found = re.search(r"and (\d+) cities.*more than one network: (\d+)", text)
        assert found is not None
        return tuple(map(int, found.groups()))

    assert tuple(a - b for a, b in zip(count(before), count(text), strict=True)) == (2, 2)


def test_small_rates_are_left_out_and_the_note_says_so(data: Dataset) -> None:
    (output,) = find_outputs(["participation_by_state"])
    frame = output.measure(data)
    few = frame.index[frame["units"] < 10].tolist()
    assert sorted(few) == ["BE", "HB", "HH"]
    for column in ("participating_per_1000", "memberships_per_1000"):
        assert frame.index[frame[column].isna()].tolist() == few
    assert "fewer than 10 municipalities" in notes_of(output, data, "en")[0]
    assert "weniger als 10 Kommunen" in notes_of(output, data, "de")[0]
    assert "Berlin" not in notes_of(output, data, "en")[0]


def test_coverage_says_what_its_numbers_count(data: Dataset) -> None:
    (output,) = find_outputs(["coverage"])
    table = translate_table(output.measure(data), lang="de", labels=data.contract)
    cells = dict(zip(flatten_heads(table), zip(*table.rows, strict=True), strict=True))
    assert "Genannte Zahl minus namentlich aufgeführte Kommunen" in cells
    assert set(cells["Gezählte Einheit"]) >= {"Staaten"}
    assert "Länder" not in cells["Gezählte Einheit"]
    precision = set(cells["Genannte Mitgliederzahl, Art der Angabe"])
    assert precision == {None, "Genau", "Rund", "Mehr als"}
    note = "The stated number may include other members than municipalities: "
    assert f"{note}MPSC, Covenant of Mayors." in notes_of(output, data, "en")
    plain = replace(data, networks=data.networks.assign(reported_unit="municipalities"))
    assert not any(text.startswith(note) for text in notes_of(output, plain, "en"))


def test_ambiguous_names_come_from_the_data(data: Dataset) -> None:
    (output,) = find_outputs(["participation_readings"])
    assert "Im Bericht mehrdeutig: „Halle“, „Landau“." in notes_of(output, data, "de")
    sure = replace(data, memberships=data.memberships.assign(ambiguous_with=pd.NA))
    assert not any("mehrdeutig" in note for note in notes_of(output, sure, "de"))


def test_without_explicit_smart_city_networks_there_are_no_rows_on_them(data: Dataset) -> None:
    (output,) = find_outputs(["founding_share_variants"])
    assert output.omits is not None
    assert output.omits(data) == ""
    own = replace(data, networks=data.networks.assign(category="thematic"))
    assert set(output.measure(own)["counted"]) == {"all"}
    assert set(output.measure(data)["counted"]) == {"all", "explicit"}
    assert "explicit smart-city networks" in output.omits(own)


@pytest.mark.parametrize("output", FIGURES, ids=lambda output: output.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_captions_are_read_at_once(output: Output, lang: str, data: Dataset) -> None:
    """A finding, and what one must know to read the figure; how we know stands apart."""
    say = Wording(lang, data.contract)
    told = tell_output(output, output.measure(data), say)
    assert len(" ".join([told, *write_texts(output.notes, data, say)]).split()) <= 60
