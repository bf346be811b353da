"""Renew what of data/README.md follows from the data: dictionary, coders' agreement, checks.

The two coding passes from which the tables were settled are kept as they were before they were
compared (``data/coding/first`` and ``data/coding/second``), so that every figure of their agreement
can be computed again.
"""

import csv
import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.claims.checking import CHECKS
from analysis.data.contract import FOLDER, find_resource, list_fields, name_tables, read_contract
from analysis.export.files import write_file

#: Columns that a coder words freely: equality is counted, no chance-corrected coefficient.
WORDED = ("name", "short_name", "website", "listed_as")
KEYS = {
    "networks": ["network_id"],
    "members": ["member_id"],
    "memberships": ["network_id", "member_id", "role"],
}
CODING = Path(__file__).resolve().parents[1] / "data" / "coding"


def read_codings(folder: Path = CODING) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Read both passes, with one identifier for actors whom they spelled differently.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Holds ``first/`` and ``second/`` with the three tables, and ``same_actor.csv``.

    Returns
    -------
    dict of str to (pandas.DataFrame, pandas.DataFrame)
        Per table the first and the second pass, all cells text, indexed by the table's key.

    Raises
    ------
    FileNotFoundError
        If one of the seven files is missing.

    Examples
    --------
    >>> first, second = read_codings()["networks"]
    >>> len(first), len(second)
    (34, 34)
    """
    with (folder / "same_actor.csv").open(encoding="utf-8", newline="") as file:
        same_actor = {row["first_id"]: row["second_id"] for row in csv.DictReader(file)}
    codings = {}
    for table, key in KEYS.items():
        first, second = (
            pd.read_csv(folder / coder / f"{table}.csv", dtype=str, keep_default_na=False)
            for coder in ("first", "second")
        )
        if "member_id" in key:
            first["member_id"] = first["member_id"].replace(same_actor)
        codings[table] = (first.set_index(key), second.set_index(key))
    return codings


def compare_cells(folder: Path = CODING) -> pd.DataFrame:
    """Compare the two passes cell by cell, over the rows that both have.

    Parameters
    ----------
    folder : pathlib.Path, optional
        See `read_codings`.

    Returns
    -------
    pandas.DataFrame
        One row per table and column: ``rows`` compared, ``equal`` ones, ``agreement`` (share of
        equal cells) and ``alpha``, Krippendorff's α at the nominal level with the empty cell as a
        value of its own. It is missing for freely worded columns and where nothing varies.

    References
    ----------
    Krippendorff, K. (2018): Content Analysis. An Introduction to Its Methodology, chapter 12.

    Examples
    --------
    >>> int(compare_cells().loc[("networks", "founded"), "equal"])
    34
    """
    rows = []
    for table, (first, second) in read_codings(folder).items():
        shared = first.index.intersection(second.index)
        for column in first.columns.drop("note", errors="ignore"):
            one, other = first.loc[shared, column], second.loc[shared, column]
            equal = int((one == other).sum())
            alpha = float("nan") if column in WORDED else _alpha(one, other)
            rows.append((table, column, len(shared), equal, equal / len(shared), alpha))
    columns = ["table", "column", "rows", "equal", "agreement", "alpha"]
    return pd.DataFrame(rows, columns=columns).set_index(["table", "column"])


def compare_rows(folder: Path = CODING) -> pd.DataFrame:
    """Compare which rows the two passes found at all.

    Parameters
    ----------
    folder : pathlib.Path, optional
        See `read_codings`.

    Returns
    -------
    pandas.DataFrame
        One row per table: rows in ``both`` passes, ``only_first``, ``only_second``, and
        ``precision`` and ``recall`` of the second pass when the first is taken as the truth.

    Examples
    --------
    >>> compare_rows().loc["networks", ["both", "precision", "recall"]].tolist()
    [34.0, 1.0, 1.0]
    """
    rows = []
    for table, (first, second) in read_codings(folder).items():
        both = len(first.index.intersection(second.index))
        only_first, only_second = len(first) - both, len(second) - both
        rows.append((table, both, only_first, only_second, both / len(second), both / len(first)))
    columns = ["table", "both", "only_first", "only_second", "precision", "recall"]
    return pd.DataFrame(rows, columns=columns).set_index("table")


def describe_agreement(folder: Path = CODING) -> str:
    """Describe the agreement of the two passes in Markdown, for ``data/README.md``.

    Parameters
    ----------
    folder : pathlib.Path, optional
        See `read_codings`.

    Returns
    -------
    str
        A table of the row sets and a table of the cells.

    Examples
    --------
    >>> print(describe_agreement().splitlines()[0])
    | Table | Rows in both | Only first | Only second | Precision | Recall |
    """
    lines = [
        "| Table | Rows in both | Only first | Only second | Precision | Recall |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for table, row in compare_rows(folder).iterrows():
        counts = " | ".join(f"{row[name]:.0f}" for name in ("both", "only_first", "only_second"))
        lines.append(f"| {table} | {counts} | {row['precision']:.3f} | {row['recall']:.3f} |")
    lines += [
        "",
        "| Table | Column | Rows | Equal | Agreement | Krippendorff's α |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for cell in compare_cells(folder).reset_index().to_dict("records"):
        alpha = "–" if pd.isna(cell["alpha"]) else f"{cell['alpha']:.3f}"
        lines.append(
            f"| {cell['table']} | `{cell['column']}` | {cell['rows']} | {cell['equal']} "
            f"| {100 * cell['agreement']:.1f} % | {alpha} |"
        )
    return "\n".join(lines)


def _alpha(one: pd.Series, other: pd.Series) -> float:
    import krippendorff

    codes, values = pd.factorize(pd.concat([one, other]))
    if len(values) < 2:
        return float("nan")
    return float(
        krippendorff.alpha(codes.reshape(2, -1).astype(float), level_of_measurement="nominal")
    )


def describe_tables(contract: Mapping[str, Any]) -> str:
    """Write the data dictionary of the contract in Markdown.

    For each table its fields with type and meaning, then each list of codes with its labels and
    definitions: the text between the dictionary markers of data/README.md.

    Examples
    --------
    >>> describe_tables(read_contract()).splitlines()[0]
    '### networks.csv: Networks (Netzwerke)'
    """
    blocks = []
    for name in name_tables(contract):
        resource = find_resource(contract, name) or {}
        head = f"### {resource['path']}: {resource.get('title', name)}"
        german = f" ({resource['title_de']})" if "title_de" in resource else ""
        rows = ["| column | type | required | meaning |", "| --- | --- | --- | --- |"]
        fields = list_fields(contract, name)
        rows += [_describe_field(field) for field in fields]
        blocks += [head + german, resource.get("description", ""), "\n".join(rows)]
        blocks += [_describe_codes(f"`{field['name']}`", field) for field in fields]
    for name, entry in contract.get("code_sets", {}).items():
        blocks.append(_describe_codes(f"`{name}` (in no table; derived)", entry))
    return "\n\n".join(block for block in blocks if block)


def _describe_field(field: Mapping[str, Any]) -> str:
    kind = "list of codes, joined by `;`" if field.get("list") else field["type"]
    if "codes_from" in field:
        kind = f"code, as `{field['codes_from']}`"
    elif "codes" in field and not field.get("list"):
        kind = "code"
    required = "yes" if field.get("constraints", {}).get("required") else ""
    return f"| `{field['name']}` | {kind} | {required} | {_escape(field.get('description', ''))} |"


def _describe_codes(head: str, entry: Mapping[str, Any]) -> str:
    rows = [
        f"| `{code['code']}` | {_escape(code.get('label_en', ''))} "
        f"| {_escape(code.get('label_de', ''))} | {_escape(code.get('definition_en', ''))} |"
        for code in entry.get("codes", [])
    ]
    columns = ["| code | English | German | definition |", "| --- | --- | --- | --- |"]
    return "\n".join([f"Codes of {head}:", "", *columns, *rows]) if rows else ""


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


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
            elif key != "case":
                optional = parameter.default is not parameter.empty
                parameters.append(f"[`{key}`]" if optional else f"`{key}`")
        meaning = (inspect.getdoc(function) or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
        rows.append(f"| `{name}` | {', '.join(parameters)} | {meaning} |")
    return "\n".join(rows)


def replace_block(text: str, name: str, content: str) -> str:
    """Renew what stands between `<!-- name:begin -->` and `<!-- name:end -->`.

    Raises
    ------
    ValueError
        If the two markers are not there once each, in this order.

    Examples
    --------
    >>> replace_block("a <!-- x:begin -->old<!-- x:end --> b", "x", "new").split()
    ['a', '<!--', 'x:begin', '-->', 'new', '<!--', 'x:end', '-->', 'b']
    """
    marks = rf"(<!--\s*{re.escape(name)}:\s*begin\s*-->).*?(<!--\s*{re.escape(name)}:\s*end\s*-->)"
    found = re.findall(marks, text, flags=re.DOTALL)
    if len(found) != 1:
        raise ValueError(f"expected <!-- {name}:begin --> and <!-- {name}:end --> once each")
    begin, end = found[0]
    return re.sub(marks, lambda _: f"{begin}\n\n{content.strip()}\n\n{end}", text, flags=re.DOTALL)


def main() -> None:
    """Renew the parts between the markers."""
    path = FOLDER / "README.md"
    text = path.read_bytes().decode()
    for name, content in (
        ("dictionary", describe_tables(read_contract())),
        ("agreement", describe_agreement()),
        ("checks", describe_checks()),
    ):
        text = replace_block(text, name, content)
    write_file(path, text.encode())


if __name__ == "__main__":
    main()
