"""The findings on cross-links under other scopes, models, and without each network."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from analysis.crosslinking.chance import CONTAINED, LEVEL, judge_pairs, judge_structure
from analysis.crosslinking.networks import mark_definitional, tabulate_layer
from analysis.data import Dataset, select_memberships
from analysis.statistics.overlaps import configuration_probabilities
from analysis.statistics.trades import fixed_degree_samples

# Population classes of municipalities, from the first number to below the second.
SIZE_CLASSES = {"large": (100_000, None), "medium": (20_000, 100_000), "small": (None, 20_000)}
# Of the number of pairs at 5 %: whole tables are drawn for it.
JOINT_DRAWS = 2_000


def _list_scopes(data: Dataset) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and arguments of the runs: the whole, then what is left out, then parts and layers."""
    networks = data.networks["network_id"].tolist()
    contained = tuple(network for network in CONTAINED if network in networks)
    pairs = pd.DataFrame(list(combinations(networks, 2)), columns=["network", "other_network"])
    marked = bool(mark_definitional(pairs)["definitional"].any())
    yield "all", {}
    if marked:
        yield "definitional_untested", {"definitional": False}
    if contained:
        yield "contained_omitted", {"omit": contained}
    yield "complete", {"listings": ("complete",)}
    if contained:
        yield "complete_contained_omitted", {"listings": ("complete",), "omit": contained}
    for name, population in SIZE_CLASSES.items():
        yield name, {"population": population}
    yield "municipalities_all", {"layer": "municipalities_all"}
    yield "organisations", {"layer": "organisations"}


def count_rejections(pairs: pd.DataFrame) -> dict[str, Any]:
    """Count the pairs that reject, before and after correction.

    Examples
    --------
    >>> table = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]
    >>> count_rejections(judge_pairs(table, ["a", "b", "c"], draws=20, seed=1))["pairs"]
    3
    """
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
        "adjusted_more": int((pairs["upper_adjusted"] <= LEVEL).sum()),
        "adjusted_fewer": int((pairs["lower_adjusted"] <= LEVEL).sum()),
        "adjusted_pairs": len(found),
        "holm_pairs": int((pairs["two_sided_holm"] <= LEVEL).sum()),
        "configuration_pairs": int((pairs["configuration_adjusted"] <= LEVEL).sum()),
        "names": "; ".join(names.sort_values()),
    }


def _count_jointly(
    matrix: Any, networks: Sequence[str], judged: pd.DataFrame, draws: int, seed: int
) -> dict[str, float]:
    """Place the number of pairs at 5 % among those of draws, each judged as the observed table.

    Overlaps are small whole numbers: far fewer than 5 % of the pairs reach 5 % by chance.
    """
    tested = judged[judged["two_sided_adjusted"].notna()]
    place = {network: row for row, network in enumerate(networks)}
    i, j = (tested[name].map(place).to_numpy(np.int64) for name in ("network", "other_network"))
    samples = fixed_degree_samples(matrix, draws=draws, seed=seed + 1).astype(np.float32)
    overlaps = (samples @ samples.transpose(0, 2, 1))[:, i, j].astype(np.int64)
    count = np.zeros(draws, np.int64)
    for column in overlaps.T:
        met = np.bincount(column)
        least = np.minimum(met[::-1].cumsum()[::-1], met.cumsum())
        count += (2 * least <= LEVEL * draws)[column]
    observed = int((tested["two_sided"] <= LEVEL).sum())
    reached = int((count >= observed).sum())
    return {"raw_pairs_expected": float(count.mean()), "p_raw_pairs": (reached + 1) / (draws + 1)}


