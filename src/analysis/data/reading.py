"""From the bytes of a file to its cells, and the faults that are found on the way."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

SHOWN_FAULTS = 50


class Fault(NamedTuple):
    """One fault: file, row as a spreadsheet counts it (header = 1), column, value and message.

    Row is None where the whole file is meant, column is empty where the whole row is.

    Examples
    --------
    >>> print(Fault("networks.csv", 2, "founded", "2012.0", "is no whole number"))
    networks.csv:2 founded: '2012.0' is no whole number
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
    """Name the allowed value of which a wrong one looks like a typing error; "" where none is."""
    word = value.strip().lower()
    # In most typing errors the first letter is right; 0.82 allows two letters swapped in six, and
    # keeps words apart that are merely alike (Essen, Hessen).
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
UTF_16 = "is written in UTF-16, not in UTF-8"
SIGNATURES = {
    b"PK\x03\x04": "is an Excel or OpenDocument workbook, no CSV",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, no CSV",
    b"\xff\xfe": UTF_16,
    b"\xfe\xff": UTF_16,
}


class Reading(NamedTuple):
    """What one file gave: text cells by row number and column, faults, and repairs in words."""

    frame: pd.DataFrame | None
    faults: list[Fault]
    repairs: list[str]


def read_table(path: Path, columns: Sequence[str], required: Collection[str]) -> Reading:
    """Read a CSV file strictly: a row of the frame per sound row, numbered as in a spreadsheet."""
    lines, repairs, faults = _read_lines(path)
    if not faults and (message := _describe_header(lines[0], columns)):
        faults = [Fault(path.name, 1, "", lines[0], message)]
    if faults:
        return Reading(None, faults, [])
    names = _split(lines[0])
    faults = _check_header(path.name, names, columns, required)
    last = max((row for row, line in enumerate(lines, 1) if line.strip(",")), default=0)
    if last < len(lines):
        repairs.append("blank rows at the end were left out")
    rows: dict[int, list[str]] = {}
    for row, line in enumerate(lines[1:last], 2):
        cells = _split(line)
        if message := _describe_break(line, cells, len(names)):
            faults.append(Fault(path.name, row, "", line, message))
            continue
        rows[row] = cells  # A row with a doubtful cell is still checked.
        for name, cell in zip(names, cells, strict=True):
            if message := _describe_oddity(cell):
                faults.append(Fault(path.name, row, name, cell, message))
    if last < 2:
        faults.append(Fault(path.name, None, "", "", "has a header and no rows"))
    known = [name for name in columns if names.count(name) == 1]
    if sorted(names) == sorted(known) and names != known:
        repairs.append("the columns were put into the order of the contract")
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=pd.Index(names), dtype="str")
    absent = [name for name in columns if name not in names and name not in required]
    frame = frame[known].assign(**dict.fromkeys(absent, "")).astype("str")
    return Reading(frame[[name for name in columns if name in frame]], faults, repairs)


def _read_lines(path: Path) -> tuple[list[str], list[str], list[Fault]]:
    """Read the lines of a file, what was repaired in them, and what makes them unusable."""
    data = path.read_bytes() if path.is_file() else b""
    message = _describe_bytes(data) if path.is_file() else f"is missing in {path.parent}"
    if message:
        return [], [], [Fault(path.name, None, "", "", message)]
    try:
        text, repairs = _repair(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return [], [], [_locate_byte(path.name, data, error.start)]
    lines = text.removesuffix("\n").split("\n")
    message = "is a marker of an unsolved merge conflict: solve it in git"
    marked = [(row, line) for row, line in enumerate(lines, 1) if MERGE_MARKER.fullmatch(line)]
    return lines, repairs, [Fault(path.name, row, "", line, message) for row, line in marked]


def _describe_bytes(data: bytes) -> str:
    """Say why a file cannot be read; "" where it seems to be text."""
    if not data.strip():
        return "is empty"
    found = [message for signature, message in SIGNATURES.items() if data.startswith(signature)]
    if not found and data.count(0) > len(data) / 4:
        found = [UTF_16]
    return f"{found[0]}: {SAVE}" if found else ""


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


def _describe_header(line: str, columns: Sequence[str]) -> str:
    """Say why a first line is no header; "" where it is one."""
    header = line.replace('"', "")
    if re.fullmatch("sep=.?", header.strip(), re.IGNORECASE):
        return f"is a line for Excel, no header: delete it, and {SAVE}"
    if len(_split(line)) == 1 and len(set(header.split(",")) & set(columns)) > 1:
        return f"the whole row is one cell in quotation marks: {IMPORT}, and {SAVE}"
    for separator, word in SEPARATORS.items():
        if len(set(header.split(separator)) & set(columns)) > 1:
            return f"cells are separated by {word}: {SAVE}"
    return ""


def _check_header(
    file: str, names: Sequence[str], columns: Sequence[str], required: Collection[str]
) -> list[Fault]:
    absent = [column for column in columns if column not in names]
    missing = [column for column in absent if column in required]
    faults = [Fault(file, 1, column, "", "column is missing") for column in missing]
    for name in dict.fromkeys(names):
        if name not in columns:
            # Missing columns have a fault each, which spares the list of them here.
            advice = suggest(name, absent) or ("" if missing else ": delete it")
            faults.append(Fault(file, 1, name, name, f"is no column of this table{advice}"))
        elif names.count(name) > 1:
            faults.append(Fault(file, 1, name, name, "stands more than once in the header"))
    return faults


def _describe_break(line: str, cells: Sequence[str], width: int) -> str:
    """Say why a row cannot be read; "" where it can."""
    if '"' in line and not RECORD.fullmatch(line):
        return "has a quotation mark out of place, or a line break within a cell"
    if not any(cells):
        return "is a blank row: delete it"
    if len(cells) == width:
        return ""
    message = f"has {len(cells)} cell{'s'[: len(cells) != 1]}, the header {width}"
    if len(cells) == 1 and line.startswith('"'):
        message += f": {IMPORT}"
    if len(cells) > width:
        message += ": a cell that holds a comma stands in quotation marks"
    return message


def _describe_oddity(cell: str) -> str:
    """Say why a cell is doubtful, whatever its column holds; "" where it is not."""
    if not cell.isprintable() or "\ufffd" in cell:
        strange = next(each for each in cell if not each.isprintable() or each == "\ufffd")
        name = f"{unicodedata.name(strange, 'CONTROL CHARACTER')} ({ord(strange):#x})"
        return f"holds a character that cannot be seen or is no text: {name}"
    if cell != cell.strip():
        return "begins or ends with a space"
    if cell.isascii():
        return ""
    try:
        twice = cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return f"was decoded wrongly before, perhaps from {twice!r}: restore the letters"


def _split(line: str) -> list[str]:
    if '"' not in line:
        return line.split(",")
    return [
        cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
        for cell in CELLS.findall(line)
    ]
