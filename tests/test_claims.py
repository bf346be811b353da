"""The report's statements: each check turns when the data do, and the table says what they give."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.claims import check_claims, count_verdicts, list_changed
from analysis.claims.checking import (
    CHECKS,
    ELSEWHERE,
    PLACES,
    leave_restated,
    parse_check,
    place_claims,
    record_verdicts,
    write_claims,
)
from analysis.claims.judging import NOT_CHECKABLE, VERDICTS, Case, ExpectedError, Finding
from analysis.claims.outputs import frame_claims, frame_verdict_sums, name_section
from analysis.data import DataError, Dataset, load
from analysis.data.contract import EAST, FOLDER, codes, list_fields, read_contract
from analysis.presentation.registry import measure_once
from analysis.presentation.wording import Wording
from tests.test_findings import list_numbers
from tools.renew_readme import describe_checks

Tamper = Callable[[Dataset], Dataset]
CLAIMS = pd.read_csv(FOLDER / "claims.csv", dtype="str", keep_default_na=False)
# Statements whose verdict could have been another.
OPEN = CLAIMS[CLAIMS["basis"] != "coded_from_here"]
R, P, C = VERDICTS[:3]
ROWS = [pytest.param(row, id=row["claim_id"]) for row in CLAIMS.to_dict(orient="records")]


@pytest.fixture(scope="module")
def checked(data: Dataset) -> pd.DataFrame:
    return check_claims(data)


def run_check(data: Dataset, check: str, expected: str) -> Finding:
    function, parameters = parse_check(check)
    return function(Case(data, expected), **parameters)


# --- what can be changed in the tables


def chain(*tampers: Tamper) -> Tamper:
    return lambda data: reduce(lambda changed, tamper: tamper(changed), tampers, data)


def edit(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Tamper:
    return lambda data: replace(
        data, **{table: change(getattr(data, table).copy()).reset_index(drop=True)}
    )


def write(table: str, column: str, values: Iterable[str], cells: dict[str, object]) -> Tamper:
    """Write cells of the rows that have one of the values in a column."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = frame[column].isin(list(values))
        assert rows.any()
        for name, cell in cells.items():
            frame.loc[rows, name] = cell
        return frame

    return edit(table, change)


def recode(*networks: str, **cells: object) -> Tamper:
    return write("networks", "network_id", networks, cells)


def supply(table: str = "networks", **columns: object) -> Tamper:
    """Write one value into a whole column, which the table may lack."""
    return edit(table, lambda frame: frame.assign(**columns))


def drop_network(key: str) -> Tamper:
    return edit("networks", lambda frame: frame[~frame["network_id"].eq(key)])


def drop_members(network: str = "", member: str = "", role: str = "", kind: str = "") -> Tamper:
    """Take out memberships by network, member, role and kind of member."""
    wanted = {"network_id": network, "member_id": member, "role": role, "kind": kind}
    named = pd.Series({column: value for column, value in wanted.items() if value})

    def change(data: Dataset) -> Dataset:
        rows = data.memberships.merge(data.members[["member_id", "kind"]], validate="many_to_one")
        chosen = rows[named.index].eq(named).all(axis=1)
        assert chosen.any()
        return edit("memberships", lambda frame: frame[~chosen])(data)

    return change


def join(networks: str | tuple[str, ...], *members: str, role: str = "member") -> Tamper:
    """Add memberships of members that the table has."""
    pairs = product([networks] if isinstance(networks, str) else networks, members)
    new = pd.DataFrame(pairs, columns=["network_id", "member_id"]).assign(role=role, source="4")

    def change(data: Dataset) -> Dataset:
        assert set(members) <= set(data.members["member_id"])
        return edit("memberships", lambda frame: pd.concat([frame, new]))(data)

    return change


def grow_towns(data: Dataset) -> Dataset:
    """Keep only such smaller municipalities as take part: all of them do then."""
    taking = data.members["ags"]
    return edit(
        "municipalities",
        lambda frame: frame[(frame["population"] >= 100_000) | frame["ags"].isin(taking)],
    )(data)


