"""The report's statements: each check turns when the data do, and the table says what they give."""

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.claims.checking import (
    CHECKS,
    ELSEWHERE,
    check_claims,
    count_verdicts,
    list_changed,
    parse_check,
    place_claims,
    record_verdicts,
)
from analysis.claims.judging import (
    NOT_CHECKABLE,
    VERDICTS,
    ExpectedError,
    Finding,
    judge_list,
    judge_readings,
    judge_shares,
    meets,
    read_list,
    read_order,
    read_span,
)
from analysis.claims.outputs import write_claims
from analysis.data import DataError, Dataset, load
from analysis.data.contract import FOLDER, codes, list_fields
from tools.renew_readme import describe_checks

Tamper = Callable[[Dataset], Dataset]
CLAIMS = pd.read_csv(FOLDER / "claims.csv", dtype="str", keep_default_na=False)
ROWS = [pytest.param(row, id=row["claim_id"]) for row in CLAIMS.to_dict(orient="records")]


@pytest.fixture(scope="module")
def checked(data: Dataset) -> pd.DataFrame:
    return check_claims(data)


def run_check(data: Dataset, check: str, expected: str) -> Finding:
    function, parameters = parse_check(check)
    return function(data, expected, **parameters)


# --- what can be changed in the tables


def chain(*tampers: Tamper) -> Tamper:
    def change(data: Dataset) -> Dataset:
        for tamper in tampers:
            data = tamper(data)
        return data

    return change


def recode(key: str, **cells: object) -> Tamper:
    """Write cells of one network."""

    def change(data: Dataset) -> Dataset:
        networks = data.networks.copy()
        assert networks["network_id"].eq(key).sum() == 1
        for column, value in cells.items():
            networks.loc[networks["network_id"].eq(key), column] = value
        return replace(data, networks=networks)

    return change


def recode_all(column: str, old: str, new: object) -> Tamper:
    """Write a code of a column of networks as another."""

    def change(data: Dataset) -> Dataset:
        networks = data.networks.copy()
        assert networks[column].eq(old).any()
        networks[column] = networks[column].mask(networks[column].eq(old), new)
        return replace(data, networks=networks)

    return change


def drop_network(key: str) -> Tamper:
    def change(data: Dataset) -> Dataset:
        kept = data.networks[~data.networks["network_id"].eq(key)].reset_index(drop=True)
        assert len(kept) < len(data.networks)
        return replace(data, networks=kept)

    return change


def add_network(like: str, **cells: object) -> Tamper:
    """Add a network that differs from a known one in some cells."""

    def change(data: Dataset) -> Dataset:
        row = data.networks[data.networks["network_id"].eq(like)].assign(**cells)
        return replace(data, networks=pd.concat([data.networks, row], ignore_index=True))

    return change


def drop_members(network: str = "", member: str = "", role: str = "", kind: str = "") -> Tamper:
    """Take out memberships by network, member, role and kind of member."""

    def change(data: Dataset) -> Dataset:
        rows = data.memberships
        kinds = rows["member_id"].map(data.members.set_index("member_id")["kind"])
        chosen = pd.Series(True, index=rows.index)
        wanted = {"network_id": network, "member_id": member, "role": role}
        for column, value in wanted.items():
            chosen &= rows[column].eq(value) | (value == "")
        chosen &= kinds.eq(kind) | (kind == "")
        assert chosen.any()
        return replace(data, memberships=rows[~chosen].reset_index(drop=True))

    return change


def join(network: str, *members: str, role: str = "member") -> Tamper:
    """Add memberships."""

    def change(data: Dataset) -> Dataset:
        new = pd.DataFrame(
            {"network_id": network, "member_id": list(members), "role": role, "source": "4"}
        )
        known = set(data.members["member_id"])
        assert set(members) <= known, set(members) - known
        return replace(data, memberships=pd.concat([data.memberships, new], ignore_index=True))

    return change


def rewrite(member: str, **cells: object) -> Tamper:
    """Write cells of one member."""

    def change(data: Dataset) -> Dataset:
        members = data.members.copy()
        assert members["member_id"].eq(member).sum() == 1
        for column, value in cells.items():
            members.loc[members["member_id"].eq(member), column] = value
        return replace(data, members=members)

    return change


def supply(column: str, value: str) -> Tamper:
    """Add a column to the table of networks."""
    return lambda data: replace(data, networks=data.networks.assign(**{column: value}))


def supply_staff(data: Dataset) -> Dataset:
    staff = data.members["population"].astype("Float64") / 1000
    return replace(data, members=data.members.assign(staff=staff))


