"""The findings on cross-links under other scopes, models, and without each network."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.crosslinking.chance import (
    NUMBERS,
    count_jointly,
    judge_pairs,
    judge_structure,
    tabulate_allowed,
)
from analysis.crosslinking.networks import CONTAINED, LEVEL, tabulate_layer
from analysis.data import Dataset, select_memberships
from analysis.data.contract import CLOSED
from analysis.statistics.ratios import divide

# Population classes of municipalities, from the first number to below the second.
SIZE_CLASSES = {"large": (100_000, None), "medium": (20_000, 100_000), "small": (None, 20_000)}
# Of the number of pairs at 5 %: whole tables are drawn for it.
JOINT_DRAWS = 2_000


def _list_scopes(data: Dataset) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and arguments of the runs: the whole, then what is left out, then parts and layers."""
    networks = data.networks["network_id"].tolist()
    contained = tuple(network for network in CONTAINED if network in networks)
    yield "all", {}
    if data.eligibility is not None:
        yield "unconstrained", {"rules": False}
    if contained:
        yield "contained_omitted", {"omit": contained}
    yield "closed", {"listings": CLOSED}
    if contained:
        yield "closed_contained_omitted", {"listings": CLOSED, "omit": contained}
    for name, population in SIZE_CLASSES.items():
        yield name, {"population": population}
    yield "municipalities_all", {"layer": "municipalities_all"}
    yield "organisations", {"layer": "organisations"}


def count_rejections(pairs: pd.DataFrame, joint: Mapping[str, float]) -> dict[str, Any]:
    """Count the pairs that reject; what is told of their number joins those before correction."""
    found = pairs[pairs["two_sided_adjusted"] <= LEVEL]
    names = found["network"] + " – " + found["other_network"]
    tested = pairs["two_sided_adjusted"].notna()
    return {
        "pairs": len(pairs),
        "linked_pairs": int((pairs["shared"] > 0).sum()),
        "testable_pairs": int(tested.sum()),
        "raw_more": int((pairs["upper"] <= LEVEL).sum()),
        "raw_fewer": int((pairs["lower"] <= LEVEL).sum()),
        "raw_pairs": int((pairs.loc[tested, "two_sided"] <= LEVEL).sum()),
        **joint,
        "adjusted_more": int((pairs["upper_adjusted"] <= LEVEL).sum()),
        "adjusted_fewer": int((pairs["lower_adjusted"] <= LEVEL).sum()),
        "adjusted_pairs": len(found),
        "configuration_pairs": int((pairs["configuration_adjusted"] <= LEVEL).sum()),
        "names": "; ".join(names.sort_values()),
    }


def compare_scopes(data: Dataset, *, draws: int = 20_000) -> pd.DataFrame:
    """Repeat the test of overlaps without the networks' rules, on parts and on other layers.

    Returns
    -------
    pandas.DataFrame
        Index `scope`, what is left out or alone ("large" from 100,000, "medium" from 20,000);
        `networks` to `linked_pairs`; `testable_pairs`, that could reject; at 5 % `raw_more`,
        `raw_fewer`, `raw_pairs` (both tails), `raw_pairs_expected` by chance, `p_raw_pairs`, of at
        least as many, and so on corrected; `names` of the adjusted pairs. Chapter 4.

    Examples
    --------
    >>> from analysis import load
    >>> compare_scopes(load(), draws=1000).loc["closed", ["networks", "members"]].tolist()
    [18, 54]
    """
    rows = {}
    for scope, options in _list_scopes(data):
        matrix, networks, allowed = tabulate_allowed(data, **options)
        counts = {"networks": len(networks), "members": matrix.shape[1]}
        counts["memberships"] = int(matrix.sum())
        judged = judge_pairs(matrix, networks, allowed, draws=draws)
        joint = count_jointly(matrix, networks, allowed, judged, min(draws, JOINT_DRAWS))
        rows[scope] = counts | count_rejections(judged, joint)
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scope")
    return frame.astype({"names": "str"})


