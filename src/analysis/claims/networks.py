"""Checks of statements on networks and their foundings."""

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

QUALIFIERS = {
    "members_reported": "members_reported_qualifier",
    "german_municipalities_reported": "german_municipalities_qualifier",
}
# The readings of the founding year: as coded, and the other year where the profile offers one.
DATINGS = ("founded", "founded_alternative")


def check_network_count(case: Case, **conditions: str) -> Finding:
    """Count the networks with given codes."""
    return case.judge(len(case.select_networks(conditions)))


def check_network_sum(case: Case, *, by: str) -> Finding:
    """Add up the networks by the codes of a column."""
    parts = [len(case.select_networks({by: code})) for code in case.list_codes(by)]
    fits = case.meets(sum(parts)) and sum(parts) == len(case.data.networks)
    return Finding(judge_readings([fits]), f"{'+'.join(map(str, parts))} = {sum(parts)}")


def check_network_list(case: Case, *, second: str = "", **conditions: str) -> Finding:
    """List the networks with given codes."""
    found = case.select_networks(conditions)["network_id"].tolist()
    if not second:
        return case.judge_list(found)
    fits = second in case.data.networks and bool(conditions)
    require(fits, "second", second, "a column of second codes, and a condition")
    text = list(conditions.values())[-1]  # networks that have it as their second code count, too
    wanted = case.split_codes(second.removesuffix("_alternative"), text)
    also = case.data.networks.loc[case.data.networks[second].isin(wanted), "network_id"]
    return case.judge_list(found, f"{second}: {case.judge_list([*found, *also]).computed}")


def _leave_unstated(networks: pd.DataFrame, code: str) -> pd.DataFrame:
    return networks[~networks[code.partition("/")[0]].eq("not_stated")]


def check_network_share(
    case: Case, *, code: str, wider: str = "", without: str = "", **scope: str
) -> Finding:
    """Take the share of networks that have one of the codes; `wider` is another reading of it."""
    networks = case.select_networks(scope)
    if without:
        networks = networks.drop(case.pick_networks(without).index, errors="ignore")
    share, stated = Share.of(case.mark_code(networks, code)), _leave_unstated(networks, code)
    if wider:
        return case.judge(share, {wider: Share.of(case.mark_code(networks, wider))})
    if len(stated) == len(networks):
        return case.judge(share)
    return case.judge(share, {}, f"stated alone: {Share.of(case.mark_code(stated, code))}")


def check_share_order(case: Case, *, code: str, by: str) -> Finding:
    """Compare the share of networks with a code between two groups; stated ones alone as well."""
    marked = case.mark_code(case.data.networks, code)
    stated = _leave_unstated(case.data.networks, code)
    return case.judge_groups(by, marked, "stated alone", stated)


def count_codes(case: Case, column: str, conditions: dict[str, str]) -> "pd.Series[int]":
    """Count the networks by code, the most frequent first."""
    case.list_codes(column)  # refuses a column without
    cells = case.select_networks(conditions)[column].dropna().str.split(";").explode()
    return case.tally(column, cells)


def check_code_list(
    case: Case, *, column: str, beyond: str = "no", lacking: str = "", **conditions: str
) -> Finding:
    """List the codes that occur; with beyond=yes further ones do no harm."""
    require(beyond in ("no", "yes"), "beyond", beyond, "no, yes")
    counts, wanted = count_codes(case, column, conditions), case.read_list()
    require(lacking in ("", *wanted), "lacking", lacking, ", ".join(wanted))
    # What is lacking is expected and has no code, so that it cannot occur.
    case.split_codes(column, JOIN.join(entry for entry in wanted if entry != lacking))
    return case.judge_list(counts.index, write_counts(counts), beyond=beyond == "yes")


def check_code_count(case: Case, *, column: str, without: str = "", **conditions: str) -> Finding:
    """Count the different codes that occur, some left out."""
    counts = count_codes(case, column, conditions)
    if without:
        counts = counts.drop(case.split_codes(column, without), errors="ignore")
    text = f"{len(counts)}: {write_counts(counts)}" if len(counts) else "0"
    return case.judge(len(counts))._replace(computed=text)


def check_smallest_code(case: Case, *, column: str, among: str, **conditions: str) -> Finding:
    """Count the networks of the code that has the fewest."""
    chosen = case.split_codes(column, among)
    counts = count_codes(case, column, conditions).reindex(chosen, fill_value=0)
    text = f"{counts.min()}: {write_counts(counts)}"
    return case.judge(int(counts.min()))._replace(computed=text)


def check_top_codes(case: Case, *, column: str, **conditions: str) -> Finding:
    """Find the most frequent codes, as many as are expected; equal frequencies all count."""
    wanted = case.split_codes(column, JOIN.join(case.read_list()))
    counts = count_codes(case, column, conditions)
    top = counts[counts.rank(method="min", ascending=False) <= len(wanted)]
    return case.judge_list(top.index, write_counts(counts), beyond=len(top) > len(wanted))