def shrink_germany(data: Dataset) -> Dataset:
    assert data.municipalities is not None
    return replace(data, municipalities=data.municipalities.head(9_000))


def grow_towns(data: Dataset) -> Dataset:
    """Keep only such smaller municipalities as take part: all of them do then."""
    assert data.municipalities is not None
    towns = data.municipalities["population"] < 100_000
    taking = data.municipalities["ags"].isin(data.members["ags"])
    return replace(data, municipalities=data.municipalities[~towns | taking])


def empty_east(data: Dataset) -> Dataset:
    """Take the eastern members out of all lists."""
    east = data.members.loc[data.members["state"].isin(["BB", "MV", "SN", "ST", "TH", "BE"])]
    gone = data.memberships["member_id"].isin(east["member_id"])
    return replace(data, memberships=data.memberships[~gone].reset_index(drop=True))


def unlink(data: Dataset) -> Dataset:
    """Give each membership an actor of its own."""
    rows = data.memberships.copy()
    rows["member_id"] = rows["member_id"] + "-" + rows["network_id"]
    members = data.memberships.merge(data.members, on="member_id", validate="many_to_one")
    members["member_id"] = members["member_id"] + "-" + members["network_id"]
    members = members[data.members.columns].drop_duplicates("member_id")
    return replace(data, memberships=rows, members=members)


NATIONAL = (
    "mpsc", "lighthouse-exchange", "stadt-land-digital", "innovators-club",
    "kooperation-digitale-staedte", "kommunaldigital", "morgenstadt",
)  # fmt: skip
EU_FOUR = ("smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities")
COMMISSION = "europaeische-kommission"
TOP_DOWN = (
    "mpsc", "stadt-land-digital", "smart-cities-marketplace", "mysmartlife", "matchup",
    "scalable-cities", "digital-transition-partnership", "intelligent-cities-challenge", "iscn",
    "urban-mobility-kic", "civitas", "eltis", "urbact", "covenant-of-mayors", "agora", "eukn",
)  # fmt: skip
BOTTOM_UP = tuple(key for key in load().networks["network_id"] if key not in TOP_DOWN)


MAIN_FORMATS = "conference;workshop;webinar;platform;matchmaking;peer_learning;training"


def join_all(networks: tuple[str, ...], member: str, role: str) -> Tamper:
    return chain(*(join(network, member, role=role) for network in networks))


def refound(networks: tuple[str, ...], year: int) -> Tamper:
    return chain(*(recode(key, founded=year, founded_latest=year) for key in networks))


