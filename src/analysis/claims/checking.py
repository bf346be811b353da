"""The engine: each row of claims.csv names a check, which is run on the tables as they are."""

import csv
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.claims import members, networks
from analysis.claims.judging import VERDICTS, Case, ExpectedError, Finding
from analysis.data import DataError, Dataset, Fault, require_table
from analysis.data.contract import name_file
from analysis.data.reading import CELLS, suggest
from analysis.presentation.wording import Wording

CHECKS: dict[str, Callable[..., Finding]] = {
    name.removeprefix("check_"): function
    for name, function in (vars(networks) | vars(members)).items()
    if name.startswith("check_")
}
COLUMNS = [
    "claim_id", "section", "statement_de", "statement_en", "kind", "basis", "expected", "check",
    "verdict", "computed", "found", "alternative", "reason_de", "reason_en",
]  # fmt: skip


def parse_check(text: str) -> tuple[Callable[..., Finding], dict[str, str]]:
    """Find the function that a cell of the column `check` names, and its parameters."""
    name, _, rest = text.partition(":")
    if name not in CHECKS:
        near = suggest(name, list(CHECKS))
        raise ValueError(f"names no check{near} (allowed: {', '.join(sorted(CHECKS))})")
    pairs = [part.partition("=") for part in rest.split(";")] if rest else []
    parameters = {key: value for key, _, value in pairs}
    if len(parameters) < len(pairs) or not all(parameters.values()):
        raise ValueError(
            "has a parameter twice or without a value (allowed: name=value;name=value)"
        )
    signature = inspect.signature(CHECKS[name])
    try:
        signature.bind(None, **parameters)
    except TypeError as error:
        allowed = ", ".join(list(signature.parameters)[1:]) or "none"
        raise ValueError(f"{error} (allowed: {allowed})") from error
    return CHECKS[name], parameters


def check_claims(data: Dataset) -> pd.DataFrame:
    """Check every statement of claims.csv against the tables, not against the networks themselves.

    Verdicts: reproduced, every reading of the tables agrees with the statement;
    reproduced_in_part, some readings or some of the entries do (of a statement on all networks,
    at least half); contradicted, none does; not_checkable, the tables lack what would decide it.
    Unknown checks, wrong parameters and values of another form are a DataError.

    Returns
    -------
    pandas.DataFrame
        In the order of the file, all text: its columns; `computed`, what the tables give; `found`,
        the verdict that follows; `alternative`, what other readings give.

    Examples
    --------
    >>> from analysis import load
    >>> claims = check_claims(load()).set_index("claim_id")
    >>> claims.loc["initiative-count", ["expected", "computed", "found"]].tolist()
    ['16+18', '16+18 = 34', 'reproduced']
    """
    claims = require_table(data, "claims", needed_by="check_claims")
    claims = claims.fillna("").reset_index(drop=True).astype("str")
    file = name_file(data.contract, "claims")
    faults, findings = [], []
    for i, row in enumerate(claims.to_dict(orient="records")):
        try:
            function, parameters = parse_check(row["check"])
            findings.append(function(Case(data, row["expected"]), **parameters))
        except ValueError as error:
            column = "expected" if isinstance(error, ExpectedError) else "check"
            faults.append(Fault(file, i + 2, column, row[column], str(error)))  # 1 is the header
    if faults:
        raise DataError(faults)
    found = pd.DataFrame(findings, columns=["found", "computed", "alternative"], dtype="str")
    return pd.concat([claims, found], axis=1)[COLUMNS].astype("str")


# Places of the report, in its order, and what their sections begin with.
PLACES: dict[str, str] = {
    "summaries": "Zusammenfassung|Summary",
    "chapter_1": "1",
    "chapter_2": r"2(\..*)?",
    "section_3_1": r"3|3\.1|Abbildung 1",
    "section_3_2": r"3\.2|Tabelle 1",
    "section_3_2_1": r"3\.2\.1",
    "section_3_2_2": r"3\.2\.2|Tabelle 2",
    "section_3_2_3": r"3\.2\.3",
    "section_3_2_4": r"3\.2\.4",
    "chapter_4": "4",
    "profiles": "Steckbrief: .*",
}
ELSEWHERE = "elsewhere"


def place_claims(sections: "pd.Series[str]") -> "pd.Series[Any]":
    """Give the place of the report to which each section belongs, ordered as there."""
    found = pd.Series(ELSEWHERE, index=sections.index, dtype="str", name="place")
    for place, pattern in PLACES.items():
        found = found.mask(sections.str.fullmatch(pattern), place)
    return found.astype(pd.CategoricalDtype([*PLACES, ELSEWHERE], ordered=True))


