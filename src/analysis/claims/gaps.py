"""Checks on statements that the tables cannot decide: they show what is missing.

Where it is supplied, the same check decides: a column of yes and no, or the missing networks.
"""

from analysis.claims.findings import (
    NOT_CHECKABLE,
    Finding,
    divide,
    judge_list,
    judge_readings,
    judge_shares,
    read_order,
    write_share,
)
from analysis.claims.places import rank_cities
from analysis.claims.scope import JOIN, list_actors, select_networks
from analysis.data import Dataset


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
