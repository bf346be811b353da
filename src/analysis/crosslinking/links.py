"""All links between networks in one frame: three layers, and what the tests say of them."""

import pandas as pd

from analysis.crosslinking.definitional import mark_definitional
from analysis.crosslinking.overlap import combine_layers
from analysis.data import Dataset

LEVEL = 0.05


def list_links(data: Dataset, judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the pairs of networks that are linked in any layer, or share strikingly few members.

    Parameters
    ----------
    data
        The tables.
    judged
        As from `judge_overlaps`; None: the links alone.

    Returns
    -------
    pandas.DataFrame
        One row per pair with a link in a layer, with evidence of an overlap larger or smaller
        than by chance, or without overlap by definition, in the order of the table of networks:
        `network`, `other_network` (ids); `name`, `other_name`, `category`, `other_category`
        (str); `municipalities`, `municipalities_all`, `organisations` (Int64), as in
        `combine_layers`; `relations` (bool); `layers` (int64); `evidence` (str), "more" or
        "fewer" where the two-sided p is at most 5 % before correction, else empty; `corrected`
        (bool), whether it is after correction (Benjamini–Hochberg); `definitional` (bool).

    Raises
    ------
    ValueError
        If `judged` lacks a column.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import load
    >>> links = list_links(load())
    >>> len(links), int((links["layers"] > 0).sum())
    (134, 133)
    """
    order = {network: row for row, network in enumerate(data.networks["network_id"])}
    frame = mark_definitional(combine_layers(data))
    frame = frame.assign(evidence="", corrected=False).astype({"evidence": "str"})
    if judged is not None:
        frame = _add_evidence(frame, judged)
    found = frame["layers"].gt(0) | frame["evidence"].ne("") | frame["definitional"]
    rows = frame[found].sort_values(
        ["network", "other_network"], key=lambda ids: ids.map(order), ignore_index=True
    )
    named = data.networks.set_index("network_id")
    for prefix, column in (("", "network"), ("other_", "other_network")):
        rows[f"{prefix}name"] = rows[column].map(named["short_name"]).astype("str")
        rows[f"{prefix}category"] = rows[column].map(named["category"]).astype("str")
    columns = ["network", "other_network", "name", "other_name", "category", "other_category"]
    columns += ["municipalities", "municipalities_all", "organisations", "relations", "layers"]
    return rows[[*columns, "evidence", "corrected", "definitional"]]


def _add_evidence(frame: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    needed = ["network", "other_network", "upper", "lower", "two_sided", "two_sided_adjusted"]
    if absent := [name for name in needed if name not in judged]:
        raise ValueError(f"judged has no column {absent[0]!r}: it is the frame of judge_overlaps")
    tested = judged[needed]
    joined = frame.drop(columns=["evidence", "corrected"]).merge(
        tested, on=["network", "other_network"], how="left", validate="one_to_one"
    )
    raw = joined["two_sided"].le(LEVEL)
    more = joined["upper"] < joined["lower"]
    sign = more.map({True: "more", False: "fewer"}).where(raw, "")
    return joined.assign(
        evidence=sign.astype("str"), corrected=joined["two_sided_adjusted"].le(LEVEL)
    )
