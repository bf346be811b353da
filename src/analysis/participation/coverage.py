"""How far the report's lists of German members reach: what it names against what it states."""

import pandas as pd

from analysis.data import Dataset, select_memberships

LISTED = {"municipality": "listed_municipalities", "district": "listed_districts"}
OTHERS = "listed_others"


def describe_coverage(data: Dataset) -> pd.DataFrame:
    """Set the German members that each profile names beside the number that it states.

    Parameters
    ----------
    data
        The tables.

    Returns
    -------
    pandas.DataFrame
        One row per network, in the order of the table: `network_id`, `short_name`,
        `german_listing`; `listed_municipalities`, `listed_districts` and `listed_others` (regions,
        states, organisations), the German members named (int64);
        `german_municipalities_reported` and its qualifier, as stated (Int64, text, missing where
        nothing is); `unlisted_municipalities`, the stated less the named ones (Int64). A stated
        number may count districts and co-operations as well.

    References
    ----------
    BBSR 36/2023, the profiles' row "Beteiligung deutscher Kommunen".

    Examples
    --------
    >>> from analysis import load
    >>> coverage = describe_coverage(load()).set_index("network_id")
    >>> coverage.loc["urbact", ["listed_municipalities", "unlisted_municipalities"]].to_dict()
    {'listed_municipalities': 11, 'unlisted_municipalities': 29}
    """
    networks = data.networks
    frame = networks[["network_id", "short_name", "german_listing"]].copy()
    rows = select_memberships(data, kinds=None)
    rows = rows.assign(column=rows["kind"].map(LISTED).fillna(OTHERS))
    for column in (*LISTED.values(), OTHERS):
        named = rows[rows["column"] == column].groupby("network_id")["member_id"].nunique()
        frame[column] = networks["network_id"].map(named).fillna(0).astype("int64")
    stated = networks["german_municipalities_reported"]
    return frame.assign(
        german_municipalities_reported=stated,
        german_municipalities_qualifier=networks["german_municipalities_qualifier"],
        unlisted_municipalities=stated - frame["listed_municipalities"],
    )
