"""What the members that the report counts but does not name could change: bounds on the regions.

Where a profile states more German members than it lists, nobody knows which the others are. They
may be municipalities that are listed elsewhere, or all new; all in the West or all in the East; or
spread as the listed ones are. Unlisted members of different networks may be the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.data import PARTICIPATION, Dataset
from analysis.participation.coverage import describe_coverage
from analysis.participation.denominators import list_units
from analysis.participation.equalsize import model_participation
from analysis.statistics.ratios import divide
from analysis.statistics.strata import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers: TypeAlias = NDArray[np.int64]

# Each draw orders all municipalities anew.
DRAWS = 1_000


def list_unlisted(data: Dataset) -> pd.DataFrame:
    """List the networks that state more German municipalities than they name.

    Parameters
    ----------
    data
        The tables.

    Returns
    -------
    pandas.DataFrame
        In the order of the report: `network_id`, `short_name`, `stated` and `listed` (int64),
        `precision` (how the number is worded), `counted_unit` (what the profile's total counts: an
        entry other than municipalities means that the unlisted may be others too) and
        `unlisted` (int64).

    References
    ----------
    BBSR 36/2023, the profiles' row "Beteiligung deutscher Kommunen".

    Examples
    --------
    >>> from analysis import load
    >>> list_unlisted(load()).set_index("short_name")["unlisted"].to_dict()
    {'MPSC': 73, 'Smart Cities Marketplace': 40, 'URBACT': 29, 'Covenant of Mayors': 49}
    """
    coverage = describe_coverage(data)
    frame = pd.DataFrame(
        {
            "network_id": coverage["network_id"],
            "short_name": coverage["short_name"],
            "stated": coverage["german_municipalities_reported"],
            "precision": coverage["german_municipalities_qualifier"],
            "counted_unit": data.networks["reported_unit"],
            "listed": coverage["listed_municipalities"],
            "unlisted": coverage["unlisted_municipalities"],
        }
    )
    kept = frame[frame["unlisted"].gt(0).fillna(False)].reset_index(drop=True)
    return kept.astype(dict.fromkeys(["stated", "listed", "unlisted"], "int64"))


def draw_unlisted(
    data: Dataset,
    *,
    berlin: str = "separate",
    roles: Sequence[str] | None = PARTICIPATION,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Draw the unlisted members as the listed ones are: by size and region.

    Each network's unlisted members are drawn without replacement from the municipalities that it
    does not list, one after the other in proportion to the odds that `model_participation` gives
    them. So a large city is drawn by several networks, and most are listed somewhere already.

    Parameters
    ----------
    data, berlin, roles
        As in `list_units`; Berlin, if apart, is not drawn.
    draws, seed
        How often, and of the random numbers.

    Returns
    -------
    pandas.DataFrame
        One row per draw, int64: `new_east`, `new_west` (municipalities listed nowhere),
        `memberships_east`, `memberships_west` (those drawn).

    Examples
    --------
    >>> from analysis import load
    >>> table = draw_unlisted(load(), draws=5)
    >>> int(table[["memberships_east", "memberships_west"]].sum(axis=1).min())
    191
    """
    if draws < 1:
        raise ValueError(f"draws={draws}: at least 1 is needed")
    scope: dict[str, Any] = {"berlin": berlin, "roles": roles}
    units = list_units(data, **scope)
    kept = units["region"].isin(["east", "west"])
    east = units.loc[kept, "region"].eq("east").to_numpy()
    listed = units.loc[kept, "memberships"].gt(0).to_numpy()
    model = model_participation(data, **scope)["coefficient"]
    doublings = np.log2(units.loc[kept, "population"].to_numpy("float64") / 100_000)
    odds = model["doubling"] * doublings + model["east"] * east
    random = np.random.default_rng(seed)
    own = [
        (int(unlisted), _find_listed(data, str(network), scope)[kept.to_numpy()])
        for network, unlisted in list_unlisted(data)[["network_id", "unlisted"]].to_numpy()
    ]
    records = []
    for _ in range(draws):
        drawn = [_draw_members(odds, there, number, random) for number, there in own]
        chosen = np.concatenate([np.empty(0, dtype=np.int64), *drawn])
        new = np.unique(chosen[~listed[chosen]])
        first, second = int(east[new].sum()), int(east[chosen].sum())
        records.append((first, len(new) - first, second, len(chosen) - second))
    columns = ["new_east", "new_west", "memberships_east", "memberships_west"]
    return pd.DataFrame(records, columns=columns, dtype="int64")


def _find_listed(data: Dataset, network: str, scope: dict[str, Any]) -> "NDArray[np.bool_]":
    """Say for each municipality whether a network lists it."""
    rows = data.memberships[data.memberships["network_id"].eq(network)]
    units = list_units(replace(data, memberships=rows), **scope)
    return units["memberships"].gt(0).to_numpy()


