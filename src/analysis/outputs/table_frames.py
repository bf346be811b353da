"""The frames behind the tables: measures joined, named and put in order for one table each.

Each function takes the data and returns one frame; what it counts, the measures counted.
"""

import pandas as pd

from analysis.data import Dataset
from analysis.figures.rates import FEW
from analysis.graph.build import relate_networks
from analysis.participation.counts import compare_readings, count_participation
from analysis.participation.coverage import describe_coverage

# Rates of participation: the count above the line, the one below it, and its base.
RATIOS_OF_SUMS = {
    "participating_per_1000": ("participating", "units", 1_000),
    "memberships_per_1000": ("memberships", "units", 1_000),
    "memberships_per_million": ("memberships", "population", 1_000_000),
    "share_large_cities": ("large_cities_participating", "large_cities", 1),
}


def frame_participation(data: Dataset, *, by: str) -> pd.DataFrame:
    """Participation by region or state, with a row for the whole.

    Examples
    --------
    >>> from analysis import load
    >>> int(frame_participation(load(), by="state").loc["total", "units"])
    10773
    """
    frame = count_participation(data, by=by).rename(columns={"total": "units"})
    whole: dict[str, float] = {
        str(name): frame[name].sum() for name in frame if name not in RATIOS_OF_SUMS
    }
    for rate, (above, below, base) in RATIOS_OF_SUMS.items():
        whole[rate] = base * whole[above] / whole[below] if whole[below] else float("nan")
    total = pd.DataFrame(whole, index=pd.Index(["total"], dtype="str")).astype(frame.dtypes)
    return _drop_small_rates(pd.concat([frame, total]).rename_axis(by))


def _drop_small_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rates per 1,000 out of a few municipalities, as the figure does."""
    rates = [name for name in frame if str(name).endswith("_per_1000")]
    return frame.assign(**{str(name): frame[name].mask(frame["units"] < FEW) for name in rates})


def frame_readings(data: Dataset) -> pd.DataFrame:
    """The headline figures of participation under each reading of Berlin and of bare names.

    Examples
    --------
    >>> from analysis import load
    >>> frame_readings(load()).index.names
    FrozenList(['berlin_as', 'reading', 'region'])
    """
    frame = compare_readings(data).rename(columns={"total": "units"})
    columns = ["participating", "memberships", "units", "participating_per_1000"]
    columns += ["memberships_per_million", "share_large_cities"]
    frame = _drop_small_rates(frame[columns])
    return frame.rename_axis(["berlin_as", "reading", "region"])


def frame_coverage(data: Dataset) -> pd.DataFrame:
    """How German members are listed, and how many are named of how many reported.

    Examples
    --------
    >>> from analysis import load
    >>> table = frame_coverage(load()).set_index("short_name")
    >>> int(table.loc["Eurocities", "listed_municipalities"])
    23
    """
    reported = ["members_reported", "members_reported_qualifier", "reported_unit"]
    frame = describe_coverage(data).drop(columns="network_id")
    frame = frame.join(data.networks[reported], validate="one_to_one")
    return frame.rename(
        columns={
            "german_municipalities_qualifier": "german_municipalities_precision",
            "members_reported_qualifier": "members_precision",
            "reported_unit": "counted_unit",
        }
    )


def frame_relations(data: Dataset) -> pd.DataFrame:
    """The relations between networks that the report states, with their place in the text.

    Examples
    --------
    >>> from analysis import load
    >>> list(frame_relations(load()))
    ['actor', 'role', 'network', 'source']
    """
    graph = relate_networks(data)
    order = {("network", key): i for i, key in enumerate(data.networks["network_id"])}
    labels = dict(graph.nodes(data="label"))
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[1]], order[edge[0]]))
    records = [
        (labels[one], found["role"], labels[other], found["source"].replace(";", "; "))
        for one, other, found in edges
    ]
    return pd.DataFrame(records, columns=["actor", "role", "network", "source"], dtype="str")
