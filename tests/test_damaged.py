"""Damaged tables: each is rejected with file, row, column and value, or repaired and said so."""

import re
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import DataError, DataWarning, Fault, load
from analysis.data.reading import suggest

NBSP, ZERO_WIDTH, CYRILLIC = "\u00a0", "\u200b", "\u0430"
Change = Callable[[bytes], bytes]


def find_faults(folder: Path) -> list[Fault]:
    with pytest.raises(DataError) as caught:
        load(folder)
    for fault in caught.value.faults[:50]:
        assert str(fault) in str(caught.value)
    return caught.value.faults


def rewrite(folder: Path, file: str, change: Change) -> None:
    path = folder / file
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before, "the damage changed nothing"


# One cell each: file, row, column, the damaged value, what the message says.
CELLS = {
    "decimal year": ("networks.csv", 2, "founded", "2012.0", "whole number"),
    "serial date for a year": ("networks.csv", 2, "founded", "40909", "1900 to 2100"),
    "thousands underscore": ("members.csv", 3, "population", "3_755_251", "whole number"),
    "leading zero in a count": ("networks.csv", 2, "members_reported", "021", "whole number"),
    "negative count": ("networks.csv", 2, "members_reported", "-21", "0 to any"),
    "arabic digits": ("networks.csv", 2, "founded", "\u0662\u0660\u0661\u0662", "whole number"),
    "superscript digit": ("networks.csv", 2, "founded", "201²", "whole number"),
    "more digits than are kept": ("members.csv", 3, "population", "9" * 16, "whole number"),
    "decimal comma": ("members.csv", 3, "latitude", "52,52437", "is no number"),
    "lost decimal point": ("members.csv", 3, "longitude", "1341053", "-180 to 180"),
    "infinite": ("members.csv", 3, "latitude", "INF", "is no number"),
    "scientific number": ("members.csv", 3, "latitude", "5.25E+01", "is no number"),
    "scientific key": ("members.csv", 8, "ags", "1.00E+06", "form of this column"),
    "lost leading zero": ("members.csv", 8, "ags", "1002000", "leading zero"),
    "key of a district on a city": ("members.csv", 8, "ags", "01002", "8 digits"),
    "city without key": ("members.csv", 8, "ags", "", "8 digits"),
    "key twice": ("members.csv", 8, "ags", "11000000", "row 3 already"),
    "na in a code": ("members.csv", 2, "state", "NA", "is no code"),
    "n/a in a text": ("memberships.csv", 2, "listed_as", "n/a", "placeholder"),
    "dash in a text": ("memberships.csv", 2, "listed_as", "–", "placeholder"),
    "excel error in a text": ("networks.csv", 3, "note", "#NAME?", "placeholder"),
    "null in a text": ("networks.csv", 3, "note", "NULL", "placeholder"),
    "unknown code": ("networks.csv", 2, "reach", "continental", "allowed: national, eu"),
    "code in capitals": ("networks.csv", 2, "category", "National", "national is near"),
    "code empty": ("networks.csv", 2, "term", "", "needs a value"),
    "unknown in a list": ("networks.csv", 2, "topics", "energy;mobilty", "'mobilty' is no"),
    "list with spaces": ("networks.csv", 2, "topics", "energy; mobility", "without spaces"),
    "list ends in a semicolon": ("networks.csv", 2, "topics", "energy;", "'' is no code"),
    "list names a code twice": ("networks.csv", 2, "topics", "energy;energy", "twice"),
    "list in another order": ("networks.csv", 2, "topics", "mobility;energy", "energy;mobility"),
    "list with none and more": ("networks.csv", 5, "funding", "members;none", "stands alone"),
    "type of the other initiative": ("networks.csv", 4, "type", "platform", "type of top_down"),
    "type twice": ("networks.csv", 4, "type_alternative", "umbrella", "equals type"),
    "latest before founded": ("networks.csv", 4, "founded_latest", "2014", "before founded"),
    "alternative equals founded": ("networks.csv", 3, "founded_alternative", "2012", "equals"),
    "short name too long": ("networks.csv", 2, "short_name", "x" * 25, "25 characters"),
    "name twice": ("networks.csv", 5, "name", "Morgenstadt Initiative", "row 2 already"),
    "website without scheme": ("networks.csv", 2, "website", "www.morgenstadt.de", "form of"),
    "source in other words": ("memberships.csv", 2, "source", "Seite 12", '"Tabelle 1"'),
    "source is an address cut off": ("memberships.csv", 2, "source", "https://", "web address"),
    "source of another origin empty": ("memberships.csv", 2, "source", "Quelle: ", "begins or"),
    "source of another origin alone": ("memberships.csv", 2, "source", "Quelle:", "free text"),
    "longitude of Moscow": ("members.csv", 8, "longitude", "37.6", "outside Germany (5.5 to"),
    "latitude of Rome": ("members.csv", 3, "latitude", "41.9", "longitude swapped?"),
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
    "state abroad": ("members.csv", 2, "state", "NW", "country is 'NL'"),
    "german place without state": ("members.csv", 7, "state", "", "lies in one"),
    "space after": ("members.csv", 3, "name", "Berlin ", "begins or ends"),
    "no-break space": ("members.csv", 3, "name", f"Berlin{NBSP}Mitte", "NO-BREAK SPACE"),
    "zero-width space": ("members.csv", 3, "name", f"Ber{ZERO_WIDTH}lin", "ZERO WIDTH SPACE"),
    "tab in a cell": ("members.csv", 3, "name", "Ber\tlin", "CONTROL CHARACTER"),
    "replacement character": ("members.csv", 4, "name", "Europ\ufffdische", "REPLACEMENT"),
    "decoded twice": ("members.csv", 4, "name", "EuropÃ¤ische Kommission", "'Europäische"),
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
    "population without source": ("members.csv", 3, "population_source", "", "although population"),
    "latitude without longitude": ("members.csv", 3, "longitude", "", "although latitude"),
    "network of another kind": ("members.csv", 10, "kind", "organisation", "must be network"),
}  # fmt: skip

