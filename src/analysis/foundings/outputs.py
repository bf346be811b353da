"""What is exported on the foundings."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from analysis.data import Dataset
from analysis.foundings.figures import is_cut, list_years, plot_periods, plot_timeline
from analysis.foundings.measures import (
    EXPLICIT_SMART_CITY,
    FOUNDING_PERIODS,
    compare_founding_variants,
    count_periods,
    list_foundings,
    share_founded,
)
from analysis.presentation.registry import Output, Pair, by_report, draw_plot
from analysis.presentation.style import BOTH
from analysis.presentation.wording import (
    _number,
    _pair,
    choose_text,
    format_number,
    format_share,
    join_names,
    name_values,
)


def describe_timeline(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what a timeline as from `list_foundings` shows."""
    years = frame["founded"].astype("int64")
    recent = int(years.between(2015, 2020).sum())
    spans = int((frame["founded_latest"] > frame["founded"]).fillna(False).sum())
    others = int(frame["founded_alternative"].notna().sum())
    first, last = frame.iloc[0], frame.iloc[-1]
    count = format_number(len(frame), lang=lang)
    return choose_text(
        lang,
        f"Timeline of the founding of {count} networks, one row each, from {first['short_name']} "
        f"({first['founded']}) to {last['short_name']} ({last['founded']}). Founded from 2015 to "
        f"2020: {recent} of {count}. Dated to a span of years: {spans}; with another year beside "
        f"the first: {others}.",
        f"Zeitleiste der Gründung von {count} Netzwerken, je eine Zeile, von "
        f"{first['short_name']} ({first['founded']}) bis {last['short_name']} "
        f"({last['founded']}). Gegründet von 2015 bis 2020: {recent} von {count}. Auf eine "
        f"Zeitspanne datiert: {spans}; mit einem weiteren genannten Jahr: {others}.",
    )


