"""The headlines on cross-linking, each time without one of the networks."""

from collections.abc import Sequence
from math import comb
from typing import Any

import pandas as pd

from analysis.crosslinking.layers import tabulate_layer
from analysis.crosslinking.pairs import judge_pairs
from analysis.crosslinking.sensitivity import count_rejections
from analysis.crosslinking.structure import judge_structure
from analysis.data import Dataset, select_memberships

HEADLINES = ("structure", "pairs", "cities")
TOP_RANK = 4  # so many cities the report names


def _rank_cities(data: Dataset, omit: Sequence[str]) -> dict[str, Any]:
    """Name the cities in most networks that are not national, down to the fourth rank."""
    rows = select_memberships(data, kinds=("municipality",))
    national = data.networks.loc[data.networks["category"] == "national", "network_id"]
    rows = rows[~rows["network_id"].isin([*national, *omit])]
    count = rows.groupby("member_id")["network_id"].nunique()
    first = count[count.rank(ascending=False, method="min") <= TOP_RANK]
    names = data.members.set_index("member_id")["name"].loc[first.index]
    ordered = pd.DataFrame({"count": first, "name": names})
    ordered = ordered.sort_values(["count", "name"], ascending=[False, True])
    texts = [f"{name} ({count})" for count, name in ordered.itertuples(index=False)]
    return {"headline": "top_cities", "observed": float(len(first)), "names": "; ".join(texts)}


def _list_structure(
    data: Dataset, omit: Sequence[str], draws: int, seed: int
) -> list[dict[str, Any]]:
    frame = judge_structure(data, omit=omit, draws=draws, seed=seed).reset_index()
    kept = ["headline", "observed", "expected", "low", "high", "upper", "lower", "two_sided"]
    records = frame.rename(columns={"measure": "headline"})[kept].to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]


def _list_pairs(data: Dataset, omit: Sequence[str], draws: int, seed: int) -> list[dict[str, Any]]:
    matrix, networks, _ = tabulate_layer(data, omit=omit)
    if len(networks) < 2:
        return []
    counts = count_rejections(judge_pairs(matrix, networks, draws=draws, seed=seed))
    kept = ("testable_pairs", "raw_pairs", "adjusted_pairs", "holm_pairs", "configuration_pairs")
    rows: list[dict[str, Any]] = [
        {"headline": "density", "observed": counts["linked_pairs"] / comb(len(networks), 2)}
    ]
    for name in kept:
        names = counts["names"] if name == "adjusted_pairs" else ""
        rows.append({"headline": name, "observed": float(counts[name]), "names": names})
    return rows


def omit_each_network(
    data: Dataset,
    *,
    headlines: Sequence[str] = HEADLINES,
    draws: int = 20_000,
    structure_draws: int = 1_000,
    seed: int = 2023,
) -> pd.DataFrame:
    """Compute the headlines on cross-linking again, each time without one of the networks.

    Parameters
    ----------
    data
        The tables; German municipalities and districts that take part.
    headlines
        Of "structure" (`judge_structure`), "pairs" (counts of pairs that reject at 5 % and the
        density, linked pairs over those compared) and "cities" (the cities in most networks that
        are not national).
    draws, structure_draws, seed
        Matrices drawn for the pairs and for the structure, each time.

    Returns
    -------
    pandas.DataFrame
        One row per network left out and headline: `omitted` (str), first empty for none, then
        each network with members in scope (others change nothing), in the order of their table;
        `headline` (str), a measure of `judge_structure`, "density", a count of pairs of
        `compare_scopes` or "top_cities"; float64 `observed` (of the cities: how many hold ranks 1
        to 4); `expected`, `low`, `high`, `upper`, `lower`, `two_sided` under fixed degrees, NaN
        where there is no such comparison; `names` (str), the pairs that reject after correction,
        or the cities with the number of their networks.

    Raises
    ------
    ValueError
        If a headline is unknown.

    References
    ----------
    BBSR 36/2023, chapter 4; section 3.2.3 on the cities.

    Examples
    --------
    >>> from analysis import load
    >>> frame = omit_each_network(load(), headlines=("cities",))
    >>> frame.loc[0, "names"].split("; ")[:2]
    ['Hamburg (8)', 'München (8)']
    """
    unknown = [name for name in headlines if name not in HEADLINES]
    if isinstance(headlines, str) or unknown:
        raise ValueError(f"headlines={headlines!r}: a sequence of {', '.join(HEADLINES)}")
    rows: list[dict[str, Any]] = []
    for omitted in ["", *tabulate_layer(data)[1]]:
        omit = (omitted,) if omitted else ()
        found: list[dict[str, Any]] = []
        if "structure" in headlines:
            found += _list_structure(data, omit, structure_draws, seed)
        if "pairs" in headlines:
            found += _list_pairs(data, omit, draws, seed)
        if "cities" in headlines:
            found.append(_rank_cities(data, omit))
        rows += [{"omitted": omitted} | row for row in found]
    numbers = ["observed", "expected", "low", "high", "upper", "lower", "two_sided"]
    frame = pd.DataFrame(rows, columns=["omitted", "headline", *numbers, "names"])
    frame["names"] = frame["names"].astype("object").fillna("")
    texts = dict.fromkeys(["omitted", "headline", "names"], "str")
    return frame.astype(texts | dict.fromkeys(numbers, "float64"))
