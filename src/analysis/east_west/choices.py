"""East against West under every choice, and with members that are not named."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import Dataset, classify_region, resolve_ambiguous
from analysis.data.contract import CLOSED
from analysis.data.dataset import READINGS
from analysis.east_west.ratios import (
    COUNTINGS,
    COUNTS,
    SIDES,
    class_population,
    compare_odds,
    count_strata,
    list_sides,
    sum_units,
)
from analysis.east_west.units import DENOMINATORS, describe_coverage, list_units
from analysis.statistics.ratios import LEVEL, Floats, Ints, divide, risk_ratio
from analysis.statistics.strata import (
    DRAWS,
    SEED,
    describe_draws,
    resample_sums,
    standardised_ratio,
)

# Two districts are named, one on either side: districts are no denominator of the grid.
GRID = tuple(name for name in DENOMINATORS if name != "districts")
PLACES = ("separate", "east", "west")  # of Berlin
LISTS = {"all": None, "closed": CLOSED}
SETTINGS = ("berlin", "denominator", "counting", "size", "lists", "reading")
# The specification that the notebook leads with.
HEADLINE = ("separate", "municipalities", "distinct", "equal", "all", "coded")
INTERVAL = ["ratio", "lower", "upper"]
COLUMNS = [*INTERVAL, "p_value", "lower_error", "upper_error"]


def _gather_units(data: Dataset, denominator: str) -> pd.DataFrame:
    """Units of a denominator with a column of memberships per kind of list and reading."""
    columns: dict[str, pd.Series[Any]] = {}
    for lists, reading in product(LISTS, READINGS):
        read = resolve_ambiguous(data, reading=reading)
        units = list_units(read, denominator=denominator, listings=LISTS[lists])
        columns[f"{lists} {reading}"] = units["memberships"]
    distinct = {f"distinct {name}": own.gt(0).astype("int64") for name, own in columns.items()}
    joined = {f"memberships {name}": own for name, own in columns.items()}
    frame = pd.DataFrame(distinct | joined).assign(state=units["state"], unit=1)
    population = units["population"].astype("int64")
    return frame.assign(population=population, size_class=class_population(units))


def _resample(
    own: pd.DataFrame, name: tuple[Any, ...], draws: int, known: dict[Any, pd.DataFrame]
) -> pd.DataFrame:
    """Sums of units after those of as many drawn anew, drawn once for all specifications."""
    if (key := (*name, len(own))) not in known:
        units = own.drop(columns=["state", "unit", "size_class"])
        # No two regions or classes are drawn alike: the same seed would tie them.
        seed = SEED + (name[1] == "west") + 2 * sum(map(int, name[2:]))
        sums = np.vstack([units.sum(), resample_sums(units, draws=draws, seed=seed)])
        known[key] = pd.DataFrame(sums, columns=units.columns).assign(unit=len(own))
    return known[key]


def _draw_equal(sides: dict[str, pd.DataFrame], column: str, draws: int, known: Any) -> Floats:
    """Memberships, those named and drawn, to those expected at western ones of the class."""
    named, expected = np.zeros(draws + 1), np.zeros(draws + 1)
    for size, own in sides["east"].groupby("size_class"):
        other = sides["west"][sides["west"]["size_class"].eq(size)]
        if other.empty:
            return np.full(draws + 1, np.nan)
        ours, theirs = (
            _resample(frame, ("equal", region, size), draws, known)[column].to_numpy()
            for region, frame in (("east", own), ("west", other))
        )
        named, expected = named + ours, expected + len(own) * theirs / len(other)
    return divide(named, expected)


def _compare(
    sides: dict[str, pd.DataFrame], name: str, size: str, column: str, draws: int, known: Any
) -> dict[Any, Any]:
    """Counts, ratio and limits of one specification."""
    base = "population" if name == "inhabitants" else "unit"
    counts = [int(own[part].sum()) for own in sides.values() for part in (column, base)]
    record: dict[Any, Any] = dict(zip(COUNTS, counts, strict=True))
    if column.startswith("distinct") and base == "unit":
        if size == "crude":
            return record | risk_ratio(*counts).to_dict() | {"method": "score"}
        units = pd.concat(sides, names=["region"]).reset_index("region")
        strata = count_strata(units.assign(memberships=units[column]), units["size_class"])
        return record | standardised_ratio(strata).to_dict() | {"method": "exact"}
    if size == "equal":
        ratios = _draw_equal(sides, column, draws, known)
    else:
        rates = [
            (sums[column] / sums[base]).to_numpy()
            for region, own in sides.items()
            for sums in [_resample(own, (name, region), draws, known)]
        ]
        ratios = divide(*rates)
    found = describe_draws(ratios[1:]).to_dict()
    return record | found | {"ratio": ratios[0], "method": "resampled"}


def grid_specifications(
    data: Dataset, *, denominators: Sequence[str] = GRID, draws: int = DRAWS
) -> pd.DataFrame:
    """Compare East and West under every combination of the choices.

    Without Berlin the ratios are those with Berlin apart, and stand once. Text: `berlin`,
    `denominator`, `counting` (distinct, memberships), `size` (crude; equal, among all
    municipalities: observed to expected at western rates of the population class), `lists` (all;
    closed, without "among others"), `reading` (coded, alternative), `method` (score, exact,
    resampled). int64: `east` of `east_base`, `west` of `west_base`. float64: `ratio`, `lower`,
    `upper` (95 %), `p_value`; where resampled `lower_error`, `upper_error`. bool: `headline`.
    Sources: section 3.2.3; Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4.

    Examples
    --------
    >>> from analysis import load
    >>> len(grid_specifications(load(), denominators=["cities_100000"], draws=20))
    24
    """
    known: dict[Any, pd.DataFrame] = {}
    records = []
    for denominator in denominators:
        units = _gather_units(data, denominator)
        sizes = ("crude", "equal") if denominator == "municipalities" else ("crude",)
        for berlin in PLACES:
            regions = classify_region(units["state"], berlin=berlin)
            sides = {region: units[regions.eq(region)] for region in SIDES}
            if any(own.empty for own in sides.values()):
                continue
            for counting, *key in product(COUNTINGS, sizes, LISTS, READINGS):
                choice = (berlin, denominator, counting, *key)
                column = " ".join([counting, *key[1:]])
                found = _compare(sides, denominator, key[0], column, draws, known)
                named = dict(zip(SETTINGS, choice, strict=True))
                records.append(named | found | {"headline": choice == HEADLINE})
    if not records:
        raise ValueError(
            f"no unit on one of the two sides, East or West, in any of: {', '.join(denominators)}"
        )
    return pd.DataFrame(records, columns=[*SETTINGS, *COUNTS, *COLUMNS, "method", "headline"])


def _judge(number: int, below: int, above: int) -> str:
    """Say how many specifications put the East below, or above, the West."""
    if number in (below, above):
        return "always_below" if below else "always_above"
    if below and above:
        return "either"
    if below:
        return "sometimes_below"
    return "sometimes_above" if above else "never"


def summarise_specifications(specifications: pd.DataFrame) -> pd.DataFrame:
    """Say which conclusions survive all specifications.

    Index `denominator`, `counting`, `size`. int64: `specifications`, `below` (ratio under 1),
    `surely_below` (all of the interval), `surely_above`. float64: `lowest`, `highest` ratio. Text,
    `by_estimate` and `by_interval`: always_below, sometimes_below, either, never, sometimes_above
    or always_above.

    Examples
    --------
    >>> from analysis import load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=20)
    >>> summarise_specifications(grid)["by_interval"].iloc[0]
    'never'
    """
    ratio, lower, upper = (specifications[name] for name in INTERVAL)
    counted = specifications.assign(
        specifications=1, below=ratio.lt(1), above=ratio.gt(1), surely_below=upper.lt(1),
        surely_above=lower.gt(1),
    )  # fmt: skip
    groups = counted.groupby(["denominator", "counting", "size"], sort=False)
    frame = groups[["specifications", "below", "surely_below", "surely_above", "above"]].sum()
    frame = frame.assign(lowest=groups["ratio"].min(), highest=groups["ratio"].max())
    for name, start in {"by_estimate": "", "by_interval": "surely_"}.items():
        columns = ["specifications", f"{start}below", f"{start}above"]
        frame[name] = [_judge(*row) for row in frame[columns].to_numpy().tolist()]
    return frame.drop(columns="above")


ORDERS = 1_000  # each draw orders all municipalities anew


def list_unlisted(data: Dataset) -> pd.DataFrame:
    """List the networks that state more German municipalities than they name.

    `network_id`, `short_name`, `stated`, `precision` (how the number is worded), `counted_unit`
    (unless municipalities, the unlisted may be others too), `listed`, `unlisted` (int64). Source:
    the profiles' row "Beteiligung deutscher Kommunen".

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
    """Draw each network's unlisted members from all it does not list, by size and region."""
    if draws < 1:
        raise ValueError(f"draws={draws}: at least 1 is needed")
    units = list_units(data)
    units = units[units["region"].isin(SIDES)]
    east = units["region"].eq("east").to_numpy()
    listed = units["memberships"].gt(0).to_numpy()
    sizes = class_population(units)
    strata = count_strata(units, sizes).loc[sizes].to_numpy("float64")
    count, total = np.where(east[:, None], strata[:, :2], strata[:, 2:]).T
    rates = np.log(np.maximum(count / total, 1e-9))  # nobody is ruled out
    own = []
    for network, unlisted in list_unlisted(data)[["network_id", "unlisted"]].to_numpy():
        rows = data.memberships[data.memberships["network_id"].eq(network)]
        named = list_units(replace(data, memberships=rows))["memberships"].gt(0)
        own.append((named[units.index].to_numpy(), int(unlisted)))
    random = np.random.default_rng(SEED)
    records = []
    for _ in range(draws):
        drawn = [_draw_members(rates, there, number, random) for there, number in own]
        chosen = np.concatenate([np.empty(0, dtype=np.int64), *drawn])
        new = np.unique(chosen[~listed[chosen]])
        first, second = int(east[new].sum()), int(east[chosen].sum())
        records.append((first, len(new) - first, second, len(chosen) - second))
    columns = ["new_east", "new_west", "memberships_east", "memberships_west"]
    return pd.DataFrame(records, columns=columns, dtype="int64")


