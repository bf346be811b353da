"""Checks of statements on networks and their foundings."""

from itertools import product

import pandas as pd

from analysis.claims.judging import (
    JOIN,
    NOT_CHECKABLE,
    Case,
    Finding,
    Share,
    judge_order,
    judge_readings,
    require,
    write_counts,
)
from analysis.foundings.measures import EXPLICIT_SMART_CITY, date_networks, share_founded

# The readings of the founding year: as coded, and the other year where the profile offers one.
DATINGS = ("founded", "founded_alternative")


def check_network_count(case: Case, **conditions: str) -> Finding:
    """Count the networks with given codes."""
    return case.judge(len(case.select_networks(conditions)))


def check_network_sum(case: Case, *, by: str) -> Finding:
    """Count the networks by the codes of a column, or of two; the sum, or each part (16+18)."""
    columns = by.split(JOIN)
    parts = [
        len(case.select_networks(dict(zip(columns, chosen, strict=True))))
        for chosen in product(*map(case.list_codes, columns))
    ]
    return case.judge_parts(parts)


def check_network_list(case: Case, **conditions: str) -> Finding:
    """List the networks with given codes; of a type, those that the text also assigns to it."""
    found, networks = case.select_networks(conditions), case.data.networks
    also = networks["type_alternative"].isin(conditions.get("type", "").split(JOIN))
    return case.judge_list([*found["network_id"], *networks.loc[also, "network_id"]])


def _leave_unstated(networks: pd.DataFrame, code: str) -> pd.DataFrame:
    return networks[~networks[code.partition("/")[0]].eq("not_stated")]


def check_network_share(case: Case, *, code: str, wider: str = "", **conditions: str) -> Finding:
    """Take the share of networks that have one of the codes.

    `wider` is another reading of the codes.
    """
    chosen = case.select_networks(conditions)
    share, stated = Share.of(case.mark_code(chosen, code)), _leave_unstated(chosen, code)
    if wider:
        return case.judge(share, others={wider: Share.of(case.mark_code(chosen, wider))})
    if len(stated) == len(chosen):
        return case.judge(share)
    return case.judge(share, f"stated alone: {Share.of(case.mark_code(stated, code))}")


def check_trait_order(
    case: Case, *, by: str, least: str = "1", carriers: str = "", **traits: str
) -> Finding:
    """Compare the share of networks with at least so many of some traits between two groups.

    Traits are codes of columns, and `carriers`, the kinds of members that carry a network; beside
    all networks, those that state each of them.
    """
    require(least.isdigit(), "least", least, "a whole number")
    networks, rows = case.data.networks, case.list_actors(role="carrier")
    marks, stated = [], networks
    for column, text in traits.items():
        marks.append(case.mark_code(networks, f"{column}/{text}"))
        stated = _leave_unstated(stated, column)
    if carriers:
        kinds = rows["kind"].isin(case.split_kinds(carriers))
        marks.append(networks["network_id"].isin(rows.loc[kinds, "network_id"]))
        stated = stated[stated["network_id"].isin(rows["network_id"])]
    having = pd.concat(marks, axis=1).sum(axis=1) >= int(least)
    return case.judge_groups(by, having, "stated alone", stated)


def count_codes(case: Case, column: str, conditions: dict[str, str]) -> "pd.Series[int]":
    """Count the networks by code, the most frequent first."""
    case.list_codes(column)  # refuses a column without
    cells = case.select_networks(conditions)[column].dropna().str.split(";").explode()
    return case.tally(column, cells)


def check_code_list(case: Case, *, column: str, **conditions: str) -> Finding:
    """Look for codes among those that occur; further ones do no harm."""
    case.split_codes(column, JOIN.join(case.read_list()))
    counts = count_codes(case, column, conditions)
    return case.judge_list(counts.index, write_counts(counts), beyond=True)


def check_mention_share(case: Case, *, code: str, **conditions: str) -> Finding:
    """Take the share of some codes in all mentions of codes of a column."""
    column, _, text = code.partition("/")
    wanted, counts = case.split_codes(column, text), count_codes(case, column, conditions)
    counts = counts.drop(["none", "not_stated"], errors="ignore")
    share = Share(int(counts[counts.index.isin(wanted)].sum()), int(counts.sum()))
    return case.judge(share, write_counts(counts))


def check_several_codes(
    case: Case, *, column: str, broad: str, groups: str, **conditions: str
) -> Finding:
    """Take the share of networks with several codes, a broad range or several working groups."""
    networks = case.select_networks(conditions)
    several = case.mark_code(networks, f"{column}/{broad}")
    several |= networks[column].str.contains(";").fillna(False).astype("bool")
    alone = networks.loc[~several, "network_id"]
    several |= case.mark_code(networks, groups)
    return case.judge(Share.of(several), f"one topic alone: {';'.join(alone)}")


