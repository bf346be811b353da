"""East against West under every choice, and with members that are not named."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.data import Dataset, classify_region, resolve_ambiguous
from analysis.data.dataset import BERLIN, READINGS
from analysis.east_west.ratios import (
    COUNTINGS,
    SIDES,
    model_participation,
    standardise_regions,
    sum_units,
)
from analysis.east_west.units import DENOMINATORS, describe_coverage, list_units
from analysis.statistics.ratios import SPARED, divide, risk_ratio
from analysis.statistics.strata import DRAWS, SEED, describe_draws, resample_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two districts are named, one on either side: districts are no denominator of the grid.
GRID = tuple(name for name in DENOMINATORS if name != "districts")
LISTS = {"all": None, "complete": ("complete",)}
SETTINGS = ("berlin", "denominator", "counting", "lists", "reading")
COUNTS = ["east", "east_base", "west", "west_base"]
COLUMNS = ["ratio", "lower", "upper", "p_value", "lower_error", "upper_error"]


def _gather_units(data: Dataset, denominator: str) -> pd.DataFrame:
    """Units of a denominator with a column per counting, kind of list and reading."""
    columns: dict[Any, pd.Series[Any]] = {}
    for reading, lists in product(READINGS, LISTS):
        read = resolve_ambiguous(data, reading=reading)
        units = list_units(read, denominator=denominator, listings=LISTS[lists])
        columns["distinct", lists, reading] = units["memberships"].gt(0).astype("int64")
        columns["memberships", lists, reading] = units["memberships"]
    frame = pd.DataFrame({" ".join(key): column for key, column in columns.items()})
    population = units["population"].astype("int64")
    return frame.assign(state=units["state"], unit=1, population=population)


def _resample(
    own: pd.DataFrame, name: Any, draws: int, known: dict[Any, pd.DataFrame]
) -> pd.DataFrame:
    """Sums of a region's resampled units, drawn once for all specifications of these units."""
    if name not in known:
        units = own.drop(columns=["state", "unit"])
        # West is drawn apart from East: the same seed would tie them.
        sums = resample_sums(units, draws=draws, seed=SEED + (name[1] == "west"))
        known[name] = pd.DataFrame(sums, columns=units.columns).assign(unit=len(units))
    return known[name]


def _specify(
    units: pd.DataFrame, berlin: str, denominator: str, draws: int, spared: float, known: Any
) -> list[dict[str, Any]]:
    """The specifications of one denominator with one place of Berlin; none where a side lacks."""
    regions = classify_region(units["state"], berlin=berlin)
    own = {region: units[regions.eq(region)] for region in SIDES}
    if any(frame.empty for frame in own.values()):
        return []
    per_head = denominator == "inhabitants"
    base, name = ("population", "municipalities") if per_head else ("unit", denominator)
    records = []
    for key in product(COUNTINGS, LISTS, READINGS):
        column = " ".join(key)
        sides = [int(frame[part].sum()) for frame in own.values() for part in (column, base)]
        exact = key[0] == "distinct" and not per_head
        if exact:
            found = risk_ratio(*sides, spared=spared)
        else:
            drawn = [
                _resample(frame, (name, region, len(frame)), draws, known)
                for region, frame in own.items()
            ]
            rates = [sums[column].to_numpy() / sums[base].to_numpy() for sums in drawn]
            found = describe_draws(divide(*rates))
            found["ratio"] = divide(sides[0] / sides[1], sides[2] / sides[3])
        named = dict(zip(SETTINGS, (berlin, denominator, *key), strict=True))
        counts = dict(zip(COUNTS, sides, strict=True))
        values = {str(name): float(value) for name, value in found.items()}
        records.append(named | counts | values | {"method": "exact" if exact else "resampled"})
    return records


