"""Every defensible way to compare East and West, and which conclusions hold under all of them.

A specification is one choice each of where Berlin counts, out of how many, what is counted, which
lists of members count and how ambiguous names are read. None of them is drawn from the others: the
grid shows how far the answer depends on choices, and is no sample of specifications.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from analysis.data import PARTICIPATION, Dataset, classify_region, resolve_ambiguous
from analysis.data.dataset import BERLIN, READINGS
from analysis.participation.denominators import DENOMINATORS, list_units
from analysis.participation.regions import COUNTINGS
from analysis.statistics.ratios import divide, risk_ratio
from analysis.statistics.strata import DRAWS, SEED, describe_draws, divide_draws, resample_sums

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
            found = describe_draws(divide_draws(*rates), level=scope.level)
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