def check_reported(case: Case, *, network: str) -> Finding:
    """Compare a number of members that a profile states, and how it is worded."""
    row = case.read_network(network)
    case.meets(0)  # refuses what is no number
    sign = {"about": "~", "more_than": ">"}.get(str(row["members_reported_qualifier"]), "")
    stated = f"{sign}{row['members_reported']}"
    # Two lower bounds can both be true.
    if stated != case.expected and sign == ">" and case.expected.startswith(">"):
        return Finding(NOT_CHECKABLE, stated)
    return Finding(judge_readings([stated == case.expected]), stated)


def _read_years(**years: str) -> list[int]:
    for name, text in years.items():
        require(text.isdigit() and len(text) == 4, name, text, "a year in four digits")
    return [int(text) for text in years.values()]


def _share_founded(networks: pd.DataFrame, first: int, last: int) -> list[Share]:
    """Share of the networks founded in a span, under both datings."""
    found = [share_founded(networks, first, last, founded=dating) for dating in DATINGS]
    return [Share(int(row["founded"]), int(row["total"])) for row in found]


def check_founded_within(case: Case, *, networks: str, founded: str = DATINGS[0]) -> Finding:
    """Say whether networks were founded in a span of years, or begun anew (founded_alternative)."""
    require(founded in DATINGS, "founded", founded, ", ".join(DATINGS))
    span = case.read_span()
    rows = case.pick_networks(networks).set_index("network_id")
    inside = rows[founded].dropna().between(*span).tolist()
    (other,) = (dating for dating in DATINGS if dating != founded)
    texts = write_counts(rows[founded]), write_counts(rows[other].dropna())
    return Finding(judge_readings(inside), *texts)


def check_founded_count(case: Case, *, first: str, last: str, **conditions: str) -> Finding:
    """Count the networks founded in a span of years, under both datings."""
    years = _read_years(first=first, last=last)
    coded, other = _share_founded(case.select_networks(conditions), *years)
    return case.judge(coded.part, others={DATINGS[1]: other.part})


def check_founded_share(case: Case, *, first: str, last: str, **conditions: str) -> Finding:
    """Take the share of networks founded in a span; beside it, other datings and spans."""
    begin, end = _read_years(first=first, last=last)
    networks = case.select_networks(conditions)
    coded, other = _share_founded(networks, begin, end)
    fullest = [_find_fullest(networks, end - begin + 1, dating) for dating in DATINGS]
    finding = case.judge(coded, fullest[1], others={DATINGS[1]: other})
    return finding._replace(alternative=f"{fullest[0]}; {finding.alternative}")


def _find_fullest(networks: pd.DataFrame, length: int, dating: str) -> str:
    """Name the spans of equal length with the most foundings."""
    years = date_networks(networks, dating)["year"]
    if years.empty:
        return f"no founding in any {length} years"
    starts = range(years.min() - length + 1, years.max() + 1)
    counts = {f"{y}-{y + length - 1}": int(years.between(y, y + length - 1).sum()) for y in starts}
    most = max(counts.values())
    spans = " and ".join(span for span, count in counts.items() if count == most)
    return f"fullest {length} years {spans}: {Share(most, len(years))}"


def check_founded_order(case: Case, *, first: str, last: str) -> Finding:
    """Compare the share founded in a span: the explicit smart-city networks and the others."""
    order = case.read_order("explicit", "other")
    years = _read_years(first=first, last=last)
    explicit = case.data.networks["category"].isin(EXPLICIT_SMART_CITY)
    groups = {"explicit": case.data.networks[explicit], "other": case.data.networks[~explicit]}
    shares = {name: _share_founded(group, *years) for name, group in groups.items()}
    readings = [{name: pair[i] for name, pair in shares.items()} for i in range(len(DATINGS))]
    return judge_order(order, readings, DATINGS[1])


def check_founding_ratio(case: Case, *, later: str, earlier: str, **conditions: str) -> Finding:
    """Compare the foundings of two spans of years, written 2015-2023."""
    networks, counts = case.select_networks(conditions), {}
    for span in (later, earlier):
        years = _read_years(**dict(zip(("first", "last"), span.split("-"), strict=False)))
        counts[span] = [share.part for share in _share_founded(networks, *years)]
    ratios, texts = [], []
    for after, before in zip(*counts.values(), strict=True):
        # Nothing before and nothing after is no rise: NaN meets no bound.
        ratios.append(after / before if before else float("inf" if after else "nan"))
        texts.append(f"{later}: {after}, {earlier}: {before}, ratio {ratios[-1]:.1f}")
    verdict = judge_readings([case.meets(ratio) for ratio in ratios])
    return Finding(verdict, texts[0], f"{DATINGS[1]}: {texts[1]}")


def check_column(case: Case, *, column: str, **conditions: str) -> Finding:
    """Take the share of networks with yes in a column that the table may lack."""
    networks = case.select_networks(conditions)
    case.meets(0)  # refuses what is no number
    if column not in networks.columns:
        return Finding(NOT_CHECKABLE, f"no column {column}")
    return case.judge(Share.of(networks[column].eq("yes")))