def grid_specifications(
    data: Dataset, *, denominators: Sequence[str] = GRID, draws: int = DRAWS, spared: float = 0.0
) -> pd.DataFrame:
    """Compare East and West under every combination of the choices.

    `spared` confines the nuisance of the exact limits (see `risk_ratio`). Sources: section 3.2.3;
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, 1208-1214.

    Returns
    -------
    pandas.DataFrame
        Text: `berlin`, `denominator`, `counting` (distinct, memberships), `lists` (all, complete),
        `reading` (coded, alternative), `method` (exact: risk ratio of distinct municipalities;
        resampled: all else). int64: `east` of `east_base`, `west` of `west_base`. float64: `ratio`,
        `lower`, `upper` (95 %), `p_value`; where resampled `lower_error`, `upper_error`.

    Examples
    --------
    >>> from analysis import load
    >>> len(grid_specifications(load(), denominators=["cities_100000"], draws=20))
    32
    """
    known: dict[Any, pd.DataFrame] = {}
    records = []
    for denominator in denominators:
        units = _gather_units(data, denominator)
        for berlin in BERLIN:
            records += _specify(units, berlin, denominator, draws, spared, known)
    if not records:
        raise ValueError(
            f"no unit on one of the two sides, East or West, in any of: {', '.join(denominators)}"
        )
    frame = pd.DataFrame(records)
    frame = frame.reindex(columns=[*SETTINGS, *COUNTS, *COLUMNS, "method"])
    return frame.astype(dict.fromkeys((*SETTINGS, "method"), "str"))


def drop_repeated(specifications: pd.DataFrame) -> pd.DataFrame:
    """Leave out what cannot differ: without Berlin, "exclude" is "separate" again.

    Returns
    -------
    pandas.DataFrame
        The rows but for those that leave Berlin out, if there are any that show it apart.

    Examples
    --------
    >>> len(drop_repeated(pd.DataFrame({"berlin": ["separate", "exclude"]})))
    1
    """
    if specifications["berlin"].eq("separate").any():
        return specifications[specifications["berlin"].ne("exclude")].reset_index(drop=True)
    return specifications


def _judge(below: "pd.Series[bool]", above: "pd.Series[bool]") -> str:
    """Say how many specifications put the East below, or above, the West."""
    if below.all():
        return "always_below"
    if above.all():
        return "always_above"
    if below.any() and above.any():
        return "either"
    if below.any():
        return "sometimes_below"
    return "sometimes_above" if above.any() else "never"


def summarise_specifications(specifications: pd.DataFrame) -> pd.DataFrame:
    """Say which conclusions survive all specifications that are no repetition.

    Returns
    -------
    pandas.DataFrame
        Index `denominator`, `counting`. int64: `specifications`, `below` (ratio under 1),
        `surely_below` (all of the interval), `surely_above`. float64: `lowest`, `highest` ratio.
        Text, `by_estimate` and `by_interval`: always_below, sometimes_below, either, never,
        sometimes_above or always_above.

    Examples
    --------
    >>> from analysis import load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=20)
    >>> summarise_specifications(grid).loc[("cities_100000", "distinct"), "by_interval"]
    'never'
    """
    by = ["denominator", "counting"]
    kept = drop_repeated(specifications)
    records = []
    for key, group in kept.groupby(by, sort=False):
        records.append(
            dict(zip(by, key, strict=True))
            | {
                "specifications": len(group),
                "below": int(group["ratio"].lt(1).sum()),
                "surely_below": int(group["upper"].lt(1).sum()),
                "surely_above": int(group["lower"].gt(1).sum()),
                "lowest": group["ratio"].min(),
                "highest": group["ratio"].max(),
                "by_estimate": _judge(group["ratio"].lt(1), group["ratio"].gt(1)),
                "by_interval": _judge(group["upper"].lt(1), group["lower"].gt(1)),
            }
        )
    return pd.DataFrame(records).set_index(by)


ORDERS = 1_000  # each draw orders all municipalities anew


