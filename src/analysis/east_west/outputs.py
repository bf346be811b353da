"""What is exported on participation."""

from functools import partial
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.data import Dataset, classify_region, read_states, select_memberships
from analysis.east_west import choices, figures, ratios, units
from analysis.east_west.choices import INTERVAL
from analysis.east_west.map import plot_map
from analysis.graph.build import build_graph
from analysis.graph.projection import describe_nodes
from analysis.presentation.registry import (
    LISTED,
    MUNICIPAL,
    NEEDS,
    Text,
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
SUPPLEMENT = "supplement/S2_east_west"
OFFICIAL = (name_source, name_official)
COMPARED: Any = {"sources": OFFICIAL, "needs": ("municipalities", "members", "sides")}
BOUNDED: Any = {"sources": OFFICIAL, "needs": (*COMPARED["needs"], "unlisted")}


def _has_sides(data: Dataset) -> bool:
    """Say whether East and West can be compared: both have municipalities, and some take part."""
    if data.municipalities is None or select_memberships(data, kinds=("municipality",)).empty:
        return False
    return {"east", "west"} <= set(classify_region(data.municipalities["state"]))


NEEDS["sides"] = (
    _has_sides, "needs municipalities of eastern and of western Germany, and some that take part",
)  # fmt: skip
NEEDS["equal_size"] = (
    lambda data: figures.keep_split(ratios.decompose_ratio(data)).size > 0,
    "needs eastern municipalities that take part, and western ones of the size of each",
)  # fmt: skip
NEEDS["unlisted"] = (
    lambda data: bool(units.describe_coverage(data)["unlisted_municipalities"].gt(0).any()),
    "needs networks that state more German municipalities than they name",
)


# ---------------------------------------------------------------- notes


def note_few(data: Dataset, say: Wording) -> str:
    """Say what is counted, and where no rate is given."""
    return say("east_west.few_units", few=units.FEW)


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


def note_named(data: Dataset, say: Wording) -> str:
    """Say how many memberships are named, and how many are stated by number alone."""
    rows = choices.list_unlisted(data)[["short_name", "unlisted"]].to_numpy()
    names = ", ".join(f"{name} {number}" for name, number in rows)
    numbers = {str(name): say.number(number) for name, number in units.count_named(data).items()}
    return say("east_west.named" if names else "east_west.named_all", names=names, **numbers)


NAMED: tuple[Text, ...] = (note_named, LISTED)  # below every rate


def note_states(data: Dataset, say: Wording) -> str:
    """Say how often other states in the place of the East give ratios as low."""
    ways = ratios.permute_states(data)
    found = {str(name): say.number(number) for name, number in ways.items()}
    return say("east_west.states", **found)


# ---------------------------------------------------------------- alternative texts


def _pair(say: Wording, count: Any, total: Any) -> str:
    return f"{say.number(count)} {say('say.of')} {say.number(total)}"


def _list_counts(frame: pd.DataFrame, denominator: str, say: Wording) -> list[str]:
    own = frame[frame["denominator"].eq(denominator)]
    return [
        f"{say.code('region', region)} {_pair(say, count, base)}"
        for region, count, base in own[["region", "count", "base"]].to_numpy()
    ]


def tell_rates(frame: pd.DataFrame, say: Wording) -> str:
    """Say who takes part out of all municipalities and of large cities, Berlin left out."""
    sides = frame[frame["region"].ne("berlin")]
    every, large = (_list_counts(sides, code, say) for code in ("municipalities", "cities_100000"))
    known = len(every) == len(large) == 2
    return (
        say("regional_rates.tells", all=", ".join(every), large=", ".join(large)) if known else ""
    )


def describe_rates(frame: pd.DataFrame, say: Wording) -> str:
    """Say what rates by region as from `rate_regions` show."""
    parts = []
    for denominator in ("municipalities", "cities_100000"):
        if counts := _list_counts(frame, denominator, say):
            name = say.code("denominator", denominator, short=False)
            parts.append(f"{name}: {', '.join(counts)}.")
    return say("regional_rates.alt", parts=" ".join(parts))


def describe_split(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the ratio split as from `decompose_ratio` shows."""
    parts = []
    for yardstick, row in figures.keep_split(frame).iterrows():
        names = {"name": say.code("yardstick", yardstick), "observed": say.number(row["observed"])}
        values = {name: say.number(row[name], 2) for name in ("crude", "by_size")}
        values["expected"] = say.number(row["expected"], 1)
        values["rest"] = say.interval(*row[INTERVAL])
        parts.append(say("region_split.alt_part", **names, **values))
    return say("region_split.alt", parts=" ".join(parts))


def describe_ratios(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the headline ratios as from `compare_headlines` show."""
    first = frame[frame["berlin"].eq(frame["berlin"].iloc[0])].set_index("comparison")[INTERVAL]
    parts = [
        f"{say.code('comparison', code, short=False)} {say.interval(*first.loc[code])}"
        for code in ("municipalities", "equal_size", "cities_100000", "strata")
        if code in first.index
    ]
    sure = int(((frame["upper"] < 1) | (frame["lower"] > 1)).sum())
    return say("region_ratios.alt", parts="; ".join(parts), sure=sure, rows=len(frame))


def tell_ratios(frame: pd.DataFrame, say: Wording) -> str:
    """Say that the difference is open, if every interval includes equal rates."""
    limits = frame.dropna(subset=["lower", "upper"])
    if not (limits["lower"].le(1) & limits["upper"].ge(1)).all():
        return ""
    return say("region_ratios.tells", rows=len(limits))


def tell_specifications(frame: pd.DataFrame, say: Wording) -> str:
    """Say how many specifications put the East below the West, and how many clearly."""
    below, sure = (int(frame[name].lt(1).sum()) for name in ("ratio", "upper"))
    return say("specification_curve.tells", below=below, number=len(frame), sure=sure)


def tell_bounds(frame: pd.DataFrame, say: Wording) -> str:
    """Say how far members that are not named could move the ratio of municipalities."""
    own = frame[frame["counting"].eq("distinct")].set_index("scenario")["ratio"]
    ends = own[own.index.isin(["west", "east"])].dropna()
    low, high = (say.number(value, 2) for value in (ends.min(), ends.max()))
    return say("coverage_bounds.tells", low=low, high=high) if len(ends) else ""


def describe_specifications(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the specification curve shows."""
    equal = frame.loc[frame["size"].eq("equal"), "ratio"]
    low, high, least, most = (
        say.number(value, 2) for own in (frame["ratio"], equal) for value in (own.min(), own.max())
    )
    return say(
        "specification_curve.alt", number=len(frame), low=low, high=high,
        below=int(frame["ratio"].lt(1).sum()), sure=int(frame["upper"].lt(1).sum()),
        other=int(frame["lower"].gt(1).sum()), equal=f"{least}–{most}",
    )  # fmt: skip


def describe_bounds(frame: pd.DataFrame, say: Wording) -> str:
    """Say what bounds as from `bound_participation` show."""
    parts = []
    for counting, own in frame.groupby("counting", sort=False):
        found = own.set_index("scenario")["ratio"]
        ends = found.loc[["east", "west"]]
        values = [found["none"], found["drawn"], ends.min(), ends.max()]
        listed, like, low, high = (say.number(value, 2) for value in values)
        name = say.code("counting", counting, short=False)
        gaps = {"name": name, "listed": listed, "like": like, "low": low, "high": high}
        parts.append(say("coverage_bounds.alt_part", **gaps))
    return say("coverage_bounds.alt", parts=" ".join(parts))


def describe_map(measured: tuple[pd.DataFrame, Any, Any], say: Wording) -> str:
    """Say what the map of members, one row each, shows."""
    frame, _, absent = measured
    placed = frame[frame["latitude"].notna() & frame["longitude"].notna()]
    counts = placed["region"].value_counts()
    names = say.codes("region").items()
    parts = [f"{name} {counts[code]}" for code, name in names if code in counts]
    top = [(str(name), int(number)) for name, number in placed[["label", "degree"]].to_numpy()]
    lost = len(frame) - len(placed)
    return say(
        "map.alt", placed=len(placed), parts=say.join(parts), top=say.top(top),
        several=int((placed["degree"] > 1).sum()),
        rest=say("map.alt_lost", lost=lost) if lost else "",
        hollow="" if absent is None else say("map.alt_absent", number=len(absent)),
    )  # fmt: skip


def tell_map(measured: tuple[pd.DataFrame, Any, Any], say: Wording) -> str:
    """Say how many of the members on the map lie in the East."""
    regions = measured[0].dropna(subset=["latitude", "longitude"])["region"]
    east = int(regions.eq("east").sum())
    return say("map.tells", east=east, placed=len(regions)) if 0 < 2 * east < len(regions) else ""


# ---------------------------------------------------------------- figures


def tell_split(frame: pd.DataFrame, say: Wording) -> str:
    """Say how the crude ratio splits at places of equal size, where it is below 1."""
    row = frame.loc["population_class"].to_dict()
    if not row["crude"] < 1:
        return ""
    parts = {name: say.number(float(row[name]), 2) for name in ("crude", "by_size", "ratio")}
    return say("region_split.tells", **parts)


@register("region_split", NOTEBOOK, "region_split.read", MUNICIPAL, tells=tell_split,
          method=("region_split.note", "region_split.process", note_states, *NAMED),
          plot=figures.plot_region_split, alt=describe_split,
          widths=BOTH, **(COMPARED | {"needs": (*COMPARED["needs"], "equal_size")}))  # fmt: skip
def frame_split(data: Dataset) -> pd.DataFrame:
    """The crude ratio split, Berlin apart."""
    return ratios.decompose_ratio(data)


@register("map", NOTEBOOK, "map.note", LISTED, plot=plot_map, alt=describe_map, tells=tell_map,
          numbers=itemgetter(0), widths=BOTH, sources=(name_source, name_places),
          needs=("members", "coordinates"))  # fmt: skip
def place_members(data: Dataset) -> tuple[pd.DataFrame, Any, pd.DataFrame | None]:
    """List members with their networks and place; the states; large cities in no network."""
    nodes = describe_nodes(build_graph(data), mode="member").rename(columns={"id": "member_id"})
    columns = ["member_id", "label", "degree", "region", "latitude", "longitude"]
    return nodes[columns], read_states(), units.list_absent_cities(data)


@register("regional_rates", NOTEBOOK, "regional_rates.read", widths=BOTH,
          method=("east_west.rates", "east_west.equals", "east_west.population", *NAMED),
          plot=figures.plot_regional_rates, alt=describe_rates, tells=tell_rates,
          **COMPARED)  # fmt: skip
def frame_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region, out of every denominator."""
    return ratios.rate_regions(data)


@register("specification_curve", SUPPLEMENT, "east_west.cut", "east_west.scale", MUNICIPAL,
          method=("east_west.grid", "east_west.shares", "east_west.equals", *NAMED),
          plot=figures.plot_specifications, alt=describe_specifications,
          tells=tell_specifications, **COMPARED)  # fmt: skip
def frame_grid(data: Dataset) -> pd.DataFrame:
    """All specifications."""
    return choices.grid_specifications(data)


@register("region_ratios", SUPPLEMENT, "east_west.whiskers", "east_west.scale", MUNICIPAL,
          method=("east_west.shares", "east_west.odds", "east_west.population", *NAMED),
          widths=BOTH, plot=figures.plot_region_ratios, alt=describe_ratios, tells=tell_ratios,
          **COMPARED)  # fmt: skip
def frame_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons, Berlin apart and in the East."""
    return choices.compare_headlines(data, specifications=frame_grid(data))


@register("coverage_bounds", SUPPLEMENT, "east_west.assumed", "east_west.scale", MUNICIPAL,
          method=("east_west.bounds", *NAMED), plot=figures.plot_coverage_bounds,
          alt=describe_bounds, tells=tell_bounds, widths=BOTH, **BOUNDED)  # fmt: skip
def frame_bounds(data: Dataset) -> pd.DataFrame:
    """Bounds over the members that are counted but not named."""
    return choices.bound_participation(data)


# ---------------------------------------------------------------- tables


def _finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Make missing what tables cannot print: no code, and a limit that is infinite."""
    return frame.replace(["", float("inf")], float("nan"))


@register("region_rates", NOTEBOOK, "east_west.units", "east_west.rates", "east_west.equals",
          "east_west.population", *NAMED, **COMPARED)  # fmt: skip
def tabulate_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region with their limits, per 100 or per million inhabitants."""
    frame = frame_rates(data)
    rates = ["rate", "lower", "upper"]
    percent = frame[rates].mul(100).where(frame["denominator"].ne("inhabitants"), frame[rates])
    codes = frame["denominator"].replace({"inhabitants": "per_million"})
    table = frame.assign(denominator=codes, **percent).drop(columns=["lower_error", "upper_error"])
    names = {"count": "rate_count", "base": "rate_base", "rate": "rate_per"}
    names |= {"lower": "rate_lower", "upper": "rate_upper"}
    return _finish(table.rename(columns=names))


@register("specifications", SUPPLEMENT, "east_west.grid", "east_west.shares", "east_west.equals",
          "east_west.pvalue", *NAMED, text="specification_curve", **COMPARED)  # fmt: skip
def tabulate_specifications(data: Dataset) -> pd.DataFrame:
    """All specifications, those that conclude alike together."""
    first = ["denominator", "counting", "size", "berlin", "lists", "reading"]
    # In the order in which the codes appear.
    frame = frame_grid(data).sort_values(
        first, key=lambda codes: pd.Series(pd.factorize(codes)[0]), ignore_index=True
    )
    names = {"berlin": "berlin_place", "east": "counted_east", "west": "counted_west"}
    columns = [*first, "east", "east_base", "west", "west_base", *INTERVAL, "p_value"]
    return _finish(frame[columns].rename(columns=names))


@register("region_comparison", SUPPLEMENT, "east_west.shares", "east_west.odds",
          "east_west.pvalue", "east_west.population", *NAMED, **COMPARED)  # fmt: skip
def tabulate_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons as a table."""
    frame = frame_headlines(data).drop(columns=["lower_error", "upper_error"])
    return _finish(frame.rename(columns={"berlin": "berlin_place"}))


@register("region_size_classes", NOTEBOOK, "east_west.classes", *NAMED, **COMPARED)
def tabulate_size_classes(data: Dataset) -> pd.DataFrame:
    """Who takes part, East and West, by population class."""
    table = ratios.list_size_classes(data).rename_axis("population_class").reset_index()
    names = {"count": "east_count", "total": "east_total"}
    names |= {"other_count": "west_count", "other_total": "west_total"}
    return table.astype({"population_class": "str"}).rename(columns=names)


@register("specification_conclusions", SUPPLEMENT, "east_west.grid", "east_west.shares",
          "east_west.equals", *NAMED, **COMPARED)  # fmt: skip
def tabulate_conclusions(data: Dataset) -> pd.DataFrame:
    """Which conclusions hold under all specifications."""
    return _finish(choices.summarise_specifications(frame_grid(data)).reset_index())


@register("coverage_scenarios", SUPPLEMENT, "east_west.assumed", "east_west.bounds",
          "east_west.undrawn", *NAMED, **BOUNDED)  # fmt: skip
def tabulate_bounds(data: Dataset) -> pd.DataFrame:
    """The bounds as a table."""
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    return _finish(frame_bounds(data)[[*columns, *INTERVAL]])


@register("territories", SUPPLEMENT, ("east_west.territories",
          "east_west.territories_other"), needs=("territories",))  # fmt: skip
def tabulate_territories(data: Dataset) -> pd.DataFrame:
    """States and metropolitan regions that take part."""
    frame = units.count_territories(data).reset_index()
    names = {"participating": "territories", "total": "territories_total"}
    names |= {"names": "territory_names", "networks": "territory_networks"}
    return frame.rename(columns=names)


def frame_participation(data: Dataset, *, by: str) -> pd.DataFrame:
    """Participation by region or state, with a row for the whole."""
    frame = units.count_participation(data, by=by)
    whole = units.add_rates(frame.drop(columns=[*units.RATES]).sum().to_frame("total").T)
    table = units.drop_small_rates(pd.concat([frame, whole]))
    return table.rename_axis(by).rename(columns={"total": "units"})


for _by in ("region", "state"):
    register(f"participation_by_{_by}", SUPPLEMENT, note_few, *NAMED, sources=OFFICIAL,
             needs=("municipalities",))(partial(frame_participation, by=_by))  # fmt: skip


@register("participation_readings", SUPPLEMENT, note_ambiguous, note_few, *NAMED,
          sources=OFFICIAL, needs=("municipalities",))  # fmt: skip
def frame_readings(data: Dataset) -> pd.DataFrame:
    """The headline figures of participation under each reading of Berlin and of bare names."""
    frame = units.drop_small_rates(units.compare_readings(data))
    columns = ["participating", "memberships", "total", "participating_per_1000"]
    columns += ["memberships_per_million", "share_large_cities"]
    names = ["berlin_as", "reading", "region"]
    return frame[columns].rename(columns={"total": "units"}).rename_axis(names)


@register("coverage", "00_data", "coverage.note", note_units, ("east_west.empty",
          "east_west.empty_other"))  # fmt: skip
def frame_coverage(data: Dataset) -> pd.DataFrame:
    """How German members are listed, and how many are named of how many reported."""
    reported = ["members_reported", "members_reported_qualifier", "reported_unit"]
    frame = units.describe_coverage(data).drop(columns="network_id")
    frame = frame.join(data.networks[reported], validate="one_to_one")
    names = {"german_municipalities_qualifier": "german_municipalities_precision"}
    names |= {"members_reported_qualifier": "members_precision", "reported_unit": "counted_unit"}
    return frame.rename(columns=names)


@finding("east_west", "region_split", "region_ratios", "region_comparison")
def tell_regions(data: Dataset, say: Wording) -> str | None:
    """Say how many eastern municipalities are named, how many expected, and the crude ratio."""
    if not _has_sides(data):
        return None
    row, counts = frame_split(data).iloc[0], units.count_participation(data)
    east, west = (
        _pair(say, *counts.loc[region, ["participating", "total"]]) for region in ("east", "west")
    )
    gaps = {"crude": say.number(row["crude"], 2), "east": east, "west": west}
    if pd.isna(row["ratio"]):
        return say("east_west.finding_crude", **gaps)
    sizes = {"expected": say.number(row["expected"], 1), "size": say.number(row["by_size"], 2)}
    return say("east_west.finding", rest=say.interval(*row[INTERVAL]), **sizes, **gaps)
