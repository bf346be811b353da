"""The list of what is exported: each room registers its outputs beside what measures them."""

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

# A note or source below an output: the key of a text; one for data coded from the report and
# another, or none, for all other data; or what gives it for the data, empty where they give none.
Text = str | tuple[str, str | None] | Callable[[Dataset, Wording], str]
Tell = Callable[[Dataset, Wording], str | None]
Measure = TypeVar("Measure", bound=Callable[..., Any])

REPORT = "BBSR-Online-Publikation 36/2023"

LISTED = ("note.listed", "note.listed_other")
NAMED_TWICE = ("note.named_twice", "note.named_twice_other")
MUNICIPAL = "note.municipal"
MENTIONS = "note.mentions"


# ---------------------------------------------------------------- where the data come from


def cites_report(contract: Mapping[str, Any] | None) -> bool:
    """Say whether tables are coded from the report, by the citation in their contract."""
    return REPORT in str((contract or {}).get("citation", ""))


def list_sources(contract: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the sources that a contract names: its own, or else those of its tables."""
    if contract.get("sources"):
        return list(contract["sources"])
    tables = contract.get("resources", ())
    found = [source for table in tables for source in table.get("sources", ())]
    return [source for i, source in enumerate(found) if source not in found[:i]]


def _names(contract: Mapping[str, Any], name: str) -> bool:
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
    listed = data.municipalities is not None and _names(data.contract, "Destatis")
    return say("source.official") if listed else ""


def name_places(data: Dataset, say: Wording) -> str:
    """Credit the borders of the map, and coordinates as contract or members name their source."""
    members = data.members
    name = "GeoNames"
    own = "geo_source" in members and members["geo_source"].str.startswith(name, na=False).any()
    return say("source.places" if own or _names(data.contract, name) else "source.borders")


TERRITORIES = ("state", "metropolitan_region")
# What data must hold for an entry beyond the three tables: the test, and what is said without.
NEEDS: dict[str, tuple[Callable[[Dataset], bool], str]] = {
    "municipalities": (lambda data: data.municipalities is not None,
                       "needs the table municipalities.csv"),
    "members": (lambda data: not select_memberships(data).empty,
                "needs memberships of German municipalities or districts"),
    "several": (lambda data: bool((_count_networks(data) > 1).any()),
                "needs German municipalities or districts in two or more networks"),
    "claims": (lambda data: data.claims is not None, "needs the table claims.csv"),
    "territories": (lambda data: not select_memberships(data, kinds=TERRITORIES).empty,
                    "needs memberships of German states or metropolitan regions"),
    "coordinates": (lambda data: bool(select_memberships(data)["latitude"].notna().any()),
                    "needs coordinates of members"),
}  # fmt: skip


def _count_networks(data: Dataset) -> "pd.Series[int]":
    return select_memberships(data).groupby("member_id")["network_id"].nunique()


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


def once(measure: Measure, name: str = "") -> Measure:
    """Mark a function of the data alone, so that a run measures it once, by its name."""

    @wraps(measure)
    def measured(data: Dataset) -> Any:
        memo = _MEASURED.get()
        if memo is None:
            return measure(data)
        key = (name or measure.__qualname__, id(data))
        if key not in memo:
            memo[key] = (measure(data), data)  # the data kept, their id stays theirs
        return memo[key][0]

    return measured  # type: ignore[return-value]


def share_measured(data: Dataset, found: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what this run has measured of the data, by function, and take over what another has."""
    memo = _MEASURED.get()
    if memo is None:
        return {}
    memo |= {(name, id(data)): (value, data) for name, value in (found or {}).items()}
    return {name: value for (name, of), (value, _) in memo.items() if of == id(data)}


# ---------------------------------------------------------------- outputs


class Output(NamedTuple):
    """One thing that is exported, as `register` describes it."""

    name: str  # of the files
    measure: Callable[[Dataset], Any]
    notebook: str  # where the same is shown and read
    notes: tuple[Text, ...]  # what stands below it: with the finding of a figure, under 60 words
    kind: str  # "figure", "table", or "graph" with positions
    text: str  # what comes before `.title` and `.place` in the keys of its texts
    plot: Callable[..., Any] | None = None  # draws the measured: a frame, or a tuple of arguments
    alt: Callable[[Any, Wording], str] | None = None  # the alternative text of a figure
    tells: Callable[[Any, Wording], str] | None = None  # what a figure shows, its title; may be ""
    method: tuple[Text, ...] = ()  # how we know, apart from the notes
    sources: tuple[Text, ...] = (name_source,)
    needs: tuple[str, ...] = ()  # keys of NEEDS
    widths: tuple[int, ...] = (WIDTH_MM,)  # in mm; with several, the plot takes `width_mm`
    numbers: Callable[[Any], pd.DataFrame] = pd.DataFrame  # the frame of what is plotted
    short: bool = False  # labels in a table
    place: str = ""  # the key of another text that says where it stands in the report
    omits: Callable[[Dataset], str] | None = None  # says what the data leave no rows for


OUTPUTS: dict[str, Output] = {}
# The outputs that show a finding, and what tells it, empty where the data allow none.
FINDINGS: dict[str, tuple[tuple[str, ...], Tell]] = {}


def register(
    name: str, notebook: str, *notes: Text, kind: str = "", text: str = "", **options: Any
) -> Callable[[Measure], Measure]:
    """Register the function below as what measures an output: a figure with `plot`, else a table.

    `text` is another output whose title and place it shares; the options are fields of `Output`.
    """

    def keep(measure: Measure) -> Measure:
        measured = once(measure, name)
        own = kind or ("figure" if "plot" in options else "table")
        OUTPUTS[name] = Output(name, measured, notebook, notes, own, text or name, **options)
        return measured

    return keep


def finding(name: str, *shown: str) -> Callable[[Tell], Tell]:
    """Register the function below as what tells a finding; its head is the text `finding.name`."""

    def keep(tell: Tell) -> Tell:
        FINDINGS[name] = shown, tell
        return tell

    return keep


@contextmanager
def draw_output(
    output: Output, measured: Any, say: Wording, *, width_mm: int = WIDTH_MM
) -> "Iterator[Figure]":
    """Draw the figure of an entry, and close it afterwards."""
    import matplotlib.pyplot as plt

    if output.plot is None:
        raise TypeError(f"the entry {output.name!r} is no figure: it cannot be drawn")
    inputs = measured if isinstance(measured, tuple) else (measured,)
    several = {"width_mm": width_mm} if len(output.widths) > 1 else {}
    drawn = output.plot(*inputs, lang=say.lang, labels=say.contract, **several)
    figure = figure_of(next(iter(drawn.values())) if isinstance(drawn, dict) else drawn)
    try:
        yield figure
    finally:
        plt.close(figure)


def title_output(output: Output, say: Wording) -> str:
    """Give the title of an entry, with its place in the report for data coded from that."""
    title, key = say(f"{output.text}.title"), output.place or f"{output.text}.place"
    place = read_texts(say.lang).get(key) if cites_report(say.contract) else None
    return f"{title} ({place})" if place else title


def tell_output(output: Output, measured: Any, say: Wording) -> str:
    """Give what a figure shows as a sentence without its full stop; else its title."""
    told = output.tells(measured, say) if output.tells else ""
    return told or title_output(output, say)


def write_source(output: Output, data: Dataset, say: Wording) -> str:
    """Give the line that names the sources of an entry; empty where the data name none."""
    found = write_texts(output.sources, data, say)
    return f"{say('say.source')}: {'; '.join(found)}." if found else ""


def note_all(output: Output, data: Dataset, say: Wording) -> list[str]:
    """Give the notes of an entry, how we know, and the line that names its sources, if any."""
    found = [*write_texts(output.notes, data, say), *write_texts(output.method, data, say)]
    return [text for text in (*found, write_source(output, data, say)) if text]


def write_texts(texts: tuple[Text, ...], data: Dataset, say: Wording) -> list[str]:
    """Write notes, each a key of the texts or a function; empty ones are left out."""
    found = []
    for text in texts:
        if callable(text):
            found.append(text(data, say))
        else:
            coded, other = text if isinstance(text, tuple) else (text, text)
            key = coded if cites_report(data.contract) else other
            found.append(say(key) if key else "")
    return [text for text in found if text]
