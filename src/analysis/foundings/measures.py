"""How old the networks are: by year, by period, and under each way to date them.

The report dates most networks to a year, some to a span ("early 2000s"), and for a few offers a
second year, a merger or a pilot phase. A network without a year is in no count and no total.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.data.contract import MISSING, order_codes
from analysis.presentation.tables import collate

PERIODS = (
    (1950, 1979), (1980, 1989), (1990, 1999), (2000, 2004),
    (2005, 2009), (2010, 2014), (2015, 2020), (2021, 2023),
)  # fmt: skip
YEARS = ("founded", "founded_latest", "founded_alternative")
SUMS = ("total", "cumulative")
# Section 3.2.4 counts 19 networks whose subject is the smart city itself: chapters 2.1 and 2.2.
EXPLICIT_SMART_CITY = ("national", "smart_city")
WINDOW = (2015, 2020)  # in which, section 3.1 says, most networks were founded
SURVEY = 2023 + 4.5 / 12  # the profiles are as of May 2023 (MPSC, Eurocities)


def date_networks(networks: pd.DataFrame, founded: str = "founded") -> pd.DataFrame:
    """Networks with a year, and their columns `year` and `latest` (the last year possible)."""
    coded = networks["founded"]
    latest = networks["founded_latest"].fillna(coded)
    if founded != "founded":  # another year is exact: the span belongs to the coded one
        latest = networks[founded].fillna(latest)
    dated = networks.assign(year=networks[founded].fillna(coded), latest=latest)
    return dated[dated["year"].notna()].astype({"year": "int64", "latest": "int64"})


def share_founded(
    networks: pd.DataFrame, first: int, last: int, *, founded: str = "founded"
) -> "pd.Series[Any]":
    """Share of the networks founded from `first` to `last`, both years included (section 3.1).

    Parameters
    ----------
    founded
        "founded", or "founded_alternative": the other year where the report offers one.

    Returns
    -------
    pandas.Series
        `founded` and `total`; `share`; and the bounds that imprecise dates leave: `share_at_least`
        counts a network only if every year that its dating allows lies in the span,
        `share_at_most` if any does. Shares of nothing are NaN.

    Examples
    --------
    >>> from analysis import load
    >>> share_founded(load().networks, 2015, 2020)[["founded", "total"]].tolist()
    [15, 34]
    """
    if last < first:
        raise ValueError(f"the span ends before it begins: {first}–{last}")
    dated = date_networks(networks, founded)
    begins, ends, total = dated["year"], dated["latest"], len(dated)
    counts = {
        "share": int(begins.between(first, last).sum()),
        "share_at_least": int(((begins >= first) & (ends <= last)).sum()),
        "share_at_most": int(((begins <= last) & (ends >= first)).sum()),
    }
    shares = {name: count / total if total else float("nan") for name, count in counts.items()}
    return pd.Series({"founded": counts["share"], "total": total} | shares, dtype="object")


def compare_founding_variants(
    networks: pd.DataFrame, first: int = WINDOW[0], last: int = WINDOW[1]
) -> pd.DataFrame:
    """Share founded in a span under every way to date the networks (sections 3.1 and 3.2.4).

    Returns
    -------
    pandas.DataFrame
        Index "variant" (coded; "<network_id>_<year>", with this year exchanged; alternative, with
        all exchanged) and "population" (all, smart_city: the explicit smart-city networks); columns
        as the entries of `share_founded`.

    Examples
    --------
    >>> from analysis import load
    >>> variants = compare_founding_variants(load().networks)
    >>> variants.loc[("coded", "smart_city"), ["founded", "total"]].astype(int).tolist()
    [13, 19]
    """
    other = networks["founded_alternative"]
    exchanged = {"coded": other.mask(other.notna())}
    for network, year in networks.loc[other.notna(), ["network_id", "founded_alternative"]].values:
        exchanged[f"{network}_{year}"] = other.where(networks["network_id"] == network)
    shares = {}
    for name, years in (exchanged | {"alternative": other}).items():
        table = networks.assign(founded_alternative=years)
        explicit = table[table["category"].isin(EXPLICIT_SMART_CITY)]
        for population, part in (("all", table), ("smart_city", explicit)):
            found = share_founded(part, first, last, founded="founded_alternative")
            shares[name, population] = found
    return pd.DataFrame(shares).T.rename_axis(["variant", "population"]).infer_objects()


def count_foundings(networks: pd.DataFrame) -> pd.DataFrame:
    """Count the networks founded in every year from the first founding to the last.

    Returns
    -------
    pandas.DataFrame
        int64; index "year" without gaps; `explicit`, the explicit smart-city networks, `other`,
        `total` and `cumulative`, those founded up to and including the year.

    Examples
    --------
    >>> from analysis import load
    >>> count_foundings(load().networks).loc[2020].to_dict()
    {'explicit': 1, 'other': 0, 'total': 1, 'cumulative': 32}
    """
    dated = date_networks(networks)
    years = dated["year"]
    every = range(years.min(), years.max() + 1) if len(years) else ()
    index, explicit = pd.Index(every, name="year"), dated["category"].isin(EXPLICIT_SMART_CITY)
    groups = {"explicit": years[explicit], "other": years[~explicit], "total": years}
    counts = {name: own.value_counts().reindex(index) for name, own in groups.items()}
    frame = pd.DataFrame(counts).fillna(0).astype("int64")
    return frame.assign(cumulative=frame["total"].cumsum())


def _check_periods(periods: Sequence[tuple[int, int]], years: "pd.Series[int]") -> None:
    for first, last in periods:
        if first > last:
            raise ValueError(f"a period ends before it begins: {first}–{last}")
    for (_, last), (first, end) in pairwise(periods):
        if first <= last:
            raise ValueError(f"periods must ascend and not overlap: {first}–{end} after {last}")
    covered = {year for first, last in periods for year in range(first, last + 1)}
    if outside := sorted(set(years) - covered):
        listed = ", ".join(map(str, outside))
        raise ValueError(f"no period holds the founding years {listed}; pass wider `periods`")


def count_periods(
    networks: pd.DataFrame, *, periods: Sequence[tuple[int, int]] = PERIODS,
    by: str | None = None, contract: Mapping[str, Any] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Count the networks founded in each period (section 3.1, Abbildung 1).

    Parameters
    ----------
    periods
        First and last year of each, both included, ascending; they must hold every founding.
    by
        A column with one code per network: a column of counts per code, in the order of
        `contract`; networks where it is empty count under "missing".

    Returns
    -------
    pandas.DataFrame
        int64; index "period" ("2015–2020"); a column per code, or "foundings", then "total" and
        "cumulative", the networks founded up to the end of the period.

    Examples
    --------
    >>> from analysis import load
    >>> count_periods(load().networks).loc["2015–2020"].to_dict()
    {'foundings': 15, 'total': 15, 'cumulative': 32}
    """
    dated = date_networks(networks)
    _check_periods(periods, dated["year"])
    codes, order = pd.Series("foundings", dated.index), ["foundings"]
    if by is not None:
        codes = dated[by].astype("str").fillna(MISSING)
        order = order_codes(contract, by, codes)
    if any(";" in code for code in order):
        raise ValueError(f"column {by!r} holds lists of codes; cross_types counts those")
    if clash := set(SUMS) & set(order):
        raise ValueError(f"{by!r} uses the code {min(clash)!r}, which is the name of a sum here")
    spans = {y: f"{first}–{last}" for first, last in periods for y in range(first, last + 1)}
    counts = dated.groupby([dated["year"].map(spans), codes]).size().unstack(fill_value=0)
    counts = counts.reindex(
        index=pd.Index(dict.fromkeys(spans.values()), dtype="str", name="period"),
        columns=pd.Index(order, dtype="str", name=by),
        fill_value=0,
    ).astype("int64")
    total = counts.sum(axis=1).astype("int64")
    return counts.assign(total=total, cumulative=total.cumsum())


def list_foundings(networks: pd.DataFrame) -> pd.DataFrame:
    """List the networks with a year by category, the explicit smart-city networks first.

    Within a category they stand in the order of their founding, within a year by name; with their
    term and its end, where the table has them.

    Examples
    --------
    >>> from analysis import load
    >>> list_foundings(load().networks)["network_id"].head(2).tolist()
    ['wego', 'smart-cities-marketplace']
    """
    columns = ["network_id", "short_name", "category", *YEARS, "term", "term_end"]
    category = networks["category"].fillna("").astype("str")
    lanes = [*reversed(EXPLICIT_SMART_CITY), *dict.fromkeys(category)]
    names = collate(networks["short_name"].astype("str"))
    ordered = networks.assign(_lane=category.map(lanes.index), _name=names)
    ordered = ordered.sort_values(["_lane", "founded", "_name", "network_id"])
    kept = [name for name in columns if name in networks]
    return ordered.loc[ordered["founded"].notna(), kept].reset_index(drop=True)
