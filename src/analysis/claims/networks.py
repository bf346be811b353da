"""Checks of statements on networks and their foundings."""

import pandas as pd

from analysis.claims.judging import (
    CONTRADICTED,
    IN_PART,
    JOIN,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    divide,
    judge_list,
    judge_readings,
    judge_shares,
    list_actors,
    mark_code,
    meets,
    pick_networks,
    read_list,
    read_network,
    read_order,
    read_span,
    select_networks,
    split_codes,
    write_share,
)
from analysis.claims.members import rank_cities
from analysis.data import Dataset
from analysis.data.contract import codes
from analysis.foundings.measures import EXPLICIT_SMART_CITY, date_networks, share_founded

NOT_STATED = "not_stated"
QUALIFIERS = {
    "members_reported": "members_reported_qualifier",
    "german_municipalities_reported": "german_municipalities_qualifier",
}


def check_network_count(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Count the networks with given codes."""
    count = len(select_networks(data, conditions))
    return Finding(judge_readings([meets(expected, count)]), str(count))


def check_network_sum(data: Dataset, expected: str, *, by: str) -> Finding:
    """Add up the networks by the codes of a column."""
    parts = [int(mark_code(data, data.networks, f"{by}/{code}").sum()) for code in _list(data, by)]
    computed = f"{'+'.join(map(str, parts))} = {sum(parts)}"
    fits = meets(expected, sum(parts)) and sum(parts) == len(data.networks)
    return Finding(judge_readings([fits]), computed)


def _list(data: Dataset, column: str) -> list[str]:
    return split_codes(data, column, JOIN.join(codes(data.contract, column)))


def check_network_list(
    data: Dataset, expected: str, *, second: str = "", **conditions: str
) -> Finding:
    """List the networks with given codes.

    With `second`, a column of second codes, the alternative counts the networks that have the code
    of the last condition there, too.
    """
    found = select_networks(data, conditions)["network_id"].tolist()
    finding = judge_list(expected, found)
    if not second:
        return finding
    if second not in data.networks or not conditions:
        raise ValueError(
            f"second is {second!r} (allowed: a column of second codes, and a condition)"
        )
    text = list(conditions.values())[-1]
    split_codes(data, second.removesuffix("_alternative"), text)
    other = data.networks[second].isin(text.split(JOIN))
    also = [str(key) for key in data.networks.loc[other, "network_id"] if key not in found]
    wider = judge_list(expected, [*found, *also])
    return finding._replace(alternative=f"{second}: {wider.computed}")


def check_network_share(
    data: Dataset, expected: str, *, code: str, wider: str = "", without: str = "", **scope: str
) -> Finding:
    """Take the share of networks that have one of the codes; `wider` is another reading of it."""
    networks = select_networks(data, scope)
    if without:
        networks = networks[~networks["network_id"].isin(pick_networks(data, without))]
    readings = [mark_code(data, networks, text) for text in (code, wider) if text]
    shares = [divide(int(marked.sum()), len(networks)) for marked in readings]
    texts = [write_share(int(marked.sum()), len(networks)) for marked in readings]
    alternative = f"{wider}: {texts[1]}" if wider else _leave_out_unstated(data, networks, code)
    return Finding(judge_shares(expected, shares), texts[0], alternative)


def _leave_out_unstated(data: Dataset, networks: pd.DataFrame, code: str) -> str:
    """Give the share among the networks of which anything is stated."""
    column = code.partition("/")[0]
    stated = networks[~networks[column].eq(NOT_STATED)]
    if len(stated) == len(networks):
        return ""
    return f"stated alone: {write_share(int(mark_code(data, stated, code).sum()), len(stated))}"


def check_share_order(data: Dataset, expected: str, *, code: str, by: str) -> Finding:
    """Compare the share of networks with a code between two groups; stated ones alone as well."""
    greater, less = read_order(expected, _list(data, by))
    column, _, codes_of_column = code.partition("/")
    split_codes(data, column, codes_of_column)
    stated = data.networks[~data.networks[column].eq(NOT_STATED)]
    fits, texts = [], []
    for networks in (data.networks, stated):
        shares, parts = [], []
        for group in (greater, less):
            found = networks[mark_code(data, networks, f"{by}/{group}")]
            count = int(mark_code(data, found, code).sum())
            shares.append(divide(count, len(found)))
            parts.append(f"{group} {write_share(count, len(found))}")
        fits.append(shares[0] > shares[1])
        texts.append("; ".join(parts))
    return Finding(judge_readings(fits), texts[0], f"stated alone: {texts[1]}")


def count_codes(data: Dataset, column: str, conditions: dict[str, str]) -> "pd.Series[int]":
    """Count the networks by code, the most frequent first, then in the order of the contract."""
    order = _list(data, column)
    cells = select_networks(data, conditions)[column].dropna().str.split(";").explode()
    counts = cells.value_counts().reindex(order, fill_value=0)
    return counts[counts > 0].sort_values(ascending=False, kind="stable")


def check_code_list(
    data: Dataset,
    expected: str,
    *,
    column: str,
    beyond: str = "no",
    lacking: str = "",
    **conditions: str,
) -> Finding:
    """List the codes that occur; with beyond=yes further ones do no harm.

    `lacking` names what is expected and has no code, so that it cannot occur.
    """
    _check_choice("beyond", beyond, ("no", "yes"))
    counts = count_codes(data, column, conditions)
    wanted = read_list(expected)
    if lacking:
        _check_choice("lacking", lacking, tuple(wanted))
    split_codes(data, column, JOIN.join(entry for entry in wanted if entry != lacking))
    finding = judge_list(expected, [str(code) for code in counts.index], beyond=beyond == "yes")
    return finding._replace(alternative=_write_counts(counts))


def _write_counts(counts: "pd.Series[int]") -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.items())


def _check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r} (allowed: {', '.join(allowed)})")


def check_code_count(
    data: Dataset, expected: str, *, column: str, without: str = "", **conditions: str
) -> Finding:
    """Count the different codes that occur, some left out."""
    counts = count_codes(data, column, conditions)
    left = split_codes(data, column, without) if without else []
    kept = counts.drop(labels=[code for code in left if code in counts.index])
    text = f"{len(kept)}: {_write_counts(kept)}" if len(kept) else "0"
    return Finding(judge_readings([meets(expected, len(kept))]), text)


def check_smallest_code(
    data: Dataset, expected: str, *, column: str, among: str, **conditions: str
) -> Finding:
    """Count the networks of the code that has the fewest."""
    counts = count_codes(data, column, conditions).reindex(
        split_codes(data, column, among), fill_value=0
    )
    text = f"{counts.min()}: {_write_counts(counts)}"
    return Finding(judge_readings([meets(expected, int(counts.min()))]), text)


def check_top_codes(data: Dataset, expected: str, *, column: str, **conditions: str) -> Finding:
    """Find the most frequent codes, as many as are expected; equal frequencies all count."""
    wanted = split_codes(data, column, JOIN.join(read_list(expected)))
    counts = count_codes(data, column, conditions)
    least = int(counts.iloc[min(len(wanted), len(counts)) - 1]) if len(counts) else 0
    top = [str(code) for code, count in counts.items() if count >= least]
    finding = judge_list(expected, top, beyond=len(top) > len(wanted))
    return finding._replace(alternative=_write_counts(counts))


def check_several_codes(
    data: Dataset, expected: str, *, column: str, broad: str = "", **conditions: str
) -> Finding:
    """Take the share of networks with several codes, or with one that stands for several."""
    networks = select_networks(data, conditions)
    if broad:
        split_codes(data, column, broad)
    cells = networks[column].fillna("").str.split(";")
    several = cells.map(lambda found: len(found) > 1 or broad in found)
    missing = networks.loc[~several.astype("bool"), "network_id"].tolist()
    count = int(several.sum())
    alternative = f"one alone: {';'.join(missing)}" if missing else ""
    verdict = judge_shares(expected, [divide(count, len(networks))])
    return Finding(verdict, write_share(count, len(networks)), alternative)


def check_reported(
    data: Dataset, expected: str, *, network: str, column: str = "members_reported"
) -> Finding:
    """Compare a number that a profile states, and how it is worded: exact, about, more than.

    Two lower bounds (more than) are compatible whatever their numbers: they agree in part.
    """
    row = read_network(data, network)
    _check_choice("column", column, tuple(QUALIFIERS))
    meets(expected, 0)  # refuses what is no number
    if pd.isna(row[column]):
        return Finding(CONTRADICTED, "none stated")
    qualifier = str(row[QUALIFIERS[column]])
    sign = {"exact": "", "about": "~", "more_than": ">"}.get(qualifier, "")
    stated = f"{sign}{row[column]}"
    if stated == expected:
        return Finding(REPRODUCED, stated)
    same = str(row[column]) == expected.lstrip("~<>=") or (sign, expected[:1]) == (">", ">")
    return Finding(IN_PART if same else CONTRADICTED, stated)


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


def check_column(data: Dataset, expected: str, *, column: str, **conditions: str) -> Finding:
    """Take the share of networks with yes in a column that the table may lack."""
    networks = select_networks(data, conditions)
    if column not in networks.columns:
        judge_shares(expected, [0.0])  # refuses what is no bound
        return Finding(NOT_CHECKABLE, f"no column {column}")
    marked = networks[column].eq("yes").fillna(False)
    verdict = judge_shares(expected, [divide(int(marked.sum()), len(networks))])
    return Finding(verdict, write_share(int(marked.sum()), len(networks)))


def check_further_networks(data: Dataset, expected: str, *, networks: str) -> Finding:
    """List the German cities of networks that the table may lack."""
    wanted = networks.split(JOIN)
    known = [key for key in wanted if key in data.networks["network_id"].tolist()]
    if len(known) < len(wanted):
        missing = [key for key in wanted if key not in known]
        judge_list(expected, [])
        return Finding(NOT_CHECKABLE, f"no network {', '.join(missing)}")
    rows = list_actors(data, networks=networks, kind="municipality", country="DE")
    return judge_list(expected, list(dict.fromkeys(rows["member_id"])))


def check_member_column(data: Dataset, expected: str, *, column: str, least: str) -> Finding:
    """Compare the median of a column, which may be lacking, between cities in many or few networks.

    Many are `least` international networks or more.
    """
    greater, less = read_order(expected, ("many", "few"))
    if not least.isdigit():
        raise ValueError(f"least is {least!r} (allowed: a whole number)")
    if column not in data.members.columns:
        return Finding(NOT_CHECKABLE, f"no column {column}")
    counts = rank_cities(data)
    values = data.members.set_index("member_id")[column].reindex(counts.index)
    medians = {
        "many": float(values[counts >= int(least)].median()),
        "few": float(values[counts < int(least)].median()),
    }
    text = ", ".join(f"{name} {median:.0f}" for name, median in medians.items())
    return Finding(judge_readings([medians[greater] > medians[less]]), text)
