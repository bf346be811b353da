"""What is wrong with a table, and how it is said."""

import difflib
from collections.abc import Sequence
from typing import NamedTuple

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