def empty_east(data: Dataset) -> Dataset:
    """Take the eastern members out of all lists."""
    east = data.members.loc[data.members["state"].isin([*EAST, "BE"]), "member_id"]
    return edit("memberships", lambda frame: frame[~frame["member_id"].isin(east)])(data)


def unlink(data: Dataset) -> Dataset:
    """Give each membership an actor of its own."""
    rows = data.memberships.assign(own=lambda f: f["member_id"] + "-" + f["network_id"])
    members = data.members.merge(rows[["member_id", "own"]].drop_duplicates(), on="member_id")
    return replace(data, **{
        name: frame.drop(columns="member_id").rename(columns={"own": "member_id"})
        for name, frame in {"memberships": rows, "members": members}.items()
    })  # fmt: skip


EU_FOUR = ("smart-cities-marketplace", "mysmartlife", "matchup", "scalable-cities")
COMMISSION = "europaeische-kommission"
NETWORKS = pd.read_csv(FOLDER / "networks.csv", dtype="str")

# Of statements that `TURNS` does not turn.
TAMPERS: dict[str, Tamper] = {
    "most-2015-2020": supply(founded=2018),
    "untyped-top-down": recode("eltis", type="platform"),
    "bottom-up-detached": join(tuple(NETWORKS["network_id"]), COMMISSION, role="initiator"),
    "large-cities-first": grow_towns,
    "small-towns-low-threshold": join("smart-cities-marketplace", "altena", "soest", "berlin"),
    "few-eastern-municipalities": empty_east,
    "many-networks-linked": unlink,
    "eu-networks-linked": chain(*map(drop_members, EU_FOUR)),
    "national-networks-linked": drop_members("kooperation-digitale-staedte"),
    "mpsc-all-municipalities": edit("municipalities", lambda frame: frame.head(9_000)),
    "iscn-no-german": join("iscn", "hamburg"),
    "lighthouse-five": drop_members("lighthouse-exchange", "koeln"),
    "covenant-10000": recode("covenant-of-mayors", members_reported=10_000),
}


def recode_all(given: dict[str, str], expected: str) -> Tamper:
    """Give all networks a code that the check does not look for, or that it bounds from above."""
    column, _, text = given.get("code", f"{given.get('column')}/{expected}").partition("/")
    meant = re.split("[;+]", text)
    if expected.startswith("<"):
        return supply(**{column: meant[0]})
    spared = {*meant, "broad", "none", "not_stated"}
    known = codes(read_contract(), column)
    return supply(**{column: next(code for code in known if code not in spared)})


def drop_networks(given: dict[str, str]) -> Tamper:
    """Take out the networks that a check counts."""
    rows = NETWORKS
    for column in given.keys() - {"by"}:
        rows = rows[rows[column].isin(given[column].split("+"))]
    return chain(*map(drop_network, rows["network_id"]))


def swap_initiative(data: Dataset) -> Dataset:
    ways = {"top_down": "bottom_up", "bottom_up": "top_down"}
    return edit("networks", lambda f: f.assign(initiative=f["initiative"].map(ways)))(data)


YEARS = ("founded", "founded_latest", "founded_alternative")
# What turns a check, by what its name begins with.
TURNS: dict[str, Callable[[dict[str, str], str], Tamper]] = {
    "actor_list": lambda given, expected: drop_members(
        given["network"], expected.partition(";")[0]
    ),
    "actor_share": lambda given, _: drop_members(role=given["role"]),
    "column": lambda given, _: supply(**{given["column"]: "yes"}),
    "country": lambda *_: supply("members", country="LU"),
    "found": lambda *_: supply(**dict.fromkeys(YEARS, 1950)),
    "german_count": lambda given, _: recode(given["network"], german_listing="complete"),
    "network_list": lambda _, expected: drop_network(expected.partition(";")[0]),
    "role_sum": lambda given, _: drop_members(
        given["network"], role=given["roles"].partition("+")[0]
    ),
    "trait_order": lambda *_: swap_initiative,
    **dict.fromkeys(("network_share", "code_list", "mention_share", "several"), recode_all),
    **dict.fromkeys(("network_count", "network_sum"), lambda given, _: drop_networks(given)),
    **dict.fromkeys(("population", "size_presence"), lambda *_: supply("members", population=1)),
    **dict.fromkeys(
        ("german_majority", "member_majority", "city_ranking", "naming_share"),
        lambda *_: drop_members(kind="municipality"),
    ),
}


