"""The engine: each row of claims.csv names a check, which is run on the tables as they are."""

import inspect
from collections.abc import Callable, Mapping

import pandas as pd

from analysis.claims import actors, foundings, gaps, links, networks, places, regions
from analysis.claims.coding import restates_coding
from analysis.claims.findings import ExpectedError, Finding
from analysis.data import DataError, Dataset, Fault, require_table
from analysis.data.contract import name_file
from analysis.data.reading import suggest

PREFIX = "check_"
CHECKS: dict[str, Callable[..., Finding]] = {
    name.removeprefix(PREFIX): function
    for module in (networks, foundings, actors, places, links, regions, gaps)
    for name, function in vars(module).items()
    if name.startswith(PREFIX)
}
COLUMNS = (
    "claim_id",
    "section",
    "statement_de",
    "statement_en",
    "kind",
    "expected",
    "check",
    "verdict",
    "computed",
    "found",
    "alternative",
    "reason_de",
    "reason_en",
    "restates_coding",
)


def parse_check(text: str) -> tuple[Callable[..., Finding], dict[str, str]]:
    """Find the function that a cell of the column `check` names, and its parameters.

    Parameters
    ----------
    text
        The name of a check, without the leading check_, and perhaps a colon and parameters:
        `network_count:initiative=top_down;category=national+smart_city`.

    Returns
    -------
    function : callable
        Takes the tables and what is expected, and the parameters by name.
    parameters : dict of str

    Raises
    ------
    ValueError
        If there is no such check, or it has other parameters.

    Examples
    --------
    >>> function, parameters = parse_check("network_count:initiative=top_down")
    >>> function.__name__, parameters
    ('check_network_count', {'initiative': 'top_down'})
    """
    name, _, rest = text.partition(":")
    if name not in CHECKS:
        near = suggest(name, list(CHECKS))
        raise ValueError(f"names no check{near} (allowed: {', '.join(sorted(CHECKS))})")
    pairs = [part.partition("=") for part in rest.split(";")] if rest else []
    parameters = {key: value for key, _, value in pairs}
    function = CHECKS[name]
    known = inspect.signature(function).parameters
    if len(parameters) < len(pairs) or not all(value for *_, value in pairs):
        raise ValueError(
            "has a parameter twice or without a value (allowed: name=value;name=value)"
        )
    try:
        inspect.signature(function).bind(None, "", **parameters)
    except TypeError as error:
        named = [key for key in known if key not in ("data", "expected")]
        raise ValueError(f"{error} (allowed: {', '.join(named) or 'none'})") from error
    return function, parameters


def describe_checks() -> str:
    """Write the checks as a table in Markdown: name, parameters, what each does.

    Examples
    --------
    >>> describe_checks().splitlines()[3][:53]
    '| `actor_order` | `role`, `kinds`, `by` | Compare the'
    """
    rows = ["| check | parameters | what it does |", "| --- | --- | --- |"]
    for name, function in sorted(CHECKS.items()):
        parameters = []
        for key, parameter in inspect.signature(function).parameters.items():
            if parameter.kind is parameter.VAR_KEYWORD:
                parameters.append("columns of codes of networks")
            elif key not in ("data", "expected"):
                optional = parameter.default is not parameter.empty
                parameters.append(f"[`{key}`]" if optional else f"`{key}`")
        meaning = (inspect.getdoc(function) or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
        rows.append(f"| `{name}` | {', '.join(parameters)} | {meaning} |")
    return "\n".join(rows)


def _run(data: Dataset, row: Mapping[str, str]) -> Finding:
    function, parameters = parse_check(row["check"])
    return function(data, row["expected"], **parameters)


def check_claims(data: Dataset) -> pd.DataFrame:
    """Check every statement of claims.csv against the tables.

    Parameters
    ----------
    data
        The tables, claims.csv among them; municipalities.csv for what asks how many there are.

    Returns
    -------
    pandas.DataFrame
        One row per statement in the order of the file, all columns text: `claim_id`, `section`,
        `statement_de`, `statement_en`, `kind`, `expected`, `check`, `verdict` as recorded;
        `computed`, what the tables give; `found`, the verdict that follows from it; `alternative`,
        what other readings of the tables give, empty where there is none; `reason_de`,
        `reason_en`; `restates_coding`, "yes" where the statement is compared with an assignment
        coded from the passage itself, so that it can fail by a slip alone, else "no".

    Raises
    ------
    ValueError
        If the tables hold no statements.
    DataError
        If a statement names an unknown check, wrong parameters, or an expected value of another
        form than its check takes: file, row, column, value and what is allowed.

    Notes
    -----
    A verdict is on the tables that the report's text gives, not on the networks themselves:
    reproduced, every reading of the tables agrees with the statement; reproduced_in_part, some
    readings or some of the entries do (of a statement on all networks, at least half);
    contradicted, none does; not_checkable, the tables lack what would decide it.

    References
    ----------
    BBSR 36/2023, summaries, chapters 1 to 4, tables and profiles.

    Examples
    --------
    >>> from analysis import load
    >>> claims = check_claims(load()).set_index("claim_id")
    >>> claims.loc["top-down-count", ["expected", "computed", "found"]].tolist()
    ['16', '16', 'reproduced']
    """
    claims = require_table(data, "claims", needed_by="check_claims").fillna("")
    file = name_file(data.contract, "claims")
    faults, findings = [], []
    for i, row in enumerate(claims.to_dict(orient="records")):
        cells = {str(column): str(cell) for column, cell in row.items()}
        try:
            findings.append(_run(data, cells))
        except ValueError as error:
            column = "expected" if isinstance(error, ExpectedError) else "check"
            # Row 1 is the header.
            faults.append(Fault(file, i + 2, column, cells[column], str(error)))
    if faults:
        raise DataError(faults)
    found = pd.DataFrame(findings, columns=["found", "computed", "alternative"], dtype="str")
    found["restates_coding"] = [
        "yes" if restates_coding(str(check)) else "no" for check in claims["check"]
    ]
    return pd.concat([claims.reset_index(drop=True), found], axis=1)[list(COLUMNS)].astype("str")
