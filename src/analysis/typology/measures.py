"""Networks by their attributes: Tabelle 1 and Tabelle 2 of the report and any table like them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.data.contract import MISSING, order_codes

TOTAL = "total"


def _split(
    networks: pd.DataFrame, column: str, contract: Mapping[str, Any] | None
) -> "tuple[pd.Series[str], pd.Index[str]]":
    """Each code of each network once, and the sum, by the network's position; codes in order."""
    lists = networks[column].reset_index(drop=True).astype("str").fillna(MISSING).str.split(";")
    found = lists.explode()
    if (found == TOTAL).any():
        raise ValueError(f"column {column!r} uses the code {TOTAL!r}, the name of the sums here")
    order = [*order_codes(contract, column, found), TOTAL]
    codes = lists.map(lambda codes: [*dict.fromkeys(codes), TOTAL]).explode()
    return codes.astype("str"), pd.Index(order, dtype="str", name=column)


def _cross(
    networks: pd.DataFrame, rows: str, columns: str, contract: Mapping[str, Any] | None
) -> "tuple[pd.DataFrame, pd.Index[str], pd.Index[str]]":
    """A line per network, code of `rows` and code of `columns`; then the codes of both in order."""
    upright, index = _split(networks, rows, contract)
    across, header = _split(networks, columns, contract)
    pairs = upright.to_frame("row").join(across.rename("column"), validate="many_to_many")
    return pairs, index, header


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
    pairs, index, header = _cross(networks, rows, columns, contract)
    counts = pairs.groupby(["row", "column"]).size().unstack(fill_value=0)
    return counts.reindex(index=index, columns=header, fill_value=0).astype("int64")


def list_cells(
    networks: pd.DataFrame, *, rows: str, columns: str, show: str = "short_name",
    contract: Mapping[str, Any] | None = None,
) -> pd.DataFrame:  # fmt: skip
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
    pairs, index, header = _cross(networks, rows, columns, contract)
    names = networks[show].reset_index(drop=True).astype("str")
    pairs = pairs.assign(name=names.reindex(pairs.index))
    cells = pairs.groupby(["row", "column"])["name"].agg("; ".join).unstack(fill_value="")
    cells = cells.reindex(index=index[:-1], columns=header[:-1], fill_value="")
    return cells.astype("str")


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
    keys, other = ["initiative", "type"], networks["type_alternative"].astype("str")
    coded = networks[keys].astype("str").fillna(MISSING).assign(name=networks[show].astype("str"))
    twice = other.notna()
    # The text names a second type, never its initiative: that of the networks coded so.
    home = coded.drop_duplicates("type").set_index("type")["initiative"]
    second = coded[twice].assign(initiative=other.map(home).fillna(MISSING), type=other)
    texts = {"names": coded, "conflicts": coded[twice], "also_named": second}
    listed = {name: part.groupby(keys)["name"].agg("; ".join) for name, part in texts.items()}
    types = pd.DataFrame({"networks": coded.groupby(keys).size()} | listed)
    types = types.fillna({"networks": 0} | dict.fromkeys(texts, "")).reset_index()
    found = pd.concat([coded, second])
    ranks = {
        column: {code: i for i, code in enumerate(order_codes(contract, column, found[column]))}
        for column in keys
    }
    types = types.sort_values(keys, key=lambda codes: codes.map(ranks[str(codes.name)]))
    return types.reset_index(drop=True).astype({"networks": "int64"} | dict.fromkeys(texts, "str"))


def list_typed_networks(
    networks: pd.DataFrame, *, show: str = "short_name", contract: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """List the networks of each type, a row for each, in the order of `list_types`.

    Returns
    -------
    pandas.DataFrame
        `initiative`, `initiative_networks` and `type`, `type_networks` (numbers of networks), then
        `network` (by the column `show`) and `also_type`, another type that is named.

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
    own = networks[["network_id", "type_alternative"]].assign(network=networks[show])
    rows = types.explode("network_id").merge(
        own, on="network_id", how="left", validate="many_to_one"
    )
    columns = ["initiative", "initiative_networks", "type", "type_networks", "network"]
    return rows.rename(columns={"type_alternative": "also_type"})[[*columns, "also_type"]]


def name_fully(networks: pd.DataFrame) -> "pd.Series[str]":
    """Give each network its full name, with its abbreviation in brackets where that is not in it.

    Examples
    --------
    >>> from analysis import load
    >>> name_fully(load().networks).head(2).tolist()[0]
    'Modellprojekte Smart Cities (MPSC)'
    """
    names, short = networks["name"].astype("str"), networks["short_name"].astype("str")
    inner = short.str.extract(r"\((.+)\)$")[0]
    # A short name of one word with more capitals than other letters is an abbreviation, too.
    alone = short.where(short.str.count("[A-Z]") > short.str.count("[^A-Z]"))
    signs = inner.fillna(alone).fillna("")
    known = [sign in name for sign, name in zip(signs, names, strict=True)]
    return names.where(pd.Series(known, names.index), names + " (" + signs + ")")
