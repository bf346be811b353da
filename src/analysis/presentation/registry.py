"""The form of an entry in the list of outputs, its texts for given data, and their sources."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.data import Dataset, select_memberships
from analysis.data.contract import LANGUAGES
from analysis.presentation.style import WIDTH_MM, figure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Contract = Mapping[str, Any]
Pair = tuple[str, str]
# A text in English and German, or what gives it for the data: None where they give no reason.
Text = Pair | Callable[[Dataset], Pair | None]

REPORT = "BBSR-Online-Publikation 36/2023"
DESTATIS = "Destatis"
GEONAMES = "GeoNames"


def cites_report(contract: Contract) -> bool:
    """Say whether tables are coded from the report, by the citation in their contract.

    Examples
    --------
    >>> from analysis.data.contract import read_contract
    >>> cites_report(read_contract()), cites_report({"citation": "Doe 2024: Networks."})
    (True, False)
    """
    return REPORT in str(contract.get("citation", ""))


def by_report(report: Pair | None, other: Pair | None = None) -> Callable[[Dataset], Pair | None]:
    """Give a text for data coded from the report, and perhaps another for all other data.

    Examples
    --------
    >>> from analysis import load
    >>> by_report(("the report", "der Bericht"))(load())
    ('the report', 'der Bericht')
    """
    return lambda data: report if cites_report(data.contract) else other


def name_source(data: Dataset) -> Pair | None:
    """Name what the data are coded from, by their contract; None where that names nothing.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analysis import load
    >>> name_source(load())[0]
    'own presentation after BBSR-Online-Publikation 36/2023'
    >>> name_source(replace(load(), contract={"citation": "Doe 2024: Networks."}))
    ('Doe 2024: Networks', 'Doe 2024: Networks')
    """
    contract = data.contract
    if cites_report(contract):
        return f"own presentation after {REPORT}", f"eigene Darstellung nach {REPORT}"
    english = str(contract.get("citation") or contract.get("title") or "").rstrip(". ")
    german = str(contract.get("citation") or contract.get("title_de") or english).rstrip(". ")
    return (english, german) if english else None


def list_sources(contract: Contract) -> list[dict[str, Any]]:
    """List the sources that a contract names: its own, or else those of its tables.

    Examples
    --------
    >>> list_sources({"resources": [{"name": "members", "sources": [{"title": "Own survey"}]}]})
    [{'title': 'Own survey'}]
    """
    if contract.get("sources"):
        return list(contract["sources"])
    found = [
        source for table in contract.get("resources", ()) for source in table.get("sources", ())
    ]
    return [source for i, source in enumerate(found) if source not in found[:i]]


def _names(contract: Contract, name: str) -> bool:
    return any(name in str(source.get("title", "")) for source in list_sources(contract))


def name_official(data: Dataset) -> Pair | None:
    """Credit the official list of municipalities where the data hold it and their contract does."""
    if data.municipalities is None or not _names(data.contract, DESTATIS):
        return None
    return (
        "municipalities and inhabitants: Statistisches Bundesamt (Destatis), GV100AD, 30 Nov 2023",
        "Gemeinden und Einwohner: Statistisches Bundesamt (Destatis), GV100AD, 30.11.2023",
    )


def name_places(data: Dataset) -> Pair:
    """Credit the borders of the map, and coordinates as contract or members name their source."""
    members = data.members
    own = "geo_source" in members and members["geo_source"].str.startswith(GEONAMES, na=False).any()
    if own or _names(data.contract, GEONAMES):
        return (
            "coordinates: GeoNames (CC BY 4.0); borders: Natural Earth",
            "Koordinaten: GeoNames (CC BY 4.0); Grenzen: Natural Earth",
        )
    return "borders: Natural Earth", "Grenzen: Natural Earth"


LISTED = by_report(
    (
        "German municipalities and districts that the report names as taking part; many of its "
        "lists are examples.",
        "Deutsche Kommunen und Landkreise, die der Bericht als Beteiligte nennt; viele seiner "
        "Aufzählungen sind beispielhaft.",
    ),
    (
        "German municipalities and districts named in the data as taking part.",
        "Deutsche Kommunen und Landkreise, die in den Daten als Beteiligte genannt sind.",
    ),
)
MUNICIPAL = (
    "Counted are the municipalities, not the districts.",
    "Gezählt sind die Kommunen, nicht die Landkreise.",
)
NAMED_TWICE = by_report(
    (
        "Networks that the report names under two types stand where its Tabelle 1 agrees; networks "
        "that it names under none are shown as such.",
        "Netzwerke, die der Bericht unter zwei Typen nennt, stehen dort, wo Tabelle 1 es "
        "bestätigt; nicht zugeordnete sind als solche ausgewiesen.",
    ),
    (
        "Networks of two types stand where they are coded; networks of none are shown as such.",
        "Netzwerke mit zwei Typen stehen dort, wo sie kodiert sind; nicht zugeordnete sind als "
        "solche ausgewiesen.",
    ),
)
MENTIONS = (
    "A network counts once in each category of its list; totals count networks.",
    "Ein Netzwerk zählt bei jeder Ausprägung seiner Liste; die Summen zählen Netzwerke.",
)


def choose(texts: Pair, lang: str) -> str:
    """Give the text in a language, of a pair in English and German.

    Examples
    --------
    >>> choose(("source", "Quelle"), "de")
    'Quelle'
    """
    return dict(zip(LANGUAGES, texts, strict=True))[lang]


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
    "claims": (
        lambda data: data.claims is not None,
        "needs the table claims.csv",
    ),
    "territories": (
        lambda data: not select_memberships(data, kinds=TERRITORIES).empty,
        "needs memberships of German states or metropolitan regions",
    ),
    "coordinates": (
        lambda data: bool(select_memberships(data)["latitude"].notna().any()),
        "needs coordinates of members",
    ),
}


def draw_plot(
    plot: Callable[..., Any], measured: Any, lang: str, labels: Contract, **options: Any
) -> "Figure":
    """Draw what was measured, and give the figure of the axes that the plot returns.

    Examples
    --------
    >>> from analysis import count_periods, load, plot_periods
    >>> data = load()
    >>> counts = count_periods(data.networks, by="category", contract=data.contract)
    >>> len(draw_plot(plot_periods, counts, "en", data.contract).axes)
    1
    """
    inputs = measured if isinstance(measured, tuple) else (measured,)
    drawn = plot(*inputs, lang=lang, labels=labels, **options)
    return figure_of(next(iter(drawn.values())) if isinstance(drawn, dict) else drawn)


class Output(NamedTuple):
    """One thing that is exported.

    `measure` takes the data and gives what is shown: a frame, a graph, or both. A figure has
    `draw`, which takes that, a language and the contract, `describe`, which takes the same and
    gives the alternative text, and `numbers`, which gives the frame of what is plotted. `title` and
    `place`, where the report shows the same, are pairs, English and German; `notes` stand below,
    and `sources`, which `write_source` joins to one line. `notebook` is where the same is shown
    and read. `widths` are those in mm for which a figure is composed; the `draw` of one with
    several takes the option `width_mm`.
    `omits` says what of the entry the data leave no rows for.
    """

    name: str
    kind: str
    title: Pair
    measure: Callable[[Dataset], Any]
    notebook: str = ""
    notes: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = (name_source,)
    draw: "Callable[..., Figure] | None" = None
    describe: Callable[[Any, str, Contract], str] | None = None
    numbers: Callable[[Any], pd.DataFrame] = pd.DataFrame
    needs: tuple[str, ...] = ()
    widths: tuple[int, ...] = (WIDTH_MM,)
    short: bool = False
    place: Pair | None = None
    omits: Callable[[Dataset], str] | None = None


@contextmanager
def draw_output(
    output: Output, measured: Any, data: Dataset, *, lang: str, width_mm: int = WIDTH_MM
) -> "Iterator[Figure]":
    """Draw the figure of an entry, and close it afterwards.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.catalogue import find_outputs
    >>> (output,) = find_outputs(["periods"])
    >>> data = load()
    >>> with draw_output(output, output.measure(data), data, lang="de") as figure:
    ...     figure.axes[0].get_ylabel()
    'Gegründete Netzwerke'
    """
    import matplotlib.pyplot as plt

    if output.draw is None:
        raise TypeError(f"the entry {output.name!r} is no figure: it cannot be drawn")
    several = {"width_mm": width_mm} if len(output.widths) > 1 else {}
    figure = output.draw(measured, lang, data.contract, **several)
    try:
        yield figure
    finally:
        plt.close(figure)


def title_output(output: Output, contract: Contract, lang: str) -> str:
    """Give the title of an entry, with its place in the report for data coded from that.

    Examples
    --------
    >>> output = Output("a", "table", ("A", "A"), len, place=("Tabelle 1", "Tabelle 1"))
    >>> title_output(output, {}, "en")
    'A'
    """
    title = choose(output.title, lang)
    if output.place is None or not cites_report(contract):
        return title
    return f"{title} ({choose(output.place, lang)})"


def note_output(output: Output, data: Dataset, lang: str) -> list[str]:
    """Give the notes of an entry that hold for the data.

    Examples
    --------
    >>> from analysis import load
    >>> note_output(Output("a", "table", ("A", "A"), len, notes=(("one", "eins"),)), load(), "de")
    ['eins']
    """
    return _choose_texts(output.notes, data, lang)


def write_source(output: Output, data: Dataset, lang: str) -> str:
    """Give the line that names the sources of an entry; empty where the data name none.

    Examples
    --------
    >>> from analysis import load
    >>> write_source(Output("a", "table", ("A", "A"), len), load(), "de")
    'Quelle: eigene Darstellung nach BBSR-Online-Publikation 36/2023.'
    """
    found = _choose_texts(output.sources, data, lang)
    return f"{choose(('Source', 'Quelle'), lang)}: {'; '.join(found)}." if found else ""


def note_all(output: Output, data: Dataset, lang: str) -> list[str]:
    """Give the notes of an entry, and the line that names its sources last where there is one."""
    return [
        text
        for text in (*note_output(output, data, lang), write_source(output, data, lang))
        if text
    ]


def _choose_texts(texts: tuple[Text, ...], data: Dataset, lang: str) -> list[str]:
    found = (text(data) if callable(text) else text for text in texts)
    return [choose(pair, lang) for pair in found if pair is not None]
