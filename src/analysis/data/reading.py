"""From the bytes of a file to its cells, and the faults that are found on the way."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

SHOWN_FAULTS = 50


class Fault(NamedTuple):
    """One fault: file, row as a spreadsheet counts it (header = 1), column, value and message.

    Row is None where the whole file is meant, column is empty where the whole row is.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        """Write the fault as one line: file:row column: 'value' message."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        value = self.value if len(self.value) <= 60 else f"{self.value[:59]}…"
        shown = f"{value!r} " if self.row is not None else ""
        return f"{place}{' ' if self.column else ''}{self.column}: {shown}{self.message}"


class DataError(ValueError):
    """The tables cannot be used: `faults` lists every reason, the text the first fifty."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)

    def __str__(self) -> str:
        """List the faults, one a line."""
        count, files = len(self.faults), len({fault.file for fault in self.faults})
        faults = "1 fault" if count == 1 else f"{count} faults"
        head = f"{faults} in {'1 file' if files == 1 else f'{files} files'}:"
        lines = [f"  {fault}" for fault in self.faults[:SHOWN_FAULTS]]
        if count > SHOWN_FAULTS:
            lines.append(f"  … and {count - SHOWN_FAULTS} more (all of them in .faults)")
        return "\n".join([head, *lines])


class DataWarning(UserWarning):
    """Something harmless in a file was repaired while reading; the file itself stays as it is."""


def suggest(value: str, allowed: Sequence[str]) -> str:
    """Name the allowed value of which a wrong one looks like a typing error; empty where none is.

    Two words that are merely alike (Aachen and Sachsen, Essen and Hessen) are no typing errors.

    Examples
    --------
    >>> suggest("Topdown", ["top_down", "bottom_up"])
    '; top_down is near'
    >>> suggest("aachen", ["sachsen"])
    ''
    """
    word = value.strip().lower()
    # In most typing errors the first letter is right; 0.82 allows two letters swapped in six.
    alike = [entry for entry in allowed if entry[:1] == word[:1]]
    near = difflib.get_close_matches(word, alike, n=1, cutoff=0.82)
    return f"; {near[0]} is near" if near else ""


SAVE = "save it as CSV UTF-8 with commas"
IMPORT = "a spreadsheet did not split the file at its commas when it opened it: import it anew"
CELL = r'(?:"(?:[^"]|"")*"|[^",]*)'
RECORD = re.compile(f"{CELL}(?:,{CELL})*")
CELLS = re.compile(f"(?:^|,)({CELL})")
MERGE_MARKER = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
SIGNATURES = {
    b"PK\x03\x04": "is an Excel or OpenDocument workbook, no CSV",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, no CSV",
    b"\xff\xfe": "is written in UTF-16, not in UTF-8",
    b"\xfe\xff": "is written in UTF-16, not in UTF-8",
}


class Reading(NamedTuple):
    """What one file gave: text cells by row number and column, faults, and repairs in words."""

    frame: pd.DataFrame | None
    faults: list[Fault]
    repairs: list[str]


def read_table(path: Path, columns: Sequence[str]) -> Reading:
    """Read a CSV file strictly.

    Parameters
    ----------
    path
        The file.
    columns
        The names that the header must hold, in the order in which they are returned.

    Returns
    -------
    Reading
        `frame` has one row per sound row of the file, the row numbers of a spreadsheet as index and
        text in every cell, "" where it is empty; None where the file as a whole cannot be read.

    Examples
    --------
    >>> from analysis.data.contract import FOLDER
    >>> reading = read_table(FOLDER / "municipalities.csv", ["ags", "name"])
    >>> reading.frame.loc[2, "ags"], len(reading.faults)
    ('01001000', 4)
    """
    try:
        text, repairs = _decode(path)
        lines = text.removesuffix("\n").split("\n")
        _check_form(path.name, lines, columns)
    except DataError as error:
        return Reading(None, error.faults, [])
    names = _split(lines[0])
    faults = _check_header(path.name, names, columns)
    last = max((row for row, line in enumerate(lines, 1) if line.strip(",")), default=0)
    if last < len(lines):
        repairs.append("blank rows at the end were left out")
    odd = {character for character in set(text) if _is_odd(character)}
    rows: dict[int, list[str]] = {}
    for row, line in enumerate(lines[1:last], 2):
        found = _check_row(path.name, row, line, names, odd)
        faults += found
        # Whole rows that are broken are left out; a row with a doubtful cell is still checked.
        if all(fault.column for fault in found):
            rows[row] = _split(line)
    if last < 2:
        faults.append(Fault(path.name, None, "", "", "has a header and no rows"))
    known = [name for name in columns if names.count(name) == 1]
    if known == list(columns) and sorted(names) == sorted(columns) and names != known:
        repairs.append("the columns were put into the order of the contract")
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=pd.Index(names), dtype="str")
    return Reading(frame[known], faults, repairs)