def describe_periods(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what foundings per period as from `count_periods` show."""
    counts = frame.drop(columns=["total", "cumulative"])
    most, total = int(frame["total"].max()), int(frame["cumulative"].iloc[-1])
    tops = [str(period) for period, value in frame["total"].items() if value == most]
    found = f"{most} {choose_text(lang, 'of', 'von')} {total}"
    if len(tops) > 1:
        names = join_names(tops, lang)
        peak = choose_text(
            lang,
            f"{len(tops)} periods share the highest number, {found} each: {names}.",
            f"{len(tops)} Zeiträume teilen sich die höchste Zahl, je {found}: {names}.",
        )
    else:
        group = _name_largest(counts.T[tops[0]], lang, labels)
        peak = choose_text(
            lang,
            f"Most were founded in {tops[0]}: {found}{group}.",
            f"Die meisten Netzwerke entstanden {tops[0]}: {found}{group}.",
        )
    return choose_text(
        lang,
        f"Stacked bars of the networks founded in each of {len(frame)} periods, by category, with "
        f"the cumulative number above. {peak} The periods differ in length.",
        f"Gestapelte Balken der Gründungen in {len(frame)} Zeiträumen nach Kategorie, darüber die "
        f"kumulierte Zahl. {peak} Die Zeiträume sind verschieden lang.",
    )


def _name_largest(counts: "pd.Series[Any]", lang: str, labels: Mapping[str, Any]) -> str:
    """The largest group of one period as the end of a sentence; empty where several are."""
    largest = counts[counts == counts.max()]
    if len(largest) > 1:
        return ""
    code, number = str(largest.index[0]), int(largest.iloc[0])
    name = name_values(str(counts.index.name), labels, lang).get(code, code)
    return choose_text(
        lang,
        f", the largest group there being “{name}” ({number})",
        f", darunter am häufigsten „{name}“ ({number})",
    )


WINDOW = (2015, 2020)  # in which, the report says, most networks were founded


def _tell_foundings(data: Dataset) -> Pair | None:
    networks = data.networks
    every = share_founded(networks, *WINDOW)
    explicit = share_founded(networks[networks["category"].isin(EXPLICIT_SMART_CITY)], *WINDOW)
    if not every["total"]:
        return None

    def write(lang: str) -> str:
        of, first, last = ("von" if lang == "de" else "of"), *WINDOW
        whole, some = (
            f"{_number(share['founded'], lang)} {of} {_number(share['total'], lang)}"
            for share in (every, explicit)
        )
        part = format_share(every["share"], lang=lang)
        if lang == "de":
            verb = "wurde" if every["founded"] == 1 else "wurden"
            text = f"Von {first} bis {last} {verb} {whole} Netzwerken gegründet ({part})"
            explicitly = f", von den ausdrücklichen Smart-City-Netzwerken {some}"
            return f"{text}{explicitly if explicit['total'] else ''}."
        verb = "was" if every["founded"] == 1 else "were"
        text = f"{whole} networks {verb} founded from {first} to {last} ({part})"
        explicitly = f"; of the explicit smart-city networks, {some}" if explicit["total"] else ""
        return f"{text}{explicitly}."

    return _pair(write)


def frame_foundings(data: Dataset) -> pd.DataFrame:
    """Foundings, one row per network, in the order of the timeline.

    Examples
    --------
    >>> from analysis import load
    >>> len(frame_foundings(load()))
    34
    """
    return list_foundings(data.networks)


def frame_periods(data: Dataset) -> pd.DataFrame:
    """Foundings per period and category; years outside the periods get one of their own.

    Examples
    --------
    >>> from analysis import load
    >>> int(frame_periods(load())["total"].sum())
    34
    """
    years = data.networks["founded"].dropna()
    periods = list(FOUNDING_PERIODS)
    if len(years) and (first := int(years.min())) < periods[0][0]:
        periods.insert(0, (first, periods[0][0] - 1))
    if len(years) and (last := int(years.max())) > periods[-1][1]:
        periods.append((periods[-1][1] + 1, last))
    return count_periods(data.networks, periods=periods, by="category", contract=data.contract)


def frame_variants(data: Dataset) -> pd.DataFrame:
    """Shares founded 2015 to 2020 under each dating, the variants by the name of the network.

    Where there are no explicit smart-city networks, there are no rows on them.

    Examples
    --------
    >>> from analysis import load
    >>> frame_variants(load()).loc[0, ["variant", "counted", "networks_total"]].to_dict()
    {'variant': 'coded', 'counted': 'all', 'networks_total': 34}
    """
    networks = data.networks
    variants = compare_founding_variants(networks).reset_index()
    variants = variants[variants["total"] > 0].reset_index(drop=True)
    names = {
        f"{key}_{year}": f"{name} {year}"
        for key, name, year in networks[["network_id", "short_name", "founded_alternative"]].values
    }
    return variants.assign(
        variant=variants["variant"].replace(names),
        population=variants["population"].replace({"smart_city": "explicit"}),
    ).rename(
        columns={"population": "counted", "founded": "networks_founded", "total": "networks_total"}
    )


def _note_window(data: Dataset) -> Pair | None:
    years = list_years(list_foundings(data.networks))
    if not years or years[-1] < WINDOW[0] or years[0] > WINDOW[1]:
        return None
    first, last = WINDOW
    return f"Shaded: {first} to {last}.", f"Hinterlegt: {first} bis {last}."


def _note_cuts(data: Dataset) -> Pair | None:
    if not is_cut(list_foundings(data.networks)):
        return None
    return (
        "Years without a founding are cut short on the axis.",
        "Längere Zeiten ohne Gründung sind auf der Achse verkürzt.",
    )


def _omit_explicit(data: Dataset) -> str:
    if data.networks["category"].isin(EXPLICIT_SMART_CITY).any():
        return ""
    return (
        f"rows on explicit smart-city networks ({', '.join(EXPLICIT_SMART_CITY)}): there are none"
    )


FOUNDING_FIGURES = (
    Output(
        name="timeline",
        kind="figure",
        notebook="01_founding_timeline",
        title=("Founding of the networks", "Gründung der Netzwerke"),
        measure=frame_foundings,
        draw=partial(draw_plot, plot_timeline, window=WINDOW),
        describe=describe_timeline,
        notes=(
            by_report(("After Abbildung 1 of the report.", "Nach Abbildung 1 des Berichts.")),
            _note_window,
            _note_cuts,
        ),
    ),
    Output(
        name="periods",
        kind="figure",
        notebook="01_founding_timeline",
        title=("Networks founded by period", "Gründungen nach Zeitraum"),
        measure=frame_periods,
        draw=partial(draw_plot, plot_periods),
        widths=BOTH,
        describe=describe_periods,
        notes=(
            by_report(
                (
                    "Dated by the first founding that the report names; the periods differ in "
                    "length.",
                    "Datiert nach der ersten im Bericht genannten Gründung; die Zeiträume sind "
                    "verschieden lang.",
                ),
                ("The periods differ in length.", "Die Zeiträume sind verschieden lang."),
            ),
        ),
    ),
)

FOUNDING_TABLES = (
    Output(
        name="foundings_per_period",
        kind="table",
        notebook="01_founding_timeline",
        title=("Networks founded by period and category", "Gründungen nach Zeitraum und Kategorie"),
        measure=frame_periods,
        short=True,
    ),
    Output(
        name="founding_share_variants",
        kind="table",
        notebook="01_founding_timeline",
        title=(
            "Share of networks founded from 2015 to 2020, by dating",
            "Anteil der von 2015 bis 2020 gegründeten Netzwerke nach Datierung",
        ),
        measure=frame_variants,
        notes=(
            by_report(
                (
                    "Each other year that the report names replaces the coded one, alone and all "
                    "at once.",
                    "Jedes weitere im Bericht genannte Jahr ersetzt das kodierte, einzeln und alle "
                    "zugleich.",
                ),
                (
                    "Each other year replaces the coded one, alone and all at once.",
                    "Jedes weitere Jahr ersetzt das kodierte, einzeln und alle zugleich.",
                ),
            ),
            (
                "The bounds allow for foundings dated to a span of years.",
                "Die Grenzen berücksichtigen auf Zeitspannen datierte Gründungen.",
            ),
        ),
        omits=_omit_explicit,
    ),
)
