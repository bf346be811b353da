"""The one list of everything that is exported: what measures it, what draws it, what it is called.

The command line, the exported files and the report page follow this list.
"""

import difflib
from collections.abc import Sequence

from analysis.data import Dataset
from analysis.outputs.claim_entries import CLAIM_FIGURES, CLAIM_TABLES
from analysis.outputs.crosslink_entries import CROSSLINK_FIGURES, CROSSLINK_TABLES
from analysis.outputs.entries import Output
from analysis.outputs.figure_entries import FIGURES
from analysis.outputs.needs import NEEDS
from analysis.outputs.region_entries import REGION_FIGURES, REGION_TABLES
from analysis.outputs.table_entries import GRAPHS, TABLES

OUTPUTS: tuple[Output, ...] = (
    *FIGURES,
    *CROSSLINK_FIGURES,
    *REGION_FIGURES,
    *CLAIM_FIGURES,
    *TABLES,
    *CROSSLINK_TABLES,
    *REGION_TABLES,
    *CLAIM_TABLES,
    *GRAPHS,
)


def find_outputs(names: Sequence[str] | None = None) -> list[Output]:
    """Find entries by name, in the order of the list; None for all.

    Raises
    ------
    ValueError
        If a name is not in the list; the message gives the nearest.

    Examples
    --------
    >>> [output.name for output in find_outputs(["tabelle_1", "timeline"])]
    ['timeline', 'tabelle_1']
    >>> find_outputs(["timelime"])
    Traceback (most recent call last):
    ValueError: no output is called 'timelime' (near: timeline); `list` shows all
    """
    known = [output.name for output in OUTPUTS]
    for name in names or ():
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5))
            hint = f" (near: {near})" if near else ""
            raise ValueError(f"no output is called {name!r}{hint}; `list` shows all")
    return [output for output in OUTPUTS if names is None or output.name in names]


def find_absent(output: Output, data: Dataset) -> str:
    """Say what the data lack for an entry; empty if nothing.

    Examples
    --------
    >>> from analysis import load
    >>> find_absent(OUTPUTS[0], load())
    ''
    """
    for need in output.needs:
        holds, message = NEEDS[need]
        if not holds(data):
            return message
    return ""
