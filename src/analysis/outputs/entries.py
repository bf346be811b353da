"""The form of an entry in the list of outputs, and its texts for given data."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.data import Dataset
from analysis.outputs.sources import Contract, Pair, Text, choose, cites_report, name_source
from analysis.style import WIDTH_MM, figure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    >>> from analysis.outputs import find_outputs
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
