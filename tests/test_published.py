"""Values that the report prints, each with its place, against the coded tables.

BBSR-Online-Publikation 36/2023. Where a value differs, the coding or the text is to be looked at:
these constants are copied from the text by hand and never from the tables.
"""

import pandas as pd
import pytest

from analysis.data.contract import PARTICIPATION
from analysis.east_west.units import count_participation
from analysis.foundings.measures import (
    EXPLICIT_SMART_CITY,
    compare_founding_variants,
    list_foundings,
)
from analysis.graph.build import build_graph, relate_networks
from analysis.typology.measures import cross_types, list_cells, list_types

# Chapter 3, first sentence.
NETWORKS = 34
# Chapters 2.1 to 2.4, the number that introduces each list.
BY_CATEGORY = {"national": 7, "smart_city": 12, "thematic": 5, "cities_regions": 10}
# Section 3.2, first paragraph.
BY_INITIATIVE = {"top_down": 16, "bottom_up": 18}
# Section 3.2.4, first paragraph: networks that deal explicitly with smart cities.
EXPLICIT = 19

# Section 3.2, Tabelle 1, cell by cell.
TABELLE_1 = {
    ("national", "top_down"): {"mpsc", "stadt-land-digital"},
    ("national", "bottom_up"): {
        "lighthouse-exchange", "innovators-club", "kooperation-digitale-staedte", "kommunaldigital",
        "morgenstadt",
    },
    ("smart_city", "top_down"): {
        "smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities",
        "digital-transition-partnership", "intelligent-cities-challenge", "iscn",
    },
    ("smart_city", "bottom_up"): {
        "living-in-eu", "oasc", "g20-smart-cities-alliance", "wego", "digital-rights-coalition",
    },
    ("thematic", "top_down"): {"urban-mobility-kic", "civitas", "eltis"},
    ("thematic", "bottom_up"): {"polis", "energy-cities"},
    ("cities_regions", "top_down"): {"urbact", "agora", "covenant-of-mayors", "eukn"},
    ("cities_regions", "bottom_up"): {
        "cemr", "eurotowns", "eurocities", "metrex", "connective-cities", "errin",
    },
}  # fmt: skip

# Sections 3.2.1 and 3.2.2: the networks that the text names under each type of Tabelle 2.
TABELLE_2 = {
    "platform": {
        "urban-mobility-kic", "covenant-of-mayors", "civitas", "urbact", "eukn",
        "connective-cities", "stadt-land-digital",
    },
    "funding_programme": {
        "mpsc", "scalable-cities", "agora", "digital-transition-partnership",
        "intelligent-cities-challenge",
    },
    "project_cities": {"mysmartlife", "matchup"},
    "other_top_down": {"smart-cities-marketplace", "iscn"},
    "umbrella": {
        "energy-cities", "polis", "oasc", "eukn", "g20-smart-cities-alliance", "wego", "cemr",
        "eurocities", "eurotowns", "metrex",
    },
    "association_research": {
        "kooperation-digitale-staedte", "innovators-club", "kommunaldigital", "connective-cities",
        "morgenstadt",
    },
    "lighthouse_exchange": {"lighthouse-exchange"},
}  # fmt: skip
# Named under two types there, and under none.
CONFLICTS = {"eukn", "connective-cities"}
UNASSIGNED = {"eltis", "living-in-eu", "errin", "digital-rights-coalition"}

# Profiles, row "Gründung des Netzwerks": the first founding named.
FOUNDED = {
    "mpsc": 2019, "lighthouse-exchange": 2016, "stadt-land-digital": 2019,
    "innovators-club": 2004, "kooperation-digitale-staedte": 2017, "kommunaldigital": 2018,
    "morgenstadt": 2012, "smart-cities-marketplace": 2012, "mysmartlife": 2016, "matchup": 2017,
    "scalable-cities": 2020, "living-in-eu": 2021, "digital-transition-partnership": 2018,
    "intelligent-cities-challenge": 2021, "iscn": 2019, "oasc": 2015,
    "g20-smart-cities-alliance": 2019, "wego": 2010, "digital-rights-coalition": 2018,
    "urban-mobility-kic": 2019, "civitas": 2002, "polis": 1989, "eltis": 2000,
    "energy-cities": 1990, "cemr": 1951, "urbact": 2002, "eurotowns": 1991, "eurocities": 1986,
    "metrex": 1996, "covenant-of-mayors": 2008, "agora": 2016, "connective-cities": 2013,
    "errin": 2001, "eukn": 2007,
}  # fmt: skip
# The same row: "Anfang der 2000er-Jahre"; the merger into the Marketplace; the pilot phase.
FOUNDED_LATEST = {"eltis": 2003}
FOUNDED_ALTERNATIVE = {"smart-cities-marketplace": 2020, "eukn": 2005}

