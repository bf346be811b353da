"""What is exported on the typology."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.presentation.registry import MENTIONS, NAMED_TWICE, Output, Pair, by_report, draw_plot
from analysis.presentation.style import BOTH
from analysis.presentation.wording import (
    _number,
    _pair,
    choose_text,
    join_names,
    name_code,
    name_top,
    name_values,
)
from analysis.typology.figures import plot_crosstab, plot_types
from analysis.typology.measures import cross_types, list_cells, list_typed_networks, list_types


def describe_crosstab(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the cross table of categories and initiatives shows."""
    rows = name_values(str(frame.index.name), labels, lang)
    heads = name_values(str(frame.columns.names[0]), labels, lang)
    counts = pd.DataFrame(frame.xs("networks", axis=1, level=1))
    whole = dict(
        zip(counts.columns.astype("str"), counts.loc["total"].to_numpy().tolist(), strict=True)
    )
    total = whole.pop("total")
    sums = [f"{heads.get(code, code)} {count}" for code, count in whole.items()]
    sizes = counts["total"].drop("total")
    parts = [
        f"{rows.get(code, code)} {count}"
        for code, count in zip(sizes.index.astype("str"), sizes.tolist(), strict=True)
    ]
    return choose_text(
        lang,
        f"Table of {total} networks by category (rows) and by who took the initiative (columns), "
        f"with the names in each cell. By initiative: {join_names(sums, lang)}. By category: "
        f"{', '.join(parts)}.",
        f"Tabelle der {total} Netzwerke nach Kategorie (Zeilen) und Gründungsinitiative (Spalten) "
        f"mit den Namen in jedem Feld. Nach Initiative: {join_names(sums, lang)}. Nach Kategorie: "
        f"{', '.join(parts)}.",
    )