def list_unlisted(data: Dataset) -> pd.DataFrame:
    """List the networks that state more German municipalities than they name.

    Source: the profiles' row "Beteiligung deutscher Kommunen".

    Returns
    -------
    pandas.DataFrame
        `network_id`, `short_name`, `stated`, `precision` (how the number is worded), `counted_unit`
        (unless municipalities, the unlisted may be others too), `listed`, `unlisted` (int64).

    Examples
    --------
    >>> from analysis import load
    >>> list_unlisted(load()).set_index("short_name")["unlisted"].to_dict()
    {'MPSC': 73, 'Smart Cities Marketplace': 40, 'URBACT': 29, 'Covenant of Mayors': 49}
    """
    names = {
        "german_municipalities_reported": "stated",
        "german_municipalities_qualifier": "precision",
        "reported_unit": "counted_unit",
        "listed_municipalities": "listed",
        "unlisted_municipalities": "unlisted",
    }
    coverage = describe_coverage(data).assign(reported_unit=data.networks["reported_unit"])
    frame = coverage[["network_id", "short_name", *names]].rename(columns=names)
    kept = frame[frame["unlisted"].gt(0).fillna(False)].reset_index(drop=True)
    return kept.astype(dict.fromkeys(["stated", "listed", "unlisted"], "int64"))