TAMPERS: dict[str, Tamper] = {
    "summary-top-down-initiators": join_all(TOP_DOWN, COMMISSION, "initiator"),
    "summary-top-down-types": recode_all("type", "project_cities", "platform"),
    "summary-project-networks-bound": recode("matchup", term="open_ended"),
    "summary-bottom-up-types": recode_all("type", "unassigned", "umbrella"),
    "summary-informal-origins": supply("informal_origin", "yes"),
    "summary-european-focus": recode_all("reach", "eu", "global"),
    "intro-recent-growth": refound(NATIONAL, 2020),
    "intro-mandatory-and-informal": recode("lighthouse-exchange", type="umbrella"),
    "intro-partners-business-science": drop_members(kind="association"),
    "intro-four-categories": recode_all("category", "thematic", "cities_regions"),
    "national-count": recode("morgenstadt", category="thematic"),
    "national-list": recode("morgenstadt", category="thematic"),
    "smart-city-count": drop_network("oasc"),
    "smart-city-list": drop_network("oasc"),
    "thematic-count": drop_network("eltis"),
    "thematic-list": recode("oasc", category="thematic"),
    "cities-regions-count": drop_network("errin"),
    "cities-regions-list": drop_network("errin"),
    "national-reach": recode("morgenstadt", reach="global"),
    "smart-city-reach": recode("oasc", reach="national"),
    "smart-city-project-bound": recode("matchup", term="open_ended"),
    "marketplace-former-name": recode("smart-cities-marketplace", founded_alternative=2019),
    "smart-city-global-permanent": recode("iscn", term="open_ended"),
    "thematic-fields": recode("eltis", topics="data"),
    "thematic-actors": join("polis", "imec"),
    "cities-regions-municipal": chain(drop_members("urbact"), drop_members("eurotowns")),
    "cities-regions-broad": chain(
        recode("cemr", topics="data;eu_policy"), recode("errin", topics="finance;broad")
    ),
    "network-count": add_network("oasc", network_id="oasc-2"),
    "category-sum": drop_network("oasc"),
    "foundings-1980s-1990s": refound(("polis", "energy-cities", "eurotowns", "metrex"), 2001),
    "cemr-1980s-1990s": recode("cemr", founded=1984),
    "other-examples-1980s-1990s": recode("eurotowns", founded=2001),
    "most-2015-2020": refound(("morgenstadt", "wego", "cemr"), 2018),
    "most-2015-2020-explicit": refound(NATIONAL, 2005),
    "explicit-above-all": refound(
        NATIONAL + EU_FOUR + ("oasc", "iscn", "g20-smart-cities-alliance"), 2005
    ),
    "founding-wave-demand": supply("founded_on_demand", "no"),
    "abbildung-1-all-dated": recode("cemr", founded=pd.NA, founded_latest=pd.NA),
    "top-down-count": recode("agora", initiative="bottom_up"),
    "bottom-up-count": recode("agora", initiative="bottom_up"),
    "initiative-sum": recode("agora", initiative=pd.NA),
    "dichotomy-term": chain(*(recode(key, term="open_ended") for key in TOP_DOWN)),
    "dichotomy-funding-public": chain(*(recode(key, funding="eu") for key in BOTTOM_UP)),
    "dichotomy-funding-members": chain(*(recode(key, funding="members") for key in TOP_DOWN)),
    "dichotomy-carriers": join_all(BOTTOM_UP, COMMISSION, "carrier"),
    "tabelle-1-national-top-down": recode("mpsc", initiative="bottom_up"),
    "tabelle-1-national-bottom-up": recode("morgenstadt", initiative="top_down"),
    "tabelle-1-smart-city-top-down": recode("iscn", initiative="bottom_up"),
    "tabelle-1-smart-city-bottom-up": recode("oasc", initiative="top_down"),
    "tabelle-1-thematic-top-down": recode("eltis", initiative="bottom_up"),
    "tabelle-1-thematic-bottom-up": recode("polis", initiative="top_down"),
    "tabelle-1-cities-regions-top-down": recode("agora", initiative="bottom_up"),
    "tabelle-1-cities-regions-bottom-up": recode("errin", initiative="top_down"),
    "german-municipalities-many": drop_members(kind="municipality"),
    "top-down-national-ministries": join(
        "mpsc", "bundesministerium-fuer-wohnen-stadtentwicklung-und-bauwesen", role="initiator"
    ),
    "top-down-european-commission": drop_members(member=COMMISSION, role="initiator"),
    "top-down-types-several": recode("matchup", type="other_top_down"),
    "platform-list": recode("connective-cities", type="platform", initiative="top_down"),
    "platform-terms-bound": chain(
        recode("covenant-of-mayors", term="fixed"), recode("eukn", term="fixed")
    ),
    "kic-long-term": recode("urban-mobility-kic", term="fixed"),
    "platform-carriers": join_all(("eukn", "covenant-of-mayors", "urbact"), COMMISSION, "carrier"),
    "covenant-permanent-funded": recode("covenant-of-mayors", funding="members"),
    "eukn-carried-by-states": join(
        "eukn",
        "belgien",
        "tschechien",
        "frankreich",
        "deutschland",
        "niederlande",
        "polen",
        "slowenien",
        "spanien",
        role="carrier",
    ),
    "programme-list": recode("agora", type="platform"),
    "programme-terms-limited": recode("mpsc", term="open_ended"),
    "project-networks-list": recode("matchup", type="platform"),
    "ended-lighthouse-networks": chain(
        add_network("oasc", network_id="growsmarter"),
        add_network("oasc", network_id="smarter-together"),
        join("growsmarter", "koeln", role="lighthouse"),
        join("smarter-together", "muenchen", role="lighthouse"),
    ),
    "untyped-top-down": recode("eltis", type="platform"),
    "untyped-top-down-list": recode("eltis", type="platform"),
    "marketplace-founded-by-eip": chain(
        drop_members("smart-cities-marketplace", COMMISSION),
        drop_members("smart-cities-marketplace", "smart-city-information-system"),
    ),
    "iscn-run-by-giz": join("iscn", COMMISSION, role="carrier"),
    "bottom-up-detached": join_all(BOTTOM_UP, COMMISSION, "initiator"),
    "bottom-up-types": recode_all("type", "association_research", "umbrella"),
    "umbrella-list": recode("eukn", type="umbrella"),
    "umbrella-size-mix": drop_members("eurocities", kind="municipality"),
    "association-list": recode("morgenstadt", type="umbrella"),
    "association-initiators": drop_members("morgenstadt", role="initiator"),
    "lighthouse-exchange-type": recode("oasc", type="lighthouse_exchange"),
    "tabelle-2-top-down": recode("eltis", type="platform"),
    "tabelle-2-bottom-up": recode_all("type", "unassigned", "umbrella"),
    "cities-international-ranking": join_all(
        ("wego", "oasc", "polis", "urbact", "agora"), "leipzig", "member"
    ),
    "large-cities-first": grow_towns,
    "staff-explains-participation": supply_staff,
    "small-towns-low-threshold": join("smart-cities-marketplace", "altena", "soest", "berlin"),
    "few-eastern-municipalities": empty_east,
    "explicit-count": recode("digital-rights-coalition", category="cities_regions"),
    "agenda-by-initiators": supply("agenda_by_initiators", "yes"),
    "main-formats": chain(*(recode(key, formats=MAIN_FORMATS) for key in (*TOP_DOWN, *BOTTOM_UP))),
    "explicit-topics": supply("topics", "broad"),
    "specialist-topics": chain(
        recode("covenant-of-mayors", topics="energy"), recode("agora", topics="broad")
    ),
    "many-publish": supply("results_published", "yes"),
    "jump-since-2015": refound(NATIONAL + EU_FOUR, 2010),
    "serve-providers-funders": supply("serves_providers", "yes"),
    "older-networks-formats": chain(
        recode("polis", formats="conference"), recode("cemr", formats="conference")
    ),
    "european-landscape": recode_all("reach", "europe", "global"),
    "many-networks-linked": unlink,
    "eu-networks-linked": chain(
        drop_members("scalable-cities"), drop_members("mysmartlife", "kartal")
    ),
    "national-networks-linked": drop_members("kooperation-digitale-staedte"),
    "mpsc-73": recode("mpsc", german_listing="complete"),
    "mpsc-all-municipalities": shrink_germany,
    "lighthouse-five": drop_members("lighthouse-exchange", "koeln"),
    "lighthouse-since-2015": recode("lighthouse-exchange", founded=2015),
    "scalable-lighthouses": drop_members("scalable-cities", "leipzig"),
    "scalable-116": recode("scalable-cities", members_reported=116),
    "scalable-48-72": recode("scalable-cities", members_reported=116),
    "scalable-beyond-europe": rewrite("essen", country="JP"),
    "marketplace-40": recode("smart-cities-marketplace", german_listing="complete"),
    "mysmartlife-lighthouses": drop_members("mysmartlife", "nantes"),
    "mysmartlife-followers": drop_members("mysmartlife", "rijeka"),
    "mysmartlife-further": drop_members("mysmartlife", "rom"),
    "mysmartlife-eleven-countries": drop_members("mysmartlife", "kartal"),
    "mysmartlife-hamburg": join("mysmartlife", "bremen"),
    "matchup-lighthouses": drop_members("matchup", "antalya"),
    "matchup-followers": join("matchup", "essen", role="follower"),
    "matchup-further": drop_members("matchup", "aam"),
    "matchup-six-countries": drop_members("matchup", kind="association"),
    "living-in-eu-initiators": drop_members("living-in-eu", "errin"),
    "iscn-countries": drop_members("iscn", "peru"),
    "iscn-cities-per-country": chain(drop_members("iscn", "zapopan")),
    "iscn-no-german": join("iscn", "hamburg"),
    "g20-one-pioneer": join("g20-smart-cities-alliance", "ulm", role="pioneer"),
    "civitas-17": drop_members("civitas", "passau"),
    "civitas-340": recode("civitas", members_reported_qualifier="exact"),
    "polis-from-eurocities": drop_members("polis", "eurocities"),
    "urbact-40": recode("urbact", german_listing="complete"),
    "urbact-funders": drop_members("urbact", "schweiz"),
    "eurotowns-size": rewrite("boeblingen", population=49_999),
    "eurocities-23": drop_members("eurocities", "hagen"),
    "eurocities-large": rewrite("hagen", population=99_999),
    "metrex-regions": drop_members("metrex", "metropolregion-rheinland"),
    "covenant-10000": recode("covenant-of-mayors", members_reported=10_000),
    "covenant-carriers": drop_members("covenant-of-mayors", "klima-buendnis"),
    "covenant-50": recode("covenant-of-mayors", german_listing="complete"),
    "cemr-german-associations": drop_members("cemr", "deutscher-landkreistag"),
    "eukn-states": drop_members("eukn", "polen"),
    "connective-ministry": drop_members("connective-cities", kind="ministry", role="initiator"),
}


