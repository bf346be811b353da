"""The README's findings are those of the data, to the digit."""

from pathlib import Path

from analysis.claims import check_claims
from analysis.claims.checking import leave_restated
from analysis.crosslinking import combine_layers, judge_overlaps, trace_links
from analysis.data import Dataset
from analysis.east_west import decompose_ratio
from analysis.foundings import share_founded
from analysis.foundings.measures import EXPLICIT_SMART_CITY

README = " ".join((Path(__file__).parents[1] / "README.md").read_text("utf-8").split())


def test_foundings(data: Dataset) -> None:
    explicit = data.networks[data.networks["category"].isin(EXPLICIT_SMART_CITY)]
    every, some = (share_founded(frame, 2015, 2020) for frame in (data.networks, explicit))
    assert (
        f"2015 to 2020*: {every['founded']:.0f} of {every['total']:.0f}; of the "
        f"{some['total']:.0f} explicit smart-city networks {some['founded']:.0f}."
    ) in README


def test_east_and_west(data: Dataset) -> None:
    row = decompose_ratio(data).loc["population_class"]
    assert f"{row['observed']:.0f} are named, Berlin apart." in README
    assert f"places of their size {row['expected']:.1f} would be." in README
    assert (
        f"Their share is {row['crude']:.2f} times that in the West: {row['by_size']:.2f} by sizes "
        f"of places times {row['ratio']:.2f} ({row['lower']:.2f} to {row['upper']:.2f}) by"
    ) in README


def test_cross_links(data: Dataset) -> None:
    layers = combine_layers(data)
    linked = layers[layers["layers"] > 0]
    networks = set(linked["network"]) | set(linked["other_network"])
    assert f"{len(networks)} of {len(data.networks)} share something" in README
    assert f"{len(linked)} of {len(layers)} pairs do" in README
    pairs = judge_overlaps(data)
    assert "after correction no pair shares strikingly" in README
    assert not pairs["two_sided_adjusted"].le(0.05).any()
    rests = trace_links(data).set_index(["layer", "rests_on"])["linked"]
    bodies, cities = rests.loc["organisations"], rests.loc["municipalities_all"]
    assert f"{bodies['public']} of the {bodies['all']} links by organisations" in README
    assert f"{cities['single']} of the {cities['all']} by cities and districts" in README


def test_verdicts(data: Dataset) -> None:
    claims = check_claims(data)
    found = leave_restated(claims)["found"].value_counts()
    assert (
        f"of {found.sum()} statements whose verdict could have been another, "
        f"{found['reproduced']} are confirmed, {found['reproduced_in_part']} in part, "
        f"{found['contradicted']} not confirmed; {found['not_checkable']} cannot be checked"
    ) in README
    assert f"{len(claims) - found.sum()} more restate" in README