def leave_restated(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep the statements whose verdict could have been another, as from `check_claims`.

    Statements that restate the place they were coded from (basis coded_from_here) are left out.

    Examples
    --------
    >>> from analysis import load
    >>> sorted(set(leave_restated(check_claims(load()))["basis"]))
    ['count', 'finding']
    """
    return claims[claims["basis"] != "coded_from_here"]


def count_verdicts(claims: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts found by place, as from `check_claims`, without restated coding.

    Returns
    -------
    pandas.DataFrame
        Index "place", those places that occur, in the order of the report; a column of whole
        numbers (int64) for each verdict.

    Examples
    --------
    >>> from analysis import load
    >>> list(count_verdicts(check_claims(load())))
    ['reproduced', 'reproduced_in_part', 'contradicted', 'not_checkable']
    """
    claims = leave_restated(claims)
    places = place_claims(claims["section"])
    counts = claims.groupby([places, claims["found"]], observed=True).size().unstack(fill_value=0)
    verdicts = pd.Index(VERDICTS, dtype="str", name="verdict")
    counts = counts.reindex(columns=verdicts, fill_value=0).astype("int64")
    return counts.set_axis(counts.index.astype("str"), axis=0)


def list_changed(claims: pd.DataFrame) -> pd.DataFrame:
    """List the statements whose verdict differs from the recorded one, as from `check_claims`.

    Examples
    --------
    >>> from analysis import load
    >>> len(list_changed(check_claims(load())))
    0
    """
    return claims[claims["verdict"] != claims["found"]]


def record_verdicts(content: bytes, claims: pd.DataFrame) -> bytes:
    """Write the verdicts of now into the bytes of claims.csv, and touch nothing else."""
    lines = re.split("(\r\n|\r|\n)", content.decode("utf-8"))  # every second one is a line end
    names = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    column, key = names.index("verdict"), names.index("claim_id")
    found = dict(zip(claims["claim_id"], claims["found"], strict=True))
    seen = []
    for i in range(2, len(lines), 2):
        if not lines[i].strip(","):
            continue
        cells = next(csv.reader([lines[i]]))
        seen.append(cells[key])
        verdict = found.get(cells[key], cells[column])
        if verdict != cells[column]:
            raw = CELLS.findall(lines[i])
            lines[i] = ",".join([*raw[:column], verdict, *raw[column + 1 :]])
    if seen != claims["claim_id"].tolist():
        raise ValueError("claims.csv has changed since it was checked: nothing is recorded")
    return "".join(lines).encode()


def write_claims(claims: pd.DataFrame, say: Wording, *, width: int = 80) -> str:
    """Write the statements by place, each with its verdict, values and reason, and the sums."""
    width = min(max(width, 50), 110)
    blocks, counts = [], count_verdicts(claims)
    places = place_claims(claims["section"])
    for place in places.drop_duplicates().sort_values():
        blocks.append(say.code("place", place, short=False).upper())
        rows = claims[places.eq(place)].to_dict(orient="records")
        blocks += [_write_claim(row, say, width) for row in rows]
    sums = [f"{say.code('verdict', code, short=False)}: {n}" for code, n in counts.sum().items()]
    numbers = {"number": len(claims), "restated": len(claims) - int(counts.to_numpy().sum())}
    whole = say("claims.sums", **numbers, sums="; ".join(sums))
    return "\n\n".join([*blocks, textwrap.fill(whole, width)])


def _write_claim(row: Mapping[Any, Any], say: Wording, width: int) -> str:
    found, recorded = (say.code("verdict", row[key], short=False) for key in ("found", "verdict"))
    verdict = found if found == recorded else say("claims.recorded", found=found, recorded=recorded)
    # Lists of keys have no spaces: they are broken at their semicolons.
    expected, computed = (re.sub(r";(?=\S)", "; ", row[key]) for key in ("expected", "computed"))
    basis = say.code("basis", row["basis"], short=False)
    lines = [f"{row['claim_id']} [{verdict}; {basis}]", row[f"statement_{say.lang}"]]
    lines.append(say("claims.values", expected=expected, computed=computed))
    lines += [say("claims.else", text=row["alternative"])] if row["alternative"] else []
    lines.append(row[f"reason_{say.lang}"])
    return "\n".join(
        textwrap.fill(
            line, width, initial_indent="  " if i else "", subsequent_indent="    " if i else "  ",
            break_on_hyphens=False,
        )
        for i, line in enumerate(lines)
    )  # fmt: skip


def write_changes(claims: pd.DataFrame) -> list[str]:
    """Name the statements whose verdict differs from the recorded one, a line each."""
    columns = ["claim_id", "verdict", "found", "computed"]
    return [
        f"{key}: recorded {recorded}, found {found} ({computed})"
        for key, recorded, found, computed in list_changed(claims)[columns].itertuples(index=False)
    ]
