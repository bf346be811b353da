"""How old the networks are: by year, by period, and under each way to date them.

The report dates most networks to a year, some to a span ("early 2000s"), and for a few offers a
second year, a merger or a pilot phase. A network without a year is in no count and no total.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.data.contract import codes
from analysis.presentation.tables import collate

PERIODS = (
    (1950, 1979), (1980, 1989), (1990, 1999), (2000, 2004),
    (2005, 2009), (2010, 2014), (2015, 2020), (2021, 2023),
)  # fmt: skip
# Section 3.2.4 counts 19 networks whose subject is the smart city itself: chapters 2.1 and 2.2.
EXPLICIT_SMART_CITY = ("national", "smart_city")
WINDOW = (2015, 2020)  # in which, section 3.1 says, most networks were founded
MISSING = "missing"


def date_networks(networks: pd.DataFrame, founded: str = "founded") -> pd.DataFrame:
    """Networks with a year, and their columns `year` and `latest` (the last year possible)."""
    coded = networks["founded"]
    latest = networks["founded_latest"].fillna(coded)
    if founded != "founded":  # another year is exact: the span belongs to the coded one
        latest = networks[founded].fillna(latest)
    dated = networks.assign(year=networks[founded].fillna(coded), latest=latest)
    return dated[dated["year"].notna()].astype({"year": "int64", "latest": "int64"})


def _share(dated: pd.DataFrame, first: int, last: int) -> dict[str, Any]:
    begins, ends, total = dated["year"], dated["latest"], len(dated)
    within = int(begins.between(first, last).sum())
    surely = int(((begins >= first) & (ends <= last)).sum())
    possibly = int(((begins <= last) & (ends >= first)).sum())
    shares = {"share": within, "share_at_least": surely, "share_at_most": possibly}
    return {"founded": within, "total": total} | {
        name: count / total if total else float("nan") for name, count in shares.items()
    }


def share_founded(
    networks: pd.DataFrame, first: int, last: int, *, founded: str = "founded"
) -> "pd.Series[Any]":
    """Share of the networks founded from `first` to `last`, both years included.

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
    return pd.Series(_share(date_networks(networks, founded), first, last), dtype="object")


