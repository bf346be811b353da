"""Loading the tables of a folder, and the borders that come with the repository."""

import json
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.contract import FILE, FOLDER, read_contract
from analysis.data.dataset import Dataset, read_dataset
from analysis.data.faults import DataError, DataWarning, Fault


def load(folder: str | Path | None = None, *, check: bool = True) -> Dataset:
    """Load the tables of a folder.

    Parameters
    ----------
    folder
        A folder that holds networks.csv, members.csv and memberships.csv; municipalities.csv and
        claims.csv may be absent. A datapackage.json there is its contract, else the repository's
        is. None: the repository's data/.
    check
        False spares the rules on content (codes, keys, ranges, agreement between tables) for
        tables that were checked before. The files are read as strictly, and numbers are typed.

    Returns
    -------
    Dataset
        The typed tables.

    Raises
    ------
    DataError
        With every fault of every file, unless all is sound.

    Warns
    -----
    DataWarning
        For each harmless thing that was repaired: a byte-order mark, other line ends, a missing
        last line end, accents as separate characters (NFD), blank rows at the end, columns in
        another order. The files stay as they are.

    Examples
    --------
    >>> from analysis import load
    >>> data = load()
    >>> len(data.networks)
    34
    """
    folder = Path(folder or FOLDER)
    try:
        contract = read_contract(folder)
    except ValueError as error:
        raise DataError([Fault(FILE, None, "", "", str(error))]) from error
    data, repairs = read_dataset(folder, contract, check=check)
    for repair in repairs:
        warnings.warn(repair, DataWarning, stacklevel=2)
    return data


def read_states() -> dict[str, Any]:
    """Read the borders of the 16 German states, which come with the repository.

    Returns
    -------
    dict
        A GeoJSON feature collection in degrees (WGS 84); each feature has the property `state`.

    References
    ----------
    Natural Earth, 1:10 million, admin 1 states and provinces (public domain).

    Examples
    --------
    >>> len(read_states()["features"])
    16
    """
    states: dict[str, Any] = json.loads((FOLDER / "states.geojson").read_text(encoding="utf-8"))
    return states


def require_table(data: Dataset, name: str, *, needed_by: str) -> pd.DataFrame:
    """Give a table that may be absent, or say which file to add.

    Raises
    ------
    ValueError
        If the table is absent.

    Examples
    --------
    >>> from analysis import load
    >>> len(require_table(load(), "municipalities", needed_by="count_participation"))
    10773
    """
    frame = getattr(data, name)
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{needed_by} needs the table {name}: add {name}.csv to the folder")
    return frame