def describe_types(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the table of types shows."""
    heads = name_values("initiative", labels, lang)
    kinds = name_values("type", labels, lang)
    sums = frame.drop_duplicates("initiative")
    parts = [
        f"{heads.get(code, code)} {count}"
        for code, count in zip(sums["initiative"], sums["initiative_networks"], strict=True)
    ]
    types = frame[frame["type"].ne("unassigned")].drop_duplicates(["initiative", "type"])
    sizes = [
        (f"“{kinds.get(c, c)}”" if lang == "en" else f"„{kinds.get(c, c)}“", int(n))
        for c, n in zip(types["type"], types["type_networks"], strict=True)
    ]
    twice = [str(name) for name in frame.loc[frame["also_type"].notna(), "network"]]
    open_ones = join_names(twice, lang) or choose_text(lang, "none", "keines")
    named = frame[frame["network"].notna()]
    count, lone = len(named), int(named["type"].eq("unassigned").sum())
    return choose_text(
        lang,
        f"Table of {count} networks by {len(types)} types, with their names and categories: "
        f"{join_names(parts, lang)}. Largest type: {name_top(sizes, lang)}. Assigned to no type: "
        f"{lone}; also named under another type: {open_ones}.",
        f"Tabelle von {count} Netzwerken nach {len(types)} Typen, mit Namen und Kategorien: "
        f"{join_names(parts, lang)}. Größter Typ: {name_top(sizes, lang)}. Keinem Typ zugeordnet: "
        f"{lone}; auch unter einem anderen Typ genannt: {open_ones}.",
    )


def _tell_initiative(data: Dataset) -> Pair | None:
    counts = data.networks["initiative"].value_counts()
    codes = [code for code in ("top_down", "bottom_up") if code in counts]
    codes += sorted(set(map(str, counts.index)) - set(codes))
    if not codes:
        return None

    def write(lang: str) -> str:
        names = {code: name_code(data.contract, "initiative", code, lang=lang) for code in codes}
        first, *rest = (f"{_number(counts[code], lang)} {names[code].lower()}" for code in codes)
        total, others = _number(len(data.networks), lang), "".join(f", {part}" for part in rest)
        if lang == "de":
            return f"Von den {total} Netzwerken entstanden {first}{others}."
        number, _, name = first.partition(" ")
        verb = "was" if number == "1" else "were"
        return f"Of the {total} networks, {number} {verb} started {name}{others}."

    return _pair(write)


def frame_types(data: Dataset) -> pd.DataFrame:
    """List the networks of each type with their category, a row for each."""
    return list_typed_networks(data.networks, contract=data.contract)


def flatten_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame one level of columns, the names of both joined.

    Examples
    --------
    >>> frame = pd.DataFrame({("top_down", "networks"): [16], ("total", "networks"): [34]})
    >>> list(flatten_columns(frame))
    ['top_down_networks', 'total_networks']
    """
    return frame.set_axis(["_".join(map(str, pair)) for pair in frame.columns], axis=1)


OVERVIEW = (
    "short_name",
    "category",
    "founded",
    "initiative",
    "type",
    "term",
    "term_end",
    "funding",
    "reach",
    "members_reported",
    "german_municipalities_reported",
)


def frame_tabelle_1(data: Dataset) -> pd.DataFrame:
    """Tabelle 1 with the networks of each cell by name and number, and the sums.

    Returns
    -------
    pandas.DataFrame
        Index "category" with "total"; columns of two levels: the initiative, then `networks`
        (their number) and `names`.

    References
    ----------
    BBSR 36/2023, section 3.2, Tabelle 1.

    Examples
    --------
    >>> from analysis import load
    >>> table = frame_tabelle_1(load())
    >>> int(table.loc["total", ("bottom_up", "networks")])
    18
    """
    scope: dict[str, Any] = {"rows": "category", "columns": "initiative"}
    counts = cross_types(data.networks, **scope, contract=data.contract)
    names = list_cells(data.networks, **scope, contract=data.contract)
    names = names.reindex(index=counts.index, fill_value="")
    columns: dict[tuple[str, str], pd.Series[Any]] = {}
    for code in counts.columns:
        columns[code, "networks"] = counts[code]
        if code in names:
            columns[code, "names"] = names[code]
    frame = pd.DataFrame(columns)
    frame.columns.names = ["initiative", None]
    return frame


def frame_tabelle_2(data: Dataset) -> pd.DataFrame:
    """Types of networks, with the networks of each.

    Examples
    --------
    >>> from analysis import load
    >>> frame_tabelle_2(load())["type"].tolist()[:3]
    ['platform', 'funding_programme', 'project_cities']
    """
    return list_types(data.networks, contract=data.contract)


def frame_overview(data: Dataset) -> pd.DataFrame:
    """All networks with what characterises them, in the order of the report.

    The few other years and types that the data give stand in the notes of the table.

    References
    ----------
    BBSR 36/2023, chapter 2, the profiles ("Steckbriefe").

    Examples
    --------
    >>> from analysis import load
    >>> len(frame_overview(load()))
    34
    """
    return data.networks[list(OVERVIEW)]


SPAN = "–"
STATED = {
    "members_reported_qualifier": ("Members", "Mitglieder"),
    "german_municipalities_qualifier": ("German municipalities", "Deutsche Kommunen"),
}


def note_foundings(data: Dataset) -> Pair | None:
    """Name the networks whose founding is a span of years, or has another year.

    Examples
    --------
    >>> from analysis import load
    >>> note_foundings(load())[0]
    'Other years: Smart Cities Marketplace (or 2020), Eltis (2000–2003), EUKN (or 2005).'
    """
    rows = data.networks
    english, german = [], []
    columns = ["short_name", "founded", "founded_latest", "founded_alternative"]
    known = rows[columns].astype({"short_name": "str"})
    for name, first, last, other in known.fillna(0).itertuples(index=False):
        span = f"{first}{SPAN}{last}" if last > first else ""
        if span or other:
            years = {"or": f"or {other}", "oder": f"oder {other}"} if other else {}
            english.append(f"{name} ({' '.join(filter(None, (span, years.get('or'))))})")
            german.append(f"{name} ({' '.join(filter(None, (span, years.get('oder'))))})")
    if not english:
        return None
    return f"Other years: {', '.join(english)}.", f"Andere Jahre: {', '.join(german)}."


def note_types(data: Dataset) -> Pair | None:
    """Name the networks that stand under another type, too.

    Examples
    --------
    >>> from analysis import load
    >>> note_types(load())[1]
    'Auch anders zugeordnet: Connective Cities (Initiative), EUKN (Dach).'
    """
    rows = data.networks[data.networks["type_alternative"].notna()]
    if rows.empty:
        return None
    named = {}
    for lang in LANGUAGES:
        words = name_values("type", data.contract, lang, short=True)
        pairs = rows[["short_name", "type_alternative"]].itertuples(index=False)
        named[lang] = ", ".join(f"{name} ({words.get(code, code)})" for name, code in pairs)
    return f"Also of another type: {named['en']}.", f"Auch anders zugeordnet: {named['de']}."


def note_precision(data: Dataset) -> Pair | None:
    """Name the networks whose stated numbers are not exact.

    Examples
    --------
    >>> from analysis import load
    >>> note_precision(load())[0].split(". ")[1]
    'German municipalities, about: Smart Cities Marketplace, URBACT, Covenant of Mayors.'
    """
    found: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for column, titles in STATED.items():
        codes = data.networks[column].astype("str")
        for lang, title in zip(LANGUAGES, titles, strict=True):
            words = name_values(column, data.contract, lang)
            parts = [
                f"{word.lower()}: {', '.join(data.networks.loc[codes.eq(code), 'short_name'])}"
                for code, word in words.items()
                if code != "exact" and codes.eq(code).any()
            ]
            if parts:
                found[lang].append(f"{title}, {'; '.join(parts)}")
    if not found["en"]:
        return None
    english, german = (". ".join(found[lang]) for lang in ("en", "de"))
    return f"{english}.", f"{german}."


EMPTY_OVERVIEW = by_report(
    (
        "Empty: the report states nothing; open-ended networks have no end of term.",
        "Leer: keine Angabe im Bericht; unbefristete Netzwerke haben kein Ende der Laufzeit.",
    ),
    (
        "Empty: not stated; open-ended networks have no end of term.",
        "Leer: keine Angabe; unbefristete Netzwerke haben kein Ende der Laufzeit.",
    ),
)


def _cross(data: Dataset, *, rows: str, columns: str) -> pd.DataFrame:
    return cross_types(data.networks, rows=rows, columns=columns, contract=data.contract)


def _list_cross(rows: str, columns: str, english: str, german: str, *, lists: bool) -> Output:
    return Output(
        name=f"{rows}_by_{columns}",
        kind="table",
        notebook="02_typology",
        title=(f"Networks by {english}", f"Netzwerke nach {german}"),
        measure=partial(_cross, rows=rows, columns=columns),
        notes=(MENTIONS,) if lists else (),
        short=True,
    )


TYPOLOGY_FIGURES = (
    Output(
        name="typology_crosstab",
        kind="figure",
        notebook="02_typology",
        title=(
            "Networks by category and initiative",
            "Netzwerke nach Kategorie und Gründungsinitiative",
        ),
        place=("Tabelle 1 of the report", "Tabelle 1 des Berichts"),
        measure=frame_tabelle_1,
        draw=partial(draw_plot, plot_crosstab),
        widths=BOTH,
        describe=describe_crosstab,
        numbers=flatten_columns,
    ),
    Output(
        name="typology_types",
        kind="figure",
        notebook="02_typology",
        title=("Types of networks", "Typen der Netzwerke"),
        place=("Tabelle 2 of the report", "Tabelle 2 des Berichts"),
        measure=frame_types,
        draw=partial(draw_plot, plot_types),
        widths=BOTH,
        describe=describe_types,
        notes=(NAMED_TWICE,),
    ),
)

TYPOLOGY_TABLES = (
    Output(
        name="tabelle_1",
        kind="table",
        notebook="02_typology",
        title=(
            "Networks by category and initiative",
            "Netzwerke nach Kategorie und Gründungsinitiative",
        ),
        place=("Tabelle 1 of the report", "Tabelle 1 des Berichts"),
        measure=frame_tabelle_1,
    ),
    Output(
        name="tabelle_2",
        kind="table",
        notebook="02_typology",
        title=("Types of networks", "Typen der Netzwerke"),
        place=("Tabelle 2 of the report", "Tabelle 2 des Berichts"),
        measure=frame_tabelle_2,
        notes=(NAMED_TWICE,),
    ),
    Output(
        name="network_overview",
        kind="table",
        notebook="00_data",
        title=("The networks at a glance", "Die Netzwerke im Überblick"),
        measure=frame_overview,
        notes=(note_foundings, note_types, note_precision, EMPTY_OVERVIEW),
        short=True,
    ),
    _list_cross(
        "initiative", "term", "initiative and term", "Initiative und Laufzeit", lists=False
    ),
    _list_cross(
        "initiative", "funding", "initiative and funding", "Initiative und Finanzierung", lists=True
    ),
    _list_cross("category", "reach", "category and reach", "Kategorie und Reichweite", lists=False),
    _list_cross("topics", "category", "topic and category", "Thema und Kategorie", lists=True),
    _list_cross(
        "formats", "initiative", "format and initiative", "Format und Initiative", lists=True
    ),
)