def _variants(networks: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Each way to date the networks: its name, the table, the column that dates it."""
    yield "coded", networks, "founded"
    other = networks["founded_alternative"].notna()
    for network, year in networks.loc[other, ["network_id", "founded_alternative"]].values:
        alone = networks["founded_alternative"].where(networks["network_id"] == network)
        yield f"{network}_{year}", networks.assign(founded_alternative=alone), "founded_alternative"
    yield "alternative", networks, "founded_alternative"


def compare_founding_variants(
    networks: pd.DataFrame,
    first: int = 2015,
    last: int = 2020,
    *,
    smart_city: Sequence[str] = EXPLICIT_SMART_CITY,
) -> pd.DataFrame:
    """Share founded in a span under every way to date the networks.

    Returns
    -------
    pandas.DataFrame
        Index "variant" (coded; "<network_id>_<year>", with this year exchanged; alternative, with
        all exchanged) and "population" (all, smart_city: of these categories); columns as the
        entries of `share_founded`.

    Examples
    --------
    >>> from analysis import load
    >>> variants = compare_founding_variants(load().networks)
    >>> variants.loc[("coded", "smart_city"), ["founded", "total"]].astype(int).tolist()
    [13, 19]
    """
    records = {}
    for name, table, column in _variants(networks):
        dated = date_networks(table, column)
        explicit = dated[dated["category"].isin(list(smart_city))]
        records[name, "all"] = _share(dated, first, last)
        records[name, "smart_city"] = _share(explicit, first, last)
    index = pd.MultiIndex.from_tuples(list(records), names=["variant", "population"])
    frame = pd.DataFrame(list(records.values()), index=index)
    return frame.astype({"founded": "int64", "total": "int64"})


def _count(
    dated: pd.DataFrame, step: str, by: str | None, contract: Mapping[str, Any] | None
) -> pd.DataFrame:
    """Networks by the values of `step` (rows, those that occur) and the codes of `by`."""
    if by is None:
        return dated.groupby(step).size().to_frame("foundings")
    values = dated[by].astype("str")
    if values.str.contains(";").any():
        raise ValueError(f"column {by!r} holds lists of codes; cross_types counts those")
    try:
        known = codes(contract, by) if contract is not None else []
    except ValueError:  # a column that the caller has made
        known = []
    order = list(dict.fromkeys([*known, *values.dropna()]))
    counts = dated.groupby([step, values.fillna(MISSING)]).size().unstack(fill_value=0)
    if MISSING in counts.columns and MISSING not in order:
        order.append(MISSING)
    return counts.reindex(columns=pd.Index(order, dtype="str", name=by), fill_value=0)


def count_foundings(
    networks: pd.DataFrame,
    *,
    by: str | None = None,
    cumulative: bool = False,
    founded: str = "founded",
    contract: Mapping[str, Any] | None = None,
) -> Any:
    """Count the networks founded in every year from the first founding to the last.

    Parameters
    ----------
    by
        A column with one code per network: a column of counts per code, in the order of
        `contract`; networks where it is empty count under "missing". None: a series.
    cumulative
        Count the networks founded up to and including each year.
    founded
        As in `share_founded`.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        int64; index "year" without gaps.

    Examples
    --------
    >>> from analysis import load
    >>> years = count_foundings(load().networks)
    >>> years.index[0], years.index[-1], int(years.sum())
    (1951, 2021, 34)
    """
    counts = _count(date_networks(networks, founded), "year", by, contract)
    if len(counts):
        counts = counts.reindex(range(counts.index[0], counts.index[-1] + 1), fill_value=0)
    counts = counts.set_axis(pd.Index(counts.index, dtype="int64", name="year"), axis=0)
    counts = (counts.cumsum() if cumulative else counts).astype("int64")
    return counts["foundings"] if by is None else counts


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
    networks: pd.DataFrame,
    *,
    periods: Sequence[tuple[int, int]] = PERIODS,
    by: str | None = None,
    founded: str = "founded",
    contract: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Count the networks founded in each period, as `count_foundings` does by year.

    Parameters
    ----------
    periods
        First and last year of each, both included, ascending. The default ones differ in length.

    Returns
    -------
    pandas.DataFrame
        int64; index "period" ("2015–2020"); columns as in `count_foundings`, then "total" and
        "cumulative", the networks founded up to the end of the period.

    Examples
    --------
    >>> from analysis import load
    >>> count_periods(load().networks).loc["2015–2020"].to_dict()
    {'foundings': 15, 'total': 15, 'cumulative': 32}
    """
    dated = date_networks(networks, founded)
    _check_periods(periods, dated["year"])
    starts = pd.Series({year: p[0] for p in periods for year in range(p[0], p[1] + 1)}, dtype=int)
    counts = _count(dated.assign(period=dated["year"].map(starts)), "period", by, contract)
    if clash := {"total", "cumulative"} & set(counts.columns):
        raise ValueError(f"{by!r} uses the code {min(clash)!r}, which is the name of a sum here")
    counts = counts.reindex([first for first, _ in periods], fill_value=0).astype("int64")
    total = counts.sum(axis=1).astype("int64")
    names = pd.Index([f"{first}–{last}" for first, last in periods], dtype="str", name="period")
    return counts.assign(total=total, cumulative=total.cumsum()).set_axis(names, axis=0)


def list_foundings(networks: pd.DataFrame) -> pd.DataFrame:
    """List the networks with a year in the order of their founding, within a year by name.

    Examples
    --------
    >>> from analysis import load
    >>> list_foundings(load().networks)["network_id"].head(3).tolist()
    ['cemr', 'eurocities', 'polis']
    """
    columns = ["network_id", "short_name", "category"]
    columns += ["founded", "founded_latest", "founded_alternative"]
    ordered = networks.assign(_name=collate(networks["short_name"].astype("str")))
    ordered = ordered.sort_values(["founded", "_name", "network_id"])
    return ordered.loc[ordered["founded"].notna(), columns].reset_index(drop=True)