# --- the statements


def test_every_statement_has_a_tampering() -> None:
    assert set(TAMPERS) == set(CLAIMS["claim_id"])


@pytest.mark.parametrize("row", ROWS)
def test_tampered_data_turn_the_verdict(row: dict[str, str], data: Dataset) -> None:
    """Each check finds another verdict on tables that differ in what it speaks of."""
    found = run_check(TAMPERS[row["claim_id"]](data), row["check"], row["expected"])
    assert found.verdict in VERDICTS
    assert found.verdict != row["verdict"], found
    if row["verdict"] == NOT_CHECKABLE:
        assert "no column" not in found.computed, "what was missing is there and is used"


def test_recorded_verdicts_hold(checked: pd.DataFrame) -> None:
    assert list_changed(checked)["claim_id"].tolist() == []
    assert checked["claim_id"].tolist() == CLAIMS["claim_id"].tolist()
    assert checked["verdict"].tolist() == CLAIMS["verdict"].tolist()
    assert (checked.dtypes.astype("str") == "str").all()


def test_statements_cover_the_report(checked: pd.DataFrame) -> None:
    counts = count_verdicts(checked)
    assert counts.index.tolist() == [
        "summaries", "chapter_1", "chapter_2", "section_3_1", "section_3_2", "section_3_2_1",
        "section_3_2_2", "section_3_2_3", "section_3_2_4", "chapter_4", "profiles",
    ]  # fmt: skip
    assert int(counts.to_numpy().sum()) == len(CLAIMS) >= 50
    assert (counts.sum() > 0).all()
    assert set(CLAIMS["kind"]) == set(codes(load().contract, "claim_kind"))
    assert set(CHECKS) == {check.partition(":")[0] for check in CLAIMS["check"]}