def compare_structures(data: Dataset, *, draws: int = 5_000) -> pd.DataFrame:
    """Repeat the test of clustering and nestedness where the whole could differ (chapter 4).

    Returns
    -------
    pandas.DataFrame
        Index `scope` (of `compare_scopes`) and `measure`; columns as in `judge_structure`.

    Examples
    --------
    >>> from analysis import load
    >>> table = compare_structures(load(), draws=100)
    >>> int(table.loc[("contained_omitted", "linked_pairs"), "observed"])
    76
    """
    left_out = {"medium", "small", "municipalities_all", "organisations"}
    frames = {
        name: judge_structure(data, draws=draws, **options)
        for name, options in _list_scopes(data)
        if name not in left_out
    }
    return pd.concat(frames, names=["scope"])


HEADLINES = ("structure", "pairs", "cities")
PAIR_HEADLINES = (
    "density", "testable_pairs", "raw_pairs", "adjusted_pairs", "configuration_pairs",
)  # fmt: skip
TOP_RANK = 4  # so many cities the report names


def _rank_cities(data: Dataset, omit: Sequence[str]) -> dict[str, Any]:
    """Name the cities in most networks that are not national, down to the fourth rank."""
    rows = select_memberships(data, kinds=("municipality",))
    national = data.networks.loc[data.networks["category"] == "national", "network_id"]
    rows = rows[~rows["network_id"].isin([*national, *omit])]
    count = rows.groupby(["member_id", "name"])["network_id"].nunique().rename("count")
    first = count[count.rank(ascending=False, method="min") <= TOP_RANK].reset_index()
    first = first.sort_values(["count", "name"], ascending=[False, True])
    names = "; ".join(first["name"] + " (" + first["count"].astype("str") + ")")
    return {"headline": "top_cities", "observed": float(len(first)), "names": names}


def _list_pairs(data: Dataset, omit: Sequence[str], draws: int) -> list[dict[str, Any]]:
    """Give the density and the counts of pairs, one record each."""
    matrix, networks, allowed = tabulate_allowed(data, omit=omit)
    if len(networks) < 2:
        return []
    counts = count_rejections(judge_pairs(matrix, networks, allowed, draws=draws), {})
    counts["density"] = divide(counts["linked_pairs"], counts["pairs"])
    names = {"adjusted_pairs": counts["names"]}
    return [
        {"headline": name, "observed": counts[name], "names": names.get(name, "")}
        for name in PAIR_HEADLINES
    ]


def omit_each_network(
    data: Dataset,
    *,
    headlines: Sequence[str] = HEADLINES,
    draws: int = 4_000,
    structure_draws: int = 500,
) -> pd.DataFrame:
    """Compute the headlines on cross-linking again, each time without one of the networks.

    Headlines: "structure", "pairs" (those at 5 %, and the density of linked pairs) and "cities",
    those in most networks that are not national. Chapter 4; section 3.2.3 on the cities.

    Returns
    -------
    pandas.DataFrame
        `omitted`, first empty; `headline`, of `judge_structure`, "density", a count of
        `compare_scopes`, "top_cities"; `observed` (cities: how many hold ranks 1 to 4) to
        `two_sided`, NaN without any; `names` of the adjusted pairs or of the cities.

    Examples
    --------
    >>> from analysis import load
    >>> omit_each_network(load(), headlines=("cities",)).loc[0, "names"].split("; ")[:2]
    ['Hamburg (8)', 'München (8)']
    """
    if isinstance(headlines, str) or not set(headlines) <= set(HEADLINES):
        raise ValueError(f"headlines={headlines!r}: a sequence of {', '.join(HEADLINES)}")
    rows: list[dict[Any, Any]] = []
    for omitted in ["", *tabulate_layer(data)[1]]:
        omit = (omitted,) if omitted else ()
        found: list[dict[Any, Any]] = []
        if "structure" in headlines:
            measured = judge_structure(data, omit=omit, draws=structure_draws)
            found += measured.reset_index(names="headline").to_dict("records")
        if "pairs" in headlines:
            found += _list_pairs(data, omit, draws)
        if "cities" in headlines:
            found.append(_rank_cities(data, omit))
        rows += [{"omitted": omitted} | row for row in found]
    frame = pd.DataFrame(rows, columns=["omitted", "headline", *NUMBERS, "names"])
    frame["names"] = frame["names"].astype("object").fillna("")
    texts = dict.fromkeys(["omitted", "headline", "names"], "str")
    return frame.astype(texts | dict.fromkeys(NUMBERS, "float64"))
