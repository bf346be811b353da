"""Networks by their attributes: Tabelle 1 and Tabelle 2 of the report and any table like them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.data.contract import codes

MISSING = "missing"
TOTAL = "total"


def _mentions(networks: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Split a column into codes, one per mention, indexed by the position of the network."""
    cells = networks[column].reset_index(drop=True).astype("str")
    mentions = cells.str.split(";").explode().astype("str").fillna(MISSING)
    return mentions[~pd.MultiIndex.from_arrays([mentions.index, mentions]).duplicated()]


def _order(
    mentions: "pd.Series[str]", column: str, contract: Mapping[str, Any] | None
) -> list[str]:
    """Codes as the contract orders them, then others as they appear, then what is missing."""
    found = list(dict.fromkeys(mentions))
    if TOTAL in found:
        raise ValueError(f"column {column!r} uses the code {TOTAL!r}, the name of the sums here")
    try:
        known = codes(contract, column) if contract is not None else []
    except ValueError:  # a column that the caller has made, a decade for example
        known = []
    order = [code for code in dict.fromkeys([*known, *found]) if code != MISSING]
    return [*order, MISSING] if MISSING in found else order


def _cross(networks: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """One line per network, code of `rows` and code of `columns`: row, column, position."""
    upright, across = _mentions(networks, rows), _mentions(networks, columns)
    pairs = upright.rename("row").to_frame().join(across.rename("column"), validate="many_to_many")
    return pairs.rename_axis("position").reset_index()


def cross_types(
    networks: pd.DataFrame, *, rows: str, columns: str, contract: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Count the networks by two of their columns (section 3.2 of the report, Tabelle 1).

    In list columns (funding, formats, topics) a network counts once under each code of its list.
    `contract` orders the codes and adds those that no network has; without it, they stand as they
    appear. A code called "total" is a ValueError.

    Returns
    -------
    pandas.DataFrame
        Counts (int64), index named `rows`, columns named `columns`, each with "total" at the end
        and before it, where cells are empty, "missing". Totals count networks, not mentions.

    Examples
    --------
    >>> from analysis import load
    >>> table = cross_types(load().networks, rows="category", columns="initiative")
    >>> table.loc["total"].to_dict()
    {'top_down': 16, 'bottom_up': 18, 'total': 34}
    """
    pairs = _cross(networks, rows, columns)
    index = _order(_mentions(networks, rows), rows, contract)
    header = _order(_mentions(networks, columns), columns, contract)
    every = pairs.assign(row=TOTAL)
    pairs = pd.concat([pairs, every, pairs.assign(column=TOTAL), every.assign(column=TOTAL)])
    counts = pairs.groupby(["row", "column"])["position"].nunique().unstack(fill_value=0)
    return counts.reindex(
        index=pd.Index([*index, TOTAL], dtype="str", name=rows),
        columns=pd.Index([*header, TOTAL], dtype="str", name=columns),
        fill_value=0,
    ).astype("int64")


def list_cells(
    networks: pd.DataFrame,
    *,
    rows: str,
    columns: str,
    show: str = "short_name",
    contract: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Name the networks in each cell of a cross table, by the column `show`.

    Returns
    -------
    pandas.DataFrame
        Text, the names joined by "; " in the order of `networks`, empty where there is none; index
        and columns as in `cross_types`, without totals.

    Examples
    --------
    >>> from analysis import load
    >>> networks = load().networks
    >>> cells = list_cells(networks, rows="category", columns="initiative", show="network_id")
    >>> cells.loc["national", "top_down"]
    'mpsc; stadt-land-digital'
    """
    pairs = _cross(networks, rows, columns)
    names = networks[show].reset_index(drop=True).astype("str")
    pairs = pairs.assign(name=pairs["position"].map(names))
    cells = pairs.groupby(["row", "column"])["name"].agg("; ".join).unstack(fill_value="")
    return cells.reindex(
        index=pd.Index(_order(_mentions(networks, rows), rows, contract), name=rows),
        columns=pd.Index(_order(_mentions(networks, columns), columns, contract), name=columns),
        fill_value="",
    ).astype("str")


def list_types(
    networks: pd.DataFrame, *, show: str = "short_name", contract: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Name the networks of each type, and show where the assignment is open (Tabelle 2).

    Returns
    -------
    pandas.DataFrame
        One row per initiative and type that occurs, the type "unassigned" included: `initiative`,
        `type`, `networks` (their number, int64), `names`, and two columns on networks that the
        report names under two types: `conflicts`, those of this row, and `also_named`, those
        coded in another row that the text names here too. Names are joined by "; ".

    Examples
    --------
    >>> from analysis import load
    >>> types = list_types(load().networks, show="network_id").set_index("type")
    >>> types.loc["project_cities", "names"]
    'mysmartlife; matchup'
    """
    coded = networks[["initiative", "type"]].astype("str").fillna(MISSING)
    other = networks["type_alternative"].astype("str")
    names = networks[show].astype("str")
    # The text names a second type, never its initiative: that of the networks coded so.
    home = coded.drop_duplicates("type").set_index("type")["initiative"]
    second = pd.DataFrame({"initiative": other.map(home).fillna(MISSING), "type": other})
    found = pd.concat([coded, second[other.notna()]]).drop_duplicates()
    records = []
    for initiative, kind in found.itertuples(index=False):
        here = (coded["initiative"] == initiative) & (coded["type"] == kind)
        also = (second["initiative"] == initiative) & (second["type"] == kind)
        record = {"initiative": initiative, "type": kind, "networks": int(here.sum())}
        record["names"] = "; ".join(names[here])
        record["conflicts"] = "; ".join(names[here & other.notna()])
        record["also_named"] = "; ".join(names[also])
        records.append(record)
    ranks = {
        column: {code: i for i, code in enumerate(_order(found[column], column, contract))}
        for column in ("initiative", "type")
    }
    records.sort(key=lambda r: (ranks["initiative"][r["initiative"]], ranks["type"][r["type"]]))
    text = ["initiative", "type", "names", "conflicts", "also_named"]
    columns = ["initiative", "type", "networks", "names", "conflicts", "also_named"]
    return pd.DataFrame(records, columns=columns).astype(dict.fromkeys(text, "str"))


def list_typed_networks(
    networks: pd.DataFrame, *, contract: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """List the networks of each type with their category, a row for each, as `list_types` does.

    Returns
    -------
    pandas.DataFrame
        `initiative`, `initiative_networks` and `type`, `type_networks` (numbers of networks), then
        `network` (its short name), `category` and `also_type`, another type that is named.

    Examples
    --------
    >>> from analysis import load
    >>> int(list_typed_networks(load().networks)["network"].notna().sum())
    34
    """
    types = list_types(networks, show="network_id", contract=contract)
    types = types.rename(columns={"networks": "type_networks"})
    sums = types.groupby("initiative")["type_networks"].transform("sum")
    types = types.assign(initiative_networks=sums, network_id=types["names"].str.split("; "))
    own = networks[["network_id", "short_name", "category", "type_alternative"]]
    rows = types.explode("network_id").merge(
        own, on="network_id", how="left", validate="many_to_one"
    )
    rows = rows.rename(columns={"short_name": "network", "type_alternative": "also_type"})
    columns = ["initiative", "initiative_networks", "type", "type_networks", "network"]
    return rows[[*columns, "category", "also_type"]]
