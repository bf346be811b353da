"""What is exported on participation."""

from functools import partial
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.data import Dataset, classify_region, read_states, select_memberships
from analysis.east_west.choices import (
    bound_participation,
    compare_headlines,
    drop_repeated,
    grid_specifications,
    list_unlisted,
    summarise_specifications,
)
from analysis.east_west.figures import (
    plot_coverage_bounds,
    plot_participation,
    plot_region_ratios,
    plot_regional_rates,
    plot_specifications,
)
from analysis.east_west.map import plot_map
from analysis.east_west.ratios import list_size_classes, rate_regions
from analysis.east_west.units import (
    FEW,
    compare_readings,
    count_participation,
    count_territories,
    describe_coverage,
)
from analysis.graph.build import build_graph
from analysis.graph.projection import describe_nodes
from analysis.presentation.registry import (
    LISTED,
    MUNICIPAL,
    NEEDS,
    cites_report,
    finding,
    name_official,
    name_places,
    name_source,
    register,
)
from analysis.presentation.style import BOTH
from analysis.presentation.wording import Wording

NOTEBOOK = "05_east_west"
OFFICIAL = (name_source, name_official)
PLACES = (name_source, name_places)
BOTH_SIDES = ("municipalities", "members", "sides")
# Rates of participation: the count above the line, the one below it, and its base.
RATIOS_OF_SUMS = {
    "participating_per_1000": ("participating", "units", 1_000),
    "memberships_per_1000": ("memberships", "units", 1_000),
    "memberships_per_million": ("memberships", "population", 1_000_000),
    "share_large_cities": ("large_cities_participating", "large_cities", 1),
}


def _has_sides(data: Dataset) -> bool:
    """Say whether East and West can be compared: both have municipalities, and some take part."""
    if data.municipalities is None or select_memberships(data, kinds=("municipality",)).empty:
        return False
    return {"east", "west"} <= set(classify_region(data.municipalities["state"]))


NEEDS["sides"] = (
    _has_sides, "needs municipalities of eastern and of western Germany, and some that take part",
)  # fmt: skip
NEEDS["unlisted"] = (
    lambda data: bool(describe_coverage(data)["unlisted_municipalities"].gt(0).any()),
    "needs networks that state more German municipalities than they name",
)


# ---------------------------------------------------------------- notes


def note_few(data: Dataset, say: Wording) -> str:
    """Say what is counted, and where no rate is given."""
    return say("east_west.few_units", few=FEW)


def note_ambiguous(data: Dataset, say: Wording) -> str:
    """Name the ambiguous names."""
    rows = data.memberships[data.memberships["ambiguous_with"].notna()]
    found = rows.merge(data.members, on="member_id", validate="many_to_one")
    names = sorted(set(found["listed_as"].fillna(found["name"])))
    key = "ambiguous" if cites_report(data.contract) else "ambiguous_other"
    quoted = ", ".join(say("say.quoted", text=name) for name in names)
    return say(f"participation_readings.{key}", names=quoted) if names else ""


def note_units(data: Dataset, say: Wording) -> str:
    """Name the networks whose stated number is not one of municipalities alone."""
    networks = data.networks
    stated = networks["german_municipalities_reported"].fillna(0) > 0
    mixed = networks["reported_unit"].eq("cities_and_others").fillna(False)
    names = ", ".join(networks.loc[stated & mixed, "short_name"])
    return say("coverage.units", names=names) if names else ""


def note_unlisted(data: Dataset, say: Wording) -> str:
    """Name the networks whose members are counted but not all named."""
    rows = list_unlisted(data)[["short_name", "unlisted"]].to_numpy()
    names = ", ".join(f"{name} {number}" for name, number in rows)
    return say("east_west.unlisted", names=names) if names else ""


# ---------------------------------------------------------------- alternative texts


def _pair(count: Any, total: Any, say: Wording) -> str:
    return f"{say.number(count)} {say('say.of')} {say.number(total)}"


def describe_participation(frame: pd.DataFrame, say: Wording) -> str:
    """Say what participation by region as from `count_participation` shows."""
    names, taking, large = say.codes(str(frame.index.name)), [], []
    for code, row in frame.iterrows():
        name = names.get(str(code), str(code))
        rate = say("participation.rate", rate=say.number(row["participating_per_1000"], 1))
        part = _pair(row["participating"], row["total"], say)
        taking.append(f"{name} {part}{'' if row['total'] < FEW else rate}")
        cities = _pair(row["large_cities_participating"], row["large_cities"], say)
        large.append(f"{name} {cities}")
    return say("participation.alt", taking=say.join(taking), large=say.join(large))


