"""The tables of one folder: every file read, checked, typed and sorted, all faults gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.contract import FILE, codes, find_resource, list_fields, name_file
from analysis.data.faults import DataError, Fault
from analysis.data.reading import read_table
from analysis.data.rules import check_rules
from analysis.data.validation import check_cells, check_numbers

REQUIRED = ("networks", "members", "memberships")
OPTIONAL = ("municipalities", "claims")
TYPES = {"integer": "Int64", "number": "Float64"}


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """The tables of one folder and their contract.

    Text columns have the dtype str, whole numbers Int64, numbers Float64; an empty cell is missing
    in all of them. Lists of codes stay text, joined by ";". Every frame counts its rows from 0:
    networks in the order of the file, members by member_id, memberships by network, role and
    member_id, municipalities by key and name.
    """

    networks: pd.DataFrame
    members: pd.DataFrame
    memberships: pd.DataFrame
    municipalities: pd.DataFrame | None
    claims: pd.DataFrame | None
    contract: dict[str, Any]

    def __repr__(self) -> str:
        """Name the tables and their numbers of rows."""
        frames = {field.name: getattr(self, field.name) for field in fields(self)[:-1]}
        sizes = [f"{name}={len(frame)}" for name, frame in frames.items() if frame is not None]
        return f"Dataset({', '.join(sizes)})"


def read_dataset(
    folder: Path, contract: Mapping[str, Any], *, check: bool = True
) -> tuple[Dataset, list[str]]:
    """Read, check, type and sort the tables of a folder.

    Parameters
    ----------
    folder
        The folder.
    contract
        The contract of its tables.
    check
        False spares the rules on content; the files are read as strictly.

    Returns
    -------
    data : Dataset
        The typed tables.
    repairs : list of str
        What was repaired while reading, with the name of the file.

    Raises
    ------
    DataError
        With every fault of every file.

    Examples
    --------
    >>> from analysis.contract import FOLDER, read_contract
    >>> data, repairs = read_dataset(FOLDER, read_contract())
    >>> len(data.networks), repairs
    (34, [])
    """
    frames, faults, repairs = _read_tables(folder, contract)
    if check:
        whole = [name for name in frames if not _loses_rows(faults, contract, name)]
        faults += check_cells(frames, contract, whole)
        faults += check_rules({name: frames[name] for name in whole}, contract)
    else:
        for name, frame in frames.items():
            faults += check_numbers(name, frame, contract)
    if faults:
        raise DataError(_order_faults(faults, contract))
    typed = {name: _type_frame(frame, contract, name) for name, frame in frames.items()}
    data = Dataset(
        networks=typed["networks"],
        members=typed["members"],
        memberships=typed["memberships"],
        municipalities=typed.get("municipalities"),
        claims=typed.get("claims"),
        contract=dict(contract),
    )
    return sort_tables(data), repairs


def _read_tables(
    folder: Path, contract: Mapping[str, Any]
) -> tuple[dict[str, pd.DataFrame], list[Fault], list[str]]:
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    repairs: list[str] = []
    for name in (*REQUIRED, *OPTIONAL):
        resource = find_resource(contract, name)
        if resource is None:
            if name in REQUIRED:
                faults.append(Fault(FILE, None, "", "", f"describes no table {name!r}"))
            continue
        path = folder / resource["path"]
        if name in OPTIONAL and not path.exists():
            continue
        columns = [field["name"] for field in list_fields(contract, name)]
        reading = read_table(path, columns)
        faults += reading.faults
        repairs += [f"{path.name}: {repair}" for repair in reading.repairs]
        if reading.frame is not None:
            frames[name] = reading.frame
    return frames, faults, repairs


def _loses_rows(faults: Sequence[Fault], contract: Mapping[str, Any], name: str) -> bool:
    """Say whether reading lost a row or a column of a table, not only found a doubtful cell."""
    mine = [fault for fault in faults if fault.file == name_file(contract, name)]
    return any(fault.row in (None, 1) or not fault.column for fault in mine)


def _order_faults(faults: Sequence[Fault], contract: Mapping[str, Any]) -> list[Fault]:
    """Order the faults by file, row and column, one per cell: the first found is the cause."""
    first: dict[tuple[str, int | None, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.file, fault.row, fault.column), fault)
    resources = [resource for resource in contract["resources"] if "schema" in resource]
    files = {Path(resource["path"]).name: i for i, resource in enumerate(resources)}
    columns = [field["name"] for resource in resources for field in resource["schema"]["fields"]]
    places = {column: i for i, column in enumerate(columns)}

    def rank(fault: Fault) -> tuple[int, int, int]:
        column = fault.column.split(", ")[0]
        return files.get(fault.file, -1), fault.row or 0, places.get(column, -1)

    return sorted(first.values(), key=rank)


def _type_frame(frame: pd.DataFrame, contract: Mapping[str, Any], name: str) -> pd.DataFrame:
    typed = {}
    for field in list_fields(contract, name):
        cells = frame[field["name"]].mask(frame[field["name"]].eq(""))
        typed[field["name"]] = cells.astype(TYPES.get(field["type"], "str"))
    return pd.DataFrame(typed).reset_index(drop=True)


def sort_tables(data: Dataset) -> Dataset:
    """Put the rows of members, memberships and municipalities into their order.

    Examples
    --------
    >>> from analysis import load
    >>> sort_tables(load()).members["member_id"].is_monotonic_increasing
    True
    """
    networks = {key: i for i, key in enumerate(data.networks["network_id"])}
    roles = {role: i for i, role in enumerate(codes(data.contract, "role"))}
    places = {"network_id": networks, "role": roles}
    order = ["network_id", "role", "member_id"]
    municipalities = data.municipalities
    if municipalities is not None:
        municipalities = municipalities.sort_values(["ags", "name"], ignore_index=True)
    return replace(
        data,
        members=data.members.sort_values("member_id", ignore_index=True),
        memberships=data.memberships.sort_values(
            order,
            key=lambda cells: cells.map(places[cells.name]) if cells.name in places else cells,
            ignore_index=True,
        ),
        municipalities=municipalities,
    )
