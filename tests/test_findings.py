"""The findings in sentences: their numbers are those of the measures, and follow the data."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.catalogue import ORDER, TOLD, Told, list_findings
from analysis.claims.checking import check_claims, leave_restated
from analysis.crosslinking.networks import combine_layers
from analysis.data import Dataset, load
from analysis.east_west.ratios import decompose_ratio
from analysis.east_west.units import count_participation
from analysis.presentation.registry import FINDINGS

EVERY = [name for shown, _ in FINDINGS.values() for name in shown]


@pytest.fixture(scope="module")
def findings(data: Dataset) -> dict[str, Told]:
    return {finding.name: finding for finding in list_findings(data, EVERY)}


def list_numbers(text: str, lang: str) -> list[float]:
    group, sign = (".", ",") if lang == "de" else (",", ".")
    found = re.findall(r"\d[\d.,]*\d|\d", text)
    return [float(number.replace(group, "").replace(sign, ".")) for number in found]


def test_every_finding_is_shown_by_an_output(findings: dict[str, Told]) -> None:
    assert len(findings) == len(TOLD)
    assert set(FINDINGS) == set(TOLD)
    assert set(EVERY) <= set(ORDER)
    for finding in findings.values():
        assert finding.text["en"] != finding.text["de"]
        assert all(text.endswith(".") for text in finding.text.values())


@pytest.mark.parametrize("lang", ["en", "de"])
def test_numbers_are_measured(findings: dict[str, Told], data: Dataset, lang: str) -> None:
    def numbers(head: str) -> list[float]:
        return list_numbers(findings[head].text[lang], lang)

    networks = data.networks
    within = networks["founded"].between(2015, 2020)
    explicit = networks["category"].isin(["national", "smart_city"])
    expected = [within.sum(), len(networks), 2015, 2020, (within & explicit).sum(), explicit.sum()]
    assert set(map(float, expected)) <= set(numbers("foundings"))
    counts = networks["initiative"].value_counts()
    assert numbers("initiative") == [len(networks), counts["top_down"], counts["bottom_up"]]
    (east, of), (west, of_west) = (
        count_participation(data).loc[["east", "west"], ["participating", "total"]].to_numpy()
    )
    row = decompose_ratio(data).iloc[0]
    parts = row[["by_size", "ratio", "lower", "upper"]]
    expected = [east, of, row["expected"], row["crude"], west, of_west, *parts, 95]
    assert numbers("east_west") == pytest.approx(expected, abs=0.05)
    layers = combine_layers(data)
    linked = layers[layers["layers"] > 0]
    some = len({*linked["network"], *linked["other_network"]})
    assert numbers("crosslinking")[:4] == [some, len(networks), len(linked), len(layers)]
    claims = check_claims(data)
    verdicts = leave_restated(claims)["found"].value_counts()
    order = ["reproduced", "reproduced_in_part", "contradicted", "not_checkable"]
    restated = len(claims) - verdicts.sum()
    assert numbers("claims") == [verdicts.sum(), *verdicts[order], restated]


def test_only_what_is_exported_is_told(data: Dataset) -> None:
    told = list_findings(data, ["periods", "claims"])
    assert [finding.shown for finding in told] == ["periods", "claims"]
    assert list_findings(data, []) == []


def test_what_the_data_lack_is_left_out(data: Dataset) -> None:
    bare = replace(
        data,
        networks=data.networks.assign(founded=None),
        municipalities=None,
        claims=None,
        members=data.members.assign(country="AT", state=None),
    )
    assert [finding.name for finding in list_findings(bare, EVERY)] == ["initiative"]


def test_numbers_follow_the_data(data: Dataset) -> None:
    networks = data.networks.assign(initiative="top_down", founded=2016)
    changed = replace(data, networks=networks)
    founded, started = list_findings(changed, ["timeline", "tabelle_1"])
    assert founded.text["en"].startswith("34 of 34 networks were founded from 2015 to 2020 (100%)")
    assert started.text["en"] == "Of the 34 networks, 34 were started top-down."


def test_a_ratio_that_is_none_is_left_out(full_folder: Path) -> None:
    """One eastern municipality, which takes part, and four western ones, of other sizes."""
    own = load(full_folder)
    kiel = own.municipalities["name"].str.startswith("Kiel")
    people = own.municipalities["population"].mask(kiel, 1)
    smaller = replace(own, municipalities=own.municipalities.assign(population=people))
    (finding,) = list_findings(smaller, ["region_ratios"])
    assert finding.text["en"].startswith(
        "1 of 1 eastern municipalities are named and 1 of 4 western ones: crude ratio 4.00."
    )
    assert "–" not in finding.text["de"]