def check_several_codes(case: Case, *, column: str, broad: str = "", **conditions: str) -> Finding:
    """Take the share of networks with several codes, or with one that stands for several."""
    case.list_codes(column)  # refuses a column without
    networks = case.select_networks(conditions)
    several = networks[column].str.contains(";").fillna(False).astype("bool")
    if broad:
        several |= case.mark_code(networks, f"{column}/{broad}")
    alone = networks.loc[~several, "network_id"]
    notes = [f"one alone: {';'.join(alone)}"] if len(alone) else []
    return case.judge(Share.of(several), {}, *notes)


def check_reported(case: Case, *, network: str, column: str = "members_reported") -> Finding:
    """Compare a number that a profile states, and how it is worded: exact, about, more than."""
    row = case.read_network(network)
    require(column in QUALIFIERS, "column", column, ", ".join(QUALIFIERS))
    case.meets(0)  # refuses what is no number
    if pd.isna(row[column]):
        return Finding(judge_readings([]), "none stated")
    sign = {"about": "~", "more_than": ">"}.get(str(row[QUALIFIERS[column]]), "")
    stated = f"{sign}{row[column]}"
    same = str(row[column]) == case.expected.lstrip("~<>=")
    bounds = sign == ">" and case.expected.startswith(">")  # compatible whatever their numbers
    return Finding(judge_readings([stated == case.expected, same or bounds]), stated)


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
    return case.judge(coded.part, {DATINGS[1]: other.part})


def check_dated_count(case: Case) -> Finding:
    """Count the networks with a founding year, and those dated to one year alone."""
    dated = date_networks(case.data.networks)
    exact = int((dated["year"] == dated["latest"]).sum())
    return case.judge(len(dated), {}, f"to one year: {exact}")


def check_founded_share(case: Case, *, first: str, last: str, **conditions: str) -> Finding:
    """Take the share of networks founded in a span; beside it, other datings and spans."""
    begin, end = _read_years(first=first, last=last)
    networks = case.select_networks(conditions)
    coded, other = _share_founded(networks, begin, end)
    fullest = [_find_fullest(networks, end - begin + 1, dating) for dating in DATINGS]
    finding = case.judge(coded, {DATINGS[1]: other}, fullest[1])
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


def check_founding_rise(
    case: Case, *, since: str, until: str, recent: str = "", **conditions: str
) -> Finding:
    """Compare the foundings of a span with those of as many years before it."""
    first, last = _read_years(since=since, until=until)
    networks = case.select_networks(conditions)
    starts = [first, *(_read_years(recent=recent) if recent else [])]
    found = [compared for start in starts for compared in _compare_spans(networks, start, last)]
    texts = [text for _, text in found]
    parts = [f"{DATINGS[1]}: {texts[1]}"]
    if recent:
        years = date_networks(networks)["year"]
        single = write_counts({str(y): int((years == y).sum()) for y in range(starts[1], last + 1)})
        parts += [texts[2], f"{DATINGS[1]}: {texts[3]}", f"by year: {single}"]
    # Other networks that ended are not listed: the years before may count too few.
    ended = int((networks["term_end"] < last).fillna(False).sum())
    parts.append(f"listed although ended before {last}: {ended}")
    verdict = judge_readings([case.meets(ratio) for ratio, _ in found])
    return Finding(verdict, texts[0], "; ".join(parts))


def _compare_spans(networks: pd.DataFrame, first: int, last: int) -> list[tuple[float, str]]:
    """Give the ratio of a span to as many years before it, and its text, under both datings."""
    start, end = first - (last - first + 1), first - 1
    compared = []
    later, earlier = _share_founded(networks, first, last), _share_founded(networks, start, end)
    for (after, _), (before, _) in zip(later, earlier, strict=True):
        # Nothing before and nothing after is no rise: NaN meets no bound.
        ratio = after / before if before else float("inf" if after else "nan")
        text = f"{first}-{last}: {after}, {start}-{end}: {before}"
        compared.append((ratio, text + (f", ratio {ratio:.1f}" if before else "")))
    return compared


def check_column(case: Case, *, column: str, **conditions: str) -> Finding:
    """Take the share of networks with yes in a column that the table may lack."""
    networks = case.select_networks(conditions)
    case.meets(0)  # refuses what is no number
    if column not in networks.columns:
        return Finding(NOT_CHECKABLE, f"no column {column}")
    return case.judge(Share.of(networks[column].eq("yes")))


def check_further_networks(case: Case, *, networks: str) -> Finding:
    """List the German cities of networks that the table may lack."""
    missing = [
        key for key in networks.split(JOIN) if not case.data.networks["network_id"].eq(key).any()
    ]
    case.read_list()  # refuses what is no list
    if missing:
        return Finding(NOT_CHECKABLE, f"no network {', '.join(missing)}")
    picked = case.pick_networks(networks)
    rows = case.list_actors(picked, kind="municipality", country="DE")
    return case.judge_list(rows["member_id"])