def _draw_members(rates: Floats, listed: Any, number: int, random: np.random.Generator) -> Ints:
    """Draw without replacement in proportion to rates, given as logarithms: after Gumbel noise."""
    keys = np.where(listed, -np.inf, rates + random.gumbel(size=len(rates)))
    return np.argpartition(-keys, number)[:number]


def bound_participation(data: Dataset, *, draws: int = ORDERS) -> pd.DataFrame:
    """Bound the ratio of East to West over the members that are counted but not listed.

    Text: `counting` (distinct, memberships), `scenario` (none new; all east or west; even: the
    rates nearest to each other; drawn at the rates of their size and region) and `overlap` of
    networks (distinct, nested: all within the largest; or empty). float64: `added_east`,
    `added_west` (means where drawn), `ratio` (median), `lower`, `upper` (95 % of the draws: no
    error of sampling), `ratio_error` (of the median). int64: `east_base`, `west_base`. Sources: the
    profiles; Manski (2003), Partial identification of probability distributions.

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
        sides = list_sides(sums, counting)
        for scenario, overlap, added in _list_scenarios(sides, unlisted, counting):
            ratio = _divide_rates(sides, *added)
            records.append((counting, scenario, overlap, *added, ratio, *[np.nan] * 3))
        prefix = "new" if counting == "distinct" else "memberships"
        more = drawn[[f"{prefix}_east", f"{prefix}_west"]].to_numpy("float64")
        ratios = _divide_rates(sides, *more.T)
        records.append((counting, "drawn", "", *more.mean(axis=0), *_spread(ratios)))
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    frame = pd.DataFrame(records, columns=[*columns, *INTERVAL, "ratio_error"])
    return frame.assign(east_base=sides[1], west_base=sides[3])


def _divide_rates(sides: Sequence[int], east: Any, west: Any) -> Any:
    count, total, other, other_total = sides
    return divide((count + east) / total, (other + west) / other_total)


def _list_scenarios(
    sides: Sequence[int], unlisted: "pd.Series[int]", counting: str
) -> list[tuple[str, str, tuple[int, int]]]:
    """What each scenario adds to the East and to the West."""
    overlaps = {"distinct": int(unlisted.sum()), "nested": int(unlisted.max())}
    if counting == "memberships":  # each stands for itself, whoever holds it
        overlaps = {"": overlaps["distinct"]}
    found = [("none", "", (0, 0))]
    count, total, other, other_total = sides
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


def _spread(ratios: Floats) -> tuple[float, ...]:
    """Median, limits and the standard error of the median, from ranks of the draws."""
    far = min(np.sqrt(0.25 / len(ratios)), 0.5)
    ranks = [0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2, 0.5 - far, 0.5 + far]
    median, lower, upper, below, above = np.quantile(ratios, ranks).tolist()
    return median, lower, upper, (above - below) / 2


# Comparison: denominator, counting and size of a specification.
COMPARISONS = {
    "municipalities": ("municipalities", "distinct", "crude"),
    "equal_size": ("municipalities", "distinct", "equal"),
    "independent_cities": ("independent_cities", "distinct", "crude"),
    "cities_100000": ("cities_100000", "distinct", "crude"),
    "cities_20000": ("cities_20000", "distinct", "crude"),
    "memberships": ("municipalities", "memberships", "equal"),
    "per_million": ("inhabitants", "memberships", "crude"),
}
ODDS = "strata"


def compare_headlines(data: Dataset, *, specifications: pd.DataFrame) -> pd.DataFrame:
    """Compare East and West in the ways that answer different questions, side by side.

    From specifications as from `grid_specifications`: all lists, names as coded, Berlin apart and
    in the East. Text: `comparison` and `berlin`: risk ratios, ratios of memberships, then the
    odds ratios of `compare_odds`, strata. float64: `ratio`, `lower`, `upper`, `p_value`,
    and `lower_error`, `upper_error` where resampled; the crude ratio of all municipalities is a
    description, without limits. Source: section 3.2.3.

    Examples
    --------
    >>> from analysis import load
    >>> grid = grid_specifications(load(), denominators=["cities_100000"], draws=20)
    >>> compare_headlines(load(), specifications=grid)["comparison"].unique().tolist()
    ['cities_100000', 'strata']
    """
    grid = {tuple(row[name] for name in SETTINGS): row for row in specifications.to_dict("records")}
    odds = {berlin: compare_odds(data, berlin=berlin) for berlin in ("separate", "east")}
    records: list[dict[Any, Any]] = []
    for comparison, choice in COMPARISONS.items():
        for berlin in odds:
            if found := grid.get((berlin, *choice, "all", "coded")):
                records.append(found | {"comparison": comparison, "berlin": berlin})
    for berlin, ratios in odds.items():
        records.append(ratios.to_dict() | {"comparison": ODDS, "berlin": berlin})
    table = pd.DataFrame(records, columns=["comparison", "berlin", *COLUMNS])
    table.loc[table["comparison"].eq("municipalities"), COLUMNS[1:]] = np.nan
    return table
