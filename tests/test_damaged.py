"""Damaged tables: each is rejected with file, row, column and value, or repaired and said so."""

import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import DataError, Dataset, DataWarning, Fault, load
from analysis.data.reading import suggest

NBSP, ZERO_WIDTH, CYRILLIC = "\u00a0", "\u200b", "\u0430"


def find_faults(folder: Path) -> list[Fault]:
    with pytest.raises(DataError) as caught:
        load(folder)
    for fault in caught.value.faults[:50]:
        assert str(fault) in str(caught.value)
    return caught.value.faults


def rewrite(folder: Path, file: str, change: Callable[[bytes], bytes]) -> None:
    path = folder / file
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before, "the damage changed nothing"


def list_frames(data: Dataset) -> list[pd.DataFrame]:
    return [data.networks, data.members, data.memberships]


# One cell each: file, row, column, the damaged value, what the message says.
CELLS = {
    "decimal year": ("networks.csv", 2, "founded", "2012.0", "whole number"),
    "german date for a year": ("networks.csv", 2, "founded", "01.01.2012", "whole number"),
    "iso date for a year": ("networks.csv", 2, "founded", "2012-01-01", "whole number"),
    "serial date for a year": ("networks.csv", 2, "founded", "40909", "1900 to 2100"),
    "two-digit year": ("networks.csv", 4, "founded_latest", "16", "1900 to 2100"),
    "year in words": ("networks.csv", 5, "founded", "um 1991", "whole number"),
    "boolean for a number": ("networks.csv", 2, "members_reported", "TRUE", "whole number"),
    "thousands point": ("networks.csv", 2, "members_reported", "1.234", "whole number"),
    "thousands comma": ("networks.csv", 2, "members_reported", "1,234", "whole number"),
    "thousands apostrophe": ("members.csv", 3, "population", "3'755'251", "whole number"),
    "thousands underscore": ("members.csv", 3, "population", "3_755_251", "whole number"),
    "decimal comma in a count": ("networks.csv", 2, "members_reported", "1,5", "whole number"),
    "sign": ("networks.csv", 2, "members_reported", "+21", "whole number"),
    "leading zero in a count": ("networks.csv", 2, "members_reported", "021", "whole number"),
    "negative count": ("networks.csv", 2, "members_reported", "-21", "0 to any"),
    "arabic digits": ("networks.csv", 2, "founded", "\u0662\u0660\u0661\u0662", "whole number"),
    "more digits than are kept": ("members.csv", 3, "population", "9" * 16, "whole number"),
    "decimal comma": ("members.csv", 3, "latitude", "52,52437", "is no number"),
    "degrees and minutes": ("members.csv", 3, "latitude", "52° 31'", "is no number"),
    "lost decimal point": ("members.csv", 3, "longitude", "1341053", "-180 to 180"),
    "infinite": ("members.csv", 3, "latitude", "INF", "is no number"),
    "not a number": ("members.csv", 3, "latitude", "NaN", "is no number"),
    "scientific number": ("members.csv", 3, "latitude", "5.25E+01", "is no number"),
    "scientific key": ("members.csv", 8, "ags", "1.00E+06", "form of this column"),
    "lost leading zero": ("members.csv", 8, "ags", "1002000", "leading zero"),
    "lost leading zero of a district": ("members.csv", 9, "ags", "8118", "leading zero"),
    "apostrophe before a key": ("members.csv", 8, "ags", "'01002000", "form of this column"),
    "key with decimals": ("members.csv", 8, "ags", "1002000.0", "form of this column"),
    "key of a district on a city": ("members.csv", 8, "ags", "01002", "8 digits"),
    "key on a foreign city": ("members.csv", 2, "ags", "01003000", "an empty cell"),
    "city without key": ("members.csv", 8, "ags", "", "8 digits"),
    "key twice": ("members.csv", 8, "ags", "11000000", "row 3 already"),
    "na in a number": ("networks.csv", 3, "members_reported", "NA", "whole number"),
    "na in a code": ("members.csv", 2, "state", "NA", "is no code"),
    "n/a in a text": ("memberships.csv", 2, "listed_as", "n/a", "placeholder"),
    "dash in a text": ("memberships.csv", 2, "listed_as", "–", "placeholder"),
    "excel error in a text": ("networks.csv", 3, "note", "#NAME?", "placeholder"),
    "null in a text": ("networks.csv", 3, "note", "NULL", "placeholder"),
    "unknown code": ("networks.csv", 2, "reach", "continental", "allowed: national, eu"),
    "code in capitals": ("networks.csv", 2, "category", "National", "national is near"),
    "code as a label": ("networks.csv", 2, "initiative", "Bottom-up", "bottom_up is near"),
    "code empty": ("networks.csv", 2, "term", "", "needs a value"),
    "second code in a single column": ("networks.csv", 2, "reach", "national;eu", "is no code"),
    "unknown role": ("memberships.csv", 2, "role", "membr", "member is near"),
    "unknown code in a list": ("networks.csv", 2, "topics", "energy;mobilty", "mobility is near"),
    "list with commas": ("networks.csv", 2, "topics", "energy,mobility", "joined by ;"),
    "list with spaces": ("networks.csv", 2, "topics", "energy; mobility", "without spaces"),
    "list with a bar": ("networks.csv", 2, "funding", "members|grants", "is no code"),
    "list ends in a semicolon": ("networks.csv", 2, "topics", "energy;", "'' is no code"),
    "list names a code twice": ("networks.csv", 2, "topics", "energy;energy", "twice"),
    "list in another order": ("networks.csv", 2, "topics", "mobility;energy", "energy;mobility"),
    "list with none and more": ("networks.csv", 5, "funding", "members;none", "stands alone"),
    "list empty": ("networks.csv", 2, "formats", "", "needs a value"),
    "type of the other initiative": ("networks.csv", 4, "type", "platform", "type of top_down"),
    "type twice": ("networks.csv", 4, "type_alternative", "umbrella", "equals type"),
    "latest before founded": ("networks.csv", 4, "founded_latest", "2014", "before founded"),
    "alternative equals founded": ("networks.csv", 3, "founded_alternative", "2012", "equals"),
    "short name too long": ("networks.csv", 2, "short_name", "x" * 25, "25 characters"),
    "name empty": ("members.csv", 3, "name", "", "needs a value"),
    "name twice": ("networks.csv", 5, "name", "Morgenstadt Initiative", "row 2 already"),
    "website without scheme": ("networks.csv", 2, "website", "www.morgenstadt.de", "form of"),
    "website that is a path": ("networks.csv", 2, "website", "https://localhost", "form of"),
    "source in other words": ("memberships.csv", 2, "source", "Seite 12", "form of this"),
    "source cut off": ("memberships.csv", 2, "source", "Steckbrief: Akteure", "form of this"),
    "source as a date": ("memberships.csv", 5, "source", "03. Feb", "form of this"),
    "source is an address cut off": ("memberships.csv", 2, "source", "https://", "web address"),
    "source of another origin empty": ("memberships.csv", 2, "source", "Quelle: ", "begins or"),
    "source of another origin alone": ("memberships.csv", 2, "source", "Quelle:", "free text"),
    "longitude of Moscow": ("members.csv", 8, "longitude", "37.6", "outside Germany (5.5 to"),
    "latitude of Rome": ("members.csv", 3, "latitude", "41.9", "outside Germany (47 to 55.2)"),
    "too few of a complete list": (
        "networks.csv", 4, "german_municipalities_reported", "3",
        "3 stated as a complete list, memberships.csv names 2: add the missing row, or change",
    ),
    "too many of a complete list": (
        "networks.csv", 4, "german_municipalities_reported", "1", "take out the surplus row",
    ),
    "number where there are none": (
        "networks.csv", 5, "german_municipalities_reported", "1", "german_listing is none, 1 st",
    ),
    "country by name": ("members.csv", 2, "country", "Niederlande", "form of this"),
    "country in small letters": ("members.csv", 2, "country", "nl", "form of this"),
    "state by name": ("members.csv", 3, "state", "Berlin", "is no code"),
    "state abroad": ("members.csv", 2, "state", "NW", "country is 'NL'"),
    "german place without state": ("members.csv", 7, "state", "", "lies in one"),
    "space before": ("networks.csv", 2, "category", " national", "begins or ends"),
    "space after": ("members.csv", 3, "name", "Berlin ", "begins or ends"),
    "no-break space": ("members.csv", 3, "name", f"Berlin{NBSP}Mitte", "NO-BREAK SPACE"),
    "zero-width space": ("members.csv", 3, "name", f"Ber{ZERO_WIDTH}lin", "ZERO WIDTH SPACE"),
    "soft hyphen": ("members.csv", 3, "name", "Ber\u00adlin", "SOFT HYPHEN"),
    "tab in a cell": ("members.csv", 3, "name", "Ber\tlin", "CONTROL CHARACTER"),
    "nul in a cell": ("members.csv", 3, "name", "Ber\x00lin", "CONTROL CHARACTER"),
    "byte-order mark within": ("members.csv", 3, "name", "\ufeffBerlin", "ZERO WIDTH NO-BREAK"),
    "replacement character": ("members.csv", 4, "name", "Europ\ufffdische", "REPLACEMENT"),
    "decoded twice": ("members.csv", 4, "name", "EuropÃ¤ische Kommission", "'Europäische"),
    "id in capitals": ("memberships.csv", 8, "member_id", "Amsterdam", "lower-case"),
    "id with a space": ("memberships.csv", 9, "member_id", "ber lin", "lower-case"),
    "id with an umlaut": ("memberships.csv", 9, "member_id", "köln", "lower-case"),
    "homoglyph in an id": ("memberships.csv", 9, "member_id", f"{CYRILLIC}msterdam", "lower-case"),
    "unknown network": ("memberships.csv", 9, "network_id", "oascc", "oasc is near"),
    "unknown member": ("memberships.csv", 9, "member_id", "berlinn", "berlin is near"),
    "unknown other reading": ("memberships.csv", 3, "ambiguous_with", "halle", "members.csv"),
    "other reading is itself": ("memberships.csv", 3, "ambiguous_with", "halle-saale", "itself"),
    "other reading abroad": ("memberships.csv", 3, "ambiguous_with", "amsterdam", "country than"),
    "qualifier without figure": (
        "networks.csv", 4, "german_municipalities_reported", "", "although german_municipalities_q",
    ),
    "unit without figure": ("networks.csv", 4, "reported_unit", "", "although members_reported"),
    "figure without qualifier": (
        "networks.csv", 4, "german_municipalities_qualifier", "", "although german_municipalities",
    ),
    "population without source": ("members.csv", 3, "population_source", "", "although population"),
    "latitude without longitude": ("members.csv", 3, "longitude", "", "although latitude"),
    "network of another kind": ("members.csv", 10, "kind", "organisation", "must be network"),
}  # fmt: skip