# --- the statements


@pytest.mark.parametrize("row", ROWS)
def test_tampered_data_turn_the_verdict(row: dict[str, str], data: Dataset) -> None:
    """Each check finds another verdict on tables that differ in what it speaks of."""
    name, _, rest = row["check"].partition(":")
    parameters = dict(part.split("=") for part in rest.split(";") if part)
    tamper = TAMPERS.get(row["claim_id"])
    if tamper is None:
        (turn,) = (turn for start, turn in TURNS.items() if name.startswith(start))
        tamper = turn(parameters, row["expected"])
    found = run_check(tamper(data), row["check"], row["expected"])
    assert found.verdict in VERDICTS
    assert found.verdict != row["verdict"], found
    if row["verdict"] == NOT_CHECKABLE:
        assert "no column" not in found.computed, "what was missing is there and is used"


def test_recorded_verdicts_hold(checked: pd.DataFrame) -> None:
    assert list_changed(checked)["claim_id"].tolist() == []
    assert checked[list(CLAIMS)].equals(CLAIMS)
    assert (checked.dtypes.astype("str") == "str").all()


def test_statements_cover_the_report(checked: pd.DataFrame, data: Dataset) -> None:
    counts = count_verdicts(checked)
    assert int(counts.to_numpy().sum()) == len(OPEN) >= 50
    assert (counts.sum() > 0).all()
    assert set(CLAIMS["basis"]) == set(codes(data.contract, "basis"))
    assert counts.index.tolist() == list(PLACES)
    assert counts.columns.tolist() == codes(data.contract, "verdict") == list(VERDICTS)
    assert set(CLAIMS["kind"]) == set(codes(data.contract, "claim_kind"))
    assert set(TAMPERS) < set(CLAIMS["claim_id"])
    assert set(CHECKS) == {check.partition(":")[0] for check in CLAIMS["check"]}


def test_reasons_state_only_numbers_that_are_computed(checked: pd.DataFrame) -> None:
    texts = checked.replace(r"Tabelle [12]|95 ?%", "", regex=True)  # names, and a level
    for row in texts.itertuples():
        german = set(list_numbers(row.reason_de, "de"))
        assert german == set(list_numbers(row.reason_en, "en")), row.claim_id
        given = f"{row.computed} {row.alternative} {row.expected} {row.check}"
        known = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", given)}
        known |= set(list_numbers(row.statement_de, "de"))
        assert german <= known, (row.claim_id, german - known)


def test_statements_are_ours_and_complete() -> None:
    for column in ("statement_de", "statement_en", "reason_de", "reason_en"):
        assert CLAIMS[column].str.endswith(".").all(), column
        assert not CLAIMS[column].str.contains("TODO|@").any()
    assert CLAIMS[["statement_de", "statement_en"]].stack().is_unique
    assert (place_claims(CLAIMS["section"]) != ELSEWHERE).all()


def test_restated_coding_agrees_and_is_not_counted(checked: pd.DataFrame) -> None:
    """What was coded from the very place fails by a slip alone."""
    restated = checked[checked["basis"].eq("coded_from_here")]
    assert set(restated["found"]) == {R}
    assert len(leave_restated(checked)) == len(OPEN) == len(CLAIMS) - len(restated)


# --- the tables in print


def test_every_place_has_a_name_in_each_language(data: Dataset) -> None:
    named = {section: name_section(section, Wording("en")) for section in CLAIMS["section"]}
    kept = [section for section, name in named.items() if section == name]
    assert all(re.fullmatch(r"[\d.]+|(Tabelle|Abbildung) \d", section) for section in kept)
    assert len(set(named.values())) == len(named)
    # The rows of profiles are those that the contract allows, not only those of today.
    (field,) = (f for f in list_fields(data.contract, "claims") if f["name"] == "section")
    found = re.search(r"Steckbrief: \(\?:(.*)\)\)$", field["constraints"]["pattern"])
    assert found is not None
    rows = list(Wording("de").texts("profile").values())
    assert all(re.fullmatch(found[1], row) for row in rows)
    assert all(any(re.fullmatch(one, row) for row in rows) for one in found[1].split("|"))
    for row in (*rows, "Räumlicher Bezug/ Reichweite"):
        assert name_section(f"Steckbrief: {row}", Wording("en")).startswith("Profile: ")


