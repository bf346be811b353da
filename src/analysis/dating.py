"""How old the networks are by each way to date them: coded year, span, alternative year.

The report dates most networks to a year, some to a span ("early 2000s"), and for a few offers a
second year, a merger or a pilot phase. The measures take the year, the span and the alternative
each at its word. A network without a year is in none of the counts and none of the totals.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

# Section 3.2.4 of the report counts 19 networks whose subject is the smart city itself: the
# networks of its chapters 2.1 and 2.2.
EXPLICIT_SMART_CITY: tuple[str, ...] = ("national", "smart_city")


def date_networks(networks: pd.DataFrame, founded: str) -> pd.DataFrame:
    """Networks with a year, and their columns `year` and `latest` (the last year possible)."""
    coded = networks["founded"]
    latest = networks["founded_latest"].fillna(coded)
    if founded != "founded":  # another year is exact: the span belongs to the coded one
        latest = networks[founded].fillna(latest)
    dated = networks.assign(year=networks[founded].fillna(coded), latest=latest)
    return dated[dated["year"].notna()].astype({"year": "int64", "latest": "int64"})


def _share(dated: pd.DataFrame, first: int, last: int) -> dict[str, Any]:
    begins, ends = dated["year"], dated["latest"]
    total = len(dated)
    within = int(begins.between(first, last).sum())
    surely = int(((begins >= first) & (ends <= last)).sum())
    possibly = int(((begins <= last) & (ends >= first)).sum())
    return {
        "founded": within,
        "total": total,
        "share": within / total if total else float("nan"),
        "share_at_least": surely / total if total else float("nan"),
        "share_at_most": possibly / total if total else float("nan"),
    }


def share_founded(
    networks: pd.DataFrame, first: int, last: int, *, founded: str = "founded"
) -> "pd.Series[Any]":
    """Share of the networks founded from `first` to `last`, both years included.

    Parameters
    ----------
    networks
        The table of networks, or the part of it that the share is asked for.
    first, last
        The years.
    founded
        As in `count_foundings`.

    Returns
    -------
    pandas.Series
        `founded` and `total` (whole numbers), `share`, and the bounds that imprecise dates
        leave: `share_at_least` counts a network only if every year that its dating allows lies
        in the span, `share_at_most` if any does. Networks without a year are in no number;
        shares of nothing are NaN.

    Raises
    ------
    ValueError
        If `last` is before `first`.

    References
    ----------
    BBSR 36/2023, section 3.1: most networks, the explicit smart-city networks above all, are
    said to date from 2015 to 2020.

    Examples
    --------
    >>> from analysis import load
    >>> share = share_founded(load().networks, 2015, 2020)
    >>> share["founded"], share["total"]
    (15, 34)
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
    """Share founded from `first` to `last` under every way to date the networks.

    Parameters
    ----------
    networks
        The table of networks.
    first, last
        The years, both included.
    smart_city
        The categories of the networks whose subject is the smart city itself.

    Returns
    -------
    pandas.DataFrame
        Index "variant" (coded; one per alternative year, "<network_id>_<year>", with this one
        exchanged; alternative, with all exchanged) and "population" (all, smart_city); columns
        as the entries of `share_founded`, counts int64 and shares float64.

    References
    ----------
    BBSR 36/2023, section 3.1; section 3.2.4 for the 19 explicit smart-city networks.

    Examples
    --------
    >>> from analysis import load
    >>> variants = compare_founding_variants(load().networks)
    >>> variants.loc[("coded", "smart_city"), ["founded", "total"]].to_dict()
    {'founded': 13, 'total': 19}
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