# The damages above that have a second effect elsewhere.
ECHOES = {
    "unknown other reading": [("members.csv", 6, "member_id")],
    "other reading is itself": [("members.csv", 6, "member_id")],
    "other reading abroad": [("members.csv", 6, "member_id")],
    "id in capitals": [("members.csv", 2, "member_id")],
    "serial date for a year": [("networks.csv", 2, "founded_latest")],
    "na in a number": [
        ("networks.csv", 3, "members_reported_qualifier"),
        ("networks.csv", 3, "reported_unit"),
    ],
}


@pytest.mark.parametrize("name", CELLS)
def test_cell_is_rejected(small_folder: Path, damage, name: str) -> None:
    file, row, column, value, message = CELLS[name]
    damage(file, row, column, value)
    faults = find_faults(small_folder)
    mine = [fault for fault in faults if fault[:4] == (file, row, column, value)]
    assert len(mine) == 1, faults
    assert message in mine[0].message
    others = [fault[:3] for fault in faults if fault not in mine]
    assert others == ECHOES.get(name, []), faults


# One row or header each: file, change of the bytes, then row, column and value of the fault.
def replace_once(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert content.count(old.encode()) >= 1, old
        return content.replace(old.encode(), new.encode(), 1)

    return change


HESSEN = "hessen,Hessen,state,DE,HE,,,,,,"
PARTNER = "eurotowns,hessen,partner,,2.4,"
ROWS = {
    "short row": ("members.csv", replace_once(HESSEN, HESSEN[:-3]), 7, "", HESSEN[:-3], "8 cells"),
    "long row": (
        "members.csv", replace_once(HESSEN, HESSEN + ","), 7, "", HESSEN + ",", "12 cells",
    ),
    "comma without quotes": (
        "memberships.csv", replace_once('"Berlin, Stadt"', "Berlin, Stadt"), 9, "",
        "oasc,berlin,observer,Berlin, Stadt,Tabelle 1,", "stands in quotation marks",
    ),
    "quote never closed": (
        "memberships.csv", replace_once('Stadt",', "Stadt,"), 9, "",
        'oasc,berlin,observer,"Berlin, Stadt,Tabelle 1,', "quotation mark out of place",
    ),
    "quote never opened": (
        "memberships.csv", replace_once('"Berlin, Stadt"', 'Berlin Stadt"'), 9, "",
        'oasc,berlin,observer,Berlin Stadt",Tabelle 1,', "quotation mark out of place",
    ),
    "quote not doubled": (
        "networks.csv", replace_once('""city""', '"city"'), 2, "", None, "quotation mark",
    ),
    "line break within a cell": (
        "memberships.csv", replace_once("Berlin, Stadt", "Berlin,\nStadt"), 9, "",
        'oasc,berlin,observer,"Berlin,', "line break within a cell",
    ),
    "row of empty cells": (
        "memberships.csv", replace_once("eurotowns,", ",,,,,\neurotowns,"), 11, "", ",,,,,",
        "blank row",
    ),
    "blank row in the middle": (
        "members.csv", replace_once("hessen,", "\nhessen,"), 7, "", "", "blank row",
    ),
    "same membership twice": (
        "memberships.csv", replace_once(PARTNER, f"{PARTNER}\n{PARTNER}"), 12,
        "network_id, member_id, role", "eurotowns, hessen, partner", "row 11 already",
    ),
    "same member twice": (
        "members.csv", replace_once(HESSEN, f"{HESSEN}\n{HESSEN}"), 8, "member_id", "hessen",
        "row 7 already",
    ),
    "same network twice": (
        "networks.csv", lambda content: content + content.splitlines(keepends=True)[-1], 6,
        "network_id", "eurotowns", "row 5 already",
    ),
    "two roles of taking part": (
        "memberships.csv", replace_once(PARTNER, f"{PARTNER}\noasc,berlin,member,,Tabelle 1,"), 12,
        "role", "member", "second role",
    ),
    "member without membership": (
        "members.csv", lambda content: content + b"ulm,Ulm,organisation,DE,,,,,,,\n", 11,
        "member_id", "ulm", "in no row of memberships",
    ),
    "network that is none": (
        "members.csv", replace_once("eu_body", "network"), 4, "member_id", "eu-kommission",
        "no network_id",
    ),
    "network deleted": (
        "networks.csv",
        lambda content: b"".join(content.splitlines(keepends=True)[:4]), None, "", "", None,
    ),
    "column missing": (
        "memberships.csv", replace_once(",source,", ",sources,"), 1, "source", "", "is missing",
    ),
    "column renamed": (
        "memberships.csv", replace_once(",source,", ",sources,"), 1, "sources", "sources",
        "source is near",
    ),
    "column in capitals": (
        "memberships.csv", replace_once(",role,", ",Role,"), 1, "Role", "Role", "role is near",
    ),
    "column twice": (
        "memberships.csv", replace_once(",listed_as,", ",role,"), 1, "role", "role",
        "more than once",
    ),
    "column without a name": (
        "memberships.csv", replace_once(",listed_as,", ",,"), 1, "listed_as", "", "is missing",
    ),
    "header missing": (
        "memberships.csv", lambda content: content.split(b"\n", 1)[1], 1, "network_id", "",
        "is missing",
    ),
    "header only": ("members.csv", lambda content: content.split(b"\n")[0] + b"\n", None, "", "",
        "no rows"),
    "empty file": ("members.csv", lambda content: b"", None, "", "", "is empty"),
    "file of line breaks": ("members.csv", lambda content: b"\n\n", None, "", "", "is empty"),
    "merge conflict": (
        "members.csv",
        replace_once(HESSEN, f"<<<<<<< HEAD\n{HESSEN}\n=======\n{HESSEN}\n>>>>>>> branch"),
        7, "", "<<<<<<< HEAD", "merge conflict",
    ),
    "semicolons": (
        "memberships.csv", lambda content: content.replace(b",", b";"), 1, "",
        "network_id;member_id;role;listed_as;source;ambiguous_with", "semicolons",
    ),
    "semicolons and quotes": (
        "memberships.csv", lambda content: b'"' + content.replace(b",", b'";"', 5), 1, "",
        None, "semicolons",
    ),
    "tabs": (
        "memberships.csv", lambda content: content.replace(b",", b"\t"), 1, "",
        "network_id\tmember_id\trole\tlisted_as\tsource\tambiguous_with", "tabs",
    ),
    "separator line of excel": (
        "memberships.csv", lambda content: b"sep=,\n" + content, 1, "", "sep=,", "line for Excel",
    ),
    "utf-16": ("members.csv", lambda content: content.decode().encode("utf-16"), None, "", "",
        "UTF-16"),
    "utf-16 without mark": (
        "members.csv", lambda content: content.decode().encode("utf-16-le"), None, "", "", "UTF-16",
    ),
    "windows-1252": (
        "members.csv", lambda content: content.decode().encode("cp1252"), 4, "name",
        "Europäische Kommission", "UTF-8",
    ),
    "latin-1": (
        "networks.csv", lambda content: content.decode().encode("latin-1"), 5, "note",
        "Über die Städte mittlerer Größe", "UTF-8",
    ),
    "excel workbook": ("members.csv", lambda content: b"PK\x03\x04" + content, None, "", "",
        "workbook"),
    "cut off in a row": (
        "memberships.csv", lambda content: content[:-8], 11, "", "eurotowns,hessen,partne",
        "3 cells",
    ),
    "carriage return within a row": (
        "members.csv", replace_once("Hessen,", "Hes\rsen,"), 7, "name", "Hes\rsen", "CONTROL",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ROWS if name != "network deleted"])
def test_row_or_file_is_rejected(small_folder: Path, name: str) -> None:
    file, change, row, column, value, message = ROWS[name]
    rewrite(small_folder, file, change)
    faults = find_faults(small_folder)
    mine = [fault for fault in faults if fault[:3] == (file, row, column)]
    assert len(mine) == 1, faults
    assert value is None or mine[0].value == value
    assert message in mine[0].message


def test_deleted_key_is_missed_wherever_it_is_used(small_folder: Path) -> None:
    file, change, *_ = ROWS["network deleted"]
    rewrite(small_folder, file, change)
    faults = find_faults(small_folder)
    assert [fault[:4] for fault in faults] == [("memberships.csv", 11, "network_id", "eurotowns")]


@pytest.mark.parametrize("name", ["utf-16", "windows-1252", "semicolons", "tabs", "empty file"])
def test_damaged_file_is_one_fault(small_folder: Path, name: str) -> None:
    file, change, *_ = ROWS[name]
    rewrite(small_folder, file, change)
    assert len(find_faults(small_folder)) == 1


@pytest.mark.parametrize("file", ["networks.csv", "members.csv", "memberships.csv"])
def test_missing_file_is_rejected(small_folder: Path, file: str) -> None:
    (small_folder / file).unlink()
    faults = find_faults(small_folder)
    assert [fault[:3] for fault in faults] == [(file, None, "")]
    assert "is missing" in faults[0].message


# With a list of municipalities: file, row, column, value, message.
OFFICIAL = {
    "unknown key": ("members.csv", 8, "ags", "01002001", "no key in the table municipalities"),
    "unknown district": ("members.csv", 9, "ags", "08119", "no key in the table municipalities"),
    "wrong state": ("members.csv", 8, "state", "HH", "expected: SH"),
    "wrong population": ("members.csv", 8, "population", "247718", "expected: 247717"),
    "wrong sum of a district": ("members.csv", 9, "population", "95000", "expected: 140000"),
    "municipality without state": ("municipalities.csv", 2, "state", "", "needs a value"),
    "key of seven digits": ("municipalities.csv", 2, "ags", "1002000", "leading zero"),
    "legal type in words": ("municipalities.csv", 2, "legal_type_code", "Stadt", "is no code"),
    "area with a comma": ("municipalities.csv", 2, "area_km2", "118,65", "is no number"),
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_numbers_are_held_against(full_folder: Path, damage, name: str) -> None:
    assert load(full_folder).municipalities is not None
    file, row, column, value, message = OFFICIAL[name]
    damage(file, row, column, value)
    mine = [fault for fault in find_faults(full_folder) if fault[:4] == (file, row, column, value)]
    assert len(mine) == 1
    assert message in mine[0].message


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (8, "is empty (expected: 247717, population of 01002000 in municipalities.csv)"),
        (9, "is empty (expected: 140000, population of 08118 in municipalities.csv)"),
    ],
)
@pytest.mark.parametrize("source", ["", "Destatis"])
def test_empty_population_is_named(
    full_folder: Path, damage, row: int, expected: str, source: str
) -> None:
    """Without it, participation cannot be counted; without the list, it may stay empty."""
    damage("members.csv", row, "population", "")
    damage("members.csv", row, "population_source", source)
    assert find_faults(full_folder) == [Fault("members.csv", row, "population", "", expected)]
    damage("members.csv", row, "population_source", "")
    (full_folder / "municipalities.csv").unlink()
    assert load(full_folder).members["population"].isna().sum() == 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kiel", "expected: 247717, population of 01002000, Kiel, Landeshauptstadt, in munic"),
        ("Kielw", "expected: 900, population of 01002000, Kielwiese, in municipalities.csv"),
        ("Kie", "expected: that of one of the 2 rows of 01002000 in municipalities.csv"),
    ],
)
def test_empty_population_of_a_shared_key(
    full_folder: Path, damage, name: str, expected: str
) -> None:
    extra = "01002000,Kielwiese,SH,64,900,3.1\n"
    rewrite(full_folder, "municipalities.csv", lambda content: content + extra.encode())
    for column, value in {"name": name, "population": "", "population_source": ""}.items():
        damage("members.csv", 8, column, value)
    (fault,) = find_faults(full_folder)
    assert fault[:3] == ("members.csv", 8, "population")
    assert expected in fault.message