# Verdicts that follow from the text alone, read anew, without the tables.
READ_IN_THE_REPORT = {
    "network-count": "reproduced",
    "cemr-1980s-1990s": "contradicted",
    "most-2015-2020": "contradicted",
    "most-2015-2020-explicit": "reproduced",
    "untyped-top-down": "contradicted",
    "scalable-116": "contradicted",
    "covenant-10000": "reproduced_in_part",
    "civitas-17": "reproduced",
    "eurocities-23": "reproduced",
    "iscn-no-german": "reproduced",
    "mysmartlife-eleven-countries": "reproduced_in_part",
    "matchup-six-countries": "reproduced_in_part",
    "cities-international-ranking": "reproduced_in_part",
    "small-towns-low-threshold": "not_checkable",
}


def test_verdicts_that_the_text_shows(checked: pd.DataFrame) -> None:
    found = dict(zip(checked["claim_id"], checked["found"], strict=True))
    assert {key: found[key] for key in READ_IN_THE_REPORT} == READ_IN_THE_REPORT


def list_numbers(text: str, lang: str) -> set[float]:
    """Numbers in a text, German or English; numbers of tables and sections are names."""
    text = re.sub(r"Tabelle [12]|95 ?%", "", text)
    text = re.sub(r"(?<=\d)[.](?=\d{3})" if lang == "de" else r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text) if lang == "de" else text
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def test_reasons_state_only_numbers_that_are_computed(checked: pd.DataFrame) -> None:
    for row in checked.itertuples():
        german = list_numbers(row.reason_de, "de")
        assert german == list_numbers(row.reason_en, "en"), row.claim_id
        given = f"{row.computed} {row.alternative} {row.expected} {row.check}"
        known = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", given)}
        known |= list_numbers(row.statement_de, "de")
        assert german <= known, (row.claim_id, german - known)


def test_statements_are_ours_and_complete() -> None:
    for column in ("statement_de", "statement_en", "reason_de", "reason_en"):
        assert CLAIMS[column].str.endswith(".").all(), column
        assert not CLAIMS[column].str.contains("TODO|@").any()
    assert CLAIMS["statement_de"].is_unique
    assert CLAIMS["statement_en"].is_unique
    assert (CLAIMS["statement_de"] != CLAIMS["statement_en"]).all()
    assert (place_claims(CLAIMS["section"]) != ELSEWHERE).all()


# --- the engine