# The damages above that have a second effect elsewhere.
ECHOES = {
    "unknown other reading": [("members.csv", 6, "member_id")],
    "other reading is itself": [("members.csv", 6, "member_id")],
    "other reading abroad": [("members.csv", 6, "member_id")],
    "serial date for a year": [("networks.csv", 2, "founded_latest")],
}


@pytest.mark.parametrize("name", CELLS)
def test_cell_is_rejected(small_folder: Path, damage, name: str) -> None:
    file, row, column, value, message = CELLS[name]
    damage(file, row, column, value)
    faults = find_faults(small_folder)
    mine = [fault for fault in faults if fault[:4] == (file, row, column, value)]
    assert len(mine) == 1, faults
    assert message in str(mine[0])
    others = [fault[:3] for fault in faults if fault not in mine]
    assert others == ECHOES.get(name, []), faults


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), 1)

    return change


def every(old: bytes, new: bytes) -> Change:
    return lambda content: content.replace(old, new)


def quote_rows(content: bytes) -> bytes:
    rows = (line.replace(b'"', b'""') for line in content.splitlines())
    return b"".join(b'"' + row + b'"\n' for row in rows)


def recode(encoding: str) -> Change:
    return lambda content: content.decode().encode(encoding)


def add(text: str) -> Change:
    return lambda content: content + text.encode()


