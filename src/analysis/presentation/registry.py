"""The list of what is exported: each room registers its outputs beside what measures them."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from analysis.data import Dataset, select_memberships
from analysis.presentation.style import WIDTH_MM, figure_of
from analysis.presentation.wording import Wording, read_texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Contract = Mapping[str, Any]
# A note or source below an output: the key of a text; one for data coded from the report and
# another, or none, for all other data; or what gives it for the data, empty where they give none.
Text = str | tuple[str, str | None] | Callable[[Dataset, Wording], str]
Tell = Callable[[Dataset, Wording], str | None]
Measure = TypeVar("Measure", bound=Callable[..., Any])

REPORT = "BBSR-Online-Publikation 36/2023"
DESTATIS = "Destatis"
GEONAMES = "GeoNames"

LISTED = ("note.listed", "note.listed_other")
NAMED_TWICE = ("note.named_twice", "note.named_twice_other")
MUNICIPAL = "note.municipal"
MENTIONS = "note.mentions"


# ---------------------------------------------------------------- where the data come from


def cites_report(contract: Contract) -> bool:
    """Say whether tables are coded from the report, by the citation in their contract."""
    return REPORT in str(contract.get("citation", ""))


def list_sources(contract: Contract) -> list[dict[str, Any]]:
    """List the sources that a contract names: its own, or else those of its tables."""
    if contract.get("sources"):
        return list(contract["sources"])
    found = [
        source for table in contract.get("resources", ()) for source in table.get("sources", ())
    ]
    return [source for i, source in enumerate(found) if source not in found[:i]]


def _names(contract: Contract, name: str) -> bool:
    return any(name in str(source.get("title", "")) for source in list_sources(contract))


def name_source(data: Dataset, say: Wording) -> str:
    """Name what the data are coded from, by their contract; empty where that names nothing."""
    contract = data.contract
    if cites_report(contract):
        return say("source.report", report=REPORT)
    own = "title" if say.lang == "en" else f"title_{say.lang}"
    found = contract.get("citation") or contract.get(own) or contract.get("title") or ""
    return str(found).rstrip(". ")


def name_official(data: Dataset, say: Wording) -> str:
    """Credit the official list of municipalities where the data hold it and their contract does."""
    listed = data.municipalities is not None and _names(data.contract, DESTATIS)
    return say("source.official") if listed else ""


def name_places(data: Dataset, say: Wording) -> str:
    """Credit the borders of the map, and coordinates as contract or members name their source."""
    members = data.members
    own = "geo_source" in members and members["geo_source"].str.startswith(GEONAMES, na=False).any()
    return say("source.places" if own or _names(data.contract, GEONAMES) else "source.borders")


TERRITORIES = ("state", "metropolitan_region")
# What data must hold for an entry beyond the three tables: the test, and what is said without.
NEEDS: dict[str, tuple[Callable[[Dataset], bool], str]] = {
    "municipalities": (
        lambda data: data.municipalities is not None,
        "needs the table municipalities.csv",
    ),
    "members": (
        lambda data: not select_memberships(data).empty,
        "needs memberships of German municipalities or districts",
    ),
    "several": (
        lambda data: bool(
            select_memberships(data).groupby("member_id")["network_id"].nunique().gt(1).any()
        ),
        "needs German municipalities or districts in two or more networks",
    ),
    "claims": (lambda data: data.claims is not None, "needs the table claims.csv"),
    "territories": (
        lambda data: not select_memberships(data, kinds=TERRITORIES).empty,
        "needs memberships of German states or metropolitan regions",
    ),
    "coordinates": (
        lambda data: bool(select_memberships(data)["latitude"].notna().any()),
        "needs coordinates of members",
    ),
}


# ---------------------------------------------------------------- measured once in a run

_MEASURED: ContextVar[dict[Any, Any] | None] = ContextVar("measured", default=None)


@contextmanager
def measure_once() -> Iterator[None]:
    """Within this block, what is marked `once` is measured once for the same data."""
    token = _MEASURED.set({} if _MEASURED.get() is None else _MEASURED.get())
    try:
        yield
    finally:
        _MEASURED.reset(token)


def once(measure: Measure) -> Measure:
    """Mark a function of the data alone, so that a run measures it once."""

    @wraps(measure)
    def measured(data: Dataset) -> Any:
        memo = _MEASURED.get()
        if memo is None:
            return measure(data)
        key = (measure, id(data))
        if key not in memo:
            memo[key] = (measure(data), data)  # the data kept, their id stays theirs
        return memo[key][0]

    return measured  # type: ignore[return-value]


# ---------------------------------------------------------------- outputs


class Output(NamedTuple):
    """One thing that is exported, as `register` describes it."""

    name: str
    kind: str
    title: Any
    measure: Callable[[Dataset], Any]
    notebook: str = ""
    notes: tuple[Any, ...] = ()
    sources: tuple[Any, ...] = (name_source,)
    draw: "Callable[..., Figure] | None" = None
    describe: Callable[[Any, str, Contract], str] | None = None
    numbers: Callable[[Any], pd.DataFrame] = pd.DataFrame
    needs: tuple[str, ...] = ()
    widths: tuple[int, ...] = (WIDTH_MM,)
    short: bool = False
    place: Any = None
    omits: Callable[[Dataset], str] | None = None


class Finding(NamedTuple):
    """A finding in sentences: `tell` gives it; empty where the data allow none.

    `shown` are the outputs that show it: it is told where an export holds one of them.
    """

    name: str
    shown: tuple[str, ...]
    tell: Tell


REGISTERED: dict[str, Output] = {}
FINDINGS: dict[str, Finding] = {}


def register(
    name: str,
    notebook: str,
    *notes: Text,
    plot: Callable[..., Any] | None = None,
    alt: Callable[[Any, Wording], str] | None = None,
    kind: str = "",
    **options: Any,
) -> Callable[[Measure], Measure]:
    """Register the function below as what measures an output: a figure with `plot`, else a table.

    Parameters
    ----------
    name
        Of the files; its title is the text `name.title`, its place in the report, which only data
        coded from that show, the text `name.place`.
    notebook
        Where the same is shown and read.
    *notes
        What stands below it.
    plot, alt
        What draws the measured (a frame, or a tuple of the arguments), and what gives the
        alternative text for it.
    kind
        "graph" for a graph with positions.
    **options
        `sources`, as notes; `needs`, keys of NEEDS; `widths` in mm for which a figure is composed
        (with several, its plot takes `width_mm`); `numbers`, which gives the frame of what is
        plotted; `short` labels in a table; `omits`, which says what the data leave no rows for.
    """

    def describe(measured: Any, lang: str, contract: Contract) -> str:
        return alt(measured, Wording(lang, contract)) if alt else ""

    def draw(measured: Any, lang: str, contract: Contract, **chosen: Any) -> "Figure":
        return draw_plot(plot, measured, lang, contract, **chosen)  # type: ignore[arg-type]

    def keep(measure: Measure) -> Measure:
        measured = once(measure)
        shown = {"draw": draw, "describe": describe} if plot else {}
        place = f"{name}.place" if f"{name}.place" in read_texts("en") else None
        REGISTERED[name] = Output(
            name, kind or ("figure" if plot else "table"), f"{name}.title", measured, notebook,
            notes, **(shown | {"place": place} | options),
        )  # fmt: skip
        return measured

    return keep


def finding(name: str, *shown: str) -> Callable[[Tell], Tell]:
    """Register the function below as what tells a finding; its head is the text `finding.name`."""

    def keep(tell: Tell) -> Tell:
        FINDINGS[name] = Finding(name, shown, tell)
        return tell

    return keep


def draw_plot(
    plot: Callable[..., Any], measured: Any, lang: str, labels: Contract, **options: Any
) -> "Figure":
    """Draw what was measured, and give the figure of the axes that the plot returns."""
    inputs = measured if isinstance(measured, tuple) else (measured,)
    drawn = plot(*inputs, lang=lang, labels=labels, **options)
    return figure_of(next(iter(drawn.values())) if isinstance(drawn, dict) else drawn)


@contextmanager
def draw_output(
    output: Output, measured: Any, data: Dataset, *, lang: str, width_mm: int = WIDTH_MM
) -> "Iterator[Figure]":
    """Draw the figure of an entry, and close it afterwards."""
    import matplotlib.pyplot as plt

    if output.draw is None:
        raise TypeError(f"the entry {output.name!r} is no figure: it cannot be drawn")
    several = {"width_mm": width_mm} if len(output.widths) > 1 else {}
    figure = output.draw(measured, lang, data.contract, **several)
    try:
        yield figure
    finally:
        plt.close(figure)


def choose_title(output: Output, say: Wording) -> str:
    """Give the title of an entry alone."""
    return _choose(output.title, say)


def title_output(output: Output, contract: Contract, lang: str) -> str:
    """Give the title of an entry, with its place in the report for data coded from that."""
    say = Wording(lang, contract)
    title = _choose(output.title, say)
    if output.place is None or not cites_report(contract):
        return title
    return f"{title} ({_choose(output.place, say)})"


def note_output(output: Output, data: Dataset, lang: str) -> list[str]:
    """Give the notes of an entry that hold for the data."""
    return _write_texts(output.notes, data, Wording(lang, data.contract))


def write_source(output: Output, data: Dataset, lang: str) -> str:
    """Give the line that names the sources of an entry; empty where the data name none."""
    say = Wording(lang, data.contract)
    found = _write_texts(output.sources, data, say)
    return f"{say('say.source')}: {'; '.join(found)}." if found else ""


def note_all(output: Output, data: Dataset, lang: str) -> list[str]:
    """Give the notes of an entry, and the line that names its sources last where there is one."""
    texts = (*note_output(output, data, lang), write_source(output, data, lang))
    return [text for text in texts if text]


def _write_texts(texts: tuple[Any, ...], data: Dataset, say: Wording) -> list[str]:
    return [found for text in texts if (found := _write_text(text, data, say))]


def _write_text(text: Any, data: Dataset, say: Wording) -> str:
    if callable(text):
        if len(inspect.signature(text).parameters) == 1:  # of the old house, to go
            pair = text(data)
            return "" if pair is None else _choose(pair, say)
        return str(text(data, say))
    if isinstance(text, tuple) and text[0] in read_texts("en"):
        key = text[0] if cites_report(data.contract) else text[1]
        return "" if key is None else say(key)
    return _choose(text, say)


def _choose(text: Any, say: Wording) -> str:
    """Old: a pair in English and German; new: the key of a text."""
    return say(text) if isinstance(text, str) else str(text[say.lang == "de"])


# ---------------------------------------------------------------- of the old house, to go

Pair = tuple[str, str]


def by_report(report: Any, other: Any = None) -> Callable[[Dataset], Any]:
    """Old: give a text for data coded from the report, and perhaps another for all other data."""
    return lambda data: report if cites_report(data.contract) else other


def choose(texts: Pair, lang: str) -> str:
    """Old: give the text in a language, of a pair in English and German."""
    return texts[lang == "de"]