EXPECTED = {
    "number": ("most-2015-2020", "expected", "most", "is no number"),
    "list": ("national-list", "expected", ">3", "is no list"),
    "span": ("cemr-1980s-1990s", "expected", "1999-1980", "is no span"),
    "order": ("few-eastern-municipalities", "expected", "south<west", "allowed: two of east, west"),
    "missing column": ("many-publish", "expected", "a;b", "is no number"),
    "unknown check": ("network-count", "check", "network_cuont", "network_count is near"),
    "wrong parameter": ("most-2015-2020", "check", "founded_share:first=2015",
                        "missing a required"),
    "unknown column": ("top-down-count", "check", "network_count:colour=red", "no column of codes"),
    "unknown code": ("top-down-count", "check", "network_count:initiative=up", "is no code of"),
    "unknown network": ("mpsc-73", "check", "german_count:network=mpcs", "is no network_id"),
    "a parameter twice": ("network-count", "check", "network_count:type=umbrella;type=platform",
                          "twice"),
    "what has no code": ("explicit-topics", "check",
                         "code_list:column=topics;beyond=yes;lacking=sport", "lacking is 'sport'"),
    "year of founding": ("cemr-1980s-1990s", "check", "founded_within:networks=cemr;founded=year",
                         "founded is 'year'"),
    "year in words": ("most-2015-2020", "check", "founded_share:first=last;last=2020", "four dig"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "column", "value", "message"), EXPECTED.values(), ids=EXPECTED)
def test_malformed_rows_are_faults(
    data: Dataset, key: str, column: str, value: str, message: str
) -> None:
    assert data.claims is not None
    claims = data.claims[data.claims["claim_id"].eq(key)].copy()
    assert len(claims) == 1
    claims[column] = value
    with pytest.raises(DataError) as caught:
        check_claims(replace(data, claims=claims.reset_index(drop=True)))
    (fault,) = caught.value.faults
    assert fault[:4] == ("claims.csv", 2, column, value)
    assert message in fault.message


# They ask for what the tables may lack: an unknown name is what they are there for.
OPEN = ("column=column", "further_networks=networks", "member_column=column")
EXAMPLES = CLAIMS.groupby(CLAIMS["check"].str.partition(":")[0]).first().to_dict(orient="index")


@pytest.mark.parametrize("name", EXAMPLES)
def test_wrong_parameters_and_values_are_refused(data: Dataset, name: str) -> None:
    """No typing error passes in silence, or as an error that says nothing of the row."""
    row = EXAMPLES[name]
    parts = [part for part in row["check"].partition(":")[2].split(";") if part]
    for i, part in enumerate(parts):
        key = part.partition("=")[0]
        if f"{name}={key}" in OPEN:
            continue
        wrong = ";".join([*parts[:i], f"{key}=xx", *parts[i + 1 :]])
        with pytest.raises(ValueError, match="xx"):
            run_check(data, f"{name}:{wrong}", row["expected"])
    refused = 0
    for value in ("a>b", "a;b;a", "9-3", ">x"):
        try:
            run_check(data, row["check"], value)
        except ValueError:
            refused += 1
    assert refused >= 2


def test_all_malformed_rows_are_named_at_once(data: Dataset) -> None:
    assert data.claims is not None
    claims = data.claims.copy()
    claims.loc[[0, 4], "check"] = "no_such_check"
    with pytest.raises(DataError) as caught:
        check_claims(replace(data, claims=claims))
    assert [fault.row for fault in caught.value.faults] == [2, 6]


def test_forms_of_what_is_expected() -> None:
    assert [meets("~40", value) for value in (35.1, 40, 44, 46)] == [True, True, True, False]
    assert [meets("=1", 1.0), meets(">=2", 2), meets("<1", 1), meets("<=1", 1)] == [1, 1, 0, 1]
    assert not meets(">0.5", float("nan"))
    assert read_span("2015-2015") == (2015, 2015)
    assert read_order("a>b", ("a", "b")) == ("a", "b") == read_order("b<a", ("a", "b"))
    for wrong, read in (("", read_list), ("a;a", read_list), ("2020", read_span)):
        with pytest.raises(ExpectedError):
            read(wrong)
    with pytest.raises(ExpectedError):
        meets("a;b", 1)
    with pytest.raises(ExpectedError):
        read_order("a>a", ("a", "b"))


def test_judgements() -> None:
    assert judge_readings([False, False]) == "contradicted"
    assert judge_shares("=1", [0.49]) == "contradicted"
    assert judge_shares("=1", [0.5]) == "reproduced_in_part"
    assert judge_shares("=1", [1.0, 1.0]) == "reproduced"
    assert judge_list("a;b", ["b", "a"])[:2] == ("reproduced", "2/2")
    assert judge_list("a", ["b"])[0] == "contradicted"
    assert judge_list("a", ["a", "b"], beyond=True)[0] == "reproduced"