HESSEN = "hessen,Hessen,state,DE,HE,,,,,,,"
PARTNER = "eurotowns,hessen,partner,,2.4,"
FILES = {
    "long row": ("members.csv", swap(HESSEN, HESSEN + ",")),
    "comma": ("memberships.csv", swap('"Berlin, Stadt"', "Berlin, Stadt")),
    "never closed": ("memberships.csv", swap('Stadt",', "Stadt,")),
    "not doubled": ("networks.csv", swap('""city""', '"city"')),
    "line break": ("memberships.csv", swap("Berlin, Stadt", "Berlin,\nStadt")),
    "one row of one cell": ("members.csv", swap(HESSEN, f'"{HESSEN}"')),
    "empty quotes": ("memberships.csv", swap("eurotowns,", '"","",,,,\neurotowns,')),
    "blank row": ("members.csv", swap("hessen,", "\nhessen,")),
    "thrice": ("memberships.csv", swap(PARTNER, f"{PARTNER}\n{PARTNER}\n{PARTNER}")),
    "network twice": ("networks.csv", lambda content: content + content.splitlines(True)[-1]),
    "two roles": ("memberships.csv", add("oasc,berlin,member,,Tabelle 1,\n")),
    "no membership": ("members.csv", add("ulm,Ulm,organisation,DE,,,,,,,,\n")),
    "no network": ("members.csv", swap("eu_body", "network")),
    "network deleted": ("networks.csv", lambda content: b"".join(content.splitlines(True)[:4])),
    "names germans": ("memberships.csv", add("eurotowns,kiel,member,,2.4,\n")),
    "optional renamed": ("memberships.csv", swap(",listed_as,", ",listedas,")),
    "in capitals": ("memberships.csv", swap(",role,", ",Role,")),
    "column twice": ("memberships.csv", swap(",listed_as,", ",role,")),
    "no name": ("memberships.csv", swap(",listed_as,", ",,")),
    "other header": ("memberships.csv", swap(",role,", ",x,")),
    "header only": ("members.csv", lambda content: content.split(b"\n")[0] + b"\n"),
    "line breaks": ("members.csv", lambda content: b"\n\n"),
    "conflict": ("members.csv", swap(HESSEN, f"<<<<<<< HEAD\n{HESSEN}\n=======\n>>>>>>> branch")),
    "semicolons": ("memberships.csv", every(b",", b";")),
    "quoted semicolons": (
        "memberships.csv", lambda content: b'"' + content.replace(b",", b'";"', 5),
    ),
    "tabs": ("memberships.csv", every(b",", b"\t")),
    "separator": ("memberships.csv", lambda content: b"sep=,\n" + content),
    "quoted networks": ("networks.csv", quote_rows),
    "utf-16": ("members.csv", recode("utf-16")),
    "utf-16-le": ("members.csv", recode("utf-16-le")),
    "windows-1252": ("members.csv", recode("cp1252")),
    "workbook": ("members.csv", lambda content: b"PK\x03\x04" + content),
    "cut off": ("memberships.csv", lambda content: content[:-8]),
}  # fmt: skip

# What is found there, all of it: damage, row and column, beginnings of value and message.
FOUND = """
long row | members.csv:7 | hessen,Hesse | has 13 cells, the header 12: a cell that holds a comma
comma | memberships.csv:9 | oasc,berlin, | has 7 cells, the header 6: a cell that holds a comma
never closed | memberships.csv:9 | oasc,berlin, | has a quotation mark out of place, or a line
not doubled | networks.csv:2 | morgenstadt, | has a quotation mark out of place, or a line break
line break | memberships.csv:9 | oasc,berlin, | has a quotation mark out of place, or a line break
line break | memberships.csv:10 | Stadt",Tabel | has a quotation mark out of place, or a line
one row of one cell | members.csv:7 | "hessen,Hess | has 1 cell, the header 12: a spreadsheet did
empty quotes | memberships.csv:11 | "","",,,, | is a blank row: delete it
blank row | members.csv:7 |  | is a blank row: delete it
thrice | memberships.csv:12 network_id, member_id, role | eurotowns, h | stands in row 11 already,
thrice | memberships.csv:13 network_id, member_id, role | eurotowns, h | stands in row 12 already,
network twice | networks.csv:6 short_name | Eurotowns | stands in row 5 already, and must stand
network twice | networks.csv:6 network_id | eurotowns | stands in row 5 already, and must stand
network twice | networks.csv:6 name | Eurotowns | stands in row 5 already, and must stand once
two roles | memberships.csv:12 role | member | is a second role of participation (row 9:
no membership | members.csv:11 member_id | ulm | is in no row of memberships: add its membership
no network | members.csv:4 member_id | eu-kommissio | has kind network, but is no network_id of
network deleted | memberships.csv:11 network_id | eurotowns | is not in networks.csv, column
names germans | networks.csv:5 german_municipalities_reported | 0 | german_listing is none, 0
optional renamed | memberships.csv:1 listedas | listedas | is no column of this table; listed_as
in capitals | memberships.csv:1 Role | Role | is no column of this table; role is near
in capitals | memberships.csv:1 role |  | column is missing
column twice | memberships.csv:1 role | role | stands more than once in the header
no name | memberships.csv:1 |  | is no column of this table: delete it
other header | memberships.csv:1 x | x | is no column of this table
other header | memberships.csv:1 role |  | column is missing
header only | members.csv |  | has a header and no rows
line breaks | members.csv |  | is empty
conflict | members.csv:7 | <<<<<<< HEAD | is a marker of an unsolved merge conflict: solve it in
conflict | members.csv:9 | ======= | is a marker of an unsolved merge conflict: solve it in git
conflict | members.csv:10 | >>>>>>> bran | is a marker of an unsolved merge conflict: solve it in
semicolons | memberships.csv:1 | network_id;m | cells are separated by semicolons: save it as CSV
quoted semicolons | memberships.csv:1 | "network_id" | cells are separated by semicolons: save it
tabs | memberships.csv:1 | network_id\\tm | cells are separated by tabs: save it as CSV UTF-8 with
separator | memberships.csv:1 | sep=, | is a line for Excel, no header: delete it, and save it as
quoted networks | networks.csv:1 | "network_id, | the whole row is one cell in quotation marks: a
utf-16 | members.csv |  | is written in UTF-16, not in UTF-8: save it as CSV UTF-8 with commas
utf-16-le | members.csv |  | is written in UTF-16, not in UTF-8: save it as CSV UTF-8 with commas
windows-1252 | members.csv:4 name | Europäische | is not written in UTF-8 (byte 0xe4), perhaps in
workbook | members.csv |  | is an Excel or OpenDocument workbook, no CSV: save it as CSV UTF-8
cut off | memberships.csv:11 | eurotowns,he | has 3 cells, the header 6
"""


