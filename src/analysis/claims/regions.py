"""The check on participation in eastern and western Germany."""

from typing import Any, TypeAlias

import pandas as pd

from analysis.claims.findings import NO_LIST, NOT_CHECKABLE, Finding, judge_readings, read_order
from analysis.data import Dataset
from analysis.east_west.units import compare_readings
from analysis.statistics.ratios import SPARED, risk_ratio

# The rates of each region by column.
Rows: TypeAlias = "dict[str, pd.Series[Any]]"
RATES = ("participating_per_1000", "memberships_per_million", "share_large_cities")
BERLIN = ("separate", "east", "west")
READINGS = ("coded", "alternative")


def check_east_west(data: Dataset, expected: str) -> Finding:
    """Compare participation in East and West by denominator, place of Berlin and reading of names.

    The denominators: all municipalities, inhabitants (memberships per million), large cities; three
    places of Berlin; names that stand for two places as coded and read otherwise. The verdict
    follows from the eighteen comparisons. The risk ratio of municipalities has exact
    unconditional limits of 95 %, both with the level of the rates left open and with it confined
    to its own confidence set (see `risk_ratio`): it takes the lists for a draw from two binomials.
    """
    greater, less = read_order(expected, ("east", "west"))
    if data.municipalities is None:
        return Finding(NOT_CHECKABLE, NO_LIST)
    table: dict[Any, Rows] = {}
    index: Any
    for index, row in compare_readings(data).iterrows():
        table.setdefault(index[:2], {})[index[2]] = row
    fits, texts = [], {}
    for berlin in BERLIN:
        for reading in READINGS:
            rows = table[berlin, reading]
            fits += [bool(rows[greater][rate] > rows[less][rate]) for rate in RATES]
            texts[berlin, reading] = _write_rates(rows)
    headline, east = (_write_ratio(table[berlin, "coded"]) for berlin in BERLIN[:2])
    readings = [
        f"Berlin east: {texts['east', 'coded']}; {east}",
        f"Berlin west: {texts['west', 'coded']}",
        f"other reading of names: {texts['separate', 'alternative']}",
        f"expected direction: {sum(fits)} of {len(fits)} comparisons",
    ]
    return Finding(
        judge_readings(fits), f"{texts['separate', 'coded']}; {headline}", " | ".join(readings)
    )


def _write_rates(rows: Rows) -> str:
    parts = []
    for region in ("east", "west"):
        row = rows[region]
        parts.append(
            f"{region} {int(row['participating'])}/{int(row['total'])}"
            f" = {row['participating_per_1000']:.2f} per 1000"
            f", {row['memberships_per_million']:.2f} per million"
            f", large cities {int(row['large_cities_participating'])}/{int(row['large_cities'])}"
        )
    return "; ".join(parts)


def _write_ratio(rows: Rows) -> str:
    columns = ("participating", "total")
    counts = [int(rows[region][column]) for region in ("east", "west") for column in columns]
    plain = risk_ratio(counts[0], counts[1], counts[2], counts[3])
    confined = risk_ratio(counts[0], counts[1], counts[2], counts[3], spared=SPARED)
    return (
        f"risk ratio {plain['ratio']:.2f} (95 %: {plain['lower']:.3f} to {plain['upper']:.3f}, with"
        f" the level of the rates confined {confined['lower']:.3f} to {confined['upper']:.3f})"
    )
