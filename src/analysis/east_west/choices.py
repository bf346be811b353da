"""East against West under every choice, and with members that are not named."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from analysis.data import PARTICIPATION, Dataset, classify_region, resolve_ambiguous
from analysis.data.dataset import BERLIN, READINGS
from analysis.east_west.ratios import COUNTINGS, model_participation, standardise_regions
from analysis.east_west.units import DENOMINATORS, describe_coverage, list_units
from analysis.statistics.ratios import SPARED, divide, risk_ratio
from analysis.statistics.strata import DRAWS, SEED, describe_draws, resample_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers: TypeAlias = NDArray[np.int64]

# Two districts are named, one on either side: districts are no denominator of the grid.
GRID = tuple(name for name in DENOMINATORS if name != "districts")
LISTS = {"all": None, "complete": ("complete",)}
SETTINGS = ("berlin", "denominator", "counting", "lists", "reading")


class _Scope(NamedTuple):
    """What all specifications share."""

    level: float
    draws: int
    seed: int
    spared: float
    sums: dict[Any, pd.DataFrame]


def _gather_units(data: Dataset, denominator: str, roles: Sequence[str] | None) -> pd.DataFrame:
    """Units of a denominator with a column per counting, kind of list and reading."""
    columns: dict[str, pd.Series[Any]] = {}
    for reading, lists in product(READINGS, LISTS):
        units = list_units(
            resolve_ambiguous(data, reading=reading),
            denominator=denominator,
            listings=LISTS[lists],
            roles=roles,
        )
        taking = units["memberships"].gt(0).astype("int64")
        columns[_name_column("distinct", lists, reading)] = taking
        columns[_name_column("memberships", lists, reading)] = units["memberships"]
    frame = pd.DataFrame(columns).assign(state=units["state"], unit=1)
    return frame.assign(population=units["population"].astype("int64"))


def _name_column(*settings: str) -> str:
    return " ".join(settings)


def _resample(own: pd.DataFrame, name: Any, scope: _Scope) -> pd.DataFrame:
    """Sums of a region's resampled units, drawn once for all specifications of these units."""
    if name not in scope.sums:
        units = own.drop(columns=["state", "unit"])
        # West is drawn apart from East: the same seed would tie them.
        sums = resample_sums(units, draws=scope.draws, seed=scope.seed + (name[1] == "west"))
        scope.sums[name] = pd.DataFrame(sums, columns=units.columns).assign(unit=len(units))
    return scope.sums[name]


def _specify(
    units: pd.DataFrame, berlin: str, denominator: str, scope: _Scope
) -> list[dict[str, Any]]:
    """The specifications of one denominator with one place of Berlin; none where a side lacks."""
    regions = classify_region(units["state"], berlin=berlin)
    own = {region: units[regions.eq(region)] for region in ("east", "west")}
    if any(frame.empty for frame in own.values()):
        return []
    per_head = denominator == "inhabitants"
    base, name = ("population", "municipalities") if per_head else ("unit", denominator)
    records = []
    for key in product(COUNTINGS, LISTS, READINGS):
        column = _name_column(*key)
        sides = [int(frame[part].sum()) for frame in own.values() for part in (column, base)]
        exact = key[0] == "distinct" and not per_head
        if exact:
            found = risk_ratio(*sides, level=scope.level, spared=scope.spared)
        else:
            drawn = [
                _resample(frame, (name, region, len(frame)), scope) for region, frame in own.items()
            ]
            rates = [sums[column].to_numpy() / sums[base].to_numpy() for sums in drawn]
            found = describe_draws(divide(*rates), level=scope.level)
            found["ratio"] = divide(sides[0] / sides[1], sides[2] / sides[3])
        named = dict(zip(SETTINGS, (berlin, denominator, *key), strict=True))
        counts = dict(zip(("east", "east_base", "west", "west_base"), sides, strict=True))
        values = {str(name): float(value) for name, value in found.items()}
        records.append(named | counts | values | {"method": "exact" if exact else "resampled"})
    return records


def grid_specifications(
    data: Dataset,
    *,
    denominators: Sequence[str] = GRID,
    roles: Sequence[str] | None = PARTICIPATION,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
    spared: float = 0.0,
) -> pd.DataFrame:
    """Compare East and West under every combination of the choices.

    Parameters
    ----------
    data
        The tables, municipalities.csv among them.
    denominators
        As in `list_units`; all but districts.
    roles
        As in `list_units`.
    level, draws, seed
        Of the limits, and of the resampling.
    spared
        Of the exact limits, as in `risk_ratio`.

    Returns
    -------
    pandas.DataFrame
        One row per specification. Text: `berlin` (separate, east, west, exclude: the first and the
        last give the same ratios), `denominator`, `counting` (distinct, memberships), `lists` (all,
        complete: only lists that claim to be whole), `reading` (coded, alternative: see
        `resolve_ambiguous`), `method` (exact: risk ratio of distinct municipalities with exact
        unconditional limits; resampled: all else). int64: `east` of `east_base`, `west` of
        `west_base`. float64: `ratio` East : West, `lower`, `upper`, `p_value`; where resampled
        `lower_error`, `upper_error` (Monte Carlo).

    Raises
    ------
    ValueError
        If a denominator is unknown, or none has units on both sides; one that has not is left out.

    References
    ----------
    Simonsohn, U., Simmons, J. P., Nelson, L. D. (2020): Specification curve analysis. Nature Human
    Behaviour 4, 1208-1214. BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=200)
    >>> len(grid), int(grid.loc[0, "east"])
    (32, 6)
    """
    scope = _Scope(level, draws, seed, spared, {})
    records = []
    for denominator in denominators:
        units = _gather_units(data, denominator, roles)
        for berlin in BERLIN:
            records += _specify(units, berlin, denominator, scope)
    if not records:
        raise ValueError(
            f"no unit on one of the two sides, East or West, in any of: {', '.join(denominators)}"
        )
    frame = pd.DataFrame(records)
    values = ["ratio", "lower", "upper", "p_value", "lower_error", "upper_error"]
    order = [*SETTINGS, "east", "east_base", "west", "west_base", *values, "method"]
    frame = frame.reindex(columns=order)
    return frame.astype(dict.fromkeys((*SETTINGS, "method"), "str"))