@pytest.mark.parametrize(
    "source", ["https://www.kiel.de", "http://kiel.de/a?b=1", "Quelle: Ratsbeschluss", "Source: x"]
)
def test_source_may_be_another(small_folder: Path, damage, source: str) -> None:
    damage("memberships.csv", 10, "source", source)
    assert source in load(small_folder).memberships["source"].tolist()


def test_form_of_a_source_is_said_in_words(small_folder: Path, damage) -> None:
    damage("memberships.csv", 2, "source", "Seite 12")
    (fault,) = find_faults(small_folder)
    assert "Tabelle 1" in fault.message
    assert "(?:" not in fault.message
    assert len(fault.message) < 300


def test_swapped_coordinates_are_found(small_folder: Path, damage) -> None:
    damage("members.csv", 3, "latitude", "13.41053")
    damage("members.csv", 3, "longitude", "52.52437")
    faults = find_faults(small_folder)
    assert [fault[:3] for fault in faults] == [
        ("members.csv", 3, "latitude"),
        ("members.csv", 3, "longitude"),
    ]
    assert all("are latitude and longitude swapped?" in fault.message for fault in faults)


def test_list_of_a_network_without_germans_names_none(small_folder: Path) -> None:
    extra = b"eurotowns,kiel,member,,2.4,\n"
    rewrite(small_folder, "memberships.csv", lambda content: content + extra)
    (fault,) = find_faults(small_folder)
    assert fault[:4] == ("networks.csv", 5, "german_municipalities_reported", "0")
    assert "memberships.csv names 1" in fault.message


