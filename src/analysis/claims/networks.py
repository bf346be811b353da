"""Checks of statements on networks and their foundings."""

import pandas as pd

from analysis.claims.judging import (
    CONTRADICTED,
    IN_PART,
    JOIN,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    Share,
    judge_counts,
    judge_groups,
    judge_list,
    judge_order,
    judge_readings,
    judge_shares,
    list_actors,
    list_codes,
    mark_code,
    meets,
    pick_networks,
    read_list,
    read_network,
    read_order,
    read_span,
    require,
    select_networks,
    split_codes,
    tally,
    write_counts,
)
from analysis.data import Dataset
from analysis.foundings.measures import EXPLICIT_SMART_CITY, date_networks, share_founded

QUALIFIERS = {
    "members_reported": "members_reported_qualifier",
    "german_municipalities_reported": "german_municipalities_qualifier",
}
# The readings of the founding year: as coded, and the other year where the profile offers one.
DATINGS = ("founded", "founded_alternative")


def check_network_count(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Count the networks with given codes."""
    return judge_counts(expected, len(select_networks(data, conditions)))


def check_network_sum(data: Dataset, expected: str, *, by: str) -> Finding:
    """Add up the networks by the codes of a column."""
    parts = [len(select_networks(data, {by: code})) for code in list_codes(data, by)]
    fits = meets(expected, sum(parts)) and sum(parts) == len(data.networks)
    return Finding(judge_readings([fits]), f"{'+'.join(map(str, parts))} = {sum(parts)}")


def check_network_list(
    data: Dataset, expected: str, *, second: str = "", **conditions: str
) -> Finding:
    """List the networks with given codes."""
    found = select_networks(data, conditions)["network_id"].tolist()
    finding = judge_list(expected, found)
    if not second:
        return finding
    fits = second in data.networks and bool(conditions)
    require(fits, "second", second, "a column of second codes, and a condition")
    text = list(conditions.values())[-1]  # networks that have it as their second code count, too
    wanted = split_codes(data, second.removesuffix("_alternative"), text)
    also = data.networks.loc[data.networks[second].isin(wanted), "network_id"]
    wider = judge_list(expected, [*found, *also])
    return finding._replace(alternative=f"{second}: {wider.computed}")


def _leave_unstated(networks: pd.DataFrame, code: str) -> pd.DataFrame:
    return networks[~networks[code.partition("/")[0]].eq("not_stated")]


def check_network_share(
    data: Dataset, expected: str, *, code: str, wider: str = "", without: str = "", **scope: str
) -> Finding:
    """Take the share of networks that have one of the codes; `wider` is another reading of it."""
    networks = select_networks(data, scope)
    if without:
        networks = networks.drop(pick_networks(data, without).index, errors="ignore")
    shares = [Share.of(mark_code(data, networks, text)) for text in (code, wider) if text]
    stated, alternative = _leave_unstated(networks, code), ""
    if wider:
        alternative = f"{wider}: {shares[1]}"
    elif len(stated) < len(networks):
        alternative = f"stated alone: {Share.of(mark_code(data, stated, code))}"
    return judge_shares(expected, shares, alternative)


def check_share_order(data: Dataset, expected: str, *, code: str, by: str) -> Finding:
    """Compare the share of networks with a code between two groups; stated ones alone as well."""
    marked = mark_code(data, data.networks, code)
    stated = _leave_unstated(data.networks, code)
    return judge_groups(data, expected, by, marked, {"stated alone": stated})


def count_codes(data: Dataset, column: str, conditions: dict[str, str]) -> "pd.Series[int]":
    """Count the networks by code, the most frequent first, then in the order of the contract."""
    order = list_codes(data, column)
    cells = select_networks(data, conditions)[column].dropna().str.split(";").explode()
    return tally(cells, order)


def check_code_list(
    data: Dataset, expected: str, *, column: str, beyond: str = "no", lacking: str = "",
    **conditions: str,
) -> Finding:  # fmt: skip
    """List the codes that occur; with beyond=yes further ones do no harm."""
    require(beyond in ("no", "yes"), "beyond", beyond, "no, yes")
    counts, wanted = count_codes(data, column, conditions), read_list(expected)
    require(lacking in ("", *wanted), "lacking", lacking, ", ".join(wanted))
    # What is lacking is expected and has no code, so that it cannot occur.
    split_codes(data, column, JOIN.join(entry for entry in wanted if entry != lacking))
    finding = judge_list(expected, counts.index, beyond=beyond == "yes")
    return finding._replace(alternative=write_counts(counts))


def check_code_count(
    data: Dataset, expected: str, *, column: str, without: str = "", **conditions: str
) -> Finding:
    """Count the different codes that occur, some left out."""
    counts = count_codes(data, column, conditions)
    left = split_codes(data, column, without) if without else []
    kept = counts[~counts.index.isin(left)]
    text = f"{len(kept)}: {write_counts(kept)}" if len(kept) else "0"
    return judge_counts(expected, len(kept))._replace(computed=text)


def check_smallest_code(
    data: Dataset, expected: str, *, column: str, among: str, **conditions: str
) -> Finding:
    """Count the networks of the code that has the fewest."""
    chosen = split_codes(data, column, among)
    counts = count_codes(data, column, conditions).reindex(chosen, fill_value=0)
    least = int(counts.min())
    return judge_counts(expected, least)._replace(computed=f"{least}: {write_counts(counts)}")


def check_top_codes(data: Dataset, expected: str, *, column: str, **conditions: str) -> Finding:
    """Find the most frequent codes, as many as are expected; equal frequencies all count."""
    wanted = split_codes(data, column, JOIN.join(read_list(expected)))
    counts = count_codes(data, column, conditions)
    top = counts[counts.rank(method="min", ascending=False) <= len(wanted)]
    finding = judge_list(expected, top.index, beyond=len(top) > len(wanted))
    return finding._replace(alternative=write_counts(counts))


def check_several_codes(
    data: Dataset, expected: str, *, column: str, broad: str = "", **conditions: str
) -> Finding:
    """Take the share of networks with several codes, or with one that stands for several."""
    list_codes(data, column)
    networks = select_networks(data, conditions)
    several = networks[column].str.contains(";").fillna(False).astype("bool")
    if broad:
        several |= mark_code(data, networks, f"{column}/{broad}")
    alone = networks.loc[~several, "network_id"]
    alternative = f"one alone: {';'.join(alone)}" if len(alone) else ""
    return judge_shares(expected, [Share.of(several)], alternative)


def check_reported(
    data: Dataset, expected: str, *, network: str, column: str = "members_reported"
) -> Finding:
    """Compare a number that a profile states, and how it is worded: exact, about, more than."""
    row = read_network(data, network)
    require(column in QUALIFIERS, "column", column, ", ".join(QUALIFIERS))
    meets(expected, 0)  # refuses what is no number
    if pd.isna(row[column]):
        return Finding(CONTRADICTED, "none stated")
    sign = {"about": "~", "more_than": ">"}.get(str(row[QUALIFIERS[column]]), "")
    stated = f"{sign}{row[column]}"
    if stated == expected:
        return Finding(REPRODUCED, stated)
    # Two lower bounds are compatible whatever their numbers.
    same = str(row[column]) == expected.lstrip("~<>=") or (sign, expected[:1]) == (">", ">")
    return Finding(IN_PART if same else CONTRADICTED, stated)


def _read_years(**years: str) -> list[int]:
    for name, text in years.items():
        require(text.isdigit() and len(text) == 4, name, text, "a year in four digits")
    return [int(text) for text in years.values()]


def _share_founded(networks: pd.DataFrame, first: int, last: int) -> list[Share]:
    """Share of the networks founded in a span, under both datings."""
    found = [share_founded(networks, first, last, founded=dating) for dating in DATINGS]
    return [Share(int(row["founded"]), int(row["total"])) for row in found]


def check_founded_within(
    data: Dataset, expected: str, *, networks: str, founded: str = DATINGS[0]
) -> Finding:
    """Say whether networks were founded in a span of years, or begun anew (founded_alternative)."""
    require(founded in DATINGS, "founded", founded, ", ".join(DATINGS))
    span = read_span(expected)
    rows = pick_networks(data, networks).set_index("network_id")
    inside = rows[founded].dropna().between(*span).tolist()
    (other,) = (dating for dating in DATINGS if dating != founded)
    texts = write_counts(rows[founded]), write_counts(rows[other].dropna())
    return Finding(judge_readings(inside) if inside else CONTRADICTED, *texts)


def check_founded_count(
    data: Dataset, expected: str, *, first: str, last: str, **conditions: str
) -> Finding:
    """Count the networks founded in a span of years, under both datings."""
    years = _read_years(first=first, last=last)
    counts = [share.part for share in _share_founded(select_networks(data, conditions), *years)]
    return judge_counts(expected, *counts, alternative=f"{DATINGS[1]}: {counts[1]}")


def check_dated_count(data: Dataset, expected: str) -> Finding:
    """Count the networks with a founding year, and those dated to one year alone."""
    dated = date_networks(data.networks)
    exact = int((dated["year"] == dated["latest"]).sum())
    return judge_counts(expected, len(dated), alternative=f"to one year: {exact}")


def check_founded_share(
    data: Dataset, expected: str, *, first: str, last: str, **conditions: str
) -> Finding:
    """Take the share of networks founded in a span; beside it, other datings and spans."""
    begin, end = _read_years(first=first, last=last)
    networks = select_networks(data, conditions)
    shares = _share_founded(networks, begin, end)
    fullest = [_find_fullest(networks, end - begin + 1, dating) for dating in DATINGS]
    alternative = f"{fullest[0]}; {DATINGS[1]}: {shares[1]}; {fullest[1]}"
    return judge_shares(expected, shares, alternative)


def _find_fullest(networks: pd.DataFrame, length: int, dating: str) -> str:
    """Name the spans of equal length with the most foundings."""
    years = date_networks(networks, dating)["year"]
    if years.empty:
        return f"no founding in any {length} years"
    starts = range(int(years.min()) - length + 1, int(years.max()) + 1)
    counts = {start: int(years.between(start, start + length - 1).sum()) for start in starts}
    most = max(counts.values())
    spans = [f"{start}-{start + length - 1}" for start in starts if counts[start] == most]
    return f"fullest {length} years {' and '.join(spans)}: {Share(most, len(years))}"


def check_founded_order(data: Dataset, expected: str, *, first: str, last: str) -> Finding:
    """Compare the share founded in a span: the explicit smart-city networks and the others."""
    order = read_order(expected, ("explicit", "other"))
    years = _read_years(first=first, last=last)
    explicit = data.networks["category"].isin(EXPLICIT_SMART_CITY)
    groups = {"explicit": data.networks[explicit], "other": data.networks[~explicit]}
    shares = {name: _share_founded(group, *years) for name, group in groups.items()}
    readings = [{name: pair[i] for name, pair in shares.items()} for i in range(len(DATINGS))]
    return judge_order(order, readings, DATINGS[1])


def check_founding_rise(
    data: Dataset, expected: str, *, since: str, until: str, recent: str = "", **conditions: str
) -> Finding:
    """Compare the foundings of a span with those of as many years before it."""
    first, last = _read_years(since=since, until=until)
    networks = select_networks(data, conditions)
    starts = [first, *(_read_years(recent=recent) if recent else [])]
    found = [compared for start in starts for compared in _compare_spans(networks, start, last)]
    fits = [meets(expected, ratio) for ratio, _ in found]
    texts = [text for _, text in found]
    parts = [f"{DATINGS[1]}: {texts[1]}"]
    if recent:
        years = date_networks(networks)["year"]
        single = write_counts({str(y): int((years == y).sum()) for y in range(starts[1], last + 1)})
        parts += [texts[2], f"{DATINGS[1]}: {texts[3]}", f"by year: {single}"]
    # Other networks that ended are not listed: the years before may count too few.
    ended = int((networks["term_end"] < last).fillna(False).sum())
    parts.append(f"listed although ended before {last}: {ended}")
    return Finding(judge_readings(fits), texts[0], "; ".join(parts))


def _compare_spans(networks: pd.DataFrame, first: int, last: int) -> list[tuple[float, str]]:
    """Give the ratio of a span to as many years before it, and its text, under both datings."""
    start, end = first - (last - first + 1), first - 1
    compared = []
    later, earlier = _share_founded(networks, first, last), _share_founded(networks, start, end)
    for after, before in zip(later, earlier, strict=True):
        text = f"{first}-{last}: {after.part}, {start}-{end}: {before.part}"
        if before.part:
            ratio = after.part / before.part
            text += f", ratio {ratio:.1f}"
        else:  # nothing before and nothing after is no rise: NaN meets no bound
            ratio = float("inf") if after.part else float("nan")
        compared.append((ratio, text))
    return compared


def check_column(data: Dataset, expected: str, *, column: str, **conditions: str) -> Finding:
    """Take the share of networks with yes in a column that the table may lack."""
    networks = select_networks(data, conditions)
    meets(expected, 0)  # refuses what is no number
    if column not in networks.columns:
        return Finding(NOT_CHECKABLE, f"no column {column}")
    return judge_shares(expected, [Share.of(networks[column].eq("yes"))])


def check_further_networks(data: Dataset, expected: str, *, networks: str) -> Finding:
    """List the German cities of networks that the table may lack."""
    known = data.networks["network_id"].tolist()
    missing = [key for key in networks.split(JOIN) if key not in known]
    read_list(expected)
    if missing:
        return Finding(NOT_CHECKABLE, f"no network {', '.join(missing)}")
    picked = pick_networks(data, networks)
    rows = list_actors(data, picked, kind="municipality", country="DE")
    return judge_list(expected, rows["member_id"])