def _decode(path: Path) -> tuple[str, list[str]]:
    if not path.is_file():
        raise DataError([Fault(path.name, None, "", "", f"is missing in {path.parent}")])
    data = path.read_bytes()
    if not data.strip():
        raise DataError([Fault(path.name, None, "", "", "is empty")])
    for signature, message in SIGNATURES.items():
        if data.startswith(signature):
            raise DataError([Fault(path.name, None, "", "", f"{message}: {SAVE}")])
    if data.count(0) > len(data) / 4:
        message = f"is written in UTF-16, not in UTF-8: {SAVE}"
        raise DataError([Fault(path.name, None, "", "", message)])
    try:
        return _repair(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError([_locate_byte(path.name, data, error.start)]) from error


def _repair(text: str) -> tuple[str, list[str]]:
    repairs = []
    if text.startswith("\ufeff"):
        text = text[1:]
        repairs.append("the byte-order mark at the beginning was left out")
    if "\r\n" in text or ("\r" in text and "\n" not in text):
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
        repairs.append("the line ends of Windows or old Macs were read as line feeds")
    if not text.endswith("\n"):
        repairs.append("the last row has no line end: see whether the file was cut off there")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        repairs.append("letters written as base letter and accent (NFD) were joined (NFC)")
    return text, repairs


def _locate_byte(file: str, data: bytes, start: int) -> Fault:
    first, row = data.rfind(b"\n", 0, start) + 1, data.count(b"\n", 0, start) + 1
    line = data[first:].split(b"\n", 1)[0].decode("cp1252", "replace").rstrip("\r")
    before = re.sub('"[^"]*"?', "", data[first:start].decode("cp1252", "replace"))
    names = _split(data.split(b"\n", 1)[0].decode("cp1252", "replace").rstrip("\r"))
    place, cells = before.count(","), _split(line)
    column = names[place] if place < len(names) else ""
    value = cells[place] if place < len(cells) else line
    message = f"is not written in UTF-8 (byte {data[start]:#04x}), perhaps in Windows-1252: {SAVE}"
    return Fault(file, row, column, value, message)


def _check_form(file: str, lines: Sequence[str], columns: Sequence[str]) -> None:
    markers = [
        Fault(file, row, "", line, "is a marker of an unsolved merge conflict: solve it in git")
        for row, line in enumerate(lines, 1)
        if MERGE_MARKER.fullmatch(line)
    ]
    if markers:
        raise DataError(markers)
    header = lines[0].replace('"', "")
    if re.fullmatch("sep=.?", header.strip(), re.IGNORECASE):
        message = f"is a line for Excel, no header: delete it, and {SAVE}"
        raise DataError([Fault(file, 1, "", lines[0], message)])
    cells = _split(lines[0])
    if len(cells) == 1 and len(set(header.split(",")) & set(columns)) > 1:
        message = f"the whole row is one cell in quotation marks: {IMPORT}, and {SAVE}"
        raise DataError([Fault(file, 1, "", lines[0], message)])
    for separator, word in SEPARATORS.items():
        if len(set(header.split(separator)) & set(columns)) > 1:
            message = f"cells are separated by {word}: {SAVE}"
            raise DataError([Fault(file, 1, "", lines[0], message)])


def _check_header(file: str, names: Sequence[str], columns: Sequence[str]) -> list[Fault]:
    faults = []
    missing = [column for column in columns if column not in names]
    for name in dict.fromkeys(names):
        if name not in columns:
            # Missing columns have a fault each, which spares the list of them here.
            advice = suggest(name, missing) if missing else ": delete it"
            message = f"is no column of this table{advice}"
            faults.append(Fault(file, 1, name, name, message))
        elif names.count(name) > 1:
            faults.append(Fault(file, 1, name, name, "stands more than once in the header"))
    return faults + [Fault(file, 1, column, "", "column is missing") for column in missing]


def _check_row(file: str, row: int, line: str, names: Sequence[str], odd: set[str]) -> list[Fault]:
    if not line.strip(","):
        return [Fault(file, row, "", line, "is a blank row: delete it")]
    if not RECORD.fullmatch(line):
        message = "has a quotation mark out of place, or a line break within a cell"
        return [Fault(file, row, "", line, message)]
    cells = _split(line)
    if len(cells) != len(names):
        message = f"has {len(cells)} cell{'s'[: len(cells) != 1]}, the header {len(names)}"
        if len(cells) == 1 and line.startswith('"'):
            message += f": {IMPORT}"
        if len(cells) > len(names):
            message += ": a cell that holds a comma stands in quotation marks"
        return [Fault(file, row, "", line, message)]
    pairs = zip(names, cells, strict=True)
    found = ((name, cell, _describe_oddity(cell, odd)) for name, cell in pairs)
    return [Fault(file, row, name, cell, message) for name, cell, message in found if message]


def _describe_oddity(cell: str, odd: set[str]) -> str:
    strange = [character for character in cell if character in odd]
    if strange:
        name = unicodedata.name(strange[0], "CONTROL CHARACTER")
        return f"holds a character that cannot be seen or is no text: {name} ({ord(strange[0]):#x})"
    if cell != cell.strip():
        return "begins or ends with a space"
    if not cell.isascii():
        try:
            twice = cell.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return ""
        return f"was decoded wrongly before, perhaps from {twice!r}: restore the letters"
    return ""


def _is_odd(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "\ufffd" or (category[0] in "CZ" and character not in " \n")


def _split(line: str) -> list[str]:
    return [
        cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
        for cell in CELLS.findall(line)
    ]