def test_two_lower_bounds_can_both_be_true(data: Dataset) -> None:
    check = "reported:network=covenant-of-mayors"
    assert run_check(data, check, ">10000").verdict == "reproduced_in_part"
    assert run_check(data, check, ">7000").verdict == "reproduced"
    assert run_check(data, check, "10000").verdict == "contradicted"


def test_statements_that_only_restate_the_coding_are_marked(checked: pd.DataFrame) -> None:
    marked = checked[checked["restates_coding"].eq("yes")].set_index("claim_id")
    assert set(checked["restates_coding"]) == {"yes", "no"}
    # Tabelle 1 and the four sections were coded cell by cell.
    cells = checked.loc[checked["section"].eq("Tabelle 1"), "claim_id"]
    assert set(cells) | {"national-count", "top-down-count", "platform-list"} <= set(marked.index)
    for key in ("kic-long-term", "specialist-topics", "few-eastern-municipalities", "civitas-17"):
        assert key not in marked.index
    assert marked["check"].str.startswith(("network_", "code_", "smallest_")).all()


def test_both_readings_of_names_enter_the_comparison_of_regions(data: Dataset) -> None:
    found = run_check(data, "east_west", "east<west")
    assert "of 18 comparisons" in found.alternative
    # By hand: 6/9 against 42/72 turns, with Halle in the West 5/9 does not.
    assert "large cities 6/9; west 59/8373" in found.computed
    assert "other reading of names: east 7/2399" in found.alternative


def test_recent_growth_depends_on_the_span(data: Dataset) -> None:
    explicit = data.networks[data.networks["category"].isin(["national", "smart_city"])]
    counts = [int(explicit["founded"].between(first, 2023).sum()) for first in (2014, 2019)]
    check = "founding_rise:since=2014;until=2023;recent=2019;category=national+smart_city"
    found = run_check(data, check, ">1")
    assert f"2014-2023: {counts[0]}" in found.computed
    assert f"2019-2023: {counts[1]}" in found.alternative


def test_tables_without_statements_say_which_file_is_missing(small_folder: Path) -> None:
    data = load(small_folder)
    with pytest.raises(ValueError, match=r"needs the table claims: add claims\.csv"):
        check_claims(data)


def test_without_the_list_of_municipalities_some_are_not_checkable(data: Dataset) -> None:
    found = check_claims(replace(data, municipalities=None)).set_index("claim_id")["found"]
    keys = ["large-cities-first", "few-eastern-municipalities", "mpsc-all-municipalities"]
    assert set(found[keys]) == {NOT_CHECKABLE}