# Profiles, row "Beteiligung deutscher Kommunen" (digital rights: printed one row lower):
# German municipalities by name. Networks not listed here name none.
GERMAN_MUNICIPALITIES = {
    "lighthouse-exchange": 5, "stadt-land-digital": 5, "morgenstadt": 16, "mysmartlife": 1,
    "matchup": 1, "scalable-cities": 6, "living-in-eu": 10, "digital-transition-partnership": 1,
    "intelligent-cities-challenge": 5, "oasc": 6, "g20-smart-cities-alliance": 1, "wego": 2,
    "digital-rights-coalition": 4, "urban-mobility-kic": 2, "civitas": 17, "polis": 2,
    "energy-cities": 8, "urbact": 11, "eurotowns": 5, "eurocities": 23, "covenant-of-mayors": 1,
    "agora": 5,
}  # fmt: skip
# The same rows: the Landkreise.
GERMAN_DISTRICTS = {"stadt-land-digital": 1, "agora": 1}

# Profiles: actors by role, of any country and kind, that the report counts or lists one by one.
ROLES = {
    ("civitas", "member"): 10,  # Beteiligung deutscher Kommunen: 10 members …
    ("civitas", "project_city"): 7,  # … and 7 project cities: "insgesamt 17"
    ("lighthouse-exchange", "lighthouse"): 5,  # Beteiligung deutscher Kommunen
    ("mysmartlife", "lighthouse"): 3,  # Akteure/Mitglieder
    ("mysmartlife", "follower"): 3,
    ("mysmartlife", "member"): 16,
    ("matchup", "lighthouse"): 3,  # Akteure/Mitglieder
    ("matchup", "follower"): 4,
    ("matchup", "member"): 11,
    ("scalable-cities", "lighthouse"): 5,  # Beteiligung deutscher Kommunen
    ("scalable-cities", "follower"): 1,
    ("g20-smart-cities-alliance", "pioneer"): 1,  # Beteiligung deutscher Kommunen
    ("digital-transition-partnership", "observer"): 2,  # Trägerinnen und Träger
    ("kooperation-digitale-staedte", "initiator"): 7,  # Initiatorinnen und Initiatoren
    ("oasc", "initiator"): 4,  # Initiatorinnen und Initiatoren
    ("digital-rights-coalition", "initiator"): 3,  # Initiatorinnen und Initiatoren
    ("eurocities", "initiator"): 6,  # Initiatorinnen und Initiatoren
    ("living-in-eu", "initiator"): 4,  # Initiatorinnen und Initiatoren
    ("living-in-eu", "partner"): 2,
    ("smart-cities-marketplace", "partner"): 10,  # Finanzierung: the consortium
    ("connective-cities", "partner"): 4,  # Akteure/Mitglieder
    ("cemr", "member"): 3,  # Beteiligung deutscher Kommunen: the associations
    ("polis", "member"): 6,  # Beteiligung deutscher Kommunen
    ("metrex", "member"): 8,  # Beteiligung deutscher Kommunen
    ("errin", "member"): 10,  # Beteiligung deutscher Kommunen
    ("eukn", "member"): 8,  # Akteure/Mitglieder
}
# Profile of the ISCN, row "Akteure/Mitglieder": municipalities by partner country; no German one.
ISCN_MUNICIPALITIES = {"BR": 3, "IN": 3, "MX": 2, "PE": 3}

# Profiles, rows "Akteure/Mitglieder" and, where those have none, "Reichweite" or "Träger".
MEMBERS_REPORTED = {
    "mpsc": (73, "exact"),
    "innovators-club": (60, "about"),
    "morgenstadt": (21, "exact"),
    "mysmartlife": (22, "exact"),  # 3 + 3 + 16
    "matchup": (18, "exact"),  # 3 + 4 + 11
    "scalable-cities": (120, "exact"),  # 48 + 72
    "living-in-eu": (100, "more_than"),
    "intelligent-cities-challenge": (136, "exact"),
    "oasc": (150, "about"),
    "wego": (200, "more_than"),
    "digital-rights-coalition": (50, "more_than"),
    "urban-mobility-kic": (150, "about"),
    "civitas": (340, "more_than"),
    "polis": (90, "more_than"),
    "energy-cities": (1000, "more_than"),
    "cemr": (60, "exact"),
    "urbact": (678, "exact"),
    "eurotowns": (20, "exact"),
    "eurocities": (200, "more_than"),
    "metrex": (50, "more_than"),
    "covenant-of-mayors": (7000, "more_than"),
}
# Profiles, row "Beteiligung deutscher Kommunen", as figures or as "none".
GERMAN_REPORTED = {
    "mpsc": (73, "exact"),
    "smart-cities-marketplace": (40, "about"),
    "iscn": (0, "exact"),
    "civitas": (17, "exact"),
    "urbact": (40, "about"),
    "eurocities": (23, "exact"),
    "covenant-of-mayors": (50, "about"),
}