def describe_rates(frame: pd.DataFrame, say: Wording) -> str:
    """Say what rates by region as from `rate_regions` show."""
    regions, parts = say.codes("region"), []
    for denominator in ("municipalities", "cities_100000"):
        rows = frame[frame["denominator"].eq(denominator)].to_dict("records")
        counts = [
            f"{regions.get(row['region'], row['region'])} {_pair(row['count'], row['base'], say)}"
            for row in rows
        ]
        if counts:
            name = say.code("denominator", denominator, short=False)
            parts.append(f"{name}: {', '.join(counts)}.")
    panels = frame["denominator"].nunique()
    return say("regional_rates.alt", panels=panels, parts=" ".join(parts))


def describe_ratios(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the headline ratios as from `compare_headlines` show."""
    first = frame[frame["berlin"].eq(frame["berlin"].iloc[0])].set_index("comparison")
    limits = first[["ratio", "lower", "upper"]]
    parts = [
        f"{say.code('comparison', code, short=False)} {say.interval(*limits.loc[code])}"
        for code in ("municipalities", "cities_100000", "per_million", "strata")
        if code in first.index
    ]
    sure = int(((frame["upper"] < 1) | (frame["lower"] > 1)).sum())
    return say("region_ratios.alt", parts="; ".join(parts), sure=sure, rows=len(frame))


def describe_specifications(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the specification curve shows."""
    low, high = (say.number(value, 2) for value in (frame["ratio"].min(), frame["ratio"].max()))
    return say(
        "specification_curve.alt", number=len(frame), low=low, high=high,
        below=int(frame["ratio"].lt(1).sum()), sure=int(frame["upper"].lt(1).sum()),
        other=int(frame["lower"].gt(1).sum()),
    )  # fmt: skip


def describe_bounds(frame: pd.DataFrame, say: Wording) -> str:
    """Say what bounds as from `bound_participation` show."""
    parts = []
    for counting, own in frame.groupby("counting", sort=False):
        ends = own[own["scenario"].isin(["east", "west"])]["ratio"]
        none, drawn = (own[own["scenario"].eq(code)]["ratio"] for code in ("none", "drawn"))
        values = [none.iloc[0], drawn.iloc[0], ends.min(), ends.max()]
        listed, like, low, high = (say.number(value, 2) for value in values)
        name = say.code("counting", counting, short=False)
        gaps = {"name": name, "listed": listed, "like": like, "low": low, "high": high}
        parts.append(say("coverage_bounds.alt_part", **gaps))
    return say("coverage_bounds.alt", parts=" ".join(parts))


def describe_map(measured: tuple[pd.DataFrame, Any], say: Wording) -> str:
    """Say what the map of members, one row each, shows."""
    frame, _ = measured
    placed = frame[frame["latitude"].notna() & frame["longitude"].notna()]
    counts = placed["region"].value_counts()
    names = say.codes("region").items()
    parts = [f"{name} {counts[code]}" for code, name in names if code in counts]
    top = [(str(name), int(n)) for name, n in zip(placed["label"], placed["degree"], strict=True)]
    lost = len(frame) - len(placed)
    return say(
        "map.alt", placed=len(placed), parts=say.join(parts), top=say.top(top),
        several=int((placed["degree"] > 1).sum()),
        rest=say("map.alt_lost", lost=lost) if lost else "",
    )  # fmt: skip


# ---------------------------------------------------------------- figures


@register("participation", "03_city_network_graph", LISTED, MUNICIPAL,
          "participation.note", plot=plot_participation, alt=describe_participation,
          widths=BOTH, sources=OFFICIAL, needs=('municipalities', 'members'))  # fmt: skip
def frame_counts(data: Dataset) -> pd.DataFrame:
    """Participation by region."""
    return count_participation(data)


@register("map", NOTEBOOK, "map.note", LISTED, plot=plot_map, alt=describe_map,
          numbers=itemgetter(0), widths=BOTH, sources=PLACES, needs=('members',
          'coordinates'))  # fmt: skip
def place_members(data: Dataset) -> tuple[pd.DataFrame, Any]:
    """List members with the number of their networks and their place; the borders of the states."""
    nodes = describe_nodes(build_graph(data), mode="member").rename(columns={"id": "member_id"})
    columns = ["member_id", "label", "degree", "region", "latitude", "longitude"]
    return nodes[columns], read_states()


@register("regional_rates", NOTEBOOK, "east_west.rates", "east_west.millions",
          "east_west.equals", "east_west.population", LISTED,
          plot=plot_regional_rates, alt=describe_rates, widths=BOTH, sources=OFFICIAL,
          needs=BOTH_SIDES)  # fmt: skip
def frame_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region, out of every denominator."""
    return rate_regions(data)


@register("specification_curve", NOTEBOOK, "east_west.grid", "east_west.cut",
          "east_west.scale", "east_west.shares", "east_west.equals", LISTED,
          MUNICIPAL, plot=plot_specifications, alt=describe_specifications,
          sources=OFFICIAL, needs=BOTH_SIDES)  # fmt: skip
def frame_grid(data: Dataset) -> pd.DataFrame:
    """All specifications, without the repeated ones."""
    return drop_repeated(grid_specifications(data))


@register("region_ratios", NOTEBOOK, "east_west.whiskers", "east_west.scale",
          "east_west.shares", "east_west.ratios", "east_west.population", LISTED,
          MUNICIPAL, plot=plot_region_ratios, alt=describe_ratios, widths=BOTH,
          sources=OFFICIAL, needs=BOTH_SIDES)  # fmt: skip
def frame_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons, Berlin apart and in the East."""
    return compare_headlines(data, specifications=frame_grid(data))


@register("coverage_bounds", NOTEBOOK, "east_west.bounds", "east_west.scale",
          note_unlisted, LISTED, MUNICIPAL, plot=plot_coverage_bounds,
          alt=describe_bounds, widths=BOTH, sources=OFFICIAL, needs=(*BOTH_SIDES,
          'unlisted'))  # fmt: skip
def frame_bounds(data: Dataset) -> pd.DataFrame:
    """Bounds over the members that are counted but not named."""
    return bound_participation(data)


# ---------------------------------------------------------------- tables


def _finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Make missing what tables cannot print: no code, and a limit that is infinite."""
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    known = frame.assign(**{str(name): frame[name].mask(frame[name].eq("")) for name in texts})
    return known.replace([float("inf")], float("nan"))


@register("region_rates", NOTEBOOK, "east_west.units", "east_west.rates",
          "east_west.equals", "east_west.population", LISTED, sources=OFFICIAL,
          needs=BOTH_SIDES)  # fmt: skip
def tabulate_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region with their limits, per 100 or per million inhabitants."""
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
    return _finish(named[columns].rename(columns=names))


@register("specifications", NOTEBOOK, "east_west.grid", "east_west.shares",
          "east_west.equals", "east_west.pvalue", LISTED, text="specification_curve",
          sources=OFFICIAL, needs=BOTH_SIDES)  # fmt: skip
def tabulate_specifications(data: Dataset) -> pd.DataFrame:
    """All specifications, those that conclude alike together."""
    frame = frame_grid(data)
    first = ["denominator", "counting", "berlin", "lists", "reading"]
    order = {column: list(dict.fromkeys(frame[column])) for column in first}
    rank = pd.DataFrame({column: frame[column].map(order[column].index) for column in first})
    names = {"berlin": "berlin_place", "east": "counted_east", "west": "counted_west"}
    columns = [*first, "east", "east_base", "west", "west_base", "ratio", "lower", "upper"]
    table = frame.loc[rank.sort_values(first).index, [*columns, "p_value"]]
    return _finish(table.rename(columns=names).reset_index(drop=True))


@register("region_comparison", NOTEBOOK, "east_west.shares", "east_west.ratios",
          "east_west.pvalue", "east_west.population", LISTED, sources=OFFICIAL,
          needs=BOTH_SIDES)  # fmt: skip
def tabulate_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons as a table."""
    frame = frame_headlines(data).drop(columns=["lower_error", "upper_error"])
    return _finish(frame.rename(columns={"berlin": "berlin_place"}))


@register("region_size_classes", NOTEBOOK, "east_west.classes", LISTED,
          sources=OFFICIAL, needs=BOTH_SIDES)  # fmt: skip
def tabulate_size_classes(data: Dataset) -> pd.DataFrame:
    """Who takes part, East and West, by population class."""
    frame = list_size_classes(data).reset_index()
    columns = {"count": "east_count", "total": "east_total"}
    columns |= {"other_count": "west_count", "other_total": "west_total"}
    table = frame.assign(population_from=frame["population_from"].astype("str"))
    return table.rename(columns={"population_from": "population_class"} | columns)


@register("specification_conclusions", NOTEBOOK, "east_west.grid", "east_west.shares",
          "east_west.equals", LISTED, sources=OFFICIAL, needs=BOTH_SIDES)  # fmt: skip
def tabulate_conclusions(data: Dataset) -> pd.DataFrame:
    """Which conclusions hold under all specifications."""
    return _finish(summarise_specifications(frame_grid(data)).reset_index())


@register("coverage_scenarios", NOTEBOOK, "east_west.bounds", "east_west.undrawn",
          note_unlisted, LISTED, sources=OFFICIAL, needs=(*BOTH_SIDES, 'unlisted'))  # fmt: skip
def tabulate_bounds(data: Dataset) -> pd.DataFrame:
    """The bounds as a table."""
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    return _finish(frame_bounds(data)[[*columns, "ratio", "lower", "upper"]])


@register("territories", NOTEBOOK, ("east_west.territories",
          "east_west.territories_other"), needs=('territories',))  # fmt: skip
def tabulate_territories(data: Dataset) -> pd.DataFrame:
    """States and metropolitan regions that take part."""
    frame = count_territories(data).reset_index()
    names = {"participating": "territories", "total": "territories_total"}
    names |= {"names": "territory_names", "networks": "territory_networks"}
    return frame.rename(columns=names)


def frame_participation(data: Dataset, *, by: str) -> pd.DataFrame:
    """Participation by region or state, with a row for the whole."""
    frame = count_participation(data, by=by).rename(columns={"total": "units"})
    whole: dict[str, float] = {
        str(name): frame[name].sum() for name in frame if name not in RATIOS_OF_SUMS
    }
    for rate, (above, below, base) in RATIOS_OF_SUMS.items():
        whole[rate] = base * whole[above] / whole[below] if whole[below] else float("nan")
    total = pd.DataFrame(whole, index=pd.Index(["total"], dtype="str")).astype(frame.dtypes)
    return _drop_small_rates(pd.concat([frame, total]).rename_axis(by))


for _by in ("region", "state"):
    register(f"participation_by_{_by}", NOTEBOOK, note_few, LISTED, sources=OFFICIAL,
             needs=("municipalities",))(partial(frame_participation, by=_by))  # fmt: skip


def _drop_small_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rates per 1,000 out of a few municipalities, as the figure does."""
    rates = [name for name in frame if str(name).endswith("_per_1000")]
    return frame.assign(**{str(name): frame[name].mask(frame["units"] < FEW) for name in rates})


@register("participation_readings", NOTEBOOK, note_ambiguous, note_few, LISTED,
          sources=OFFICIAL, needs=('municipalities',))  # fmt: skip
def frame_readings(data: Dataset) -> pd.DataFrame:
    """The headline figures of participation under each reading of Berlin and of bare names."""
    frame = compare_readings(data).rename(columns={"total": "units"})
    columns = ["participating", "memberships", "units", "participating_per_1000"]
    columns += ["memberships_per_million", "share_large_cities"]
    frame = _drop_small_rates(frame[columns])
    return frame.rename_axis(["berlin_as", "reading", "region"])


@register("coverage", "00_data", "coverage.note", note_units, ("east_west.empty",
          "east_west.empty_other"))  # fmt: skip
def frame_coverage(data: Dataset) -> pd.DataFrame:
    """How German members are listed, and how many are named of how many reported."""
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


@finding("east_west", "region_ratios", "region_comparison")
def tell_regions(data: Dataset, say: Wording) -> str | None:
    """Say who takes part in East and West, and the ratio, crude and at equal size."""
    if not _has_sides(data):
        return None
    frame, counts = frame_headlines(data), count_participation(data)
    ratios = frame[frame["berlin"].eq("separate")].set_index("comparison")
    limits = ratios[["ratio", "lower", "upper"]].astype(float)
    strata = ""
    if "strata" in ratios.index and ratios["ratio"].notna()["strata"]:
        strata = say("east_west.finding_strata", ratio=say.interval(*limits.loc["strata"]))
    east, west = (
        _pair(counts.loc[region, "participating"], counts.loc[region, "total"], say)
        for region in ("east", "west")
    )
    ratio = say.interval(*limits.loc["municipalities"])
    return say("east_west.finding", east=east, west=west, ratio=ratio, strata=strata)
