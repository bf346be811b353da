"""Checks on who starts, carries and joins the networks."""

import pandas as pd

from analysis.claims.findings import (
    CONTRADICTED,
    IN_PART,
    NOT_CHECKABLE,
    Finding,
    divide,
    judge_list,
    judge_readings,
    judge_shares,
    meets,
    read_list,
    read_order,
    write_share,
)
from analysis.claims.scope import (
    JOIN,
    list_actors,
    list_kinds,
    mark_code,
    pick_networks,
    read_network,
    select_networks,
    split_kinds,
    split_members,
)
from analysis.data import Dataset
from analysis.data.contract import codes


def check_actor_list(
    data: Dataset,
    expected: str,
    *,
    network: str,
    role: str,
    kind: str | None = None,
    other_role: str = "",
) -> Finding:
    """List the actors of a network in a role; `other_role` is another reading of it."""
    findings = []
    for chosen in (role, other_role) if other_role else (role,):
        rows = list_actors(data, networks=network, role=chosen, kind=kind)
        findings.append(judge_list(expected, list(dict.fromkeys(rows["member_id"]))))
    if not other_role:
        return findings[0]
    verdicts = {finding.verdict for finding in findings}
    verdict = findings[0].verdict if len(verdicts) == 1 else IN_PART
    return Finding(verdict, findings[0].computed, f"as {other_role}: {findings[1].computed}")


def check_member_count(
    data: Dataset,
    expected: str,
    *,
    network: str,
    role: str | None = None,
    kind: str | None = None,
    country: str | None = None,
) -> Finding:
    """Count the different actors that a network names."""
    rows = list_actors(data, networks=network, role=role, kind=kind, country=country)
    count = rows["member_id"].nunique()
    return Finding(judge_readings([meets(expected, count)]), str(count))


def check_german_count(data: Dataset, expected: str, *, network: str) -> Finding:
    """Count the German municipalities named, where the list claims to be whole."""
    key = pick_networks(data, network)[0]
    listing = read_network(data, key)["german_listing"]
    rows = list_actors(data, networks=key, kind="municipality+district", country="DE")
    count = rows["member_id"].nunique()
    fits = meets(expected, count)
    if listing in ("complete", "none"):
        return Finding(judge_readings([fits]), str(count))
    return Finding(NOT_CHECKABLE, f"{count} named, list: {listing}")


def _mark_actors(
    data: Dataset, networks: pd.DataFrame, role: str, kinds: list[str], members: list[str]
) -> "pd.Series[bool]":
    """Say which networks have an actor of the kinds, or one of the members, in the roles."""
    rows = list_actors(data, role=role)
    fitting = rows["kind"].isin(kinds) | rows["member_id"].isin(members)
    return networks["network_id"].isin(rows.loc[fitting, "network_id"])


def check_actor_share(
    data: Dataset,
    expected: str,
    *,
    role: str,
    kinds: str = "",
    members: str = "",
    wider: str = "",
    absent: str = "no",
    **conditions: str,
) -> Finding:
    """Take the share of networks with (or without) actors of some kinds in a role.

    `kinds` and `members` name who counts; `wider`, kinds or members joined by +, who counts as well
    under a wider reading.
    """
    if absent not in ("no", "yes"):
        raise ValueError(f"absent is {absent!r} (allowed: no, yes)")
    networks = select_networks(data, conditions)
    chosen = split_kinds(data, kinds) if kinds else []
    named = split_members(data, members) if members else []
    readings = [(chosen, named)]
    if wider:
        known, entries = list_kinds(data), wider.split(JOIN)
        more = [entry for entry in entries if entry not in known]
        others = split_members(data, JOIN.join(more)) if more else []
        wide = [entry for entry in entries if entry in known]
        readings.append(([*chosen, *wide], [*named, *others]))
    marks = [_mark_actors(data, networks, role, *reading) for reading in readings]
    if absent == "yes":
        marks = [~marked for marked in marks]
    shares = [divide(int(marked.sum()), len(networks)) for marked in marks]
    texts = [write_share(int(marked.sum()), len(networks)) for marked in marks]
    naming = networks["network_id"].isin(list_actors(data, role=role)["network_id"])
    alternative = f"wider: {texts[1]}; " if wider else ""
    alternative += f"no {role} named: {int((~naming).sum())}"
    return Finding(judge_shares(expected, shares), texts[0], alternative)


