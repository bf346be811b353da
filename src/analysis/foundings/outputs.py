"""What is exported on the foundings."""

from functools import partial
from operator import itemgetter

import pandas as pd

from analysis.data import Dataset
from analysis.foundings.figures import begin_axis, list_years, plot_periods, plot_timeline
from analysis.foundings.measures import (
    EXPLICIT_SMART_CITY,
    PERIODS,
    SUMS,
    SURVEY,
    WINDOW,
    compare_founding_variants,
    count_periods,
    list_foundings,
    share_founded,
)
from analysis.presentation.registry import cites_report, finding, register
from analysis.presentation.style import BOTH
from analysis.presentation.wording import Wording

Timeline = tuple[pd.DataFrame, float | None]


def describe_timeline(measured: Timeline, say: Wording) -> str:
    """Say what the timeline shows."""
    frame, _ = measured
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


def describe_periods(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the foundings per period show."""
    counts = frame.drop(columns=[*SUMS])
    most, total = int(frame["total"].max()), int(frame["cumulative"].iloc[-1])
    tops = [str(period) for period, value in frame["total"].items() if value == most]
    found = f"{most} {say('say.of')} {total}"
    peak = say("periods.alt_several", number=len(tops), found=found, names=say.join(tops))
    if len(tops) == 1:
        parts = counts.T[tops[0]]
        largest, group = parts[parts == parts.max()], ""
        if len(largest) == 1:
            name = say.code("category", largest.index[0], short=False)
            group = say("periods.alt_group", name=name, number=int(largest.iloc[0]))
        peak = say("periods.alt_one", top=tops[0], found=found, group=group)
    return say("periods.alt", periods=len(frame), peak=peak)


def tell_timeline(measured: Timeline, say: Wording) -> str:
    """Say how many of the explicit smart-city networks date from the window, if it is most."""
    frame, _ = measured
    explicit = frame.loc[frame["category"].isin(EXPLICIT_SMART_CITY), "founded"]
    recent, (first, last) = explicit.between(*WINDOW), WINDOW
    if explicit.empty or recent.mean() <= 0.5:
        return ""
    counts = {"count": say.number(int(recent.sum())), "total": say.number(len(recent))}
    return say("timeline.tells", first=first, last=last, **counts)


def _note_earlier(data: Dataset, say: Wording) -> str:
    years = list_years(list_foundings(data.networks))
    return say("timeline.earlier") if years and begin_axis(years) > years[0] else ""


def _omit_explicit(data: Dataset) -> str:
    names = ", ".join(EXPLICIT_SMART_CITY)
    some = data.networks["category"].isin(EXPLICIT_SMART_CITY).any()
    return "" if some else f"rows on explicit smart-city networks ({names}): there are none"


@register("timeline", "01_founding_timeline", ("timeline.after_figure", None), "timeline.read",
          _note_earlier, plot=partial(plot_timeline, window=WINDOW), numbers=itemgetter(0),
          alt=describe_timeline, tells=tell_timeline, widths=BOTH)  # fmt: skip
def frame_foundings(data: Dataset) -> Timeline:
    """Foundings and terms, one row per network, and the time of the report's data."""
    return list_foundings(data.networks), SURVEY if cites_report(data.contract) else None


@register("foundings_per_period", "01_founding_timeline", short=True)
@register("periods", "01_founding_timeline", ("periods.dated", "periods.lengths"),
          plot=plot_periods, alt=describe_periods, widths=BOTH)  # fmt: skip
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