def write_small(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a claims.csv with rows that differ from a sound one in some cells."""
    sound = {
        "claim_id": "four", "section": "3", "statement_de": "Es sind vier Netzwerke.",
        "statement_en": "There are four networks.", "kind": "count", "expected": "4",
        "check": "network_count", "verdict": "reproduced", "reason_de": "Die Tabelle hat 4.",
        "reason_en": "The table has 4.",
    }  # fmt: skip
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(sound), lineterminator="\n")
        writer.writeheader()
        writer.writerows([sound | row for row in rows] or [sound])
    return folder


DAMAGED = {
    "verdict": ({"verdict": "true"}, "verdict", "is no code of this column"),
    "empty": ({"statement_en": ""}, "statement_en", "is empty, but needs a value"),
    "kind": ({"kind": "number"}, "kind", "is no code of this column"),
    "section": ({"section": "page 7"}, "section", "has not the form of this column"),
    "expected": ({"expected": "about four"}, "expected", "a number (34)"),
    "check": ({"check": "network count"}, "check", "the name of a check"),
    "key": ({"claim_id": "Four"}, "claim_id", "has not the form"),
}


@pytest.mark.parametrize(("cells", "column", "message"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_statements_are_refused(
    small_folder: Path, cells: dict[str, str], column: str, message: str
) -> None:
    write_small(small_folder, cells)
    with pytest.raises(DataError) as caught:
        load(small_folder)
    assert [(fault.file, fault.row, fault.column) for fault in caught.value.faults] == [
        ("claims.csv", 2, column)
    ]
    assert message in caught.value.faults[0].message


def test_a_key_stands_once(small_folder: Path) -> None:
    write_small(small_folder, {}, {})
    with pytest.raises(DataError, match="stands in row 2 already"):
        load(small_folder)


# --- the command


def test_command_on_own_tables(capsys: pytest.CaptureFixture[str], small_folder: Path) -> None:
    assert main(["claims", str(small_folder)]) == 1
    assert (
        capsys.readouterr().err
        == "error: check_claims needs the table claims: add claims.csv to the folder\n"
    )
    write_small(small_folder)
    assert main(["claims", str(small_folder), "--lang", "de"]) == 0
    captured = capsys.readouterr()
    assert "four [Bestätigt]" in captured.out
    assert "1 Aussagen. Bestätigt: 1;" in captured.out
    assert captured.err == ""


def test_command_fails_when_a_verdict_turns_and_records_it(
    capsys: pytest.CaptureFixture[str], small_folder: Path, damage: Callable[..., None]
) -> None:
    write_small(small_folder)
    damage("claims.csv", 2, "expected", "5")
    assert main(["claims", str(small_folder)]) == 1
    captured = capsys.readouterr()
    assert captured.err == "verdict differs: four: recorded reproduced, found contradicted (4)\n"
    assert "four [Contradicted (recorded: Reproduced)]" in captured.out
    assert main(["claims", str(small_folder), "--update"]) == 0
    assert "renewed: four: recorded reproduced" in capsys.readouterr().out
    assert main(["claims", str(small_folder)]) == 0
    assert load(small_folder).claims is not None
    assert [path.name for path in small_folder.iterdir() if path.name.startswith(".")] == []


def test_a_missing_table_is_not_recorded_as_a_verdict(
    capsys: pytest.CaptureFixture[str], small_folder: Path, damage: Callable[..., None]
) -> None:
    write_small(small_folder)
    damage("claims.csv", 2, "check", "municipality_total")
    before = (small_folder / "claims.csv").read_bytes()
    assert main(["claims", str(small_folder), "--update"]) == 1
    assert "four needs municipalities.csv" in capsys.readouterr().err
    assert (small_folder / "claims.csv").read_bytes() == before


def test_tampered_tables_of_the_repository_fail_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("coding"))
    path = folder / "networks.csv"
    text = path.read_text("utf-8")
    old = "cemr,Council of European Municipalities and Regions,CEMR,cities_regions,1951,1951"
    assert old in text
    path.write_text(text.replace(old, old.replace("1951", "1984")), "utf-8")
    assert main(["claims", str(folder)]) == 1
    expected = "verdict differs: cemr-1980s-1990s: recorded contradicted, found reproduced"
    assert capsys.readouterr().err == f"{expected} (cemr 1984)\n"


def test_recording_touches_verdicts_alone() -> None:
    content = (FOLDER / "claims.csv").read_bytes()
    claims = CLAIMS.assign(found="not_checkable")
    turned = record_verdicts(content, claims)
    rows = list(csv.reader(io.StringIO(turned.decode("utf-8"))))
    column = rows[0].index("verdict")
    assert {row[column] for row in rows[1:]} == {"not_checkable"}
    assert record_verdicts(turned, CLAIMS.assign(found=CLAIMS["verdict"])) == content
    # Other line ends, a byte-order mark, another order of columns and quotation marks stay.
    other = '\ufeffverdict,note,claim_id\r\nx,"a, ""b""","k"\r\n"x",,m'.encode()
    found = pd.DataFrame({"claim_id": ["k", "m"], "found": ["reproduced", "contradicted"]})
    expected = '\ufeffverdict,note,claim_id\r\nreproduced,"a, ""b""","k"\r\ncontradicted,,m'
    assert record_verdicts(other, found) == expected.encode()
    with pytest.raises(ValueError, match="has changed since it was checked"):
        record_verdicts(other, found.head(1))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_text_fits_the_terminal(checked: pd.DataFrame, data: Dataset, lang: str) -> None:
    text = write_claims(checked, data.contract, lang=lang, width=72)
    longest = max(CLAIMS["claim_id"].map(len)) + 40
    assert max(map(len, text.splitlines())) <= max(72, longest)
    for statement in checked[f"statement_{lang}"]:
        assert statement.split()[0] in text
    assert len(re.findall(r"^\S+ \[", text, re.MULTILINE)) == len(checked)


def test_checks_in_the_readme_are_those_of_the_package() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    printed = readme.split("<!-- checks:begin -->")[1].split("<!-- checks:end -->")[0].strip()
    assert printed == describe_checks(), "run `make refresh`"
    assert len(printed.splitlines()) == len(CHECKS) + 2
    assert printed.isascii()


def test_contract_describes_the_statements(data: Dataset) -> None:
    assert codes(data.contract, "verdict") == list(VERDICTS)
    columns = [field["name"] for field in list_fields(data.contract, "claims")]
    assert columns == list(CLAIMS.columns)
