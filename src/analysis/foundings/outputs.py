"""What is exported on the foundings."""

from functools import partial, wraps
from typing import Any

import pandas as pd

from analysis.data import Dataset
from analysis.foundings.figures import begin_axis, list_years, plot_foundings, plot_timeline
from analysis.foundings.measures import (
    EXPLICIT_SMART_CITY,
    PERIODS,
    SURVEY,
    WINDOW,
    compare_founding_variants,
    count_foundings,
    count_periods,
    list_foundings,
    share_founded,
)
from analysis.presentation.registry import cites_report, finding, register
from analysis.presentation.style import BOTH
from analysis.presentation.wording import Wording


@wraps(plot_timeline)
def draw_timeline(frame: pd.DataFrame, **options: Any) -> Any:
    """Draw the timeline with the window and, of data coded from the report, its survey."""
    survey = SURVEY if cites_report(options.get("labels")) else None
    return plot_timeline(frame, window=WINDOW, survey=survey, **options)


def describe_timeline(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the timeline shows."""
    ordered = frame.sort_values("founded", kind="stable")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    return say(
        "timeline.alt", count=say.number(len(frame)),
        first=first["short_name"], first_year=first["founded"],
        last=last["short_name"], last_year=last["founded"],
        recent=int(frame["founded"].astype("int64").between(*WINDOW).sum()),
        spans=int((frame["founded_latest"] > frame["founded"]).fillna(False).sum()),
        others=int(frame["founded_alternative"].notna().sum()),
    )  # fmt: skip


def describe_years(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the foundings by year show."""
    counts, total = frame["total"], int(frame["cumulative"].iloc[-1])
    top = say.top([(str(year), int(count)) for year, count in counts.items()])
    recent = int(counts.loc[slice(*WINDOW)].sum())
    first, last = frame.index[0], frame.index[-1]
    return say("periods.alt", first=first, last=last, total=total, recent=recent, top=top)


def tell_years(frame: pd.DataFrame, say: Wording) -> str:
    """Say how many networks date from the window, and how many of these are explicit ones."""
    recent, (first, last) = frame.loc[slice(*WINDOW)].sum(), WINDOW
    if not recent["total"]:
        return ""
    counts = [int(frame["cumulative"].iloc[-1]), int(recent["total"]), int(recent["explicit"])]
    total, count, explicit = map(say.number, counts)
    return say("periods.tells", first=first, last=last, total=total, count=count, explicit=explicit)


def _count_recent(frame: pd.DataFrame, say: Wording) -> dict[str, str]:
    recent = frame["founded"].between(*WINDOW)
    return {"count": say.number(int(recent.sum())), "total": say.number(len(recent))}


def tell_timeline(frame: pd.DataFrame, say: Wording) -> str:
    """Say how many of the explicit smart-city networks date from the window, if it is most."""
    is_explicit = frame["category"].isin(EXPLICIT_SMART_CITY)
    explicit, rest = frame[is_explicit], frame[~is_explicit]
    if explicit.empty or explicit["founded"].between(*WINDOW).mean() <= 0.5:
        return ""
    others = "" if rest.empty else say("timeline.others", **_count_recent(rest, say))
    counts = _count_recent(explicit, say)
    return say("timeline.tells", first=WINDOW[0], last=WINDOW[1], others=others, **counts)


def _note_earlier(data: Dataset, say: Wording) -> str:
    years = list_years(list_foundings(data.networks))
    return say("timeline.earlier") if years and begin_axis(years) > years[0] else ""


def _omit_explicit(data: Dataset) -> str:
    names = ", ".join(EXPLICIT_SMART_CITY)
    some = data.networks["category"].isin(EXPLICIT_SMART_CITY).any()
    return "" if some else f"rows on explicit smart-city networks ({names}): there are none"


@register("timeline", "01_founding_timeline", ("timeline.after_figure", None), _note_earlier,
          plot=draw_timeline, alt=describe_timeline, tells=tell_timeline, widths=BOTH)  # fmt: skip
def frame_foundings(data: Dataset) -> pd.DataFrame:
    """Foundings and terms, one row per network, in the order of the timeline."""
    return list_foundings(data.networks)


@register("periods", "01_founding_timeline", "periods.dots", _note_earlier,
          plot=partial(plot_foundings, window=WINDOW), alt=describe_years, tells=tell_years,
          widths=BOTH)  # fmt: skip
def frame_years(data: Dataset) -> pd.DataFrame:
    """Foundings of each year."""
    return count_foundings(data.networks)


@register(
    "foundings_per_period", "01_founding_timeline", "foundings_per_period.lengths", short=True
)
def frame_periods(data: Dataset) -> pd.DataFrame:
    """Foundings per period and category; years outside the periods get one of their own."""
    first, last = PERIODS[0][0], PERIODS[-1][1]
    years = [first, last, *data.networks["founded"].dropna()]
    wider = ((min(years), first - 1), *PERIODS, (last + 1, max(years)))
    periods = [(start, end) for start, end in wider if start <= end]
    return count_periods(data.networks, periods=periods, by="category", contract=data.contract)


@register("founding_share_variants", "01_founding_timeline",
          ("founding_share_variants.exchanged", "founding_share_variants.exchanged_other"),
          "founding_share_variants.bounds", omits=_omit_explicit)  # fmt: skip
def frame_variants(data: Dataset) -> pd.DataFrame:
    """Shares under each dating, the variants by the name of the network."""
    variants = compare_founding_variants(data.networks).reset_index()
    variants = variants[variants["total"] > 0].reset_index(drop=True)
    known = data.networks[["network_id", "short_name", "founded_alternative"]].values
    names = {f"{key}_{year}": f"{name} {year}" for key, name, year in known}
    heads = {"population": "counted", "founded": "networks_founded", "total": "networks_total"}
    return variants.assign(
        variant=variants["variant"].replace(names),
        population=variants["population"].replace({"smart_city": "explicit"}),
    ).rename(columns=heads)


@finding("foundings", "timeline", "periods")
def tell_foundings(data: Dataset, say: Wording) -> str | None:
    """Say how many networks date from the window, and how many of the explicit ones."""
    networks, (first, last) = data.networks, WINDOW
    explicit = networks[networks["category"].isin(EXPLICIT_SMART_CITY)]
    every, some = share_founded(networks, *WINDOW), share_founded(explicit, *WINDOW)
    if not every["total"]:
        return None
    whole, part = (
        f"{say.number(found['founded'])} {say('say.of')} {say.number(found['total'])}"
        for found in (every, some)
    )
    explicitly = say("timeline.finding_explicit", some=part) if some["total"] else ""
    key = "timeline.finding_one" if every["founded"] == 1 else "timeline.finding"
    share = say.share(every["share"])
    return say(key, whole=whole, first=first, last=last, part=share, explicitly=explicitly)