def compare_scopes(data: Dataset, *, draws: int = 20_000, seed: int = 2023) -> pd.DataFrame:
    """Repeat the test of overlaps without what holds by definition, on parts and other layers.

    Parameters
    ----------
    data
        The tables.
    draws, seed
        Of each run, as in `judge_overlaps`.

    Returns
    -------
    pandas.DataFrame
        One row per run, index `scope`: "all"; "definitional_untested", the pairs that hold by
        definition not tested; "contained_omitted", the networks left out whose members follow
        from those of another (`CONTAINED`); "complete", lists that claim to be whole, alone, and
        "complete_contained_omitted"; "large", "medium", "small", municipalities of at least
        100,000, of 20,000 to under 100,000 and of fewer inhabitants, the margins those of the
        class; "municipalities_all", of all countries; "organisations". int64 `networks`,
        `members`, `memberships` of the table; `pairs` compared, `linked_pairs` of them;
        `testable_pairs`, that could reject; pairs at 5 %: `raw_more`, `raw_fewer` by one tail,
        `raw_pairs` by both, uncorrected; float64 `raw_pairs_expected`, how many of the tested pairs
        reach 5 % by chance, and `p_raw_pairs`, the probability of at least as many as observed
        (at most 2,000 draws of their own); then int64 `adjusted_more`, `adjusted_fewer` and
        `adjusted_pairs` after Benjamini–Hochberg; `holm_pairs`; `configuration_pairs`, by the
        configuration model after Benjamini–Hochberg; `names` (str) of the adjusted pairs. Runs on
        what the tables do not hold are left out.

    References
    ----------
    BBSR 36/2023, chapter 4, and the profiles' rows on members.

    Examples
    --------
    >>> from analysis import load
    >>> compare_scopes(load(), draws=1000).loc["complete", ["networks", "members"]].tolist()
    [18, 54]
    """
    rows = {}
    for scope, options in _list_scopes(data):
        tested = options.pop("definitional", True)
        matrix, networks, members = tabulate_layer(data, **options)
        counts = {"networks": len(networks), "members": len(members), "memberships": matrix.nnz}
        few = len(networks) < 2
        table, names = (np.ones((2, 1)), ["", "-"]) if few else (matrix, networks)
        judged = judge_pairs(
            table, names, draws=1 if few else draws, seed=seed, definitional=tested
        )
        found = count_rejections(judged.iloc[:0] if few else judged)
        joint = {"raw_pairs_expected": 0.0, "p_raw_pairs": 1.0}
        if found["testable_pairs"]:
            joint = _count_jointly(table, names, judged, min(draws, JOINT_DRAWS), seed)
        rows[scope] = counts | found | joint
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scope")
    columns = list(frame.columns.drop(["raw_pairs_expected", "p_raw_pairs"]))
    after = columns.index("raw_pairs") + 1
    ordered = [*columns[:after], "raw_pairs_expected", "p_raw_pairs", *columns[after:]]
    return frame[ordered].astype({"names": "str"})


def compare_structures(data: Dataset, *, draws: int = 5_000, seed: int = 2023) -> pd.DataFrame:
    """Repeat the test of clustering and nestedness in the scopes in which the whole could differ.

    Parameters
    ----------
    data
        The tables.
    draws, seed
        Of each run, as in `judge_structure`.

    Returns
    -------
    pandas.DataFrame
        Index `scope`, those of `compare_scopes` of German municipalities but for
        "definitional_untested", "medium" and "small", and `measure`; columns as in
        `judge_structure`.

    References
    ----------
    BBSR 36/2023, chapter 4.

    Examples
    --------
    >>> from analysis import load
    >>> table = compare_structures(load(), draws=100)
    >>> int(table.loc[("contained_omitted", "linked_pairs"), "observed"])
    76
    """
    left_out = {"definitional_untested", "medium", "small", "municipalities_all", "organisations"}
    scopes = {name: options for name, options in _list_scopes(data) if name not in left_out}
    frames = {
        name: judge_structure(data, draws=draws, seed=seed, **options)
        for name, options in scopes.items()
    }
    return pd.concat(frames, names=["scope"])


def contrast_models(
    data: Dataset, *, layer: str = "municipalities", listings: Sequence[str] | None = None
) -> pd.DataFrame:
    """Show why the configuration model expects more overlap: what members of each degree add.

    A member of d networks adds d (d − 1) / 2 to the overlaps of all pairs of networks together,
    in every table with the same degrees. In the configuration model its degree is d on average
    only: one that stands in a single network is then drawn into two or more, and is shared.

    Parameters
    ----------
    data, layer, listings
        As in `tabulate_layer`.

    Returns
    -------
    pandas.DataFrame
        Index `degree` (int64), rising, of the members; `members` (int64), how many have it;
        `fixed` and `configuration` (float64), what they add to the overlaps of all pairs
        together: exactly where degrees are fixed, expected in the configuration model; `surplus`,
        the second less the first.

    References
    ----------
    Neal, Domagalski and Sagan (2021), Scientific Reports 11, 23929, compare both models.

    Examples
    --------
    >>> from analysis import load
    >>> contrast_models(load()).loc[1, ["members", "fixed"]].tolist()
    [42.0, 0.0]
    """
    matrix, networks, _ = tabulate_layer(data, layer=layer, listings=listings)
    if len(networks) < 2:
        chances, degrees = np.zeros((1, 0)), np.zeros(0, np.int64)
    else:
        chances = configuration_probabilities(matrix)
        degrees = np.asarray(matrix.sum(axis=0), dtype=np.int64)
    # Links are independent: the expected number of pairs among those of a member.
    paired = (chances.sum(axis=0) ** 2 - (chances**2).sum(axis=0)) / 2
    each = pd.DataFrame({"degree": degrees, "fixed": degrees * (degrees - 1) / 2.0})
    groups = each.assign(configuration=paired, members=1).groupby("degree")
    frame = groups[["members", "fixed", "configuration"]].sum()
    return frame.assign(surplus=frame["configuration"] - frame["fixed"])


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
