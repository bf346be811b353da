"""What the figures on cross-linking draw: measures, with the names of print."""

import pandas as pd

from analysis.crosslinking.layers import tabulate_layer
from analysis.crosslinking.links import list_links
from analysis.crosslinking.omission import omit_each_network
from analysis.crosslinking.pairs import judge_overlaps
from analysis.crosslinking.structure import judge_structure
from analysis.data import Dataset
from analysis.statistics.overlaps import describe_mixing

# Pairs up to this p are drawn; without any, the first ten.
SHOWN = 0.1
MOST = 25
PANELS = (
    "linked_pairs", "four_cycles", "robins_alexander", "opsahl_networks", "opsahl_members", "nodf",
)  # fmt: skip
PAIR = ("network", "other_network")


def name_networks(data: Dataset, frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Put short names in the place of the ids of networks; what is none stays.

    Examples
    --------
    >>> from analysis import load
    >>> frame = pd.DataFrame({"network": ["civitas"]})
    >>> name_networks(load(), frame, ("network",))["network"].tolist()
    ['CIVITAS']
    """
    names = dict(zip(data.networks["network_id"], data.networks["short_name"], strict=True))
    return frame.assign(**{
        column: frame[column].map(lambda key: names.get(key, key)).astype("str")
        for column in columns
    })  # fmt: skip


def frame_links(data: Dataset) -> pd.DataFrame:
    """Links of each two networks in all layers, with what the test of overlaps says.

    Examples
    --------
    >>> from analysis import load
    >>> frame_links(load())["corrected"].sum() > 0
    np.True_
    """
    return list_links(data, judge_overlaps(data))


def frame_evidence(data: Dataset) -> pd.DataFrame:
    """The pairs whose overlap is farthest from chance, by name, as they are drawn.

    Examples
    --------
    >>> from analysis import load
    >>> frame_evidence(load()).loc[0, "other_network"]
    'Scalable Cities'
    """
    judged = judge_overlaps(data)
    near = judged[judged["two_sided"] <= SHOWN].head(MOST)
    rows = name_networks(data, near if len(near) else judged.head(10), PAIR)
    columns = ["shared", "expected", "low", "high", "two_sided", "two_sided_adjusted"]
    return rows[[*PAIR, *columns, "definitional"]]


def frame_structure(data: Dataset) -> pd.DataFrame:
    """Clustering and nestedness against chance, with all networks and without each.

    Examples
    --------
    >>> from analysis import load
    >>> frame_structure(load())["omitted"].iloc[0]
    ''
    """
    frame = omit_each_network(data, headlines=("structure",), structure_draws=500)
    rows = frame[frame["headline"].isin(PANELS)].drop(columns="names").reset_index(drop=True)
    # What is said of all networks rests on as many draws as in the table of scopes.
    whole = judge_structure(data).rename_axis("headline")
    first = rows["omitted"].eq("")
    for column in ("observed", "expected", "low", "high", "upper", "lower", "two_sided"):
        rows.loc[first, column] = rows.loc[first, "headline"].map(whole[column])
    return name_networks(data, rows, ("omitted",)).reset_index(drop=True)


def frame_mixing(data: Dataset) -> pd.DataFrame:
    """Autocorrelations by the rounds of trades; empty without a table to trade in.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_mixing(load()))[:3]
    ['trades', 'cycles', 'overlaps']
    """
    matrix, networks, _ = tabulate_layer(data)
    if len(networks) < 2:
        return pd.DataFrame({"trades": [], "cycles": [], "overlaps": [], "error": []})
    return describe_mixing(matrix, draws=4000, seed=2023)