def test_tables_hold_what_was_found(data: Dataset) -> None:
    with measure_once():
        frame, sums = frame_claims(data), frame_verdict_sums(data)
    recorded = dict(zip(CLAIMS["statement_de"], CLAIMS["verdict"], strict=True))
    assert dict(zip(frame["statement_de"], frame["verdict"], strict=True)) == recorded
    # The statements of one summary stand together.
    numbers = [int(CLAIMS["section"].eq(name).sum()) for name in ("Zusammenfassung", "Summary")]
    names = ["Zusammenfassung"] * numbers[0] + ["Englische Zusammenfassung"] * numbers[1]
    assert frame["section_de"].head(sum(numbers)).tolist() == names
    assert frame["section_en"].iloc[0] == "German summary"
    assert sums.loc["total"].to_dict() == {"total": len(OPEN), **OPEN["verdict"].value_counts()}
    assert (sums["total"] == sums[list(VERDICTS)].sum(axis=1)).all()


# --- the engine

MALFORMED = [
    ("most-2015-2020", "expected", "most", "is no number"),
    ("national-list", "expected", ">3", "is no list"),
    ("early-examples", "expected", "1999-1980", "is no span"),
    ("few-eastern-municipalities", "expected", "south<west", "allowed: two of east, west"),
    ("explicit-count", "check", "network_cuont", "network_count is near"),
    ("most-2015-2020", "check", "founded_share:first=2015", "missing a required"),
    ("initiative-count", "check", "network_count:colour=red", "no column of codes"),
    ("explicit-count", "check", "network_count:type=umbrella;type=platform", "twice"),
    ("early-examples", "check", "founded_within:networks=cemr;founded=year", "is 'year'"),
    ("most-2015-2020", "check", "founded_share:first=last;last=2020", "four digits"),
]


def test_malformed_rows_are_all_named_at_once(data: Dataset) -> None:
    assert data.claims is not None
    rows = [CLAIMS["claim_id"].tolist().index(key) for key, *_ in MALFORMED]
    claims = data.claims.iloc[rows].reset_index(drop=True)
    for i, (_, column, value, _) in enumerate(MALFORMED):
        claims.loc[i, column] = value
    with pytest.raises(DataError) as caught:
        check_claims(replace(data, claims=pd.concat([data.claims.head(2), claims])))
    faults = caught.value.faults
    assert [fault[:4] for fault in faults] == [
        ("claims.csv", i, column, value) for i, (_, column, value, _) in enumerate(MALFORMED, 4)
    ]
    for fault, (*_, message) in zip(faults, MALFORMED, strict=True):
        assert message in fault.message


EXAMPLES = CLAIMS.groupby(CLAIMS["check"].str.partition(":")[0]).first().to_dict(orient="index")


@pytest.mark.parametrize("name", EXAMPLES)
def test_wrong_parameters_and_values_are_refused(data: Dataset, name: str) -> None:
    """No typing error passes in silence, or as an error that says nothing of the row."""
    row = EXAMPLES[name]
    for key, value in re.findall(r"[:;](\w+)=([^;]+)", row["check"]):
        if f"{name}={key}" != "column=column":  # an unknown name is what it is there for
            wrong = row["check"].replace(f"{key}={value}", f"{key}=xx")
            with pytest.raises(ValueError, match="xx"):
                run_check(data, wrong, row["expected"])
    for value in ("a;b;a", ">x"):  # the form of no check
        with pytest.raises(ExpectedError):
            run_check(data, row["check"], value)


