"""The statements and their verdicts as text for a terminal."""

import re
import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.claims.recording import count_verdicts, list_changed, place_claims
from analysis.data.contract import LANGUAGES, labels

WORDS = {
    "en": {
        "expected": "expected",
        "found": "found",
        "else": "otherwise",
        "recorded": "recorded",
        "statements": "statements",
    },
    "de": {
        "expected": "erwartet",
        "found": "gefunden",
        "else": "sonst",
        "recorded": "festgehalten",
        "statements": "Aussagen",
    },
}
WIDTHS = (50, 110)  # the least and the most columns of text


def _name(contract: Mapping[str, Any], column: str, code: str, lang: str) -> str:
    try:
        return labels(contract, column, lang=lang).get(code, code)
    except ValueError:  # a contract of one's own without these codes
        return code


def write_claims(
    claims: pd.DataFrame, contract: Mapping[str, Any], *, lang: str = "en", width: int = 80
) -> str:
    """Write the statements by place, each with its verdict, values and reason.

    Parameters
    ----------
    claims
        As from `check_claims`.
    contract
        Gives the words for places and verdicts.
    lang
        "de" or "en".
    width
        Columns of the terminal; text is broken to fit, between 50 and 110.

    Returns
    -------
    str
        The text, closed by the number of statements of each verdict.

    Raises
    ------
    ValueError
        If the language is unknown.

    Examples
    --------
    >>> from analysis import check_claims, load
    >>> data = load()
    >>> print(write_claims(check_claims(data), data.contract, width=60).splitlines()[0])
    SUMMARIES
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r} (allowed: {', '.join(LANGUAGES)})")
    width = min(max(width, WIDTHS[0]), WIDTHS[1])
    blocks = []
    places = place_claims(claims["section"])
    for place in count_verdicts(claims).index:
        blocks.append(_name(contract, "place", str(place), lang).upper())
        for row in claims[places.eq(place)].to_dict(orient="records"):
            cells = {str(column): str(cell) for column, cell in row.items()}
            blocks.append(_write_claim(cells, contract, lang, width))
    counts = count_verdicts(claims).sum()
    sums = [f"{_name(contract, 'verdict', str(c), lang)}: {n}" for c, n in counts.items()]
    blocks.append(
        textwrap.fill(f"{len(claims)} {WORDS[lang]['statements']}. {'; '.join(sums)}", width)
    )
    return "\n\n".join(blocks)


def _write_claim(row: dict[str, str], contract: Mapping[str, Any], lang: str, width: int) -> str:
    words = WORDS[lang]
    verdict = _name(contract, "verdict", row["found"], lang)
    if row["found"] != row["verdict"]:
        recorded = _name(contract, "verdict", row["verdict"], lang)
        verdict += f" ({words['recorded']}: {recorded})"
    values = f"{words['expected']} {row['expected']}; {words['found']} {row['computed']}"
    lines = [f"{row['claim_id']} [{verdict}]", row[f"statement_{lang}"], values]
    if row["alternative"]:
        lines.append(f"{words['else']}: {row['alternative']}")
    lines.append(row[f"reason_{lang}"])
    indents = ["", *["  "] * (len(lines) - 1)]
    wrapped = [
        # Lists of keys have no spaces: they are broken at their semicolons.
        textwrap.fill(
            re.sub(r";(?=\S)", "; ", line) if i == 2 else line,
            width,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
        )
        for i, (line, indent) in enumerate(zip(lines, indents, strict=True))
    ]
    return "\n".join(wrapped)


def write_changes(claims: pd.DataFrame) -> list[str]:
    """Name the statements whose verdict differs from the recorded one, a line each.

    Examples
    --------
    >>> from analysis import check_claims, load
    >>> write_changes(check_claims(load()))
    []
    """
    changed = list_changed(claims)
    columns = ["claim_id", "verdict", "found", "computed"]
    return [
        f"{key}: recorded {recorded}, found {found} ({computed})"
        for key, recorded, found, computed in changed[columns].itertuples(index=False)
    ]
