"""Verdicts by place, verdicts that changed, and claims.csv with the verdicts of now."""

import re

import pandas as pd

from analysis.claims.findings import VERDICTS
from analysis.data.reading import CELLS

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
    "profiles": "Steckbrief: .*|Literaturverzeichnis",
}
ELSEWHERE = "elsewhere"


def place_claims(sections: "pd.Series[str]") -> "pd.Series[str]":
    """Give the place of the report to which each section belongs.

    Examples
    --------
    >>> import pandas
    >>> place_claims(pandas.Series(["Tabelle 1", "4"])).tolist()
    ['section_3_2', 'chapter_4']
    """
    found = pd.Series(ELSEWHERE, index=sections.index, dtype="str", name="place")
    for place, pattern in PLACES.items():
        found = found.mask(sections.str.fullmatch(pattern), place)
    return found.astype("str")


def sort_places(claims: pd.DataFrame) -> pd.DataFrame:
    """Put statements into the order of the report, those of one place as in the file.

    Examples
    --------
    >>> import pandas
    >>> sort_places(pandas.DataFrame({"section": ["4", "Tabelle 1", "1"]}))["section"].tolist()
    ['1', 'Tabelle 1', '4']
    """
    order = {place: i for i, place in enumerate([*PLACES, ELSEWHERE])}
    places = place_claims(claims["section"]).map(order)
    return claims.loc[places.sort_values(kind="stable").index].reset_index(drop=True)


def count_verdicts(claims: pd.DataFrame, *, verdict: str = "found") -> pd.DataFrame:
    """Count the verdicts by place.

    Parameters
    ----------
    claims
        As from `check_claims`.
    verdict
        The column to count: "found", or "verdict" for the recorded ones.

    Returns
    -------
    pandas.DataFrame
        Index "place", those places that occur, in the order of the report; a column of whole
        numbers (int64) for each verdict.

    References
    ----------
    BBSR 36/2023, the order of its chapters.

    Examples
    --------
    >>> from analysis import check_claims, load
    >>> counts = count_verdicts(check_claims(load()))
    >>> list(counts)
    ['reproduced', 'reproduced_in_part', 'contradicted', 'not_checkable']
    """
    places = place_claims(claims["section"])
    counts = claims.groupby([places, claims[verdict]]).size().unstack(fill_value=0)
    order = [place for place in [*PLACES, ELSEWHERE] if place in counts.index]
    return counts.reindex(
        index=pd.Index(order, dtype="str", name="place"),
        columns=pd.Index(VERDICTS, dtype="str", name="verdict"),
        fill_value=0,
    ).astype("int64")


def list_changed(claims: pd.DataFrame) -> pd.DataFrame:
    """List the statements whose verdict differs from the recorded one, as from `check_claims`.

    Examples
    --------
    >>> from analysis import check_claims, load
    >>> len(list_changed(check_claims(load())))
    0
    """
    return claims[claims["verdict"] != claims["found"]]


def record_verdicts(content: bytes, claims: pd.DataFrame) -> bytes:
    r"""Write the verdicts of now into the bytes of claims.csv, and touch nothing else.

    Parameters
    ----------
    content
        The file as it is.
    claims
        As from `check_claims` on that file.

    Returns
    -------
    bytes
        The file with the column `verdict` renewed; other cells, quotation marks, line ends and the
        order of columns stay.

    Raises
    ------
    ValueError
        If the rows of the file are not those that were checked.

    Examples
    --------
    >>> import pandas
    >>> claims = pandas.DataFrame({"claim_id": ["a"], "found": ["reproduced"]})
    >>> record_verdicts(b"claim_id,verdict\na,contradicted\n", claims)
    b'claim_id,verdict\na,reproduced\n'
    """
    lines = re.split("(\r\n|\r|\n)", content.decode("utf-8"))  # every second one is a line end
    names = [_unquote(cell) for cell in CELLS.findall(lines[0].removeprefix("\ufeff"))]
    column, key = names.index("verdict"), names.index("claim_id")
    found = dict(zip(claims["claim_id"], claims["found"], strict=True))
    seen = []
    for i in range(2, len(lines), 2):
        cells = CELLS.findall(lines[i])
        if not lines[i].strip(","):
            continue
        identifier = _unquote(cells[key])
        seen.append(identifier)
        if identifier in found and _unquote(cells[column]) != found[identifier]:
            cells[column] = found[identifier]
            lines[i] = ",".join(cells)
    if seen != claims["claim_id"].tolist():
        raise ValueError("claims.csv has changed since it was checked: nothing is recorded")
    return "".join(lines).encode()


def _unquote(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
