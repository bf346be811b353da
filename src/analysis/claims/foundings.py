"""Checks on the founding years: in which span, which share, how fast it rose."""

import pandas as pd

from analysis.claims.findings import (
    CONTRADICTED,
    IN_PART,
    REPRODUCED,
    Finding,
    judge_readings,
    judge_shares,
    meets,
    read_order,
    read_span,
    write_share,
)
from analysis.claims.scope import pick_networks, select_networks
from analysis.data import Dataset
from analysis.foundings.measures import EXPLICIT_SMART_CITY, date_networks, share_founded

# The readings of the founding year: as coded, and the other year where the profile offers one.
DATINGS = ("founded", "founded_alternative")


def _read_year(name: str, text: str) -> int:
    if not (text.isdigit() and len(text) == 4):
        raise ValueError(f"{name} is {text!r} (allowed: a year in four digits)")
    return int(text)


def check_founded_within(
    data: Dataset, expected: str, *, networks: str, founded: str = DATINGS[0]
) -> Finding:
    """Say whether networks were founded in a span of years, or begun anew (founded_alternative)."""
    if founded not in DATINGS:
        raise ValueError(f"founded is {founded!r} (allowed: {', '.join(DATINGS)})")
    first, last = read_span(expected)
    rows = data.networks[data.networks["network_id"].isin(pick_networks(data, networks))]
    years = dict(zip(rows["network_id"], rows[founded], strict=True))
    inside = rows[founded].dropna().between(first, last).tolist()
    other = next(column for column in DATINGS if column != founded)
    others = rows[rows[other].notna()]
    text = ", ".join(f"{key} {year}" for key, year in years.items())
    offered = zip(others["network_id"], others[other], strict=True)
    alternative = ", ".join(f"{key} {year}" for key, year in offered)
    if not any(inside):
        return Finding(CONTRADICTED, text, alternative)
    return Finding(REPRODUCED if all(inside) else IN_PART, text, alternative)


def check_founded_count(
    data: Dataset, expected: str, *, first: str, last: str, **conditions: str
) -> Finding:
    """Count the networks founded in a span of years, under both datings."""
    span = _read_year("first", first), _read_year("last", last)
    networks = select_networks(data, conditions)
    counts = [int(share_founded(networks, *span, founded=how)["founded"]) for how in DATINGS]
    fits = [meets(expected, count) for count in counts]
    return Finding(judge_readings(fits), str(counts[0]), f"founded_alternative: {counts[1]}")


def check_dated_count(data: Dataset, expected: str) -> Finding:
    """Count the networks with a founding year, and those dated to one year alone."""
    dated = date_networks(data.networks, "founded")
    exact = int((dated["year"] == dated["latest"]).sum())
    return Finding(
        judge_readings([meets(expected, len(dated))]), str(len(dated)), f"to one year: {exact}"
    )


def check_founded_share(
    data: Dataset, expected: str, *, first: str, last: str, **conditions: str
) -> Finding:
    """Take the share of networks founded in a span; beside it, other datings and spans."""
    span = _read_year("first", first), _read_year("last", last)
    networks = select_networks(data, conditions)
    found = [share_founded(networks, *span, founded=how) for how in DATINGS]
    texts = [write_share(row["founded"], row["total"]) for row in found]
    fullest = [_find_fullest(networks, span, how) for how in DATINGS]
    alternative = f"{fullest[0]}; founded_alternative: {texts[1]}; {fullest[1]}"
    verdict = judge_shares(expected, [row["share"] for row in found])
    return Finding(verdict, texts[0], alternative)


def _find_fullest(networks: pd.DataFrame, span: tuple[int, int], how: str) -> str:
    """Name the spans of equal length with the most foundings."""
    years = date_networks(networks, how)["year"]
    length = span[1] - span[0] + 1
    if years.empty:
        return f"no founding in any {length} years"
    starts = range(int(years.min()) - length + 1, int(years.max()) + 1)
    counts = {start: int(years.between(start, start + length - 1).sum()) for start in starts}
    most = max(counts.values())
    # Of spans that reach beyond the last founding, the first says the same.
    top = [start for start, count in counts.items() if count == most]
    names = " and ".join(f"{start}-{start + length - 1}" for start in top)
    return f"fullest {length} years {names}: {write_share(most, len(years))}"


def check_founded_order(data: Dataset, expected: str, *, first: str, last: str) -> Finding:
    """Compare the share founded in a span: the explicit smart-city networks and the others."""
    greater, less = read_order(expected, ("explicit", "other"))
    span = _read_year("first", first), _read_year("last", last)
    explicit = data.networks["category"].isin(EXPLICIT_SMART_CITY)
    groups = {"explicit": data.networks[explicit], "other": data.networks[~explicit]}
    fits, texts = [], []
    for how in DATINGS:
        found = {name: share_founded(group, *span, founded=how) for name, group in groups.items()}
        fits.append(bool(found[greater]["share"] > found[less]["share"]))
        parts = [f"{name} {write_share(r['founded'], r['total'])}" for name, r in found.items()]
        texts.append("; ".join(parts))
    return Finding(judge_readings(fits), texts[0], f"founded_alternative: {texts[1]}")


def check_founding_rise(
    data: Dataset, expected: str, *, since: str, until: str, recent: str = "", **conditions: str
) -> Finding:
    """Compare the foundings of a span with those of as many years before it.

    `recent` is the first year of a shorter span to the same end: another reading of "recently".
    The alternative also counts the networks whose term ended by the last year and that are listed
    all the same: other networks that ended are not, so that the years before may count too few.
    """
    first, last = _read_year("since", since), _read_year("until", until)
    networks = select_networks(data, conditions)
    starts = [first, *([_read_year("recent", recent)] if recent else [])]
    found = [_compare_spans(networks, start, last, how) for start in starts for how in DATINGS]
    fits = [meets(expected, ratio) for ratio, _ in found]
    texts = [text for _, text in found]
    ended = int((networks["term_end"] < last).fillna(False).sum())
    parts = [f"founded_alternative: {texts[1]}"]
    if recent:
        years = date_networks(networks, "founded")["year"]
        single = [f"{year} {int((years == year).sum())}" for year in range(starts[1], last + 1)]
        parts += [texts[2], f"founded_alternative: {texts[3]}", f"by year: {', '.join(single)}"]
    parts.append(f"listed although ended before {last}: {ended}")
    return Finding(judge_readings(fits), texts[0], "; ".join(parts))


def _compare_spans(networks: pd.DataFrame, first: int, last: int, how: str) -> tuple[float, str]:
    length = last - first + 1
    after = int(share_founded(networks, first, last, founded=how)["founded"])
    before = int(share_founded(networks, first - length, first - 1, founded=how)["founded"])
    text = f"{first}-{last}: {after}, {first - length}-{first - 1}: {before}"
    if before:
        return after / before, f"{text}, ratio {after / before:.1f}"
    # Nothing before and nothing after is no rise: NaN meets no bound.
    return float(bool(after)) * float("inf"), text