def drop_repeated(specifications: pd.DataFrame) -> pd.DataFrame:
    """Leave out what cannot differ: without Berlin, "exclude" is "separate" again.

    Parameters
    ----------
    specifications
        As from `grid_specifications`.

    Returns
    -------
    pandas.DataFrame
        The rows but for those that leave Berlin out, if there are any that show it apart.

    Examples
    --------
    >>> frame = pd.DataFrame({"berlin": ["separate", "exclude"], "ratio": [0.5, 0.5]})
    >>> len(drop_repeated(frame))
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


def summarise_specifications(
    specifications: pd.DataFrame, *, by: Sequence[str] = ("denominator", "counting")
) -> pd.DataFrame:
    """Say which conclusions survive all specifications.

    Parameters
    ----------
    specifications
        As from `grid_specifications`; repeated ones are left out first.
    by
        Settings that make a conclusion; it is to survive all others.

    Returns
    -------
    pandas.DataFrame
        Index `by`, in the order of the grid. int64: `specifications`, `below` (ratio under 1),
        `surely_below` (the whole interval under 1), `surely_above`. float64: `lowest` and `highest`
        ratio. Text: `by_estimate` and `by_interval`: always_below, sometimes_below, either, never,
        sometimes_above or always_above.

    Examples
    --------
    >>> frame = pd.DataFrame({"berlin": ["east", "west"], "ratio": [0.5, 0.8], "lower": [0.2, 0.3]})
    >>> frame = frame.assign(upper=[0.9, 1.1], counting="distinct")
    >>> summarise_specifications(frame, by=["counting"]).loc["distinct", "by_interval"]
    'sometimes_below'
    """
    kept = drop_repeated(specifications)
    records = []
    for key, group in kept.groupby(list(by), sort=False):
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
    return pd.DataFrame(records).set_index(list(by))


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
COLUMNS = ["ratio", "lower", "upper", "p_value", "lower_error", "upper_error"]
SIDES = ["east", "east_base", "west", "west_base"]


def compare_headlines(
    data: Dataset,
    *,
    specifications: pd.DataFrame | None = None,
    berlins: Sequence[str] = ("separate", "east"),
    roles: Sequence[str] | None = PARTICIPATION,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare East and West in the ways that answer different questions, side by side.

    Parameters
    ----------
    data, roles
        As in `list_units`.
    specifications
        As from `grid_specifications`, to take the comparisons from; by default they are made.
    berlins
        Where Berlin counts, one after the other.
    draws, seed
        Of the resampling.

    Returns
    -------
    pandas.DataFrame
        One row per comparison and place of Berlin, all lists, names as coded. Text: `comparison`
        and `berlin`. Comparisons: municipalities, independent_cities, cities_100000, cities_20000
        (exact unconditional risk ratios); municipalities_confined (the nuisance confined, see
        `risk_ratio`); memberships and per_million (resampled ratios of rates); strata and model
        (odds ratios at equal size, see `standardise_regions`). float64: `ratio`, `lower`, `upper`,
        `p_value`; `lower_error`, `upper_error`, the Monte Carlo standard errors of resampled
        limits, NaN where limits are exact or of a model.

    References
    ----------
    BBSR 36/2023, section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> data = load()
    >>> grid = grid_specifications(data, denominators=["cities_100000"], draws=20)
    >>> table = compare_headlines(data, specifications=grid, berlins=["separate"])
    >>> table["comparison"].tolist()
    ['cities_100000', 'strata', 'model']
    """
    if specifications is None:
        names = list(dict.fromkeys(name for name, _ in COMPARISONS.values()))
        specifications = grid_specifications(
            data, denominators=names, roles=roles, draws=draws, seed=seed
        )
    plain = specifications["lists"].eq("all") & specifications["reading"].eq("coded")
    kept = specifications[plain]
    equal = {berlin: standardise_regions(data, berlin=berlin, roles=roles) for berlin in berlins}
    records: list[tuple[Any, ...]] = []

    def add(comparison: str, berlin: str, found: Any) -> None:
        records.append((comparison, berlin, *(float(found.get(name, "nan")) for name in COLUMNS)))

    for comparison, (denominator, counting) in COMPARISONS.items():
        own = kept[kept["denominator"].eq(denominator) & kept["counting"].eq(counting)]
        by_place = {row["berlin"]: row for row in own.to_dict("records")}
        rows = {berlin: by_place[berlin] for berlin in berlins if berlin in by_place}
        for berlin, row in rows.items():
            add(comparison, berlin, row)
        if comparison == "municipalities":
            for berlin, row in rows.items():
                table = [int(row[side]) for side in SIDES]
                add("municipalities_confined", berlin, risk_ratio(*table, spared=SPARED))
    for comparison, measure in AT_EQUAL_SIZE.items():
        for berlin in berlins:
            add(comparison, berlin, equal[berlin].loc[measure])
    frame = pd.DataFrame(records, columns=["comparison", "berlin", *COLUMNS])
    return frame.astype({"comparison": "str", "berlin": "str"})