@pytest.mark.parametrize(
    ("column", "value"),
    [("german_listing", "examples"), ("german_municipalities_qualifier", "about")],
)
def test_only_exact_numbers_of_whole_lists_are_counted(
    small_folder: Path, damage, column: str, value: str
) -> None:
    damage("networks.csv", 4, "german_municipalities_reported", "23")
    damage("networks.csv", 4, column, value)
    assert load(small_folder).networks.loc[2, "german_municipalities_reported"] == 23


def quote_row(line: bytes) -> bytes:
    return b'"' + line.replace(b'"', b'""') + b'"\n'


@pytest.mark.parametrize("file", ["networks.csv", "members.csv", "memberships.csv"])
def test_rows_of_one_cell_are_one_fault(small_folder: Path, file: str) -> None:
    rewrite(small_folder, file, lambda content: b"".join(map(quote_row, content.splitlines())))
    (fault,) = find_faults(small_folder)
    assert fault[:3] == (file, 1, "")
    assert "whole row is one cell in quotation marks" in fault.message


def test_one_row_of_one_cell_says_why(small_folder: Path) -> None:
    rewrite(small_folder, "members.csv", replace_once(HESSEN, f'"{HESSEN}"'))
    (fault,) = find_faults(small_folder)
    assert fault[:3] == ("members.csv", 7, "")
    assert fault.message.startswith("has 1 cell, the header 11: a spreadsheet did not split")