FORMS = {
    "network_count": {"34": R, "~30": R, "~40": C, "<=34": R, ">=34": R, "<34": C, ">34": C},
    "network_share:code=initiative/bottom_up": {">0.5": R, "=1": P, "<0.5": C},  # 18 of 34
    "network_share:code=initiative/top_down": {"<0.5": R, "=1": C},
    "network_share:code=term/fixed;initiative=top_down;type=umbrella": {"<1": C, ">=0": C},  # none
    "reported:network=covenant-of-mayors": {">7000": R, ">10000": NOT_CHECKABLE, "10000": C},
    "code_list:column=initiative": {"bottom_up;top_down": R, "top_down": R},
    "network_sum:by=initiative": {"34": R, "16+18": R, "17+17": C, "16+18+0": C},
    "trait_order:by=initiative;term=fixed": {"bottom_up<top_down": R, "top_down<bottom_up": C},
}


@pytest.mark.parametrize("check", FORMS)
def test_forms_of_what_is_expected(data: Dataset, check: str) -> None:
    found = {expected: run_check(data, check, expected).verdict for expected in FORMS[check]}
    assert found == FORMS[check]


def test_without_the_list_of_municipalities_some_are_not_checkable(data: Dataset) -> None:
    found = check_claims(replace(data, municipalities=None)).set_index("claim_id")["found"]
    keys = ["large-cities-first", "few-eastern-municipalities", "mpsc-all-municipalities"]
    assert set(found[keys]) == {NOT_CHECKABLE}


def write_small(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a claims.csv with rows that differ from a sound one in some cells."""
    sound = {
        "claim_id": "four", "section": "3", "statement_de": "Es sind vier Netzwerke.",
        "statement_en": "There are four networks.", "kind": "count", "basis": "count",
        "expected": "4", "check": "network_count", "verdict": "reproduced",
        "reason_de": "Die Tabelle hat 4.", "reason_en": "The table has 4.",
    }  # fmt: skip
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(sound), lineterminator="\n")
        writer.writeheader()
        writer.writerows([sound | row for row in rows] or [sound])
    return folder


DAMAGED = {
    "verdict": ("true", "is no code of this column"),
    "section": ("page 7", "has not the form of this column"),
    "expected": ("about four", "a number (34)"),
    "check": ("network count", "the name of a check"),
    "claim_id": ("Four", "has not the form"),
}


def test_damaged_statements_are_refused(small_folder: Path) -> None:
    write_small(small_folder, {column: value for column, (value, _) in DAMAGED.items()}, {}, {})
    with pytest.raises(DataError) as caught:
        load(small_folder)
    found = {(fault.row, fault.column): fault.message for fault in caught.value.faults}
    assert "stands in row 3 already" in found.pop((4, "claim_id"))
    assert found.keys() == {(2, column) for column in DAMAGED}
    assert all(message in found[2, column] for column, (_, message) in DAMAGED.items())


# --- the command


def test_command_on_own_tables(capsys: pytest.CaptureFixture[str], small_folder: Path) -> None:
    assert main(["claims", str(small_folder)]) == 1
    assert "needs the table claims: add claims.csv to the folder" in capsys.readouterr().err
    write_small(small_folder)
    assert main(["claims", str(small_folder), "--lang", "de"]) == 0
    captured = capsys.readouterr()
    assert "four [Bestätigt; Nachzählung]" in captured.out
    assert "Ohne diese: Bestätigt:" in captured.out
    assert captured.err == ""


def test_command_fails_when_a_verdict_turns_and_records_it(
    capsys: pytest.CaptureFixture[str], small_folder: Path, damage: Callable[..., None]
) -> None:
    write_small(small_folder)
    damage("claims.csv", 2, "expected", "5")
    assert main(["claims", str(small_folder)]) == 1
    captured = capsys.readouterr()
    assert captured.err == "verdict differs: four: recorded reproduced, found contradicted (4)\n"
    assert "four [Not confirmed (recorded: Confirmed); Recount]" in captured.out
    assert main(["claims", str(small_folder), "--update"]) == 0
    assert "renewed: four: recorded reproduced" in capsys.readouterr().out
    assert main(["claims", str(small_folder)]) == 0
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


def test_recording_touches_verdicts_alone() -> None:
    content = (FOLDER / "claims.csv").read_bytes()
    turned = record_verdicts(content, CLAIMS.assign(found=NOT_CHECKABLE))
    assert turned.count(NOT_CHECKABLE.encode()) >= len(CLAIMS)
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
    text = write_claims(checked, Wording(lang, data.contract), width=72)
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