@pytest.mark.parametrize("name", FILES)
def test_file_is_rejected(small_folder: Path, name: str) -> None:
    rewrite(small_folder, *FILES[name])
    rows = [line.split(" | ") for line in FOUND.splitlines() if line.startswith(f"{name} | ")]
    for fault, (_, place, value, message) in zip(find_faults(small_folder), rows, strict=True):
        assert str(fault).startswith(f"{place}: ")
        assert repr(fault.value)[1:-1].startswith(value)
        assert fault.message.startswith(message)


def test_missing_files_are_rejected(small_folder: Path) -> None:
    for file in ("networks.csv", "members.csv", "memberships.csv"):
        (small_folder / file).unlink()
        faults = [fault for fault in find_faults(small_folder) if fault.file == file]
        assert [fault[1:4] for fault in faults] == [(None, "", "")]
        assert f"is missing in {small_folder}" in faults[0].message


# With a list of municipalities: file, row, cells, message.
EMPTY = {"population": "", "population_source": ""}
OFFICIAL = {
    "unknown key": ("members.csv", 8, {"ags": "01002001"}, "no key in the table municipalities"),
    "unknown district": ("members.csv", 9, {"ags": "08119"}, "no key in the table municipalities"),
    "wrong state": ("members.csv", 8, {"state": "HH"}, "expected: SH"),
    "wrong population": ("members.csv", 3, {"population": "1"}, "expected: 3755251)"),
    "twice": ("municipalities.csv", 3, {"ags": "01002000"}, "stands in row 2 already"),
    "wrong sum": ("members.csv", 9, {"population": "95000"}, "expected: 140000"),
    "no state": ("municipalities.csv", 2, {"state": ""}, "needs a value"),
    "empty": ("members.csv", 3, EMPTY,
        "is empty (expected: 3755251, population of 11000000 in municipalities.csv)"),
    "empty beside a source": ("members.csv", 3, {"population": ""}, "is empty (expected: 3755251"),
    "empty district": ("members.csv", 9, EMPTY,
        "is empty (expected: 140000, population of 08118 in municipalities.csv)"),
}  # fmt: skip


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_numbers_are_held_against(full_folder: Path, damage, name: str) -> None:
    assert load(full_folder).municipalities is not None
    file, row, cells, message = OFFICIAL[name]
    for column, value in cells.items():
        damage(file, row, column, value)
    faults = find_faults(full_folder)
    mine = [fault for fault in faults if fault[:4] == (file, row, *next(iter(cells.items())))]
    assert message in mine[0].message
    assert len(mine) == 1
    assert len(faults) == 1 or "population" not in cells