# Profiles: what one of the networks is stated to be in another.
RELATIONS = {
    ("eurocities", "polis", "initiator"),  # Initiatorinnen und Initiatoren
    ("oasc", "living-in-eu", "initiator"),  # Initiatorinnen und Initiatoren
    ("eurocities", "living-in-eu", "initiator"),
    ("errin", "living-in-eu", "initiator"),
    ("cemr", "digital-transition-partnership", "member"),  # Trägerinnen und Träger
    ("eurocities", "digital-transition-partnership", "member"),
    ("urbact", "digital-transition-partnership", "observer"),
    ("energy-cities", "covenant-of-mayors", "carrier"),  # Trägerinnen und Träger
    ("cemr", "covenant-of-mayors", "carrier"),
    ("eurocities", "covenant-of-mayors", "carrier"),
    ("urban-mobility-kic", "smart-cities-marketplace", "partner"),  # Finanzierung
}


def test_networks_by_category_and_initiative(data):
    table = cross_types(data.networks, rows="category", columns="initiative")
    assert table["total"].to_dict() == {**BY_CATEGORY, "total": NETWORKS}
    assert table.loc["total"].to_dict() == {**BY_INITIATIVE, "total": NETWORKS}


def test_the_explicit_smart_city_networks(data):
    assert data.networks["category"].isin(EXPLICIT_SMART_CITY).sum() == EXPLICIT
    variants = compare_founding_variants(data.networks)
    assert set(variants["total"].xs("smart_city", level="population")) == {EXPLICIT}


def test_tabelle_1(data):
    cells = list_cells(data.networks, rows="category", columns="initiative", show="network_id")
    named = {cell: text.split("; ") for cell, text in cells.stack().items()}
    assert {cell: sorted(names) for cell, names in named.items()} == {
        cell: sorted(names) for cell, names in TABELLE_1.items()
    }


def test_tabelle_2(data):
    types = list_types(data.networks, show="network_id").set_index("type")
    split = types[["names", "conflicts", "also_named"]].map(lambda text: {*text.split("; ")} - {""})
    by_type = {
        kind: set().union(*rows["names"], *rows["also_named"])
        for kind, rows in split.groupby(level="type")
    }
    assert by_type.pop("unassigned") == UNASSIGNED
    assert by_type == TABELLE_2
    assert set().union(*split["conflicts"]) == set().union(*split["also_named"]) == CONFLICTS


def test_years_of_founding(data):
    listed = list_foundings(data.networks).set_index("network_id")
    assert listed["founded"].to_dict() == FOUNDED
    assert listed["founded_latest"].to_dict() == FOUNDED | FOUNDED_LATEST
    assert listed["founded_alternative"].dropna().to_dict() == FOUNDED_ALTERNATIVE


@pytest.mark.parametrize(
    ("kind", "named"), [("municipality", GERMAN_MUNICIPALITIES), ("district", GERMAN_DISTRICTS)]
)
def test_german_members_by_network(data, kind, named):
    graph = build_graph(data, kinds=(kind,))
    degrees = {node[1]: graph.degree[node] for node in graph if node[0] == "network"}
    assert len(degrees) == NETWORKS
    assert {network: degree for network, degree in degrees.items() if degree} == named


def test_memberships_by_region_add_up_to_the_lists(data):
    table = count_participation(data)
    assert table["memberships"].sum() == sum(GERMAN_MUNICIPALITIES.values())


def test_actors_by_role(data):
    counts = data.memberships.groupby(["network_id", "role"]).size()
    assert counts[list(ROLES)].to_dict() == ROLES


def test_mysmartlife_and_matchup_hold_as_many_as_they_say(data):
    taking = data.memberships[data.memberships["role"].isin(PARTICIPATION)]
    counts = taking.groupby("network_id").size()
    for network in ("mysmartlife", "matchup"):
        assert counts[network] == MEMBERS_REPORTED[network][0]


def test_municipalities_of_the_iscn(data):
    graph = build_graph(data, kinds=("municipality",), country=None)
    cities = graph["network", "iscn"]
    countries = pd.Series([graph.nodes[city]["country"] for city in cities])
    assert countries.value_counts().to_dict() == ISCN_MUNICIPALITIES


@pytest.mark.parametrize(
    ("columns", "stated"),
    [
        (["members_reported", "members_reported_qualifier"], MEMBERS_REPORTED),
        (["german_municipalities_reported", "german_municipalities_qualifier"], GERMAN_REPORTED),
    ],
)
def test_members_reported(data, columns, stated):
    coded = data.networks.set_index("network_id").loc[list(stated), columns]
    assert dict(zip(coded.index, map(tuple, coded.to_numpy()), strict=True)) == stated


def test_relations_between_networks(data):
    stated = {
        (actor[1], network[1], role)
        for actor, network, roles in relate_networks(data).edges(data="role")
        for role in roles.split(";")
    }
    assert stated >= RELATIONS