def draw_unlisted(data: Dataset, *, draws: int = ORDERS) -> pd.DataFrame:
    """Draw each network's unlisted members from all it does not list, by the odds of the model."""
    if draws < 1:
        raise ValueError(f"draws={draws}: at least 1 is needed")
    units = list_units(data)
    kept = units["region"].isin(SIDES)
    east = units.loc[kept, "region"].eq("east").to_numpy()
    listed = units.loc[kept, "memberships"].gt(0).to_numpy()
    model = model_participation(data)["coefficient"]
    doublings = np.log2(units.loc[kept, "population"].to_numpy("float64") / 100_000)
    odds = model["doubling"] * doublings + model["east"] * east
    random = np.random.default_rng(SEED)
    own = [
        (int(unlisted), _find_listed(data, str(network))[kept.to_numpy()])
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


def _find_listed(data: Dataset, network: str) -> "NDArray[np.bool_]":
    """Say for each municipality whether a network lists it."""
    rows = data.memberships[data.memberships["network_id"].eq(network)]
    units = list_units(replace(data, memberships=rows))
    return units["memberships"].gt(0).to_numpy()


def _draw_members(
    odds: "NDArray[np.float64]",
    listed: "NDArray[np.bool_]",
    number: int,
    random: np.random.Generator,
) -> "NDArray[np.int64]":
    """Draw without replacement in proportion to odds: the highest logarithms after Gumbel noise."""
    keys = np.where(listed, -np.inf, odds + random.gumbel(size=len(odds)))
    return np.argpartition(-keys, number)[:number]


def bound_participation(data: Dataset, *, draws: int = ORDERS) -> pd.DataFrame:
    """Bound the ratio of East to West over the members that are counted but not listed.

    Sources: the profiles; Manski (2003), Partial identification of probability distributions.

    Returns
    -------
    pandas.DataFrame
        Text: `counting` (distinct, memberships), `scenario` (none new; all east or west; even: the
        rates nearest to each other; drawn by the odds of `model_participation`) and `overlap` of
        networks (distinct, nested: all within the largest; or empty). float64: `added_east`,
        `added_west` (means where drawn), `ratio` (median), `lower`, `upper` (95 % of the draws: no
        error of sampling), `ratio_error` (of the median). int64: `east_base`, `west_base`.

    Examples
    --------
    >>> from analysis import load
    >>> bound_participation(load(), draws=20).loc[[0, 2], "ratio"].round(3).tolist()
    [0.473, 0.112]
    """
    unlisted = list_unlisted(data)["unlisted"]
    if unlisted.empty:
        raise ValueError("no network states more German municipalities than it lists")
    drawn, sums = draw_unlisted(data, draws=draws), sum_units(list_units(data))
    records = []
    for counting in COUNTINGS:
        sides = sums.loc[list(SIDES), [counting, "total"]].to_numpy().tolist()
        for scenario, overlap, added in _list_scenarios(sides, unlisted, counting):
            ratio = _divide_rates(sides, *added)
            records.append((counting, scenario, overlap, *added, ratio, *[np.nan] * 3))
        prefix = "new" if counting == "distinct" else "memberships"
        more = drawn[[f"{prefix}_east", f"{prefix}_west"]].to_numpy("float64")
        ratios = np.array([_divide_rates(sides, *pair) for pair in more])
        records.append((counting, "drawn", "", *more.mean(axis=0), *_spread(ratios)))
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    frame = pd.DataFrame(records, columns=[*columns, "ratio", "lower", "upper", "ratio_error"])
    frame = frame.assign(east_base=sides[0][1], west_base=sides[1][1])
    return frame.astype(dict.fromkeys(["counting", "scenario", "overlap"], "str"))


def _divide_rates(sides: Sequence[Sequence[int]], east: float, west: float) -> float:
    (count, total), (other, other_total) = sides
    return divide((count + east) / total, (other + west) / other_total)


def _list_scenarios(
    sides: Sequence[Sequence[int]], unlisted: "pd.Series[int]", counting: str
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


def _spread(ratios: "NDArray[np.float64]") -> tuple[float, ...]:
    """Median, limits and the standard error of the median, from ranks of the draws."""
    far = min(np.sqrt(0.25 / len(ratios)), 0.5)
    ranks = [0.5, (1 - 0.95) / 2, (1 + 0.95) / 2, 0.5 - far, 0.5 + far]
    median, lower, upper, below, above = np.quantile(ratios, ranks).tolist()
    return median, lower, upper, (above - below) / 2


# Comparison: denominator and counting of a specification.
COMPARISONS = {
    "municipalities": ("municipalities", "distinct"),
    "independent_cities": ("independent_cities", "distinct"),
    "cities_100000": ("cities_100000", "distinct"),
    "cities_20000": ("cities_20000", "distinct"),
    "memberships": ("municipalities", "memberships"),
    "per_million": ("inhabitants", "memberships"),
}
AT_EQUAL_SIZE = {"strata": "exact_odds_ratio", "model": "modelled_odds_ratio"}


def compare_headlines(data: Dataset, *, specifications: pd.DataFrame) -> pd.DataFrame:
    """Compare East and West in the ways that answer different questions, side by side.

    From specifications as from `grid_specifications`: all lists, names as coded, Berlin apart and
    in the East. Source: section 3.2.3.

    Returns
    -------
    pandas.DataFrame
        Text: `comparison` and `berlin`. municipalities, independent_cities, cities_100000 and
        cities_20000 are exact risk ratios (_confined: the nuisance confined), memberships and
        per_million resampled ratios of rates, strata and model odds ratios at equal size. float64:
        `ratio`, `lower`, `upper`, `p_value`, and `lower_error`, `upper_error` where resampled.

    Examples
    --------
    >>> from analysis import load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=20)
    >>> compare_headlines(load(), specifications=grid)["comparison"].unique().tolist()
    ['cities_100000', 'strata', 'model']
    """
    kept = specifications.query("lists == 'all' and reading == 'coded'")
    equal = {berlin: standardise_regions(data, berlin=berlin) for berlin in ("separate", "east")}
    records: list[tuple[Any, ...]] = []

    def add(comparison: str, berlin: str, found: Any) -> None:
        records.append((comparison, berlin, *(float(found.get(name, "nan")) for name in COLUMNS)))

    for comparison, (denominator, counting) in COMPARISONS.items():
        own = kept[kept["denominator"].eq(denominator) & kept["counting"].eq(counting)]
        by_place = {row["berlin"]: row for row in own.to_dict("records")}
        rows = {berlin: by_place[berlin] for berlin in equal if berlin in by_place}
        for berlin, row in rows.items():
            add(comparison, berlin, row)
        if comparison == "municipalities":
            for berlin, row in rows.items():
                confined = risk_ratio(*[int(row[side]) for side in COUNTS], spared=SPARED)
                add("municipalities_confined", berlin, confined)
    for comparison, measure in AT_EQUAL_SIZE.items():
        for berlin, frame in equal.items():
            add(comparison, berlin, frame.loc[measure])
    table = pd.DataFrame(records, columns=["comparison", "berlin", *COLUMNS])
    return table.astype({"comparison": "str", "berlin": "str"})