def _draw_members(
    odds: "NDArray[np.float64]",
    listed: "NDArray[np.bool_]",
    number: int,
    random: np.random.Generator,
) -> "Integers":
    """Draw without replacement in proportion to odds: the highest logarithms after Gumbel noise."""
    keys = np.where(listed, -np.inf, odds + random.gumbel(size=len(odds)))
    return np.argpartition(-keys, number)[:number]


def bound_participation(
    data: Dataset,
    *,
    berlin: str = "separate",
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Bound the ratio of East to West over the members that are counted but not listed.

    Parameters
    ----------
    data, berlin, roles
        As in `list_units`.
    level
        Share of the draws between `lower` and `upper`.
    draws, seed
        As in `draw_unlisted`.

    Returns
    -------
    pandas.DataFrame
        One row per case. Text: `counting` (distinct municipalities, or memberships), `scenario`
        (none: no new municipality; east or west: all are there; even: split so that the rates come
        nearest to each other; drawn: as the listed, see `draw_unlisted`) and `overlap` (distinct:
        no two networks share an unlisted member; nested: all are among those of the largest
        network; empty where it does not matter). float64: `added_east`, `added_west` (means where
        drawn), `ratio` (median where drawn), `lower`, `upper` (share `level` of the draws; they
        show the spread of the draws, and no error of sampling), `ratio_error` (Monte Carlo standard
        error of the median). int64: `east_base`, `west_base`.

    Raises
    ------
    ValueError
        If no network states more than it lists, or nobody takes part.

    References
    ----------
    BBSR 36/2023, the profiles' row "Beteiligung deutscher Kommunen". Manski, C. F. (2003): Partial
    identification of probability distributions. Springer (bounds without assumptions).

    Examples
    --------
    >>> from analysis import load
    >>> table = bound_participation(load(), draws=50).set_index(["counting", "scenario", "overlap"])
    >>> table.loc[("distinct", "west", "distinct"), "ratio"].round(3)
    np.float64(0.112)
    """
    units = list_units(data, berlin=berlin, roles=roles)
    unlisted = list_unlisted(data)["unlisted"]
    if unlisted.empty:
        raise ValueError("no network states more German municipalities than it lists")
    drawn = draw_unlisted(data, berlin=berlin, roles=roles, draws=draws, seed=seed)
    records = []
    for counting in ("distinct", "memberships"):
        values = units["memberships"].gt(0) if counting == "distinct" else units["memberships"]
        sides = [
            (int(values[units["region"].eq(region)].sum()), int(units["region"].eq(region).sum()))
            for region in ("east", "west")
        ]
        for scenario, overlap, added in _list_scenarios(sides, unlisted, counting):
            ratio = _divide_rates(sides, *added)
            records.append((counting, scenario, overlap, *added, ratio, *[np.nan] * 3))
        prefix = "new" if counting == "distinct" else "memberships"
        more = drawn[[f"{prefix}_east", f"{prefix}_west"]].to_numpy("float64")
        ratios = np.array([_divide_rates(sides, *pair) for pair in more])
        records.append((counting, "drawn", "", *more.mean(axis=0), *_spread(ratios, level)))
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    frame = pd.DataFrame(records, columns=[*columns, "ratio", "lower", "upper", "ratio_error"])
    frame = frame.assign(east_base=sides[0][1], west_base=sides[1][1])
    return frame.astype(dict.fromkeys(["counting", "scenario", "overlap"], "str"))


def _divide_rates(sides: Sequence[tuple[int, int]], east: float, west: float) -> float:
    (count, total), (other, other_total) = sides
    return divide((count + east) / total, (other + west) / other_total)


def _list_scenarios(
    sides: Sequence[tuple[int, int]], unlisted: "pd.Series[int]", counting: str
) -> list[tuple[str, str, tuple[int, int]]]:
    """What each scenario adds to the East and to the West."""
    overlaps = {"distinct": int(unlisted.sum()), "nested": int(unlisted.max())}
    if counting == "memberships":  # each stands for itself, whoever holds it
        overlaps = {"": overlaps["distinct"]}
    found = [("none", "", (0, 0))]
    (count, total), (other, other_total) = sides
    rest = min(total - count, other_total - other)
    for overlap, stated in overlaps.items():
        # No more municipalities can be new than there are.
        number = min(stated, rest) if counting == "distinct" else stated
        # Rates are equal where the East has its share of all that take part.
        share = total / (total + other_total)
        even = round(min(max(share * (count + other + number) - count, 0), number))
        added = {"east": (number, 0), "west": (0, number), "even": (even, number - even)}
        found += [(name, overlap, pair) for name, pair in added.items()]
    return found


def _spread(ratios: "NDArray[np.float64]", level: float) -> tuple[float, float, float, float]:
    """Median, limits and the standard error of the median, from ranks of the draws."""
    low, high = (1 - level) / 2, (1 + level) / 2
    far = np.sqrt(0.25 / len(ratios))
    limits = np.quantile(ratios, [0.5, low, high, 0.5 - min(far, 0.5), 0.5 + min(far, 0.5)])
    median, lower, upper, below, above = (float(value) for value in limits)
    return median, lower, upper, (above - below) / 2
