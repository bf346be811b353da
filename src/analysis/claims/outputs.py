"""What is exported and printed on the statements."""

import re
import textwrap
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.claims.checking import (
    check_claims,
    count_verdicts,
    list_changed,
    place_claims,
    sort_places,
)
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES, labels
from analysis.presentation.registry import (
    Output,
    Pair,
    by_report,
    draw_plot,
    name_official,
    name_source,
)
from analysis.presentation.style import (
    COLUMN_MM,
    OUTLINE,
    SMALL,
    WIDTH_MM,
    Look,
    Options,
    add_legend,
    check_frame,
    figure_of,
    open_axes,
    order_looks,
    use_style,
)
from analysis.presentation.wording import (
    _number,
    _pair,
    format_number,
    name_code,
    name_values,
    words,
)

# From what holds to what does not; what cannot be checked is white.
LOOKS = {
    "reproduced": Look("#56B4E9", "#4A7F9E", "o", ""),
    "reproduced_in_part": Look("#F0E442", "#857C00", "^", "...."),
    "contradicted": Look("#D55E00", "#D55E00", "X", "////"),
    "not_checkable": Look("#ffffff", "#767676", "s", "----"),
}


def plot_verdicts(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Draw how many statements of each place of the report have which verdict.

    Parameters
    ----------
    frame
        As from `count_verdicts`: index of places, a column of counts for each verdict.
    ax, lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column, where parts too short for their number lack it.

    Returns
    -------
    matplotlib.axes.Axes
        Bars stacked by verdict, one row per place in the order of the frame; the number of
        statements of each in the bar, that of the place beside it.

    Raises
    ------
    ValueError
        If the frame is empty.

    References
    ----------
    BBSR 36/2023, the order of its chapters.

    Examples
    --------
    >>> from analysis import check_claims, count_verdicts, load
    >>> ax = plot_verdicts(count_verdicts(check_claims(load())))
    >>> len(ax.containers)
    4
    """
    check_frame(frame, [], "plot_verdicts")
    spare = order_looks("verdict", frame.columns, labels)
    looks = {str(code): LOOKS.get(str(code), spare[str(code)]) for code in frame.columns}
    with use_style():
        ax = open_axes(
            ax, 24 + (5.6 if width_mm < WIDTH_MM else 7.2) * len(frame), width_mm=width_mm
        )
        names = [name_code(labels, "place", place, lang=lang) for place in frame.index]
        ax.set_yticks(range(len(frame)), names)
        ax.set_ylim(len(frame) - 0.4, -0.6)
        # Room for the sum beside the longest bar.
        ax.set_xlim(0, max(1.0, float(frame.sum(axis=1).max())) * 1.06)
        ax.tick_params(axis="y", length=0)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        keys = [
            Patch(
                facecolor=look.fill,
                edgecolor=OUTLINE,
                hatch=look.hatch,
                linewidth=0.6,
                label=f"{name_code(labels, 'verdict', code, lang=lang, short=False)}"
                f" ({format_number(int(frame[code].sum()), lang=lang)})",
            )
            for code, look in looks.items()
        ]
        add_legend(ax, keys)
        ax.set_xlabel(words(lang)["statements"], loc="left")
        figure_of(ax).draw_without_rendering()
        _stack_rows(ax, frame, looks, lang)
    return ax


def _stack_rows(ax: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], lang: str) -> None:
    base = pd.Series(0.0, index=range(len(frame)))
    per_unit = ax.get_window_extent().width / ax.get_xlim()[1] * 72 / figure_of(ax).dpi
    for code, look in looks.items():
        widths = pd.Series(frame[code].to_numpy(dtype="float64"))
        ax.barh(
            range(len(frame)),
            widths,
            0.68,
            left=base,
            color=look.fill,
            hatch=look.hatch,
            edgecolor=OUTLINE,
            linewidth=0.6,
            label=code,
        )
        for i, (start, width) in enumerate(zip(base, widths, strict=True)):
            text = format_number(width, lang=lang)
            # A figure of 7 points is 4.5 points wide.
            if not width or width * per_unit < 4.5 * len(text) + 1.2:
                continue
            centre: Options = {"ha": "center", "va": "center_baseline", "fontsize": SMALL}
            if look.hatch:
                centre["bbox"] = {"facecolor": look.fill, "linewidth": 0, "pad": 0.3}
            ax.text(start + width / 2, i, text, **centre)
        base += widths
    for i, total in enumerate(base):
        beside: Options = {"xytext": (3, 0), "textcoords": "offset points"}
        text = format_number(total, lang=lang)
        ax.annotate(text, (total, i), fontweight="bold", va="center_baseline", **beside)


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


SUMMARIES = ("Zusammenfassung", "Summary")
# English, German; what is not here (sections, tables and figures by number) names itself.
HEADINGS = {
    "Zusammenfassung": ("German summary", "Zusammenfassung"),
    "Summary": ("English summary", "Englische Zusammenfassung"),
    "Literaturverzeichnis": ("References", "Literaturverzeichnis"),
}
PROFILE = "Steckbrief: "
ROWS = {
    "Gründung des Netzwerks": "founding of the network",
    "Initiatorinnen und Initiatoren": "initiators",
    "Trägerinnen und Träger": "carriers",
    "Laufzeit": "term",
    "Art der Vernetzung": "kind of networking",
    "Arbeitsweise und Zielsetzungen": "ways of working and aims",
    "Akteure/Mitglieder": "actors and members",
    "Beteiligung deutscher Kommunen": "German municipalities taking part",
    "Räumlicher Bezug/Reichweite": "spatial scope and reach",
    "Räumlicher Bezug/ Reichweite": "spatial scope and reach",
    "Finanzierung": "funding",
    "Thematische Schwerpunkte": "main topics",
    "Formate der Vernetzung": "formats of networking",
    "Zentrale Ergebnisse des Netzwerks": "main results of the network",
    "Webseite und Kontakt": "website and contact",
    "Kontakt": "contact",
    "Quelle": "source",
    "Quellen": "sources",
}


def name_section(section: str, lang: str) -> str:
    """Name a place of the report in a language.

    Examples
    --------
    >>> name_section("Steckbrief: Finanzierung", "en"), name_section("Summary", "de")
    ('Profile: funding', 'Englische Zusammenfassung')
    >>> name_section("3.2.1", "en")
    '3.2.1'
    """
    if section in HEADINGS:
        return HEADINGS[section][lang == "de"]
    row = ROWS.get(section.removeprefix(PROFILE))
    if lang == "en" and row is not None and section.startswith(PROFILE):
        return f"Profile: {row}"
    return section


def name_sections(claims: pd.DataFrame) -> pd.DataFrame:
    """Name the places of statements in both languages, those of one summary together.

    Examples
    --------
    >>> claims = pd.DataFrame({"section": ["Summary", "Zusammenfassung", "1"]})
    >>> name_sections(claims)["section_de"].tolist()
    ['Zusammenfassung', 'Englische Zusammenfassung', '1']
    """
    order = claims["section"].map({name: i for i, name in enumerate(SUMMARIES)})
    rows = order.fillna(len(SUMMARIES)).sort_values(kind="stable").index
    sections = claims.loc[rows, "section"]
    named = {f"section_{lang}": [name_section(s, lang) for s in sections] for lang in ("de", "en")}
    return claims.loc[rows].assign(**named).reset_index(drop=True)


VERDICTS = ("reproduced", "reproduced_in_part", "contradicted", "not_checkable")


def _tell_verdicts(data: Dataset) -> Pair | None:
    if data.claims is None or data.claims.empty:
        return None
    found = check_claims(data)["found"].value_counts()

    def write(lang: str) -> str:
        total = _number(found.sum(), lang)
        parts = ", ".join(
            f"{_number(found.get(code, 0), lang)} "
            f"{name_code(data.contract, 'verdict', code, lang=lang).lower()}"
            for code in VERDICTS
        )
        if lang == "de":
            return f"Von {total} Aussagen: {parts}."
        return f"Of {total} statements: {parts}."

    return _pair(write)


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
    ("Each statement is checked against the data.", "Jede Aussage ist an den Daten geprüft."),
)
VERDICTS_MEAN = (
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
        notes=(METHOD, VERDICTS_MEAN),
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
        notes=(METHOD, VERDICTS_MEAN),
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
        notes=(METHOD, VERDICTS_MEAN),
        sources=(name_source, name_official),
        needs=("claims",),
    ),
)