def test_unknown_header_gives_no_blank_rows(small_folder: Path) -> None:
    """The faults are those of the header: six columns missing, six unknown, no list in any."""
    rewrite(small_folder, "memberships.csv", replace_once("network_id,member_id,role", "a,b,c"))
    rewrite(small_folder, "memberships.csv", replace_once("listed_as,source,ambig", "d,e,f"))
    faults = find_faults(small_folder)
    assert {fault[:2] for fault in faults} == {("memberships.csv", 1)}
    assert len(faults) == 12
    assert all(len(fault.message) < 60 for fault in faults)
    assert "column is missing" in {fault.message for fault in faults}


def test_surplus_column_is_to_be_deleted(small_folder: Path) -> None:
    lines = (small_folder / "memberships.csv").read_text("utf-8").splitlines()
    text = "".join(f"{line},{'x' if i else 'remark'}\n" for i, line in enumerate(lines))
    (small_folder / "memberships.csv").write_text(text, "utf-8")
    (fault,) = find_faults(small_folder)
    assert fault[:3] == ("memberships.csv", 1, "remark")
    assert fault.message == "is no column of this table: delete it"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("innovation, education", "topics: 'innovation, education' is no code of this column"),
        ("energy;mobilty", "topics: 'energy;mobilty' entry 'mobilty' is no code of this column"),
    ],
)
def test_list_fault_shows_a_value_once(small_folder: Path, damage, value: str, shown: str) -> None:
    damage("networks.csv", 2, "topics", value)
    (fault,) = find_faults(small_folder)
    assert shown in str(fault)