# What may stand there, without a list of municipalities: table, row and cells.
COUNTED = {"german_municipalities_reported": "23"}
SOUND = [
    ("members", 8, EMPTY),
    ("memberships", 10, {"source": "http://kiel.de/a?b=1"}),
    ("memberships", 10, {"source": "https://www.kiel.de"}),
    ("memberships", 10, {"source": "Quelle: Ratsbeschluss"}),
    ("memberships", 10, {"source": "Source: x"}),
    ("networks", 4, COUNTED | {"german_listing": "examples"}),
    ("networks", 4, COUNTED | {"german_municipalities_qualifier": "about"}),
]


@pytest.mark.parametrize(("table", "row", "cells"), SOUND)
def test_what_is_sound_is_kept(small_folder: Path, damage, table: str, row: int, cells) -> None:
    for column, value in cells.items():
        damage(f"{table}.csv", row, column, value)
    found = getattr(load(small_folder), table)
    for column, value in cells.items():
        assert holds_value(found[column], value)


def test_only_typing_errors_have_a_suggestion() -> None:
    for wrong, known in [("berlni", "berlin"), ("hamburgg", "hamburg"), ("Bottom-up", "bottom_up")]:
        assert suggest(wrong, ["x", known]) == f"; {known} is near"
    for wrong, known in [("aachen", "sachsen"), ("essen", "hessen"), ("magdeburg", "marburg")]:
        assert suggest(wrong, ["x", known]) == ""
    assert suggest("valencia", ["x", "palencia"]) == ""


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
    "columns in another order": (
        lambda content: re.sub(rb"(?m)^([^,\n]+),([^,\n]+)", rb"\2,\1", content),
        "the columns were put into the order",
    ),
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
    for table in ("networks", "members", "memberships"):
        pd.testing.assert_frame_equal(getattr(repaired, table), getattr(expected, table))
    assert (small_folder / "members.csv").read_bytes() == before


def test_faults_of_all_files_come_together(small_folder: Path, damage) -> None:
    damage("networks.csv", 2, "founded", "2012.0")
    damage("members.csv", 8, "ags", "1002000")
    damage("members.csv", 3, "name", "Berlin ")
    rewrite(small_folder, "memberships.csv", swap(PARTNER, PARTNER + ","))
    faults = find_faults(small_folder)
    assert [fault[:4] for fault in faults] == [
        ("networks.csv", 2, "founded", "2012.0"),
        ("members.csv", 3, "name", "Berlin "),
        ("members.csv", 8, "ags", "1002000"),
        ("memberships.csv", 11, "", PARTNER + ","),
    ]
    text = "4 faults in 3 files:\n  networks.csv:2 founded: '2012.0' is no whole"
    assert str(DataError(faults)).startswith(text)


def test_text_is_cut_at_fifty_faults_and_says_so(small_folder: Path) -> None:
    extra = "".join(f"oasc,nobody-{i},member,,Tabelle 1,\n" for i in range(1200))
    rewrite(small_folder, "memberships.csv", lambda content: content + extra.encode())
    faults = find_faults(small_folder)
    assert len(faults) == 1200
    lines = str(DataError(faults)).splitlines()
    assert lines[0] == "1200 faults in 1 file:"
    assert len(lines) == 52
    assert lines[-1] == "  … and 1150 more (all of them in .faults)"


NASTY = [
    "", " ", "NA", "n/a", "-", "0", "007", "1.0", "1,5", "1e3", "TRUE", "2012-01-01", "=1+1",
    "01002000", "a;b", "none", "ä", "a\u0308", "\ufeff", "x\ny", '"', "\u0660", "NaN", "1_0",
    f"a{NBSP}b", "Ã¤", "national", "DE", "https://a.b", "3.1", "9" * 30, "-0", "1.10", "oasc",
]  # fmt: skip


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
