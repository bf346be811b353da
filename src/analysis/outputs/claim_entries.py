"""The figure and the tables of verdicts of the list of outputs."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from analysis.claims.checking import check_claims
from analysis.claims.recording import count_verdicts, sort_places
from analysis.data import Dataset
from analysis.figures.verdicts import plot_verdicts
from analysis.outputs.places import name_sections
from analysis.presentation.registry import Output, by_report, draw_plot, name_official, name_source
from analysis.presentation.style import COLUMN_MM, WIDTH_MM
from analysis.presentation.wording import format_number, name_values

PRINTED = (
    *("section_de", "section_en", "statement_de", "statement_en"),
    *("verdict", "reason_de", "reason_en"),
)

METHOD = by_report(
    (
        "Statements of the report's summaries, chapters, tables and profiles in our own words, "
        "each checked against the tables coded from the same report: a verdict says whether the "
        "report agrees with itself and, on participation, with the official list of "
        "municipalities, not what the networks are.",
        "Aussagen aus Zusammenfassungen, Kapiteln, Tabellen und Steckbriefen des Berichts in "
        "eigenen Worten, jede geprüft an den Tabellen, die aus demselben Bericht kodiert sind: "
        "Ein Befund sagt, ob der Bericht mit sich und bei der Beteiligung mit dem amtlichen "
        "Gemeindeverzeichnis übereinstimmt, nicht, wie die Netzwerke sind.",
    ),
    (
        "Each statement is checked against the data.",
        "Jede Aussage ist an den Daten geprüft.",
    ),
)
VERDICTS = (
    "Reproduced: under every reading of the data; in part: under some, for some of the entries, "
    "or of a statement on all for at least half; contradicted: under none; not checkable: the data "
    "lack what would decide.",
    "Bestätigt: nach jeder Lesart der Daten; teilweise: nach einem Teil der Lesarten, für einen "
    "Teil der Einträge oder bei einer Aussage über alle für mindestens die Hälfte; widersprochen: "
    "nach keiner; nicht prüfbar: Den Daten fehlt, was entscheiden würde.",
)
PLACE = (
    "summaries, chapters 1 to 4, tables and profiles of the report",
    "Zusammenfassungen, Kapitel 1 bis 4, Tabellen und Steckbriefe des Berichts",
)


def _count(data: Dataset) -> pd.DataFrame:
    return count_verdicts(check_claims(data))


def _sum(data: Dataset) -> pd.DataFrame:
    """The counts with their sums, as a table prints them."""
    counts = _count(data)
    whole = counts.assign(total=counts.sum(axis=1)).rename_axis(columns="verdict")
    sums = whole.sum().to_frame("total").T
    return pd.concat([whole, sums]).rename_axis("place").rename_axis(columns="verdict")


def _list(data: Dataset) -> pd.DataFrame:
    claims = name_sections(sort_places(check_claims(data)))
    return claims.assign(verdict=claims["found"])[list(PRINTED)]


def _describe(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the chart of verdicts shows; every number comes from the frame."""
    names = name_values("verdict", labels, lang)
    places = name_values("place", labels, lang)
    sums = frame.sum()
    total = format_number(int(sums.sum()), lang=lang)
    parts = ", ".join(f"{names.get(str(c), str(c))} {n}" for c, n in sums.items())
    against = frame["contradicted"]
    where = [places.get(str(place), str(place)) for place in frame.index[against > 0]]
    found = ", ".join(where) or ("nowhere" if lang == "en" else "nirgends")
    if lang == "de":
        return (
            f"Gestapelte Balken der Befunde zu {total} geprüften Aussagen, je Stelle eine "
            f"Zeile: {parts}. Stellen mit widersprochenen Aussagen: {found}."
        )
    return (
        f"Stacked bars of the verdicts on {total} statements, a row for each place: "
        f"{parts}. Places with contradicted statements: {found}."
    )


CLAIM_FIGURES = (
    Output(
        name="verdicts",
        kind="figure",
        notebook="06_claims",
        title=("Verdicts on statements", "Befunde zu Aussagen"),
        place=PLACE,
        measure=_count,
        draw=partial(draw_plot, plot_verdicts),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=_describe,
        notes=(METHOD, VERDICTS),
        sources=(name_source, name_official),
        needs=("claims",),
    ),
)
CLAIM_TABLES = (
    Output(
        name="verdicts_by_place",
        kind="table",
        notebook="06_claims",
        title=("Verdicts on statements by place", "Befunde zu Aussagen nach Fundstelle"),
        place=PLACE,
        measure=_sum,
        notes=(METHOD, VERDICTS),
        sources=(name_source, name_official),
        needs=("claims",),
    ),
    Output(
        name="claims",
        kind="table",
        notebook="06_claims",
        title=("Statements and their verdicts", "Aussagen und ihre Befunde"),
        place=PLACE,
        measure=_list,
        notes=(METHOD, VERDICTS),
        sources=(name_source, name_official),
        needs=("claims",),
    ),
)