@pytest.mark.parametrize(
    ("wrong", "known", "near"),
    [
        ("aachen", "sachsen", False),
        ("essen", "hessen", False),
        ("magdeburg", "marburg", False),
        ("valencia", "palencia", False),
        ("berlni", "berlin", True),
        ("hamburgg", "hamburg", True),
        ("Bottom-up", "bottom_up", True),
    ],
)
def test_only_typing_errors_have_a_suggestion(wrong: str, known: str, near: bool) -> None:
    assert suggest(wrong, ["x", known]) == (f"; {known} is near" if near else "")


# What is repaired: change of the bytes and the words of the warning.
REPAIRS = {
    "byte-order mark": (lambda content: b"\xef\xbb\xbf" + content, "byte-order mark"),
    "windows line ends": (lambda content: content.replace(b"\n", b"\r\n"), "line ends"),
    "old mac line ends": (lambda content: content.replace(b"\n", b"\r"), "line ends"),
    "no last line end": (lambda content: content.rstrip(b"\n"), "no line end"),
    "letters in parts": (
        lambda content: unicodedata.normalize("NFD", content.decode()).encode(), "NFD",
    ),
    "blank lines at the end": (lambda content: content + b"\n\n", "blank rows at the end"),
    "empty cells at the end": (lambda content: content + b",,,,,,,,,,\n", "blank rows at the end"),
    "all cells in quotes": (
        lambda content: b"\n".join(
            b'"' + line.replace(b",", b'","') + b'"' for line in content.splitlines()
        ) + b"\n", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPAIRS)
def test_repair_is_said_and_loses_nothing(small_folder: Path, name: str) -> None:
    expected = load(small_folder)
    change, words = REPAIRS[name]
    rewrite(small_folder, "members.csv", change)
    before = (small_folder / "members.csv").read_bytes()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        repaired = load(small_folder)
    said = [str(entry.message) for entry in caught if entry.category is DataWarning]
    assert len(said) == (0 if words is None else 1)
    assert all(text.startswith("members.csv: ") and words in text for text in said)
    for ours, theirs in zip(list_frames(repaired), list_frames(expected), strict=True):
        pd.testing.assert_frame_equal(ours, theirs)
    assert (small_folder / "members.csv").read_bytes() == before


def test_columns_in_another_order_are_repaired(small_folder: Path) -> None:
    expected = load(small_folder)
    path = small_folder / "memberships.csv"
    rows = [line.split(",", 2) for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(f"{row[1]},{row[0]},{row[2]}\n" for row in rows), "utf-8")
    with pytest.warns(DataWarning, match=r"memberships\.csv: the columns were put into the order"):
        found = load(small_folder).memberships
    pd.testing.assert_frame_equal(found, expected.memberships)


def test_faults_of_all_files_come_together(small_folder: Path, damage) -> None:
    damage("networks.csv", 2, "founded", "2012.0")
    damage("networks.csv", 4, "topics", "Daten")
    damage("members.csv", 8, "ags", "1002000")
    damage("members.csv", 3, "name", "Berlin ")
    damage("memberships.csv", 9, "role", "viewer")
    rewrite(small_folder, "memberships.csv", replace_once(PARTNER, PARTNER + ","))
    with pytest.raises(DataError) as caught:
        load(small_folder)
    assert [fault[:4] for fault in caught.value.faults] == [
        ("networks.csv", 2, "founded", "2012.0"),
        ("networks.csv", 4, "topics", "Daten"),
        ("members.csv", 3, "name", "Berlin "),
        ("members.csv", 8, "ags", "1002000"),
        ("memberships.csv", 9, "role", "viewer"),
        ("memberships.csv", 11, "", PARTNER + ","),
    ]
    text = str(caught.value)
    assert text.startswith("6 faults in 3 files:\n  networks.csv:2 founded: '2012.0' is no whole")
    assert "members.csv:8 ags: '1002000'" in text


def test_a_broken_row_does_not_spread(small_folder: Path) -> None:
    """Keys that stand in a row that could not be read are not reported as unknown."""
    rewrite(small_folder, "members.csv", replace_once(HESSEN, HESSEN + ","))
    assert [fault[:3] for fault in find_faults(small_folder)] == [("members.csv", 7, "")]


def test_text_is_cut_at_fifty_faults_and_says_so(small_folder: Path) -> None:
    extra = "".join(f"oasc,nobody-{i},member,,Tabelle 1,\n" for i in range(1200))
    rewrite(small_folder, "memberships.csv", lambda content: content + extra.encode())
    with pytest.raises(DataError) as caught:
        load(small_folder)
    assert len(caught.value.faults) == 1200
    lines = str(caught.value).splitlines()
    assert lines[0] == "1200 faults in 1 file:"
    assert len(lines) == 52
    assert lines[-1] == "  … and 1150 more (all of them in .faults)"


NASTY = [
    "", " ", "NA", "n/a", "-", "0", "007", "1.0", "1,5", "1e3", "TRUE", "2012-01-01", "=1+1",
    "01002000", "a;b", "none", "ä", "a\u0308", "\ufeff", "x\ny", '"', "\u0660", "NaN", "1_0",
    f"a{NBSP}b", "Ã¤", "national", "DE", "https://a.b", "3.1", "9" * 30, "-0", "1.10", "oasc",
]  # fmt: skip


def test_text_like_a_formula_stays_text(small_folder: Path, damage) -> None:
    damage("networks.csv", 3, "note", "=1+1")
    assert load(small_folder).networks.loc[1, "note"] == "=1+1"


@pytest.mark.parametrize("number", range(len(NASTY)))
@pytest.mark.parametrize("file", ["networks.csv", "members.csv", "memberships.csv"])
def test_no_cell_changes_in_silence(small_folder: Path, damage, file: str, number: int) -> None:
    """Whatever stands in a cell: it is a fault, or it comes back from the frame unchanged.

    All cells of a row are damaged at once; those that are faults are restored, the rest tried
    again until the tables load, or until only other cells object.
    """
    path, value = small_folder / file, NASTY[number]
    original = path.read_bytes()
    columns = original.decode().split("\n", 1)[0].split(",")
    row = 2 + number % (len(original.splitlines()) - 1)
    while columns:
        path.write_bytes(original)
        for column in columns:
            damage(file, row, column, value)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DataWarning)
                table = getattr(load(small_folder), file.removesuffix(".csv"))
        except DataError as error:
            faults = [fault for fault in error.faults if fault[:2] == (file, row)]
            wrong = {name for fault in faults for name in fault.column.split(", ")}
            if "" in wrong or not wrong & set(columns):
                break
            columns = [column for column in columns if column not in wrong]
        else:
            for column in columns:
                assert holds_value(table[column], value), column
            break


def holds_value(cells: pd.Series, value: str) -> bool:
    value = unicodedata.normalize("NFC", value)
    if value == "":
        return bool(cells.isna().any())
    if pd.api.types.is_numeric_dtype(cells):
        return bool(cells.eq(float(value)).any())
    return bool(cells.eq(value).any())
