"""The frames behind the outputs on East and West.

Each function takes the data and returns one frame. The grid of specifications serves several
outputs and is kept for the tables that it was made from.
"""

from functools import lru_cache

import pandas as pd

from analysis.data import Dataset
from analysis.participation.bounds import bound_participation
from analysis.participation.equalsize import list_size_classes
from analysis.participation.headlines import compare_headlines
from analysis.participation.regions import rate_regions
from analysis.participation.specifications import (
    drop_repeated,
    grid_specifications,
    summarise_specifications,
)
from analysis.participation.territories import count_territories

# Codes of these columns begin with these words in a table, where headers.py has their names.
PREFIXES = {
    "berlin_place": "place",
    "comparison": "compare",
    "counting": "counted",
    "denominator": "of",
    "lists": "lists",
    "overlap": "overlap",
    "scenario": "unlisted",
}


def _prefix(frame: pd.DataFrame) -> pd.DataFrame:
    """Make codes of the measures those that the tables have words for; no code stays none.

    Spreadsheets have no infinity: a limit that is none is missing.
    """
    named = {
        column: frame[column].map(lambda code, word=word: f"{word}_{code}" if code else None)
        for column, word in PREFIXES.items()
        if column in frame
    }
    return frame.assign(**named).replace([float("inf")], float("nan"))


@lru_cache(maxsize=2)
def frame_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region, out of every denominator."""
    return rate_regions(data)


@lru_cache(maxsize=2)
def frame_grid(data: Dataset) -> pd.DataFrame:
    """All specifications, without the repeated ones."""
    return drop_repeated(grid_specifications(data))


@lru_cache(maxsize=2)
def frame_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons, Berlin apart and in the East."""
    return compare_headlines(data, specifications=frame_grid(data))


@lru_cache(maxsize=2)
def frame_bounds(data: Dataset) -> pd.DataFrame:
    """Bounds over the members that are counted but not named."""
    return bound_participation(data)


def tabulate_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region with their limits, per 100 or per million inhabitants.

    Examples
    --------
    >>> from analysis import load
    >>> tabulate_rates(load()).loc[0, "region"]
    'east'
    """
    frame = frame_rates(data)
    heads = frame["denominator"].eq("inhabitants")
    times = heads.map({True: 1.0, False: 100.0})  # that of inhabitants is per million already
    numbers = {name: frame[name] * times for name in ("rate", "lower", "upper")}
    named = frame.assign(
        **numbers, denominator=frame["denominator"].replace({"inhabitants": "per_million"})
    )
    names = {"count": "rate_count", "base": "rate_base", "rate": "rate_per"}
    names |= {"lower": "rate_lower", "upper": "rate_upper"}
    columns = ["denominator", "region", *names]
    return _prefix(named[columns].rename(columns=names))


def tabulate_specifications(data: Dataset) -> pd.DataFrame:
    """All specifications, those that conclude alike together.

    Examples
    --------
    >>> from analysis import load
    >>> len(tabulate_specifications(load()))
    168
    """
    frame = frame_grid(data)
    first = ["denominator", "counting", "berlin", "lists", "reading"]
    order = {column: list(dict.fromkeys(frame[column])) for column in first}
    rank = pd.DataFrame({column: frame[column].map(order[column].index) for column in first})
    names = {"berlin": "berlin_place", "east": "counted_east", "west": "counted_west"}
    columns = [*first, "east", "east_base", "west", "west_base", "ratio", "lower", "upper"]
    table = frame.loc[rank.sort_values(first).index, [*columns, "p_value"]]
    return _prefix(table.rename(columns=names).reset_index(drop=True))


def tabulate_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons as a table."""
    frame = frame_headlines(data).drop(columns=["lower_error", "upper_error"])
    return _prefix(frame.rename(columns={"berlin": "berlin_place"}))


def tabulate_size_classes(data: Dataset) -> pd.DataFrame:
    """Who takes part, East and West, by population class.

    Examples
    --------
    >>> from analysis import load
    >>> tabulate_size_classes(load()).columns[0]
    'population_class'
    """
    frame = list_size_classes(data).reset_index()
    names = [f"class_{start}" for start in frame["population_from"]]
    columns = {"count": "east_count", "total": "east_total"}
    columns |= {"other_count": "west_count", "other_total": "west_total"}
    table = frame.assign(population_from=pd.array(names, dtype="str"))
    return table.rename(columns={"population_from": "population_class"} | columns)


def tabulate_conclusions(data: Dataset) -> pd.DataFrame:
    """Which conclusions hold under all specifications."""
    return _prefix(summarise_specifications(frame_grid(data)).reset_index())


def tabulate_bounds(data: Dataset) -> pd.DataFrame:
    """The bounds as a table."""
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    return _prefix(frame_bounds(data)[[*columns, "ratio", "lower", "upper"]])


def tabulate_territories(data: Dataset) -> pd.DataFrame:
    """States and metropolitan regions that take part.

    Examples
    --------
    >>> from analysis import load
    >>> len(tabulate_territories(load()))
    6
    """
    frame = count_territories(data).reset_index()
    names = {"participating": "territories", "total": "territories_total"}
    names |= {"names": "territory_names", "networks": "territory_networks"}
    return frame.rename(columns=names)