def check_actor_order(data: Dataset, expected: str, *, role: str, kinds: str, by: str) -> Finding:
    """Compare the share of networks with actors of some kinds in a role between two groups.

    The alternative takes the networks alone that name anybody in the role.
    """
    greater, less = read_order(expected, codes(data.contract, by))
    chosen = split_kinds(data, kinds)
    named = data.networks["network_id"].isin(list_actors(data, role=role)["network_id"])
    fits, texts = [], []
    for networks in (data.networks, data.networks[named]):
        shares, parts = [], []
        for group in (greater, less):
            found = networks[mark_code(data, networks, f"{by}/{group}")]
            count = int(_mark_actors(data, found, role, chosen, []).sum())
            shares.append(divide(count, len(found)))
            parts.append(f"{group} {write_share(count, len(found))}")
        fits.append(shares[0] > shares[1])
        texts.append("; ".join(parts))
    return Finding(judge_readings(fits), texts[0], f"{role} named: {texts[1]}")


def check_kind_share(
    data: Dataset,
    expected: str,
    *,
    kinds: str,
    beside: str,
    role: str,
    without: str = "",
    **conditions: str,
) -> Finding:
    """Take the share of kinds among the named actors beside the territorial ones.

    The other reading leaves further kinds out, `without`, such as bodies of municipalities.
    """
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(data, role=role)
    rows = rows[rows["network_id"].isin(networks) & ~rows["kind"].isin(split_kinds(data, beside))]
    actors = rows.drop_duplicates("member_id")
    counted = [actors]
    if without:
        counted.append(actors[~actors["kind"].isin(split_kinds(data, without))])
    chosen = split_kinds(data, kinds)
    pairs = [(int(frame["kind"].isin(chosen).sum()), len(frame)) for frame in counted]
    tally = ", ".join(f"{kind} {n}" for kind, n in _tally(actors, list_kinds(data)).items())
    verdict = judge_shares(expected, [divide(*pair) for pair in pairs])
    others = [f"without {without}: {write_share(*pair)}" for pair in pairs[1:]]
    return Finding(verdict, write_share(*pairs[0]), "; ".join([*others, tally]))


def _tally(actors: pd.DataFrame, order: list[str]) -> "pd.Series[int]":
    counts = actors["kind"].value_counts().reindex(order, fill_value=0)
    return counts[counts > 0].sort_values(ascending=False, kind="stable")


def check_kind_list(data: Dataset, expected: str, **conditions: str) -> Finding:
    """Find which kinds of actors take part in networks; further ones do no harm."""
    split_kinds(data, JOIN.join(read_list(expected)))
    networks = select_networks(data, conditions)["network_id"]
    rows = list_actors(
        data, role="member+lighthouse+follower+project_city+pioneer+observer+partner"
    )
    rows = rows[rows["network_id"].isin(networks)].drop_duplicates("member_id")
    counts = _tally(rows, list_kinds(data))
    finding = judge_list(expected, [str(kind) for kind in counts.index], beyond=True)
    return finding._replace(alternative=", ".join(f"{k} {n}" for k, n in counts.items()))


def check_member_majority(
    data: Dataset, expected: str, *, kinds: str, wider: str, **conditions: str
) -> Finding:
    """Take the share of networks whose named participants are mostly of some kinds."""
    networks = select_networks(data, conditions)
    rows = list_actors(data)
    counts = []
    for chosen in (kinds, f"{kinds}{JOIN}{wider}"):
        fitting = rows["kind"].isin(split_kinds(data, chosen)).groupby(rows["network_id"]).mean()
        most = networks["network_id"].map(fitting).fillna(0) > 0.5
        counts.append(int(most.sum()))
    if networks.empty:
        return Finding(CONTRADICTED, "0/0")
    texts = [write_share(count, len(networks)) for count in counts]
    verdict = judge_shares(expected, [count / len(networks) for count in counts])
    return Finding(verdict, texts[0], f"with {wider}: {texts[1]}")
