"""Checks on the networks and their codes: how many, which, what share, in which order."""

import pandas as pd

from analysis.claims.findings import (
    CONTRADICTED,
    IN_PART,
    REPRODUCED,
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
    mark_code,
    pick_networks,
    read_network,
    select_networks,
    split_codes,
)
from analysis.data import Dataset
from analysis.data.contract import codes

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
